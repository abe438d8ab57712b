import type { AssumeRoleRequest } from "@aws-sdk/client-sts";
import type { AccountId } from "../../arn/account-id.ts";
import { malformedPolicy } from "../../policy/validate.ts";
import type { Call } from "../call.ts";
import { stsErrors } from "./errors.ts";

type SessionPolicies = Pick<AssumeRoleRequest, "Policy" | "PolicyArns" | "Tags">;

/** How many characters fill the space for session policies and tags; from sizes observed on STS (1,690 were 157 %). */
const packedCharactersMax = 1690 / 1.57;

/**
 * Checks session policies: the inline one by IAM's grammar, the managed ones by their existence in the role's account
 * or among AWS's, and all together by size. Throws AWS's errors.
 */
export async function checkSessionPolicies(input: SessionPolicies, accountId: AccountId, call: Call): Promise<void> {
  const problem = input.Policy === undefined ? undefined : malformedPolicy(input.Policy, "session");
  if (problem !== undefined) {
    throw stsErrors.malformedPolicy(problem);
  }
  for (const { arn = "" } of input.PolicyArns ?? []) {
    if ((await call.tx.policies.get(accountId, arn)) === undefined) {
      throw stsErrors.sessionPolicyNotFound(arn);
    }
  }
  const percent = packedPolicySize(input);
  if (percent !== undefined && percent > 100) {
    throw stsErrors.packedPolicyTooLarge(percent);
  }
}

/**
 * How full the packed session policies and tags are, in percent; undefined when none are passed. AWS packs in a way of
 * its own; this estimate grows with the characters passed, as its observed values do.
 */
export function packedPolicySize(input: SessionPolicies): number | undefined {
  const texts = [
    ...(input.Policy === undefined ? [] : [input.Policy]),
    ...(input.PolicyArns ?? []).flatMap(({ arn }) => arn ?? []),
    ...(input.Tags ?? []).map(({ Key = "", Value = "" }) => Key + Value),
  ];
  if (texts.length === 0) {
    return undefined;
  }
  const characters = texts.reduce((sum, text) => sum + text.length, 0);
  return Math.ceil((characters * 100) / packedCharactersMax);
}
