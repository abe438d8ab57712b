import type { Call } from "../call.ts";
import { apiNotFound, badRequest } from "./errors.ts";
import { ownRestApi } from "./rest/found.ts";

/**
 * The protocol of an API that a custom domain is to lead to, which may be any of the caller's account and region.
 * Throws AWS's refusals when there is none of that id, when it has no such stage, and when it is private.
 */
export async function protocolOfTarget(call: Call, apiId: string, stageName: string): Promise<"HTTP" | "REST"> {
  const restApi = await ownRestApi(call, apiId);
  if (restApi === undefined && (await call.tx.apis.get(call.accountId, apiId))?.region !== call.region) {
    throw apiNotFound(call, apiId);
  }
  const stages = restApi === undefined ? call.tx.stages : call.tx.restStages;
  if ((await stages.get(call.accountId, apiId, stageName)) === undefined) {
    // Observed with this status, unlike a stage that is asked for itself.
    throw badRequest("Invalid stage identifier specified");
  }
  if (restApi?.endpointConfiguration.types.includes("PRIVATE")) {
    throw badRequest("A public custom domain name leads to public APIs only");
  }
  return restApi === undefined ? "HTTP" : "REST";
}
