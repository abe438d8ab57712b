import { AssumeRole$, type AssumeRoleRequest, type AssumeRoleResponse } from "@aws-sdk/client-sts";
import type { RoleRecord } from "../../store/records.ts";
import type { AuthorizationCheck, WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { stsErrors } from "./errors.ts";
import {
  findRole,
  foundRole,
  issueRoleSession,
  type NamedRole,
  requestTagContext,
  roleSessionSeconds,
  roleTagContext,
} from "./role-sessions.ts";
import {
  secondFactorContext,
  type SecondFactor,
  showsSecondFactor,
  spendSecondFactor,
  verifySecondFactor,
} from "./second-factor.ts";
import { inheritedTags, passedTags, sessionTags } from "./session-tags.ts";

type Input = WithRequired<AssumeRoleRequest, "RoleArn" | "RoleSessionName">;

const chainedSecondsMax = 3600;

/** AssumeRole: temporary credentials of a role that trusts the caller and, as the case may be, that the caller may assume. */
export const assumeRole = operation<Input, AssumeRoleResponse>(AssumeRole$, {
  writes: showsSecondFactor,

  authorize: async (input, call) => {
    if (call.caller.kind === "root") {
      throw stsErrors.rootMayNotAssume();
    }
    if (input.ProvidedContexts !== undefined && input.ProvidedContexts.length > 0) {
      throw stsErrors.noContextProviders();
    }
    const named = await findRole(call, input.RoleArn);
    return assumeRoleChecks(input, call, { ...named, factor: await verifySecondFactor(input, call) });
  },

  handle: async (input, call) => {
    const role = await foundRole(call, input.RoleArn);
    const sourceIdentity = requestedSourceIdentity(input, call);
    const tags = sessionTags(input, call.caller.session);
    const answer = await issueRoleSession(call, {
      role,
      sessionName: input.RoleSessionName,
      durationSeconds: checkedDuration(input, role, call),
      policies: input,
      session: { ...tags, sourceIdentity },
    });
    const factor = await verifySecondFactor(input, call);
    if (factor !== undefined) {
      await spendSecondFactor(factor, call);
    }
    return answer;
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
  found: NamedRole & { readonly factor: SecondFactor | undefined },
): readonly AuthorizationCheck[] {
  const { role, accountId, factor } = found;
  const sourceIdentity = requestedSourceIdentity(input, call);
  const inherited = inheritedTags(call.caller.session);
  const withoutTags = {
    "sts:RoleSessionName": input.RoleSessionName,
    ...(input.ExternalId !== undefined && { "sts:ExternalId": input.ExternalId }),
    ...(sourceIdentity !== undefined && { "sts:SourceIdentity": sourceIdentity }),
    ...roleTagContext(role),
    ...secondFactorContext(factor),
  };
  const withTags = { ...withoutTags, ...requestTagContext(passedTags(input), input.TransitiveTagKeys) };
  const base = {
    resource: input.RoleArn,
    resourceAccountId: accountId ?? call.accountId,
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

/** The source identity passed or inherited; once set, it stays for the whole chain. */
function requestedSourceIdentity(input: Input, { caller }: Call): string | undefined {
  const inherited = caller.session?.sourceIdentity;
  if (inherited !== undefined && input.SourceIdentity !== undefined && input.SourceIdentity !== inherited) {
    throw stsErrors.sourceIdentityFixed();
  }
  return inherited ?? input.SourceIdentity;
}

/** The role's own limit is reported before that of role chaining, as observed on STS. */
function checkedDuration(input: Input, role: RoleRecord, { caller }: Call): number {
  const seconds = roleSessionSeconds(input.DurationSeconds, role);
  if (caller.kind === "roleSession" && seconds > chainedSecondsMax) {
    throw stsErrors.durationExceedsChaining();
  }
  return seconds;
}
