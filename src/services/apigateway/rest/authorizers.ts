import {
  type Authorizer,
  type Authorizers,
  CreateAuthorizer$,
  type CreateAuthorizerRequest,
  DeleteAuthorizer$,
  type DeleteAuthorizerRequest,
  GetAuthorizer$,
  type GetAuthorizerRequest,
  GetAuthorizers$,
  type GetAuthorizersRequest,
  UpdateAuthorizer$,
  type UpdateAuthorizerRequest,
} from "@aws-sdk/client-api-gateway";
import type { RestApiRecord, RestAuthorizerRecord } from "../../../store/rest-records.ts";
import type { Operation, WithRequired } from "../../../wire/operation.ts";
import { pageOfAll, positionPaging, readPositionWindow } from "../../../wire/pagination.ts";
import { type Call, operation } from "../../call.ts";
import { requestKeys } from "../authorization.ts";
import { defined, nonEmpty } from "../defined.ts";
import { badRequest, conflict } from "../errors.ts";
import { newId } from "../ids.ts";
import { passing } from "../pass-role.ts";
import { patchKeys, permissionOnRestApi } from "./authorization.ts";
import { restPartNotFound } from "./errors.ts";
import { foundRestApi, ownRestApi } from "./found.ts";
import { briefRefusal, patchedBy, patchesAt, type PatchTable, replacing, textOf } from "./patch.ts";
import { restQuotas, requireRestQuota } from "./quotas.ts";

/** The operations on authorizers, which are kept and shown; no method that uses one can be invoked. */
export const authorizerOperations: readonly Operation<Call>[] = [
  operation(
    CreateAuthorizer$,
    passing(
      {
        authorize: permissionOnRestApi(CreateAuthorizer$, (input: CreateInput) =>
          requestKeys({ AuthorizerType: input.type, AuthorizerUri: input.authorizerUri }),
        ),
        handle: createAuthorizer,
      },
      (input) => input.authorizerCredentials,
    ),
  ),
  operation(GetAuthorizer$, {
    authorize: permissionOnRestApi(GetAuthorizer$),
    handle: async (input: OneAuthorizer<GetAuthorizerRequest>, call) =>
      showAuthorizer((await found(input, call)).authorizer),
  }),
  operation(GetAuthorizers$, { authorize: permissionOnRestApi(GetAuthorizers$), handle: getAuthorizers }),
  operation(
    UpdateAuthorizer$,
    passing(
      {
        authorize: permissionOnRestApi(
          UpdateAuthorizer$,
          ({ patchOperations }: OneAuthorizer<UpdateAuthorizerRequest>) =>
            patchKeys(patchOperations, { "/type": "AuthorizerType", "/authorizerUri": "AuthorizerUri" }),
        ),
        handle: updateAuthorizer,
      },
      (input) => patchesAt(input.patchOperations, "/authorizerCredentials").at(-1)?.value,
    ),
  ),
  operation(DeleteAuthorizer$, {
    authorize: permissionOnRestApi(DeleteAuthorizer$),
    handle: async (input: OneAuthorizer<DeleteAuthorizerRequest>, call) => {
      const { api, authorizer } = await found(input, call);
      await requireUnused(call, api, authorizer);
      await call.tx.restAuthorizers.delete(call.accountId, api.apiId, authorizer.authorizerId);
      return {};
    },
  }),
];

type CreateInput = WithRequired<CreateAuthorizerRequest, "restApiId" | "name" | "type">;
type OneAuthorizer<Request extends { restApiId?: unknown; authorizerId?: unknown }> = WithRequired<
  Request,
  "restApiId" | "authorizerId"
>;

async function createAuthorizer(input: CreateInput, call: Call): Promise<Authorizer> {
  const api = await ownRestApi(call, input.restApiId);
  if (api === undefined) {
    throw conflict("Unable to complete operation due to concurrent modification. Please try again later.");
  }
  const authorizers = await call.tx.restAuthorizers.list(call.accountId, api.apiId);
  if (authorizers.some(({ name }) => name === input.name)) {
    throw conflict(`Authorizer name must be unique. Authorizer ${input.name} already exists in this RestApi.`);
  }
  requireRestQuota("Authorizers", authorizers.length, restQuotas.authorizersPerApi);
  const authorizer: RestAuthorizerRecord = defined({
    authorizerId: await newId({
      kind: "authorizer",
      randomBytes: call.sources.randomBytes,
      isTaken: async (id) => authorizers.some(({ authorizerId }) => authorizerId === id),
    }),
    name: input.name,
    type: input.type,
    providerARNs: input.providerARNs,
    authType: input.authType ?? (input.type === "COGNITO_USER_POOLS" ? "cognito_user_pools" : "custom"),
    authorizerUri: nonEmpty(input.authorizerUri),
    authorizerCredentials: nonEmpty(input.authorizerCredentials),
    identitySource: nonEmpty(input.identitySource),
    identityValidationExpression: nonEmpty(input.identityValidationExpression),
    authorizerResultTtlInSeconds: input.authorizerResultTtlInSeconds ?? 300,
  });
  requireAuthorizer(authorizer);
  await call.tx.restAuthorizers.put(call.accountId, api.apiId, authorizer);
  return showAuthorizer(authorizer);
}

async function getAuthorizers(
  input: WithRequired<GetAuthorizersRequest, "restApiId">,
  call: Call,
): Promise<Authorizers> {
  const { apiId } = await foundRestApi(call, input.restApiId);
  const authorizers = await call.tx.restAuthorizers.list(call.accountId, apiId);
  const page = pageOfAll(authorizers, readPositionWindow(input), ({ authorizerId }) => authorizerId);
  return { items: page.entries.map(showAuthorizer), ...positionPaging(page) };
}

const patches: PatchTable<RestAuthorizerRecord> = {
  "/name": replacing((authorizer, patch) => ({ ...authorizer, name: textOf(patch) })),
  "/type": replacing((authorizer, patch) => ({ ...authorizer, type: readType(textOf(patch)) })),
  "/authType": replacing((authorizer, patch) => ({ ...authorizer, authType: textOf(patch) })),
  "/authorizerUri": replacing((authorizer, patch) =>
    defined({ ...authorizer, authorizerUri: nonEmpty(textOf(patch)) }),
  ),
  "/authorizerCredentials": replacing((authorizer, patch) =>
    defined({ ...authorizer, authorizerCredentials: nonEmpty(textOf(patch)) }),
  ),
  "/identitySource": replacing((authorizer, patch) =>
    defined({ ...authorizer, identitySource: nonEmpty(textOf(patch)) }),
  ),
  "/identityValidationExpression": replacing((authorizer, patch) =>
    defined({ ...authorizer, identityValidationExpression: nonEmpty(textOf(patch)) }),
  ),
  "/authorizerResultTtlInSeconds": replacing((authorizer, patch) => ({
    ...authorizer,
    authorizerResultTtlInSeconds: Number(textOf(patch)),
  })),
  "/providerARNs": {
    ops: ["add", "remove"],
    apply: (authorizer, patch) => {
      const others = (authorizer.providerARNs ?? []).filter((arn) => arn !== textOf(patch));
      return { ...authorizer, providerARNs: patch.op === "remove" ? others : [...others, textOf(patch)] };
    },
  },
};

async function updateAuthorizer(input: OneAuthorizer<UpdateAuthorizerRequest>, call: Call): Promise<Authorizer> {
  const { api, authorizer: stored } = await found(input, call);
  const authorizer = patchedBy(stored, input.patchOperations, { table: patches, refusal: briefRefusal });
  requireAuthorizer(authorizer);
  await call.tx.restAuthorizers.put(call.accountId, api.apiId, authorizer);
  return showAuthorizer(authorizer);
}

function readType(value: string): RestAuthorizerRecord["type"] {
  if (value !== "TOKEN" && value !== "REQUEST" && value !== "COGNITO_USER_POOLS") {
    throw badRequest("Invalid authorizer type specified. Valid options are TOKEN,REQUEST,COGNITO_USER_POOLS");
  }
  return value;
}

function requireAuthorizer(authorizer: RestAuthorizerRecord): void {
  const { name, type, authorizerUri, providerARNs = [], authorizerResultTtlInSeconds: ttl } = authorizer;
  if (name.trim() === "") {
    throw badRequest("Authorizer name cannot be empty");
  }
  if (type !== "COGNITO_USER_POOLS" && authorizerUri === undefined) {
    throw badRequest(
      "Invalid Authorizer URI: null. Authorizer URI should be a valid API Gateway ARN that represents a Lambda function invocation.",
    );
  }
  if (type === "COGNITO_USER_POOLS" && providerARNs.length === 0) {
    throw badRequest("Invalid Provider ARNs specified: COGNITO_USER_POOLS authorizers need at least one");
  }
  const max = restQuotas.authorizerResultTtlSecondsMax;
  if (!Number.isInteger(ttl) || ttl < 0 || ttl > max) {
    throw badRequest(`Authorizer result TTL must be between 0 and ${max} seconds`);
  }
}

async function requireUnused(
  call: Call,
  { apiId }: RestApiRecord,
  { authorizerId }: RestAuthorizerRecord,
): Promise<void> {
  const resources = await call.tx.restResources.list(call.accountId, apiId);
  const methods = resources.flatMap((resource) => Object.values(resource.methods));
  if (methods.some((method) => method.authorizerId === authorizerId)) {
    throw conflict(`Cannot delete authorizer '${authorizerId}', is referenced in a method`);
  }
}

async function found(
  { restApiId, authorizerId }: { readonly restApiId: string; readonly authorizerId: string },
  call: Call,
): Promise<{ readonly api: RestApiRecord; readonly authorizer: RestAuthorizerRecord }> {
  const api = await ownRestApi(call, restApiId);
  const authorizer = api && (await call.tx.restAuthorizers.get(call.accountId, api.apiId, authorizerId));
  if (api === undefined || authorizer === undefined) {
    throw restPartNotFound("Authorizer");
  }
  return { api, authorizer };
}

function showAuthorizer({ authorizerId, providerARNs, ...authorizer }: RestAuthorizerRecord): Authorizer {
  return { id: authorizerId, ...authorizer, providerARNs: providerARNs && [...providerARNs] };
}
