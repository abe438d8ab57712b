import type { SimulateCustomPolicyRequest, SimulatePolicyResponse } from "@aws-sdk/client-iam";
import { parseAccountId } from "../../../arn/account-id.ts";
import { parseArn } from "../../../arn/arn.ts";
import type { PolicySet } from "../../../policy/evaluate.ts";
import { AwsError } from "../../../wire/aws-error.ts";
import { type ListWindow, pageOf, readWindow } from "../../../wire/pagination.ts";
import { type Simulation, simulateAction } from "./simulate-action.ts";
import { simulatedCaller } from "./simulated-caller.ts";
import { readContext } from "./simulated-context.ts";
import { type PolicyTable, type SimulatedPolicy, compileSimulated } from "./simulated-policies.ts";
import { simulationErrors } from "./simulation-errors.ts";
import { inputBoundary, inputResourcePolicy } from "./simulation-input.ts";

/** The members that both simulating operations have. */
export type SimulationRequest = Pick<
  SimulateCustomPolicyRequest,
  | "ResourceArns"
  | "ResourcePolicy"
  | "ResourceOwner"
  | "ContextEntries"
  | "PermissionsBoundaryPolicyInputList"
  | "MaxItems"
  | "Marker"
> & { readonly ActionNames: readonly string[] };

/** What the two operations find in different places. */
export interface SimulationSubject {
  /** The account that simulates. */
  readonly accountId: string;
  /** The policies of identity and, when one is attached, the permissions boundary. */
  readonly policies: readonly SimulatedPolicy[];
  /** The service control policies, level by level. */
  readonly controls: readonly (readonly SimulatedPolicy[])[];
  /** Who is taken to make the simulated calls; nobody in particular when undefined. */
  readonly callerArn: string | undefined;
}

/**
 * How many statements are held against resources in one reply. A reply may hold fewer results than it was asked for, as
 * documented; one action must fit in.
 */
const comparisonsMax = 200_000;

/**
 * The results of one page of actions: a page counts actions, whatever the number of resources (observed). Throws
 * AWS's InvalidInput for what cannot be simulated.
 */
export function simulatePage(request: SimulationRequest, subject: SimulationSubject): SimulatePolicyResponse {
  const simulation = readSimulation(request, subject);
  const { table, resources } = simulation;
  const comparisons = Math.max(1, table.statementCount) * Math.max(1, resources.length);
  const sizeMax = Math.floor(comparisonsMax / comparisons);
  if (sizeMax === 0) {
    throw simulationErrors.tooLarge();
  }
  const page = pageOfActions(request, sizeMax);
  return {
    EvaluationResults: page.entries.map(({ action }) => simulateAction(action, simulation)),
    ...page.paging,
  };
}

function readSimulation(request: SimulationRequest, subject: SimulationSubject): Simulation {
  const { ResourceArns = [], ResourcePolicy, ResourceOwner, ContextEntries = [] } = request;
  const resources = ResourceArns.every((resource) => resource === "*") ? [] : ResourceArns;
  checkNames(request.ActionNames, resources);
  const context = readContext(ContextEntries);
  const caller = simulatedCaller(subject.callerArn, subject.accountId);
  const { principal } = caller;
  const owner = readOwner(ResourceOwner) ?? principal.accountId;
  if (ResourcePolicy !== undefined && subject.callerArn === undefined) {
    throw simulationErrors.callerMissing();
  }
  if (ResourcePolicy !== undefined && resources.length === 0) {
    throw simulationErrors.invalidEntityArn("*");
  }
  const table = compileSimulated(allPolicies(request, subject), principal.accountId);
  return {
    principal,
    table,
    policies: policySet(table, subject.controls),
    context: new Map([...caller.context, ...context]),
    resources,
    // Without a policy on the resource only the caller's own side is simulated.
    ownerOf: (resource) => (ResourcePolicy === undefined ? principal.accountId : (ownerIn(resource) ?? owner)),
  };
}

/** The subject's policies and the call's own; a boundary of the call takes the place of the attached one. */
function allPolicies(request: SimulationRequest, subject: SimulationSubject): readonly SimulatedPolicy[] {
  const boundary = inputBoundary(request.PermissionsBoundaryPolicyInputList);
  const resourcePolicy = inputResourcePolicy(request.ResourcePolicy);
  return [
    ...subject.policies.filter(({ type }) => type !== "boundary" || boundary === undefined),
    ...(boundary === undefined ? [] : [boundary]),
    ...(resourcePolicy === undefined ? [] : [resourcePolicy]),
    ...subject.controls.flat(),
  ];
}

function policySet(table: PolicyTable, controls: SimulationSubject["controls"]): PolicySet {
  const [boundary] = table.ofType("boundary");
  const [resource] = table.ofType("resource");
  const compiledControls = table.ofType("serviceControl");
  return {
    identity: table.ofType("identity"),
    ...(boundary && { boundary }),
    ...(resource && { resource }),
    ...(controls.length > 0 && {
      serviceControl: controls.map((level) =>
        compiledControls.filter(({ source }) => level.some(({ id }) => id === source.label)),
      ),
    }),
  };
}

function checkNames(actions: readonly string[], resources: readonly string[]): void {
  if (actions.some((action) => !action.includes(":"))) {
    throw simulationErrors.actionWithoutName();
  }
  const bad = resources.filter((resource) => resource !== "*" && parseArn(resource) === undefined);
  if (bad.length > 0) {
    throw simulationErrors.notArns(bad.join(", "));
  }
}

function readOwner(arn: string | undefined): string | undefined {
  const parsed = arn === undefined ? undefined : parseArn(arn);
  if (arn !== undefined && (parsed?.service !== "iam" || parseAccountId(parsed.account) === undefined)) {
    throw simulationErrors.invalidOwner();
  }
  return parsed?.account;
}

/** The account that an ARN itself names. */
function ownerIn(resource: string): string | undefined {
  return parseAccountId(parseArn(resource)?.account ?? "");
}

/** The marker remembers a place in the list of actions and nothing else, so that all else may change from page to page (observed). */
function pageOfActions({ ActionNames, MaxItems = 100, Marker }: SimulationRequest, sizeMax: number) {
  const window: ListWindow = { size: Math.min(MaxItems, sizeMax) };
  const start = Marker === undefined ? 0 : placeAfter(Marker);
  const places = ActionNames.slice(start, start + window.size + 1).map((action, index) => ({ action, index }));
  return pageOf(places, window, ({ index }) => String(start + index));
}

function placeAfter(marker: string): number {
  const place = Number(openMarker(marker));
  if (!Number.isInteger(place)) {
    throw simulationErrors.invalidMarker();
  }
  return place + 1;
}

function openMarker(marker: string): string | undefined {
  try {
    return readWindow({ Marker: marker }).after;
  } catch (error) {
    if (error instanceof AwsError) {
      return undefined;
    }
    throw error;
  }
}
