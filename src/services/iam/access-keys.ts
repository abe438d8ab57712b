import {
  type CreateAccessKeyRequest,
  CreateAccessKey$,
  type DeleteAccessKeyRequest,
  DeleteAccessKey$,
  type GetAccessKeyLastUsedRequest,
  GetAccessKeyLastUsed$,
  type ListAccessKeysRequest,
  ListAccessKeys$,
  type UpdateAccessKeyRequest,
  UpdateAccessKey$,
} from "@aws-sdk/client-iam";
import { iamArn } from "../../arn/arn.ts";
import { newUniqueId } from "../../arn/unique-id.ts";
import type { AccessKeyRecord, UserRecord } from "../../store/records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { pageOfAll, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { userArn } from "./arns.ts";
import { resourceTagKeys, subjectCheck } from "./checks.ts";
import { requireEntity, subjectOf, userType } from "./entities.ts";
import { iamErrors } from "./errors.ts";
import { iamQuotas } from "./quotas.ts";

/** The operations on long-term access keys of users, and of root when it names no user. */
export const accessKeyOperations = [
  operation(CreateAccessKey$, {
    authorize: async (input: CreateAccessKeyRequest, context) => [
      await subjectCheck(context, subjectOf(input.UserName, context), "iam:CreateAccessKey"),
    ],
    handle: async (input, context) => {
      const owner = await ownerOf(input.UserName, context);
      const key = await createKey(owner, context);
      return { AccessKey: { ...keyShape(key, owner), SecretAccessKey: key.secretAccessKey } };
    },
  }),
  operation(ListAccessKeys$, {
    authorize: async (input: ListAccessKeysRequest, context) => [
      await subjectCheck(context, subjectOf(input.UserName, context), "iam:ListAccessKeys"),
    ],
    handle: async (input, context) => {
      const window = readWindow(input);
      const owner = await ownerOf(input.UserName, context);
      const keys = await context.tx.accessKeys.list(context.accountId, owner?.userId);
      const page = pageOfAll(keys, window, (_, index) => `${index}`.padStart(4, "0"));
      return { AccessKeyMetadata: page.entries.map((key) => keyShape(key, owner)), ...page.paging };
    },
  }),
  operation(UpdateAccessKey$, {
    authorize: async (input: WithRequired<UpdateAccessKeyRequest, "AccessKeyId" | "Status">, context) => [
      await subjectCheck(context, subjectOf(input.UserName, context), "iam:UpdateAccessKey"),
    ],
    handle: async (input, context) => {
      const { AccessKeyId, Status } = input;
      await requireKey(AccessKeyId, await ownerOf(input.UserName, context), context);
      if (Status !== "Active" && Status !== "Inactive") {
        throw iamErrors.invalidAccessKeyStatus(Status);
      }
      await context.tx.accessKeys.setStatus(context.accountId, AccessKeyId, Status);
      return {};
    },
  }),
  operation(DeleteAccessKey$, {
    authorize: async (input: WithRequired<DeleteAccessKeyRequest, "AccessKeyId">, context) => [
      await subjectCheck(context, subjectOf(input.UserName, context), "iam:DeleteAccessKey"),
    ],
    handle: async (input, context) => {
      await requireKey(input.AccessKeyId, await ownerOf(input.UserName, context), context);
      await context.tx.accessKeys.delete(context.accountId, input.AccessKeyId);
      return {};
    },
  }),
  operation(GetAccessKeyLastUsed$, {
    authorize: async (input: WithRequired<GetAccessKeyLastUsedRequest, "AccessKeyId">, context) => {
      const { user } = await requireVisibleKey(input.AccessKeyId, context);
      return [
        {
          action: "iam:GetAccessKeyLastUsed",
          resource: user === undefined ? iamArn(context.accountId, "root") : userArn(user),
          resourceLabel: `access key ${input.AccessKeyId}`,
          context: resourceTagKeys(user?.tags ?? []),
        },
      ];
    },
    handle: async (input, context) => {
      const { key, user } = await requireVisibleKey(input.AccessKeyId, context);
      const lastUsed = context.lastUse(key.accessKeyId) ?? key.lastUsed;
      return {
        ...(user === undefined ? {} : { UserName: user.userName }),
        AccessKeyLastUsed:
          lastUsed === undefined
            ? { ServiceName: "N/A", Region: "N/A" }
            : { LastUsedDate: new Date(lastUsed.atMs), ServiceName: lastUsed.serviceName, Region: lastUsed.region },
      };
    },
  }),
];

/** The user whose keys are meant; undefined for root. Throws NoSuchEntity when the user does not exist. */
async function ownerOf(userName: string | undefined, context: Call): Promise<UserRecord | undefined> {
  const subject = subjectOf(userName, context);
  return subject.kind === "root" ? undefined : requireEntity(context, userType, subject.userName);
}

async function createKey(owner: UserRecord | undefined, context: Call): Promise<AccessKeyRecord> {
  const { accountId, sources, tx } = context;
  if ((await tx.accessKeys.list(accountId, owner?.userId)).length >= iamQuotas.accessKeysPerUser) {
    throw iamErrors.quotaExceeded("AccessKeysPerUser", iamQuotas.accessKeysPerUser);
  }
  const key: AccessKeyRecord = {
    accessKeyId: newUniqueId("AKIA", accountId, sources.randomBytes),
    accountId,
    ...(owner === undefined ? {} : { userId: owner.userId }),
    // Thirty bytes are forty characters of base64 without padding, the form of AWS's secrets.
    secretAccessKey: Buffer.from(sources.randomBytes(30)).toString("base64"),
    status: "Active",
    createdAtMs: context.nowMs,
  };
  await tx.accessKeys.insert(key);
  return key;
}

/** Throws NoSuchEntity when the key does not exist or is somebody else's. */
async function requireKey(accessKeyId: string, owner: UserRecord | undefined, context: Call): Promise<void> {
  const key = await context.tx.accessKeys.find(accessKeyId);
  if (key?.accountId !== context.accountId || key.userId !== owner?.userId) {
    throw iamErrors.accessKeyNotFound(accessKeyId);
  }
}

/** The key and its user, when it is a root key without one. Throws AccessDenied for a key of another account or none. */
async function requireVisibleKey(
  accessKeyId: string,
  context: Call,
): Promise<{ readonly key: AccessKeyRecord; readonly user: UserRecord | undefined }> {
  const key = await context.tx.accessKeys.find(accessKeyId);
  if (key === undefined || key.accountId !== context.accountId) {
    throw iamErrors.foreignAccessKey(context.caller.arn, accessKeyId);
  }
  const { userId } = key;
  return { key, user: userId === undefined ? undefined : await context.tx.users.getById(key.accountId, userId) };
}

function keyShape(key: AccessKeyRecord, owner: UserRecord | undefined) {
  return {
    ...(owner === undefined ? {} : { UserName: owner.userName }),
    AccessKeyId: key.accessKeyId,
    Status: key.status,
    CreateDate: new Date(key.createdAtMs),
  };
}
