import type { CompiledPolicy } from "./compile.ts";
import type { AccessRequest, Decision, PolicyType } from "./decision.ts";
import {
  type PolicyLevels,
  type PolicySet,
  evaluate,
  resourceMustAllow,
  identityMustAllow,
  limitsMustAllow,
  resourceGrant,
  sessionPolicies,
} from "./evaluate.ts";
import { type StatementCheck, checkStatement, referenceTo, statementMatch } from "./explain-statement.ts";
import type { ExplainedStep } from "./explained-step.ts";
import { type Question, questionOf } from "./match-statement.ts";
import { noMatch } from "./principal-match.ts";
import { type Remedy, remediesFor } from "./remedy.ts";

/** Why a request was decided as it was. All of it can be written as JSON. */
export interface Explanation {
  readonly decision: Decision;
  /** One sentence for people. */
  readonly summary: string;
  readonly request: ExplainedRequest;
  /** The statements that determined the decision: those that deny, or those that allow; none on an implicit deny. */
  readonly determining: readonly StatementCheck[];
  /** Every kind of policy that took part, in the order of evaluation. */
  readonly steps: readonly ExplainedStep[];
  /** What would have to change for the request to be allowed: all of them together. Empty when it is allowed. */
  readonly remedies: readonly Remedy[];
}

/** The question that was asked, without its context. */
export interface ExplainedRequest {
  readonly principalType: AccessRequest["principal"]["type"];
  readonly principalArn: string;
  readonly principalAccountId: string;
  readonly action: string;
  readonly resource: string;
  readonly resourceAccountId: string;
}

/**
 * Explains a decision statement by statement: works it out anew and slowly, so it is for those who ask, never for the
 * request's own path.
 */
export function explain(request: AccessRequest, policies: PolicySet): Explanation {
  const question = questionOf(request, policies.boundary !== undefined);
  const decision = evaluate(request, policies);
  const stages = stagesOf(question, policies);
  const steps = stages.map((stage) => explainStage(stage, question));
  const { principal, action, resource, resourceAccountId } = request;
  return {
    decision,
    summary: summaryOf(request, decision, steps),
    request: {
      principalType: principal.type,
      principalArn: principal.arn,
      principalAccountId: principal.accountId,
      action,
      resource,
      resourceAccountId,
    },
    determining: determiningStatements(stages, decision, question),
    steps,
    remedies: decision.allowed ? [] : remediesFor(steps, request),
  };
}

/** Policies of one kind that are asked together. */
interface Stage {
  readonly type: PolicyType;
  readonly level?: number;
  readonly needed: boolean;
  readonly policies: readonly CompiledPolicy[];
}

/** All policies of a set in the order of evaluation, with whether they must allow this request. */
function stagesOf(question: Question, set: PolicySet): readonly Stage[] {
  const grant = resourceGrant(set, question);
  const resourceNeeded = resourceMustAllow(question, set);
  const limitsNeeded = limitsMustAllow(question, grant);
  const session = sessionPolicies(question, set);
  const resourceType = set.trust === undefined ? "resource" : "trust";
  const onResource = set.trust ?? set.resource;
  const stages: (Stage | undefined)[] = [
    ...levelsOf("serviceControl", set.serviceControl),
    ...levelsOf("resourceControl", set.resourceControl),
    set.trust !== undefined && set.resource !== undefined
      ? { type: "resource", needed: false, policies: [set.resource] }
      : undefined,
    onResource !== undefined || resourceNeeded
      ? { type: resourceType, needed: resourceNeeded, policies: onResource === undefined ? [] : [onResource] }
      : undefined,
    { type: "identity", needed: identityMustAllow(question, grant), policies: set.identity },
    set.boundary && { type: "boundary", needed: limitsNeeded, policies: [set.boundary] },
    session && { type: "session", needed: limitsNeeded, policies: session },
  ];
  return stages.filter((stage) => stage !== undefined);
}

function levelsOf(type: PolicyType, levels: PolicyLevels | undefined): readonly Stage[] {
  return (levels ?? []).map((policies, level) => ({ type, level, needed: true, policies }));
}

function explainStage({ type, level, needed, policies }: Stage, question: Question): ExplainedStep {
  const matching = policies.flatMap((policy) =>
    policy.statements
      .filter((statement) => statementMatch(statement, question) !== noMatch)
      .map((statement) => referenceTo(policy, statement)),
  );
  const allowing = matching.filter(({ effect }) => effect === "Allow");
  const nearest = needed && allowing.length === 0 ? nearestStatement(policies, question) : undefined;
  return {
    type,
    needed,
    allows: allowing.length > 0,
    policies: policies.map(({ source }) => source),
    allowing,
    denying: matching.filter(({ effect }) => effect === "Deny"),
    unreadable: policies.flatMap(({ source, problem }) => (problem === undefined ? [] : [{ policy: source, problem }])),
    ...(level === undefined ? {} : { level }),
    ...(nearest === undefined ? {} : { nearest }),
  };
}

/** The Allow statement with the fewest failing elements; of several, the one on the request's action and nearest resource. */
function nearestStatement(policies: readonly CompiledPolicy[], question: Question): StatementCheck | undefined {
  let best: { readonly check: StatementCheck; readonly distance: Distance } | undefined;
  for (const policy of policies) {
    for (const statement of policy.statements) {
      if (statement.statement.effect === "Allow") {
        const check = checkStatement(policy, statement, question);
        const distance = distanceOf(check);
        if (best === undefined || isShorter(distance, best.distance)) {
          best = { check, distance };
        }
      }
    }
  }
  return best?.check;
}

/** How far a statement is from matching, the weightiest measure first. */
interface Distance {
  /** 1 when the action does not fit. */
  readonly action: number;
  /** How many elements fail. */
  readonly failed: number;
  /** How unlike the texts of failing elements are: less the longer their common beginnings. */
  readonly unlike: number;
}

function distanceOf({ elements }: StatementCheck): Distance {
  const failed = elements.filter(({ matched }) => !matched);
  const unlike = failed.map(({ wanted, got }) => (typeof got === "string" ? -longestCommonStart(wanted, got) : 0));
  return {
    action: failed.some(({ element }) => element === "Action" || element === "NotAction") ? 1 : 0,
    failed: failed.length,
    unlike: unlike.reduce((sum, one) => sum + one, 0),
  };
}

function isShorter(one: Distance, than: Distance): boolean {
  return (one.action - than.action || one.failed - than.failed || one.unlike - than.unlike) < 0;
}

function longestCommonStart(texts: readonly string[], text: string): number {
  return texts.reduce((longest, one) => {
    let length = 0;
    while (length < one.length && one[length] === text[length]) {
      length += 1;
    }
    return Math.max(longest, length);
  }, 0);
}

function determiningStatements(
  stages: readonly Stage[],
  decision: Decision,
  question: Question,
): readonly StatementCheck[] {
  if (decision.outcome === "implicitDeny") {
    return [];
  }
  const effect = decision.allowed ? "Allow" : "Deny";
  return stages.flatMap(({ policies }) =>
    policies.flatMap((policy) =>
      policy.statements
        .filter((statement) => statement.statement.effect === effect && statementMatch(statement, question) !== noMatch)
        .map((statement) => checkStatement(policy, statement, question)),
    ),
  );
}

/** The names of the kinds of policy in AWS's refusals. */
const kindNames: Readonly<Record<PolicyType, string>> = {
  serviceControl: "service control policy",
  resourceControl: "resource control policy",
  resource: "resource-based policy",
  trust: "role trust policy",
  identity: "identity-based policy",
  boundary: "permissions boundary",
  session: "session policy",
};

function summaryOf(
  { principal, action, resource }: AccessRequest,
  decision: Decision,
  steps: readonly ExplainedStep[],
): string {
  const who = principal.arn === "" ? "An anonymous caller" : principal.arn;
  if (decision.deniedBy === undefined) {
    return `${who} may perform ${action} on ${resource}.`;
  }
  const kind = kindNames[decision.deniedBy];
  const refusal = `${who} may not perform ${action} on ${resource}`;
  const { source } = decision;
  if (source === undefined) {
    return `${refusal}: no ${kind} allows it.`;
  }
  const unreadable = steps.some((step) => step.unreadable.some(({ policy }) => policy === source));
  return `${refusal}: the ${kind} ${source.label} ${unreadable ? "cannot be read and so denies everything" : "denies it"}.`;
}
