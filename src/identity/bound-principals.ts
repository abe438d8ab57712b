import { parseAccountId } from "../arn/account-id.ts";
import { parseArn } from "../arn/arn.ts";
import { accountOfUniqueId } from "../arn/unique-id.ts";
import { parsePolicy } from "../policy/parse.ts";
import type { PrincipalEntry } from "../policy/policy-document.ts";
import type { Repositories } from "../store/repositories.ts";
import { principalArn } from "./principals.ts";

/** The unique ids of the users and roles that a policy names, by the text that names them. */
export type BoundIds = Readonly<Record<string, string>>;

/**
 * Binds the users and roles that a valid policy on a resource names to their unique ids, so that an entity made anew
 * under an old name is not trusted (documented at the Principal element). Returns the first principal that does not
 * exist in place of the ids when there is one. Services and identity providers need not exist here: AWS knows its
 * services by name, this server takes every well-formed one.
 */
export async function boundPrincipals(
  document: string,
  tx: Repositories,
): Promise<{ readonly ids: BoundIds } | { readonly missing: PrincipalEntry }> {
  const ids: Record<string, string> = {};
  for (const entry of awsPrincipals(document)) {
    const found = await resolvePrincipal(entry.value, tx);
    if (found === "missing") {
      return { missing: entry };
    }
    if (found !== "unbound") {
      ids[entry.value] = found.id;
    }
  }
  return { ids };
}

/**
 * A policy on a resource as AWS shows it: a principal whose entity was deleted as its unique id, one that was renamed
 * under its new ARN, and everything else as it was given.
 */
export async function withPresentPrincipals(document: string, ids: BoundIds, tx: Repositories): Promise<string> {
  let shown = "";
  let from = 0;
  for (const entry of Object.keys(ids).length === 0 ? [] : awsPrincipals(document)) {
    const id = Object.hasOwn(ids, entry.value) ? ids[entry.value] : undefined;
    if (id !== undefined) {
      const current = (await arnOfUniqueId(id, entry.value, tx)) ?? id;
      shown += document.slice(from, entry.offset) + JSON.stringify(current);
      from = entry.offset + jsonStringLength(document, entry.offset);
    }
  }
  return shown + document.slice(from);
}

/** What a principal of a policy stands for when it is saved. */
type ResolvedPrincipal =
  /** A user or role, from now on by its unique id. */
  | { readonly id: string }
  /** An account, a session or everyone: nothing to bind. */
  | "unbound"
  /** What does not exist on this server. */
  | "missing";

/** The AWS principals of a valid policy in the order of the text. */
function awsPrincipals(document: string): readonly PrincipalEntry[] {
  const parsed = parsePolicy(document);
  const statements = parsed.ok ? parsed.policy.statements : [];
  return statements
    .flatMap(({ principal, notPrincipal }) => [...(principal?.entries ?? []), ...(notPrincipal?.entries ?? [])])
    .filter(({ kind }) => kind === "AWS")
    .sort((left, right) => left.offset - right.offset);
}

async function resolvePrincipal(text: string, tx: Repositories): Promise<ResolvedPrincipal> {
  if (text === "*") {
    return "unbound";
  }
  if (/^A(?:IDA|ROA)[A-Z0-9]+$/.test(text)) {
    return (await arnOfUniqueId(text, text, tx)) === undefined ? "missing" : { id: text };
  }
  const arn = parseArn(text);
  const accountId = parseAccountId(arn?.account ?? text);
  if (accountId === undefined || (arn && arn.partition !== "aws") || (await tx.accounts.get(accountId)) === undefined) {
    return "missing";
  }
  if (arn === undefined || (arn.service === "iam" && arn.resource === "root")) {
    return "unbound";
  }
  const [kind, ...names] = arn.resource.split("/");
  const name = names.at(-1) ?? "";
  if (arn.service === "iam" && kind === "user") {
    const user = await tx.users.get(accountId, name);
    return user !== undefined && principalArn(user) === text ? { id: user.userId } : "missing";
  }
  if (arn.service === "iam" && kind === "role") {
    const role = await tx.roles.get(accountId, name);
    return role !== undefined && principalArn(role) === text ? { id: role.roleId } : "missing";
  }
  if (arn.service === "sts" && kind === "assumed-role" && names.length === 2) {
    const [roleName = ""] = names;
    return (await tx.roles.get(accountId, roleName))?.roleName === roleName ? "unbound" : "missing";
  }
  return arn.service === "sts" && kind === "federated-user" && names.length === 1 ? "unbound" : "missing";
}

/** The present ARN of the user or role with that id, looked for in the account that the principal names. */
async function arnOfUniqueId(id: string, principal: string, tx: Repositories): Promise<string | undefined> {
  const accountId = parseAccountId(parseArn(principal)?.account ?? accountOfUniqueId(id) ?? "");
  if (accountId === undefined) {
    return undefined;
  }
  const record = id.startsWith("AIDA") ? await tx.users.getById(accountId, id) : await tx.roles.getById(accountId, id);
  return record && principalArn(record);
}

function jsonStringLength(text: string, offset: number): number {
  const string = /"(?:[^"\\]|\\.)*"/y;
  string.lastIndex = offset;
  return string.exec(text)?.[0].length ?? 0;
}
