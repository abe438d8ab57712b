import type { RestApiRecord, RestResourceRecord } from "../../../store/rest-records.ts";
import type { Call } from "../../call.ts";
import { putDefaultModels } from "./default-models.ts";

/** Stores what a new API begins with: its root and the default models. */
export async function newParts(call: Call, { apiId, rootResourceId }: RestApiRecord): Promise<void> {
  const root: RestResourceRecord = { resourceId: rootResourceId, path: "/", methods: {} };
  await call.tx.restResources.put(call.accountId, apiId, root);
  await putDefaultModels(call, apiId);
}

/**
 * Stores the parts of an API for its clone, under the ids they have: what one part says of another stays true. Stages,
 * deployments, the policy and tags are not cloned, as documented.
 */
export async function cloneParts(
  call: Call,
  source: RestApiRecord,
  { apiId, rootResourceId }: RestApiRecord,
): Promise<void> {
  const { tx, accountId } = call;
  const renamed = (id: string | undefined) => (id === source.rootResourceId ? rootResourceId : id);
  for (const resource of await tx.restResources.list(accountId, source.apiId)) {
    const parentId = renamed(resource.parentId);
    const resourceId = renamed(resource.resourceId) ?? resource.resourceId;
    await tx.restResources.put(accountId, apiId, {
      ...resource,
      resourceId,
      ...(parentId !== undefined && { parentId }),
    });
  }
  for (const model of await tx.restModels.list(accountId, source.apiId)) {
    await tx.restModels.put(accountId, apiId, model);
  }
  for (const validator of await tx.restRequestValidators.list(accountId, source.apiId)) {
    await tx.restRequestValidators.put(accountId, apiId, validator);
  }
  for (const response of await tx.restGatewayResponses.list(accountId, source.apiId)) {
    await tx.restGatewayResponses.put(accountId, apiId, response);
  }
  for (const authorizer of await tx.restAuthorizers.list(accountId, source.apiId)) {
    await tx.restAuthorizers.put(accountId, apiId, authorizer);
  }
}
