import { Buffer } from "node:buffer";
import { headerValue } from "../../http/raw-request.ts";
import { authenticationError } from "../../identity/authentication-error.ts";
import type { AdmissionFacts } from "../authorization.ts";
import { type AuthorizerResult, principalOrgId } from "../authorizer-result.ts";
import type { Exchange } from "../exchange.ts";
import { clientCertificateOf } from "../mutual-tls.ts";
import { peerAddress } from "../peer-address.ts";
import { pathParts } from "../request-path.ts";
import { requestTime } from "../request-time.ts";
import type { StageSettings } from "../stage-settings.ts";

/** A request that has come to its end, and what was found out about it. */
export interface ObservedRequest extends AdmissionFacts {
  readonly exchange: Exchange;
  readonly api: { readonly apiId: string; readonly accountId: string; readonly region: string };
  readonly stage: StageSettings & { readonly stageName: string };
  /** Absent for what the gateway answers before it looks for a route. */
  readonly route?: ObservedRoute | undefined;
  readonly authorizer?: AuthorizerResult | undefined;
  /** When the last byte of the answer was handed on. */
  readonly endMs: number;
}

/** The route of a request, of an HTTP or a REST API. */
export interface ObservedRoute {
  readonly routeKey: string;
  readonly integration: { readonly record: { readonly integrationType: string } } | undefined;
}

/**
 * The value of a `$context` variable as access logs show it; undefined when the request has none. The names are those of
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-logging-variables.html.
 */
export function contextVariable(name: string, request: ObservedRequest): string | undefined {
  const read = Object.hasOwn(readers, name) ? readers[name] : undefined;
  if (read !== undefined) {
    return read(request)?.toString();
  }
  return name.startsWith("authorizer.") ? authorizerValue(name.slice("authorizer.".length), request) : undefined;
}

/** The length of the body that the client got, in bytes. */
export function responseLength({ exchange: { meter } }: ObservedRequest): number {
  return meter.refusal === undefined
    ? meter.responseBytes
    : (meter.refusalBytes ?? Buffer.byteLength(JSON.stringify({ message: meter.refusal })));
}

/**
 * The bytes that were received and sent for a request: its head and body and the body of the answer. AWS says no more
 * than "the amount of data processed"; what was observed fits no one sum.
 */
export function dataProcessed(request: ObservedRequest): number {
  const { raw } = request.exchange;
  let head = raw.method.length + raw.path.length + raw.query.length + 12;
  for (let index = 0; index < raw.headers.length; index += 2) {
    head += (raw.headers[index]?.length ?? 0) + (raw.headers[index + 1]?.length ?? 0) + 4;
  }
  return head + Number(headerValue(raw, "content-length") ?? 0) + responseLength(request);
}

/** How long the integration took until its answer's head was there, in milliseconds; undefined when it was not asked. */
export function integrationLatencyMs({ exchange: { meter }, endMs }: ObservedRequest): number | undefined {
  return meter.integrationStartMs === undefined ? undefined : (meter.answeredMs ?? endMs) - meter.integrationStartMs;
}

type Reader = (request: ObservedRequest) => string | number | undefined;

/** What the integration itself answered; undefined when it did not. */
const integrationStatus: Reader = ({ exchange: { meter } }) =>
  meter.integrationStartMs === undefined || meter.refusal !== undefined ? undefined : meter.status;

/** Of a function or another AWS service the status is the service's own, whatever the client is answered. */
const serviceStatus: Reader = (request) =>
  request.route?.integration?.record.integrationType === "AWS_PROXY"
    ? request.exchange.meter.serviceStatus
    : integrationStatus(request);

const integrationError: Reader = ({ exchange: { meter } }) =>
  meter.integrationError ?? (meter.integrationStartMs === undefined ? undefined : meter.refusal);

const readers: Readonly<Record<string, Reader>> = {
  accountId: ({ api }) => api.accountId,
  apiId: ({ api }) => api.apiId,
  "authorizer.error": authorizerError,
  "authorizer.principalId": ({ authorizer }) => (authorizer?.kind === "lambda" ? authorizer.principalId : undefined),
  awsEndpointRequestId: ({ exchange }) => exchange.meter.serviceRequestId,
  "customDomain.basePathMatched": ({ exchange }) => exchange.target.basePathMatched,
  dataProcessed,
  domainName,
  domainPrefix: (request) => domainName(request).split(".")[0],
  "error.message": ({ exchange: { meter } }) => meter.refusal,
  "error.messageString": ({ exchange: { meter } }) => meter.refusal && JSON.stringify(meter.refusal),
  "error.responseType": responseType,
  extendedRequestId: ({ exchange }) => exchange.requestId,
  httpMethod: ({ exchange }) => exchange.raw.method,
  "identity.accountId": (request) => signer(request)?.accountId,
  "identity.clientCert.clientCertPem": (request) => clientCert(request)?.clientCertPem,
  "identity.clientCert.issuerDN": (request) => clientCert(request)?.issuerDN,
  "identity.clientCert.serialNumber": (request) => clientCert(request)?.serialNumber,
  "identity.clientCert.subjectDN": (request) => clientCert(request)?.subjectDN,
  "identity.clientCert.validity.notAfter": (request) => clientCert(request)?.validity.notAfter,
  "identity.clientCert.validity.notBefore": (request) => clientCert(request)?.validity.notBefore,
  "identity.caller": (request) => signer(request)?.userId,
  // Observed: the name of the condition key in place of its value.
  "identity.principalOrgId": (request) => signer(request) && principalOrgId,
  "identity.sourceIp": ({ exchange }) => peerAddress(exchange.raw.remoteAddress),
  "identity.user": (request) => signer(request)?.userId,
  "identity.userAgent": ({ exchange }) => headerValue(exchange.raw, "user-agent"),
  "identity.userArn": (request) => signer(request)?.arn,
  "integration.error": integrationError,
  "integration.integrationStatus": serviceStatus,
  "integration.latency": integrationLatencyMs,
  "integration.requestId": ({ exchange }) => exchange.meter.serviceRequestId,
  "integration.status": ({ exchange: { meter } }) =>
    meter.integrationStartMs === undefined ? undefined : meter.status,
  integrationErrorMessage: integrationError,
  integrationLatency: integrationLatencyMs,
  integrationStatus: serviceStatus,
  path: ({ exchange }) => `/${(pathParts(exchange.target.path) ?? []).join("/")}`,
  protocol: () => "HTTP/1.1",
  requestId: ({ exchange }) => exchange.requestId,
  requestTime: ({ exchange }) => requestTime(exchange.nowMs),
  // Observed in seconds, unlike the milliseconds of events.
  requestTimeEpoch: ({ exchange }) => Math.floor(exchange.nowMs / 1000),
  responseLatency: ({ exchange, endMs }) => endMs - exchange.nowMs,
  responseLength,
  routeKey: ({ route }) => route?.routeKey,
  stage: ({ stage }) => stage.stageName,
  status: ({ exchange: { meter } }) => meter.status,
};

function clientCert({ exchange }: ObservedRequest) {
  return clientCertificateOf(exchange);
}

/** The caller of a route that asks for a signature, allowed or not; no other route is told who signed. */
function signer({ authentication }: ObservedRequest) {
  return authentication?.kind === "authenticated" ? authentication.caller : undefined;
}

function domainName({ exchange: { target }, api }: ObservedRequest): string {
  return target.region === undefined && target.basePathMatched === undefined
    ? `${api.apiId}.execute-api.${api.region}.amazonaws.com`
    : target.host.replace(/:\d+$/, "").toLowerCase();
}

/** The text for an unsigned request was observed; those for other failures are AWS's of its other services. */
function authorizerError({ authentication, evaluation, exchange }: ObservedRequest): string | undefined {
  switch (authentication?.kind) {
    case "unsigned":
      return "The request for the IAM Authorizer doesn't match the format that API Gateway expects.";
    case "refused":
      return authenticationError(authentication.failure, "restJson1", "execute-api").message;
    case "authenticated":
      return evaluation?.decision.allowed === false
        ? `User: ${authentication.caller.arn} is not authorized to perform: execute-api:Invoke on resource: ${evaluation.check.resource}`
        : undefined;
    default:
      return exchange.meter.authorizerError;
  }
}

/** `claims.sub` of a token, or a value that an authorizer's function gave. */
function authorizerValue(name: string, { authorizer }: ObservedRequest): string | undefined {
  if (authorizer?.kind === "jwt" && name.startsWith("claims.")) {
    return ownText(authorizer.claims, name.slice("claims.".length));
  }
  return authorizer?.kind === "lambda" ? ownText(authorizer.context, name) : undefined;
}

function ownText(values: Readonly<Record<string, unknown>>, name: string): string | undefined {
  const value = Object.hasOwn(values, name) ? values[name] : undefined;
  return value === undefined || value === null ? undefined : typeof value === "string" ? value : JSON.stringify(value);
}

/**
 * The kind of an answer that the gateway itself gave. Two were observed; the others are the names that REST APIs have
 * for the same cases.
 */
function responseType({ exchange: { meter } }: ObservedRequest): string | undefined {
  if (meter.refusal === undefined || meter.status === undefined) {
    return undefined;
  }
  if (meter.integrationStartMs !== undefined && meter.status >= 500) {
    return meter.status === 503 ? "INTEGRATION_TIMEOUT" : "INTEGRATION_FAILURE";
  }
  return responseTypes[meter.status] ?? (meter.status < 500 ? "DEFAULT_4XX" : "AUTHORIZER_FAILURE");
}

const responseTypes: Readonly<Record<number, string>> = {
  401: "UNAUTHORIZED",
  403: "ACCESS_DENIED",
  404: "RESOURCE_NOT_FOUND",
  413: "REQUEST_TOO_LARGE",
  429: "THROTTLED",
};
