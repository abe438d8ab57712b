import type { GatewayParts } from "../exchange.ts";
import { gatewayErrors, isGatewayError } from "../gateway-error.ts";
import type { HttpProxyOutcome } from "../http-proxy.ts";
import { callLambdaProxy, wholeBody } from "../lambda-proxy.ts";
import { callHttpIntegration, callHttpProxyIntegration } from "./http-integration.ts";
import { callMockIntegration } from "./mock-integration.ts";
import type { RestCall } from "./rest-call.ts";
import { integrationError, restErrorOf, restErrors } from "./rest-errors.ts";
import { restEvent } from "./rest-event.ts";
import { requestIdHeaders } from "./rest-exchange.ts";
import { remapHeaders } from "./rest-headers.ts";

/** Hands an admitted request to its method's integration and the answer to the client. */
export async function callRestIntegration(parts: GatewayParts, call: RestCall): Promise<HttpProxyOutcome> {
  switch (call.integration.settings.type) {
    case "HTTP_PROXY":
      return callHttpProxyIntegration(parts, call);
    case "HTTP":
      return callHttpIntegration(parts, call);
    case "MOCK":
      return callMockIntegration(call);
    case "AWS_PROXY":
      return callFunction(parts, call);
    case "AWS": {
      // Said plainly: no answer of AWS's stands for a service that is not there.
      const message = `No service is connected for ${call.integration.settings.uri ?? "AWS integrations"}`;
      call.onFailed(message);
      return integrationError(502, message, "API_CONFIGURATION_ERROR");
    }
  }
}

async function callFunction(parts: GatewayParts, call: RestCall): Promise<HttpProxyOutcome> {
  const { exchange, match, integration, admitted } = call;
  if (integration.function === undefined) {
    call.onFailed("the integration's URI names no function in this stage");
    return restErrors.internal;
  }
  const body = await wholeBody(exchange, admitted.body);
  if ("kind" in body) {
    return body;
  }
  const outcome = await callLambdaProxy(parts, {
    exchange,
    function: integration.function,
    format: "1.0",
    defaultContentType: "application/json",
    event: restEvent(call, body),
    timeoutMs: integration.settings.timeoutInMillis,
    accountId: match.api.accountId,
    mapResponse: (response) => ({ ...response, headers: remapHeaders(response.headers) }),
    responseHeaders: requestIdHeaders(exchange),
    ownCors: false,
    onAnswered: call.onAnswered,
    onFailed: call.onFailed,
  });
  // A function that fails or answers nonsense is a bad gateway on REST APIs.
  return outcome === gatewayErrors.internal
    ? restErrors.badAnswer
    : isGatewayError(outcome)
      ? restErrorOf(outcome)
      : outcome;
}
