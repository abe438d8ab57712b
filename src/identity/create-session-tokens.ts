import { createCipheriv, createDecipheriv } from "node:crypto";
import { deflateRawSync, inflateRawSync } from "node:zlib";
import type { TokenKey } from "../store/store.ts";
import type { Session } from "./session-token.ts";
import type { SessionTokens } from "./session-tokens.ts";

/** The longest token that is looked at, in characters; a session with every member at its limit seals to less. */
const tokenCharactersMax = 32_768;
/** The most bytes a token's content may unpack to. */
const sessionBytesMax = 262_144;

const formatVersion = 1;
const nonceBytes = 12;
const tagBytes = 16;
/** Version, then the key's number in four bytes. */
const headerBytes = 5;

/**
 * Makes the sealer of session tokens. A token is base64 of: version, number of the key, nonce, the AES-256-GCM sealed
 * session, authentication tag. The header is authenticated with the rest.
 */
export function createSessionTokens(
  keys: readonly TokenKey[],
  randomBytes: (count: number) => Uint8Array,
): SessionTokens {
  const [newest] = keys;
  if (newest === undefined) {
    throw new Error("the token key ring is empty; the store makes its first key on the first start");
  }
  const byId = new Map(keys.map(({ keyId, key }) => [keyId, key]));
  return {
    seal(session) {
      const header = Buffer.alloc(headerBytes);
      header.writeUInt8(formatVersion, 0);
      header.writeUInt32BE(newest.keyId, 1);
      const nonce = randomBytes(nonceBytes);
      const cipher = createCipheriv("aes-256-gcm", newest.key, nonce).setAAD(header);
      const sealed = Buffer.concat([cipher.update(deflateRawSync(JSON.stringify(session))), cipher.final()]);
      return Buffer.concat([header, nonce, sealed, cipher.getAuthTag()]).toString("base64");
    },

    open(token) {
      const bytes = decodeToken(token);
      const key = bytes && byId.get(bytes.readUInt32BE(1));
      return bytes && key && openSealed(bytes, key);
    },
  };
}

/** The bytes of a token in the one spelling `seal` writes; undefined for anything else. */
function decodeToken(token: string): Buffer | undefined {
  if (token.length > tokenCharactersMax) {
    return undefined;
  }
  const bytes = Buffer.from(token, "base64");
  const wellFormed =
    bytes.length > headerBytes + nonceBytes + tagBytes &&
    bytes.readUInt8(0) === formatVersion &&
    bytes.toString("base64") === token;
  return wellFormed ? bytes : undefined;
}

function openSealed(bytes: Buffer, key: Uint8Array): Session | undefined {
  const nonce = bytes.subarray(headerBytes, headerBytes + nonceBytes);
  const sealed = bytes.subarray(headerBytes + nonceBytes, -tagBytes);
  try {
    const decipher = createDecipheriv("aes-256-gcm", key, nonce, { authTagLength: tagBytes })
      .setAAD(bytes.subarray(0, headerBytes))
      .setAuthTag(bytes.subarray(-tagBytes));
    const packed = Buffer.concat([decipher.update(sealed), decipher.final()]);
    // What opens was sealed above, so it is a session.
    return JSON.parse(inflateRawSync(packed, { maxOutputLength: sessionBytesMax }).toString()) as Session;
  } catch {
    return undefined;
  }
}
