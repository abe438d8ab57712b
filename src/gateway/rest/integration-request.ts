import { Buffer } from "node:buffer";
import { headerValue } from "../../http/raw-request.ts";
import type { GatewayError } from "../gateway-error.ts";
import type { ProxyBody } from "../http-proxy.ts";
import { fillIntegrationUri, type IntegrationUri } from "../integration-uri.ts";
import { wholeBody } from "../lambda-proxy.ts";
import { changeHeader } from "../mapping/change-header.ts";
import { headerText } from "../mapping/mapping-value.ts";
import { traceHeader } from "../proxy-headers.ts";
import type { CompiledRestIntegration } from "./compile-integration.ts";
import { type MappedBody, mappedBody } from "./mapped-body.ts";
import { renderTemplate } from "./mapping-template.ts";
import { type ParameterInput, sourceParts, sourceText } from "./parameter-source.ts";
import { parameterInput, type RestCall } from "./rest-call.ts";
import { restErrors } from "./rest-errors.ts";
import { integrationHeaders, mayBeMapped } from "./rest-headers.ts";

/** A request for an HTTP backend. */
export interface BackendRequest {
  readonly kind: "request";
  readonly origin: string;
  /** Path and query as they stand in the request line. */
  readonly target: string;
  readonly method: string;
  /** Name and value in turn. */
  readonly headers: readonly string[];
}

type Outcome<Made> = Made | GatewayError | { readonly kind: "clientGone" };

/** The request of an `HTTP_PROXY` integration: the client's own with the integration's parameters put in. */
export async function proxyRequest(call: RestCall): Promise<Outcome<BackendRequest & { readonly body: ProxyBody }>> {
  const { exchange, integration, admitted, match } = call;
  const needsBody = integration.requestParameters.some(({ source }) => source.kind === "body");
  const read = needsBody ? await wholeBody(exchange, admitted.body) : undefined;
  if (read !== undefined && "kind" in read) {
    return read;
  }
  const sent = integrationHeaders(exchange, match.route.authorizationType === "AWS_IAM");
  const headers = sent
    .filter(({ name }) => name !== "Host" && name.toLowerCase() !== "via")
    .flatMap(({ name, value }) => [name, value]);
  headers.push("x-amzn-apigateway-api-id", match.api.apiId);
  const input = parameterInput(call, mappedBody(read ?? new Uint8Array()));
  const request = backendRequest(call, { input, query: exchange.raw.query, headers });
  return request.kind === "request"
    ? { ...request, body: read === undefined ? admitted.body : { kind: "whole", bytes: read } }
    : request;
}

/** The request of an `HTTP` integration: nothing of the client's own but what parameters and templates take over. */
export async function mappedRequest(call: RestCall): Promise<Outcome<BackendRequest & { readonly body: Uint8Array }>> {
  const { exchange, match } = call;
  const mapped = await mappedRequestBody(call);
  if (mapped.kind !== "mapped") {
    return mapped;
  }
  const { input } = mapped;
  const headers = Object.entries({
    Accept: "application/json",
    "Content-Type": mapped.contentType,
    "User-Agent": `AmazonAPIGateway_${match.api.apiId}`,
    "X-Amzn-Trace-Id": traceHeader(headerValue(exchange.raw, "x-amzn-trace-id"), exchange),
    "x-amzn-apigateway-api-id": match.api.apiId,
  }).flat();
  const request = backendRequest(call, { input, query: "", headers });
  return request.kind === "request" ? { ...request, body: mapped.body } : request;
}

/** A body as an integration that is no proxy gets it. */
export interface MappedRequestBody {
  readonly kind: "mapped";
  readonly body: Uint8Array;
  readonly contentType: string;
  /** What the request's parameters are taken from. */
  readonly input: ParameterInput;
}

/** Chooses the template for the request's content type and renders it; without one the passthrough behaviour decides. */
export async function mappedRequestBody(call: RestCall): Promise<Outcome<MappedRequestBody>> {
  const { exchange, integration, admitted } = call;
  const bytes = await wholeBody(exchange, admitted.body);
  if ("kind" in bytes) {
    return bytes;
  }
  const contentType = headerValue(exchange.raw, "content-type") ?? "application/json";
  const input = parameterInput(call, mappedBody(bytes));
  const template = integration.requestTemplates.get(mediaTypeOf(contentType));
  if (template === undefined) {
    return passesThrough(integration)
      ? { kind: "mapped", body: bytes, contentType, input }
      : restErrors.unsupportedMediaType;
  }
  const rendered = renderTemplate(template, templateInput(input, input.body));
  if (!rendered.ok) {
    call.onFailed(`the mapping template of the request: ${rendered.reason}`);
    return restErrors.internal;
  }
  return { kind: "mapped", body: Buffer.from(rendered.text), contentType, input };
}

/** What a template takes its values from: the request's parameters, and that body. */
export function templateInput(input: ParameterInput, body: MappedBody): Parameters<typeof renderTemplate>[1] {
  return {
    body,
    parameter: (name) =>
      sourceText({ kind: "path", name }, input) ??
      sourceText({ kind: "querystring", name }, input) ??
      sourceText({ kind: "header", name }, input),
    context: input.context,
    stageVariables: input.stageVariables,
  };
}

/** The lower-case media type of a content type, without its parameters. */
export function mediaTypeOf(contentType: string): string {
  return (contentType.split(";")[0] ?? "").trim().toLowerCase();
}

function passesThrough({ settings, requestTemplates }: CompiledRestIntegration): boolean {
  switch (settings.passthroughBehavior) {
    case "WHEN_NO_MATCH":
      return true;
    case "WHEN_NO_TEMPLATES":
      return requestTemplates.size === 0;
    case "NEVER":
      return false;
  }
}

/** What a backend's request is made from before the integration's parameters. */
interface RequestParts {
  readonly input: ParameterInput;
  readonly query: string;
  readonly headers: readonly string[];
}

function backendRequest(call: RestCall, { input, query, headers }: RequestParts): BackendRequest | GatewayError {
  const { exchange, integration } = call;
  const { uri, settings } = integration;
  if (settings.connectionType === "VPC_LINK") {
    call.onFailed("VPC links are not connected for REST APIs");
    return restErrors.internal;
  }
  if (uri === undefined) {
    call.onFailed("the integration's URI is no HTTP URL in this stage, or has a variable that no parameter fills");
    return restErrors.internal;
  }
  const target = filledTarget(uri, integration, { input, query, headers });
  if (target === undefined) {
    return restErrors.badRequest;
  }
  const { httpMethod = "ANY" } = settings;
  return {
    kind: "request",
    origin: uri.origin,
    target,
    method: httpMethod === "ANY" ? exchange.raw.method : httpMethod,
    headers: withMappedHeaders(headers, integration, input),
  };
}

/** The request line's target; undefined when a value would let the backend climb out of the URI's path. */
function filledTarget(
  uri: IntegrationUri,
  { requestParameters }: CompiledRestIntegration,
  { input, query }: RequestParts,
): string | undefined {
  const variables = new Map<string, readonly string[]>();
  const added: string[] = [];
  for (const { place, name, source } of requestParameters) {
    if (place === "path") {
      variables.set(name, sourceParts(source, input) ?? []);
    }
    const text = place === "querystring" ? sourceText(source, input) : undefined;
    if (text !== undefined) {
      added.push(`${encodeURIComponent(name)}=${encodeURIComponent(text.toWellFormed())}`);
    }
  }
  const sent = query === "" ? [] : [query];
  return fillIntegrationUri(uri, {
    valueOf: (name) => variables.get(name) ?? [],
    query: [...sent, ...added].join("&"),
  });
}

function withMappedHeaders(
  headers: readonly string[],
  { requestParameters }: CompiledRestIntegration,
  input: ParameterInput,
): readonly string[] {
  let mapped = headers;
  for (const { place, name, source } of requestParameters) {
    const text = place === "header" && mayBeMapped(name) ? sourceText(source, input) : undefined;
    const value = text === undefined ? undefined : headerText(text);
    if (value !== undefined) {
      mapped = changeHeader(mapped, { verb: "overwrite", name }, value);
    }
  }
  return mapped;
}
