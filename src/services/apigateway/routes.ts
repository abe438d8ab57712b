import {
  CreateRoute$,
  type CreateRouteRequest,
  DeleteRoute$,
  type DeleteRouteRequest,
  GetRoute$,
  type GetRouteRequest,
  GetRoutes$,
  type GetRoutesRequest,
  type GetRoutesResponse,
  type Route,
  UpdateRoute$,
  type UpdateRouteRequest,
} from "@aws-sdk/client-apigatewayv2";
import type { ApiRecord, RouteRecord } from "../../store/records.ts";
import type { Operation, WithRequired } from "../../wire/operation.ts";
import { pageOfAll, readRestWindow, restPaging } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { type ConditionContext, permissionOnApi, requestKeys, resourceKeys } from "./authorization.ts";
import { defined, nonEmpty, patched } from "./defined.ts";
import { deployAutomatically } from "./deployments.ts";
import { badRequest, conflict, notOnHttp, partNotFound } from "./errors.ts";
import { foundApi, foundIntegration, foundRoute } from "./found.ts";
import { newId } from "./ids.ts";
import { quotas, requireQuota } from "./quotas.ts";
import { parseRouteKey, routeKeyConflict } from "./route-key.ts";

/** The operations on routes. */
export const routeOperations: readonly Operation<Call>[] = [
  operation(CreateRoute$, {
    authorize: permissionOnApi(CreateRoute$, (input: CreateInput) =>
      requestKeys({
        RouteAuthorizationType: input.AuthorizationType ?? "NONE",
        ApiKeyRequired: input.ApiKeyRequired,
      }),
    ),
    handle: createRoute,
  }),
  operation(GetRoute$, {
    authorize: permissionOnApi(GetRoute$, authorizationKeys),
    handle: async (input: OneRoute<GetRouteRequest>, call) => {
      const { apiId } = await foundApi(call, input.ApiId);
      return showRoute(await foundRoute(call, apiId, input.RouteId));
    },
  }),
  operation(GetRoutes$, {
    authorize: permissionOnApi(GetRoutes$),
    handle: getRoutes,
  }),
  operation(UpdateRoute$, {
    authorize: permissionOnApi(UpdateRoute$, authorizationKeys),
    handle: updateRoute,
  }),
  operation(DeleteRoute$, {
    authorize: permissionOnApi(DeleteRoute$, authorizationKeys),
    handle: async (input: OneRoute<DeleteRouteRequest>, call) => {
      const api = await foundApi(call, input.ApiId);
      const { routeId } = await foundRoute(call, api.apiId, input.RouteId);
      await call.tx.routes.delete(call.accountId, api.apiId, routeId);
      await deployAutomatically(call, api);
      return {};
    },
  }),
];

type CreateInput = WithRequired<CreateRouteRequest, "ApiId" | "RouteKey">;
type OneRoute<Request extends { ApiId?: unknown; RouteId?: unknown }> = WithRequired<Request, "ApiId" | "RouteId">;

/** Writes a new route of an API whose members are checked; throws a 400 or 409 when its key or authorization cannot be. */
export async function insertRoute(
  call: Call,
  api: ApiRecord,
  members: Omit<RouteRecord, "routeId">,
): Promise<RouteRecord> {
  const existing = await call.tx.routes.list(call.accountId, api.apiId);
  requireRouteKey(members.routeKey, existing);
  await requireAuthorization(call, api, members);
  requireQuota("Routes", existing.length, quotas.routesPerApi);
  const routeId = await newId({
    kind: "route",
    randomBytes: call.sources.randomBytes,
    isTaken: async (id) => existing.some((route) => route.routeId === id),
  });
  const route = { routeId, ...members };
  await call.tx.routes.put(call.accountId, api.apiId, route);
  return route;
}

/** Throws AWS's 400 for a malformed route key and its 409 for one that collides with another route. */
export function requireRouteKey(routeKey: string, others: readonly RouteRecord[]): void {
  const parsed = parseRouteKey(routeKey);
  if (!parsed.ok) {
    throw badRequest(parsed.message);
  }
  const collision = routeKeyConflict(routeKey, others);
  if (collision !== undefined) {
    throw conflict(collision);
  }
}

async function createRoute(input: CreateInput, call: Call): Promise<Route> {
  const api = await foundApi(call, input.ApiId);
  requireRouteMembers(input);
  await requireTarget(call, api, { target: input.Target, routeId: "null" });
  const route = await insertRoute(
    call,
    api,
    defined({
      routeKey: input.RouteKey,
      authorizationType: input.AuthorizationType ?? "NONE",
      authorizerId: nonEmpty(input.AuthorizerId),
      authorizationScopes: someOf(input.AuthorizationScopes),
      apiKeyRequired: false,
      operationName: nonEmpty(input.OperationName),
      target: nonEmpty(input.Target),
    }),
  );
  await deployAutomatically(call, api);
  return showRoute(route);
}

async function getRoutes(input: WithRequired<GetRoutesRequest, "ApiId">, call: Call): Promise<GetRoutesResponse> {
  const { apiId } = await foundApi(call, input.ApiId);
  const routes = await call.tx.routes.list(call.accountId, apiId);
  const page = pageOfAll(routes, readRestWindow(input), (route) => route.routeId);
  return { Items: page.entries.map(showRoute), ...restPaging(page) };
}

async function updateRoute(input: OneRoute<UpdateRouteRequest>, call: Call): Promise<Route> {
  const api = await foundApi(call, input.ApiId);
  const stored = await foundRoute(call, api.apiId, input.RouteId);
  requireRouteMembers(input);
  await requireTarget(call, api, { target: input.Target, routeId: stored.routeId });
  const authorizationType = input.AuthorizationType ?? stored.authorizationType;
  // What only an authorizer needs goes with it, so that a route can be changed to another type by naming that alone.
  const authorizerId = usesAuthorizer(authorizationType) ? stored.authorizerId : undefined;
  const route: RouteRecord = defined({
    ...stored,
    routeKey: input.RouteKey ?? stored.routeKey,
    authorizationType,
    authorizerId: patched(input.AuthorizerId, authorizerId),
    authorizationScopes:
      input.AuthorizationScopes === undefined
        ? keptScopes(authorizationType, stored)
        : someOf(input.AuthorizationScopes),
    operationName: patched(input.OperationName, stored.operationName),
    target: patched(input.Target, stored.target),
  });
  if (route.routeKey !== stored.routeKey) {
    if (stored.apiGatewayManaged === true) {
      throw badRequest("The key of a route that is managed by API Gateway cannot be modified");
    }
    const routes = await call.tx.routes.list(call.accountId, api.apiId);
    requireRouteKey(
      route.routeKey,
      routes.filter((other) => other.routeId !== route.routeId),
    );
  }
  await requireAuthorization(call, api, route);
  await call.tx.routes.put(call.accountId, api.apiId, route);
  await deployAutomatically(call, api);
  return showRoute(route);
}

/** Throws AWS's 400 when the authorization type needs an authorizer that does not exist or is of another type. */
async function requireAuthorization(
  call: Call,
  { apiId }: ApiRecord,
  route: Pick<RouteRecord, "authorizationType" | "authorizationScopes" | "authorizerId">,
): Promise<void> {
  const { authorizationType, authorizerId } = route;
  const authorizer = authorizerId && (await call.tx.authorizers.get(call.accountId, apiId, authorizerId));
  if (authorizationType === "JWT" && (!authorizer || authorizer.authorizerType !== "JWT")) {
    throw badRequest(
      "Invalid authorizer ID specified. Setting the authorization type to JWT requires a valid JWT authorizer.",
    );
  }
  if (authorizationType === "CUSTOM" && (!authorizer || authorizer.authorizerType !== "REQUEST")) {
    throw badRequest(
      "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
    );
  }
  if (authorizationType !== "JWT" && route.authorizationScopes !== undefined) {
    throw badRequest(
      "Invalid Route authorization type specified. Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization types",
    );
  }
  if (authorizerId !== undefined && !authorizer) {
    throw partNotFound("Authorizer", authorizerId);
  }
}

function keptScopes(type: RouteRecord["authorizationType"], stored: RouteRecord): RouteRecord["authorizationScopes"] {
  return type === "JWT" ? stored.authorizationScopes : undefined;
}

/** Whether an authorizer has a part in this type of authorization. */
function usesAuthorizer(type: RouteRecord["authorizationType"]): boolean {
  return type === "JWT" || type === "CUSTOM";
}

/** The text was observed, the word for a route that has no id yet included. */
async function requireTarget(
  call: Call,
  api: ApiRecord,
  { target, routeId }: { readonly target: string | undefined; readonly routeId: string },
): Promise<void> {
  if (target === undefined || target === "") {
    return;
  }
  const [, integrationId] = /^integrations\/([^/]+)$/.exec(target) ?? [];
  if (integrationId === undefined) {
    throw badRequest(
      `Unexpected or malformed target in route ${routeId}. Correct format should be integrations/<integration_id>.`,
    );
  }
  await foundIntegration(call, api.apiId, integrationId);
}

/** Throws a 400 for members that only WebSocket APIs have, and for too many scopes. */
function requireRouteMembers(input: Omit<CreateRouteRequest, "ApiId" | "RouteKey">): void {
  if (input.ApiKeyRequired === true) {
    throw badRequest("ApiKeyRequired is not currently supported for HTTP APIs.");
  }
  if (nonEmpty(input.ModelSelectionExpression) !== undefined || hasEntries(input.RequestModels)) {
    throw notOnHttp("Request models are");
  }
  if (hasEntries(input.RequestParameters)) {
    throw notOnHttp("Request parameters of routes are");
  }
  if (nonEmpty(input.RouteResponseSelectionExpression) !== undefined) {
    throw notOnHttp("Route response selection expressions are");
  }
  if ((input.AuthorizationScopes ?? []).length > quotas.scopesPerRoute) {
    throw badRequest(`A route may have at most ${quotas.scopesPerRoute} authorization scopes`);
  }
}

function hasEntries(map: object | undefined): boolean {
  return map !== undefined && Object.keys(map).length > 0;
}

function someOf(texts: readonly string[] | undefined): readonly string[] | undefined {
  return texts === undefined || texts.length === 0 ? undefined : texts;
}

/** Who may call the route as the request wants it and as it is. */
async function authorizationKeys(
  input: OneRoute<GetRouteRequest> & Pick<UpdateRouteRequest, "AuthorizationType">,
  call: Call,
): Promise<ConditionContext> {
  const stored = await call.tx.routes.get(call.accountId, input.ApiId, input.RouteId);
  return {
    ...requestKeys({ RouteAuthorizationType: input.AuthorizationType }),
    ...resourceKeys({ RouteAuthorizationType: stored?.authorizationType }),
  };
}

/** A route as replies show it. */
function showRoute(route: RouteRecord): Route {
  return {
    ApiGatewayManaged: route.apiGatewayManaged,
    ApiKeyRequired: route.apiKeyRequired,
    AuthorizationScopes: route.authorizationScopes === undefined ? undefined : [...route.authorizationScopes],
    AuthorizationType: route.authorizationType,
    AuthorizerId: route.authorizerId,
    OperationName: route.operationName,
    RouteId: route.routeId,
    RouteKey: route.routeKey,
    Target: route.target,
  };
}
