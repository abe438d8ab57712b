import { parseArn } from "../../arn/arn.ts";
import { mayBeCustomDomain } from "../../gateway/domain-target.ts";
import { createChangeCache, type Loaded } from "../../store/change-cache.ts";
import type { CertificateRecord, DomainNameRecord } from "../../store/regional-records.ts";
import type { ChangeTopic, Store } from "../../store/store.ts";
import type { CertificateSource, ServerIdentity } from "./certificate-source.ts";

/** What the certificates of custom domains come from. */
export interface DomainCertificateOptions {
  readonly store: Store;
  /** The server's own domains, which are nobody else's. */
  readonly domains: readonly string[];
}

/** How many server names are remembered to have a certificate or not. */
const namesMax = 10_000;

/**
 * The imported certificates of custom domains, and whom those with mutual TLS ask clients to be certified by. A domain
 * whose certificate is gone is left to the sources after this one. Changes count from the next handshake on.
 */
export function createDomainCertificates({ store, domains }: DomainCertificateOptions): CertificateSource {
  const identities = createChangeCache<string, { readonly identity: ServerIdentity | undefined }>({
    store,
    entriesMax: namesMax,
    load: (serverName) => loadIdentity(store, serverName),
  });
  return async (serverName) => {
    if (!mayBeCustomDomain(serverName, domains)) {
      return undefined;
    }
    await store.catchUp();
    return (await identities.get(serverName))?.identity;
  };
}

async function loadIdentity(
  store: Store,
  serverName: string,
): Promise<Loaded<{ readonly identity: ServerIdentity | undefined }>> {
  const wildcard = `*${serverName.slice(serverName.indexOf("."))}`;
  const topics: readonly ChangeTopic[] = [`domain-name:${serverName}`, `domain-name:${wildcard}`];
  return store.read(async ({ domainNames, certificates }) => {
    const domain = (await domainNames.find(serverName)) ?? (await domainNames.find(wildcard));
    const id = parseArn(domain?.configurations[0]?.certificateArn ?? "")?.resource.replace("certificate/", "");
    const certificate = id === undefined ? undefined : await certificates.find(id);
    const own = domain !== undefined && certificate?.accountId === domain.accountId;
    return {
      value: { identity: own ? identityOf(certificate, domain) : undefined },
      dependsOn: id === undefined ? topics : [...topics, `certificate:${id}`],
    };
  });
}

function identityOf({ body, chain = "", secret }: CertificateRecord, { mutualTls }: DomainNameRecord): ServerIdentity {
  return {
    certificateChain: `${body}\n${chain}`,
    privateKey: secret,
    ...(mutualTls !== undefined && { clientIssuers: mutualTls.certificates.join("\n") }),
  };
}
