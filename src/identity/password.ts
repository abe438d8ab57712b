import { scrypt, type ScryptOptions, timingSafeEqual } from "node:crypto";

/**
 * Hashes a password with scrypt and a random salt of 16 bytes. The text names its cost, so that a later release may
 * raise it: `scrypt$N$r$p$salt$hash`, salt and hash in base64.
 */
export async function hashPassword(password: string, salt: Uint8Array): Promise<string> {
  const derived = await derive(password, salt, cost);
  const parts = ["scrypt", cost.N, cost.r, cost.p, Buffer.from(salt).toString("base64"), derived.toString("base64")];
  return parts.join("$");
}

/** Whether the password is the one that was hashed; throws when the text is not such a hash. */
export async function verifyPassword(password: string, hashed: string): Promise<boolean> {
  const [scheme, N, r, p, salt, expected] = hashed.split("$");
  if (scheme !== "scrypt" || salt === undefined || expected === undefined) {
    throw new Error("the stored password hash is in no known format");
  }
  const derived = await derive(password, Buffer.from(salt, "base64"), { N: Number(N), r: Number(r), p: Number(p) });
  const wanted = Buffer.from(expected, "base64");
  return wanted.length === derived.length && timingSafeEqual(derived, wanted);
}

/** How many random bytes a salt has. */
export const saltBytes = 16;

/** About 40 ms and 16 MiB; the hashes are sealed under the master key besides. */
const cost = { N: 16_384, r: 8, p: 1 } as const;
const hashBytes = 32;

function derive(password: string, salt: Uint8Array, options: ScryptOptions): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    scrypt(password, salt, hashBytes, options, (error, derived) => {
      if (error === null) {
        resolve(derived);
      } else {
        reject(error);
      }
    });
  });
}
