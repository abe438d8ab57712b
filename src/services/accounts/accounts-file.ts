import { readFile } from "node:fs/promises";
import { z } from "zod";
import { type AccountId, parseAccountId } from "../../arn/account-id.ts";

const accountId = z.string().transform((text, context): AccountId => {
  const id = parseAccountId(text);
  if (id === undefined) {
    context.addIssue({ code: "custom", message: `"${text}" is not an account id; it has 12 digits` });
    return z.NEVER;
  }
  return id;
});

const accessKeyId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{3,128}$/, "an access key id has 3 to 128 letters, digits, - and _");
const secretAccessKey = z.string().min(8, "a secret access key has at least 8 characters").max(256);
const userName = z.string().regex(/^[\w+=,.@-]{1,64}$/, "a user name has 1 to 64 letters, digits and _+=,.@-");

const declaredUser = z.strictObject({
  name: userName,
  accessKeyId: accessKeyId.optional(),
  secretAccessKey: secretAccessKey.optional(),
  policyArns: z.array(z.string().startsWith("arn:")).max(10).default([]),
});

const declaredAccount = z.strictObject({
  id: accountId,
  name: z.string().min(1).max(50),
  rootAccessKeyId: accessKeyId.optional(),
  rootSecretAccessKey: secretAccessKey.optional(),
  users: z.array(declaredUser).default([]),
});

const accountsFile = z.strictObject({ accounts: z.array(declaredAccount).min(1) }).superRefine(checkUnique);

/** A user as an accounts file declares it. */
export type DeclaredUser = z.infer<typeof declaredUser>;

/** An account as an accounts file declares it; keys that are not given are generated when it is applied. */
export type DeclaredAccount = z.infer<typeof declaredAccount>;

/** Reads and checks an accounts file; throws an Error whose one-line message names the file, the place and the fault. */
export async function readAccountsFile(path: string): Promise<readonly DeclaredAccount[]> {
  let text: string;
  try {
    text = await readFile(path, "utf8");
  } catch (cause) {
    throw new Error(`cannot read accounts file ${path}: ${(cause as NodeJS.ErrnoException).code}`, { cause });
  }
  let json: unknown;
  try {
    json = JSON.parse(text);
  } catch (cause) {
    throw new Error(`accounts file ${path} is not JSON: ${(cause as Error).message}`, { cause });
  }
  const result = accountsFile.safeParse(json);
  if (!result.success) {
    const [issue] = result.error.issues;
    const place = issue?.path.join(".") || "the top level";
    throw new Error(`accounts file ${path}: at ${place}: ${issue?.message}`);
  }
  return result.data.accounts;
}

/** Reports ids that occur twice and secrets without the id of their key. */
function checkUnique(
  { accounts }: { readonly accounts: readonly DeclaredAccount[] },
  context: z.core.$RefinementCtx,
): void {
  const seen = new Set<string>();
  const once = (kind: string, id: string | undefined, path: (string | number)[]) => {
    if (id !== undefined && seen.size === seen.add(`${kind} ${id}`).size) {
      context.addIssue({ code: "custom", path, message: `${kind} ${id} occurs twice` });
    }
  };
  for (const [index, account] of accounts.entries()) {
    const path = ["accounts", index];
    once("account", account.id, path);
    once("access key", account.rootAccessKeyId, path);
    checkSecret(account.rootAccessKeyId, account.rootSecretAccessKey, path);
    for (const [userIndex, user] of account.users.entries()) {
      const userPath = [...path, "users", userIndex];
      once(`user of ${account.id}`, user.name.toLowerCase(), userPath);
      once("access key", user.accessKeyId, userPath);
      checkSecret(user.accessKeyId, user.secretAccessKey, userPath);
    }
  }

  function checkSecret(key: string | undefined, secret: string | undefined, path: (string | number)[]): void {
    if (key === undefined && secret !== undefined) {
      context.addIssue({ code: "custom", path, message: "a secret access key is given without its access key id" });
    }
  }
}
