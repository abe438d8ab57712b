import {
  DeleteMethod$,
  type DeleteMethodRequest,
  GetMethod$,
  type GetMethodRequest,
  type Method,
  PutMethod$,
  type PutMethodRequest,
  UpdateMethod$,
  type UpdateMethodRequest,
} from "@aws-sdk/client-api-gateway";
import type { RestMethod } from "../../../store/rest-records.ts";
import type { Operation, WithRequired } from "../../../wire/operation.ts";
import { type Call, operation } from "../../call.ts";
import { requestKeys } from "../authorization.ts";
import { defined } from "../defined.ts";
import { badRequest, conflict } from "../errors.ts";
import { patchKeys, permissionOnRestApi } from "./authorization.ts";
import { foundMethod, foundResource } from "./found.ts";
import { requireContentTypes, requireRequestParameters } from "./mapping-expressions.ts";
import { showMethod } from "./method-shapes.ts";
import {
  briefRefusal,
  mapEntries,
  missingEntry,
  patchedBy,
  type PatchTable,
  replacing,
  textOf,
  truthOf,
} from "./patch.ts";

/** The operations on the methods of resources. */
export const methodOperations: readonly Operation<Call>[] = [
  operation(PutMethod$, {
    authorize: permissionOnRestApi(PutMethod$, (input: PutInput) =>
      requestKeys({ RouteAuthorizationType: input.authorizationType, ApiKeyRequired: input.apiKeyRequired }),
    ),
    handle: putMethod,
  }),
  operation(GetMethod$, {
    authorize: permissionOnRestApi(GetMethod$),
    handle: async (input: OneMethod<GetMethodRequest>, call) =>
      showMethod(input.httpMethod, (await foundMethod(call, input)).method),
  }),
  operation(UpdateMethod$, {
    authorize: permissionOnRestApi(UpdateMethod$, ({ patchOperations }: OneMethod<UpdateMethodRequest>) =>
      patchKeys(patchOperations, {
        "/authorizationType": "RouteAuthorizationType",
        "/apiKeyRequired": "ApiKeyRequired",
      }),
    ),
    handle: updateMethod,
  }),
  operation(DeleteMethod$, {
    authorize: permissionOnRestApi(DeleteMethod$),
    handle: async (input: OneMethod<DeleteMethodRequest>, call) => {
      const { api, resource } = await foundMethod(call, input);
      const others = Object.entries(resource.methods).filter(([httpMethod]) => httpMethod !== input.httpMethod);
      const changed = { ...resource, methods: Object.fromEntries(others) };
      await call.tx.restResources.put(call.accountId, api.apiId, changed);
      return {};
    },
  }),
];

type PutInput = WithRequired<PutMethodRequest, "restApiId" | "resourceId" | "httpMethod" | "authorizationType">;
type OneMethod<Request extends { restApiId?: unknown; resourceId?: unknown; httpMethod?: unknown }> = WithRequired<
  Request,
  "restApiId" | "resourceId" | "httpMethod"
>;

const httpMethods = ["GET", "PUT", "POST", "DELETE", "PATCH", "OPTIONS", "HEAD", "ANY"];
const authorizationTypes = ["NONE", "AWS_IAM", "CUSTOM", "COGNITO_USER_POOLS"];

async function putMethod(input: PutInput, call: Call): Promise<Method> {
  const { api, resource } = await foundResource(call, input);
  if (!httpMethods.includes(input.httpMethod)) {
    throw badRequest(`Invalid HttpMethod specified. Valid options are ${httpMethods.join(",")}`);
  }
  if (Object.hasOwn(resource.methods, input.httpMethod)) {
    throw conflict("Method already exists for this resource");
  }
  const { authorizationType } = input;
  const method: RestMethod = defined({
    authorizationType,
    authorizerId: usesAuthorizer(authorizationType) ? input.authorizerId : undefined,
    authorizationScopes: input.authorizationScopes,
    apiKeyRequired: input.apiKeyRequired ?? false,
    operationName: input.operationName,
    requestValidatorId: input.requestValidatorId,
    requestParameters: input.requestParameters,
    requestModels: input.requestModels,
  });
  await requireMethod(method, call, api.apiId);
  const changed = { ...resource, methods: { ...resource.methods, [input.httpMethod]: method } };
  await call.tx.restResources.put(call.accountId, api.apiId, changed);
  return showMethod(input.httpMethod, method);
}

async function updateMethod(input: OneMethod<UpdateMethodRequest>, call: Call): Promise<Method> {
  const { api, method: stored, replace } = await foundMethod(call, input);
  const patched = patchedBy(stored, input.patchOperations, { table: patches, refusal: briefRefusal });
  // Observed: an authorizer is passed over where the type has none.
  const { authorizerId, ...open } = patched;
  const method = usesAuthorizer(patched.authorizationType) ? defined({ ...open, authorizerId }) : open;
  await requireMethod(method, call, api.apiId);
  await replace(method);
  return showMethod(input.httpMethod, method);
}

const patches: PatchTable<RestMethod> = {
  "/authorizationType": replacing((method, patch) => ({ ...method, authorizationType: textOf(patch) })),
  "/authorizerId": replacing((method, patch) => ({ ...method, authorizerId: textOf(patch) })),
  "/authorizationScopes": {
    ops: ["add", "remove", "replace"],
    apply: (method, patch) => {
      const others = (method.authorizationScopes ?? []).filter((scope) => scope !== textOf(patch));
      const scopes = patch.op === "remove" ? others : [...others, textOf(patch)];
      return defined({ ...method, authorizationScopes: scopes.length === 0 ? undefined : scopes });
    },
  },
  "/apiKeyRequired": replacing((method, patch) => ({ ...method, apiKeyRequired: truthOf(patch) })),
  "/operationName": replacing((method, patch) => ({ ...method, operationName: textOf(patch) })),
  "/requestValidatorId": replacing((method, { value }) =>
    defined({ ...method, requestValidatorId: value === "" ? undefined : value }),
  ),
  "/requestParameters/*": mapEntries({
    read: (method: RestMethod) => method.requestParameters,
    write: (method, requestParameters) => defined({ ...method, requestParameters }),
    value: truthOf,
    missing: missingEntry.parameter,
  }),
  "/requestModels/*": mapEntries({
    read: (method: RestMethod) => method.requestModels,
    write: (method, requestModels) => defined({ ...method, requestModels }),
    value: textOf,
    missing: missingEntry.contentType,
  }),
};

function usesAuthorizer(authorizationType: string): boolean {
  return authorizationType === "CUSTOM" || authorizationType === "COGNITO_USER_POOLS";
}

/** Throws AWS's 400, observed, for what a method may not say or what it names and the API does not have. */
async function requireMethod(method: RestMethod, call: Call, apiId: string): Promise<void> {
  const { tx, accountId } = call;
  if (!authorizationTypes.includes(method.authorizationType)) {
    throw badRequest(`Invalid authorization type specified. Valid options are ${authorizationTypes.join(",")}`);
  }
  if (usesAuthorizer(method.authorizationType)) {
    const { authorizerId = "" } = method;
    if ((await tx.restAuthorizers.get(accountId, apiId, authorizerId)) === undefined) {
      throw badRequest(
        "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
      );
    }
  }
  if (method.requestValidatorId !== undefined) {
    const validator = await tx.restRequestValidators.get(accountId, apiId, method.requestValidatorId);
    if (validator === undefined) {
      throw badRequest("Invalid Request Validator identifier specified");
    }
  }
  requireRequestParameters(method.requestParameters);
  await requireModels(method.requestModels, call, apiId);
}

/** Throws AWS's 400, observed, for a model by content type that the API does not have. */
export async function requireModels(
  models: Readonly<Record<string, string>> | undefined,
  call: Call,
  apiId: string,
): Promise<void> {
  requireContentTypes(models);
  for (const name of Object.values(models ?? {})) {
    if ((await call.tx.restModels.get(call.accountId, apiId, name)) === undefined) {
      throw badRequest(`Invalid model identifier specified: ${name}`);
    }
  }
}
