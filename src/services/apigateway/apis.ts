import {
  type Api,
  CreateApi$,
  type CreateApiRequest,
  DeleteApi$,
  type DeleteApiRequest,
  DeleteCorsConfiguration$,
  type DeleteCorsConfigurationRequest,
  GetApi$,
  type GetApiRequest,
  GetApis$,
  type GetApisRequest,
  type GetApisResponse,
  UpdateApi$,
  type UpdateApiRequest,
} from "@aws-sdk/client-apigatewayv2";
import type { ApiRecord } from "../../store/records.ts";
import type { Operation, WithRequired } from "../../wire/operation.ts";
import { pageOf, readRestWindow, restPaging } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { requireUnmapped } from "./api-mappings.ts";
import { apiEndpoint } from "./arns.ts";
import { type ConditionContext, permission, permissionOnApi, requestKeys, requestTags } from "./authorization.ts";
import { readCors, showCors } from "./cors.ts";
import { shownDate } from "./date.ts";
import { defined, nonEmpty, patched } from "./defined.ts";
import { deployAutomatically } from "./deployments.ts";
import { badRequest, notOnHttp } from "./errors.ts";
import { foundApi } from "./found.ts";
import { newId } from "./ids.ts";
import { hasQuickCreateMember, quickCreate, updateQuickCreated } from "./quick-create.ts";
import { quotas, requireQuota } from "./quotas.ts";
import { passingRole } from "./stage-roles.ts";
import { withTags } from "./tag-set.ts";

/** What selects the API key of a WebSocket API; replies show it for HTTP APIs too, observed. */
const apiKeySelectionExpression = "$request.header.x-api-key";

/** What selects the route of every HTTP API, as replies show it, observed. */
const routeSelectionExpression = "$request.method $request.path";

/** The operations on HTTP APIs themselves. */
export const apiOperations: readonly Operation<Call>[] = [
  operation(
    CreateApi$,
    passingRole({
      authorize: permission(CreateApi$, (input: CreateInput) => ({
        ...requestTags(input.Tags),
        ...apiRequestKeys(input),
      })),
      handle: createApi,
    }),
  ),
  operation(GetApi$, {
    authorize: permissionOnApi(GetApi$),
    handle: async (input: WithRequired<GetApiRequest, "ApiId">, call) => showApi(await foundApi(call, input.ApiId)),
  }),
  operation(GetApis$, {
    authorize: permission(GetApis$),
    handle: getApis,
  }),
  operation(
    UpdateApi$,
    passingRole({
      authorize: permissionOnApi(UpdateApi$, (input: UpdateInput) => apiRequestKeys(input)),
      handle: updateApi,
    }),
  ),
  operation(DeleteApi$, {
    authorize: permissionOnApi(DeleteApi$),
    handle: async (input: WithRequired<DeleteApiRequest, "ApiId">, call) => {
      await foundApi(call, input.ApiId);
      await requireUnmapped(call, { kind: "API", apiId: input.ApiId });
      await call.tx.apis.delete(call.accountId, input.ApiId);
      return {};
    },
  }),
  operation(DeleteCorsConfiguration$, {
    authorize: permissionOnApi(DeleteCorsConfiguration$),
    handle: deleteCorsConfiguration,
  }),
];

type CreateInput = WithRequired<CreateApiRequest, "Name" | "ProtocolType">;
type UpdateInput = WithRequired<UpdateApiRequest, "ApiId">;

async function createApi(input: CreateInput, call: Call): Promise<Api> {
  if (input.ProtocolType !== "HTTP") {
    throw badRequest(
      input.ProtocolType === "WEBSOCKET"
        ? "WebSocket APIs are not implemented. protocolType must be HTTP"
        : "Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]",
    );
  }
  requireName(input.Name);
  requireHttpMembers(input);
  const members = defined({
    name: input.Name,
    description: nonEmpty(input.Description),
    version: nonEmpty(input.Version),
    disableExecuteApiEndpoint: input.DisableExecuteApiEndpoint ?? false,
    ipAddressType: input.IpAddressType ?? "ipv4",
    corsConfiguration: givenCors(input.CorsConfiguration),
    tags: withTags({}, input.Tags),
  });
  const api = await newApi(call, members);
  if (input.Target === undefined && hasQuickCreateMember(input)) {
    throw badRequest("RouteKey and CredentialsArn are only valid together with Target");
  }
  await call.tx.apis.insert(api);
  if (input.Target !== undefined) {
    await quickCreate(call, api, {
      target: input.Target,
      routeKey: input.RouteKey ?? "$default",
      credentialsArn: input.CredentialsArn,
    });
  }
  // Observed: the reply to a creation names the tags only when there are some, every later reply always.
  return Object.keys(api.tags).length === 0 ? { ...showApi(api), Tags: undefined } : showApi(api);
}

async function getApis(input: GetApisRequest, call: Call): Promise<GetApisResponse> {
  const window = readRestWindow(input);
  // No account has more APIs in a region than its quota, whatever the size of the page that is asked for.
  const limit = Math.min(window.size, quotas.apisPerRegion) + 1;
  const apis = await call.tx.apis.list(call.accountId, call.region, defined({ after: window.after, limit }));
  const page = pageOf(apis, window, (api) => api.apiId);
  return { Items: page.entries.map(showApi), ...restPaging(page) };
}

async function updateApi(input: UpdateInput, call: Call): Promise<Api> {
  const stored = await foundApi(call, input.ApiId);
  requireName(input.Name);
  requireHttpMembers(input);
  const api: ApiRecord = defined({
    ...stored,
    name: input.Name ?? stored.name,
    description: patched(input.Description, stored.description),
    version: patched(input.Version, stored.version),
    disableExecuteApiEndpoint: input.DisableExecuteApiEndpoint ?? stored.disableExecuteApiEndpoint,
    ipAddressType: input.IpAddressType ?? stored.ipAddressType,
    corsConfiguration:
      input.CorsConfiguration === undefined ? stored.corsConfiguration : givenCors(input.CorsConfiguration),
  });
  await call.tx.apis.update(api);
  if (hasQuickCreateMember(input)) {
    await updateQuickCreated(call, api, {
      target: input.Target,
      routeKey: input.RouteKey,
      credentialsArn: input.CredentialsArn,
    });
  }
  await deployAutomatically(call, api);
  return showApi(api);
}

/** An empty configuration is none: clients send one when they take theirs away. */
function givenCors(cors: CreateApiRequest["CorsConfiguration"]): ApiRecord["corsConfiguration"] {
  return cors === undefined || Object.values(cors).every((value) => value === undefined) ? undefined : readCors(cors);
}

async function deleteCorsConfiguration(
  input: WithRequired<DeleteCorsConfigurationRequest, "ApiId">,
  call: Call,
): Promise<object> {
  const { corsConfiguration, ...api } = await foundApi(call, input.ApiId);
  if (corsConfiguration !== undefined) {
    await call.tx.apis.update(api);
    await deployAutomatically(call, api);
  }
  return {};
}

/** A new API of the caller's, not yet stored; throws a 400 when the region has no room for it. */
export async function newApi(
  call: Call,
  members: Omit<ApiRecord, "apiId" | "accountId" | "region" | "createdAtMs" | "ipAddressType"> &
    Partial<Pick<ApiRecord, "ipAddressType">>,
): Promise<ApiRecord> {
  await requireRoomForApi(call);
  return {
    apiId: await newId({
      kind: "api",
      randomBytes: call.sources.randomBytes,
      isTaken: async (id) => (await call.tx.apis.find(id)) !== undefined,
    }),
    accountId: call.accountId,
    region: call.region,
    createdAtMs: call.nowMs,
    ipAddressType: "ipv4",
    ...members,
  };
}

/** An API as replies show it: defaults that no HTTP API can change are filled in. */
export function showApi(api: ApiRecord): Api {
  return {
    ApiEndpoint: apiEndpoint(api),
    ApiId: api.apiId,
    ApiKeySelectionExpression: apiKeySelectionExpression,
    CorsConfiguration: api.corsConfiguration === undefined ? undefined : showCors(api.corsConfiguration),
    CreatedDate: shownDate(api.createdAtMs),
    Description: api.description,
    DisableExecuteApiEndpoint: api.disableExecuteApiEndpoint,
    IpAddressType: api.ipAddressType === "dualstack" ? "dualstack" : "ipv4",
    Name: api.name,
    ProtocolType: "HTTP",
    RouteSelectionExpression: routeSelectionExpression,
    Tags: { ...api.tags },
    Version: api.version,
  };
}

/** An API always has a name; other texts are cleared by an empty one. */
function requireName(name: string | undefined): void {
  if (name === "") {
    throw badRequest("Invalid API name specified");
  }
}

/** Throws a 400 for members that only a WebSocket API can have another value of; clients send the defaults freely. */
function requireHttpMembers(input: Partial<Pick<CreateApiRequest, HttpDefaulted>>): void {
  const { ApiKeySelectionExpression, RouteSelectionExpression, DisableSchemaValidation } = input;
  if (ApiKeySelectionExpression !== undefined && ApiKeySelectionExpression !== apiKeySelectionExpression) {
    throw notOnHttp("API key selection expressions are");
  }
  if (
    RouteSelectionExpression !== undefined &&
    RouteSelectionExpression !== routeSelectionExpression &&
    // The form that AWS documents; replies show the other.
    RouteSelectionExpression !== "${request.method} ${request.path}"
  ) {
    throw badRequest('Route selection expression is currently limited to "${request.method} ${request.path}"');
  }
  if (DisableSchemaValidation === true) {
    throw notOnHttp("Disabling schema validation is");
  }
}

type HttpDefaulted = "ApiKeySelectionExpression" | "RouteSelectionExpression" | "DisableSchemaValidation";

async function requireRoomForApi(call: Call): Promise<void> {
  const page = { limit: quotas.apisPerRegion };
  const existing = await call.tx.apis.list(call.accountId, call.region, page);
  requireQuota("APIs", existing.length, quotas.apisPerRegion);
}

function apiRequestKeys(
  input: Partial<Pick<CreateApiRequest, "Name" | "DisableExecuteApiEndpoint">>,
): ConditionContext {
  return requestKeys({
    ApiName: input.Name,
    DisableExecuteApiEndpoint: input.DisableExecuteApiEndpoint,
  });
}
