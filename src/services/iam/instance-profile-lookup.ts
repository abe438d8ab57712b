import type { InstanceProfileRecord } from "../../store/records.ts";
import type { AuthorizationCheck } from "../../wire/operation.ts";
import type { Call } from "../call.ts";
import { instanceProfileArn } from "./arns.ts";
import { type ResourceQuestion, resourceTagKeys } from "./checks.ts";
import { iamErrors } from "./errors.ts";

/** The input of operations on an instance profile. */
export interface NamesInstanceProfile {
  readonly InstanceProfileName: string;
}

/** The instance profile of that name, ignoring case; throws NoSuchEntity when the account has none. */
export async function requireInstanceProfile(context: Call, name: string): Promise<InstanceProfileRecord> {
  const profile = await context.tx.instanceProfiles.get(context.accountId, name);
  if (profile === undefined) {
    throw iamErrors.instanceProfileNotFound(name);
  }
  return profile;
}

/** The check of an operation on an instance profile: on its ARN, pathless when there is no such profile. */
export async function instanceProfileCheck(context: Call, question: ResourceQuestion): Promise<AuthorizationCheck> {
  const { action, name, keys = {} } = question;
  const { accountId, tx } = context;
  const profile = await tx.instanceProfiles.get(accountId, name);
  return {
    action,
    resource: instanceProfileArn(profile ?? { accountId, path: "/", instanceProfileName: name }),
    resourceLabel: `instance profile ${name}`,
    context: { ...resourceTagKeys(profile?.tags ?? []), ...keys },
  };
}
