import { parseArn } from "../../arn/arn.ts";
import type { ApiRecord } from "../../store/records.ts";

/** Where a client invokes the API's default stage. AWS's own name for it, which this server's hosts answer to as well. */
export function apiEndpoint(api: ApiRecord): string {
  return `https://${api.apiId}.execute-api.${api.region}.amazonaws.com`;
}

/** Something that can carry tags. */
export type Taggable =
  | { readonly kind: "api"; readonly apiId: string }
  | { readonly kind: "stage"; readonly apiId: string; readonly stageName: string };

/** Reads the ARN of a taggable resource in this region; undefined when it is anything else. */
export function parseTaggableArn(text: string, region: string): Taggable | undefined {
  const arn = parseArn(text);
  if (arn === undefined || arn.service !== "apigateway" || arn.region !== region || arn.account !== "") {
    return undefined;
  }
  const [, apiId, stageName] = /^\/apis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(arn.resource) ?? [];
  if (apiId === undefined) {
    return undefined;
  }
  return stageName === undefined ? { kind: "api", apiId } : { kind: "stage", apiId, stageName };
}
