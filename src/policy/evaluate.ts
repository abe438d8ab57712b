import type { CompiledPolicy } from "./compile.ts";
import type { AccessRequest, Decision, PolicyPrincipal, PolicyType } from "./decision.ts";
import { type Question, type ReusableQuestion, askAnew, closestMatch, questionOf } from "./match-statement.ts";
import { type PrincipalMatch, accountMatch, directMatch, issuerMatch, noMatch } from "./principal-match.ts";

/** All policies that apply to a request, by kind. */
export interface PolicySet {
  /** Those of the caller: attached, inline and of its groups. None for root, which may do everything in its account. */
  readonly identity: readonly CompiledPolicy[];
  /** The permissions boundary of the user or role, when it has one. */
  readonly boundary?: CompiledPolicy;
  /** The session policies; undefined when none were passed, and an empty list grants nothing. */
  readonly session?: readonly CompiledPolicy[];
  /** Service control policies on the way from the root of the organization to the caller's account, level by level. */
  readonly serviceControl?: PolicyLevels;
  /** Resource control policies on the way from the root of the organization to the resource's account. */
  readonly resourceControl?: PolicyLevels;
  /** The policy of the resource, where it has one. */
  readonly resource?: CompiledPolicy;
  /** The trust policy of the role being assumed: unlike other resource policies it must always allow. */
  readonly trust?: CompiledPolicy;
}

/** The policies of each level of an organization, the root first. Each level must allow. */
export type PolicyLevels = readonly (readonly CompiledPolicy[])[];

/**
 * Decides whether a request is allowed: an explicit deny anywhere refuses it, a policy that cannot be read being one,
 * and so does the lack of an allow where one is needed. Of several policies that refuse it names the first in the order service control, resource control,
 * resource or trust, identity, boundary, session; explicit denies go before all others. Allocates nothing.
 * https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_policies_evaluation-logic.html
 */
export function evaluate(request: AccessRequest, policies: PolicySet): Decision {
  const bounded = policies.boundary !== undefined;
  const question = idle === undefined ? questionOf(request, bounded) : askAnew(idle, request, bounded);
  // While it is in use, a context that asks for a verdict of its own gets another.
  idle = undefined;
  const denying = explicitDeny(question, policies);
  const decision = denying?.denial ?? implicitDeny(question, policies) ?? allowed;
  idle = question;
  return decision;
}

/** The question of a former verdict: what each verdict would leave to the collector otherwise. */
let idle: ReusableQuestion | undefined;

/** Whether the policies of a kind allow: one statement that matches in any of them. */
function anyAllows(policies: readonly CompiledPolicy[], question: Question): boolean {
  for (const policy of policies) {
    if (policy.allows.size > 0 && closestMatch(policy.allows, question, accountMatch) > noMatch) {
      return true;
    }
  }
  return false;
}

/** How closely the policy on the resource, or the role's trust policy, lets the caller in. */
export function resourceGrant({ resource, trust }: PolicySet, question: Question): PrincipalMatch {
  const policy = trust ?? resource;
  return policy === undefined ? noMatch : closestMatch(policy.allows, question, directMatch);
}

/** Whether the policy on the resource must allow: to callers of other accounts, and in trust policies to everyone. */
export function resourceMustAllow({ request }: Question, { trust }: PolicySet): boolean {
  const { principal, resourceAccountId } = request;
  return !bringsPolicies(principal) || principal.accountId !== resourceAccountId || trust !== undefined;
}

/** Whether the caller's own policies must allow, given what the policy on the resource grants. */
export function identityMustAllow({ request }: Question, grant: PrincipalMatch): boolean {
  const granted = isOfAccount(request) && (grant === directMatch || grant === issuerMatch);
  return bringsPolicies(request.principal) && request.principal.type !== "root" && !granted;
}

/** Whether the permissions boundary and session policies must allow, where there are any. */
export function limitsMustAllow({ request }: Question, grant: PrincipalMatch): boolean {
  return bringsPolicies(request.principal) && !(isOfAccount(request) && grant === directMatch);
}

/** Callers from outside AWS and services bring no policies of their own. */
function bringsPolicies({ accountId }: PolicyPrincipal): boolean {
  return accountId !== "";
}

function isOfAccount({ principal, resourceAccountId }: AccessRequest): boolean {
  return principal.accountId === resourceAccountId;
}

/** The session policies that limit a caller: a federated user without any has no permissions. */
export function sessionPolicies({ request }: Question, { session }: PolicySet): readonly CompiledPolicy[] | undefined {
  return session ?? (request.principal.type === "federatedUser" ? [] : undefined);
}

const allowed: Decision = { allowed: true, outcome: "allowed" };

const implicitDenies: Readonly<Record<PolicyType, Decision>> = {
  serviceControl: lackOf("serviceControl"),
  resourceControl: lackOf("resourceControl"),
  resource: lackOf("resource"),
  trust: lackOf("trust"),
  identity: lackOf("identity"),
  boundary: lackOf("boundary"),
  session: lackOf("session"),
};

function lackOf(type: PolicyType): Decision {
  return { allowed: false, outcome: "implicitDeny", deniedBy: type };
}

/** The first policy that denies, by a statement or because it cannot be read. */
function explicitDeny(question: Question, policies: PolicySet): CompiledPolicy | undefined {
  return (
    denyingLevel(policies.serviceControl, question) ??
    denyingLevel(policies.resourceControl, question) ??
    denyingOne(policies.resource, question) ??
    denyingOne(policies.trust, question) ??
    denyingOf(policies.identity, question) ??
    denyingOne(policies.boundary, question) ??
    denyingOf(policies.session, question)
  );
}

function denyingLevel(levels: PolicyLevels | undefined, question: Question): CompiledPolicy | undefined {
  if (levels === undefined) {
    return undefined;
  }
  for (const policies of levels) {
    const denying = denyingOf(policies, question);
    if (denying !== undefined) {
      return denying;
    }
  }
  return undefined;
}

function denyingOf(policies: readonly CompiledPolicy[] | undefined, question: Question): CompiledPolicy | undefined {
  if (policies === undefined) {
    return undefined;
  }
  for (const policy of policies) {
    if (denyingOne(policy, question) !== undefined) {
      return policy;
    }
  }
  return undefined;
}

function denyingOne(policy: CompiledPolicy | undefined, question: Question): CompiledPolicy | undefined {
  return policy !== undefined && denies(policy, question) ? policy : undefined;
}

function denies({ problem, denies }: CompiledPolicy, question: Question): boolean {
  return problem !== undefined || (denies.size > 0 && closestMatch(denies, question, accountMatch) > noMatch);
}

/** The refusal for want of an allow; undefined when everything that must allow does. */
function implicitDeny(question: Question, policies: PolicySet): Decision | undefined {
  if (!everyLevelAllows(policies.serviceControl, question)) {
    return implicitDenies.serviceControl;
  }
  if (!everyLevelAllows(policies.resourceControl, question)) {
    return implicitDenies.resourceControl;
  }
  const grant = resourceGrant(policies, question);
  if (grant === noMatch && resourceMustAllow(question, policies)) {
    return policies.trust === undefined ? implicitDenies.resource : implicitDenies.trust;
  }
  if (identityMustAllow(question, grant) && !anyAllows(policies.identity, question)) {
    return implicitDenies.identity;
  }
  return limitsMustAllow(question, grant) ? limitingDeny(question, policies) : undefined;
}

function limitingDeny(question: Question, policies: PolicySet): Decision | undefined {
  if (policies.boundary !== undefined && closestMatch(policies.boundary.allows, question, accountMatch) === noMatch) {
    return implicitDenies.boundary;
  }
  const session = sessionPolicies(question, policies);
  return session !== undefined && !anyAllows(session, question) ? implicitDenies.session : undefined;
}

function everyLevelAllows(levels: PolicyLevels | undefined, question: Question): boolean {
  if (levels === undefined) {
    return true;
  }
  for (const policies of levels) {
    if (!anyAllows(policies, question)) {
      return false;
    }
  }
  return true;
}
