import { AssumeRole$, type AssumeRoleRequest, type AssumeRoleResponse } from "@aws-sdk/client-sts";
import { type AccountId, parseAccountId } from "../../arn/account-id.ts";
import { iamArn, parseArn, stsArn } from "../../arn/arn.ts";
import type { RoleRecord } from "../../store/records.ts";
import type { AuthorizationCheck, WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { issueCredentials } from "./credentials.ts";
import { stsErrors } from "./errors.ts";
import { checkSessionPolicies, packedPolicySize } from "./session-policies.ts";
import { inheritedTags, sessionTags } from "./session-tags.ts";

type Input = WithRequired<AssumeRoleRequest, "RoleArn" | "RoleSessionName">;

const defaultSeconds = 3600;
const chainedSecondsMax = 3600;

/** AssumeRole: temporary credentials of a role that trusts the caller and, as the case may be, that the caller may assume. */
export const assumeRole = operation<Input, AssumeRoleResponse>(AssumeRole$, {
  authorize: async (input, call) => {
    if (call.caller.kind === "root") {
      throw stsErrors.rootMayNotAssume();
    }
    if (call.caller.kind === "federatedUser") {
      throw stsErrors.sessionMayNotCall("AssumeRole");
    }
    const accountId = roleAccount(input.RoleArn);
    const role = accountId && (await findRole(call, accountId, input.RoleArn));
    return assumeRoleChecks(input, call, { role, accountId: accountId ?? call.accountId });
  },

  handle: async (input, call) => {
    const accountId = roleAccount(input.RoleArn);
    const role = accountId && (await findRole(call, accountId, input.RoleArn));
    if (role === undefined) {
      // Authorization has just found it, in this very transaction.
      throw new Error(`role ${input.RoleArn} vanished within a transaction`);
    }
    const { session: callingSession } = call.caller;
    const { tags, transitiveTagKeys } = sessionTags(input, callingSession);
    const sourceIdentity = requestedSourceIdentity(input, call);
    await checkSessionPolicies(input, role.accountId, call);
    const durationSeconds = checkedDuration(input, role, call);
    const policyArns = (input.PolicyArns ?? []).flatMap(({ arn }) => arn ?? []);
    const credentials = issueCredentials(
      call,
      {
        kind: "role",
        accountId: role.accountId,
        issuerId: role.roleId,
        sessionName: input.RoleSessionName,
        ...(input.Policy !== undefined && { policy: input.Policy }),
        ...(policyArns.length > 0 && { policyArns }),
        ...(tags.length > 0 && { tags }),
        ...(transitiveTagKeys.length > 0 && { transitiveTagKeys }),
        ...(sourceIdentity !== undefined && { sourceIdentity }),
      },
      durationSeconds,
    );
    return {
      AssumedRoleUser: {
        AssumedRoleId: `${role.roleId}:${input.RoleSessionName}`,
        Arn: stsArn(role.accountId, `assumed-role/${role.roleName}/${input.RoleSessionName}`),
      },
      Credentials: credentials,
      PackedPolicySize: packedPolicySize(input),
      SourceIdentity: sourceIdentity,
    };
  },
});

/**
 * The permissions a call needs: `sts:SetSourceIdentity` and `sts:TagSession` on the same role when a source identity
 * or tags are passed or inherited. The source identity comes first: a wrong one is refused under that name even where
 * the trust policy would then refuse `sts:AssumeRole` too, as observed on STS.
 */
function assumeRoleChecks(
  input: Input,
  call: Call,
  found: { readonly role: RoleRecord | undefined; readonly accountId: AccountId },
): readonly AuthorizationCheck[] {
  const { role, accountId } = found;
  const sourceIdentity = requestedSourceIdentity(input, call);
  const inherited = inheritedTags(call.caller.session);
  const withoutTags = {
    "sts:RoleSessionName": input.RoleSessionName,
    ...(input.ExternalId !== undefined && { "sts:ExternalId": input.ExternalId }),
    ...(sourceIdentity !== undefined && { "sts:SourceIdentity": sourceIdentity }),
    ...resourceTags(role),
  };
  const withTags = { ...withoutTags, ...requestTags(input) };
  const base = {
    resource: input.RoleArn,
    resourceAccountId: accountId,
    withoutReason: true,
    ...(role === undefined
      ? { impossible: `there is no role ${input.RoleArn}` }
      : { trust: { document: role.trustPolicy, trustedIds: role.trustedIds, roleArn: input.RoleArn } }),
  };
  const tagged = (input.Tags ?? []).length > 0 || inherited.length > 0;
  return [
    // Observed: in a statement with conditions on request tags, this action never matches.
    ...(sourceIdentity === undefined ? [] : [{ ...base, action: "sts:SetSourceIdentity", context: withoutTags }]),
    { ...base, action: "sts:AssumeRole", context: withTags },
    ...(tagged ? [{ ...base, action: "sts:TagSession", context: withTags }] : []),
  ];
}

function requestTags(input: Input): Record<string, string | readonly string[]> {
  const tags = input.Tags ?? [];
  return {
    ...Object.fromEntries(tags.map(({ Key = "", Value = "" }) => [`aws:RequestTag/${Key}`, Value])),
    ...(tags.length > 0 && { "aws:TagKeys": tags.map(({ Key = "" }) => Key) }),
    ...(input.TransitiveTagKeys?.length && { "sts:TransitiveTagKeys": input.TransitiveTagKeys }),
  };
}

function resourceTags(role: RoleRecord | undefined): Record<string, string> {
  const tags = role?.tags ?? [];
  return Object.fromEntries(
    tags.flatMap(({ key, value }) => [
      [`aws:ResourceTag/${key}`, value],
      [`iam:ResourceTag/${key}`, value],
    ]),
  );
}

/** The source identity passed or inherited; once set, it stays for the whole chain. */
function requestedSourceIdentity(input: Input, { caller }: Call): string | undefined {
  const inherited = caller.session?.sourceIdentity;
  if (inherited !== undefined && input.SourceIdentity !== undefined && input.SourceIdentity !== inherited) {
    throw stsErrors.sourceIdentityFixed();
  }
  return inherited ?? input.SourceIdentity;
}

/** The account in a role's ARN; undefined when it cannot be a role. Throws for text that is no ARN at all. */
function roleAccount(roleArn: string): AccountId | undefined {
  const arn = parseArn(roleArn);
  if (arn === undefined || arn.partition === "" || arn.service === "" || arn.resource === "") {
    throw stsErrors.invalidArn(roleArn);
  }
  return parseAccountId(arn.account);
}

/** The role with exactly that ARN, path and case included. */
async function findRole(call: Call, accountId: AccountId, roleArn: string): Promise<RoleRecord | undefined> {
  const name = roleArn.slice(roleArn.lastIndexOf("/") + 1);
  const role = await call.tx.roles.get(accountId, name);
  return role !== undefined && iamArn(accountId, `role${role.path}${role.roleName}`) === roleArn ? role : undefined;
}

function checkedDuration(input: Input, role: RoleRecord, { caller }: Call): number {
  const seconds = input.DurationSeconds ?? defaultSeconds;
  if (input.DurationSeconds !== undefined && seconds > role.maxSessionDurationSeconds) {
    throw stsErrors.durationExceedsRole();
  }
  if (caller.kind === "roleSession" && seconds > chainedSecondsMax) {
    throw stsErrors.durationExceedsChaining();
  }
  return seconds;
}
