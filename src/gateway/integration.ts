import type { RawRequest } from "../http/raw-request.ts";
import { andThen, type NowOrLater } from "../now-or-later.ts";
import type { CorsConfiguration, IntegrationRecord } from "../store/records.ts";
import { callServiceIntegration } from "./aws-services/service-integration.ts";
import type { CompiledIntegration } from "./api-cache.ts";
import type { Admitted, MatchedRoute } from "./authorization.ts";
import { corsHeaders } from "./cors.ts";
import type { Exchange, GatewayParts } from "./exchange.ts";
import { type GatewayError, gatewayErrors, isGatewayError } from "./gateway-error.ts";
import { type Backend, callHttpProxy, type HttpProxyOutcome } from "./http-proxy.ts";
import { actFor, invocationOf, routeSourceArn } from "./integration-role.ts";
import { fillIntegrationUri, type UriValues } from "./integration-uri.ts";
import { integrationEvent } from "./lambda-event.ts";
import { callLambdaProxy, wholeBody } from "./lambda-proxy.ts";
import { lambdaRequest } from "./lambda-request.ts";
import { type MappedForIntegration, mapForIntegration, needsBody, responseMapper } from "./map-for-integration.ts";
import { requestHeaders } from "./proxy-headers.ts";
import { encodeParts, hasDotSegment } from "./request-path.ts";
import { valueAt } from "./routes.ts";
import { withPrivateUri } from "./vpc-link.ts";

/** What an integration is handed beside the request. */
export interface IntegrationInput {
  readonly match: MatchedRoute;
  readonly admitted: Admitted;
  /** Called with the status of the integration's answer before anything of it is sent. */
  readonly onAnswered: (status: number) => void;
}

/** Hands an admitted request to its route's integration and the answer to the client. */
export function callIntegration(
  parts: GatewayParts,
  exchange: Exchange,
  input: IntegrationInput,
): NowOrLater<HttpProxyOutcome> {
  const { integration } = input.match.route;
  if (integration === undefined) {
    exchange.meter.integrationError = "the route has no integration";
    return gatewayErrors.internal;
  }
  const { integrationType, integrationSubtype } = integration.record;
  if (integrationSubtype !== undefined) {
    return callServiceIntegration(parts, exchange, {
      ...input,
      record: integration.record,
      subtype: integrationSubtype,
    });
  }
  return integrationType === "AWS_PROXY" ? callFunction(parts, exchange, input) : callBackend(parts, exchange, input);
}

async function callFunction(
  parts: GatewayParts,
  exchange: Exchange,
  { match, admitted, onAnswered }: IntegrationInput,
): Promise<HttpProxyOutcome> {
  const { meter } = exchange;
  const { integration } = match.route;
  if (integration?.function === undefined) {
    meter.integrationError = "the integration's URI names no function in this stage";
    return gatewayErrors.internal;
  }
  const { credentialsArn } = integration.record;
  if (credentialsArn !== undefined) {
    const place = { place: "integration", sourceArn: routeSourceArn(match) } as const;
    const call = { exchange, match, authorizer: admitted.authorizer, credentialsArn, ...place };
    const actor = await actFor(parts, call, [invocationOf(integration.function)]);
    meter.integrationEvaluations = actor.evaluations;
    if (actor.kind === "nobody") {
      meter.integrationError = actor.reason;
      return gatewayErrors.internal;
    }
  }
  const body = await wholeBody(exchange, admitted.body);
  if ("kind" in body) {
    return body;
  }
  const { authorizer } = admitted;
  const mapped = mapForIntegration(exchange, { match, admitted }, body);
  const format = integration.record.payloadFormatVersion === "2.0" ? "2.0" : "1.0";
  const request = {
    ...lambdaRequest({ exchange: { ...exchange, raw: mapped.raw }, match, authorizer, bodyBytes: body.length }),
    ...(mapped.path !== undefined && { path: mapped.path }),
  };
  const { cors } = match.stage;
  return callLambdaProxy(parts, {
    exchange,
    function: integration.function,
    format,
    event: integrationEvent(request, format, body),
    timeoutMs: integration.record.timeoutInMillis,
    accountId: match.api.accountId,
    mapResponse: (response) => ({
      ...response,
      ...responseMapper(exchange, { match, admitted }, response.status)?.apply(response, response.body),
    }),
    responseHeaders: withCors(["Apigw-Requestid", exchange.requestId], cors, exchange.raw),
    ownCors: cors !== undefined,
    onAnswered,
    onFailed: (reason) => (meter.integrationError = reason),
  });
}

function callBackend(parts: GatewayParts, exchange: Exchange, input: IntegrationInput): NowOrLater<HttpProxyOutcome> {
  return needsBody(input.match)
    ? andThen(wholeBody(exchange, input.admitted.body), (body) =>
        "kind" in body ? body : sendToBackend(parts, exchange, { ...input, body }),
      )
    : sendToBackend(parts, exchange, input);
}

function sendToBackend(
  parts: GatewayParts,
  exchange: Exchange,
  { match, admitted, body, onAnswered }: IntegrationInput & { readonly body?: Uint8Array },
): NowOrLater<HttpProxyOutcome> {
  const { incoming, outgoing, raw, client, requestId, traceId, nowMs, target, meter } = exchange;
  const call = { match, admitted };
  const mapped = mapForIntegration(exchange, call, body);
  const backend = backendOf(withPrivateUri(match, parts.settings.vpcAddresses), mapped);
  if (isGatewayError(backend)) {
    return backend;
  }
  const { cors } = match.stage;
  return callHttpProxy(parts, {
    incoming,
    outgoing,
    client,
    meter,
    body: body === undefined ? admitted.body : { kind: "whole", bytes: body },
    backend,
    host: mapped.host,
    headers: requestHeaders(mapped.raw, { host: target.host, socket: incoming.socket, traceId, nowMs }),
    responseHeaders: withCors(["Apigw-Requestid", requestId], cors, raw),
    ownCors: cors !== undefined,
    mapResponse: (status) => responseMapper(exchange, call, status),
    onAnswered,
    nowMs: parts.sources.nowMs,
  });
}

function withCors(headers: string[], cors: CorsConfiguration | undefined, raw: RawRequest): readonly string[] {
  return cors === undefined ? headers : headers.concat(corsHeaders(cors, raw));
}

type FoundBackend = (Backend & { readonly kind: "backend" }) | GatewayError;

/** Where an `HTTP_PROXY` integration sends a request; an error for integrations that lead nowhere. */
function backendOf(match: MatchedRoute, { raw, path }: MappedForIntegration): FoundBackend {
  const { integration } = match.route;
  if (integration?.uri === undefined || integration.record.integrationType !== "HTTP_PROXY") {
    return integration === undefined ? gatewayErrors.internal : unreachable(integration.record);
  }
  const filled = fillIntegrationUri(integration.uri, uriValues(match, raw.query));
  const target = path === undefined ? filled : filled && withPath(filled, path);
  if (target === undefined) {
    return gatewayErrors.badRequest;
  }
  const { record, uri } = integration;
  return {
    kind: "backend",
    origin: uri.origin,
    serverName: uri.serverName,
    target,
    method: backendMethod(integration, raw.method),
    timeoutMs: record.timeoutInMillis,
    unreachable: unreachable(record),
  };
}

/** A target with another, decoded path; undefined when a backend would climb in it. */
function withPath(target: string, path: string): string | undefined {
  const mark = target.indexOf("?");
  const encoded = `/${encodeParts(path.slice(1).split("/"))}`;
  return hasDotSegment(encoded) ? undefined : `${encoded}${mark < 0 ? "" : target.slice(mark)}`;
}

function uriValues({ route, parts }: MatchedRoute, query: string): UriValues {
  const { pattern } = route;
  if (pattern === undefined) {
    return { valueOf: () => [], query, appendedParts: parts };
  }
  const valueOf = (name: string) => {
    const place = pattern.variables.get(name);
    return place === undefined ? [] : valueAt(place, parts);
  };
  return { valueOf, query };
}

function backendMethod({ record }: CompiledIntegration, method: string): string {
  const { integrationMethod } = record;
  return integrationMethod === undefined || integrationMethod === "ANY" ? method : integrationMethod;
}

/** AWS's answers for a backend that cannot be reached are not on record; private ones are known to give a 503. */
function unreachable({ connectionType }: IntegrationRecord): GatewayError {
  return connectionType === "VPC_LINK" ? gatewayErrors.unavailable : gatewayErrors.internal;
}
