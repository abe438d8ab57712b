import { createCipheriv, createDecipheriv, createSecretKey } from "node:crypto";
import type { Sources } from "../sources.ts";

/** Encrypts secrets for the database and decrypts them again. */
export interface Sealer {
  /** Encrypts the bytes for one place, such as `access-key:111111111111:AKIA…`; the result is base64 text. */
  seal(plain: Uint8Array, place: string): string;
  /** The bytes sealed for that place; throws when the key or the place is another or the text was changed. */
  open(sealed: string, place: string): Uint8Array;
}

/** The bytes of a master key. */
export const masterKeyBytes = 32;

const format = 1;
const nonceBytes = 12;
const tagBytes = 16;

/**
 * A sealer under a 32-byte key: AES-256-GCM with a random nonce. The place a secret is stored at is authenticated with
 * it, so that one row's ciphertext cannot stand in for another's. The text is base64 of a format byte, the nonce, the
 * ciphertext and the tag.
 */
export function createSealer(key: Uint8Array, randomBytes: Sources["randomBytes"]): Sealer {
  const secretKey = createSecretKey(key);
  return {
    seal(plain, place) {
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", secretKey, nonce, { authTagLength: tagBytes });
      cipher.setAAD(Buffer.from(place));
      const sealed = [Uint8Array.of(format), nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()];
      return Buffer.concat(sealed).toString("base64");
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed, "base64");
      if (bytes[0] !== format || bytes.length < 1 + nonceBytes + tagBytes) {
        throw new Error(`the sealed value of ${place} is not in a known format`);
      }
      const nonce = bytes.subarray(1, 1 + nonceBytes);
      const decipher = createDecipheriv("aes-256-gcm", secretKey, nonce, {
        authTagLength: tagBytes,
      });
      decipher.setAAD(Buffer.from(place));
      decipher.setAuthTag(bytes.subarray(-tagBytes));
      return Buffer.concat([decipher.update(bytes.subarray(1 + nonceBytes, -tagBytes)), decipher.final()]);
    },
  };
}

/** Seals a text as its UTF-8 bytes. */
export function sealText(sealer: Sealer, text: string, place: string): string {
  return sealer.seal(Buffer.from(text), place);
}

/** Opens what `sealText` sealed. */
export function openText(sealer: Sealer, sealed: string, place: string): string {
  return Buffer.from(sealer.open(sealed, place)).toString();
}
