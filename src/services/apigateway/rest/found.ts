import type {
  RestApiRecord,
  RestDeploymentRecord,
  RestIntegration,
  RestMethod,
  RestResourceRecord,
  RestStageRecord,
} from "../../../store/rest-records.ts";
import type { Call } from "../../call.ts";
import { apiNotFound } from "../errors.ts";
import { restPartNotFound } from "./errors.ts";

/** The REST API of the caller's account and region with this id; throws AWS's 404 when there is none. */
export async function foundRestApi(call: Call, restApiId: string): Promise<RestApiRecord> {
  const api = await ownRestApi(call, restApiId);
  if (api === undefined) {
    throw apiNotFound(call, restApiId);
  }
  return api;
}

/** The REST API of the caller's account and region with this id; undefined when there is none. */
export async function ownRestApi(call: Call, restApiId: string): Promise<RestApiRecord | undefined> {
  const api = await call.tx.restApis.get(call.accountId, restApiId);
  return api?.region === call.region ? api : undefined;
}

/** What names a resource. */
export interface ResourcePlace {
  readonly restApiId: string;
  readonly resourceId: string;
}

/** What names a method. */
export interface MethodPlace extends ResourcePlace {
  readonly httpMethod: string;
}

/** A resource and the API it is of. */
export interface FoundResource {
  readonly api: RestApiRecord;
  readonly resource: RestResourceRecord;
}

/** A method, what has it, and the way to put another in its place. */
export interface FoundMethod extends FoundResource {
  readonly method: RestMethod;
  readonly replace: (method: RestMethod) => Promise<void>;
}

/** A resource; AWS reports an API that does not exist as a resource that does not, observed. */
export async function foundResource(call: Call, place: ResourcePlace): Promise<FoundResource> {
  const api = await ownRestApi(call, place.restApiId);
  const resource = api && (await call.tx.restResources.get(call.accountId, api.apiId, place.resourceId));
  if (api === undefined || resource === undefined) {
    throw restPartNotFound("Resource");
  }
  return { api, resource };
}

/** A method; throws AWS's 404 when it or its resource does not exist. */
export async function foundMethod(call: Call, place: MethodPlace): Promise<FoundMethod> {
  const { api, resource } = await foundResource(call, place);
  const { httpMethod } = place;
  const method = Object.hasOwn(resource.methods, httpMethod) ? resource.methods[httpMethod] : undefined;
  if (method === undefined) {
    throw restPartNotFound("Method");
  }
  return {
    api,
    resource,
    method,
    replace: (changed) =>
      call.tx.restResources.put(call.accountId, api.apiId, {
        ...resource,
        methods: { ...resource.methods, [httpMethod]: changed },
      }),
  };
}

/** A method with its integration; throws AWS's 404 when one does not exist. */
export async function foundIntegration(
  call: Call,
  place: MethodPlace,
): Promise<FoundMethod & { readonly integration: RestIntegration }> {
  const found = await foundMethod(call, place);
  const { integration } = found.method;
  if (integration === undefined) {
    throw restPartNotFound("Integration");
  }
  return { ...found, integration };
}

/** A stage and the API it is of; throws AWS's 404 when one does not exist. */
export async function foundStage(
  call: Call,
  place: { readonly restApiId: string; readonly stageName: string },
): Promise<{ readonly api: RestApiRecord; readonly stage: RestStageRecord }> {
  const api = await foundRestApi(call, place.restApiId);
  const stage = await call.tx.restStages.get(call.accountId, api.apiId, place.stageName);
  if (stage === undefined) {
    throw restPartNotFound("stage");
  }
  return { api, stage };
}

/** A deployment and the API it is of; throws AWS's 404 when one does not exist. */
export async function foundDeployment(
  call: Call,
  place: { readonly restApiId: string; readonly deploymentId: string },
): Promise<{ readonly api: RestApiRecord; readonly deployment: RestDeploymentRecord }> {
  const api = await foundRestApi(call, place.restApiId);
  const deployment = await call.tx.restDeployments.get(call.accountId, api.apiId, place.deploymentId);
  if (deployment === undefined) {
    throw restPartNotFound("Deployment");
  }
  return { api, deployment };
}
