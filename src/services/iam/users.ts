import {
  type CreateUserRequest,
  CreateUser$,
  type DeleteUserRequest,
  DeleteUser$,
  type GetUserRequest,
  GetUser$,
  type ListUsersRequest,
  ListUsers$,
  type UpdateUserRequest,
  UpdateUser$,
  type User,
} from "@aws-sdk/client-iam";
import { iamArn } from "../../arn/arn.ts";
import { newUniqueId } from "../../arn/unique-id.ts";
import type { IamPartKind } from "../../store/iam-part-records.ts";
import type { UserRecord } from "../../store/records.ts";
import type { AwsError } from "../../wire/aws-error.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { pageOf, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { userArn } from "./arns.ts";
import { type BoundaryShape, boundaryShape, requireBoundary } from "./boundaries.ts";
import { accountCheck, boundaryKeys, creationChecks, entityCheck, subjectCheck } from "./checks.ts";
import { requireEntity, subjectOf, userType } from "./entities.ts";
import { iamErrors } from "./errors.ts";
import { iamQuotas } from "./quotas.ts";
import { partErrors } from "./part-errors.ts";
import { createdTags, newTags, tagRecords, tagShapes } from "./tag-rules.ts";

/** The operations on IAM users. */
export const userOperations = [
  operation(CreateUser$, {
    authorize: (input: WithRequired<CreateUserRequest, "UserName">, context) =>
      creationChecks({
        operation: "CreateUser",
        arn: userArn({ accountId: context.accountId, path: input.Path ?? "/", userName: input.UserName }),
        tags: tagRecords(input.Tags),
        keys: boundaryKeys(input.PermissionsBoundary),
      }),
    handle: async (input, context) => {
      const user = await createUser(input, context);
      return { User: { ...userShapeWithTags(user), ...createdTags(input.Tags) } };
    },
  }),
  operation(GetUser$, {
    authorize: async (input: GetUserRequest, context) => [
      await subjectCheck(context, subjectOf(input.UserName, context), "iam:GetUser"),
    ],
    handle: async (input, context) => {
      const subject = subjectOf(input.UserName, context);
      return subject.kind === "root"
        ? { User: await rootShape(context) }
        : { User: userShapeWithTags(await requireEntity(context, userType, subject.userName)) };
    },
  }),
  operation(ListUsers$, {
    authorize: (input: ListUsersRequest, context) =>
      accountCheck("iam:ListUsers", iamArn(context.accountId, `user${input.PathPrefix ?? "/"}`)),
    handle: async (input, context) => {
      const window = readWindow(input);
      const users = await context.tx.users.list(context.accountId, input.PathPrefix ?? "/", {
        ...window,
        limit: window.size + 1,
      });
      const page = pageOf(users, window, (user) => user.userName);
      return { Users: page.entries.map(userShape), ...page.paging };
    },
  }),
  operation(UpdateUser$, {
    // Renaming and moving need the permission on both the old and the new ARN (documented at UpdateUser).
    authorize: async (input: WithRequired<UpdateUserRequest, "UserName">, context) => {
      const source = await entityCheck(context, userType, { action: "iam:UpdateUser", name: input.UserName });
      const user = await userType.find(context, input.UserName);
      const target = user === undefined ? source.resource : userArn(updatedUser(user, input));
      return target === source.resource ? [source] : [source, { action: "iam:UpdateUser", resource: target }];
    },
    handle: async (input, context) => {
      const user = await requireEntity(context, userType, input.UserName);
      const updated = updatedUser(user, input);
      const namesake = await context.tx.users.get(context.accountId, updated.userName);
      if (namesake !== undefined && namesake.userId !== user.userId) {
        throw iamErrors.userExists(updated.userName);
      }
      await context.tx.users.update(updated);
      return {};
    },
  }),
  operation(DeleteUser$, {
    authorize: async (input: WithRequired<DeleteUserRequest, "UserName">, context) => [
      await entityCheck(context, userType, { action: "iam:DeleteUser", name: input.UserName }),
    ],
    handle: async (input, context) => {
      const user = await requireEntity(context, userType, input.UserName);
      const { accountId, tx } = context;
      const ref = userType.refOf(user);
      if ((await tx.entityPolicies.listAttached(accountId, ref)).length > 0) {
        throw iamErrors.mustDetachPolicies();
      }
      if ((await tx.entityPolicies.listInline(accountId, ref)).length > 0) {
        throw iamErrors.mustDeletePolicies();
      }
      if ((await tx.accessKeys.list(accountId, user.userId)).length > 0) {
        throw iamErrors.mustDeleteAccessKeys();
      }
      if ((await tx.groups.listOfUser(accountId, user.userId)).length > 0) {
        throw iamErrors.mustRemoveUsers();
      }
      await requireNoParts(user, context);
      await tx.users.delete(accountId, user.userId);
      return {};
    },
  }),
];

async function createUser(input: WithRequired<CreateUserRequest, "UserName">, context: Call): Promise<UserRecord> {
  const { accountId, tx } = context;
  const tags = newTags(tagRecords(input.Tags), "ignored");
  await requireBoundary(context, input.PermissionsBoundary);
  if ((await tx.users.get(accountId, input.UserName)) !== undefined) {
    throw iamErrors.userExists(input.UserName);
  }
  if ((await tx.users.count(accountId)) >= iamQuotas.users) {
    throw iamErrors.quotaExceeded("UsersPerAccount", iamQuotas.users);
  }
  const user: UserRecord = {
    accountId,
    userId: newUniqueId("AIDA", accountId, context.sources.randomBytes),
    userName: input.UserName,
    path: input.Path ?? "/",
    createdAtMs: context.nowMs,
    ...(input.PermissionsBoundary === undefined ? {} : { permissionsBoundaryArn: input.PermissionsBoundary }),
    tags,
  };
  await tx.users.insert(user);
  return user;
}

/** What must be gone before its user, and what AWS says when it is not. */
const obstacles: readonly (readonly [IamPartKind, () => AwsError])[] = [
  ["loginProfile", partErrors.mustDeleteLoginProfile],
  ["mfaDevice", partErrors.mustDeleteMfaDevices],
  ["sshPublicKey", partErrors.mustDeletePublicKeys],
  ["signingCertificate", partErrors.mustDeleteSigningCertificates],
  ["serviceSpecificCredential", partErrors.mustRemoveReferences],
];

async function requireNoParts(user: UserRecord, { tx }: Call): Promise<void> {
  for (const [kind, refusal] of obstacles) {
    if ((await tx.iamParts.listOfUser(user.accountId, kind, user.userId)).length > 0) {
      throw refusal();
    }
  }
}

function updatedUser(user: UserRecord, input: UpdateUserRequest): UserRecord {
  return { ...user, path: input.NewPath ?? user.path, userName: input.NewUserName ?? user.userName };
}

/** A user as lists show it: without tags and boundary (observed). */
export function userShape(user: UserRecord): Omit<User, "PermissionsBoundary"> {
  return {
    Path: user.path,
    UserName: user.userName,
    UserId: user.userId,
    Arn: userArn(user),
    CreateDate: new Date(user.createdAtMs),
  };
}

function userShapeWithTags(user: UserRecord): ReturnType<typeof userShape> & BoundaryShape {
  return {
    ...userShape(user),
    ...boundaryShape(user.permissionsBoundaryArn),
    ...(user.tags.length === 0 ? {} : { Tags: tagShapes(user.tags) }),
  };
}

/** The account's root as GetUser shows it: an id, an ARN and no name. */
async function rootShape(context: Call): Promise<Pick<User, "UserId" | "Arn" | "CreateDate">> {
  const account = await context.tx.accounts.get(context.accountId);
  return {
    UserId: context.accountId,
    Arn: iamArn(context.accountId, "root"),
    CreateDate: new Date(account?.createdAtMs ?? context.nowMs),
  };
}
