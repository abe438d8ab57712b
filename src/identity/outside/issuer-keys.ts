import { createLocalJWKSet, type JSONWebKeySet, type JWTVerifyGetKey } from "jose";
import { LRUCache } from "lru-cache";
import { z } from "zod";
import { fetchDocument, isTrustworthy } from "./fetch-document.ts";
import { providerLimits } from "./limits.ts";

/** The public keys of OpenID Connect issuers, found by discovery and kept for a while. */
export interface IssuerKeys {
  /** The issuer's keys; with `anew`, asked for again unless that was just done. Rejects with an IssuerUnreachable or Error. */
  get(issuer: string, anew: boolean): Promise<JWTVerifyGetKey>;
}

/** The issuer's server did not answer, as against one that answered nonsense. */
export class IssuerUnreachable extends Error {}

/** What finding keys stands on. */
export interface IssuerKeysOptions {
  readonly nowMs: () => number;
  /** Whether issuers elsewhere than on this machine may be asked without TLS. */
  readonly allowHttp: boolean;
}

interface KnownKeys {
  readonly keys: JWTVerifyGetKey;
  readonly askedAtMs: number;
}

interface KnownFailure {
  readonly cause: unknown;
  readonly failedAtMs: number;
}

const discoveryDocument = z.object({ issuer: z.string(), jwks_uri: z.url() });
const keySet = z.object({ keys: z.array(z.looseObject({ kty: z.string() })).max(100) });

/**
 * Makes the memory of issuers' keys. Callers that need the same keys at the same time share one request. Nobody who asks
 * has proven anything yet, so that an issuer is not asked at each call, whether it answers or not.
 */
export function createIssuerKeys({ nowMs, allowHttp }: IssuerKeysOptions): IssuerKeys {
  const known = new LRUCache<string, KnownKeys>({ max: providerLimits.issuersMax });
  const failures = new LRUCache<string, KnownFailure>({ max: providerLimits.issuersMax });
  const asking = new Map<string, Promise<JWTVerifyGetKey>>();

  async function askOrRemember(issuer: string): Promise<JWTVerifyGetKey> {
    const failed = failures.get(issuer);
    if (failed !== undefined && nowMs() - failed.failedAtMs < providerLimits.failurePauseMs) {
      throw failed.cause;
    }
    try {
      return await ask(issuer);
    } catch (cause) {
      failures.set(issuer, { cause, failedAtMs: nowMs() });
      throw cause;
    }
  }

  async function ask(issuer: string): Promise<JWTVerifyGetKey> {
    const discovery = discoveryDocument.parse(await fetchFrom(discoveryUrl(issuer)));
    if (discovery.issuer !== issuer) {
      throw new Error(`the discovery document of ${issuer} is of issuer ${discovery.issuer}`);
    }
    // Checked above as far as this server reads keys; jose refuses keys that it cannot use.
    const keys = keySet.parse(await fetchFrom(new URL(discovery.jwks_uri))) as unknown as JSONWebKeySet;
    const found = createLocalJWKSet(keys);
    known.set(issuer, { keys: found, askedAtMs: nowMs() });
    return found;
  }

  async function fetchFrom(url: URL): Promise<unknown> {
    if (!isTrustworthy(url, allowHttp)) {
      throw new Error(`${url.href} is not fetched: an issuer elsewhere must be asked over https`);
    }
    try {
      return await fetchDocument(url);
    } catch (cause) {
      throw new IssuerUnreachable(`no document from ${url.href}: ${(cause as Error).message}`, { cause });
    }
  }

  return {
    async get(issuer, anew) {
      const kept = known.get(issuer);
      const age = kept === undefined ? Infinity : nowMs() - kept.askedAtMs;
      if (kept !== undefined && age < (anew ? providerLimits.askPauseMs : providerLimits.keysLifeMs)) {
        return kept.keys;
      }
      let answer = asking.get(issuer);
      if (answer === undefined) {
        answer = askOrRemember(issuer).finally(() => asking.delete(issuer));
        asking.set(issuer, answer);
      }
      return answer;
    },
  };
}

function discoveryUrl(issuer: string): URL {
  return new URL(`${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`);
}
