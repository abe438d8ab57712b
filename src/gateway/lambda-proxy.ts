import type { ServerResponse } from "node:http";
import type { FunctionOutcome } from "./functions/function-call.ts";
import type { FunctionName } from "./functions/function-arn.ts";
import { bodyFraming, readBody } from "./body.ts";
import type { Exchange, GatewayParts } from "./exchange.ts";
import { type GatewayError, gatewayErrors } from "./gateway-error.ts";
import type { HttpProxyOutcome, ProxyBody } from "./http-proxy.ts";
import { type LambdaResponse, readLambdaResponse } from "./lambda-response.ts";
import type { PayloadFormat } from "./lambda-event.ts";
import { isPassedBack } from "./proxy-headers.ts";

/** One request for a function and where its answer goes. */
export interface LambdaProxyCall {
  readonly exchange: Exchange;
  readonly function: FunctionName;
  readonly format: PayloadFormat;
  /** The content type of an answer that names none; text where it is not said. */
  readonly defaultContentType?: string;
  readonly event: string;
  readonly timeoutMs: number;
  /** The account of the API. */
  readonly accountId: string;
  /** Makes of the function's answer what the client gets. */
  readonly mapResponse: (response: LambdaResponse) => LambdaResponse;
  /** What the gateway adds to the response, name and value in turn. */
  readonly responseHeaders: readonly string[];
  readonly ownCors: boolean;
  readonly onAnswered: (status: number) => void;
  /** Called with the cause of an answer that hides it. */
  readonly onFailed: (reason: string) => void;
}

/** Hands a request to a function and sends its answer, whole, to the client. */
export async function callLambdaProxy({ functions }: GatewayParts, call: LambdaProxyCall): Promise<HttpProxyOutcome> {
  const { exchange, format } = call;
  if (exchange.client.isGone()) {
    return { kind: "clientGone" };
  }
  const abandon = new AbortController();
  const gone = new Promise<"gone">((resolve) => {
    exchange.client.onGone(() => {
      abandon.abort();
      resolve("gone");
    });
  });
  const refusal = crossAccount(call);
  const invoked =
    refusal ??
    functions.invoke({
      functionArn: call.function.arn,
      event: call.event,
      timeoutMs: call.timeoutMs,
      signal: abandon.signal,
    });
  const outcome = await Promise.race([invoked, gone]);
  if (outcome === "gone") {
    return { kind: "clientGone" };
  }
  if ("requestId" in outcome) {
    // Observed: the service that runs functions answers 200 whatever a function does.
    exchange.meter.serviceStatus = 200;
    if (outcome.requestId !== undefined) {
      exchange.meter.serviceRequestId = outcome.requestId;
    }
  }
  if (outcome.kind !== "returned") {
    const { error, reason } = failureOf(outcome);
    call.onFailed(reason);
    return error;
  }
  const reading = readLambdaResponse(outcome.payload, format, call.defaultContentType);
  if (!reading.ok) {
    call.onFailed(reading.reason);
    return gatewayErrors.internal;
  }
  const response = call.mapResponse(reading.response);
  call.onAnswered(response.status);
  exchange.meter.responseBytes = response.body.length;
  sendWhole(exchange.outgoing, response, call);
  return { kind: "answered" };
}

/** The body of a request to be put into an event, which takes it whole. */
export async function wholeBody(
  { incoming, raw }: Exchange,
  body: ProxyBody,
): Promise<Uint8Array | GatewayError | { readonly kind: "clientGone" }> {
  if (body.kind === "whole") {
    return body.bytes;
  }
  const read = await readBody(incoming, bodyFraming(raw));
  switch (read.kind) {
    case "body":
      return read.bytes;
    case "tooLarge":
      return gatewayErrors.bodyTooLarge;
    case "cut":
      return { kind: "clientGone" };
  }
}

/** A function of another account would have to be granted by its own policy, and functions have none here. */
export function crossAccount(call: Pick<LambdaProxyCall, "function" | "accountId">): FunctionOutcome | undefined {
  return call.function.accountId === call.accountId
    ? undefined
    : {
        kind: "unavailable",
        reason: `${call.function.arn} is not in the API's account, and no function's policy grants that here`,
      };
}

interface Failure {
  readonly error: GatewayError;
  readonly reason: string;
}

/** The texts are those of `$context.integrationErrorMessage` where they were observed. */
function failureOf(outcome: Exclude<FunctionOutcome, { readonly kind: "returned" }>): Failure {
  switch (outcome.kind) {
    case "failed": {
      const { errorMessage } = outcome;
      const reason = `The Lambda function returned the following error: ${errorMessage}. Check your Lambda function code and try again.`;
      return { error: gatewayErrors.internal, reason };
    }
    case "timeout":
      return {
        error: gatewayErrors.unavailable,
        reason: "the function did not answer within the integration's timeout",
      };
    case "unavailable":
      return { error: gatewayErrors.internal, reason: outcome.reason };
  }
}

/** Writes an answer that is there whole, without what concerns connections and what the gateway says itself. */
export function sendWhole(
  outgoing: ServerResponse,
  response: LambdaResponse,
  call: Pick<LambdaProxyCall, "exchange" | "ownCors" | "responseHeaders">,
): void {
  const { status, body } = response;
  const headers: string[] = [];
  for (let index = 0; index < response.headers.length; index += 2) {
    const name = response.headers[index] ?? "";
    const lowerCase = name.toLowerCase();
    if (lowerCase !== "content-length" && isPassedBack(lowerCase, call.ownCors)) {
      headers.push(name, response.headers[index + 1] ?? "");
    }
  }
  const bodiless = status === 204 || status === 304;
  outgoing.writeHead(status, [
    ...headers,
    ...(bodiless ? [] : ["Content-Length", `${body.length}`]),
    ...call.responseHeaders,
  ]);
  outgoing.end(bodiless || call.exchange.raw.method === "HEAD" ? undefined : body);
}
