import type {
  ApiRecord,
  AuthorizerRecord,
  DeploymentRecord,
  IntegrationRecord,
  RouteRecord,
  StageRecord,
} from "../../store/records.ts";
import type { Call } from "../call.ts";
import { apiNotFound, deploymentNotFound, partNotFound, stageNotFound } from "./errors.ts";

/** The API of the caller's account and region with this id; throws AWS's 404 when there is none. */
export async function foundApi(call: Call, apiId: string): Promise<ApiRecord> {
  const api = await call.tx.apis.get(call.accountId, apiId);
  if (api?.region !== call.region) {
    throw apiNotFound(call, apiId);
  }
  return api;
}

/** The integration of an API that was found; throws AWS's 404 when there is none. */
export async function foundIntegration(call: Call, apiId: string, integrationId: string): Promise<IntegrationRecord> {
  const integration = await call.tx.integrations.get(call.accountId, apiId, integrationId);
  if (integration === undefined) {
    throw partNotFound("Integration", integrationId);
  }
  return integration;
}

/** The route of an API that was found; throws AWS's 404 when there is none. */
export async function foundRoute(call: Call, apiId: string, routeId: string): Promise<RouteRecord> {
  const route = await call.tx.routes.get(call.accountId, apiId, routeId);
  if (route === undefined) {
    throw partNotFound("Route", routeId);
  }
  return route;
}

/** The authorizer of an API that was found; throws AWS's 404 when there is none. */
export async function foundAuthorizer(call: Call, apiId: string, authorizerId: string): Promise<AuthorizerRecord> {
  const authorizer = await call.tx.authorizers.get(call.accountId, apiId, authorizerId);
  if (authorizer === undefined) {
    throw partNotFound("Authorizer", authorizerId);
  }
  return authorizer;
}

/** The stage of an API that was found; throws AWS's 404 when there is none. */
export async function foundStage(call: Call, apiId: string, stageName: string): Promise<StageRecord> {
  const stage = await call.tx.stages.get(call.accountId, apiId, stageName);
  if (stage === undefined) {
    throw stageNotFound();
  }
  return stage;
}

/** The deployment of an API that was found; throws AWS's 404 when there is none. */
export async function foundDeployment(call: Call, apiId: string, deploymentId: string): Promise<DeploymentRecord> {
  const deployment = await call.tx.deployments.get(call.accountId, apiId, deploymentId);
  if (deployment === undefined) {
    throw deploymentNotFound();
  }
  return deployment;
}
