import {
  CreateModel$,
  type CreateModelRequest,
  DeleteModel$,
  type DeleteModelRequest,
  GetModel$,
  type GetModelRequest,
  GetModels$,
  type GetModelsRequest,
  type Model,
  type Models,
  UpdateModel$,
  type UpdateModelRequest,
} from "@aws-sdk/client-api-gateway";
import type { RestApiRecord, RestModelRecord } from "../../../store/rest-records.ts";
import type { Operation, WithRequired } from "../../../wire/operation.ts";
import { pageOfAll, positionPaging, readPositionWindow } from "../../../wire/pagination.ts";
import { type Call, operation } from "../../call.ts";
import { defined, nonEmpty } from "../defined.ts";
import { badRequest, conflict, notFound } from "../errors.ts";
import { newId } from "../ids.ts";
import { permissionOnRestApi } from "./authorization.ts";
import { foundRestApi, ownRestApi } from "./found.ts";
import { listingRefusal, patchedBy, type PatchTable, replacing, textOf } from "./patch.ts";
import { restQuotas, requireRestQuota } from "./quotas.ts";

/** The operations on models. */
export const modelOperations: readonly Operation<Call>[] = [
  operation(CreateModel$, { authorize: permissionOnRestApi(CreateModel$), handle: createModel }),
  operation(GetModel$, {
    authorize: permissionOnRestApi(GetModel$),
    handle: async (input: OneModel<GetModelRequest>, call) => showModel((await found(input, call)).model),
  }),
  operation(GetModels$, { authorize: permissionOnRestApi(GetModels$), handle: getModels }),
  operation(UpdateModel$, { authorize: permissionOnRestApi(UpdateModel$), handle: updateModel }),
  operation(DeleteModel$, { authorize: permissionOnRestApi(DeleteModel$), handle: deleteModel }),
];

type CreateInput = WithRequired<CreateModelRequest, "restApiId" | "name" | "contentType">;
type OneModel<Request extends { restApiId?: unknown; modelName?: unknown }> = WithRequired<
  Request,
  "restApiId" | "modelName"
>;

async function createModel(input: CreateInput, call: Call): Promise<Model> {
  const { apiId } = await foundRestApi(call, input.restApiId);
  if (input.name === "") {
    throw badRequest("Model name must be non-empty");
  }
  if (!/^[A-Za-z0-9]+$/.test(input.name)) {
    throw badRequest(`Model name must be alphanumeric: ${input.name}`);
  }
  requireSchema(input.schema);
  const models = await call.tx.restModels.list(call.accountId, apiId);
  if (models.some(({ name }) => name === input.name)) {
    throw conflict("Model name already exists for this REST API");
  }
  requireRestQuota("Models", models.length, restQuotas.modelsPerApi);
  const model: RestModelRecord = defined({
    modelId: await newId({
      kind: "model",
      randomBytes: call.sources.randomBytes,
      isTaken: async (id) => models.some(({ modelId }) => modelId === id),
    }),
    name: input.name,
    description: nonEmpty(input.description),
    schema: input.schema,
    contentType: input.contentType,
  });
  await call.tx.restModels.put(call.accountId, apiId, model);
  return showModel(model);
}

async function getModels(input: WithRequired<GetModelsRequest, "restApiId">, call: Call): Promise<Models> {
  const { apiId } = await foundRestApi(call, input.restApiId);
  const models = await call.tx.restModels.list(call.accountId, apiId);
  const page = pageOfAll(models, readPositionWindow(input), ({ name }) => name);
  return { items: page.entries.map(showModel), ...positionPaging(page) };
}

const patches: PatchTable<RestModelRecord> = {
  "/description": replacing((model, patch) => defined({ ...model, description: nonEmpty(textOf(patch)) })),
  "/schema": replacing((model, patch) => {
    requireSchema(textOf(patch));
    return { ...model, schema: textOf(patch) };
  }),
};

async function updateModel(input: OneModel<UpdateModelRequest>, call: Call): Promise<Model> {
  const { api, model: stored } = await found(input, call);
  const model = patchedBy(stored, input.patchOperations, { table: patches, refusal: listingRefusal });
  await call.tx.restModels.put(call.accountId, api.apiId, model);
  return showModel(model);
}

async function deleteModel(input: OneModel<DeleteModelRequest>, call: Call): Promise<object> {
  const { api, model } = await found(input, call);
  for (const { path, methods } of await call.tx.restResources.list(call.accountId, api.apiId)) {
    for (const [httpMethod, { requestModels, methodResponses }] of Object.entries(methods)) {
      const inResponses = Object.values(methodResponses ?? {}).map(({ responseModels }) => responseModels);
      const [part] = [
        ...(Object.values(requestModels ?? {}).includes(model.name) ? ["request"] : []),
        ...(inResponses.some((models) => Object.values(models ?? {}).includes(model.name)) ? ["response"] : []),
      ];
      if (part !== undefined) {
        throw conflict(`Cannot delete model '${model.name}', is referenced in method ${part}: ${path}/${httpMethod}`);
      }
    }
  }
  await call.tx.restModels.delete(call.accountId, api.apiId, model.name);
  return {};
}

/** Throws AWS's texts, observed, for a schema that says nothing, and for one that is no JSON. */
function requireSchema(schema: string | undefined): void {
  if (schema === undefined || schema.trim() === "") {
    throw badRequest("Model schema must have at least 1 property or array items defined");
  }
  if (Buffer.byteLength(schema) > restQuotas.modelSchemaBytesMax) {
    throw badRequest(`Model schema size exceeds limit of ${restQuotas.modelSchemaBytesMax} bytes`);
  }
  try {
    JSON.parse(schema);
  } catch {
    throw badRequest(
      "Invalid model specified: Validation Result: warnings : [], errors : [Invalid model schema specified]",
    );
  }
}

/** To a model, an API that does not exist is a model that does not, observed. */
async function found(
  { restApiId, modelName }: { readonly restApiId: string; readonly modelName: string },
  call: Call,
): Promise<{ readonly api: RestApiRecord; readonly model: RestModelRecord }> {
  const api = await ownRestApi(call, restApiId);
  const model = api && (await call.tx.restModels.get(call.accountId, api.apiId, modelName));
  if (api === undefined || model === undefined) {
    throw notFound(`Invalid model name specified: ${modelName}`);
  }
  return { api, model };
}

function showModel({ modelId, ...model }: RestModelRecord): Model {
  return { id: modelId, ...model };
}
