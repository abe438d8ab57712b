import { badRequest } from "../errors.ts";

/**
 * How much of each thing there may be, with AWS's default values:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-execution-service-limits-table.html.
 */
export const restQuotas = {
  restApisPerRegion: 600,
  resourcesPerApi: 300,
  stagesPerApi: 10,
  modelsPerApi: 1000,
  requestValidatorsPerApi: 1000,
  authorizersPerApi: 10,
  resourcePolicyBytesMax: 8192,
  minimumCompressionBytesMax: 10_485_760,
  integrationTimeoutMillisMin: 50,
  integrationTimeoutMillisMax: 29_000,
  mappingTemplateBytesMax: 300 * 1024,
  modelSchemaBytesMax: 400 * 1024,
  /** AWS documents no bound; each holds a whole snapshot. */
  deploymentsPerApi: 500,
  /** AWS documents no bound; every operation may rewrite what it changes. */
  patchOperationsMax: 1000,
  authorizerResultTtlSecondsMax: 3600,
} as const;

/** What a quota counts, as the refusal names it. */
type CountedKind = "APIs" | "Resources" | "Stages" | "Models" | "Request Validators" | "Authorizers" | "Deployments";

/** Throws when one more would exceed the quota, in the words observed for HTTP APIs. */
export function requireRestQuota(kind: CountedKind, count: number, max: number): void {
  if (count >= max) {
    const scope = kind === "APIs" ? "in this region" : "for this API";
    throw badRequest(
      `Maximum number of ${kind} ${scope} has been reached.  Please contact AWS if you need additional ${kind}.`,
    );
  }
}
