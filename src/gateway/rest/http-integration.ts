import { Buffer } from "node:buffer";
import type { GatewayParts } from "../exchange.ts";
import { type GatewayError, isGatewayError } from "../gateway-error.ts";
import { callHttpProxy, type HttpProxyOutcome } from "../http-proxy.ts";
import { limits } from "../limits.ts";
import { type BackendRequest, mappedRequest, proxyRequest } from "./integration-request.ts";
import { answerMapped, type IntegrationAnswer } from "./integration-response.ts";
import { mappedBody } from "./mapped-body.ts";
import { parameterInput, type RestCall } from "./rest-call.ts";
import { restErrorOf, restErrors } from "./rest-errors.ts";
import { requestIdHeaders } from "./rest-exchange.ts";
import { remapHeaders } from "./rest-headers.ts";

/** An `HTTP_PROXY` integration: the request goes to the backend and the answer to the client, both as they come. */
export async function callHttpProxyIntegration(parts: GatewayParts, call: RestCall): Promise<HttpProxyOutcome> {
  const request = await proxyRequest(call);
  if (request.kind !== "request") {
    return request;
  }
  const { exchange, integration } = call;
  const { incoming, outgoing, client, meter } = exchange;
  const outcome = await callHttpProxy(parts, {
    incoming,
    outgoing,
    client,
    meter,
    body: request.body,
    backend: {
      ...request,
      timeoutMs: integration.settings.timeoutInMillis,
      unreachable: restErrors.unreachable,
    },
    headers: [...request.headers],
    responseHeaders: requestIdHeaders(exchange),
    ownCors: false,
    mapResponse: () => remapper,
    onAnswered: call.onAnswered,
    nowMs: parts.sources.nowMs,
  });
  return isGatewayError(outcome) ? restErrorOf(outcome) : outcome;
}

const remapper = {
  needsBody: false,
  apply: ({ status, headers }: { readonly status: number; readonly headers: readonly string[] }) => ({
    status,
    headers: remapHeaders(headers),
  }),
} as const;

/** An `HTTP` integration: request and answer are mapped whole. */
export async function callHttpIntegration(parts: GatewayParts, call: RestCall): Promise<HttpProxyOutcome> {
  const request = await mappedRequest(call);
  if (request.kind !== "request") {
    return request;
  }
  const answer = await askBackend(parts, call, request);
  return "kind" in answer ? answer : answerMapped(call, answer, parameterInput(call, mappedBody(request.body)));
}

/** The backend's whole answer, or why there is none. */
async function askBackend(
  { pools }: GatewayParts,
  { exchange, integration, onFailed }: RestCall,
  { origin, target, method, headers, body }: BackendRequest & { readonly body: Uint8Array },
): Promise<IntegrationAnswer | GatewayError | { readonly kind: "clientGone" }> {
  const abandon = new AbortController();
  let ending: GatewayError | { readonly kind: "clientGone" } | undefined;
  const end = (reason: NonNullable<typeof ending>) => {
    ending ??= reason;
    abandon.abort();
  };
  const timer = setTimeout(() => end(restErrors.timedOut), integration.settings.timeoutInMillis);
  exchange.client.onGone(() => end({ kind: "clientGone" }));
  try {
    const response = await pools.pool(origin).request({
      path: target,
      method,
      headers: [...headers],
      body: body.length === 0 ? null : body,
      signal: abandon.signal,
      responseHeaders: "raw",
    });
    const chunks: Buffer[] = [];
    let received = 0;
    for await (const chunk of response.body) {
      // A body without an encoding comes in buffers.
      chunks.push(chunk as Buffer);
      received += (chunk as Buffer).length;
      if (received > limits.bodyBytes) {
        onFailed(`the backend's answer is longer than ${limits.bodyBytes} bytes`);
        end(restErrors.internal);
      }
    }
    return ending ?? { status: response.statusCode, headers: rawList(response.headers), body: Buffer.concat(chunks) };
  } catch (cause) {
    if (ending === undefined) {
      onFailed(`the backend cannot be reached: ${cause instanceof Error ? cause.message : "no reason given"}`);
    }
    return ending ?? restErrors.unreachable;
  } finally {
    clearTimeout(timer);
  }
}

/** Headers that were asked for raw come as a list, which the type does not say. */
function rawList(headers: unknown): readonly string[] {
  return Array.isArray(headers) ? headers.map(String) : [];
}
