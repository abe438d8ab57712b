import type { Caller } from "../../identity/caller.ts";
import type { OutsideIdentity } from "../../identity/outside/outside-identity.ts";
import type { RoleRecord } from "../../store/records.ts";
import type { AuthorizationCheck } from "../../wire/operation.ts";
import type { Call } from "../call.ts";
import {
  findRole,
  foundRole,
  issueRoleSession,
  requestTagContext,
  type RoleSession,
  roleSessionSeconds,
  roleTagContext,
  type RoleSessionRequest,
} from "./role-sessions.ts";
import { sessionTags } from "./session-tags.ts";

/** What the operations for outside identities have in common. */
export interface OutsideRequest {
  readonly operation: "AssumeRoleWithWebIdentity" | "AssumeRoleWithSAML";
  readonly RoleArn: string;
  readonly sessionName: string;
  readonly DurationSeconds?: number | undefined;
  readonly policies: RoleSessionRequest["policies"];
}

/** What the provider says of a caller that was let in by proof. */
export function outsideOf({ outside, arn }: Caller): OutsideIdentity {
  if (outside === undefined) {
    throw new Error(`${arn} signed a call that is for identities outside AWS`);
  }
  return outside;
}

/** The permissions that the role's trust policy must give; AWS says nothing more of a refusal than its operation. */
export async function outsideChecks(request: OutsideRequest, call: Call): Promise<readonly AuthorizationCheck[]> {
  const { role, accountId } = await findRole(call, request.RoleArn);
  const { tags, transitiveTagKeys, sourceIdentity } = outsideOf(call.caller);
  const action = `sts:${request.operation}`;
  const context = {
    "sts:RoleSessionName": request.sessionName,
    ...(sourceIdentity !== undefined && { "sts:SourceIdentity": sourceIdentity }),
    ...roleTagContext(role),
    ...requestTagContext(tags, transitiveTagKeys),
  };
  const base = {
    resource: request.RoleArn,
    resourceAccountId: accountId ?? call.accountId,
    refusal: `Not authorized to perform ${action}`,
    context,
    ...(role === undefined
      ? { impossible: `there is no role ${request.RoleArn}` }
      : { trust: { document: role.trustPolicy, trustedIds: role.trustedIds, roleArn: request.RoleArn } }),
  };
  const also = (needed: boolean, extra: string) =>
    needed ? [{ ...base, action: extra, refusal: `Not authorized to perform ${extra}` }] : [];
  return [
    { ...base, action },
    ...also(tags.length > 0, "sts:TagSession"),
    ...also(sourceIdentity !== undefined, "sts:SetSourceIdentity"),
  ];
}

/** Makes the session of an outside identity. */
export async function issueOutsideSession(request: OutsideRequest, call: Call): Promise<RoleSession> {
  const role = await foundRole(call, request.RoleArn);
  const outside = outsideOf(call.caller);
  const tags = sessionTags(
    {
      Tags: outside.tags.map(({ key, value }) => ({ Key: key, Value: value })),
      TransitiveTagKeys: [...outside.transitiveTagKeys],
    },
    undefined,
  );
  return issueRoleSession(call, {
    role,
    sessionName: request.sessionName,
    durationSeconds: grantedSeconds(request, role, outside),
    policies: request.policies,
    session: { ...tags, sourceIdentity: outside.sourceIdentity },
    provider: { federatedProvider: outside.issuer, providerKeys: outside.keys },
  });
}

function grantedSeconds(
  { DurationSeconds }: OutsideRequest,
  role: RoleRecord,
  { durationSecondsMax = Infinity }: OutsideIdentity,
): number {
  return Math.min(roleSessionSeconds(DurationSeconds, role), durationSecondsMax);
}
