import {
  DeleteMethodResponse$,
  type DeleteMethodResponseRequest,
  GetMethodResponse$,
  type GetMethodResponseRequest,
  type MethodResponse,
  PutMethodResponse$,
  type PutMethodResponseRequest,
  UpdateMethodResponse$,
  type UpdateMethodResponseRequest,
} from "@aws-sdk/client-api-gateway";
import type { RestMethodResponse } from "../../../store/rest-records.ts";
import type { Operation, WithRequired } from "../../../wire/operation.ts";
import { type Call, operation } from "../../call.ts";
import { defined } from "../defined.ts";
import { conflict } from "../errors.ts";
import { permissionOnRestApi } from "./authorization.ts";
import { responseNotFound } from "./errors.ts";
import { type FoundMethod, foundMethod, type MethodPlace } from "./found.ts";
import { requireResponseParameters } from "./mapping-expressions.ts";
import { showMethodResponse } from "./method-shapes.ts";
import { requireModels } from "./methods.ts";
import { briefRefusal, mapEntries, missingEntry, patchedBy, type PatchTable, textOf, truthOf } from "./patch.ts";

/** The operations on the responses that methods declare. */
export const methodResponseOperations: readonly Operation<Call>[] = [
  operation(PutMethodResponse$, { authorize: permissionOnRestApi(PutMethodResponse$), handle: putMethodResponse }),
  operation(GetMethodResponse$, {
    authorize: permissionOnRestApi(GetMethodResponse$),
    handle: async (input: OneResponse<GetMethodResponseRequest>, call) =>
      showMethodResponse(input.statusCode, (await found(input, call)).response),
  }),
  operation(UpdateMethodResponse$, {
    authorize: permissionOnRestApi(UpdateMethodResponse$),
    handle: updateMethodResponse,
  }),
  operation(DeleteMethodResponse$, {
    authorize: permissionOnRestApi(DeleteMethodResponse$),
    handle: async (input: OneResponse<DeleteMethodResponseRequest>, call) => {
      const { method, replace } = await found(input, call);
      const others = Object.entries(method.methodResponses ?? {}).filter(([status]) => status !== input.statusCode);
      const methodResponses = others.length === 0 ? undefined : Object.fromEntries(others);
      await replace(defined({ ...method, methodResponses }));
      return {};
    },
  }),
];

type OneResponse<
  Request extends { restApiId?: unknown; resourceId?: unknown; httpMethod?: unknown; statusCode?: unknown },
> = WithRequired<Request, "restApiId" | "resourceId" | "httpMethod" | "statusCode">;

async function putMethodResponse(input: OneResponse<PutMethodResponseRequest>, call: Call): Promise<MethodResponse> {
  const { api, method, replace } = await foundMethod(call, input);
  if (Object.hasOwn(method.methodResponses ?? {}, input.statusCode)) {
    throw conflict("Response already exists for this resource");
  }
  const response: RestMethodResponse = defined({
    responseParameters: input.responseParameters,
    responseModels: input.responseModels,
  });
  await requireResponse(response, call, api.apiId);
  await replace({ ...method, methodResponses: { ...method.methodResponses, [input.statusCode]: response } });
  return showMethodResponse(input.statusCode, response);
}

async function updateMethodResponse(
  input: OneResponse<UpdateMethodResponseRequest>,
  call: Call,
): Promise<MethodResponse> {
  const { api, method, replace, response: stored } = await found(input, call);
  const response = patchedBy(stored, input.patchOperations, { table: patches, refusal: briefRefusal });
  await requireResponse(response, call, api.apiId);
  await replace({ ...method, methodResponses: { ...method.methodResponses, [input.statusCode]: response } });
  return showMethodResponse(input.statusCode, response);
}

const patches: PatchTable<RestMethodResponse> = {
  "/responseParameters/*": mapEntries({
    read: (response: RestMethodResponse) => response.responseParameters,
    write: (response, responseParameters) => defined({ ...response, responseParameters }),
    value: truthOf,
    missing: missingEntry.parameter,
  }),
  "/responseModels/*": mapEntries({
    read: (response: RestMethodResponse) => response.responseModels,
    write: (response, responseModels) => defined({ ...response, responseModels }),
    value: textOf,
    missing: missingEntry.contentType,
  }),
};

async function requireResponse(response: RestMethodResponse, call: Call, apiId: string): Promise<void> {
  requireResponseParameters(response.responseParameters);
  await requireModels(response.responseModels, call, apiId);
}

async function found(
  input: MethodPlace & { readonly statusCode: string },
  call: Call,
): Promise<FoundMethod & { readonly response: RestMethodResponse }> {
  const method = await foundMethod(call, input);
  const responses = method.method.methodResponses ?? {};
  const response = Object.hasOwn(responses, input.statusCode) ? responses[input.statusCode] : undefined;
  if (response === undefined) {
    throw responseNotFound();
  }
  return { ...method, response };
}
