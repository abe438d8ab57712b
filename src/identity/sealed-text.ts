import { createCipheriv, createDecipheriv } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { TokenKey } from "../store/store.ts";
import type { TokenKeyRing } from "./token-key-ring.ts";

/** Seals JSON values of one purpose into base64 texts under the token keys and opens them again. */
export interface SealedText<Value> {
  seal(value: Value): string;
  /** The value inside; undefined for whatever `seal` did not make. A promise when the key had to be looked up. */
  open(text: string): Value | undefined | Promise<Value | undefined>;
}

/** What tells one kind of sealed text from another, and bounds it. */
export interface SealedTextKind {
  /** The first byte of the text: a text of one kind never opens as another. */
  readonly format: number;
  /** The longest text that is looked at. */
  readonly charactersMax: number;
  /** The most bytes its content may unpack to. */
  readonly bytesMax: number;
}

/** What sealed texts are made with. */
export interface SealingMeans {
  readonly ring: TokenKeyRing;
  readonly randomBytes: (count: number) => Uint8Array;
}

const nonceBytes = 12;
const tagBytes = 16;
/** Format, then the key's number in four bytes. */
const headerBytes = 5;

/**
 * Makes the sealer of one kind of text: base64 of format, number of the key, nonce, the AES-256-GCM sealed value and the
 * authentication tag. The header is authenticated with the rest.
 */
export function createSealedText<Value>(kind: SealedTextKind, { ring, randomBytes }: SealingMeans): SealedText<Value> {
  return {
    seal(value) {
      const { keyId, key } = ring.newest();
      const header = Buffer.alloc(headerBytes);
      header.writeUInt8(kind.format, 0);
      header.writeUInt32BE(keyId, 1);
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", key, nonce).setAAD(header);
      const sealed = Buffer.concat([cipher.update(deflateRawSync(JSON.stringify(value))), cipher.final()]);
      return Buffer.concat([header, nonce, sealed, cipher.getAuthTag()]).toString("base64");
    },

    open(text) {
      const bytes = decode(text, kind);
      const key = bytes && ring.find(bytes.readUInt32BE(1));
      if (bytes === undefined || key === undefined) {
        return undefined;
      }
      // What opens was sealed above, so it is a value of this kind.
      const openWith = (found: TokenKey | undefined) =>
        found && (openSealed(bytes, found.key, kind) as Value | undefined);
      return key instanceof Promise ? key.then(openWith) : openWith(key);
    },
  };
}

/** The bytes of a text in the one spelling `seal` writes; undefined for anything else. */
function decode(text: string, { format, charactersMax }: SealedTextKind): Buffer | undefined {
  if (text.length > charactersMax) {
    return undefined;
  }
  const bytes = Buffer.from(text, "base64");
  const wellFormed =
    bytes.length > headerBytes + nonceBytes + tagBytes &&
    bytes.readUInt8(0) === format &&
    bytes.toString("base64") === text;
  return wellFormed ? bytes : undefined;
}

function openSealed(bytes: Buffer, key: Uint8Array, { bytesMax }: SealedTextKind): unknown {
  const nonce = bytes.subarray(headerBytes, headerBytes + nonceBytes);
  const sealed = bytes.subarray(headerBytes + nonceBytes, -tagBytes);
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes })
      .setAAD(bytes.subarray(0, headerBytes))
      .setAuthTag(bytes.subarray(-tagBytes));
    const packed = Buffer.concat([decipher.update(sealed), decipher.final()]);
    return JSON.parse(inflateRawSync(packed, { maxOutputLength: bytesMax }).toString());
  } catch {
    return undefined;
  }
}
