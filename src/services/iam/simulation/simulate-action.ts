import type { EvaluationResult, ResourceSpecificResult, Statement } from "@aws-sdk/client-iam";
import type { Decision, PolicyPrincipal, PolicyType } from "../../../policy/decision.ts";
import type { PolicySet } from "../../../policy/evaluate.ts";
import { explain } from "../../../policy/explain.ts";
import type { ExplainedStep } from "../../../policy/explained-step.ts";
import type { SimulatedContext } from "./simulated-context.ts";
import type { PolicyTable } from "./simulated-policies.ts";

/** All that a simulation knows beside the action. */
export interface Simulation {
  readonly principal: PolicyPrincipal;
  readonly table: PolicyTable;
  readonly policies: PolicySet;
  readonly context: SimulatedContext;
  /** The ARNs asked about; none stands for `*`, about which AWS replies more briefly. */
  readonly resources: readonly string[];
  /** The account that owns a resource. */
  readonly ownerOf: (resource: string) => string;
}

/**
 * The result for one action: the resources one by one and, where there are several, the most restrictive of their
 * decisions with the statements of all. What is left out of a reply, and when, is as observed on AWS.
 */
export function simulateAction(action: string, simulation: Simulation): EvaluationResult {
  const { resources } = simulation;
  if (resources.length === 0) {
    return { ...resultHead(action, "*"), ...overall([simulateOne(action, "*", simulation)]) };
  }
  const outcomes = resources.map((resource) => simulateOne(action, resource, simulation));
  // AWS names several resources by a template of its own for each action, and leaves the name out where it has none.
  const [only] = resources.length === 1 ? resources : [];
  return {
    ...resultHead(action, only),
    ...overall(outcomes),
    EvalDecisionDetails: Object.assign({}, ...outcomes.map(({ details }) => details)),
    ResourceSpecificResults: outcomes.map(resourceResult),
  };
}

function resultHead(
  action: string,
  resource: string | undefined,
): Pick<EvaluationResult, "EvalActionName" | "EvalResourceName"> {
  return { EvalActionName: action, ...(resource === undefined ? {} : { EvalResourceName: resource }) };
}

/** What came out for one action on one resource. */
interface Outcome {
  readonly resource: string;
  readonly decision: Decision["outcome"];
  /** The statements that determined the decision. */
  readonly determining: readonly Statement[];
  /** On a refusal across accounts, the statements of either side that allow. */
  readonly allowing: readonly Statement[];
  readonly missing: readonly string[];
  readonly allowedByBoundary?: boolean;
  readonly allowedByOrganizations?: boolean;
  /** What each kind of policy said, across accounts. */
  readonly details?: Record<string, Decision["outcome"]>;
}

function simulateOne(action: string, resource: string, simulation: Simulation): Outcome {
  const { principal, table, policies, context } = simulation;
  const resourceAccountId = simulation.ownerOf(resource);
  const { decision, steps } = explain(
    { principal, action, resource, resourceAccountId, context: (key) => context.get(key) },
    policies,
  );
  const byControl = decision.deniedBy === "serviceControl";
  const crossAccount = resourceAccountId !== principal.accountId;
  const boundary = steps.find(({ type }) => type === "boundary");
  const controls = steps.filter(({ type }) => type === "serviceControl");
  return {
    resource,
    decision: decision.outcome,
    determining: decision.outcome === "implicitDeny" || byControl ? [] : determiningOf(steps, decision, table),
    allowing:
      crossAccount && decision.outcome === "implicitDeny" && !byControl
        ? statementsOf(steps, { effect: "allowing", types: grantingTypes }, table)
        : [],
    missing: decision.outcome === "implicitDeny" && !byControl ? missingKeys(table, context) : [],
    ...(boundary === undefined ? {} : { allowedByBoundary: verdictOf(boundary) === "allowed" }),
    ...(controls.length === 0
      ? {}
      : { allowedByOrganizations: controls.every((step) => verdictOf(step) === "allowed") }),
    ...(crossAccount ? { details: decisionDetails(steps) } : {}),
  };
}

const grantingTypes: readonly PolicyType[] = ["identity", "resource"];

/** A boundary and control policies grant nothing, so that their allows are not named; what they deny is. */
function determiningOf(steps: readonly ExplainedStep[], { allowed }: Decision, table: PolicyTable) {
  return allowed
    ? statementsOf(steps, { effect: "allowing", types: grantingTypes }, table)
    : statementsOf(steps, { effect: "denying", types: ["boundary", ...grantingTypes] }, table);
}

const typeNames: Partial<Readonly<Record<PolicyType, string>>> = {
  identity: "IAM Policy",
  resource: "Resource Policy",
  boundary: "Permissions Boundary Policy",
};

function statementsOf(
  steps: readonly ExplainedStep[],
  wanted: { readonly effect: "allowing" | "denying"; readonly types: readonly PolicyType[] },
  table: PolicyTable,
): readonly Statement[] {
  return steps
    .filter(({ type }) => wanted.types.includes(type))
    .flatMap((step) =>
      step[wanted.effect].map(({ policy, statementIndex }) => ({
        SourcePolicyId: policy.label,
        // The wire has these words; the published enumeration has others.
        SourcePolicyType: typeNames[step.type] as NonNullable<Statement["SourcePolicyType"]>,
        ...table.spansOf(policy)[statementIndex],
      })),
    );
}

function missingKeys({ contextKeys }: PolicyTable, context: SimulatedContext): readonly string[] {
  return contextKeys.filter((name) => !context.has(name.toLowerCase()));
}

function decisionDetails(steps: readonly ExplainedStep[]): Record<string, Decision["outcome"]> {
  return Object.fromEntries(
    steps.flatMap((step) => {
      const name = typeNames[step.type];
      return name === undefined ? [] : [[name, verdictOf(step)]];
    }),
  );
}

function verdictOf({ allows, denying, unreadable }: ExplainedStep): Decision["outcome"] {
  return denying.length + unreadable.length > 0 ? "explicitDeny" : allows ? "allowed" : "implicitDeny";
}

/** The part of a result that sums its resources up. */
function overall(outcomes: readonly Outcome[]): Omit<EvaluationResult, "EvalActionName"> {
  const decisions = new Set(outcomes.map(({ decision }) => decision));
  const decision = (["explicitDeny", "implicitDeny"] as const).find((one) => decisions.has(one)) ?? "allowed";
  return {
    EvalDecision: decision,
    MatchedStatements: distinct(outcomes.flatMap(({ determining }) => determining)),
    MissingContextValues: [...new Set(outcomes.flatMap(({ missing }) => missing))],
    ...limits({
      boundary: allOf(outcomes.map(({ allowedByBoundary }) => allowedByBoundary)),
      organizations: allOf(outcomes.map(({ allowedByOrganizations }) => allowedByOrganizations)),
    }),
  };
}

function resourceResult(outcome: Outcome): ResourceSpecificResult {
  const { resource, decision, determining, allowing, missing, details, allowedByBoundary } = outcome;
  const statements = [...determining, ...allowing];
  return {
    EvalResourceName: resource,
    EvalResourceDecision: decision,
    ...(statements.length === 0 ? {} : { MatchedStatements: statements }),
    ...(missing.length === 0 ? {} : { MissingContextValues: [...missing] }),
    ...(details === undefined ? {} : { EvalDecisionDetails: details }),
    ...limits({ boundary: allowedByBoundary }),
  };
}

function limits(allowed: { readonly boundary?: boolean | undefined; readonly organizations?: boolean | undefined }) {
  const { boundary, organizations } = allowed;
  return {
    ...(organizations === undefined ? {} : { OrganizationsDecisionDetail: { AllowedByOrganizations: organizations } }),
    ...(boundary === undefined
      ? {}
      : { PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: boundary } }),
  };
}

/** Undefined when the kind of policy took no part, which is so for all resources or none. */
function allOf(values: readonly (boolean | undefined)[]): boolean | undefined {
  return values.includes(undefined) ? undefined : !values.includes(false);
}

function distinct(statements: readonly Statement[]): Statement[] {
  const byPlace = new Map(statements.map((statement) => [JSON.stringify(statement), statement]));
  return [...byPlace.values()];
}
