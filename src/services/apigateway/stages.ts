import {
  CreateStage$,
  type CreateStageRequest,
  DeleteAccessLogSettings$,
  type DeleteAccessLogSettingsRequest,
  DeleteRouteSettings$,
  type DeleteRouteSettingsRequest,
  DeleteStage$,
  type DeleteStageRequest,
  GetStage$,
  type GetStageRequest,
  GetStages$,
  type GetStagesRequest,
  type GetStagesResponse,
  ResetAuthorizersCache$,
  type ResetAuthorizersCacheRequest,
  type Stage,
  UpdateStage$,
  type UpdateStageRequest,
} from "@aws-sdk/client-apigatewayv2";
import type { ApiRecord, StageRecord } from "../../store/records.ts";
import type { Operation, OperationBehaviour, WithRequired } from "../../wire/operation.ts";
import { pageOfAll, readRestWindow, restPaging } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { readAccessLogSettings } from "./access-log-settings.ts";
import { requireUnmapped } from "./api-mappings.ts";
import {
  type ConditionContext,
  permissionOnApi,
  permissionOnStage,
  requestKeys,
  requestTags,
} from "./authorization.ts";
import { shownDate } from "./date.ts";
import { defined, nonEmpty, patched } from "./defined.ts";
import { deployAutomatically } from "./deployments.ts";
import { badRequest, conflict, notOnHttp, routeSettingNotFound, stageDeploysItself } from "./errors.ts";
import { foundApi, foundDeployment, foundStage } from "./found.ts";
import { quotas, requireQuota } from "./quotas.ts";
import { initialRouteSettings, mergeRouteSettings, readRouteSettings, showRouteSettings } from "./route-settings.ts";
import { choosingRoles } from "./stage-roles.ts";
import { mergeStageVariables } from "./stage-variables.ts";
import { withTags } from "./tag-set.ts";

/** The operations on stages and their settings. */
export const stageOperations: readonly Operation<Call>[] = [
  operation(CreateStage$, {
    authorize: choosingRoles(
      withLogging(
        permissionOnApi(CreateStage$, (input: CreateInput) => ({
          ...requestTags(input.Tags),
          ...requestKeys({ StageName: input.StageName }),
          ...accessLogKeys(input),
        })),
      ),
    ),
    handle: createStage,
  }),
  operation(GetStage$, {
    authorize: permissionOnStage(GetStage$),
    handle: async (input: OneStage<GetStageRequest>, call) => showStage((await found(input, call)).stage),
  }),
  operation(GetStages$, {
    authorize: permissionOnApi(GetStages$),
    handle: getStages,
  }),
  operation(UpdateStage$, {
    authorize: choosingRoles(
      withLogging(permissionOnStage(UpdateStage$, (input: OneStage<UpdateStageRequest>) => accessLogKeys(input))),
    ),
    handle: updateStage,
  }),
  operation(DeleteStage$, {
    authorize: permissionOnStage(DeleteStage$),
    handle: async (input: OneStage<DeleteStageRequest>, call) => {
      const { api, stage } = await found(input, call);
      requireUnmanaged(stage);
      await requireUnmapped(call, { kind: "stage", apiId: api.apiId, stageName: stage.stageName });
      await call.tx.stages.delete(call.accountId, api.apiId, stage.stageName);
      return {};
    },
  }),
  operation(DeleteAccessLogSettings$, {
    authorize: permissionOnStage(DeleteAccessLogSettings$),
    handle: async (input: OneStage<DeleteAccessLogSettingsRequest>, call) => {
      const { api, stage } = await found(input, call);
      const { accessLogSettings, ...rest } = stage;
      if (accessLogSettings !== undefined) {
        await call.tx.stages.put(call.accountId, api.apiId, { ...rest, updatedAtMs: call.nowMs });
      }
      return {};
    },
  }),
  operation(DeleteRouteSettings$, {
    authorize: permissionOnStage(DeleteRouteSettings$),
    handle: deleteRouteSettings,
  }),
  operation(ResetAuthorizersCache$, {
    authorize: permissionOnStage(ResetAuthorizersCache$),
    handle: async (input: OneStage<ResetAuthorizersCacheRequest>, call) => {
      // Rewriting the stage announces a change of the API, which makes every node forget what it cached for it.
      const { api, stage } = await found(input, call);
      await call.tx.stages.put(call.accountId, api.apiId, stage);
      return {};
    },
  }),
];

type CreateInput = WithRequired<CreateStageRequest, "ApiId" | "StageName">;
type OneStage<
  Request extends { ApiId?: unknown; StageName?: unknown },
  More extends keyof Request = never,
> = WithRequired<Request, "ApiId" | "StageName" | More>;

async function createStage(input: CreateInput, call: Call): Promise<Stage> {
  const api = await foundApi(call, input.ApiId);
  requireStageName(input.StageName);
  requireStageMembers(input);
  const stages = await call.tx.stages.list(call.accountId, api.apiId);
  if (stages.some((stage) => stage.stageName === input.StageName)) {
    throw conflict("Stage already exists");
  }
  requireQuota("Stages", stages.length, quotas.stagesPerApi);
  const autoDeploy = input.AutoDeploy ?? false;
  const stage: StageRecord = defined({
    stageName: input.StageName,
    description: nonEmpty(input.Description),
    autoDeploy,
    deploymentId: await chosenDeployment(call, api, {
      deploymentId: input.DeploymentId,
      autoDeploy,
    }),
    createdAtMs: call.nowMs,
    updatedAtMs: call.nowMs,
    accessLogSettings: readAccessLogSettings(input.AccessLogSettings, call),
    defaultRouteSettings: {
      ...initialRouteSettings,
      ...readRouteSettings(input.DefaultRouteSettings ?? {}),
    },
    routeSettings: mergeRouteSettings({}, input.RouteSettings, await routesFor(input.RouteSettings, call, api)),
    stageVariables: mergeStageVariables({}, input.StageVariables),
    tags: withTags({}, input.Tags),
  });
  return await putStage(call, api, { stage, deployNow: autoDeploy });
}

async function getStages(input: WithRequired<GetStagesRequest, "ApiId">, call: Call): Promise<GetStagesResponse> {
  const { apiId } = await foundApi(call, input.ApiId);
  const stages = await call.tx.stages.list(call.accountId, apiId);
  const page = pageOfAll(stages, readRestWindow(input), (stage) => stage.stageName);
  return { Items: page.entries.map(showStage), ...restPaging(page) };
}

async function updateStage(input: OneStage<UpdateStageRequest>, call: Call): Promise<Stage> {
  const { api, stage: stored } = await found(input, call);
  requireUnmanaged(stored);
  requireStageMembers(input);
  const autoDeploy = input.AutoDeploy ?? stored.autoDeploy;
  const chosen = await chosenDeployment(call, api, {
    deploymentId: input.DeploymentId,
    autoDeploy,
  });
  const stage: StageRecord = defined({
    ...stored,
    description: patched(input.Description, stored.description),
    autoDeploy,
    deploymentId: input.DeploymentId === undefined ? stored.deploymentId : chosen,
    updatedAtMs: call.nowMs,
    accessLogSettings:
      input.AccessLogSettings === undefined
        ? stored.accessLogSettings
        : readAccessLogSettings(input.AccessLogSettings, call),
    defaultRouteSettings: {
      ...stored.defaultRouteSettings,
      ...readRouteSettings(input.DefaultRouteSettings ?? {}),
    },
    routeSettings: mergeRouteSettings(
      stored.routeSettings,
      input.RouteSettings,
      await routesFor(input.RouteSettings, call, api),
    ),
    stageVariables: mergeStageVariables(stored.stageVariables, input.StageVariables),
  });
  return await putStage(call, api, { stage, deployNow: autoDeploy && !stored.autoDeploy });
}

async function deleteRouteSettings(
  input: OneStage<DeleteRouteSettingsRequest, "RouteKey">,
  call: Call,
): Promise<object> {
  const { api, stage } = await found(input, call);
  if (!Object.hasOwn(stage.routeSettings, input.RouteKey)) {
    throw routeSettingNotFound(input.RouteKey);
  }
  const { [input.RouteKey]: _removed, ...routeSettings } = stage.routeSettings;
  await call.tx.stages.put(call.accountId, api.apiId, {
    ...stage,
    routeSettings,
    updatedAtMs: call.nowMs,
  });
  return {};
}

async function putStage(
  call: Call,
  api: ApiRecord,
  change: { readonly stage: StageRecord; readonly deployNow: boolean },
): Promise<Stage> {
  await call.tx.stages.put(call.accountId, api.apiId, change.stage);
  if (!change.deployNow) {
    return showStage(change.stage);
  }
  await deployAutomatically(call, api);
  return showStage(await foundStage(call, api.apiId, change.stage.stageName));
}

/** The deployment a request chooses for a stage; throws when it does not exist or the stage deploys by itself. */
async function chosenDeployment(
  call: Call,
  api: ApiRecord,
  choice: { readonly deploymentId: string | undefined; readonly autoDeploy: boolean },
): Promise<string | undefined> {
  if (choice.deploymentId === undefined || choice.deploymentId === "") {
    return undefined;
  }
  if (choice.autoDeploy) {
    throw stageDeploysItself(api);
  }
  return (await foundDeployment(call, api.apiId, choice.deploymentId)).deploymentId;
}

/** The API's routes when the request has settings for some of them; otherwise nobody asks for them. */
async function routesFor(given: CreateStageRequest["RouteSettings"], call: Call, api: ApiRecord) {
  return given === undefined ? [] : await call.tx.routes.list(call.accountId, api.apiId);
}

function requireStageName(stageName: string): void {
  if (stageName !== "$default" && !/^[A-Za-z0-9_-]+$/.test(stageName)) {
    // Observed; the names of AWS's own examples have hyphens nevertheless.
    throw badRequest("Stage name only allows a-zA-Z0-9_");
  }
}

function requireStageMembers(input: Pick<CreateStageRequest, "ClientCertificateId">): void {
  if (nonEmpty(input.ClientCertificateId) !== undefined) {
    throw notOnHttp("Client certificates are");
  }
}

function requireUnmanaged(stage: StageRecord): void {
  if (stage.apiGatewayManaged === true) {
    throw badRequest("The $default stage is managed by API Gateway and cannot be modified or deleted");
  }
}

async function found(
  input: { readonly ApiId: string; readonly StageName: string },
  call: Call,
): Promise<{ readonly api: ApiRecord; readonly stage: StageRecord }> {
  const api = await foundApi(call, input.ApiId);
  return { api, stage: await foundStage(call, api.apiId, input.StageName) };
}

type LogsAccess = Pick<CreateStageRequest, "AccessLogSettings">;

/**
 * Adds what turning access logs on takes beside the stage's own permission, documented with
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging.html; the refusal was observed.
 */
function withLogging<Input extends LogsAccess>(
  authorize: OperationBehaviour<Call, Input, unknown>["authorize"],
): OperationBehaviour<Call, Input, unknown>["authorize"] {
  return async (input, call) => {
    const refused = { refusalCode: "BadRequestException", refusal: "Insufficient permissions to enable logging" };
    const delivery = { action: "logs:CreateLogDelivery", resource: "*", ...refused };
    const checks = await authorize(input, call);
    return input.AccessLogSettings === undefined ? checks : [...checks, delivery];
  };
}

function accessLogKeys(input: LogsAccess): ConditionContext {
  const { DestinationArn, Format } = input.AccessLogSettings ?? {};
  return requestKeys({ AccessLoggingDestination: DestinationArn, AccessLoggingFormat: Format });
}

/** A stage as replies show it: the maps are there even when empty. */
function showStage(stage: StageRecord): Stage {
  const logs = stage.accessLogSettings;
  return {
    AccessLogSettings: logs && { DestinationArn: logs.destinationArn, Format: logs.format },
    ApiGatewayManaged: stage.apiGatewayManaged,
    AutoDeploy: stage.autoDeploy,
    CreatedDate: shownDate(stage.createdAtMs),
    DefaultRouteSettings: showRouteSettings(stage.defaultRouteSettings),
    DeploymentId: stage.deploymentId,
    Description: stage.description,
    LastDeploymentStatusMessage: stage.lastDeploymentStatusMessage,
    LastUpdatedDate: shownDate(stage.updatedAtMs),
    RouteSettings: Object.fromEntries(
      Object.entries(stage.routeSettings).map(([routeKey, settings]) => [routeKey, showRouteSettings(settings)]),
    ),
    StageName: stage.stageName,
    StageVariables: { ...stage.stageVariables },
    Tags: { ...stage.tags },
  };
}
