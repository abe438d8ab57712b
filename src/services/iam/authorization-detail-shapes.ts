import type { GroupDetail, ManagedPolicyDetail, RoleDetail, UserDetail } from "@aws-sdk/client-iam";
import type { EntityRef, GroupRecord, ManagedPolicyRecord, RoleRecord, UserRecord } from "../../store/records.ts";
import type { Call } from "../call.ts";
import { type BoundaryShape, boundaryShape } from "./boundaries.ts";
import { groupType, roleType, userType } from "./entities.ts";
import { groupShape } from "./groups.ts";
import { instanceProfileShape } from "./instance-profiles.ts";
import { policyShape } from "./managed-policies.ts";
import { encodeDocument } from "./policy-documents.ts";
import { policyNameAndPath } from "./policy-lookup.ts";
import { versionShape } from "./policy-versions.ts";
import { lastUsedShape, roleShape } from "./roles.ts";
import { tagShapes } from "./tag-rules.ts";
import { userShape } from "./users.ts";

type Unbounded<Detail> = Omit<Detail, "PermissionsBoundary"> & BoundaryShape;

/** All about a user; without inline policies there is no list of them (observed). */
export async function userDetail(user: UserRecord, context: Call): Promise<Unbounded<UserDetail>> {
  const { inline, attached } = await policyLists(userType.refOf(user), context);
  const groups = await context.tx.groups.listOfUser(context.accountId, user.userId);
  return {
    ...userShape(user),
    ...(inline.length === 0 ? {} : { UserPolicyList: inline }),
    GroupList: groups.map(({ groupName }) => groupName),
    AttachedManagedPolicies: attached,
    ...boundaryShape(user.permissionsBoundaryArn),
    Tags: tagShapes(user.tags),
  };
}

/** All about a group but its members. */
export async function groupDetail(group: GroupRecord, context: Call): Promise<GroupDetail> {
  const { inline, attached } = await policyLists(groupType.refOf(group), context);
  return { ...groupShape(group), GroupPolicyList: inline, AttachedManagedPolicies: attached };
}

/** All about a role. */
export async function roleDetail(role: RoleRecord, context: Call): Promise<Unbounded<RoleDetail>> {
  const { inline, attached } = await policyLists(roleType.refOf(role), context);
  const profiles = await context.tx.instanceProfiles.listOfRole(context.accountId, role.roleId);
  const profileShapes = [];
  for (const profile of profiles) {
    profileShapes.push(await instanceProfileShape(profile, context));
  }
  return {
    ...(await roleShape(role, context)),
    InstanceProfileList: profileShapes,
    RolePolicyList: inline,
    AttachedManagedPolicies: attached,
    ...boundaryShape(role.permissionsBoundaryArn),
    Tags: tagShapes(role.tags),
    RoleLastUsed: lastUsedShape(role, context),
  };
}

/** All about a managed policy, with every version's document, the newest first. */
export async function policyDetail(policy: ManagedPolicyRecord, context: Call): Promise<ManagedPolicyDetail> {
  const versions = await context.tx.policies.listVersions(context.accountId, policy.arn);
  return {
    ...(await policyShape(policy, context)),
    ...(policy.description === undefined ? {} : { Description: policy.description }),
    PolicyVersionList: versions.map((version) => ({
      Document: encodeDocument(version.document),
      ...versionShape(version, policy),
    })),
  };
}

async function policyLists(entity: EntityRef, { accountId, tx }: Call) {
  const inline = await tx.entityPolicies.listInline(accountId, entity);
  const attached = await tx.entityPolicies.listAttached(accountId, entity);
  return {
    inline: inline.map(({ policyName, document }) => ({
      PolicyName: policyName,
      PolicyDocument: encodeDocument(document),
    })),
    attached: attached.map((arn) => ({ PolicyName: policyNameAndPath(arn).name, PolicyArn: arn })),
  };
}
