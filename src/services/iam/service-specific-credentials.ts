import {
  type CreateServiceSpecificCredentialRequest,
  CreateServiceSpecificCredential$,
  type DeleteServiceSpecificCredentialRequest,
  DeleteServiceSpecificCredential$,
  type ListServiceSpecificCredentialsRequest,
  ListServiceSpecificCredentials$,
  type ResetServiceSpecificCredentialRequest,
  ResetServiceSpecificCredential$,
  type UpdateServiceSpecificCredentialRequest,
  UpdateServiceSpecificCredential$,
} from "@aws-sdk/client-iam";
import { iamArn } from "../../arn/arn.ts";
import { newUniqueId } from "../../arn/unique-id.ts";
import type { IamPartRecord, ServiceSpecificCredentialDetail } from "../../store/iam-part-records.ts";
import type { UserRecord } from "../../store/records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { pageOfAll, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { accountCheck, subjectCheck } from "./checks.ts";
import { subjectOf } from "./entities.ts";
import { iamErrors } from "./errors.ts";
import { partErrors } from "./part-errors.ts";
import { partQuotas } from "./part-quotas.ts";
import { requireUser, requireUserPart, settableStatus, userAuthorization } from "./parts.ts";

type CredentialRecord = IamPartRecord<"serviceSpecificCredential">;

type NewCredential = WithRequired<CreateServiceSpecificCredentialRequest, "UserName" | "ServiceName">;

/** The operations on credentials that a user has for one service only. */
export const serviceSpecificCredentialOperations = [
  operation(CreateServiceSpecificCredential$, {
    authorize: async (input: NewCredential, context) => {
      const subject = subjectOf(input.UserName, context);
      const check = await subjectCheck(context, subject, "iam:CreateServiceSpecificCredential");
      return [{ ...check, context: { ...check.context, ...creationKeys(input) } }];
    },
    handle: async (input, context) => {
      const user = await requireUser(context, input.UserName);
      return { ServiceSpecificCredential: secretShape(await createCredential(user, input, context), user) };
    },
  }),
  operation(ListServiceSpecificCredentials$, {
    authorize: async (input: ListServiceSpecificCredentialsRequest, context) =>
      input.AllUsers === true
        ? accountCheck("iam:ListServiceSpecificCredentials", iamArn(context.accountId, "user/"))
        : [await subjectCheck(context, subjectOf(input.UserName, context), "iam:ListServiceSpecificCredentials")],
    handle: async (input, context) => {
      const window = readWindow(input);
      if (input.ServiceName !== undefined) {
        requireService(input.ServiceName);
      }
      const all = await credentialsInQuestion(input, context);
      const wanted = all.filter(
        ({ credential: { detail } }) => input.ServiceName === undefined || detail.serviceName === input.ServiceName,
      );
      const page = pageOfAll(wanted, window, ({ credential }) => credential.key);
      const shapes = page.entries.map(({ credential, user }) => credentialShape(credential, user, context.nowMs));
      return { ServiceSpecificCredentials: shapes, ...page.paging };
    },
  }),
  operation(UpdateServiceSpecificCredential$, {
    authorize: userAuthorization<
      WithRequired<UpdateServiceSpecificCredentialRequest, "ServiceSpecificCredentialId" | "Status">
    >("UpdateServiceSpecificCredential"),
    handle: async (input, context) => {
      const user = await requireUser(context, input.UserName);
      const credential = await requireCredential(input.ServiceSpecificCredentialId, user, context);
      const status = settableStatus(input.Status, partErrors.statusNotSettable);
      await context.tx.iamParts.update({ ...credential, detail: { ...credential.detail, status } });
      return {};
    },
  }),
  operation(ResetServiceSpecificCredential$, {
    authorize: userAuthorization<WithRequired<ResetServiceSpecificCredentialRequest, "ServiceSpecificCredentialId">>(
      "ResetServiceSpecificCredential",
    ),
    handle: async (input, context) => {
      const user = await requireUser(context, input.UserName);
      const credential = await requireCredential(input.ServiceSpecificCredentialId, user, context);
      const reset = { ...credential, secret: newSecret(credential.detail.serviceName, context) };
      await context.tx.iamParts.update(reset);
      return { ServiceSpecificCredential: secretShape(reset, user) };
    },
  }),
  operation(DeleteServiceSpecificCredential$, {
    authorize: userAuthorization<WithRequired<DeleteServiceSpecificCredentialRequest, "ServiceSpecificCredentialId">>(
      "DeleteServiceSpecificCredential",
    ),
    handle: async (input, context) => {
      const user = await requireUser(context, input.UserName);
      const credential = await requireCredential(input.ServiceSpecificCredentialId, user, context);
      await context.tx.iamParts.delete(context.accountId, credential.kind, credential.key);
      return {};
    },
  }),
];

/** The services that have such credentials, and whether theirs is a password or an API key (documented). */
const services: Readonly<Record<string, "password" | "apiKey">> = {
  "codecommit.amazonaws.com": "password",
  "cassandra.amazonaws.com": "password",
  "bedrock.amazonaws.com": "apiKey",
};

/** What policies may demand of a new credential (IAM's own condition keys, documented in the IAM user guide). */
function creationKeys({ ServiceName: serviceName, CredentialAgeDays: ageDays }: NewCredential) {
  return {
    "iam:ServiceSpecificCredentialServiceName": serviceName,
    ...(ageDays !== undefined && { "iam:ServiceSpecificCredentialAgeDays": String(ageDays) }),
  };
}

const dayMs = 86_400_000;
const everything = { limit: 100_000 };

async function createCredential(
  user: UserRecord,
  input: WithRequired<CreateServiceSpecificCredentialRequest, "ServiceName">,
  context: Call,
): Promise<CredentialRecord> {
  const { accountId, nowMs, sources, tx } = context;
  const { ServiceName: serviceName, CredentialAgeDays: ageDays } = input;
  const form = requireService(serviceName);
  if (ageDays !== undefined && form === "password") {
    throw partErrors.ageNotSupported(serviceName);
  }
  const all = await tx.iamParts.listOfUser(accountId, "serviceSpecificCredential", user.userId);
  const present = all.filter(({ detail }) => detail.serviceName === serviceName);
  if (present.length >= partQuotas.serviceSpecificCredentialsPerUser) {
    throw iamErrors.quotaExceeded("ServiceSpecificCredentialsPerUser", partQuotas.serviceSpecificCredentialsPerUser);
  }
  const name = freeName(user, present);
  const credential: CredentialRecord = {
    accountId,
    kind: "serviceSpecificCredential",
    key: newUniqueId("ACCA", accountId, sources.randomBytes),
    userId: user.userId,
    createdAtMs: nowMs,
    secret: newSecret(serviceName, context),
    detail: {
      serviceName,
      ...(form === "password" ? { serviceUserName: name } : { credentialAlias: name }),
      status: "Active",
      ...(ageDays === undefined ? {} : { expiresAtMs: nowMs + ageDays * dayMs }),
    },
  };
  await tx.iamParts.insert(credential);
  return credential;
}

function requireService(serviceName: string): "password" | "apiKey" {
  const form = Object.hasOwn(services, serviceName) ? services[serviceName] : undefined;
  if (form === undefined) {
    throw partErrors.serviceNotSupported(serviceName);
  }
  return form;
}

/** `alice-at-111111111111`, or `alice+1-at-…` where that is taken: what the service calls its user (documented). */
function freeName(user: UserRecord, present: readonly CredentialRecord[]): string {
  const taken = present.map(({ detail }) => detail.serviceUserName ?? detail.credentialAlias);
  const names = ["", "+1", "+2"].map((suffix) => `${user.userName}${suffix}-at-${user.accountId}`);
  return names.find((name) => !taken.includes(name)) ?? user.userName;
}

/** Thirty-two random bytes in base64, the form of AWS's passwords; an API key says what it is in front. */
function newSecret(serviceName: string, { sources }: Call): string {
  const secret = Buffer.from(sources.randomBytes(32)).toString("base64");
  return services[serviceName] === "apiKey" ? `ABSK${secret}` : secret;
}

interface OwnedCredential {
  readonly credential: CredentialRecord;
  readonly user: UserRecord;
}

async function credentialsInQuestion(
  input: ListServiceSpecificCredentialsRequest,
  context: Call,
): Promise<readonly OwnedCredential[]> {
  const { accountId, tx } = context;
  if (input.AllUsers !== true) {
    if (input.UserName === undefined && context.caller.kind === "root") {
      return [];
    }
    const user = await requireUser(context, input.UserName);
    const own = await tx.iamParts.listOfUser(accountId, "serviceSpecificCredential", user.userId);
    return own.map((credential) => ({ credential, user }));
  }
  const all = await tx.iamParts.list(accountId, "serviceSpecificCredential", everything);
  const owned: OwnedCredential[] = [];
  for (const credential of all) {
    const user = await tx.users.getById(accountId, credential.userId ?? "");
    owned.push(...(user === undefined ? [] : [{ credential, user }]));
  }
  return owned;
}

function requireCredential(id: string, user: UserRecord, context: Call): Promise<CredentialRecord> {
  const notFound = partErrors.credentialNotFound;
  return requireUserPart(context, user, { kind: "serviceSpecificCredential", key: id, notFound });
}

/** A credential as lists show it. */
function credentialShape({ key, createdAtMs, detail }: CredentialRecord, user: UserRecord, nowMs: number) {
  const { expiresAtMs } = detail;
  return {
    UserName: user.userName,
    Status: expiresAtMs !== undefined && expiresAtMs <= nowMs ? ("Expired" as const) : detail.status,
    ...namesOf(detail),
    CreateDate: new Date(createdAtMs),
    ...(expiresAtMs === undefined ? {} : { ExpirationDate: new Date(expiresAtMs) }),
    ServiceSpecificCredentialId: key,
    ServiceName: detail.serviceName,
  };
}

/** A credential with its secret, which is shown when it is made and never again. */
function secretShape(credential: CredentialRecord, user: UserRecord) {
  const { detail, secret } = credential;
  return {
    ...credentialShape(credential, user, credential.createdAtMs),
    ...(detail.serviceUserName === undefined ? { ServiceCredentialSecret: secret } : { ServicePassword: secret }),
  };
}

function namesOf({ serviceUserName, credentialAlias }: ServiceSpecificCredentialDetail) {
  return {
    ...(serviceUserName === undefined ? {} : { ServiceUserName: serviceUserName }),
    ...(credentialAlias === undefined ? {} : { ServiceCredentialAlias: credentialAlias }),
  };
}
