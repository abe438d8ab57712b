import { createHmac, createSecretKey, type KeyObject } from "node:crypto";
import type { CredentialScope } from "./authorization.ts";

/** Derives signing keys and keeps the latest used. */
export interface SigningKeys {
  /** The signing key of a secret for a scope's day, region and service. */
  get(secretAccessKey: string, scope: SigningScope): KeyObject;
}

/** What a signing key is good for. */
export type SigningScope = Pick<CredentialScope, "date" | "region" | "service">;

/** Makes a cache of at most that many signing keys; the one used least recently goes first. */
export function createSigningKeys(max: number): SigningKeys {
  const keys = new Map<string, KeyObject>();
  return {
    get: (secretAccessKey, scope) => {
      // The secret comes last, being the only part that may hold a slash.
      const id = `${scope.date}/${scope.region}/${scope.service}/${secretAccessKey}`;
      let key = keys.get(id);
      if (key !== undefined) {
        keys.delete(id);
      } else {
        key = deriveSigningKey(secretAccessKey, scope);
        const [oldest] = keys.size < max ? [] : keys.keys();
        if (oldest !== undefined) {
          keys.delete(oldest);
        }
      }
      keys.set(id, key);
      return key;
    },
  };
}

/** Derives the signing key of a secret for a scope, by four chained HMACs as documented. */
export function deriveSigningKey(secretAccessKey: string, scope: SigningScope): KeyObject {
  let key = createSecretKey(`AWS4${secretAccessKey}`, "utf8");
  for (const part of [scope.date, scope.region, scope.service, "aws4_request"]) {
    key = createSecretKey(createHmac("sha256", key).update(part).digest());
  }
  return key;
}
