import { createPublicKey, hash, type KeyObject } from "node:crypto";

/** An RSA public key in OpenSSH's form, whichever form it came in. */
export interface SshPublicKey {
  /** `ssh-rsa AAAA…`, without a comment. */
  readonly sshBody: string;
  /** MD5 of the key's binary form, as `ssh-keygen -l -E md5` shows it: `aa:bb:…`. */
  readonly fingerprint: string;
}

/**
 * Reads a key as the `ssh-rsa` line of OpenSSH or in PEM. `unrecognized` says that it is neither, `invalid` that the
 * key inside is broken, not RSA or shorter than 2048 bits.
 */
export function readSshPublicKey(body: string): SshPublicKey | "unrecognized" | "invalid" {
  const text = body.trim();
  if (text.startsWith("ssh-rsa ")) {
    const blob = Buffer.from(text.split(/\s+/)[1] ?? "", "base64");
    const key = keyOfBlob(blob);
    return key === undefined ? "invalid" : fromBlob(blob, key);
  }
  if (!/^-----BEGIN (?:RSA )?PUBLIC KEY-----/.test(text)) {
    return "unrecognized";
  }
  const key = keyOf(() => createPublicKey(text));
  return key === undefined || key.asymmetricKeyType !== "rsa" ? "invalid" : fromBlob(blobOf(key), key);
}

/** A key of OpenSSH's form in PEM. */
export function pemOf(sshBody: string): string {
  const key = keyOfBlob(Buffer.from(sshBody.split(" ")[1] ?? "", "base64"));
  return key === undefined ? "" : key.export({ type: "spki", format: "pem" });
}

const bitsMin = 2048;

function fromBlob(blob: Buffer, key: KeyObject): SshPublicKey | "invalid" {
  if ((key.asymmetricKeyDetails?.modulusLength ?? 0) < bitsMin) {
    return "invalid";
  }
  const digest = hash("md5", blob, "hex");
  return {
    sshBody: `ssh-rsa ${blob.toString("base64")}`,
    fingerprint: (digest.match(/../g) ?? []).join(":"),
  };
}

/** The key in a blob of RFC 4253: three strings, `ssh-rsa`, the exponent and the modulus, and nothing after them. */
function keyOfBlob(blob: Buffer): KeyObject | undefined {
  const fields: Buffer[] = [];
  let offset = 0;
  while (offset + 4 <= blob.length && fields.length < 3) {
    const end = offset + 4 + blob.readUInt32BE(offset);
    if (end > blob.length) {
      return undefined;
    }
    fields.push(blob.subarray(offset + 4, end));
    offset = end;
  }
  const [name, exponent, modulus] = fields;
  if (name?.toString() !== "ssh-rsa" || exponent === undefined || modulus === undefined || offset !== blob.length) {
    return undefined;
  }
  const jwk = { kty: "RSA", e: unsigned(exponent), n: unsigned(modulus) };
  return keyOf(() => createPublicKey({ key: jwk, format: "jwk" }));
}

function blobOf(key: KeyObject): Buffer {
  const { e = "", n = "" } = key.export({ format: "jwk" });
  return Buffer.concat([field(Buffer.from("ssh-rsa")), field(signed(e)), field(signed(n))]);
}

function field(bytes: Buffer): Buffer {
  const length = Buffer.alloc(4);
  length.writeUInt32BE(bytes.length);
  return Buffer.concat([length, bytes]);
}

/** A JSON Web Key's number without leading zeros. */
function unsigned(bytes: Buffer): string {
  const first = bytes.findIndex((byte) => byte !== 0);
  return bytes.subarray(Math.max(first, 0)).toString("base64url");
}

/** RFC 4251's number: a leading zero byte where the highest bit would read as a sign. */
function signed(base64url: string): Buffer {
  const bytes = Buffer.from(base64url, "base64url");
  return (bytes[0] ?? 0) > 127 ? Buffer.concat([Buffer.alloc(1), bytes]) : bytes;
}

function keyOf(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
