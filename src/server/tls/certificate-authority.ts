import { LRUCache } from "lru-cache";
import type { Sources } from "../../sources.ts";
import type { Store } from "../../store/store.ts";
import type { CertificateSource, ServerIdentity } from "./certificate-source.ts";
import type { KeyedCertificate } from "./issue-certificate.ts";
import type { ServerNames } from "./server-names.ts";

/** What the local certificate authority stands on. */
export interface AuthorityOptions {
  readonly store: Pick<Store, "certificateAuthority">;
  readonly sources: Pick<Sources, "nowMs" | "randomBytes">;
}

/** What the local authority's certificates are issued for. */
export interface LocalCertificateOptions extends AuthorityOptions {
  readonly names: Pick<ServerNames, "certificateNames">;
}

/** How many certificates are kept; an evicted one is issued anew when its name is asked for again. */
const certificatesMax = 1_000;
/** How old a certificate gets before it is replaced; it lives a month longer. */
const renewalMs = 366 * 86_400_000;

/**
 * The authority that signs this installation's certificates: made when it is first asked for, kept in the store with its
 * key sealed, and so the same on every node. Must not be called within a write to the store.
 */
export async function findAuthority({ store, sources }: AuthorityOptions): Promise<KeyedCertificate> {
  const kept = await store.certificateAuthority(async () => {
    const { makeAuthority } = await import("./issue-certificate.ts");
    return JSON.stringify(await makeAuthority(sources));
  });
  // What is kept is what was made here.
  return JSON.parse(kept) as KeyedCertificate;
}

/**
 * Issues certificates of the local authority as their names are asked for. Nothing is loaded or made before the first. All
 * of them are for one private key that lives as long as this process and is written nowhere.
 */
export function createLocalCertificates({ store, sources, names }: LocalCertificateOptions): CertificateSource {
  let workshop: Promise<(names: readonly string[]) => Promise<ServerIdentity>> | undefined;
  const kept = new LRUCache<string, { readonly identity: Promise<ServerIdentity>; readonly issuedAtMs: number }>({
    max: certificatesMax,
  });

  const issue = async (holds: readonly string[]): Promise<ServerIdentity> => {
    workshop ??= openWorkshop({ store, sources });
    workshop.catch(() => (workshop = undefined));
    return (await workshop)(holds);
  };

  return async (serverName) => {
    const certificateNames = await names.certificateNames(serverName);
    if (certificateNames === undefined) {
      return undefined;
    }
    const key = certificateNames.join();
    const nowMs = sources.nowMs();
    const known = kept.get(key);
    if (known !== undefined && nowMs < known.issuedAtMs + renewalMs) {
      return known.identity;
    }
    const issued = { identity: issue(certificateNames), issuedAtMs: nowMs };
    kept.set(key, issued);
    issued.identity.catch(() => kept.delete(key));
    return issued.identity;
  };
}

async function openWorkshop(options: AuthorityOptions): Promise<(names: readonly string[]) => Promise<ServerIdentity>> {
  const { issueCertificate, makePrivateKey } = await import("./issue-certificate.ts");
  const issuer = await findAuthority(options);
  const privateKey = makePrivateKey();
  return async (names) => ({
    certificateChain: await issueCertificate({ issuer, privateKey, names, sources: options.sources }),
    privateKey,
  });
}
