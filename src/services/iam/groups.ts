import {
  AddUserToGroup$,
  type CreateGroupRequest,
  CreateGroup$,
  type DeleteGroupRequest,
  DeleteGroup$,
  type GetGroupRequest,
  GetGroup$,
  type Group,
  type ListGroupsForUserRequest,
  ListGroupsForUser$,
  type ListGroupsRequest,
  ListGroups$,
  RemoveUserFromGroup$,
  type UpdateGroupRequest,
  UpdateGroup$,
} from "@aws-sdk/client-iam";
import { iamArn } from "../../arn/arn.ts";
import { newUniqueId } from "../../arn/unique-id.ts";
import type { GroupRecord, UserRecord } from "../../store/records.ts";
import type { Operation, WithRequired } from "../../wire/operation.ts";
import { pageOf, pageOfAll, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { groupArn } from "./arns.ts";
import { accountCheck, creationChecks, entityCheck } from "./checks.ts";
import { groupType, type NamesGroup, type NamesUser, requireEntity, userType } from "./entities.ts";
import { iamErrors } from "./errors.ts";
import { iamQuotas } from "./quotas.ts";
import { userShape } from "./users.ts";

type NewGroup = WithRequired<CreateGroupRequest, "GroupName">;

/** The operations on groups and on who is in them. */
export const groupOperations = [
  operation(CreateGroup$, {
    authorize: (input: NewGroup, context) =>
      creationChecks({
        operation: "CreateGroup",
        arn: groupArn({ accountId: context.accountId, path: input.Path ?? "/", groupName: input.GroupName }),
        tags: [],
      }),
    handle: async (input, context) => ({ Group: groupShape(await createGroup(input, context)) }),
  }),
  operation(GetGroup$, {
    authorize: async (input: WithRequired<GetGroupRequest, "GroupName">, context) => [
      await entityCheck(context, groupType, { action: "iam:GetGroup", name: input.GroupName }),
    ],
    handle: async (input, context) => {
      const window = readWindow(input);
      const group = await requireEntity(context, groupType, input.GroupName);
      const members = await context.tx.groups.listMembers(context.accountId, group.groupId, {
        ...window,
        limit: window.size + 1,
      });
      const page = pageOf(members, window, (user) => user.userName);
      return { Group: groupShape(group), Users: page.entries.map(userShape), ...page.paging };
    },
  }),
  operation(ListGroups$, {
    authorize: (input: ListGroupsRequest, context) =>
      accountCheck("iam:ListGroups", iamArn(context.accountId, `group${input.PathPrefix ?? "/"}`)),
    handle: async (input, context) => {
      const window = readWindow(input);
      const groups = await context.tx.groups.list(context.accountId, input.PathPrefix ?? "/", {
        ...window,
        limit: window.size + 1,
      });
      const page = pageOf(groups, window, (group) => group.groupName);
      return { Groups: page.entries.map(groupShape), ...page.paging };
    },
  }),
  operation(UpdateGroup$, {
    // Renaming and moving need the permission on both the old and the new ARN (documented at UpdateGroup).
    authorize: async (input: WithRequired<UpdateGroupRequest, "GroupName">, context) => {
      const source = await entityCheck(context, groupType, { action: "iam:UpdateGroup", name: input.GroupName });
      const group = await groupType.find(context, input.GroupName);
      const target = group === undefined ? source.resource : groupArn(updatedGroup(group, input));
      return target === source.resource ? [source] : [source, { action: "iam:UpdateGroup", resource: target }];
    },
    handle: async (input, context) => {
      const group = await requireEntity(context, groupType, input.GroupName);
      const updated = updatedGroup(group, input);
      const namesake = await context.tx.groups.get(context.accountId, updated.groupName);
      if (namesake !== undefined && namesake.groupId !== group.groupId) {
        throw iamErrors.groupExists(updated.groupName);
      }
      await context.tx.groups.update(updated);
      return {};
    },
  }),
  operation(DeleteGroup$, {
    authorize: async (input: WithRequired<DeleteGroupRequest, "GroupName">, context) => [
      await entityCheck(context, groupType, { action: "iam:DeleteGroup", name: input.GroupName }),
    ],
    handle: async (input, context) => {
      const { accountId, tx } = context;
      const group = await requireEntity(context, groupType, input.GroupName);
      const ref = groupType.refOf(group);
      if ((await tx.groups.listMembers(accountId, group.groupId, { limit: 1 })).length > 0) {
        throw iamErrors.mustRemoveUsers();
      }
      if ((await tx.entityPolicies.listAttached(accountId, ref)).length > 0) {
        throw iamErrors.mustDetachPolicies();
      }
      if ((await tx.entityPolicies.listInline(accountId, ref)).length > 0) {
        throw iamErrors.mustDeletePolicies();
      }
      await tx.groups.delete(accountId, group.groupId);
      return {};
    },
  }),
  membership(AddUserToGroup$, async (group, user, { accountId, tx }) => {
    const groups = await tx.groups.listOfUser(accountId, user.userId);
    if (groups.length >= iamQuotas.groupsPerUser && !groups.some(({ groupId }) => groupId === group.groupId)) {
      throw iamErrors.quotaExceeded("GroupsPerUser", iamQuotas.groupsPerUser);
    }
    await tx.groups.addMember(accountId, group.groupId, user.userId);
  }),
  membership(RemoveUserFromGroup$, (group, user, { accountId, tx }) =>
    tx.groups.removeMember(accountId, group.groupId, user.userId),
  ),
  operation(ListGroupsForUser$, {
    authorize: async (input: WithRequired<ListGroupsForUserRequest, "UserName">, context) => [
      await entityCheck(context, userType, { action: "iam:ListGroupsForUser", name: input.UserName }),
    ],
    handle: async (input, context) => {
      const window = readWindow(input);
      const user = await requireEntity(context, userType, input.UserName);
      const groups = await context.tx.groups.listOfUser(context.accountId, user.userId);
      const page = pageOfAll(groups, window, (group) => group.groupName.toLowerCase());
      return { Groups: page.entries.map(groupShape), ...page.paging };
    },
  }),
];

/** An operation on a membership: authorized on the group; of two that are missing it is the user that AWS reports. */
function membership(
  schema: Operation<Call>["schema"],
  change: (group: GroupRecord, user: UserRecord, context: Call) => Promise<void>,
): Operation<Call> {
  return operation(schema, {
    authorize: async (input: NamesGroup & NamesUser, context) => [
      await entityCheck(context, groupType, { action: `iam:${schema[2]}`, name: input.GroupName }),
    ],
    handle: async (input, context) => {
      const user = await requireEntity(context, userType, input.UserName);
      const group = await requireEntity(context, groupType, input.GroupName);
      await change(group, user, context);
      return {};
    },
  });
}

async function createGroup(input: NewGroup, context: Call): Promise<GroupRecord> {
  const { accountId, tx } = context;
  if ((await tx.groups.get(accountId, input.GroupName)) !== undefined) {
    throw iamErrors.groupExists(input.GroupName);
  }
  if ((await tx.groups.count(accountId)) >= iamQuotas.groups) {
    throw iamErrors.quotaExceeded("GroupsPerAccount", iamQuotas.groups);
  }
  const group: GroupRecord = {
    accountId,
    groupId: newUniqueId("AGPA", accountId, context.sources.randomBytes),
    groupName: input.GroupName,
    path: input.Path ?? "/",
    createdAtMs: context.nowMs,
  };
  await tx.groups.insert(group);
  return group;
}

function updatedGroup(group: GroupRecord, input: UpdateGroupRequest): GroupRecord {
  return { ...group, path: input.NewPath ?? group.path, groupName: input.NewGroupName ?? group.groupName };
}

/** A group as every reply shows it. */
export function groupShape(group: GroupRecord): Group {
  return {
    Path: group.path,
    GroupName: group.groupName,
    GroupId: group.groupId,
    Arn: groupArn(group),
    CreateDate: new Date(group.createdAtMs),
  };
}
