import { Buffer } from "node:buffer";
import type { ServerResponse } from "node:http";

/** A refusal or failure that the gateway itself answers. */
export interface GatewayError {
  readonly kind: "gatewayError";
  readonly status: number;
  readonly message: string;
  /** Sent as `x-amzn-ErrorType`, where AWS's front end answers before it knows the kind of API. */
  readonly errorType?: string;
  /** Sent as `www-authenticate`, by JWT authorizers. */
  readonly wwwAuthenticate?: string;
}

/**
 * Everything the gateway answers by itself, in AWS's words where those are on record: the statuses and bodies of 403,
 * 404 and 500 were observed, those of 503, 413, 414 and 431 are documented as statuses and worded by analogy.
 */
export const gatewayErrors = {
  badRequest: gatewayError(400, "Bad Request"),
  unauthorized: gatewayError(401, "Unauthorized"),
  forbidden: gatewayError(403, "Forbidden"),
  /** No API answers to this host; AWS's shared front end does not say 404 there. */
  unknownApi: { ...gatewayError(403, "Forbidden"), errorType: "ForbiddenException" },
  notFound: gatewayError(404, "Not Found"),
  methodNotAllowed: gatewayError(405, "Method Not Allowed"),
  bodyTooLarge: gatewayError(413, "Request Entity Too Large"),
  uriTooLong: gatewayError(414, "Request URI too long"),
  /** The connection is for another name; RFC 9110, 15.5.20. */
  misdirected: gatewayError(421, "Misdirected Request"),
  tooManyRequests: gatewayError(429, "Too Many Requests"),
  headTooLarge: gatewayError(431, "Request Header Fields Too Large"),
  internal: gatewayError(500, "Internal Server Error"),
  notImplemented: gatewayError(501, "Not Implemented"),
  unavailable: gatewayError(503, "Service Unavailable"),
} as const satisfies Record<string, GatewayError>;

/** A gateway error with that status and message. */
export function gatewayError(status: number, message: string): GatewayError {
  return { kind: "gatewayError", status, message };
}

/** Tells an error from what a step of the pipeline returns otherwise. */
export function isGatewayError(value: { readonly kind: string }): value is GatewayError {
  return value.kind === "gatewayError";
}

/** What a gateway error is sent with. */
export interface ErrorReply {
  readonly requestId: string;
  /** Headers beside the error's own, name and value in turn. */
  readonly headers: readonly string[];
}

/**
 * Writes a gateway error: a body without spaces or newline, and the request id under a lower-case name, which on HTTP
 * APIs tells the gateway's own errors from what an integration answered.
 */
export function sendGatewayError(outgoing: ServerResponse, error: GatewayError, reply: ErrorReply): void {
  const body = JSON.stringify({ message: error.message });
  const headers = ["Content-Type", "application/json", "Content-Length", `${Buffer.byteLength(body)}`];
  if (error.wwwAuthenticate !== undefined) {
    headers.push("www-authenticate", error.wwwAuthenticate);
  }
  headers.push("apigw-requestid", reply.requestId);
  if (error.errorType !== undefined) {
    headers.push("x-amzn-ErrorType", error.errorType);
  }
  outgoing.writeHead(error.status, [...headers, ...reply.headers]);
  outgoing.end(body);
}
