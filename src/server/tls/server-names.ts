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
  /** The host names of AWS that it stands in for: those of the services it has and of all APIs. */
  isAwsName(name: string): boolean;
  /** Whether an account has made it, or a wildcard over it, a custom domain. */
  isCustomDomain(name: string): Promise<boolean>;
  /** What a certificate for that name is to hold; undefined when the name is none of the server's. */
  certificateNames(name: string): Promise<readonly string[] | undefined>;
}

const awsDomain = "amazonaws.com";

/** Makes the names of a server out of the table of services, its domains and the custom domains in its store. */
export function createServerNames<Context>(options: ServerNamesOptions<Context>): ServerNames {
  const { services, domains, gateway, host } = options;
  const ownDomains = domains.filter((domain) => domain !== awsDomain);

  const isApiName = (name: string, among: readonly string[]): boolean => {
    const named = parseInvokeHost(name, among);
    return named !== undefined && regions.has(named.region);
  };
  const isAwsName = (name: string): boolean => {
    const service = /:/.test(name) ? undefined : serviceOfHost(services, name);
    return (service !== undefined && regions.has(service.hostRegion)) || isApiName(name, [awsDomain]);
  };
  const isCustomDomain = async (name: string): Promise<boolean> =>
    !name.endsWith(`.${awsDomain}`) && !ownDomains.includes(name) && (await gateway.findDomain(name)) !== undefined;

  return {
    isAwsName,
    isCustomDomain,
    async certificateNames(name) {
      if (name === "localhost") {
        return ["localhost", "127.0.0.1", "::1", ...addressesOf(host)];
      }
      const served =
        ownDomains.includes(name) || isApiName(name, ownDomains) || isAwsName(name) || (await isCustomDomain(name));
      return served ? [name] : undefined;
    },
  };
}

/** The addresses besides the loopback's under which clients reach a server that listens there. */
function addressesOf(host: string): readonly string[] {
  const everywhere = host === "0.0.0.0" || host === "::";
  const addresses = everywhere
    ? Object.values(networkInterfaces()).flatMap((entries = []) => entries.map(({ address }) => address))
    : [host];
  return addresses.filter((address) => isIP(address) !== 0 && address !== "127.0.0.1" && address !== "::1");
}
