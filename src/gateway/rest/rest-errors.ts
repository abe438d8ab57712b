import { Buffer } from "node:buffer";
import { authenticationError } from "../../identity/authentication-error.ts";
import type { AuthenticationFailure, Evaluation } from "../../identity/identity.ts";
import { accessDeniedMessage } from "../../wire/access-denied.ts";
import type { AdmissionFacts } from "../authorization.ts";
import { discardBody } from "../body.ts";
import { type GatewayError, gatewayErrors } from "../gateway-error.ts";
import { limits } from "../limits.ts";
import type { RestExchange } from "./rest-exchange.ts";

/** A refusal or failure that the gateway answers on a REST API. */
export interface RestError extends GatewayError {
  /** Sent as `x-amzn-ErrorType`. */
  readonly errorType: string;
  /** The gateway response that it is one of, by which an API may change it; absent where none is. */
  readonly responseType?: string;
  /** The whole text for the client, where `message` is what logs and traces keep of it. */
  readonly text?: string;
  /** How the body is spelt: AWS's own templates put no space behind the colon, its integrations do. */
  readonly body: "message" | "Message" | "spaced";
}

/**
 * Everything the gateway answers on REST APIs by itself. Texts, statuses and types of 403, 429, 500, 502 and 504 were
 * observed, down to the spaces of their bodies; the statuses of 413 and 415 are those of
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/supported-gateway-response-types.html, their types and
 * those of 400 and 414 are worded by analogy.
 */
export const restErrors = {
  badRequest: restError(400, "BadRequestException", { message: "Bad Request", responseType: "DEFAULT_4XX" }),
  /** The front door's, before there is a method whose API could have a say. */
  forbidden: restError(403, "ForbiddenException", { message: "Forbidden" }),
  /** Also what a method with an API key answers. */
  noApiKey: restError(403, "ForbiddenException", { message: "Forbidden", responseType: "INVALID_API_KEY" }),
  /** Also what no method matches. */
  missingAuthenticationToken: restError(403, "MissingAuthenticationTokenException", {
    message: "Missing Authentication Token",
    responseType: "MISSING_AUTHENTICATION_TOKEN",
  }),
  /** The connection is for another name; no answer of AWS's is on record. */
  misdirected: restError(421, "BadRequestException", { message: "Misdirected Request" }),
  bodyTooLarge: restError(413, "RequestTooLargeException", {
    message: `HTTP content length exceeded ${limits.bodyBytes} bytes.`,
    responseType: "REQUEST_TOO_LARGE",
  }),
  uriTooLong: restError(414, "RequestUriTooLongException", {
    message: "Request URI too long",
    responseType: "DEFAULT_4XX",
  }),
  unsupportedMediaType: restError(415, "UnsupportedMediaTypeException", {
    message: "Unsupported Media Type",
    responseType: "UNSUPPORTED_MEDIA_TYPE",
  }),
  tooManyRequests: restError(429, "TooManyRequestsException", {
    message: "Too Many Requests",
    responseType: "THROTTLED",
  }),
  internal: integrationError(500, "Internal server error", "API_CONFIGURATION_ERROR"),
  badAuthorizer: integrationError(500, "Internal server error", "AUTHORIZER_CONFIGURATION_ERROR"),
  badAnswer: integrationError(502, "Internal server error", "DEFAULT_5XX"),
  timedOut: integrationError(504, "Endpoint request timed out", "INTEGRATION_TIMEOUT"),
  unreachable: integrationError(504, "Network error communicating with endpoint", "INTEGRATION_FAILURE"),
} as const satisfies Record<string, RestError>;

/** The error of a request without parameters that its method's validator requires, as observed. */
export function missingParameters(names: readonly string[]): RestError {
  const message = `Missing required request parameters: [${names.join(", ")}]`;
  const error = restError(400, "BadRequestException", { message, responseType: "BAD_REQUEST_PARAMETERS" });
  return { ...error, body: "spaced" };
}

function restError(status: number, errorType: string, told: Pick<RestError, "message" | "responseType">): RestError {
  return { kind: "gatewayError", status, errorType, body: "message", ...told };
}

/** An error of an integration; all of them have one type. */
export function integrationError(status: number, message: string, responseType: string): RestError {
  return { ...restError(status, "InternalServerErrorException", { message, responseType }), body: "spaced" };
}

/** What REST APIs answer where an HTTP API would answer that error; a REST API's own error stays as it is. */
export function restErrorOf(error: GatewayError): RestError {
  switch (error) {
    case gatewayErrors.badRequest:
      return restErrors.badRequest;
    case gatewayErrors.forbidden:
      return restErrors.forbidden;
    case gatewayErrors.misdirected:
      return restErrors.misdirected;
    case gatewayErrors.bodyTooLarge:
      return restErrors.bodyTooLarge;
    case gatewayErrors.uriTooLong:
      return restErrors.uriTooLong;
    case gatewayErrors.unavailable:
      return restErrors.timedOut;
    default:
      return isRestError(error) ? error : restErrors.internal;
  }
}

function isRestError(error: GatewayError): error is RestError {
  return error.errorType !== undefined && "body" in error;
}

/** The error of a refused admission: the signature's fault, or the policies'. */
export function refusalOf({ authentication, evaluation }: AdmissionFacts, error: GatewayError): RestError {
  if (evaluation?.decision.allowed === false) {
    const arn = authentication?.kind === "authenticated" ? authentication.caller.arn : "anonymous";
    return accessDenied(arn, evaluation);
  }
  switch (authentication?.kind) {
    case "unsigned":
      return restErrors.missingAuthenticationToken;
    case "refused":
      return signatureError(authentication.failure);
    default:
      return restErrorOf(error);
  }
}

/**
 * The codes and texts are those of API Gateway's own API. A signature that does not match is answered with what it
 * should have been made of, as AWS does: nothing but what the caller sent, of a session token its length only. Logs and
 * traces keep the first sentence.
 */
function signatureError(failure: AuthenticationFailure): RestError {
  const { code, status, message } = authenticationError(failure, "restJson1", "execute-api");
  const error = restError(status, code, { message, responseType: responseTypes[code] ?? "DEFAULT_4XX" });
  if (failure.reason !== "signatureMismatch" || failure.canonicalRequest === undefined) {
    return error;
  }
  const canonical = `The Canonical String for this request should have been\n'${failure.canonicalRequest}'`;
  const toSign = `The String-to-Sign should have been\n'${failure.stringToSign ?? ""}'`;
  return { ...error, text: `${message}\n\n${canonical}\n\n${toSign}\n` };
}

/** The gateway responses that failed signatures are of. */
const responseTypes: Readonly<Record<string, string>> = {
  ExpiredTokenException: "EXPIRED_TOKEN",
  IncompleteSignatureException: "INVALID_SIGNATURE",
  InvalidSignatureException: "INVALID_SIGNATURE",
};

/** Observed: the owner's account id shows its last four digits only, and the member has a capital letter. */
function accessDenied(callerArn: string, { check, decision }: Evaluation): RestError {
  const resourceLabel = check.resource.replace(/:\d{8}(\d{4}):/, ":********$1:");
  const message = accessDeniedMessage(callerArn, { ...check, resourceLabel }, decision);
  const error = restError(403, "AccessDeniedException", { message, responseType: "ACCESS_DENIED" });
  return { ...error, body: "Message" };
}

/** Writes an error with the headers that all answers of REST APIs have, as the API's own gateway response has it. */
export function sendRestError(
  { incoming, outgoing, meter, ...names }: RestExchange,
  error: RestError,
  own: CustomAnswer = {},
): void {
  const { status = error.status, contentType = "application/json", headers = [], body = bodyOf(error) } = own;
  meter.refusalBytes = Buffer.byteLength(body);
  const framing = {
    "Content-Type": contentType,
    "Content-Length": `${meter.refusalBytes}`,
    "x-amzn-RequestId": names.requestId,
    "x-amzn-ErrorType": error.errorType,
    "x-amz-apigw-id": names.extendedRequestId,
  };
  outgoing.writeHead(status, [...Object.entries(framing).flat(), ...headers]);
  outgoing.end(body);
  if (!incoming.complete) {
    discardBody(incoming);
  }
}

/** What an API says in place of the gateway's own answer; what is absent stays. */
export interface CustomAnswer {
  readonly status?: number;
  readonly contentType?: string;
  /** Name and value in turn. */
  readonly headers?: readonly string[];
  readonly body?: string;
}

function bodyOf({ body, message, text = message }: RestError): string {
  const value = JSON.stringify(text);
  return body === "spaced" ? `{"message": ${value}}` : `{"${body}":${value}}`;
}
