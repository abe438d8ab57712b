import {
  type Api,
  ImportApi$,
  type ImportApiRequest,
  ReimportApi$,
  type ReimportApiRequest,
} from "@aws-sdk/client-apigatewayv2";
import type { ApiRecord } from "../../../store/records.ts";
import type { AuthorizationCheck, Operation, WithRequired } from "../../../wire/operation.ts";
import { type Call, operation } from "../../call.ts";
import { newApi, showApi } from "../apis.ts";
import { permission, permissionOnApi } from "../authorization.ts";
import { requireAuthorizer } from "../authorizer-rules.ts";
import { readCors, showCors } from "../cors.ts";
import { defined } from "../defined.ts";
import { deployAutomatically } from "../deployments.ts";
import { badRequest } from "../errors.ts";
import { foundApi } from "../found.ts";
import { newId } from "../ids.ts";
import { insertIntegration } from "../integrations.ts";
import { passRoleChecks, requireOwnRole } from "../pass-role.ts";
import { quotas, requireQuota } from "../quotas.ts";
import { insertRoute } from "../routes.ts";
import { stageRoleChecks } from "../stage-roles.ts";
import { withTags } from "../tag-set.ts";
import { parseOpenApi } from "./document.ts";
import { type BasepathMode, type ImportedApi, readOpenApi } from "./read-openapi.ts";

/** The operations that make APIs of OpenAPI documents. */
export const importOperations: readonly Operation<Call>[] = [
  operation(ImportApi$, {
    authorize: permission<ImportInput>(ImportApi$),
    authorizeFurther: rolesPassed,
    handle: importApi,
  }),
  operation(ReimportApi$, {
    authorize: permissionOnApi<ReimportInput>(ReimportApi$),
    authorizeFurther: rolesPassed,
    handle: reimportApi,
  }),
];

type ImportInput = WithRequired<ImportApiRequest, "Body">;
type ReimportInput = WithRequired<ReimportApiRequest, "ApiId" | "Body">;

async function importApi(input: ImportInput, call: Call): Promise<Api> {
  const imported = readInput(input, call);
  const api = await newApi(call, membersOf(imported));
  await call.tx.apis.insert(api);
  await fill(call, api, imported);
  return reply(api, imported);
}

/** Everything in the API gives way to the document, tags included, as observed; stages and deployments stay. */
async function reimportApi(input: ReimportInput, call: Call): Promise<Api> {
  const { corsConfiguration: _, description: __, version: ___, ...stored } = await foundApi(call, input.ApiId);
  const imported = readInput(input, call);
  const api: ApiRecord = { ...stored, ...membersOf(imported) };
  await call.tx.apis.update(api);
  const { accountId, apiId } = api;
  for (const { routeId } of await call.tx.routes.list(accountId, apiId)) {
    await call.tx.routes.delete(accountId, apiId, routeId);
  }
  for (const { integrationId } of await call.tx.integrations.list(accountId, apiId)) {
    await call.tx.integrations.delete(accountId, apiId, integrationId);
  }
  for (const { authorizerId } of await call.tx.authorizers.list(accountId, apiId)) {
    await call.tx.authorizers.delete(accountId, apiId, authorizerId);
  }
  await fill(call, api, imported);
  await deployAutomatically(call, api);
  return reply(api, imported);
}

function readInput({ Body, Basepath = "ignore", FailOnWarnings }: ImportInput, call: Call): ImportedApi {
  if (!isBasepathMode(Basepath)) {
    throw badRequest(`Invalid basepath specified: ${Basepath}. Must be one of [ignore, prepend, split]`);
  }
  const imported = readOpenApi(parseOpenApi(Body, call), Basepath);
  if (FailOnWarnings === true && imported.warnings.length > 0) {
    throw badRequest(`Warnings found during import:\n${imported.warnings.map((text) => `\t${text}`).join("\n")}`);
  }
  rolesOf(imported).forEach((roleArn) => requireOwnRole(roleArn, call));
  return imported;
}

function isBasepathMode(text: string): text is BasepathMode {
  return text === "ignore" || text === "prepend" || text === "split";
}

/** A document hands roles to the gateway like any request that makes an integration; one that cannot be read hands none. */
async function rolesPassed(
  { ApiId, Body }: { readonly ApiId?: string; readonly Body: string },
  call: Call,
): Promise<readonly AuthorizationCheck[]> {
  let imported: ImportedApi;
  try {
    imported = readOpenApi(parseOpenApi(Body, call), "ignore");
  } catch {
    // What is wrong with it is reported once the call is authorized.
    return [];
  }
  const roles = rolesOf(imported);
  return [...roles.flatMap((roleArn) => passRoleChecks(roleArn, call)), ...(await stageRoleChecks(ApiId, roles, call))];
}

function rolesOf({ routes, authorizers }: ImportedApi): readonly string[] {
  const all = [
    ...routes.map(({ integration }) => integration?.credentialsArn),
    ...[...authorizers.values()].map(({ authorizerCredentialsArn }) => authorizerCredentialsArn),
  ];
  return [...new Set(all)].filter((arn) => arn !== undefined);
}

function membersOf(imported: ImportedApi) {
  return defined({
    name: requireLength("Name", imported.name, 128),
    description:
      imported.description === undefined ? undefined : requireLength("Description", imported.description, 1024),
    version: imported.version === undefined ? undefined : requireLength("Version", imported.version, 64),
    disableExecuteApiEndpoint: imported.disableExecuteApiEndpoint,
    ipAddressType: imported.ipAddressType,
    corsConfiguration: imported.cors === undefined ? undefined : readCors(showCors(imported.cors)),
    tags: withTags({}, imported.tags),
  });
}

function requireLength(what: string, text: string, max: number): string {
  if (text.length > max) {
    throw badRequest(`${what} must have a length of at most ${max}`);
  }
  return text;
}

/** Writes the parts of an API that has none. */
async function fill(call: Call, api: ApiRecord, { authorizers, routes }: ImportedApi): Promise<void> {
  requireQuota("Authorizers", authorizers.size - 1, quotas.authorizersPerApi);
  const authorizerIds = new Map<string, string>();
  for (const [name, authorizer] of authorizers) {
    const authorizerId = await newId({
      kind: "authorizer",
      randomBytes: call.sources.randomBytes,
      isTaken: async (id) => (await call.tx.authorizers.get(call.accountId, api.apiId, id)) !== undefined,
    });
    await call.tx.authorizers.put(call.accountId, api.apiId, requireAuthorizer({ authorizerId, ...authorizer }));
    authorizerIds.set(name, authorizerId);
  }
  const integrationIds = new Map<string, string>();
  for (const { integration, integrationKey = "", authorizer = "", ...route } of routes) {
    if (integration !== undefined && !integrationIds.has(integrationKey)) {
      integrationIds.set(integrationKey, (await insertIntegration(call, api, integration)).integrationId);
    }
    const integrationId = integrationIds.get(integrationKey);
    await insertRoute(
      call,
      api,
      defined({
        ...route,
        apiKeyRequired: false,
        authorizerId: authorizerIds.get(authorizer),
        target: integrationId === undefined ? undefined : `integrations/${integrationId}`,
      }),
    );
  }
}

function reply(api: ApiRecord, { warnings, infos }: ImportedApi): Api {
  return {
    ...showApi(api),
    ...(infos.length > 0 && { ImportInfo: [...infos] }),
    ...(warnings.length > 0 && { Warnings: [...warnings] }),
  };
}
