import {
  CreateRequestValidator$,
  type CreateRequestValidatorRequest,
  DeleteRequestValidator$,
  type DeleteRequestValidatorRequest,
  GetRequestValidator$,
  type GetRequestValidatorRequest,
  GetRequestValidators$,
  type GetRequestValidatorsRequest,
  type RequestValidator,
  type RequestValidators,
  UpdateRequestValidator$,
  type UpdateRequestValidatorRequest,
} from "@aws-sdk/client-api-gateway";
import type { RestApiRecord, RestRequestValidatorRecord } from "../../../store/rest-records.ts";
import type { Operation, WithRequired } from "../../../wire/operation.ts";
import { pageOfAll, positionPaging, readPositionWindow } from "../../../wire/pagination.ts";
import { type Call, operation } from "../../call.ts";
import { defined, nonEmpty } from "../defined.ts";
import { badRequest, conflict } from "../errors.ts";
import { newId } from "../ids.ts";
import { permissionOnRestApi } from "./authorization.ts";
import { restPartNotFound } from "./errors.ts";
import { foundRestApi, ownRestApi } from "./found.ts";
import { listingRefusal, patchedBy, type PatchTable, replacing, textOf, truthOf } from "./patch.ts";
import { restQuotas, requireRestQuota } from "./quotas.ts";

/** The operations on request validators. */
export const requestValidatorOperations: readonly Operation<Call>[] = [
  operation(CreateRequestValidator$, {
    authorize: permissionOnRestApi(CreateRequestValidator$),
    handle: createRequestValidator,
  }),
  operation(GetRequestValidator$, {
    authorize: permissionOnRestApi(GetRequestValidator$),
    handle: async (input: OneValidator<GetRequestValidatorRequest>, call) =>
      showRequestValidator((await found(input, call)).validator),
  }),
  operation(GetRequestValidators$, {
    authorize: permissionOnRestApi(GetRequestValidators$),
    handle: getRequestValidators,
  }),
  operation(UpdateRequestValidator$, {
    authorize: permissionOnRestApi(UpdateRequestValidator$),
    handle: updateRequestValidator,
  }),
  operation(DeleteRequestValidator$, {
    authorize: permissionOnRestApi(DeleteRequestValidator$),
    handle: deleteRequestValidator,
  }),
];

type OneValidator<Request extends { restApiId?: unknown; requestValidatorId?: unknown }> = WithRequired<
  Request,
  "restApiId" | "requestValidatorId"
>;

async function createRequestValidator(
  input: WithRequired<CreateRequestValidatorRequest, "restApiId">,
  call: Call,
): Promise<RequestValidator> {
  const api = await ownRestApi(call, input.restApiId);
  if (api === undefined) {
    throw badRequest("Invalid REST API identifier specified");
  }
  const validators = await call.tx.restRequestValidators.list(call.accountId, api.apiId);
  requireRestQuota("Request Validators", validators.length, restQuotas.requestValidatorsPerApi);
  const validator: RestRequestValidatorRecord = defined({
    requestValidatorId: await newId({
      kind: "requestValidator",
      randomBytes: call.sources.randomBytes,
      isTaken: async (id) => validators.some(({ requestValidatorId }) => requestValidatorId === id),
    }),
    name: nonEmpty(input.name),
    validateRequestBody: input.validateRequestBody ?? false,
    validateRequestParameters: input.validateRequestParameters ?? false,
  });
  await call.tx.restRequestValidators.put(call.accountId, api.apiId, validator);
  return showRequestValidator(validator);
}

async function getRequestValidators(
  input: WithRequired<GetRequestValidatorsRequest, "restApiId">,
  call: Call,
): Promise<RequestValidators> {
  const { apiId } = await foundRestApi(call, input.restApiId);
  const validators = await call.tx.restRequestValidators.list(call.accountId, apiId);
  const page = pageOfAll(validators, readPositionWindow(input), ({ requestValidatorId }) => requestValidatorId);
  return { items: page.entries.map(showRequestValidator), ...positionPaging(page) };
}

const patches: PatchTable<RestRequestValidatorRecord> = {
  "/name": replacing((validator, patch) => {
    if (textOf(patch).trim() === "") {
      throw badRequest("Request Validator name cannot be blank");
    }
    return { ...validator, name: textOf(patch) };
  }),
  "/validateRequestParameters": replacing((validator, patch) => ({
    ...validator,
    validateRequestParameters: truthOf(patch),
  })),
  "/validateRequestBody": replacing((validator, patch) => ({ ...validator, validateRequestBody: truthOf(patch) })),
};

async function updateRequestValidator(
  input: OneValidator<UpdateRequestValidatorRequest>,
  call: Call,
): Promise<RequestValidator> {
  const { api, validator: stored } = await found(input, call);
  const validator = patchedBy(stored, input.patchOperations, { table: patches, refusal: listingRefusal });
  await call.tx.restRequestValidators.put(call.accountId, api.apiId, validator);
  return showRequestValidator(validator);
}

async function deleteRequestValidator(input: OneValidator<DeleteRequestValidatorRequest>, call: Call): Promise<object> {
  const { api, validator } = await found(input, call);
  const { requestValidatorId } = validator;
  const resources = await call.tx.restResources.list(call.accountId, api.apiId);
  const methods = resources.flatMap((resource) => Object.values(resource.methods));
  if (methods.some((method) => method.requestValidatorId === requestValidatorId)) {
    throw conflict(`Cannot delete validator '${requestValidatorId}', is referenced in a method`);
  }
  await call.tx.restRequestValidators.delete(call.accountId, api.apiId, requestValidatorId);
  return {};
}

/** To a validator, an API that does not exist is a validator that does not, observed. */
async function found(
  { restApiId, requestValidatorId }: { readonly restApiId: string; readonly requestValidatorId: string },
  call: Call,
): Promise<{ readonly api: RestApiRecord; readonly validator: RestRequestValidatorRecord }> {
  const api = await ownRestApi(call, restApiId);
  const validator = api && (await call.tx.restRequestValidators.get(call.accountId, api.apiId, requestValidatorId));
  if (api === undefined || validator === undefined) {
    throw restPartNotFound("Request Validator");
  }
  return { api, validator };
}

function showRequestValidator({ requestValidatorId, ...validator }: RestRequestValidatorRecord): RequestValidator {
  return { id: requestValidatorId, ...validator };
}
