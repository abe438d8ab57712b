import {
  DeleteGatewayResponse$,
  type DeleteGatewayResponseRequest,
  type GatewayResponse,
  type GatewayResponses,
  GetGatewayResponse$,
  type GetGatewayResponseRequest,
  GetGatewayResponses$,
  type GetGatewayResponsesRequest,
  PutGatewayResponse$,
  type PutGatewayResponseRequest,
  UpdateGatewayResponse$,
  type UpdateGatewayResponseRequest,
} from "@aws-sdk/client-api-gateway";
import type { RestGatewayResponseRecord } from "../../../store/rest-records.ts";
import type { Operation, WithRequired } from "../../../wire/operation.ts";
import { pageOfAll, positionPaging, readPositionWindow } from "../../../wire/pagination.ts";
import { type Call, operation } from "../../call.ts";
import { defined } from "../defined.ts";
import { badRequest, notFound } from "../errors.ts";
import { permissionOnRestApi } from "./authorization.ts";
import { foundRestApi } from "./found.ts";
import { requireTemplates } from "./integration-rules.ts";
import {
  mapEntries,
  missingEntry,
  type Patch,
  patchedBy,
  pathRefusal,
  type PatchTable,
  replacing,
  textOf,
} from "./patch.ts";

/** The operations on what is answered to errors. */
export const gatewayResponseOperations: readonly Operation<Call>[] = [
  operation(PutGatewayResponse$, { authorize: permissionOnRestApi(PutGatewayResponse$), handle: putGatewayResponse }),
  operation(GetGatewayResponse$, {
    authorize: permissionOnRestApi(GetGatewayResponse$),
    handle: async (input: OneResponse<GetGatewayResponseRequest>, call) => {
      const { apiId } = await foundRestApi(call, input.restApiId);
      const stored = await call.tx.restGatewayResponses.get(call.accountId, apiId, input.responseType);
      return stored === undefined ? showDefault(input.responseType) : showGatewayResponse(stored);
    },
  }),
  operation(GetGatewayResponses$, {
    authorize: permissionOnRestApi(GetGatewayResponses$),
    handle: getGatewayResponses,
  }),
  operation(UpdateGatewayResponse$, {
    authorize: permissionOnRestApi(UpdateGatewayResponse$),
    handle: updateGatewayResponse,
  }),
  operation(DeleteGatewayResponse$, {
    authorize: permissionOnRestApi(DeleteGatewayResponse$),
    handle: async (input: OneResponse<DeleteGatewayResponseRequest>, call) => {
      const { apiId } = await foundRestApi(call, input.restApiId);
      const stored = await call.tx.restGatewayResponses.get(call.accountId, apiId, input.responseType);
      if (stored === undefined) {
        throw notFound("Gateway response type not defined on api");
      }
      await call.tx.restGatewayResponses.delete(call.accountId, apiId, stored.responseType);
      return {};
    },
  }),
];

type OneResponse<Request extends { restApiId?: unknown; responseType?: unknown }> = WithRequired<
  Request,
  "restApiId" | "responseType"
>;

/** The status of each kind of answer while an API says nothing else, as observed; the two defaults have none. */
const defaultStatuses: Readonly<Record<string, string | undefined>> = {
  ACCESS_DENIED: "403",
  API_CONFIGURATION_ERROR: "500",
  AUTHORIZER_CONFIGURATION_ERROR: "500",
  AUTHORIZER_FAILURE: "500",
  BAD_REQUEST_BODY: "400",
  BAD_REQUEST_PARAMETERS: "400",
  DEFAULT_4XX: undefined,
  DEFAULT_5XX: undefined,
  EXPIRED_TOKEN: "403",
  INTEGRATION_FAILURE: "504",
  INTEGRATION_TIMEOUT: "504",
  INVALID_API_KEY: "403",
  INVALID_SIGNATURE: "403",
  MISSING_AUTHENTICATION_TOKEN: "403",
  QUOTA_EXCEEDED: "429",
  REQUEST_TOO_LARGE: "413",
  RESOURCE_NOT_FOUND: "404",
  THROTTLED: "429",
  UNAUTHORIZED: "401",
  UNSUPPORTED_MEDIA_TYPE: "415",
  WAF_FILTERED: "403",
};

const defaultTemplates = { "application/json": '{"message":$context.error.messageString}' };

async function putGatewayResponse(input: OneResponse<PutGatewayResponseRequest>, call: Call): Promise<GatewayResponse> {
  const { apiId } = await foundRestApi(call, input.restApiId);
  const response: RestGatewayResponseRecord = defined({
    responseType: input.responseType,
    statusCode: input.statusCode ?? defaultStatuses[input.responseType],
    responseParameters: input.responseParameters ?? {},
    responseTemplates: input.responseTemplates ?? defaultTemplates,
  });
  requireTemplates(response.responseTemplates);
  await call.tx.restGatewayResponses.put(call.accountId, apiId, response);
  return showGatewayResponse(response);
}

async function getGatewayResponses(
  input: WithRequired<GetGatewayResponsesRequest, "restApiId">,
  call: Call,
): Promise<GatewayResponses> {
  const { apiId } = await foundRestApi(call, input.restApiId);
  const stored = await call.tx.restGatewayResponses.list(call.accountId, apiId);
  const byType = new Map(stored.map((response) => [response.responseType, showGatewayResponse(response)]));
  const all = Object.keys(defaultStatuses).map((type) => byType.get(type) ?? showDefault(type));
  const page = pageOfAll(all, readPositionWindow(input), ({ responseType = "" }) => responseType);
  return { items: page.entries, ...positionPaging(page) };
}

const patches: PatchTable<RestGatewayResponseRecord> = {
  "/statusCode": replacing((response, patch) => ({ ...response, statusCode: textOf(patch) })),
  "/responseParameters/*": mapEntries({
    read: (response: RestGatewayResponseRecord) => response.responseParameters,
    write: (response, responseParameters = {}) => ({ ...response, responseParameters }),
    value: givenText("responseParameters"),
    missing: missingEntry.parameter,
  }),
  "/responseTemplates/*": mapEntries({
    read: (response: RestGatewayResponseRecord) => response.responseTemplates,
    write: (response, responseTemplates = {}) => ({ ...response, responseTemplates }),
    value: givenText("responseTemplates"),
    missing: missingEntry.contentType,
  }),
};

/** The value of an operation, which AWS, observed, wants to be there. */
function givenText(member: string): (patch: Patch) => string {
  return (patch) => {
    if (textOf(patch) === "") {
      throw badRequest(`Invalid null or empty value in ${member}`);
    }
    return textOf(patch);
  };
}

async function updateGatewayResponse(
  input: OneResponse<UpdateGatewayResponseRequest>,
  call: Call,
): Promise<GatewayResponse> {
  const { apiId } = await foundRestApi(call, input.restApiId);
  const { responseType } = input;
  const stored = await call.tx.restGatewayResponses.get(call.accountId, apiId, responseType);
  const base: RestGatewayResponseRecord =
    stored ??
    defined({
      responseType,
      statusCode: defaultStatuses[responseType],
      responseParameters: {},
      responseTemplates: defaultTemplates,
    });
  const response = patchedBy(base, input.patchOperations, { table: patches, refusal: pathRefusal });
  if (response.statusCode !== undefined && !/^[1-5]\d\d$/.test(response.statusCode)) {
    throw badRequest(`Invalid status code specified: ${response.statusCode}`);
  }
  await call.tx.restGatewayResponses.put(call.accountId, apiId, response);
  return showGatewayResponse(response);
}

function showGatewayResponse(response: RestGatewayResponseRecord): GatewayResponse {
  return { ...response, responseType: typeOf(response.responseType), defaultResponse: false };
}

function showDefault(responseType: string): GatewayResponse {
  return {
    responseType: typeOf(responseType),
    statusCode: defaultStatuses[responseType],
    responseParameters: {},
    responseTemplates: defaultTemplates,
    defaultResponse: true,
  };
}

function typeOf(responseType: string): GatewayResponse["responseType"] {
  // The model's value set is checked before anything is stored.
  return responseType as GatewayResponse["responseType"];
}
