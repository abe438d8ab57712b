import type { AuthorizerRecord, CorsConfiguration, IntegrationRecord, RouteRecord } from "../../../store/records.ts";
import { defined } from "../defined.ts";
import { badRequest } from "../errors.ts";
import { type JsonObject, members, object, text, texts } from "./document.ts";

/** An API as a document describes it. */
export interface ImportedApi {
  readonly name: string;
  readonly version: string | undefined;
  readonly description: string | undefined;
  readonly cors: CorsConfiguration | undefined;
  readonly disableExecuteApiEndpoint: boolean;
  readonly ipAddressType: "ipv4" | "dualstack" | undefined;
  readonly tags: Readonly<Record<string, string>>;
  /** By the name of their security scheme. */
  readonly authorizers: ReadonlyMap<string, Omit<AuthorizerRecord, "authorizerId">>;
  readonly routes: readonly ImportedRoute[];
  readonly warnings: readonly string[];
  readonly infos: readonly string[];
}

/** A route with what it leads to, the parts not yet having ids. */
export interface ImportedRoute extends Pick<RouteRecord, "routeKey" | "authorizationType"> {
  readonly authorizationScopes?: readonly string[];
  readonly operationName?: string;
  /** The name of the route's security scheme. */
  readonly authorizer?: string;
  /** Routes with the same key share an integration; every other has its own. */
  readonly integrationKey?: string;
  readonly integration?: Omit<IntegrationRecord, "integrationId">;
}

/** How the path in the document's server URL counts. */
export type BasepathMode = "ignore" | "prepend" | "split";

const methods = ["get", "put", "post", "delete", "options", "head", "patch", "x-amazon-apigateway-any-method"];

/**
 * Reads what a document with API Gateway's extensions
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-swagger-extensions.html) makes of an API.
 * Throws a 400 for what cannot be an API; what is passed over is told in warnings, what does not matter in infos.
 */
export function readOpenApi(document: JsonObject, basepath: BasepathMode): ImportedApi {
  const info = object(document["info"]);
  const name = text(info?.["title"]);
  if (name === undefined) {
    throw badRequest("Invalid OpenAPI input. The document needs a title in its info");
  }
  const notes: Notes = { warnings: [], infos: [] };
  const authorizers = readAuthorizers(document, notes);
  const prefix = basePathOf(document, basepath);
  const routes = members(document["paths"]).flatMap(([path, item]) => {
    return members(item).flatMap(([method, operation]) => {
      if (methods.includes(method)) {
        return [readRoute({ document, authorizers, notes, path: `${prefix}${path}` }, method, object(operation) ?? {})];
      }
      if (method === "trace") {
        notes.warnings.push(`Method TRACE of ${path} is not supported, ignoring.`);
      }
      return [];
    });
  });
  return {
    name,
    version: text(info?.["version"]),
    description: text(info?.["description"]),
    cors: readCorsExtension(document["x-amazon-apigateway-cors"], notes),
    ...readEndpoint(document, notes),
    tags: readTags(document["tags"]),
    authorizers,
    routes,
    ...notes,
  };
}

interface Notes {
  readonly warnings: string[];
  readonly infos: string[];
}

interface Place {
  readonly document: JsonObject;
  readonly authorizers: ImportedApi["authorizers"];
  readonly notes: Notes;
  readonly path: string;
}

function readRoute(place: Place, method: string, operation: JsonObject): ImportedRoute {
  const { path, notes } = place;
  const isDefault = path.endsWith("/$default") && method === "x-amazon-apigateway-any-method";
  const verb = method === "x-amazon-apigateway-any-method" ? "ANY" : method.toUpperCase();
  const routeKey = isDefault ? "$default" : `${verb} ${path}`;
  const extension = object(operation["x-amazon-apigateway-integration"]);
  const reference = text(extension?.["$ref"]);
  warnOfMissing(place, method, operation);
  const integration = readIntegration(reference === undefined ? extension : referred(place.document, reference), {
    notes,
    routeKey,
  });
  return defined({
    routeKey,
    operationName: text(operation["operationId"]),
    integration,
    integrationKey: integration && (reference ?? routeKey),
    ...readSecurity(place, routeKey, operation),
  });
}

/** Warns of schemas that responses name and the document lacks, in observed words. */
function warnOfMissing({ document, notes, path }: Place, method: string, operation: JsonObject): void {
  for (const [status, response] of members(operation["responses"])) {
    for (const [, media] of members(object(response)?.["content"])) {
      const reference = text(object(object(media)?.["schema"])?.["$ref"]);
      if (reference?.startsWith("#/") === true && lookUp(document, reference) === undefined) {
        const place = `paths.'${path}'(${method}).responses.${status}.content.schema`;
        notes.warnings.push(`Parse issue: attribute ${place}.${reference} is missing`);
      }
    }
  }
}

/** The object that `#/components/…` names; throws a 400 when there is none. */
function referred(document: JsonObject, reference: string): JsonObject {
  const target = lookUp(document, reference);
  if (target === undefined) {
    throw badRequest(`Invalid OpenAPI input. There is nothing at ${reference}`);
  }
  return target;
}

function lookUp(document: JsonObject, reference: string): JsonObject | undefined {
  const parts = reference.startsWith("#/") ? reference.slice(2).split("/") : [];
  let found: unknown = document;
  for (const part of parts) {
    const key = part.replaceAll("~1", "/").replaceAll("~0", "~");
    const parent = object(found);
    found = parent !== undefined && Object.hasOwn(parent, key) ? parent[key] : undefined;
  }
  return parts.length === 0 ? undefined : object(found);
}

function readIntegration(
  extension: JsonObject | undefined,
  { notes, routeKey }: { readonly notes: Notes; readonly routeKey: string },
): ImportedRoute["integration"] {
  if (extension === undefined) {
    notes.infos.push(`Route ${routeKey} has no integration.`);
    return undefined;
  }
  const type = text(extension["type"])?.toUpperCase();
  if (type !== "HTTP_PROXY" && type !== "AWS_PROXY") {
    notes.warnings.push(`Integration type ${type ?? "of no name"} of ${routeKey} is not supported, ignoring.`);
    return undefined;
  }
  const integrationType: IntegrationRecord["integrationType"] = type;
  const integrationSubtype = text(extension["integrationSubtype"]);
  const timeout = extension["timeoutInMillis"];
  const serverNameToVerify = text(object(extension["tlsConfig"])?.["serverNameToVerify"]);
  return defined({
    integrationType,
    integrationUri: text(extension["uri"]),
    integrationMethod:
      text(extension["httpMethod"])?.toUpperCase() ??
      (type === "AWS_PROXY" && integrationSubtype === undefined ? "POST" : undefined),
    integrationSubtype,
    connectionType: text(extension["connectionType"]) === "VPC_LINK" ? ("VPC_LINK" as const) : ("INTERNET" as const),
    connectionId: text(extension["connectionId"]),
    credentialsArn: text(extension["credentials"]),
    description: text(extension["description"]),
    payloadFormatVersion: versionText(extension["payloadFormatVersion"]) ?? "1.0",
    timeoutInMillis: typeof timeout === "number" ? requireTimeout(timeout) : 30_000,
    requestParameters: textMap(extension["requestParameters"]),
    responseParameters: responseParameters(extension["responseParameters"]),
    tlsConfig: serverNameToVerify === undefined ? undefined : { serverNameToVerify },
  });
}

/** The limits that the API model sets where integrations are made by hand. */
function requireTimeout(timeout: number): number {
  if (!Number.isInteger(timeout) || timeout < 50 || timeout > 30_000) {
    throw badRequest("Timeout should be between 50 ms and 30000 ms");
  }
  return timeout;
}

/** Versions are written without quotes as often as with them, and YAML makes numbers of the former. */
function versionText(value: unknown): string | undefined {
  return typeof value === "number" ? value.toFixed(1) : text(value);
}

function textMap(value: unknown): Readonly<Record<string, string>> | undefined {
  const entries = members(value).map(([key, item]) => [key, String(item)] as const);
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

function responseParameters(value: unknown): IntegrationRecord["responseParameters"] {
  const entries = members(value).flatMap(([status, mappings]) => {
    const map = textMap(mappings);
    return map === undefined ? [] : [[status, map] as const];
  });
  return entries.length === 0 ? undefined : Object.fromEntries(entries);
}

type Security = Pick<ImportedRoute, "authorizationType" | "authorizationScopes" | "authorizer">;

function readSecurity({ document, authorizers }: Place, routeKey: string, operation: JsonObject): Security {
  const auth = readAuth(routeKey, operation);
  if (auth === "AWS_IAM") {
    return { authorizationType: "AWS_IAM" };
  }
  const [requirement, ...others] = securityRequirements(routeKey, operation["security"] ?? document["security"]);
  if (requirement === undefined || auth === "NONE") {
    return { authorizationType: "NONE" };
  }
  if (others.length > 0) {
    throw badRequest(`Invalid OpenAPI input. ${routeKey} has more than one security requirement`);
  }
  const [scheme, scopes] = requirement;
  const authorizer = authorizers.get(scheme);
  if (authorizer === undefined) {
    // A route that its owner wanted guarded must not be left open.
    throw badRequest(
      `Invalid OpenAPI input. ${routeKey} requires ${scheme}, which is no security scheme with an authorizer`,
    );
  }
  const authorizationScopes = texts(scopes);
  return authorizer.authorizerType === "JWT"
    ? {
        authorizationType: "JWT",
        authorizer: scheme,
        ...(authorizationScopes !== undefined && authorizationScopes.length > 0 && { authorizationScopes }),
      }
    : { authorizationType: "CUSTOM", authorizer: scheme };
}

/** The type of `x-amazon-apigateway-auth`, as documented one of two in any case; throws a 400 for any other. */
function readAuth(routeKey: string, { "x-amazon-apigateway-auth": extension }: JsonObject): string | undefined {
  const type = text(object(extension)?.["type"])?.toUpperCase();
  if (extension !== undefined && type !== "AWS_IAM" && type !== "NONE") {
    throw badRequest(`Invalid OpenAPI input. ${routeKey} has an x-amazon-apigateway-auth that is not AWS_IAM or NONE`);
  }
  return type;
}

/**
 * The schemes that requirements name, with their scopes. Throws a 400 for what is no list of maps: taken for no
 * requirement, it would open what its owner wanted guarded.
 */
function securityRequirements(routeKey: string, requirements: unknown): readonly (readonly [string, unknown])[] {
  const list: readonly unknown[] | undefined = Array.isArray(requirements) ? requirements : undefined;
  if (requirements !== undefined && list?.every((item) => object(item) !== undefined) !== true) {
    throw badRequest(`Invalid OpenAPI input. The security of ${routeKey} is no list of security requirements`);
  }
  return (list ?? []).flatMap((item) => members(item));
}

function readAuthorizers(document: JsonObject, notes: Notes): ImportedApi["authorizers"] {
  const found = new Map<string, Omit<AuthorizerRecord, "authorizerId">>();
  for (const [name, scheme] of members(object(document["components"])?.["securitySchemes"])) {
    const extension = object(object(scheme)?.["x-amazon-apigateway-authorizer"]);
    const type = text(extension?.["type"])?.toLowerCase();
    if (extension === undefined || (type !== "jwt" && type !== "request")) {
      notes.infos.push(`Security scheme ${name} has no authorizer that HTTP APIs support, ignoring.`);
      continue;
    }
    const ttl = extension["authorizerResultTtlInSeconds"];
    const jwt = object(extension["jwtConfiguration"]);
    const simple = extension["enableSimpleResponses"];
    const authorizer = {
      name,
      authorizerType: type === "jwt" ? ("JWT" as const) : ("REQUEST" as const),
      identitySource: sources(extension["identitySource"]),
      jwtConfiguration: jwt && defined({ issuer: text(jwt["issuer"]), audience: texts(jwt["audience"]) }),
      authorizerUri: text(extension["authorizerUri"]),
      authorizerCredentialsArn: text(extension["authorizerCredentials"]),
      authorizerPayloadFormatVersion: versionText(extension["authorizerPayloadFormatVersion"]),
      authorizerResultTtlInSeconds: typeof ttl === "number" ? ttl : undefined,
      enableSimpleResponses: typeof simple === "boolean" ? simple : undefined,
    };
    found.set(name, defined(authorizer));
  }
  return found;
}

/** One text with commas or a list. */
function sources(value: unknown): readonly string[] {
  return (
    texts(value) ??
    text(value)
      ?.split(",")
      .map((source) => source.trim()) ??
    []
  );
}

function readCorsExtension(value: unknown, notes: Notes): CorsConfiguration | undefined {
  if (value === undefined) {
    return undefined;
  }
  const cors = object(value);
  if (cors === undefined) {
    notes.warnings.push("CORS Scheme is malformed, ignoring.");
    return undefined;
  }
  const { allowCredentials, maxAge } = cors;
  return defined({
    allowCredentials: typeof allowCredentials === "boolean" ? allowCredentials : undefined,
    allowHeaders: texts(cors["allowHeaders"]),
    allowMethods: texts(cors["allowMethods"]),
    allowOrigins: texts(cors["allowOrigins"]),
    exposeHeaders: texts(cors["exposeHeaders"]),
    maxAge: typeof maxAge === "number" ? maxAge : undefined,
  });
}

/**
 * What servers say of the API's endpoint, where AWS documents it for OpenAPI 3.0, or the document itself, where it stands
 * in AWS's own examples. One place that closes the endpoint closes it.
 */
function readEndpoint(
  document: JsonObject,
  notes: Notes,
): Pick<ImportedApi, "disableExecuteApiEndpoint" | "ipAddressType"> {
  const found = [...serversOf(document), document].map((place) =>
    object(place["x-amazon-apigateway-endpoint-configuration"]),
  );
  const type = found.map((endpoint) => text(endpoint?.["ipAddressType"])).find((one) => one !== undefined);
  const ipAddressType = type === "ipv4" || type === "dualstack" ? type : undefined;
  if (type !== ipAddressType) {
    notes.warnings.push(`IP address type ${type} is not supported, ignoring.`);
  }
  return {
    disableExecuteApiEndpoint: found.some((endpoint) => endpoint?.["disableExecuteApiEndpoint"] === true),
    ipAddressType,
  };
}

function serversOf(document: JsonObject): readonly JsonObject[] {
  const servers: readonly unknown[] = Array.isArray(document["servers"]) ? document["servers"] : [];
  return servers.map((server) => object(server) ?? {});
}

function readTags(value: unknown): Readonly<Record<string, string>> {
  const list: readonly unknown[] = Array.isArray(value) ? value : [];
  return Object.fromEntries(
    list.flatMap((tag) => {
      const name = text(object(tag)?.["name"]);
      const given = object(tag)?.["x-amazon-apigateway-tag-value"];
      return name === undefined || typeof given !== "string" ? [] : [[name, given]];
    }),
  );
}

/** The path of the first server's URL, as far as it becomes part of the routes: all of it, or all but its first part. */
function basePathOf(document: JsonObject, mode: BasepathMode): string {
  const [server] = serversOf(document);
  const variables = object(server?.["variables"]);
  const url = (text(server?.["url"]) ?? "").replaceAll(/\{(\w+)\}/g, (_, name: string) => {
    return text(object(variables?.[name])?.["default"]) ?? "";
  });
  const parts = url
    .replace(/^[a-z][a-z0-9+.-]*:\/\/[^/]*/i, "")
    .split("/")
    .filter((part) => part !== "");
  const kept = mode === "ignore" ? [] : mode === "prepend" ? parts : parts.slice(1);
  return kept.map((part) => `/${part}`).join("");
}
