import {
  CreateIntegration$,
  type CreateIntegrationRequest,
  DeleteIntegration$,
  type DeleteIntegrationRequest,
  GetIntegration$,
  type GetIntegrationRequest,
  GetIntegrations$,
  type GetIntegrationsRequest,
  type GetIntegrationsResponse,
  type Integration,
  UpdateIntegration$,
  type UpdateIntegrationRequest,
} from "@aws-sdk/client-apigatewayv2";
import type { ApiRecord, IntegrationRecord } from "../../store/records.ts";
import type { Operation, WithRequired } from "../../wire/operation.ts";
import { pageOfAll, readRestWindow, restPaging } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { permissionOnApi } from "./authorization.ts";
import { defined, nonEmpty, patched } from "./defined.ts";
import { deployAutomatically } from "./deployments.ts";
import { badRequest, conflict, notOnHttp } from "./errors.ts";
import { foundApi, foundIntegration } from "./found.ts";
import { newId } from "./ids.ts";
import { requireIntegration, requireVpcLink } from "./integration-rules.ts";
import { quotas, requireQuota } from "./quotas.ts";
import { passingRole } from "./stage-roles.ts";

/** The operations on integrations. */
export const integrationOperations: readonly Operation<Call>[] = [
  operation(
    CreateIntegration$,
    passingRole({ authorize: permissionOnApi(CreateIntegration$), handle: createIntegration }),
  ),
  operation(GetIntegration$, {
    authorize: permissionOnApi(GetIntegration$),
    handle: async (input: OneIntegration<GetIntegrationRequest>, call) => {
      const { apiId } = await foundApi(call, input.ApiId);
      return showIntegration(await foundIntegration(call, apiId, input.IntegrationId));
    },
  }),
  operation(GetIntegrations$, {
    authorize: permissionOnApi(GetIntegrations$),
    handle: getIntegrations,
  }),
  operation(
    UpdateIntegration$,
    passingRole({ authorize: permissionOnApi(UpdateIntegration$), handle: updateIntegration }),
  ),
  operation(DeleteIntegration$, {
    authorize: permissionOnApi(DeleteIntegration$),
    handle: deleteIntegration,
  }),
];

type CreateInput = WithRequired<CreateIntegrationRequest, "ApiId" | "IntegrationType">;
type OneIntegration<Request extends { ApiId?: unknown; IntegrationId?: unknown }> = WithRequired<
  Request,
  "ApiId" | "IntegrationId"
>;

/** Writes a new integration of an API; throws a 400 when an HTTP API cannot have it or has no room for it. */
export async function insertIntegration(
  call: Call,
  api: ApiRecord,
  members: Omit<IntegrationRecord, "integrationId">,
): Promise<IntegrationRecord> {
  const existing = await call.tx.integrations.list(call.accountId, api.apiId);
  const integrationId = await newId({
    kind: "integration",
    randomBytes: call.sources.randomBytes,
    isTaken: async (id) => existing.some((integration) => integration.integrationId === id),
  });
  const integration = { integrationId, ...members };
  await requireVpcLink(call, integration);
  requireIntegration(integration);
  requireQuota("Integrations", existing.length, quotas.integrationsPerApi);
  await call.tx.integrations.put(call.accountId, api.apiId, integration);
  return integration;
}

async function createIntegration(input: CreateInput, call: Call): Promise<Integration> {
  const api = await foundApi(call, input.ApiId);
  requireHttpMembers(input);
  const integrationType = proxyType(input.IntegrationType);
  const integrationSubtype = nonEmpty(input.IntegrationSubtype);
  const integration = await insertIntegration(
    call,
    api,
    defined({
      integrationType,
      integrationUri: nonEmpty(input.IntegrationUri),
      // A function is always called by POST, and replies say so; a URL is called by the client's own method.
      integrationMethod:
        nonEmpty(input.IntegrationMethod) ??
        (integrationType === "AWS_PROXY" && integrationSubtype === undefined ? "POST" : undefined),
      integrationSubtype,
      connectionType: input.ConnectionType ?? "INTERNET",
      connectionId: nonEmpty(input.ConnectionId),
      credentialsArn: nonEmpty(input.CredentialsArn),
      description: nonEmpty(input.Description),
      payloadFormatVersion: nonEmpty(input.PayloadFormatVersion) ?? "1.0",
      timeoutInMillis: input.TimeoutInMillis ?? 30_000,
      requestParameters: someOf(input.RequestParameters ?? {}),
      responseParameters: someOf(withoutEmpty(input.ResponseParameters ?? {})),
      tlsConfig: readTlsConfig(input.TlsConfig),
    }),
  );
  await deployAutomatically(call, api);
  return showIntegration(integration);
}

async function getIntegrations(
  input: WithRequired<GetIntegrationsRequest, "ApiId">,
  call: Call,
): Promise<GetIntegrationsResponse> {
  const { apiId } = await foundApi(call, input.ApiId);
  const integrations = await call.tx.integrations.list(call.accountId, apiId);
  const page = pageOfAll(integrations, readRestWindow(input), (integration) => integration.integrationId);
  return { Items: page.entries.map(showIntegration), ...restPaging(page) };
}

async function updateIntegration(input: OneIntegration<UpdateIntegrationRequest>, call: Call): Promise<Integration> {
  const api = await foundApi(call, input.ApiId);
  const stored = await foundIntegration(call, api.apiId, input.IntegrationId);
  requireHttpMembers(input);
  const integration: IntegrationRecord = defined({
    ...stored,
    integrationType: input.IntegrationType === undefined ? stored.integrationType : proxyType(input.IntegrationType),
    integrationUri: patched(input.IntegrationUri, stored.integrationUri),
    integrationMethod: patched(input.IntegrationMethod, stored.integrationMethod),
    integrationSubtype: patched(input.IntegrationSubtype, stored.integrationSubtype),
    connectionType: input.ConnectionType ?? stored.connectionType,
    connectionId: patched(input.ConnectionId, stored.connectionId),
    credentialsArn: patched(input.CredentialsArn, stored.credentialsArn),
    description: patched(input.Description, stored.description),
    payloadFormatVersion: nonEmpty(input.PayloadFormatVersion) ?? stored.payloadFormatVersion,
    timeoutInMillis: input.TimeoutInMillis ?? stored.timeoutInMillis,
    requestParameters: mergeRequestParameters(stored.requestParameters, input.RequestParameters),
    responseParameters: someOf(withoutEmpty({ ...stored.responseParameters, ...input.ResponseParameters })),
    tlsConfig: input.TlsConfig === undefined ? stored.tlsConfig : readTlsConfig(input.TlsConfig),
  });
  await requireVpcLink(call, integration);
  requireIntegration(integration);
  await call.tx.integrations.put(call.accountId, api.apiId, integration);
  await deployAutomatically(call, api);
  return showIntegration(integration);
}

async function deleteIntegration(input: OneIntegration<DeleteIntegrationRequest>, call: Call): Promise<object> {
  const api = await foundApi(call, input.ApiId);
  const integration = await foundIntegration(call, api.apiId, input.IntegrationId);
  if (integration.apiGatewayManaged === true) {
    throw badRequest("An integration that is managed by API Gateway cannot be deleted");
  }
  const target = `integrations/${integration.integrationId}`;
  const routes = await call.tx.routes.list(call.accountId, api.apiId);
  const referring = routes.filter((route) => route.target === target).map((route) => route.routeId);
  if (referring.length > 0) {
    throw conflict(
      `Cannot delete Integration because it is referenced by the following Routes with Ids: [${referring.join(", ")}]`,
    );
  }
  await call.tx.integrations.delete(call.accountId, api.apiId, integration.integrationId);
  await deployAutomatically(call, api);
  return {};
}

function proxyType(type: string): IntegrationRecord["integrationType"] {
  if (type !== "HTTP_PROXY" && type !== "AWS_PROXY") {
    throw badRequest(
      "Currently, an API with a protocol type of HTTP may only be associated with proxy integrations (AWS_PROXY, HTTP_PROXY)",
    );
  }
  return type;
}

/**
 * Throws a 400 for members that only WebSocket APIs have. The default pass-through behaviour is let by and forgotten,
 * as AWS does: Terraform always sends it.
 */
function requireHttpMembers(input: Partial<Omit<CreateIntegrationRequest, "ApiId" | "IntegrationType">>): void {
  if (input.PassthroughBehavior !== undefined && input.PassthroughBehavior !== "WHEN_NO_MATCH") {
    throw notOnHttp("Pass-through behaviors are");
  }
  if (input.ContentHandlingStrategy !== undefined) {
    throw notOnHttp("Content handling strategies are");
  }
  if (Object.keys(input.RequestTemplates ?? {}).length > 0) {
    throw notOnHttp("Request templates are");
  }
  if (nonEmpty(input.TemplateSelectionExpression) !== undefined) {
    throw notOnHttp("Template selection expressions are");
  }
}

/** Given parameters replace or join the stored; an empty value removes, as documented. */
function mergeRequestParameters(
  stored: IntegrationRecord["requestParameters"],
  given: Readonly<Record<string, string>> | undefined,
): IntegrationRecord["requestParameters"] {
  const entries = Object.entries({ ...stored, ...given });
  return someOf(Object.fromEntries(entries.filter(([, value]) => value !== "")));
}

/** Response mappings without the statuses that map nothing: giving a status no mappings is how to delete them. */
function withoutEmpty(
  parameters: Readonly<Record<string, Readonly<Record<string, string>>>>,
): Readonly<Record<string, Readonly<Record<string, string>>>> {
  return Object.fromEntries(Object.entries(parameters).filter(([, mappings]) => Object.keys(mappings).length > 0));
}

function someOf<Map extends object>(map: Map): Map | undefined {
  return Object.keys(map).length === 0 ? undefined : map;
}

function readTlsConfig(config: CreateIntegrationRequest["TlsConfig"]): IntegrationRecord["tlsConfig"] {
  const serverNameToVerify = nonEmpty(config?.ServerNameToVerify);
  return serverNameToVerify === undefined ? undefined : { serverNameToVerify };
}

/** An integration as replies show it. */
function showIntegration(integration: IntegrationRecord): Integration {
  return {
    ApiGatewayManaged: integration.apiGatewayManaged,
    ConnectionId: integration.connectionId,
    ConnectionType: integration.connectionType,
    CredentialsArn: integration.credentialsArn,
    Description: integration.description,
    IntegrationId: integration.integrationId,
    IntegrationMethod: integration.integrationMethod,
    IntegrationSubtype: integration.integrationSubtype,
    IntegrationType: integration.integrationType,
    IntegrationUri: integration.integrationUri,
    PayloadFormatVersion: integration.payloadFormatVersion,
    RequestParameters: integration.requestParameters && { ...integration.requestParameters },
    ResponseParameters:
      integration.responseParameters &&
      Object.fromEntries(
        Object.entries(integration.responseParameters).map(([status, mappings]) => [status, { ...mappings }]),
      ),
    TimeoutInMillis: integration.timeoutInMillis,
    TlsConfig: integration.tlsConfig && {
      ServerNameToVerify: integration.tlsConfig.serverNameToVerify,
    },
  };
}
