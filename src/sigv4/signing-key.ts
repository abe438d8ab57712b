import { createHmac, hash } from "node:crypto";
import type { CredentialScope } from "./authorization.ts";

/** What signs in place of a secret for a day, a region and a service. Printed or turned into JSON it shows no secret. */
export interface SigningKey {
  /** The signature of a string to sign: 64 lower-case hex digits. */
  sign(stringToSign: string): string;
}

/** Derives signing keys and keeps the latest used. */
export interface SigningKeys {
  /** The signing key of a secret for a scope's day, region and service. */
  get(secretAccessKey: string, scope: SigningScope): SigningKey;
}

/** What a signing key is good for. */
export type SigningScope = Pick<CredentialScope, "date" | "region" | "service">;

/** Whether one key serves two scopes of the same secret. */
export function isSameScope(one: SigningScope, other: SigningScope): boolean {
  return one.date === other.date && one.region === other.region && one.service === other.service;
}

/** Makes a cache of at most that many signing keys; the one used least recently goes first. */
export function createSigningKeys(max: number): SigningKeys {
  const keys = new Map<string, SigningKey>();
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
export function deriveSigningKey(secretAccessKey: string, scope: SigningScope): SigningKey {
  let key: Buffer = Buffer.from(`AWS4${secretAccessKey}`);
  for (const part of [scope.date, scope.region, scope.service, "aws4_request"]) {
    key = createHmac("sha256", key).update(part).digest();
  }
  return signingKeyOf(key);
}

/** The bytes that SHA-256 takes in at once, to which HMAC pads its key. */
const blockBytes = 64;

/**
 * HMAC-SHA-256 (RFC 2104) under a key of 32 bytes, written out as the two hashes that it is: docs/decisions/hmac-of-two-hashes.md
 * says why. The padded keys are as secret as the key, and in no property of what is returned.
 */
function signingKeyOf(key: Buffer): SigningKey {
  const outer = Buffer.concat([paddedKey(key, 0x5c), Buffer.alloc(32)]);
  let inner = paddedKey(key, 0x36);
  return {
    sign(text) {
      const length = blockBytes + Buffer.byteLength(text);
      if (inner.length !== length) {
        // What one key signs is nearly always of one length: this happens once.
        inner = Buffer.concat([inner.subarray(0, blockBytes)], length);
      }
      inner.write(text, blockBytes);
      outer.write(hash("sha256", inner, "latin1"), blockBytes, "latin1");
      return hash("sha256", outer, "hex");
    },
  };
}

function paddedKey(key: Buffer, pad: number): Buffer {
  const block = Buffer.alloc(blockBytes, pad);
  for (const [index, byte] of key.entries()) {
    block[index] = byte ^ pad;
  }
  return block;
}
