import type { IncomingHttpHeaders } from "node:http";
import type { Caller } from "../../identity/caller.ts";
import { signRequest } from "../../sigv4/sign.ts";
import type { Exchange, GatewayParts } from "../exchange.ts";
import { functionLimits } from "../functions/function-limits.ts";
import { gatewayUserAgent } from "../integration-role.ts";
import type { LambdaResponse } from "../lambda-response.ts";
import { readAnswer } from "../read-answer.ts";
import { traceHeader } from "../proxy-headers.ts";
import type { ServiceRequest } from "./service-actions.ts";

/** A call of an AWS service in somebody's name. */
export interface ServiceCall {
  readonly exchange: Exchange;
  readonly apiId: string;
  readonly caller: Caller;
  /** The URL of the service's endpoint. */
  readonly endpoint: string;
  /** The service's signing name. */
  readonly service: string;
  readonly region: string;
  readonly request: ServiceRequest;
  readonly timeoutMs: number;
}

/** How a call of a service ended. */
export type ServiceOutcome =
  | { readonly kind: "answered"; readonly response: LambdaResponse }
  | { readonly kind: "timeout" }
  | { readonly kind: "failed"; readonly reason: string }
  | { readonly kind: "clientGone" };

/** Signs a request with temporary credentials of its caller, sends it to the service's endpoint and reads the answer. */
export async function callService(
  { identity, pools, sources }: GatewayParts,
  call: ServiceCall,
): Promise<ServiceOutcome> {
  const { exchange, endpoint, request, service, region } = call;
  const { origin, host, pathname } = new URL(endpoint);
  const path = `${pathname.replace(/\/$/, "")}${request.path}`;
  const headers = ["host", host, ...request.headers];
  const signed = signRequest({
    ...request,
    path,
    headers,
    credentials: identity.credentialsFor(call.caller),
    region,
    service,
    nowMs: sources.nowMs(),
  });
  const trace = traceHeader(undefined, exchange);
  const unsigned = ["user-agent", gatewayUserAgent(call.apiId), "x-amzn-trace-id", trace];
  const abandon = new AbortController();
  exchange.client.onGone(() => abandon.abort());
  const expired = AbortSignal.timeout(call.timeoutMs);
  try {
    const answer = await pools.pool(origin).request({
      path: request.query === "" ? path : `${path}?${request.query}`,
      method: request.method,
      headers: [...headers, ...Object.entries(signed).flat(), ...unsigned],
      body: request.body === "" ? null : request.body,
      signal: AbortSignal.any([expired, abandon.signal]),
    });
    const body = await readAnswer(answer.body, functionLimits.payloadBytes);
    return { kind: "answered", response: { status: answer.statusCode, headers: headerList(answer.headers), body } };
  } catch (cause) {
    if (exchange.client.isGone()) {
      return { kind: "clientGone" };
    }
    return expired.aborted
      ? { kind: "timeout" }
      : { kind: "failed", reason: `the endpoint of ${service} failed: ${(cause as Error).message}` };
  }
}

function headerList(headers: IncomingHttpHeaders): readonly string[] {
  return Object.entries(headers).flatMap(([name, value = ""]) =>
    Array.isArray(value) ? value.flatMap((one) => [name, one]) : [name, value],
  );
}
