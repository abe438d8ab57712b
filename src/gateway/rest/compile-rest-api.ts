import { absentPolicy, compilePolicy } from "../../policy/compile.ts";
import type { RouteSettings } from "../../store/records.ts";
import type { Repositories } from "../../store/repositories.ts";
import type {
  RestApiRecord,
  RestDeploymentRecord,
  RestMethod,
  RestMethodSetting,
  RestRequestValidatorRecord,
  RestResourceRecord,
  RestStageRecord,
} from "../../store/rest-records.ts";
import { stageArn } from "../invoke-arn.ts";
import { compileLogFormat } from "../observation/access-log-format.ts";
import { compileRoutes, parseRouteKey } from "../routes.ts";
import type { AccessLog, StageSettings } from "../stage-settings.ts";
import { compileRestIntegration } from "./compile-integration.ts";
import { compileGatewayResponses } from "./gateway-response.ts";
import { requiredParameters } from "./required-parameters.ts";
import type { CompiledRestApi, CompiledRestMethod, CompiledRestStage } from "./rest-api.ts";

/** Reads a REST API with all that its stages serve from the store as a transaction sees it; undefined when there is none. */
export async function loadRestApi(repositories: Repositories, apiId: string): Promise<CompiledRestApi | undefined> {
  const api = await repositories.restApis.find(apiId);
  if (api === undefined) {
    return undefined;
  }
  const { accountId, region } = api;
  const stages = new Map<string, CompiledRestStage>();
  for (const stage of await repositories.restStages.list(accountId, apiId)) {
    const deployment = await repositories.restDeployments.get(accountId, apiId, stage.deploymentId);
    if (deployment !== undefined) {
      stages.set(stage.stageName, compileRestStage(stage, deployment));
    }
  }
  return { protocol: "REST", apiId, accountId, region, stages };
}

/** Compiles what a stage serves: the deployment's configuration, its resource policy included, not the API's latest. */
export function compileRestStage(stage: RestStageRecord, { snapshot }: RestDeploymentRecord): CompiledRestStage {
  const { api, resources, requestValidators = [], gatewayResponses } = snapshot;
  const stageVariables = stage.variables ?? {};
  return {
    stageName: stage.stageName,
    arn: stageArn(api, stage.stageName),
    deploymentId: stage.deploymentId,
    stageVariables,
    methods: compileRoutes(
      resources.flatMap((resource) => compileResource(resource, { stageVariables, requestValidators })),
    ),
    ...settingsOf(stage),
    ...compileResourcePolicy(api),
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    isPrivate: api.endpointConfiguration.types.includes("PRIVATE"),
    binaryMediaTypes: api.binaryMediaTypes ?? [],
    gatewayResponses: compileGatewayResponses(gatewayResponses),
  };
}

function compileResourcePolicy({
  apiId,
  accountId,
  policy = "",
  policyTrustedIds: trustedIds,
}: RestApiRecord): Pick<CompiledRestStage, "policy" | "hasPolicy"> {
  const hasPolicy = policy !== "";
  const label = `resource policy of REST API ${apiId}`;
  const source = { type: "resource", label, accountId } as const;
  return {
    hasPolicy,
    policy: hasPolicy ? compilePolicy(policy, source, trustedIds && { trustedIds }) : absentPolicy(source),
  };
}

/** What compiling a method needs beside it. */
interface MethodSetting {
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly requestValidators: readonly RestRequestValidatorRecord[];
}

function compileResource(
  { resourceId, path, methods }: RestResourceRecord,
  setting: MethodSetting,
): readonly CompiledRestMethod[] {
  return Object.entries(methods).flatMap(([httpMethod, method]) => {
    const routeKey = `${httpMethod} ${path}`;
    const pattern = parseRouteKey(routeKey);
    return pattern === undefined
      ? []
      : [{ routeKey, resourceId, resourcePath: path, pattern, ...compileMethod(method, setting) }];
  });
}

function compileMethod(
  {
    authorizationType,
    apiKeyRequired,
    integration,
    methodResponses,
    requestParameters,
    requestValidatorId,
  }: RestMethod,
  { stageVariables, requestValidators }: MethodSetting,
): Pick<CompiledRestMethod, "authorizationType" | "apiKeyRequired" | "integration" | "required"> {
  const validator = requestValidators.find((one) => one.requestValidatorId === requestValidatorId);
  return {
    authorizationType,
    apiKeyRequired,
    required: validator?.validateRequestParameters === true ? requiredParameters(requestParameters) : [],
    integration: integration && compileRestIntegration(integration, { methodResponses, stageVariables }),
  };
}

/** Settings of methods are kept by route key, those of the stage under `*` + `/*`. */
function settingsOf({ methodSettings, accessLogSettings }: RestStageRecord): StageSettings {
  const { "*/*": ofStage, ...ofMethods } = methodSettings;
  return {
    defaultRouteSettings: ofStage === undefined ? {} : routeSettings(ofStage),
    routeSettings: Object.fromEntries(
      Object.entries(ofMethods).map(([key, setting]) => [routeKeyOf(key), routeSettings(setting)]),
    ),
    accessLog: accessLog(accessLogSettings),
  };
}

/** `~1pets~1{id}/GET` is `GET /pets/{id}`. */
function routeKeyOf(settingKey: string): string {
  const slash = settingKey.lastIndexOf("/");
  const path = settingKey.slice(0, slash).replaceAll("~1", "/");
  return `${settingKey.slice(slash + 1)} ${path.startsWith("/") ? path : `/${path}`}`;
}

/** A negative limit stands for none of its own, as clients that cannot leave a member out send it. */
function routeSettings({
  throttlingBurstLimit,
  throttlingRateLimit,
  metricsEnabled,
}: RestMethodSetting): RouteSettings {
  return {
    ...(throttlingBurstLimit >= 0 && { throttlingBurstLimit }),
    ...(throttlingRateLimit >= 0 && { throttlingRateLimit }),
    detailedMetricsEnabled: metricsEnabled,
  };
}

function accessLog({ destinationArn, format }: RestStageRecord["accessLogSettings"] = {}): AccessLog | undefined {
  return destinationArn === undefined || format === undefined
    ? undefined
    : { destinationArn, format: compileLogFormat(format) };
}
