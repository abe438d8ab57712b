import type { AssumedRoleUser, Credentials, PolicyDescriptorType } from "@aws-sdk/client-sts";
import { type AccountId, parseAccountId } from "../../arn/account-id.ts";
import { iamArn, parseArn, stsArn } from "../../arn/arn.ts";
import type { Session } from "../../identity/session-token.ts";
import type { RoleRecord } from "../../store/records.ts";
import type { Call } from "../call.ts";
import { issueCredentials } from "./credentials.ts";
import { stsErrors } from "./errors.ts";
import { checkSessionPolicies, packedPolicySize } from "./session-policies.ts";
import type { SessionTags } from "./session-tags.ts";

/** The role that a call names, if there is one with exactly that ARN, and the account it belongs or would belong to. */
export interface NamedRole {
  readonly role: RoleRecord | undefined;
  readonly accountId: AccountId | undefined;
}

/** Looks up the role with exactly that ARN, path and case included. Throws for text that is no ARN at all. */
export async function findRole(call: Call, roleArn: string): Promise<NamedRole> {
  const arn = parseArn(roleArn);
  if (arn === undefined || arn.partition === "" || arn.service === "" || arn.resource === "") {
    throw stsErrors.invalidArn(roleArn);
  }
  const accountId = parseAccountId(arn.account);
  const name = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  const found = accountId && (await call.tx.roles.get(accountId, name));
  const role = found && iamArn(found.accountId, `role${found.path}${found.roleName}`) === roleArn ? found : undefined;
  return { role, accountId };
}

/** The role that authorization has just found in this very transaction. */
export async function foundRole(call: Call, roleArn: string): Promise<RoleRecord> {
  const { role } = await findRole(call, roleArn);
  if (role === undefined) {
    throw new Error(`role ${roleArn} vanished within a transaction`);
  }
  return role;
}

/** What a session of a role is made from. */
export interface RoleSessionRequest {
  readonly role: RoleRecord;
  readonly sessionName: string;
  readonly durationSeconds: number;
  readonly policies: { readonly Policy?: string | undefined; readonly PolicyArns?: PolicyDescriptorType[] | undefined };
  readonly session: SessionTags & { readonly sourceIdentity?: string | undefined };
  readonly provider?: Pick<Session, "federatedProvider" | "providerKeys">;
}

/** What all operations that make sessions of roles answer. */
export interface RoleSession {
  readonly AssumedRoleUser: AssumedRoleUser;
  readonly Credentials: Credentials;
  readonly PackedPolicySize: number | undefined;
  readonly SourceIdentity: string | undefined;
}

/** Makes temporary credentials of a role. Throws AWS's errors about the session policies. */
export async function issueRoleSession(call: Call, request: RoleSessionRequest): Promise<RoleSession> {
  const { role, sessionName, policies, session, provider } = request;
  const { tags, transitiveTagKeys, sourceIdentity } = session;
  const packed = { ...policies, Tags: tags.map(({ key, value }) => ({ Key: key, Value: value })) };
  await checkSessionPolicies(packed, role.accountId, call);
  const policyArns = (policies.PolicyArns ?? []).flatMap(({ arn }) => arn ?? []);
  const credentials = issueCredentials(
    call,
    {
      kind: "role",
      accountId: role.accountId,
      issuerId: role.roleId,
      sessionName,
      ...(policies.Policy !== undefined && { policy: policies.Policy }),
      ...(policyArns.length > 0 && { policyArns }),
      ...(tags.length > 0 && { tags }),
      ...(transitiveTagKeys.length > 0 && { transitiveTagKeys }),
      ...(sourceIdentity !== undefined && { sourceIdentity }),
      ...provider,
    },
    request.durationSeconds,
  );
  return {
    AssumedRoleUser: {
      AssumedRoleId: `${role.roleId}:${sessionName}`,
      Arn: stsArn(role.accountId, `assumed-role/${role.roleName}/${sessionName}`),
    },
    Credentials: credentials,
    PackedPolicySize: packedPolicySize(packed),
    SourceIdentity: sourceIdentity,
  };
}

/** The length of a session that was asked for, an hour by default. Throws when the role allows no session so long. */
export function roleSessionSeconds(asked: number | undefined, role: RoleRecord): number {
  if (asked !== undefined && asked > role.maxSessionDurationSeconds) {
    throw stsErrors.durationExceedsRole();
  }
  return asked ?? defaultSeconds;
}

const defaultSeconds = 3600;

/** The condition keys of a role's tags. */
export function roleTagContext(role: RoleRecord | undefined): Record<string, string> {
  const tags = role?.tags ?? [];
  return Object.fromEntries(
    tags.flatMap(({ key, value }) => [
      [`aws:ResourceTag/${key}`, value],
      [`iam:ResourceTag/${key}`, value],
    ]),
  );
}

/** The condition keys of tags that a call passes for the new session. */
export function requestTagContext(
  tags: SessionTags["tags"],
  transitiveTagKeys: readonly string[] | undefined,
): Record<string, string | readonly string[]> {
  return {
    ...Object.fromEntries(tags.map(({ key, value }) => [`aws:RequestTag/${key}`, value])),
    ...(tags.length > 0 && { "aws:TagKeys": tags.map(({ key }) => key) }),
    ...(transitiveTagKeys?.length && { "sts:TransitiveTagKeys": transitiveTagKeys }),
  };
}
