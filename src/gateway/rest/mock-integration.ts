import { Buffer } from "node:buffer";
import type { HttpProxyOutcome } from "../http-proxy.ts";
import { mappedRequestBody } from "./integration-request.ts";
import { answerMapped } from "./integration-response.ts";
import { mappedBody } from "./mapped-body.ts";
import type { RestCall } from "./rest-call.ts";
import { restErrors } from "./rest-errors.ts";

/**
 * A `MOCK` integration: the request's template says which status a backend would have answered, and the integration
 * response of that status is the answer
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/how-to-mock-integration.html).
 */
export async function callMockIntegration(call: RestCall): Promise<HttpProxyOutcome> {
  const mapped = await mappedRequestBody(call);
  if (mapped.kind !== "mapped") {
    return mapped;
  }
  const status = statusIn(mappedBody(mapped.body).json());
  if (status === undefined) {
    call.onFailed('the mapping template of the request gives no JSON with a whole number as "statusCode"');
    return restErrors.internal;
  }
  return answerMapped(call, { status, headers: [], body: Buffer.alloc(0) }, mapped.input);
}

function statusIn(value: unknown): number | undefined {
  const status = typeof value === "object" && value !== null && "statusCode" in value ? value.statusCode : undefined;
  return typeof status === "number" && Number.isInteger(status) ? status : undefined;
}
