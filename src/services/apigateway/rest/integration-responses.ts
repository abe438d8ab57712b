import { RE2JS } from "re2js";
import {
  DeleteIntegrationResponse$,
  type DeleteIntegrationResponseRequest,
  GetIntegrationResponse$,
  type GetIntegrationResponseRequest,
  type IntegrationResponse,
  PutIntegrationResponse$,
  type PutIntegrationResponseRequest,
  UpdateIntegrationResponse$,
  type UpdateIntegrationResponseRequest,
} from "@aws-sdk/client-api-gateway";
import type { RestIntegration, RestIntegrationResponse, RestMethod } from "../../../store/rest-records.ts";
import type { Operation, WithRequired } from "../../../wire/operation.ts";
import { type Call, operation } from "../../call.ts";
import { defined } from "../defined.ts";
import { badRequest } from "../errors.ts";
import { permissionOnRestApi } from "./authorization.ts";
import { responseNotFound, restPartNotFound } from "./errors.ts";
import { type FoundMethod, foundIntegration, foundResource, type MethodPlace } from "./found.ts";
import { requireTemplates } from "./integration-rules.ts";
import { readContentHandling } from "./integrations.ts";
import { requireResponseMappings } from "./mapping-expressions.ts";
import { showIntegrationResponse } from "./method-shapes.ts";
import { briefRefusal, mapEntries, missingEntry, patchedBy, type PatchTable, replacing, textOf } from "./patch.ts";

/** The operations on how backends' answers become responses. */
export const integrationResponseOperations: readonly Operation<Call>[] = [
  operation(PutIntegrationResponse$, {
    authorize: permissionOnRestApi(PutIntegrationResponse$),
    handle: putIntegrationResponse,
  }),
  operation(GetIntegrationResponse$, {
    authorize: permissionOnRestApi(GetIntegrationResponse$),
    handle: async (input: OneResponse<GetIntegrationResponseRequest>, call) =>
      showIntegrationResponse(input.statusCode, (await found(input, call)).response),
  }),
  operation(UpdateIntegrationResponse$, {
    authorize: permissionOnRestApi(UpdateIntegrationResponse$),
    handle: updateIntegrationResponse,
  }),
  operation(DeleteIntegrationResponse$, {
    authorize: permissionOnRestApi(DeleteIntegrationResponse$),
    handle: deleteIntegrationResponse,
  }),
];

type OneResponse<
  Request extends { restApiId?: unknown; resourceId?: unknown; httpMethod?: unknown; statusCode?: unknown },
> = WithRequired<Request, "restApiId" | "resourceId" | "httpMethod" | "statusCode">;

async function putIntegrationResponse(
  input: OneResponse<PutIntegrationResponseRequest>,
  call: Call,
): Promise<IntegrationResponse> {
  const { method, integration, replace } = await foundIntegration(call, input);
  const response: RestIntegrationResponse = defined({
    selectionPattern: input.selectionPattern,
    responseParameters: input.responseParameters,
    responseTemplates: input.responseTemplates,
    contentHandling: input.contentHandling,
  });
  requireResponse(response, method, input.statusCode);
  await replace(withResponse(method, integration, { [input.statusCode]: response }));
  return showIntegrationResponse(input.statusCode, response);
}

async function updateIntegrationResponse(
  input: OneResponse<UpdateIntegrationResponseRequest>,
  call: Call,
): Promise<IntegrationResponse> {
  const { method, integration, replace, response: stored } = await found(input, call);
  const response = patchedBy(stored, input.patchOperations, { table: patches, refusal: briefRefusal });
  requireResponse(response, method, input.statusCode);
  await replace(withResponse(method, integration, { [input.statusCode]: response }));
  return showIntegrationResponse(input.statusCode, response);
}

async function deleteIntegrationResponse(
  input: OneResponse<DeleteIntegrationResponseRequest>,
  call: Call,
): Promise<object> {
  // Observed: to a deletion, a method that does not exist is an integration that does not.
  const { resource } = await foundResource(call, input);
  if (!Object.hasOwn(resource.methods, input.httpMethod)) {
    throw restPartNotFound("Integration");
  }
  const { method, integration, replace } = await found(input, call);
  const others = Object.entries(integration.integrationResponses ?? {}).filter(
    ([status]) => status !== input.statusCode,
  );
  const integrationResponses = others.length === 0 ? undefined : Object.fromEntries(others);
  await replace({ ...method, integration: defined({ ...integration, integrationResponses }) });
  return {};
}

const patches: PatchTable<RestIntegrationResponse> = {
  "/selectionPattern": replacing((response, patch) => ({ ...response, selectionPattern: textOf(patch) })),
  "/contentHandling": replacing((response, patch) =>
    defined({ ...response, contentHandling: readContentHandling(patch) }),
  ),
  "/responseParameters/*": mapEntries({
    read: (response: RestIntegrationResponse) => response.responseParameters,
    write: (response, responseParameters) => defined({ ...response, responseParameters }),
    value: textOf,
    missing: missingEntry.parameter,
  }),
  "/responseTemplates/*": mapEntries({
    read: (response: RestIntegrationResponse) => response.responseTemplates,
    write: (response, responseTemplates) => defined({ ...response, responseTemplates }),
    value: textOf,
    missing: missingEntry.contentType,
  }),
};

function withResponse(
  method: RestMethod,
  integration: RestIntegration,
  responses: Readonly<Record<string, RestIntegrationResponse>>,
): RestMethod {
  const integrationResponses = { ...integration.integrationResponses, ...responses };
  return { ...method, integration: { ...integration, integrationResponses } };
}

function requireResponse(response: RestIntegrationResponse, method: RestMethod, statusCode: string): void {
  requireTemplates(response.responseTemplates);
  requireResponseMappings(response.responseParameters, method.methodResponses?.[statusCode]);
  // A pattern that is no regular expression would select nothing; it is refused where it is given.
  if (response.selectionPattern !== undefined && !isPattern(response.selectionPattern)) {
    throw badRequest(`Invalid selection pattern specified: ${response.selectionPattern}`);
  }
}

/** Whether the engine that is to run it can, in time and memory that patterns of such a length are worth. */
function isPattern(text: string): boolean {
  try {
    return text.length <= patternCharactersMax && RE2JS.compile(text).programSize() <= patternInstructionsMax;
  } catch {
    return false;
  }
}

const patternCharactersMax = 1024;
/** Counted repetitions make many instructions of few characters. */
const patternInstructionsMax = 5_000;

async function found(
  input: MethodPlace & { readonly statusCode: string },
  call: Call,
): Promise<FoundMethod & { readonly integration: RestIntegration; readonly response: RestIntegrationResponse }> {
  const method = await foundIntegration(call, input);
  const responses = method.integration.integrationResponses ?? {};
  const response = Object.hasOwn(responses, input.statusCode) ? responses[input.statusCode] : undefined;
  if (response === undefined) {
    throw responseNotFound();
  }
  return { ...method, response };
}
