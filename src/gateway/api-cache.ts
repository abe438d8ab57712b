import type { AccountId } from "../arn/account-id.ts";
import { createChangeCache } from "../store/change-cache.ts";
import type {
  ApiRecord,
  CorsConfiguration,
  DeploymentRecord,
  IntegrationRecord,
  RouteRecord,
  StageRecord,
} from "../store/records.ts";
import type { Repositories } from "../store/repositories.ts";
import type { Store } from "../store/store.ts";
import { type CompiledAuthorizer, compileAuthorizer } from "./authorizers/compiled-authorizer.ts";
import { compileFunctionUri, type FunctionName } from "./functions/function-arn.ts";
import { compileIntegrationUri, type IntegrationUri } from "./integration-uri.ts";
import { stageArn } from "./invoke-arn.ts";
import { limits } from "./limits.ts";
import { type StageSettings, stageSettings } from "./stage-settings.ts";
import { compileRequestMapping, type RequestMapping } from "./mapping/request-mapping.ts";
import { compileResponseMappings, type ResponseMappings } from "./mapping/response-mapping.ts";
import { loadRestApi } from "./rest/compile-rest-api.ts";
import type { CompiledRestApi } from "./rest/rest-api.ts";
import { compileRoutes, parseRouteKey, parseVariable, type RoutePattern, type RouteTable } from "./routes.ts";

/** An HTTP API with everything that serving a request needs of it. */
export interface CompiledApi {
  readonly protocol: "HTTP";
  readonly apiId: string;
  /** The owner. */
  readonly accountId: AccountId;
  readonly region: string;
  /** The stages by name; undefined for one that serves no deployment yet. */
  readonly stages: ReadonlyMap<string, CompiledStage | undefined>;
}

/** A stage with the deployment it serves: nothing of it changes until the API does. */
export interface CompiledStage extends StageSettings {
  readonly stageName: string;
  /** What the ARNs of its invokes start with. */
  readonly arn: string;
  readonly routes: RouteTable<CompiledRoute>;
  readonly cors: CorsConfiguration | undefined;
  readonly disableExecuteApiEndpoint: boolean;
  readonly stageVariables: StageRecord["stageVariables"];
}

/** A route with what it hands its requests to. */
export interface CompiledRoute {
  readonly routeKey: string;
  readonly authorizationType: RouteRecord["authorizationType"];
  /** Undefined where none is needed, and where the one that is needed is not there, so that nothing may pass. */
  readonly authorizer: CompiledAuthorizer | undefined;
  readonly authorizationScopes: readonly string[];
  /** Undefined for the `$default` route. */
  readonly pattern: RoutePattern | undefined;
  /** Undefined when the route has no target. */
  readonly integration: CompiledIntegration | undefined;
}

/** An integration as one stage uses it. */
export interface CompiledIntegration {
  readonly record: IntegrationRecord;
  /** Undefined when its URI leads nowhere in this stage. */
  readonly uri: IntegrationUri | undefined;
  /** The function of an `AWS_PROXY` integration; undefined when its URI names none in this stage. */
  readonly function: FunctionName | undefined;
  readonly requestMapping: RequestMapping | undefined;
  readonly responseMappings: ResponseMappings;
}

/** An API of either protocol. */
export type AnyApi = CompiledApi | CompiledRestApi;

/** Finds APIs by the id in their address. */
export interface ApiCache {
  /**
   * The API as the last commit left it, of any process; undefined when there is none. Costs no wait when the API is in
   * memory. An id belongs to an API of one protocol only.
   */
  find(apiId: string): AnyApi | undefined | Promise<AnyApi | undefined>;
}

/** Makes a cache of compiled APIs that forgets one exactly when the change feed names it. */
export function createApiCache(store: Store): ApiCache {
  // Ids without an API have a cache of their own: a flood of them must not drive real APIs out of memory.
  const absences = createChangeCache<string, object>({
    store,
    entriesMax: limits.absentApis,
    load: async (apiId) => {
      const api = await store.read(async ({ apis, restApis }) => (await apis.find(apiId)) ?? restApis.find(apiId));
      return api === undefined ? { value: {}, dependsOn: [`api:${apiId}`] } : undefined;
    },
  });
  const apis = createChangeCache<string, AnyApi>({
    store,
    entriesMax: limits.compiledApis,
    load: async (apiId) => {
      if ((await absences.get(apiId)) !== undefined) {
        return undefined;
      }
      const value = await store.read(
        async (repositories) => (await loadApi(repositories, apiId)) ?? loadRestApi(repositories, apiId),
      );
      return value && { value, dependsOn: [`api:${apiId}`] };
    },
  });
  return {
    find(apiId) {
      if (apiId.length > limits.apiIdCharacters) {
        return undefined;
      }
      const behind = store.catchUp();
      return behind === undefined ? apis.get(apiId) : behind.then(() => apis.get(apiId));
    },
  };
}

/** Reads an HTTP API with all that its stages serve from the store as a transaction sees it; undefined when there is none. */
export async function loadApi(repositories: Repositories, apiId: string): Promise<CompiledApi | undefined> {
  const api = await repositories.apis.find(apiId);
  if (api === undefined) {
    return undefined;
  }
  const stages = new Map<string, CompiledStage | undefined>();
  for (const stage of await repositories.stages.list(api.accountId, apiId)) {
    const deployment = await deploymentOf(repositories, api, stage);
    stages.set(stage.stageName, deployment && compileStage(stage, deployment));
  }
  return { protocol: "HTTP", apiId, accountId: api.accountId, region: api.region, stages };
}

async function deploymentOf(
  repositories: Repositories,
  { accountId, apiId }: ApiRecord,
  { deploymentId }: StageRecord,
): Promise<DeploymentRecord | undefined> {
  return deploymentId === undefined ? undefined : repositories.deployments.get(accountId, apiId, deploymentId);
}

/** Compiles what a stage serves: the deployment's configuration, not the API's latest. */
export function compileStage(stage: StageRecord, { snapshot }: DeploymentRecord): CompiledStage {
  const integrations = new Map(snapshot.integrations.map((record) => [record.integrationId, record]));
  const authorizers = new Map((snapshot.authorizers ?? []).map((record) => [record.authorizerId, record]));
  const routes = snapshot.routes.map((route) => ({
    ...compileRoute(route, stage, integrations),
    authorizer: compileAuthorizer(route, authorizers, stage.stageVariables),
  }));
  return {
    stageName: stage.stageName,
    arn: stageArn(snapshot.api, stage.stageName),
    routes: compileRoutes(routes),
    ...stageSettings(stage),
    cors: snapshot.api.corsConfiguration,
    disableExecuteApiEndpoint: snapshot.api.disableExecuteApiEndpoint,
    stageVariables: stage.stageVariables,
  };
}

function compileRoute(
  { routeKey, authorizationType, authorizationScopes = [], target }: RouteRecord,
  { stageVariables }: StageRecord,
  integrations: ReadonlyMap<string, IntegrationRecord>,
): Omit<CompiledRoute, "authorizer"> {
  const pattern = parseRouteKey(routeKey);
  const record = integrations.get(target?.replace(/^integrations\//, "") ?? "");
  const names = new Set(pattern?.parts.map((part) => parseVariable(part)?.name ?? ""));
  const integration = record && {
    record,
    uri: compileIntegrationUri(record.integrationUri ?? "", stageVariables, names),
    function: compileFunctionUri(record.integrationUri ?? "", stageVariables),
    requestMapping: compileRequestMapping(record.requestParameters),
    responseMappings: compileResponseMappings(record.responseParameters),
  };
  return { routeKey, authorizationType, authorizationScopes, pattern, integration };
}
