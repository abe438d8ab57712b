import { iamArn, stsArn } from "../arn/arn.ts";
import type { PolicyPrincipal } from "../policy/decision.ts";
import type { Tag } from "../store/records.ts";
import type { Caller } from "./caller.ts";
import type { Credential } from "./credentials.ts";
import type { Principal } from "./principals.ts";

/** The caller behind a credential whose signature was verified; the issuer is absent for the account's root. */
export function callerOf(credential: Credential, issuer: Principal | undefined): Caller {
  if (issuer === undefined) {
    return rootCaller(credential);
  }
  const { session } = credential;
  const policies = {
    identity: issuer.identityPolicies,
    ...(issuer.boundary && { boundary: issuer.boundary }),
    ...(credential.sessionPolicies && { session: credential.sessionPolicies }),
  };
  const shared = {
    accountId: credential.accountId,
    accessKeyId: credential.accessKeyId,
    tags: session?.tags === undefined ? issuer.tags : mergeTags(issuer.tags, session.tags),
    policies,
    ...(session && { session }),
  };
  if (session?.kind === "role" || session?.kind === "federated") {
    return { ...shared, ...namedSession(issuer, session.kind, session.sessionName ?? "") };
  }
  const principal: PolicyPrincipal = {
    type: "user",
    accountId: issuer.accountId,
    arn: issuer.arn,
    uniqueId: issuer.id,
  };
  return { ...shared, kind: "user", arn: issuer.arn, userId: issuer.id, userName: issuer.name, principal };
}

/** A role session's ARN drops the role's path; its policies and principal checks go by the role's full ARN and id. */
function namedSession(
  issuer: Principal,
  kind: "role" | "federated",
  sessionName: string,
): Pick<Caller, "kind" | "arn" | "userId" | "principal"> {
  const { accountId, id, name } = issuer;
  const isRole = kind === "role";
  const arn = stsArn(accountId, isRole ? `assumed-role/${name}/${sessionName}` : `federated-user/${sessionName}`);
  const type = isRole ? "roleSession" : "federatedUser";
  return {
    kind: type,
    arn,
    userId: isRole ? `${id}:${sessionName}` : `${accountId}:${sessionName}`,
    principal: { type, accountId, arn, issuerArn: issuer.arn, uniqueId: id },
  };
}

function rootCaller({ accountId, accessKeyId, session, sessionPolicies }: Credential): Caller {
  const arn = iamArn(accountId, "root");
  return {
    kind: "root",
    accountId,
    accessKeyId,
    arn,
    userId: accountId,
    tags: [],
    ...(session && { session }),
    principal: { type: "root", accountId, arn },
    policies: { identity: [], ...(sessionPolicies && { session: sessionPolicies }) },
  };
}

/** Session tags win over the role's tags of the same key, whose case does not matter. */
function mergeTags(issuerTags: readonly Tag[], sessionTags: readonly Tag[]): readonly Tag[] {
  const overridden = new Set(sessionTags.map(({ key }) => key.toLowerCase()));
  return [...issuerTags.filter(({ key }) => !overridden.has(key.toLowerCase())), ...sessionTags];
}
