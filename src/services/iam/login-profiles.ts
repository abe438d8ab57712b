import {
  type ChangePasswordRequest,
  ChangePassword$,
  type CreateLoginProfileRequest,
  CreateLoginProfile$,
  type DeleteLoginProfileRequest,
  DeleteLoginProfile$,
  type GetLoginProfileRequest,
  GetLoginProfile$,
  type UpdateLoginProfileRequest,
  UpdateLoginProfile$,
} from "@aws-sdk/client-iam";
import { hashPassword, saltBytes, verifyPassword } from "../../identity/password.ts";
import type { IamPartRecord, PasswordHashes } from "../../store/iam-part-records.ts";
import type { UserRecord } from "../../store/records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { subjectCheck } from "./checks.ts";
import { requireEntity, subjectOf, userType } from "./entities.ts";
import { iamErrors } from "./errors.ts";
import { partErrors } from "./part-errors.ts";
import { requireUser, userAuthorization } from "./parts.ts";
import { findPasswordPolicy } from "./password-policy.ts";
import { passwordFault } from "./password-rules.ts";

type LoginProfile = IamPartRecord<"loginProfile">;

/** The operations on users' passwords. */
export const loginProfileOperations = [
  operation(CreateLoginProfile$, {
    authorize: userAuthorization<CreateLoginProfileRequest>("CreateLoginProfile"),
    handle: async (input, context) => {
      const user = await requireUser(context, input.UserName);
      const profile = await createProfile(user, input, context);
      return { LoginProfile: profileShape(profile, user) };
    },
  }),
  operation(GetLoginProfile$, {
    authorize: userAuthorization<GetLoginProfileRequest>("GetLoginProfile"),
    handle: async (input, context) => {
      const user = await requireNamed(input.UserName, context);
      return { LoginProfile: profileShape(await requireProfile(user, context), user) };
    },
  }),
  operation(UpdateLoginProfile$, {
    authorize: userAuthorization<WithRequired<UpdateLoginProfileRequest, "UserName">>("UpdateLoginProfile"),
    handle: async (input, context) => {
      const user = await requireUser(context, input.UserName);
      const profile = await requireProfile(user, context);
      const passwordResetRequired = input.PasswordResetRequired ?? profile.detail.passwordResetRequired;
      const updated = input.Password === undefined ? profile : await withPassword(profile, input.Password, context);
      await context.tx.iamParts.update({ ...updated, detail: { ...updated.detail, passwordResetRequired } });
      return {};
    },
  }),
  operation(DeleteLoginProfile$, {
    authorize: userAuthorization<DeleteLoginProfileRequest>("DeleteLoginProfile"),
    handle: async (input, context) => {
      const profile = await requireProfile(await requireNamed(input.UserName, context), context);
      await context.tx.iamParts.delete(context.accountId, profile.kind, profile.key);
      return {};
    },
  }),
  operation(ChangePassword$, {
    authorize: async (_: WithRequired<ChangePasswordRequest, "OldPassword" | "NewPassword">, context) => {
      const { userName } = context.caller;
      if (context.caller.kind !== "user" || userName === undefined) {
        throw partErrors.onlyUsersChangePasswords();
      }
      const check = await subjectCheck(context, { kind: "user", userName }, "iam:ChangePassword");
      const allowed = (await findPasswordPolicy(context))?.allowUsersToChangePassword ?? false;
      return [allowed ? { ...check, grant: ownPasswordGrant } : check];
    },
    handle: async (input, context) => {
      const user = await requireUser(context, undefined);
      const profile = await requireProfile(user, context);
      if (!(await verifyPassword(input.OldPassword, hashesOf(profile).current))) {
        throw partErrors.oldPasswordIncorrect();
      }
      const updated = await withPassword(profile, input.NewPassword, context);
      await context.tx.iamParts.update({ ...updated, detail: { ...updated.detail, passwordResetRequired: false } });
      return {};
    },
  }),
];

/** What the password policy's AllowUsersToChangePassword gives every user, whatever else their policies allow. */
const ownPasswordGrant = {
  label: "the account's password policy, which allows users to change their own password",
  document: JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "iam:ChangePassword", Resource: "arn:*:iam::*:user/*" }],
  }),
};

/** More former passwords than any policy can forbid are not remembered (a policy's limit is 24). */
const formerMax = 23;

async function createProfile(user: UserRecord, input: CreateLoginProfileRequest, context: Call): Promise<LoginProfile> {
  const { accountId, nowMs, tx } = context;
  if (input.Password === undefined) {
    throw partErrors.passwordMissing();
  }
  if ((await findProfile(user, context)) !== undefined) {
    throw partErrors.loginProfileExists(user.userName);
  }
  const profile: LoginProfile = {
    accountId,
    kind: "loginProfile",
    key: user.userId,
    userId: user.userId,
    createdAtMs: nowMs,
    detail: { passwordResetRequired: input.PasswordResetRequired ?? false, passwordSetAtMs: nowMs },
  };
  const complete = await withPassword(profile, input.Password, context);
  await tx.iamParts.insert(complete);
  return complete;
}

/** The profile with another password; throws PasswordPolicyViolation when the account's policy forbids it. */
async function withPassword(profile: LoginProfile, password: string, context: Call): Promise<LoginProfile> {
  const policy = await findPasswordPolicy(context);
  const account = await context.tx.accounts.get(context.accountId);
  const fault = passwordFault(password, policy, account?.name ?? "");
  if (fault !== undefined) {
    throw partErrors.passwordPolicyViolated(fault);
  }
  const former = profile.secret === undefined ? [] : allHashes(profile);
  const remembered = policy?.passwordReusePrevention ?? 0;
  for (const hashed of former.slice(0, remembered)) {
    if (await verifyPassword(password, hashed)) {
      // That reuse is refused with this code is documented, the text is not.
      throw partErrors.passwordPolicyViolated(`Password should differ from the last ${remembered} passwords`);
    }
  }
  const current = await hashPassword(password, context.sources.randomBytes(saltBytes));
  const hashes: PasswordHashes = { current, former: former.slice(0, formerMax) };
  return {
    ...profile,
    secret: JSON.stringify(hashes),
    detail: { ...profile.detail, passwordSetAtMs: context.nowMs },
  };
}

function hashesOf({ secret = "" }: LoginProfile): PasswordHashes {
  // Login profiles are stored with what `withPassword` wrote.
  return JSON.parse(secret) as PasswordHashes;
}

function allHashes(profile: LoginProfile): readonly string[] {
  const { current, former } = hashesOf(profile);
  return [current, ...former];
}

function findProfile(user: UserRecord, context: Call): Promise<LoginProfile | undefined> {
  return context.tx.iamParts.get(context.accountId, "loginProfile", user.userId);
}

async function requireProfile(user: UserRecord, context: Call): Promise<LoginProfile> {
  const profile = await findProfile(user, context);
  if (profile === undefined) {
    throw iamErrors.loginProfileNotFound(user.userName);
  }
  return profile;
}

/** The named user or the calling one; root has no login profile here. */
async function requireNamed(userName: string | undefined, context: Call): Promise<UserRecord> {
  const subject = subjectOf(userName, context);
  if (subject.kind === "root") {
    throw iamErrors.loginProfileNotFound(context.accountId);
  }
  return requireEntity(context, userType, subject.userName);
}

function profileShape(profile: LoginProfile, user: UserRecord) {
  return {
    UserName: user.userName,
    CreateDate: new Date(profile.createdAtMs),
    PasswordResetRequired: profile.detail.passwordResetRequired,
  };
}
