import { isIP } from "node:net";
import { networkInterfaces } from "node:os";
import { regions } from "../../arn/regions.ts";
import type { Gateway } from "../../gateway/invoke.ts";
import { parseInvokeHost } from "../../gateway/invoke-target.ts";
import type { Service } from "../../wire/operation.ts";
import { serviceOfHost } from "../choose-service.ts";

/** What decides which host names a server answers to. */
export interface ServerNamesOptions<Context> {
  readonly services: readonly Service<Context>[];
  /** The domains of invoke hosts, `amazonaws.com` among them. */
  readonly domains: readonly string[];
  /** What knows the custom domains. */
  readonly gateway: Pick<Gateway, "findDomain">;
  /** The address that is listened on. */
  readonly host: string;
}

/** Tells which host names, in lower case, a server answers to. */
export interface ServerNames {
  /** Whether it is AWS's for a service or an API, one of the server's own domains, or an account's custom domain. */
  isServed(name: string): Promise<boolean>;
  /** Those names in words. */
  readonly description: string;
  /**
   * What a certificate for that name is to hold; undefined when the name is none of the server's. APIs of a region share a
   * wildcard, as they do on AWS.
   */
  certificateNames(name: string): Promise<readonly string[] | undefined>;
}

const awsDomain = "amazonaws.com";

/** Makes the names of a server out of the table of services, its domains and the custom domains in its store. */
export function createServerNames<Context>(options: ServerNamesOptions<Context>): ServerNames {
  const { services, domains, gateway, host } = options;
  const ownDomains = domains.filter((domain) => domain !== awsDomain);

  const isApiName = (name: string): boolean => regions.has(parseInvokeHost(name, domains)?.region ?? "");
  const isServiceName = (name: string): boolean => regions.has(serviceOfHost(services, name)?.hostRegion ?? "");
  /** Of the names that one certificate can be for, the widest: there are then only so many, whatever names are asked for. */
  const certificateName = async (name: string): Promise<string | undefined> => {
    if (!isHostName(name)) {
      return undefined;
    }
    if (ownDomains.includes(name) || isServiceName(name)) {
      return name;
    }
    if (isApiName(name)) {
      return `*${name.slice(name.indexOf("."))}`;
    }
    return name.endsWith(`.${awsDomain}`) ? undefined : (await gateway.findDomain(name))?.domainName;
  };

  return {
    isServed: async (name) => (await certificateName(name)) !== undefined,
    description: describe(options),
    async certificateNames(name) {
      if (name === "localhost") {
        return ["localhost", "127.0.0.1", "::1", ...addressesOf(host)];
      }
      const holds = await certificateName(name);
      return holds === undefined ? undefined : [holds];
    },
  };
}

/** Neither an address nor a name with a port. */
function isHostName(name: string): boolean {
  return isIP(name) === 0 && !name.includes(":");
}

function describe<Context>({ services, domains }: ServerNamesOptions<Context>): string {
  const hosts = new Set(services.map(({ signingName }) => signingName));
  const ofServices = [...hosts].flatMap((host) => [`${host}.${awsDomain}`, `${host}.{region}.${awsDomain}`]);
  const ofApis = domains.map((domain) => `{api}.execute-api.{region}.${domain}`);
  return `${[...ofServices, ...ofApis].join(", ")} and the custom domains of its accounts`;
}

/** The addresses besides the loopback's under which clients reach a server that listens there. */
function addressesOf(host: string): readonly string[] {
  const everywhere = host === "0.0.0.0" || host === "::";
  const addresses = everywhere
    ? Object.values(networkInterfaces()).flatMap((entries = []) => entries.map(({ address }) => address))
    : [host];
  return addresses.filter((address) => isIP(address) !== 0 && address !== "127.0.0.1" && address !== "::1");
}
