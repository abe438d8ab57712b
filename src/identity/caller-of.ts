import { iamArn, stsArn } from "../arn/arn.ts";
import type { PolicyPrincipal } from "../policy/decision.ts";
import type { Tag } from "../store/records.ts";
import type { Caller } from "./caller.ts";
import type { Credential } from "./credentials.ts";
import { compilePolicy } from "../policy/compile.ts";
import type { Session } from "./session-token.ts";
import type { Principal } from "./principals.ts";

/**
 * Makes the function that tells the caller behind a credential whose signature was verified; the issuer is absent for
 * the account's root. A caller stays the same from request to request until its credential or issuer is read anew.
 */
export function createCallers(): (credential: Credential, issuer: Principal | undefined) => Caller {
  const callers = new WeakMap<Credential, { readonly issuer: Principal | undefined; readonly caller: Caller }>();
  return (credential, issuer) => {
    const known = callers.get(credential);
    if (known !== undefined && known.issuer === issuer) {
      return known.caller;
    }
    const caller = callerOf(credential, issuer);
    callers.set(credential, { issuer, caller });
    return caller;
  };
}

/** The caller behind a credential, made anew. */
export function callerOf(credential: Credential, issuer: Principal | undefined): Caller {
  const { session } = credential;
  if (issuer === undefined) {
    return session?.kind === "federated" ? federatedByRoot(credential, session) : rootCaller(credential);
  }
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

/** A federated user that root vouched for: its session policies alone limit it. */
function federatedByRoot(credential: Credential, session: Session): Caller {
  const { accountId, accessKeyId, sessionPolicies = [] } = credential;
  const arn = stsArn(accountId, `federated-user/${session.sessionName ?? ""}`);
  const label = `what root of account ${accountId} may do`;
  return {
    kind: "federatedUser",
    accountId,
    accessKeyId,
    arn,
    userId: `${accountId}:${session.sessionName ?? ""}`,
    tags: session.tags ?? [],
    session,
    principal: { type: "federatedUser", accountId, arn, issuerArn: iamArn(accountId, "root"), uniqueId: accountId },
    policies: {
      identity: [compilePolicy(everything, { type: "identity", label, accountId })],
      session: sessionPolicies,
    },
  };
}

const everything = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
});

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
