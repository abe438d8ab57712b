import type { RandomBytes } from "../../arn/unique-id.ts";

const characters = "abcdefghijklmnopqrstuvwxyz0123456789";

/** Makes an id such as `ou-` and so many lower-case letters and digits. */
export function newOrganizationsId(prefix: string, length: number, randomBytes: RandomBytes): string {
  const random = [...randomBytes(length)].map((byte) => characters.charAt(byte % characters.length)).join("");
  return `${prefix}-${random}`;
}

/** Makes the id of a policy: eight hexadecimal digits, as Terraform's own tests expect of AWS. */
export function newPolicyId(randomBytes: RandomBytes): string {
  return `p-${Buffer.from(randomBytes(4)).toString("hex")}`;
}

/** The text in the ids of the units of a root: `ab12` of `r-ab12`. */
export function rootSuffix(rootId: string): string {
  return rootId.slice(rootId.indexOf("-") + 1);
}
