import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { fetchDocument, isTrustworthy } from "../../identity/outside/fetch-document.ts";
import { discoverKeys, jwtIssuerLimits } from "../../identity/outside/open-id-discovery.ts";

/** The public keys of JWT authorizers' issuers. */
export interface JwtKeys {
  /** The issuer's keys, asked for anew when they are too old or lack the one that is wanted. Never rejects. */
  get(issuer: string, keyId: string): Promise<JwtKeysAnswer>;
}

/** Keys, or why there are none, in AWS's observed words. */
export type JwtKeysAnswer =
  | { readonly kind: "keys"; readonly keys: JWTVerifyGetKey }
  | { readonly kind: "failed"; readonly description: string };

/** How keys are kept: two hours at most, as documented, and issuers are not asked at each unknown key or failure. */
export const jwtKeyLimits = {
  issuersMax: 1000,
  keysLifeMs: 7_200_000,
  askPauseMs: 10_000,
  failurePauseMs: 1_000,
} as const;

interface Known {
  readonly answer: JwtKeysAnswer;
  readonly keyIds: ReadonlySet<string>;
  readonly askedAtMs: number;
  /** When it was last asked in vain since. */
  readonly failedAtMs?: number;
}

const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string(), kid: z.string().optional() })).max(100) });

/** Makes the memory of issuers' keys. Requests that need the same issuer at the same time share one question to it. */
export function createJwtKeys(nowMs: () => number): JwtKeys {
  const known = new LRUCache<string, Known>({ max: jwtKeyLimits.issuersMax });
  const asking = new Map<string, Promise<Known>>();
  return {
    async get(issuer, keyId) {
      const kept = known.get(issuer);
      if (kept !== undefined && isFresh(kept, keyId, nowMs())) {
        return kept.answer;
      }
      let question = asking.get(issuer);
      if (question === undefined) {
        question = ask(issuer, kept).finally(() => asking.delete(issuer));
        asking.set(issuer, question);
      }
      return (await question).answer;
    },
  };

  async function ask(issuer: string, kept: Known | undefined): Promise<Known> {
    const found = await askIssuer(issuer, nowMs());
    const isLiving = kept?.answer.kind === "keys" && nowMs() - kept.askedAtMs < jwtKeyLimits.keysLifeMs;
    if (found.answer.kind === "failed" && isLiving) {
      // An issuer that is down for the moment does not take its keys along while they may still be used.
      known.set(issuer, { ...kept, failedAtMs: found.askedAtMs });
      return kept;
    }
    known.set(issuer, found);
    return found;
  }
}

function isFresh({ answer, keyIds, askedAtMs, failedAtMs }: Known, keyId: string, nowMs: number): boolean {
  const ageMs = nowMs - askedAtMs;
  if (answer.kind === "failed") {
    return ageMs < jwtKeyLimits.failurePauseMs;
  }
  if (ageMs >= jwtKeyLimits.keysLifeMs || keyIds.has(keyId)) {
    return ageMs < jwtKeyLimits.keysLifeMs;
  }
  const justFailed = failedAtMs !== undefined && nowMs - failedAtMs < jwtKeyLimits.failurePauseMs;
  return justFailed || ageMs < jwtKeyLimits.askPauseMs;
}

async function askIssuer(issuer: string, askedAtMs: number): Promise<Known> {
  let description = "OIDC discovery endpoint communication error";
  try {
    const url = await discoverKeys(issuer);
    description = "JWKS communication error";
    if (!isTrustworthy(url, false)) {
      throw new Error(`${url.href} is not fetched: keys elsewhere must be asked for over https`);
    }
    const { keys } = keySet.parse(await fetchDocument(url, jwtIssuerLimits));
    // Checked above as far as this server reads keys; jose refuses keys that it cannot use.
    const found = createLocalJWKSet({ keys } as unknown as JSONWebKeySet);
    const keyIds = new Set(keys.flatMap(({ kid }) => (kid === undefined ? [] : [kid])));
    return { answer: { kind: "keys", keys: found }, keyIds, askedAtMs };
  } catch {
    return { answer: { kind: "failed", description }, keyIds: new Set(), askedAtMs };
  }
}
