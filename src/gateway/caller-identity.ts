import { type AuthorizerResult, principalOrgId } from "./authorizer-result.ts";

/** The caller of an `AWS_IAM` route as integrations and mappings see it; all null on other routes. */
export interface CallerIdentity {
  readonly accessKey: string | null;
  readonly accountId: string | null;
  /** The unique id of the principal that signed, with the session's name behind it. */
  readonly caller: string | null;
  readonly principalOrgId: string | null;
  readonly user: string | null;
  readonly userArn: string | null;
}

/** Who called, as far as the route's authorization told by IAM. */
export function identityOf(authorizer: AuthorizerResult): CallerIdentity {
  if (authorizer.kind !== "iam") {
    return { accessKey: null, accountId: null, caller: null, principalOrgId: null, user: null, userArn: null };
  }
  const { accessKeyId, accountId, userId, arn } = authorizer.caller;
  return { accessKey: accessKeyId, accountId, caller: userId, principalOrgId, user: userId, userArn: arn };
}
