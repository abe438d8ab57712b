import type { AccessRequest, PolicyPrincipal, PolicySource, PolicyType } from "./decision.ts";
import { type ElementCheck, type StatementReference, lastingName } from "./explain-statement.ts";
import type { ExplainedStep } from "./explained-step.ts";
import type { ParseProblem } from "./parse.ts";

/** One change that a refused request needs. */
export type Remedy =
  /** A statement to be added to a policy of that kind in that account. */
  | {
      readonly kind: "addStatement";
      readonly policyType: PolicyType;
      readonly accountId: string;
      /** The policy to add it to where there is one, else whom or what to attach a policy to. */
      readonly target: string;
      readonly statement: PolicyStatementJson;
      /** What the nearest statement asks of the request, when sending that would do as well. */
      readonly orSend?: readonly ElementCheck[];
    }
  /** A statement that denies, which no allow outweighs: it must go or be narrowed. */
  | {
      readonly kind: "changeDeny";
      readonly policyType: PolicyType;
      readonly accountId: string;
      readonly statement: StatementReference;
    }
  /** A policy that cannot be read, and so denies everything: it must be corrected or go. */
  | {
      readonly kind: "repairPolicy";
      readonly policyType: PolicyType;
      readonly accountId: string;
      readonly policy: PolicySource;
      readonly problem: ParseProblem;
    }
  /** The resource can take no callers of other accounts: a role of its own account must be assumed. */
  | { readonly kind: "assumeRole"; readonly accountId: string; readonly message: string };

/** A statement in the form in which it is pasted into a policy. */
export interface PolicyStatementJson {
  readonly Effect: "Allow";
  readonly Principal?: Readonly<Record<string, string>> | "*";
  readonly Action: string;
  readonly Resource?: string;
}

/** What must change for all steps to let the request through: the least that each needs. */
export function remediesFor(steps: readonly ExplainedStep[], request: AccessRequest): readonly Remedy[] {
  const lacking = steps.filter(({ needed, allows }) => needed && !allows);
  const trusting = lacking.some(({ type }) => type === "trust");
  const remedies = [
    ...steps.flatMap(({ denying }) => denying.map(denyRemedy)),
    ...steps.flatMap(({ unreadable }) => unreadable.map(repairRemedy)),
    ...lacking
      .filter(({ type }) => !(trusting && trustSuffices(type, request)))
      .map((step) => allowRemedy(step, request)),
  ];
  // Where only a role of the other account gets through, no statement of the caller's own policies helps.
  const roles = remedies.filter(({ kind }) => kind === "assumeRole");
  return roles.length > 0 ? roles : remedies;
}

/** Whether a kind of policy need not allow any more once the trust policy of the caller's own account names it. */
function trustSuffices(type: PolicyType, { principal, resourceAccountId }: AccessRequest): boolean {
  if (principal.accountId !== resourceAccountId) {
    return false;
  }
  return (
    type === "identity" ||
    ((type === "boundary" || type === "session") && principal.type !== "roleSession" && principal.type !== "root")
  );
}

function denyRemedy(statement: StatementReference): Remedy {
  return { kind: "changeDeny", policyType: statement.policy.type, accountId: statement.policy.accountId, statement };
}

function repairRemedy({ policy, problem }: ExplainedStep["unreadable"][number]): Remedy {
  return { kind: "repairPolicy", policyType: policy.type, accountId: policy.accountId, policy, problem };
}

function allowRemedy(step: ExplainedStep, request: AccessRequest): Remedy {
  const { type, policies, nearest } = step;
  const { principal, action, resource, resourceAccountId } = request;
  const onResource = type === "resource" || type === "trust";
  if (onResource && policies.length === 0) {
    const message = `${resource} has no resource-based policy, so callers of other accounts reach it only through a role of account ${resourceAccountId}.`;
    return { kind: "assumeRole", accountId: resourceAccountId, message };
  }
  const failed = (nearest?.elements ?? []).filter(({ matched }) => !matched);
  const orSend = failed.length > 0 && failed.every(({ element }) => element === "Condition") ? { orSend: failed } : {};
  // A trust policy names no resource; the others name exactly the one asked for.
  const statement: PolicyStatementJson = {
    Effect: "Allow",
    ...(onResource ? { Principal: principalJson(principal) } : {}),
    Action: action,
    ...(type === "trust" ? {} : { Resource: resource }),
  };
  return {
    kind: "addStatement",
    policyType: type,
    accountId: accountFor(step, request),
    target: nearest?.policy.label ?? policies[0]?.label ?? targetWithoutPolicy(type, principal),
    statement,
    ...orSend,
  };
}

/** The account in which the policy is to be changed. */
function accountFor(
  { type, nearest, policies }: ExplainedStep,
  { principal, resourceAccountId }: AccessRequest,
): string {
  const source = nearest?.policy ?? policies[0];
  if (source !== undefined) {
    return source.accountId;
  }
  return type === "resource" || type === "trust" || type === "resourceControl"
    ? resourceAccountId
    : principal.accountId;
}

function targetWithoutPolicy(type: PolicyType, principal: PolicyPrincipal): string {
  switch (type) {
    case "session":
      return "the session policy passed when the session is made";
    case "serviceControl":
      return `account ${principal.accountId} in its organization`;
    default:
      return lastingName(principal);
  }
}

function principalJson({ type, arn, issuerArn }: PolicyPrincipal): Readonly<Record<string, string>> | "*" {
  switch (type) {
    case "anonymous":
      return "*";
    case "service":
      return { Service: arn };
    case "webIdentity":
    case "saml":
      return { Federated: arn };
    case "roleSession":
      return { AWS: issuerArn ?? arn };
    case "root":
    case "user":
    case "federatedUser":
      return { AWS: arn };
  }
}
