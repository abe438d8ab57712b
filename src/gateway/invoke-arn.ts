import { formatArn } from "../arn/arn.ts";
import type { AuthorizationCheck } from "../wire/operation.ts";
import { joinParts } from "./request-path.ts";

/** What an invoke asks IAM for. */
export function invokeCheck(place: InvokedPlace, method: string): AuthorizationCheck {
  return {
    action: "execute-api:Invoke",
    resource: invokeArn(place, method),
    resourceAccountId: place.api.accountId,
  };
}

/** What of an API an invoke is authorized on. */
export interface InvokedPlace {
  readonly api: { readonly accountId: string };
  readonly stage: { readonly arn: string };
  readonly parts: readonly string[];
}

/**
 * The ARN that an invoke is authorized on: the method and the path of the request, not of its route, decoded and
 * without the stage; the default stage goes by its name `$default`.
 */
export function invokeArn({ stage, parts }: InvokedPlace, method: string): string {
  return `${stage.arn}/${method}/${joinParts(parts)}`;
}

/** What the ARNs of all invokes of a stage start with. */
export function stageArn(
  { apiId, accountId, region }: { readonly apiId: string; readonly accountId: string; readonly region: string },
  stageName: string,
): string {
  return formatArn({
    partition: "aws",
    service: "execute-api",
    region,
    account: accountId,
    resource: `${apiId}/${stageName}`,
  });
}
