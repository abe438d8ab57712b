import { UpdateAssumeRolePolicy$, type UpdateAssumeRolePolicyRequest } from "@aws-sdk/client-iam";
import { parseAccountId } from "../../arn/account-id.ts";
import { parseArn } from "../../arn/arn.ts";
import { accountOfUniqueId } from "../../arn/unique-id.ts";
import { parsePolicy } from "../../policy/parse.ts";
import type { PrincipalEntry } from "../../policy/policy-document.ts";
import { invalidPrincipalMessage } from "../../policy/validate-trust.ts";
import type { RoleRecord } from "../../store/records.ts";
import type { Repositories } from "../../store/repositories.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { roleArn, userArn } from "./arns.ts";
import { boundaryKeys, entityCheck } from "./checks.ts";
import { requireChangeable, roleType } from "./entities.ts";
import { iamErrors } from "./errors.ts";
import { documentSize, requireValidDocument } from "./policy-documents.ts";
import { iamQuotas } from "./quotas.ts";

/** The operation that replaces a role's trust policy. */
export const trustPolicyOperations = [
  operation(UpdateAssumeRolePolicy$, {
    authorize: async (input: WithRequired<UpdateAssumeRolePolicyRequest, "RoleName" | "PolicyDocument">, context) => [
      await entityCheck(context, roleType, {
        action: "iam:UpdateAssumeRolePolicy",
        name: input.RoleName,
        keys: (role) => boundaryKeys(role.permissionsBoundaryArn),
      }),
    ],
    handle: async (input, context) => {
      const role = await requireChangeable(context, roleType, input.RoleName);
      await context.tx.roles.update({ ...role, ...(await savedTrust(input.PolicyDocument, context)) });
      return {};
    },
  }),
];

/**
 * A trust policy as a role keeps it: the text as given, and for the users and roles it names their unique ids, so that
 * an entity made anew under an old name is not trusted (documented at the Principal element). Throws
 * MalformedPolicyDocument for a document that is no trust policy or names a principal that does not exist, and
 * LimitExceeded for one that is too large.
 */
export async function savedTrust(
  document: string,
  context: Call,
): Promise<Pick<RoleRecord, "trustPolicy" | "trustedIds">> {
  requireValidDocument(document, "trust");
  if (documentSize(document) > iamQuotas.trustPolicySize) {
    throw iamErrors.quotaExceeded("ACLSizePerRole", iamQuotas.trustPolicySize);
  }
  const trustedIds: Record<string, string> = {};
  for (const entry of principalsOf(document)) {
    const found = await resolvePrincipal(entry.value, context.tx);
    if (found === "missing") {
      throw iamErrors.malformedPolicy(invalidPrincipalMessage(entry.kind, entry.value));
    }
    if (found !== "unbound") {
      trustedIds[entry.value] = found.id;
    }
  }
  return { trustPolicy: document, trustedIds };
}

/**
 * The trust policy as AWS shows it: a principal whose entity was deleted as its unique id, one that was renamed under
 * its new ARN, and everything else as it was given.
 */
export async function shownTrustPolicy(role: RoleRecord, tx: Repositories): Promise<string> {
  let shown = "";
  let from = 0;
  for (const entry of Object.keys(role.trustedIds).length === 0 ? [] : principalsOf(role.trustPolicy)) {
    const id = Object.hasOwn(role.trustedIds, entry.value) ? role.trustedIds[entry.value] : undefined;
    if (id !== undefined) {
      const current = (await arnOfUniqueId(id, entry.value, tx)) ?? id;
      shown += role.trustPolicy.slice(from, entry.offset) + JSON.stringify(current);
      from = entry.offset + jsonStringLength(role.trustPolicy, entry.offset);
    }
  }
  return shown + role.trustPolicy.slice(from);
}

/** What a principal of a trust policy stands for when it is saved. */
type ResolvedPrincipal =
  /** A user or role, from now on by its unique id. */
  | { readonly id: string }
  /** An account, a session or everyone: nothing to bind. */
  | "unbound"
  /** What does not exist on this server. */
  | "missing";

/**
 * The AWS principals of a valid trust policy in the order of the text. Services and identity providers need not exist
 * here: AWS knows its services by name, this server takes every well-formed one.
 */
function principalsOf(document: string): readonly PrincipalEntry[] {
  const parsed = parsePolicy(document);
  const statements = parsed.ok ? parsed.policy.statements : [];
  return statements
    .flatMap(({ principal }) => principal?.entries ?? [])
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
    return user !== undefined && userArn(user) === text ? { id: user.userId } : "missing";
  }
  if (arn.service === "iam" && kind === "role") {
    const role = await tx.roles.get(accountId, name);
    return role !== undefined && roleArn(role) === text ? { id: role.roleId } : "missing";
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
  if (id.startsWith("AIDA")) {
    const user = await tx.users.getById(accountId, id);
    return user === undefined ? undefined : userArn(user);
  }
  const role = await tx.roles.getById(accountId, id);
  return role === undefined ? undefined : roleArn(role);
}

function jsonStringLength(text: string, offset: number): number {
  const string = /"(?:[^"\\]|\\.)*"/y;
  string.lastIndex = offset;
  return string.exec(text)?.[0].length ?? 0;
}
