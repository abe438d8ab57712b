import {
  CreateRestApi$,
  type CreateRestApiRequest,
  DeleteRestApi$,
  type DeleteRestApiRequest,
  GetRestApi$,
  type GetRestApiRequest,
  GetRestApis$,
  type GetRestApisRequest,
  type RestApi,
  type RestApis,
  UpdateRestApi$,
  type UpdateRestApiRequest,
} from "@aws-sdk/client-api-gateway";
import type { RestApiRecord } from "../../../store/rest-records.ts";
import type { Operation, OperationBehaviour, WithRequired } from "../../../wire/operation.ts";
import { pageOf, positionPaging, readPositionWindow } from "../../../wire/pagination.ts";
import { type Call, operation } from "../../call.ts";
import { requireUnmapped } from "../api-mappings.ts";
import { type ConditionContext, permission, requestKeys, requestTags } from "../authorization.ts";
import { shownDate } from "../date.ts";
import { defined, nonEmpty } from "../defined.ts";
import { badRequest } from "../errors.ts";
import { newId } from "../ids.ts";
import { withTags } from "../tag-set.ts";
import { patchKeys, permissionOnRestApi } from "./authorization.ts";
import { cloneParts, newParts } from "./cloning.ts";
import { readEndpointConfiguration, showEndpointConfiguration } from "./endpoint-configuration.ts";
import { foundRestApi } from "./found.ts";
import { patchedBy, patchesAt, textOf } from "./patch.ts";
import { restQuotas, requireRestQuota } from "./quotas.ts";
import { savedPolicy, shownPolicy } from "./resource-policy.ts";
import { apiPatches, requireCompressionSize, requireName, updateRefusal } from "./rest-api-patches.ts";

/** The operations on REST APIs themselves. */
export const restApiOperations: readonly Operation<Call>[] = [
  operation(
    CreateRestApi$,
    guardingPolicy(
      {
        authorize: permission(CreateRestApi$, (input: CreateInput) => ({
          ...requestTags(input.tags),
          ...requestKeys({
            ApiName: input.name,
            DisableExecuteApiEndpoint: input.disableExecuteApiEndpoint,
            EndpointType: input.endpointConfiguration?.types?.[0],
          }),
        })),
        handle: createRestApi,
      },
      // A new API has no id yet that a policy could name.
      (input) => (input.policy === undefined ? undefined : "*"),
    ),
  ),
  operation(GetRestApi$, {
    authorize: permissionOnRestApi(GetRestApi$),
    handle: async (input: WithRequired<GetRestApiRequest, "restApiId">, call) =>
      showRestApi(await foundRestApi(call, input.restApiId), call),
  }),
  operation(GetRestApis$, { authorize: permission(GetRestApis$), handle: getRestApis }),
  operation(
    UpdateRestApi$,
    guardingPolicy({ authorize: permissionOnRestApi(UpdateRestApi$, updateKeys), handle: updateRestApi }, (input) =>
      patchesAt(input.patchOperations, "/policy").length === 0 ? undefined : input.restApiId,
    ),
  ),
  operation(DeleteRestApi$, {
    authorize: permissionOnRestApi(DeleteRestApi$),
    handle: async (input: WithRequired<DeleteRestApiRequest, "restApiId">, call) => {
      const { apiId } = await foundRestApi(call, input.restApiId);
      await requireUnmapped(call, { kind: "RestApi", apiId });
      await call.tx.restApis.delete(call.accountId, apiId);
      return {};
    },
  }),
];

type CreateInput = WithRequired<CreateRestApiRequest, "name">;
type UpdateInput = WithRequired<UpdateRestApiRequest, "restApiId">;

function updateKeys({ patchOperations }: UpdateInput): ConditionContext {
  return patchKeys(patchOperations, {
    "/name": "ApiName",
    "/disableExecuteApiEndpoint": "DisableExecuteApiEndpoint",
    "/endpointConfiguration/types/": "EndpointType",
  });
}

/**
 * Adds what managing a resource policy takes beside the operation's own permission: `apigateway:UpdateRestApiPolicy` on
 * the API (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagement.html).
 */
function guardingPolicy<Input, Output>(
  behaviour: OperationBehaviour<Call, Input, Output>,
  changedOn: (input: Input) => string | undefined,
): OperationBehaviour<Call, Input, Output> {
  return {
    ...behaviour,
    authorize: async (input, call) => {
      const checks = await behaviour.authorize(input, call);
      const apiId = changedOn(input);
      const resource = `arn:aws:apigateway:${call.region}::/restapis/${apiId}`;
      const { context = {} } = checks[0] ?? {};
      return apiId === undefined
        ? checks
        : [...checks, { action: "apigateway:UpdateRestApiPolicy", resource, context }];
    },
  };
}

async function createRestApi(input: CreateInput, call: Call): Promise<RestApi> {
  requireName(input.name);
  if (input.description === "") {
    throw badRequest("Description cannot be an empty string");
  }
  if (input.minimumCompressionSize !== undefined) {
    requireCompressionSize(input.minimumCompressionSize);
  }
  const source = input.cloneFrom === undefined ? undefined : await foundRestApi(call, input.cloneFrom);
  await requireRoom(call);
  const binaryMediaTypes = input.binaryMediaTypes ?? source?.binaryMediaTypes ?? [];
  const { randomBytes } = call.sources;
  const place = {
    apiId: await newId({ kind: "api", randomBytes, isTaken: (id) => isApiId(call, id) }),
    accountId: call.accountId,
    region: call.region,
  };
  const api: RestApiRecord = defined({
    ...place,
    name: input.name,
    createdAtMs: call.nowMs,
    description: input.description ?? source?.description,
    version: nonEmpty(input.version),
    apiKeySource: input.apiKeySource ?? source?.apiKeySource ?? "HEADER",
    binaryMediaTypes: binaryMediaTypes.length === 0 ? undefined : [...new Set(binaryMediaTypes)],
    minimumCompressionSize: input.minimumCompressionSize ?? source?.minimumCompressionSize,
    endpointConfiguration: readEndpointConfiguration(input.endpointConfiguration),
    ...(input.policy !== undefined && input.policy !== "" && (await savedPolicy(input.policy, place, call.tx))),
    disableExecuteApiEndpoint: input.disableExecuteApiEndpoint ?? false,
    rootResourceId: await newId({ kind: "rootResource", randomBytes, isTaken: async () => false }),
    tags: withTags({}, input.tags),
  });
  await call.tx.restApis.insert(api);
  await (source === undefined ? newParts(call, api) : cloneParts(call, source, api));
  return withoutEmptyTags(await showRestApi(api, call));
}

async function getRestApis(input: GetRestApisRequest, call: Call): Promise<RestApis> {
  const window = readPositionWindow(input);
  const after = defined({ after: window.after, limit: window.size + 1 });
  const page = pageOf(await call.tx.restApis.list(call.accountId, call.region, after), window, (api) => api.apiId);
  const items: RestApi[] = [];
  for (const api of page.entries) {
    items.push(withoutEmptyTags(await showRestApi(api, call)));
  }
  return { items, ...positionPaging(page) };
}

async function updateRestApi(input: UpdateInput, call: Call): Promise<RestApi> {
  const stored = await foundRestApi(call, input.restApiId);
  const patched = patchedBy(stored, input.patchOperations, { table: apiPatches, refusal: updateRefusal });
  const api = await withGivenPolicy(patched, input, call);
  await call.tx.restApis.update(api);
  return showRestApi(api, call);
}

/** The API with the policy that an update sets last; an empty one removes it. */
async function withGivenPolicy(api: RestApiRecord, input: UpdateInput, call: Call): Promise<RestApiRecord> {
  const last = patchesAt(input.patchOperations, "/policy").at(-1);
  if (last === undefined) {
    return api;
  }
  const { policy: _, policyTrustedIds: __, ...open } = api;
  return last.op === "remove" || textOf(last) === ""
    ? open
    : { ...open, ...(await savedPolicy(textOf(last), api, call.tx)) };
}

/** A REST API as replies show it. */
async function showRestApi(api: RestApiRecord, call: Call): Promise<RestApi> {
  return {
    id: api.apiId,
    name: api.name,
    description: api.description,
    createdDate: shownDate(api.createdAtMs),
    version: api.version,
    binaryMediaTypes: api.binaryMediaTypes && [...api.binaryMediaTypes],
    minimumCompressionSize: api.minimumCompressionSize,
    apiKeySource: api.apiKeySource,
    endpointConfiguration: showEndpointConfiguration(api.endpointConfiguration),
    policy: await shownPolicy(api, call.tx),
    tags: { ...api.tags },
    disableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    rootResourceId: api.rootResourceId,
  };
}

/** Observed: replies to a creation and lists name the tags only when there are some, all others always. */
function withoutEmptyTags(shown: RestApi): RestApi {
  return Object.keys(shown.tags ?? {}).length === 0 ? { ...shown, tags: undefined } : shown;
}

async function requireRoom(call: Call): Promise<void> {
  const max = restQuotas.restApisPerRegion;
  const existing = await call.tx.restApis.list(call.accountId, call.region, { limit: max });
  requireRestQuota("APIs", existing.length, max);
}

/** Ids of both protocols are host names of one domain. */
async function isApiId(call: Call, id: string): Promise<boolean> {
  return ((await call.tx.restApis.find(id)) ?? (await call.tx.apis.find(id))) !== undefined;
}
