import { parseArn } from "../../arn/arn.ts";
import type { ManagedPolicyRecord } from "../../store/records.ts";
import type { AwsError } from "../../wire/aws-error.ts";
import type { Call } from "../call.ts";
import { policyOwner } from "./arns.ts";
import { iamErrors } from "./errors.ts";

/**
 * The managed policy with that ARN, the account's own or AWS's. Throws ValidationError for what is not the ARN of a policy,
 * and NoSuchEntity, with `missing`'s text, when there is no such policy.
 */
export async function requirePolicy(
  context: Call,
  arn: string,
  missing: (arn: string) => AwsError = iamErrors.policyNotFound,
): Promise<ManagedPolicyRecord> {
  if (policyOwner(arn) === undefined) {
    throw iamErrors.notPolicyArn(arn);
  }
  const policy = await context.tx.policies.get(context.accountId, arn);
  if (policy === undefined) {
    throw missing(arn);
  }
  return policy;
}

/** How a change of a policy refuses what is not there or not the account's own. */
export interface ChangeRefusals {
  readonly foreign?: () => AwsError;
  readonly missing?: (arn: string) => AwsError;
}

/** The account's own managed policy with that ARN, to be changed; throws AccessDenied for a policy of another owner. */
export async function requireOwnPolicy(
  context: Call,
  arn: string,
  refusals: ChangeRefusals = {},
): Promise<ManagedPolicyRecord> {
  const owner = policyOwner(arn);
  if (owner !== undefined && owner !== context.accountId) {
    throw (refusals.foreign ?? iamErrors.cannotUpdateForeignPolicy)();
  }
  return requirePolicy(context, arn, refusals.missing);
}

/** Name and path inside the ARN of a policy. */
export function policyNameAndPath(arn: string): { readonly name: string; readonly path: string } {
  const resource = parseArn(arn)?.resource ?? arn;
  const start = resource.indexOf("/");
  const end = resource.lastIndexOf("/");
  return { name: resource.slice(end + 1), path: resource.slice(start, end + 1) };
}

/** Where a policy stands in a list: by name ignoring case, AWS's own before a customer's of the same name. */
export function policySortKey(arn: string): string {
  const { name } = policyNameAndPath(arn);
  return `${name.toLowerCase()} ${policyOwner(arn) === "aws" ? "0" : "1"}`;
}
