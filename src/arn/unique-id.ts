const base32 = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";

/** The kinds of unique id that carry their account, with AWS's prefixes. */
export type UniqueIdPrefix = "AIDA" | "AROA" | "AGPA" | "AIPA" | "AKIA" | "ASIA" | "ASCA" | "APKA" | "ACCA" | "ANPA";

/** Returns that many bytes of randomness. */
export type RandomBytes = (count: number) => Uint8Array;

/**
 * Makes a unique id such as `AIDA…` (21 characters) or an access key id `AKIA…` (20 characters), in which the account
 * can be read back. The scheme is public research on AWS's ids, not documented by AWS: the eight base32 characters
 * behind the prefix hold 2^39 + account / 2, the next one's upper half says whether the account is odd.
 */
export function newUniqueId(prefix: UniqueIdPrefix, accountId: string, randomBytes: RandomBytes): string {
  const account = BigInt(accountId);
  const length = prefix === "AKIA" || prefix === "ASIA" ? 20 : 21;
  const [parity = 0, ...tail] = randomBytes(length - 12);
  const oddBit = account % 2n === 1n ? 16 : 0;
  const random = [oddBit | (parity & 15), ...tail].map((byte) => base32.charAt(byte & 31)).join("");
  return prefix + encodeAccount(account) + random;
}

/** The account id inside a unique id made by `newUniqueId`; undefined when the text carries none. */
export function accountOfUniqueId(id: string): string | undefined {
  if (id.length < 13) {
    return undefined;
  }
  let bits = 0n;
  for (const character of id.slice(4, 13)) {
    const digit = base32.indexOf(character);
    if (digit < 0) {
      return undefined;
    }
    bits = bits * 32n + BigInt(digit);
  }
  const account = ((bits >> 5n) - 2n ** 39n) * 2n + ((bits >> 4n) & 1n);
  return account >= 0n && account < 10n ** 12n ? account.toString().padStart(12, "0") : undefined;
}

function encodeAccount(account: bigint): string {
  let number = 2n ** 39n + account / 2n;
  let text = "";
  for (let index = 0; index < 8; index += 1) {
    text = base32.charAt(Number(number % 32n)) + text;
    number /= 32n;
  }
  return text;
}
