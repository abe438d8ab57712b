import { iamArn, parseArn } from "../../arn/arn.ts";
import type { GroupRecord, InstanceProfileRecord, RoleRecord, UserRecord } from "../../store/records.ts";

/** The ARN of a user, path included: `arn:aws:iam::111111111111:user/team/alice`. */
export function userArn(user: Pick<UserRecord, "accountId" | "path" | "userName">): string {
  return iamArn(user.accountId, `user${user.path}${user.userName}`);
}

/** The ARN of a role, path included. */
export function roleArn(role: Pick<RoleRecord, "accountId" | "path" | "roleName">): string {
  return iamArn(role.accountId, `role${role.path}${role.roleName}`);
}

/** The ARN of a group, path included. */
export function groupArn(group: Pick<GroupRecord, "accountId" | "path" | "groupName">): string {
  return iamArn(group.accountId, `group${group.path}${group.groupName}`);
}

/** The ARN of an instance profile, path included. */
export function instanceProfileArn(
  profile: Pick<InstanceProfileRecord, "accountId" | "path" | "instanceProfileName">,
): string {
  return iamArn(profile.accountId, `instance-profile${profile.path}${profile.instanceProfileName}`);
}

/** The ARN of a customer managed policy, path included. */
export function policyArn(accountId: string, path: string, policyName: string): string {
  return iamArn(accountId, `policy${path}${policyName}`);
}

/** The account in the ARN of a managed policy, `aws` for AWS's own; undefined when the text is not such an ARN. */
export function policyOwner(text: string): string | undefined {
  const arn = parseArn(text);
  const named =
    arn?.service === "iam" && arn.partition.startsWith("aws") && arn.region === "" && /^policy\/.+$/.test(arn.resource);
  return named && /^(?:\d{12}|aws)$/.test(arn.account) ? arn.account : undefined;
}
