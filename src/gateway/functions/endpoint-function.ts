import { type Dispatcher, Pool } from "undici";
import { readAnswer } from "../read-answer.ts";
import type { FunctionCall, FunctionOutcome, RunnableFunction } from "./function-call.ts";
import { errorMessageOf, functionLimits } from "./function-limits.ts";

/**
 * A function behind an endpoint of Lambda's Invoke API, such as a runtime interface emulator
 * (https://docs.aws.amazon.com/lambda/latest/api/API_Invoke.html). A URL that ends in `/invocations` is called as it
 * stands; to any other the API's path for the function is appended.
 */
export function createEndpointFunction(url: string): RunnableFunction {
  const { origin, pathname, search } = new URL(url);
  const pool = new Pool(origin, {
    connections: functionLimits.connectionsPerEndpoint,
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  return {
    invoke: (call) => invoke(pool, `${targetOf(pathname, call.functionArn)}${search}`, call),
    close: () => pool.close(),
  };
}

async function invoke(pool: Pool, path: string, call: FunctionCall): Promise<FunctionOutcome> {
  const expired = AbortSignal.timeout(call.timeoutMs);
  const signal = call.signal === undefined ? expired : AbortSignal.any([expired, call.signal]);
  try {
    const headers = { "content-type": "application/json" };
    const answer = await pool.request({ path, method: "POST", headers, body: call.event, signal });
    return outcomeOf(answer, (await readAnswer(answer.body, functionLimits.payloadBytes)).toString());
  } catch (cause) {
    if (expired.aborted) {
      return { kind: "timeout" };
    }
    return { kind: "unavailable", reason: `the endpoint of ${call.functionArn} failed: ${(cause as Error).message}` };
  }
}

function outcomeOf({ statusCode, headers }: Dispatcher.ResponseData, payload: string): FunctionOutcome {
  if (statusCode < 200 || statusCode > 299) {
    return { kind: "unavailable", reason: `the function's endpoint answered ${statusCode}: ${payload.slice(0, 200)}` };
  }
  const requestId = [headers["x-amzn-requestid"]].flat()[0];
  return headers["x-amz-function-error"] === undefined
    ? { kind: "returned", payload, requestId }
    : { kind: "failed", errorMessage: errorMessageOf(payload), requestId };
}

function targetOf(pathname: string, functionArn: string): string {
  if (pathname.endsWith("/invocations")) {
    return pathname;
  }
  const name = functionArn.split(":")[6] ?? "";
  return `${pathname.replace(/\/$/, "")}/2015-03-31/functions/${encodeURIComponent(name)}/invocations`;
}
