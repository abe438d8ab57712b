import { ExportApi$, type ExportApiRequest } from "@aws-sdk/client-apigatewayv2";
import { stringify } from "yaml";
import type {
  ApiRecord,
  ApiSnapshot,
  AuthorizerRecord,
  IntegrationRecord,
  RouteRecord,
} from "../../../store/records.ts";
import type { Operation, WithRequired } from "../../../wire/operation.ts";
import { type Call, operation } from "../../call.ts";
import { apiEndpoint } from "../arns.ts";
import { permissionOnApi } from "../authorization.ts";
import { shownDate } from "../date.ts";
import { badRequest } from "../errors.ts";
import { foundApi, foundDeployment, foundStage } from "../found.ts";

/** The operation that makes OpenAPI documents of APIs. */
export const exportOperations: readonly Operation<Call>[] = [
  operation(ExportApi$, { authorize: permissionOnApi(ExportApi$), handle: exportApi }),
];

type Input = WithRequired<ExportApiRequest, "ApiId" | "Specification" | "OutputType">;

async function exportApi(input: Input, call: Call): Promise<{ readonly body: Uint8Array }> {
  if (input.Specification !== "OAS30") {
    throw badRequest(`Invalid specification specified: ${input.Specification}. Must be OAS30`);
  }
  if (input.ExportVersion !== undefined && input.ExportVersion !== "1.0") {
    throw badRequest(`Invalid export version specified: ${input.ExportVersion}. Must be 1.0`);
  }
  const api = await foundApi(call, input.ApiId);
  const { StageName: stageName } = input;
  const snapshot = stageName === undefined ? await latest(call, api) : await deployed(call, api, stageName);
  const document = openApiOf(snapshot, { stageName, extensions: input.IncludeExtensions ?? true });
  switch (input.OutputType) {
    case "JSON":
      return { body: Buffer.from(JSON.stringify(document, undefined, 2)) };
    case "YAML":
      return { body: Buffer.from(stringify(document, { aliasDuplicateObjects: false })) };
    default:
      throw badRequest(`Invalid output type specified: ${input.OutputType}. Must be one of [JSON, YAML]`);
  }
}

async function latest(call: Call, api: ApiRecord): Promise<ApiSnapshot> {
  const { accountId, apiId } = api;
  return {
    api,
    routes: await call.tx.routes.list(accountId, apiId),
    integrations: await call.tx.integrations.list(accountId, apiId),
    authorizers: await call.tx.authorizers.list(accountId, apiId),
  };
}

async function deployed(call: Call, api: ApiRecord, stageName: string): Promise<ApiSnapshot> {
  const { deploymentId } = await foundStage(call, api.apiId, stageName);
  if (deploymentId === undefined) {
    throw badRequest(`Stage ${stageName} has no deployment to export`);
  }
  return (await foundDeployment(call, api.apiId, deploymentId)).snapshot;
}

interface ExportOptions {
  readonly stageName: string | undefined;
  readonly extensions: boolean;
}

/** An API as an OpenAPI 3.0 document; with the extensions, importing it again makes the same API. */
export function openApiOf(snapshot: ApiSnapshot, { stageName, extensions }: ExportOptions): object {
  const { api, routes, integrations } = snapshot;
  const authorizers = (snapshot.authorizers ?? []).toSorted((first, second) => (first.name < second.name ? -1 : 1));
  const basePath = stageName === undefined || stageName === "$default" ? "" : stageName;
  const paths: Record<string, Record<string, object>> = {};
  for (const route of routes.toSorted((first, second) => (first.routeKey < second.routeKey ? -1 : 1))) {
    const [method = "", path = ""] = route.routeKey === "$default" ? ["ANY", "/$default"] : route.routeKey.split(" ");
    const integration = integrations.find(({ integrationId }) => route.target === `integrations/${integrationId}`);
    const authorizer = authorizers.find(({ authorizerId }) => authorizerId === route.authorizerId);
    const item = (paths[path] ??= {});
    item[method === "ANY" ? "x-amazon-apigateway-any-method" : method.toLowerCase()] = {
      ...(route.operationName !== undefined && { operationId: route.operationName }),
      ...pathParameters(path),
      responses: { default: { description: `Default response for ${route.routeKey}` } },
      ...(authorizer !== undefined && { security: [{ [authorizer.name]: route.authorizationScopes ?? [] }] }),
      ...(extensions && extensionsOf(route, integration)),
    };
  }
  const schemes = Object.fromEntries(authorizers.map((one) => [one.name, schemeOf(one, extensions)]));
  const tags = Object.entries(api.tags);
  return {
    openapi: "3.0.1",
    info: {
      title: api.name,
      ...(api.description !== undefined && { description: api.description }),
      version: api.version ?? shownDate(api.createdAtMs).toISOString().replace(".000Z", "Z"),
    },
    servers: [
      {
        url: `${apiEndpoint(api)}/{basePath}`,
        variables: { basePath: { default: basePath } },
        ...(extensions && endpointExtension(api)),
      },
    ],
    ...(tags.length > 0 && {
      tags: tags.map(([name, value]) => ({ name, ...(extensions && { "x-amazon-apigateway-tag-value": value }) })),
    }),
    paths,
    ...(authorizers.length > 0 && { components: { securitySchemes: schemes } }),
    ...(extensions && {
      ...(api.corsConfiguration !== undefined && { "x-amazon-apigateway-cors": api.corsConfiguration }),
      "x-amazon-apigateway-importexport-version": "1.0",
    }),
  };
}

/** What is not as of itself, under the server, where it is documented to stand in OpenAPI 3.0. */
function endpointExtension({ disableExecuteApiEndpoint, ipAddressType }: ApiRecord): object {
  const endpoint = {
    ...(disableExecuteApiEndpoint && { disableExecuteApiEndpoint }),
    ...(ipAddressType === "dualstack" && { ipAddressType }),
  };
  return Object.keys(endpoint).length === 0 ? {} : { "x-amazon-apigateway-endpoint-configuration": endpoint };
}

function extensionsOf(route: RouteRecord, integration: IntegrationRecord | undefined): object {
  return {
    ...(route.authorizationType === "AWS_IAM" && { "x-amazon-apigateway-auth": { type: "AWS_IAM" } }),
    ...(route.routeKey === "$default" && { isDefaultRoute: true }),
    ...(integration !== undefined && { "x-amazon-apigateway-integration": integrationExtension(integration) }),
  };
}

function integrationExtension(integration: IntegrationRecord): object {
  const { integrationType, integrationMethod, integrationUri, credentialsArn, ...rest } = integration;
  const { integrationId: _, apiGatewayManaged: __, ...shared } = rest;
  return {
    ...shared,
    type: integrationType.toLowerCase(),
    ...(integrationMethod !== undefined && { httpMethod: integrationMethod }),
    ...(integrationUri !== undefined && { uri: integrationUri }),
    ...(credentialsArn !== undefined && { credentials: credentialsArn }),
  };
}

function schemeOf(authorizer: AuthorizerRecord, extensions: boolean): object {
  const { authorizerId: _, name: __, authorizerType, authorizerCredentialsArn, identitySource, ...rest } = authorizer;
  const isJwt = authorizerType === "JWT";
  return {
    ...(isJwt ? { type: "oauth2", flows: {} } : { type: "apiKey", name: "Authorization", in: "header" }),
    ...(extensions && {
      "x-amazon-apigateway-authorizer": {
        type: authorizerType.toLowerCase(),
        ...rest,
        ...(authorizerCredentialsArn !== undefined && { authorizerCredentials: authorizerCredentialsArn }),
        identitySource: identitySource.join(","),
      },
    }),
  };
}

function pathParameters(path: string): object {
  const names = [...path.matchAll(/\{([^}]+?)\+?\}/g)].map(([, name = ""]) => name);
  return names.length === 0
    ? {}
    : {
        parameters: names.map((name) => ({
          name,
          in: "path",
          description: `Generated path parameter for ${name}`,
          required: true,
          schema: { type: "string" },
        })),
      };
}
