import {
  CreateStage$,
  type CreateStageRequest,
  DeleteStage$,
  type DeleteStageRequest,
  GetStage$,
  type GetStageRequest,
  GetStages$,
  type GetStagesRequest,
  type Stage,
  type Stages,
  UpdateStage$,
  type UpdateStageRequest,
} from "@aws-sdk/client-api-gateway";
import type { RestApiRecord, RestStageRecord } from "../../../store/rest-records.ts";
import type { Operation, WithRequired } from "../../../wire/operation.ts";
import { type Call, operation } from "../../call.ts";
import { requireOwnDestination } from "../access-log-destination.ts";
import { requireUnmapped } from "../api-mappings.ts";
import { requestKeys, requestTags } from "../authorization.ts";
import { shownDate } from "../date.ts";
import { defined, nonEmpty } from "../defined.ts";
import { badRequest, conflict } from "../errors.ts";
import { mergeStageVariables } from "../stage-variables.ts";
import { withTags } from "../tag-set.ts";
import { permissionOnRestApi, permissionOnRestStage } from "./authorization.ts";
import { foundRestApi, foundStage } from "./found.ts";
import { restQuotas, requireRestQuota } from "./quotas.ts";
import { patchedStage } from "./stage-patches.ts";

/** The operations on stages. */
export const stageOperations: readonly Operation<Call>[] = [
  operation(CreateStage$, {
    authorize: permissionOnRestApi(CreateStage$, (input: CreateInput) => ({
      ...requestTags(input.tags),
      ...requestKeys({ StageName: input.stageName }),
    })),
    handle: createStage,
  }),
  operation(GetStage$, {
    authorize: permissionOnRestStage(GetStage$),
    handle: async (input: OneStage<GetStageRequest>, call) => showStage((await foundStage(call, input)).stage),
  }),
  operation(GetStages$, { authorize: permissionOnRestApi(GetStages$), handle: getStages }),
  operation(UpdateStage$, { authorize: permissionOnRestStage(UpdateStage$), handle: updateStage }),
  operation(DeleteStage$, {
    authorize: permissionOnRestStage(DeleteStage$),
    handle: async (input: OneStage<DeleteStageRequest>, call) => {
      const { api, stage } = await foundStage(call, input);
      await requireUnmapped(call, { kind: "stage", apiId: api.apiId, stageName: stage.stageName });
      await call.tx.restStages.delete(call.accountId, api.apiId, stage.stageName);
      return {};
    },
  }),
];

type CreateInput = WithRequired<CreateStageRequest, "restApiId" | "stageName" | "deploymentId">;
type OneStage<Request extends { restApiId?: unknown; stageName?: unknown }> = WithRequired<
  Request,
  "restApiId" | "stageName"
>;

async function createStage(input: CreateInput, call: Call): Promise<Stage> {
  const api = await foundRestApi(call, input.restApiId);
  requireNoCanary(input);
  requireStageName(input.stageName);
  const stages = await call.tx.restStages.list(call.accountId, api.apiId);
  if (stages.some(({ stageName }) => stageName === input.stageName)) {
    throw conflict("Stage already exists");
  }
  await requireDeployment(call, api, input.deploymentId);
  requireRestQuota("Stages", stages.length, restQuotas.stagesPerApi);
  const stage: RestStageRecord = defined({
    ...newStage(call, input.stageName, input.deploymentId),
    description: nonEmpty(input.description),
    cacheClusterEnabled: input.cacheClusterEnabled ?? false,
    cacheClusterSize: input.cacheClusterSize,
    variables: variablesOf(input.variables),
    documentationVersion: input.documentationVersion,
    tracingEnabled: input.tracingEnabled ?? false,
    tags: withTags({}, input.tags),
  });
  await call.tx.restStages.put(call.accountId, api.apiId, stage);
  return showStage(stage);
}

/** What a deployment says of the stage that it is made for. */
interface DeployedStage {
  readonly stageName: string;
  readonly deploymentId: string;
  readonly stageDescription?: string | undefined;
  readonly cacheClusterEnabled?: boolean | undefined;
  readonly cacheClusterSize?: RestStageRecord["cacheClusterSize"];
  readonly variables?: Readonly<Record<string, string>> | undefined;
  readonly tracingEnabled?: boolean | undefined;
}

/** Points a stage to a new deployment; a stage that does not exist is made. */
export async function deployToStage(call: Call, api: RestApiRecord, deployed: DeployedStage): Promise<void> {
  const { stageName, deploymentId, stageDescription } = deployed;
  const stored = await call.tx.restStages.get(call.accountId, api.apiId, stageName);
  if (stored === undefined) {
    const stages = await call.tx.restStages.list(call.accountId, api.apiId);
    requireRestQuota("Stages", stages.length, restQuotas.stagesPerApi);
  }
  const base = stored ?? newStage(call, stageName, deploymentId);
  const stage: RestStageRecord = defined({
    ...base,
    deploymentId,
    updatedAtMs: call.nowMs,
    description: nonEmpty(stageDescription) ?? base.description,
    cacheClusterEnabled: deployed.cacheClusterEnabled ?? base.cacheClusterEnabled,
    cacheClusterSize: deployed.cacheClusterSize ?? base.cacheClusterSize,
    variables: variablesOf(deployed.variables) ?? base.variables,
    tracingEnabled: deployed.tracingEnabled ?? base.tracingEnabled,
  });
  await call.tx.restStages.put(call.accountId, api.apiId, stage);
}

async function getStages(input: WithRequired<GetStagesRequest, "restApiId">, call: Call): Promise<Stages> {
  const { apiId } = await foundRestApi(call, input.restApiId);
  const stages = await call.tx.restStages.list(call.accountId, apiId);
  const { deploymentId } = input;
  const chosen = stages.filter((stage) => deploymentId === undefined || stage.deploymentId === deploymentId);
  return { item: chosen.map(showStage) };
}

async function updateStage(input: OneStage<UpdateStageRequest>, call: Call): Promise<Stage> {
  const { api, stage: stored } = await foundStage(call, input);
  const patched = patchedStage(stored, input.patchOperations);
  if (patched.deploymentId !== stored.deploymentId) {
    await requireDeployment(call, api, patched.deploymentId);
  }
  requireOwnDestination(patched.accessLogSettings?.destinationArn, call);
  const stage = defined({ ...patched, variables: variablesOf(patched.variables), updatedAtMs: call.nowMs });
  await call.tx.restStages.put(call.accountId, api.apiId, stage);
  return showStage(stage);
}

/** Throws for a name that AWS does not allow. */
export function requireStageName(stageName: string): void {
  if (!/^\w{1,128}$/.test(stageName)) {
    throw badRequest("Stage name only allows a-zA-Z0-9_");
  }
}

/** A canary splits the callers of a stage between two deployments; a stage here serves one. */
export function requireNoCanary({ canarySettings }: { readonly canarySettings?: unknown }): void {
  if (canarySettings !== undefined) {
    throw badRequest("Canary settings are not supported by this server");
  }
}

async function requireDeployment(call: Call, { apiId }: RestApiRecord, deploymentId: string): Promise<void> {
  if ((await call.tx.restDeployments.get(call.accountId, apiId, deploymentId)) === undefined) {
    throw badRequest("Deployment id does not exist");
  }
}

function newStage(call: Call, stageName: string, deploymentId: string): RestStageRecord {
  return {
    stageName,
    deploymentId,
    createdAtMs: call.nowMs,
    updatedAtMs: call.nowMs,
    cacheClusterEnabled: false,
    methodSettings: {},
    tracingEnabled: false,
    tags: {},
  };
}

/** The variables once they were found allowed; undefined when there are none. */
function variablesOf(given: RestStageRecord["variables"]): RestStageRecord["variables"] | undefined {
  const variables = mergeStageVariables({}, given);
  return Object.keys(variables).length === 0 ? undefined : variables;
}

/** A stage as replies show it. There is no cache, whatever is set: its status says so. */
function showStage(stage: RestStageRecord): Stage {
  return {
    deploymentId: stage.deploymentId,
    clientCertificateId: stage.clientCertificateId,
    stageName: stage.stageName,
    description: stage.description,
    cacheClusterEnabled: stage.cacheClusterEnabled,
    cacheClusterSize: stage.cacheClusterSize as Stage["cacheClusterSize"],
    cacheClusterStatus: stage.cacheClusterEnabled ? "AVAILABLE" : "NOT_AVAILABLE",
    methodSettings: { ...stage.methodSettings } as Stage["methodSettings"],
    variables: stage.variables && { ...stage.variables },
    documentationVersion: stage.documentationVersion,
    accessLogSettings: stage.accessLogSettings,
    tracingEnabled: stage.tracingEnabled,
    tags: Object.keys(stage.tags).length === 0 ? undefined : { ...stage.tags },
    createdDate: shownDate(stage.createdAtMs),
    lastUpdatedDate: shownDate(stage.updatedAtMs),
  };
}
