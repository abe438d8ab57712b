import { badRequest } from "./errors.ts";

/**
 * How much of each thing there may be, with AWS's default values:
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-quotas.html.
 * AWS's limits on the rate of control-plane calls are not imposed: they protect AWS, not the API.
 */
export const quotas = {
  apisPerRegion: 600,
  routesPerApi: 300,
  integrationsPerApi: 300,
  stagesPerApi: 10,
  domainNamesPerRegion: 120,
  multiLevelMappingsPerDomain: 200,
  apiMappingKeyLengthMax: 300,
  vpcLinksPerRegion: 10,
  subnetsPerVpcLink: 10,
  /** https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-mutual-tls.html */
  truststoreCertificates: 1000,
  truststoreBytes: 1024 * 1024,
  /** AWS documents no size for HTTP APIs; reading a longer document would hold other requests up. */
  openApiBytesMax: 2 * 1024 * 1024,
  authorizersPerApi: 10,
  audiencesPerAuthorizer: 50,
  tagsPerResource: 50,
  tagKeyLengthMax: 128,
  tagValueLengthMax: 256,
  scopesPerRoute: 10,
  stageVariablesPerStage: 100,
  stageVariableNameLengthMax: 64,
  stageVariableValueLengthMax: 512,
  accessLogFormatBytesMax: 3072,
  /** Entries of one page of a list; AWS documents no default, so a caller who never pages sees everything within the quotas. */
  pageSizeMax: 1000,
  /**
   * Deployments that auto-deploy made and no stage serves any more are kept up to this number, the newest first: each
   * holds a whole snapshot, and a large API is built in hundreds of steps. AWS documents no such bound.
   */
  supersededAutoDeploymentsMax: 10,
} as const;

/** What a quota counts, as AWS names it in the refusal. */
export type CountedKind = "APIs" | "Routes" | "Integrations" | "Stages" | "Authorizers";

/**
 * Throws when one more would exceed the quota, in AWS's observed words, two spaces included. Which code AWS answers is
 * not on record; a 400 is chosen because clients retry a 429 for minutes.
 */
export function requireQuota(kind: CountedKind, count: number, max: number): void {
  if (count >= max) {
    const scope = kind === "APIs" ? "in this region" : "for this API";
    throw badRequest(
      `Maximum number of ${kind} ${scope} has been reached.  Please contact AWS if you need additional ${kind}.`,
    );
  }
}
