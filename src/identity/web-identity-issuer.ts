import { createPublicKey } from "node:crypto";
import { calculateJwkThumbprint, exportJWK, importPKCS8, type JWK, type JWTPayload, SignJWT } from "jose";
import type { Store } from "../store/store.ts";

/** The algorithms that web identity tokens can be signed with. */
export type WebIdentityAlgorithm = "RS256" | "ES384";

/** Signs tokens about this server's callers, which services outside AWS verify with the published keys. */
export interface WebIdentityIssuer {
  sign(claims: JWTPayload, algorithm: WebIdentityAlgorithm): Promise<string>;
  /** The public keys, as a JSON Web Key Set. */
  keySet(): Promise<{ readonly keys: readonly JWK[] }>;
}

interface SigningKey {
  readonly algorithm: WebIdentityAlgorithm;
  readonly privateKey: Awaited<ReturnType<typeof importPKCS8>>;
  readonly publicKey: JWK & { readonly kid: string };
}

/** Makes the issuer over the store's keys, which are read, and on a new server made, at the first call. */
export function createWebIdentityIssuer(store: Pick<Store, "webIdentityKeys">): WebIdentityIssuer {
  let loading: Promise<readonly SigningKey[]> | undefined;
  const keys = () => {
    loading ??= loadKeys(store).catch((cause: unknown) => {
      loading = undefined;
      throw cause;
    });
    return loading;
  };
  return {
    async sign(claims, algorithm) {
      const key = (await keys()).find((candidate) => candidate.algorithm === algorithm);
      if (key === undefined) {
        throw new Error(`there is no key for ${algorithm}`);
      }
      const header = { alg: algorithm, kid: key.publicKey.kid, typ: "JWT" };
      return new SignJWT(claims).setProtectedHeader(header).sign(key.privateKey);
    },
    keySet: async () => ({ keys: (await keys()).map(({ publicKey }) => publicKey) }),
  };
}

async function loadKeys(store: Pick<Store, "webIdentityKeys">): Promise<readonly SigningKey[]> {
  const pems = await store.webIdentityKeys();
  return Promise.all((["RS256", "ES384"] as const).map((algorithm) => signingKey(pems[algorithm], algorithm)));
}

async function signingKey(pem: string, algorithm: WebIdentityAlgorithm): Promise<SigningKey> {
  const publicKey = await exportJWK(createPublicKey(pem));
  const kid = await calculateJwkThumbprint(publicKey);
  const privateKey = await importPKCS8(pem, algorithm);
  return { algorithm, privateKey, publicKey: { ...publicKey, kid, alg: algorithm, use: "sig" } };
}
