import { parseArn } from "../../arn/arn.ts";
import type { ApiRecord } from "../../store/records.ts";
import type { DomainNameRecord } from "../../store/regional-records.ts";

/** Where a client invokes the API's default stage. AWS's own name for it, which this server's hosts answer to as well. */
export function apiEndpoint(api: ApiRecord): string {
  return `https://${api.apiId}.execute-api.${api.region}.amazonaws.com`;
}

/** Something that can carry tags. */
export type Taggable =
  | { readonly kind: "api"; readonly apiId: string }
  | { readonly kind: "stage"; readonly apiId: string; readonly stageName: string }
  | { readonly kind: "domainName"; readonly domainName: string }
  | { readonly kind: "vpcLink"; readonly vpcLinkId: string };

/** A custom domain's ARN, as policies and tags name it. */
export function domainNameArn({ region, domainName }: Pick<DomainNameRecord, "region" | "domainName">): string {
  return `arn:aws:apigateway:${region}::/domainnames/${domainName}`;
}

/**
 * Reads the ARN of a taggable resource in this region; undefined when it is anything else. An ARN has one spelling, which
 * is what policies are held against: that of a domain is in lower case.
 */
export function parseTaggableArn(text: string, region: string): Taggable | undefined {
  const arn = parseArn(text);
  if (arn === undefined || arn.service !== "apigateway" || arn.region !== region || arn.account !== "") {
    return undefined;
  }
  const [, domainName] = /^\/domainnames\/([^/A-Z]+)$/.exec(arn.resource) ?? [];
  if (domainName !== undefined) {
    return { kind: "domainName", domainName };
  }
  const [, vpcLinkId] = /^\/vpclinks\/([^/]+)$/.exec(arn.resource) ?? [];
  if (vpcLinkId !== undefined) {
    return { kind: "vpcLink", vpcLinkId };
  }
  const [, apiId, stageName] = /^\/apis\/([^/]+)(?:\/stages\/([^/]+))?$/.exec(arn.resource) ?? [];
  if (apiId === undefined) {
    return undefined;
  }
  return stageName === undefined ? { kind: "api", apiId } : { kind: "stage", apiId, stageName };
}
