import {
  AddRoleToInstanceProfile$,
  type CreateInstanceProfileRequest,
  CreateInstanceProfile$,
  DeleteInstanceProfile$,
  GetInstanceProfile$,
  type InstanceProfile,
  type ListInstanceProfilesForRoleRequest,
  ListInstanceProfilesForRole$,
  type ListInstanceProfilesRequest,
  ListInstanceProfiles$,
  RemoveRoleFromInstanceProfile$,
} from "@aws-sdk/client-iam";
import { iamArn } from "../../arn/arn.ts";
import { newUniqueId } from "../../arn/unique-id.ts";
import type { InstanceProfileRecord } from "../../store/records.ts";
import type { AuthorizationCheck, WithRequired } from "../../wire/operation.ts";
import { type ListPage, pageOf, pageOfAll, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { instanceProfileArn } from "./arns.ts";
import { accountCheck, creationChecks, entityCheck } from "./checks.ts";
import { type NamesRole, requireChangeable, requireEntity, roleType } from "./entities.ts";
import { iamErrors } from "./errors.ts";
import { instanceProfileCheck, type NamesInstanceProfile, requireInstanceProfile } from "./instance-profile-lookup.ts";
import { iamQuotas } from "./quotas.ts";
import { roleShape } from "./roles.ts";
import { createdTags, newTags, tagRecords, tagShapes } from "./tag-rules.ts";

type NewProfile = WithRequired<CreateInstanceProfileRequest, "InstanceProfileName">;

/** The operations on instance profiles. */
export const instanceProfileOperations = [
  operation(CreateInstanceProfile$, {
    authorize: (input: NewProfile, { accountId }) =>
      creationChecks({
        operation: "CreateInstanceProfile",
        arn: instanceProfileArn({
          accountId,
          path: input.Path ?? "/",
          instanceProfileName: input.InstanceProfileName,
        }),
        tags: tagRecords(input.Tags),
      }),
    handle: async (input, context) => {
      const profile = await createProfile(input, context);
      return {
        InstanceProfile: { ...(await instanceProfileShape(profile, context)), ...createdTags(input.Tags) },
      };
    },
  }),
  operation(GetInstanceProfile$, {
    authorize: async (input: NamesInstanceProfile, context) => [
      await instanceProfileCheck(context, { action: "iam:GetInstanceProfile", name: input.InstanceProfileName }),
    ],
    handle: async (input, context) => {
      const profile = await requireInstanceProfile(context, input.InstanceProfileName);
      return {
        InstanceProfile: { ...(await instanceProfileShape(profile, context)), Tags: tagShapes(profile.tags) },
      };
    },
  }),
  operation(ListInstanceProfiles$, {
    authorize: (input: ListInstanceProfilesRequest, context) =>
      accountCheck("iam:ListInstanceProfiles", iamArn(context.accountId, `instance-profile${input.PathPrefix ?? "/"}`)),
    handle: async (input, context) => {
      const window = readWindow(input);
      const { tx, accountId } = context;
      const page = { ...window, limit: window.size + 1 };
      const profiles = await tx.instanceProfiles.list(accountId, input.PathPrefix ?? "/", page);
      return listReply(
        pageOf(profiles, window, (profile) => profile.instanceProfileName),
        context,
      );
    },
  }),
  operation(ListInstanceProfilesForRole$, {
    authorize: async (input: WithRequired<ListInstanceProfilesForRoleRequest, "RoleName">, context) => [
      await entityCheck(context, roleType, { action: "iam:ListInstanceProfilesForRole", name: input.RoleName }),
    ],
    handle: async (input, context) => {
      const window = readWindow(input);
      const role = await requireEntity(context, roleType, input.RoleName);
      const profiles = await context.tx.instanceProfiles.listOfRole(context.accountId, role.roleId);
      return listReply(
        pageOfAll(profiles, window, (profile) => profile.instanceProfileName.toLowerCase()),
        context,
      );
    },
  }),
  operation(AddRoleToInstanceProfile$, {
    // The caller hands the role to EC2, for which it must be allowed to pass it (documented at the operation).
    authorize: async (input: NamesInstanceProfile & NamesRole, context) => [
      await instanceProfileCheck(context, { action: "iam:AddRoleToInstanceProfile", name: input.InstanceProfileName }),
      await passRoleCheck(context, input.RoleName),
    ],
    handle: async (input, context) => {
      const profile = await requireInstanceProfile(context, input.InstanceProfileName);
      const role = await requireChangeable(context, roleType, input.RoleName);
      if (profile.roleId !== undefined) {
        throw iamErrors.quotaExceeded("InstanceSessionsPerInstanceProfile", iamQuotas.rolesPerInstanceProfile);
      }
      await context.tx.instanceProfiles.update({ ...profile, roleId: role.roleId });
      return {};
    },
  }),
  operation(RemoveRoleFromInstanceProfile$, {
    authorize: async (input: NamesInstanceProfile & NamesRole, context) => [
      await instanceProfileCheck(context, {
        action: "iam:RemoveRoleFromInstanceProfile",
        name: input.InstanceProfileName,
      }),
    ],
    handle: async (input, context) => {
      const { roleId, ...emptied } = await requireInstanceProfile(context, input.InstanceProfileName);
      const role = await roleType.find(context, input.RoleName);
      if (roleId === undefined || role?.roleId !== roleId) {
        throw iamErrors.roleNotInProfile(input.RoleName, input.InstanceProfileName);
      }
      await context.tx.instanceProfiles.update(emptied);
      return {};
    },
  }),
  operation(DeleteInstanceProfile$, {
    authorize: async (input: NamesInstanceProfile, context) => [
      await instanceProfileCheck(context, { action: "iam:DeleteInstanceProfile", name: input.InstanceProfileName }),
    ],
    handle: async (input, context) => {
      const profile = await requireInstanceProfile(context, input.InstanceProfileName);
      if (profile.roleId !== undefined) {
        throw iamErrors.mustRemoveRoles();
      }
      await context.tx.instanceProfiles.delete(context.accountId, profile.instanceProfileId);
      return {};
    },
  }),
];

/** The check of handing a role to EC2; its refusal names the role by its ARN. */
async function passRoleCheck(context: Call, roleName: string): Promise<AuthorizationCheck> {
  const keys = { "iam:PassedToService": "ec2.amazonaws.com" };
  const { resourceLabel: _, ...check } = await entityCheck(context, roleType, {
    action: "iam:PassRole",
    name: roleName,
    keys,
  });
  return check;
}

async function createProfile(input: NewProfile, context: Call): Promise<InstanceProfileRecord> {
  const { accountId, tx } = context;
  const tags = newTags(tagRecords(input.Tags), "significant");
  if ((await tx.instanceProfiles.get(accountId, input.InstanceProfileName)) !== undefined) {
    throw iamErrors.instanceProfileExists(input.InstanceProfileName);
  }
  if ((await tx.instanceProfiles.count(accountId)) >= iamQuotas.instanceProfiles) {
    throw iamErrors.quotaExceeded("InstanceProfilesPerAccount", iamQuotas.instanceProfiles);
  }
  const profile: InstanceProfileRecord = {
    accountId,
    instanceProfileId: newUniqueId("AIPA", accountId, context.sources.randomBytes),
    instanceProfileName: input.InstanceProfileName,
    path: input.Path ?? "/",
    createdAtMs: context.nowMs,
    tags,
  };
  await tx.instanceProfiles.insert(profile);
  return profile;
}

async function listReply(page: ListPage<InstanceProfileRecord>, context: Call) {
  const shapes: InstanceProfile[] = [];
  for (const profile of page.entries) {
    shapes.push(await instanceProfileShape(profile, context));
  }
  return { InstanceProfiles: shapes, ...page.paging };
}

/** A profile as lists show it: with its role, whose settings are left out, and without tags (observed). */
export async function instanceProfileShape(profile: InstanceProfileRecord, context: Call): Promise<InstanceProfile> {
  const { accountId, roleId } = profile;
  const role = roleId === undefined ? undefined : await context.tx.roles.getById(accountId, roleId);
  return {
    Path: profile.path,
    InstanceProfileName: profile.instanceProfileName,
    InstanceProfileId: profile.instanceProfileId,
    Arn: instanceProfileArn(profile),
    CreateDate: new Date(profile.createdAtMs),
    Roles: role === undefined ? [] : [await roleShape(role, context)],
  };
}
