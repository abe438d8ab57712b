import type { Decision, PolicyType } from "../policy/decision.ts";
import { AwsError } from "./aws-error.ts";
import type { AuthorizationCheck, Service } from "./operation.ts";

/**
 * The text of a refusal, as AWS documents it: who may not do what to what, and the kind of policy that decided. The
 * reason is left out where AWS leaves it out.
 */
export function accessDeniedMessage(callerArn: string, check: AuthorizationCheck, decision: Decision): string {
  if (check.refusal !== undefined) {
    return check.refusal;
  }
  const subject = `User: ${callerArn} is not authorized to perform: ${check.action}`;
  const reason = check.withoutReason ? undefined : reasonOf(check, decision);
  return `${subject} on resource: ${check.resourceLabel ?? check.resource}${reason === undefined ? "" : ` ${reason}`}`;
}

/** The error of a refusal: `AccessDenied` on the query protocol, `AccessDeniedException` on JSON protocols. */
export function accessDenied(protocol: Service<unknown>["protocol"], refusal: Refusal): AwsError {
  const message = accessDeniedMessage(refusal.callerArn, refusal.check, refusal.decision);
  if (refusal.check.refusalCode !== undefined) {
    return new AwsError(refusal.check.refusalCode, 400, message);
  }
  const code = protocol === "awsQuery" ? "AccessDenied" : "AccessDeniedException";
  // AWS JSON has one status for all errors of the caller.
  const status = protocol === "awsJson1_1" ? 400 : 403;
  return new AwsError(code, status, message);
}

/** Who was refused, what was asked and what the policies said. */
export interface Refusal {
  readonly callerArn: string;
  readonly check: AuthorizationCheck;
  readonly decision: Decision;
}

const names: Readonly<Record<PolicyType, string>> = {
  identity: "identity-based policy",
  boundary: "permissions boundary",
  session: "session policy",
  resource: "resource-based policy",
  trust: "role trust policy",
  serviceControl: "service control policy",
  resourceControl: "resource control policy",
};

/** The kinds of policy whose ARN AWS appends to an explicit deny. */
const namedByArn: ReadonlySet<PolicyType> = new Set([
  "identity",
  "boundary",
  "session",
  "serviceControl",
  "resourceControl",
]);

function reasonOf(check: AuthorizationCheck, { outcome, deniedBy = "identity", source }: Decision): string {
  if (outcome !== "explicitDeny") {
    return `because no ${names[deniedBy]} allows the ${check.action} action`;
  }
  const article = deniedBy === "identity" ? "an" : deniedBy === "trust" ? "the" : "a";
  const arn = namedByArn.has(deniedBy) ? source?.arn : undefined;
  return `with an explicit deny in ${article} ${names[deniedBy]}${arn === undefined ? "" : `: ${arn}`}`;
}
