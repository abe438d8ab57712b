import type { SigningCredentials } from "../../src/sigv4/sign.ts";

/** The access key of the root of an account. */
export function rootKey(accountId: string): SigningCredentials {
  return { accessKeyId: `AKIAROOT${accountId}`, secretAccessKey: `secret of root of ${accountId}` };
}

/** The access key of a user of the cast. */
export function userKey(name: string): SigningCredentials {
  return { accessKeyId: `AKIA${name.toUpperCase().padEnd(16, "X")}`, secretAccessKey: `secret of ${name}` };
}
