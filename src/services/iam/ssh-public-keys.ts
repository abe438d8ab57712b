import {
  type DeleteSSHPublicKeyRequest,
  DeleteSSHPublicKey$,
  type GetSSHPublicKeyRequest,
  GetSSHPublicKey$,
  type ListSSHPublicKeysRequest,
  ListSSHPublicKeys$,
  type UpdateSSHPublicKeyRequest,
  UpdateSSHPublicKey$,
  type UploadSSHPublicKeyRequest,
  UploadSSHPublicKey$,
} from "@aws-sdk/client-iam";
import { newUniqueId } from "../../arn/unique-id.ts";
import type { IamPartRecord } from "../../store/iam-part-records.ts";
import type { UserRecord } from "../../store/records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { iamErrors } from "./errors.ts";
import { partErrors } from "./part-errors.ts";
import { partQuotas } from "./part-quotas.ts";
import { listUserParts, requireUser, requireUserPart, settableStatus, userAuthorization } from "./parts.ts";
import { pemOf, readSshPublicKey, type SshPublicKey } from "./ssh-public-key.ts";

type KeyRecord = IamPartRecord<"sshPublicKey">;
type Names = "UserName" | "SSHPublicKeyId";

/** The operations on users' SSH public keys. */
export const sshPublicKeyOperations = [
  operation(UploadSSHPublicKey$, {
    authorize:
      userAuthorization<WithRequired<UploadSSHPublicKeyRequest, "UserName" | "SSHPublicKeyBody">>("UploadSSHPublicKey"),
    handle: async (input, context) => {
      const user = await requireUser(context, input.UserName);
      const key = await uploadKey(user, input.SSHPublicKeyBody, context);
      return { SSHPublicKey: keyShape(key, user, key.detail.body) };
    },
  }),
  operation(GetSSHPublicKey$, {
    authorize: userAuthorization<WithRequired<GetSSHPublicKeyRequest, Names | "Encoding">>("GetSSHPublicKey"),
    handle: async (input, context) => {
      const user = await requireUser(context, input.UserName);
      const key = await requireKey(input.SSHPublicKeyId, user, context);
      const body = input.Encoding === "SSH" ? key.detail.sshBody : pemOf(key.detail.sshBody);
      return { SSHPublicKey: keyShape(key, user, body) };
    },
  }),
  operation(ListSSHPublicKeys$, {
    authorize: userAuthorization<ListSSHPublicKeysRequest>("ListSSHPublicKeys"),
    handle: async (input, context) => {
      const { user, page } = await listUserParts(context, "sshPublicKey", input);
      return {
        SSHPublicKeys: page.entries.map((key) => ({
          UserName: user?.userName,
          SSHPublicKeyId: key.key,
          Status: key.detail.status,
          UploadDate: new Date(key.createdAtMs),
        })),
        ...page.paging,
      };
    },
  }),
  operation(UpdateSSHPublicKey$, {
    authorize: userAuthorization<WithRequired<UpdateSSHPublicKeyRequest, Names | "Status">>("UpdateSSHPublicKey"),
    handle: async (input, context) => {
      const key = await requireKey(input.SSHPublicKeyId, await requireUser(context, input.UserName), context);
      const status = settableStatus(input.Status, partErrors.expiryNotSettable);
      await context.tx.iamParts.update({ ...key, detail: { ...key.detail, status } });
      return {};
    },
  }),
  operation(DeleteSSHPublicKey$, {
    authorize: userAuthorization<WithRequired<DeleteSSHPublicKeyRequest, Names>>("DeleteSSHPublicKey"),
    handle: async (input, context) => {
      const key = await requireKey(input.SSHPublicKeyId, await requireUser(context, input.UserName), context);
      await context.tx.iamParts.delete(context.accountId, key.kind, key.key);
      return {};
    },
  }),
];

async function uploadKey(user: UserRecord, body: string, context: Call): Promise<KeyRecord> {
  const { accountId, nowMs, sources, tx } = context;
  const parsed = readKey(body);
  const present = await tx.iamParts.listOfUser(accountId, "sshPublicKey", user.userId);
  if (present.some((key) => key.detail.sshBody === parsed.sshBody)) {
    throw partErrors.duplicatePublicKey();
  }
  if (present.length >= partQuotas.sshPublicKeysPerUser) {
    throw iamErrors.quotaExceeded("SSHPublicKeysPerUser", partQuotas.sshPublicKeysPerUser);
  }
  const key: KeyRecord = {
    accountId,
    kind: "sshPublicKey",
    key: newUniqueId("APKA", accountId, sources.randomBytes),
    userId: user.userId,
    createdAtMs: nowMs,
    detail: { body, ...parsed, status: "Active" },
  };
  await tx.iamParts.insert(key);
  return key;
}

function readKey(body: string): SshPublicKey {
  const parsed = readSshPublicKey(body);
  if (parsed === "unrecognized") {
    throw partErrors.unrecognizedPublicKey();
  }
  if (parsed === "invalid") {
    throw partErrors.invalidPublicKey();
  }
  return parsed;
}

function requireKey(id: string, user: UserRecord, context: Call): Promise<KeyRecord> {
  return requireUserPart(context, user, { kind: "sshPublicKey", key: id, notFound: partErrors.publicKeyNotFound });
}

function keyShape(key: KeyRecord, user: UserRecord, body: string) {
  return {
    UserName: user.userName,
    SSHPublicKeyId: key.key,
    Fingerprint: key.detail.fingerprint,
    SSHPublicKeyBody: body,
    Status: key.detail.status,
    UploadDate: new Date(key.createdAtMs),
  };
}
