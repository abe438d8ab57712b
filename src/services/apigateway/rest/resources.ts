import {
  CreateResource$,
  type CreateResourceRequest,
  DeleteResource$,
  type DeleteResourceRequest,
  GetResource$,
  type GetResourceRequest,
  GetResources$,
  type GetResourcesRequest,
  type Resource,
  type Resources,
  UpdateResource$,
  type UpdateResourceRequest,
} from "@aws-sdk/client-api-gateway";
import type { RestResourceRecord } from "../../../store/rest-records.ts";
import type { Operation, WithRequired } from "../../../wire/operation.ts";
import { pageOfAll, positionPaging, readPositionWindow } from "../../../wire/pagination.ts";
import { type Call, operation } from "../../call.ts";
import { badRequest } from "../errors.ts";
import { newId } from "../ids.ts";
import { permissionOnRestApi } from "./authorization.ts";
import { restPartNotFound } from "./errors.ts";
import { foundResource, foundRestApi } from "./found.ts";
import { showMethod } from "./method-shapes.ts";
import { listingRefusal, patchedBy, type PatchTable, replacing, textOf } from "./patch.ts";
import { pathIn, requirePlace, subtree } from "./path-part.ts";
import { restQuotas, requireRestQuota } from "./quotas.ts";

/** The operations on the tree of resources. */
export const resourceOperations: readonly Operation<Call>[] = [
  operation(CreateResource$, { authorize: permissionOnRestApi(CreateResource$), handle: createResource }),
  operation(GetResource$, {
    authorize: permissionOnRestApi(GetResource$),
    handle: async (input: OneResource<GetResourceRequest>, call) =>
      showResource((await foundResource(call, input)).resource, input.embed),
  }),
  operation(GetResources$, { authorize: permissionOnRestApi(GetResources$), handle: getResources }),
  operation(UpdateResource$, { authorize: permissionOnRestApi(UpdateResource$), handle: updateResource }),
  operation(DeleteResource$, { authorize: permissionOnRestApi(DeleteResource$), handle: deleteResource }),
];

type CreateInput = WithRequired<CreateResourceRequest, "restApiId" | "parentId" | "pathPart">;
type OneResource<Request extends { restApiId?: unknown; resourceId?: unknown }> = WithRequired<
  Request,
  "restApiId" | "resourceId"
>;

async function createResource(input: CreateInput, call: Call): Promise<Resource> {
  const { api, resource: parent } = await foundResource(call, { ...input, resourceId: input.parentId });
  const resources = await call.tx.restResources.list(call.accountId, api.apiId);
  requirePlace(input, parent, resources);
  requireRestQuota("Resources", resources.length, restQuotas.resourcesPerApi);
  const resource: RestResourceRecord = {
    resourceId: await newId({
      kind: "resource",
      randomBytes: call.sources.randomBytes,
      isTaken: async (id) => resources.some(({ resourceId }) => resourceId === id),
    }),
    parentId: parent.resourceId,
    pathPart: input.pathPart,
    path: pathIn(parent, input.pathPart),
    methods: {},
  };
  await call.tx.restResources.put(call.accountId, api.apiId, resource);
  return showResource(resource);
}

async function getResources(input: WithRequired<GetResourcesRequest, "restApiId">, call: Call): Promise<Resources> {
  const { apiId } = await foundRestApi(call, input.restApiId);
  const resources = await call.tx.restResources.list(call.accountId, apiId);
  const page = pageOfAll(resources, readPositionWindow(input), ({ path }) => path);
  return { items: page.entries.map((resource) => showResource(resource, input.embed)), ...positionPaging(page) };
}

const patches: PatchTable<RestResourceRecord> = {
  "/parentId": replacing((resource, patch) => ({ ...resource, parentId: textOf(patch) })),
  "/pathPart": replacing((resource, patch) => ({ ...resource, pathPart: textOf(patch) })),
};

async function updateResource(input: OneResource<UpdateResourceRequest>, call: Call): Promise<Resource> {
  const { api, resource: stored } = await foundResource(call, input);
  const changed = patchedBy(stored, input.patchOperations, { table: patches, refusal: listingRefusal });
  if (stored.parentId === undefined) {
    requireUnmovedRoot(changed);
    return showResource(stored);
  }
  const resources = await call.tx.restResources.list(call.accountId, api.apiId);
  const parent = resources.find(({ resourceId }) => resourceId === changed.parentId);
  if (parent === undefined) {
    throw restPartNotFound("Resource");
  }
  const moving = subtree(stored, resources);
  if (moving.some(({ resourceId }) => resourceId === parent.resourceId)) {
    throw badRequest("Resources cannot be cyclical.");
  }
  const { pathPart = "" } = changed;
  requirePlace({ pathPart, resourceId: stored.resourceId }, parent, resources);
  const path = pathIn(parent, pathPart);
  const moved = moving.map((one) =>
    one === stored ? { ...changed, path } : { ...one, path: path + one.path.slice(stored.path.length) },
  );
  for (const one of moved) {
    // One after the other: a transaction is one connection.
    await call.tx.restResources.put(call.accountId, api.apiId, one);
  }
  return showResource({ ...changed, path });
}

function requireUnmovedRoot({ parentId, pathPart }: RestResourceRecord): void {
  if (pathPart !== undefined) {
    throw badRequest("Root resource cannot update its pathPart.");
  }
  if (parentId !== undefined) {
    throw badRequest("Root resource cannot update its parentId.");
  }
}

async function deleteResource(input: OneResource<DeleteResourceRequest>, call: Call): Promise<object> {
  const { api, resource } = await foundResource(call, input);
  if (resource.parentId === undefined) {
    throw badRequest("Root resource cannot be deleted");
  }
  const resources = await call.tx.restResources.list(call.accountId, api.apiId);
  for (const { resourceId } of subtree(resource, resources)) {
    await call.tx.restResources.delete(call.accountId, api.apiId, resourceId);
  }
  return {};
}

/** A resource as replies show it: its methods by name, and whole when `methods` is to be embedded. */
function showResource(resource: RestResourceRecord, embed?: readonly string[]): Resource {
  const whole = embed?.includes("methods") === true;
  const methods = Object.entries(resource.methods).map(
    ([httpMethod, method]) => [httpMethod, whole ? showMethod(httpMethod, method) : {}] as const,
  );
  return {
    id: resource.resourceId,
    parentId: resource.parentId,
    pathPart: resource.pathPart,
    path: resource.path,
    resourceMethods: methods.length === 0 ? undefined : Object.fromEntries(methods),
  };
}
