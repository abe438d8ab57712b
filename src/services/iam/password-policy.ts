import {
  DeleteAccountPasswordPolicy$,
  GetAccountPasswordPolicy$,
  type PasswordPolicy,
  type UpdateAccountPasswordPolicyRequest,
  UpdateAccountPasswordPolicy$,
} from "@aws-sdk/client-iam";
import type { IamPartRecord, PasswordPolicyDetail } from "../../store/iam-part-records.ts";
import { type Call, operation } from "../call.ts";
import { accountCheck } from "./checks.ts";
import { iamErrors } from "./errors.ts";
import { partErrors } from "./part-errors.ts";

/** The operations on the account's password policy. */
export const passwordPolicyOperations = [
  operation(UpdateAccountPasswordPolicy$, {
    authorize: () => accountCheck("iam:UpdateAccountPasswordPolicy", "*"),
    handle: async (input: UpdateAccountPasswordPolicyRequest, context) => {
      await savePolicy(policyOf(input), context);
      return {};
    },
  }),
  operation(GetAccountPasswordPolicy$, {
    authorize: () => accountCheck("iam:GetAccountPasswordPolicy", "*"),
    handle: async (_: object, context) => {
      const policy = await findPasswordPolicy(context);
      if (policy === undefined) {
        throw iamErrors.passwordPolicyNotFound(context.accountId);
      }
      return { PasswordPolicy: policyShape(policy) };
    },
  }),
  operation(DeleteAccountPasswordPolicy$, {
    authorize: () => accountCheck("iam:DeleteAccountPasswordPolicy", "*"),
    handle: async (_: object, context) => {
      if ((await findPasswordPolicy(context)) === undefined) {
        throw partErrors.noPasswordPolicyToDelete();
      }
      await context.tx.iamParts.delete(context.accountId, "passwordPolicy", policyKey);
      return {};
    },
  }),
];

const policyKey = "account";

/** The account's own password policy; undefined when it has none and AWS's default holds. */
export async function findPasswordPolicy(context: Call): Promise<PasswordPolicyDetail | undefined> {
  return (await context.tx.iamParts.get(context.accountId, "passwordPolicy", policyKey))?.detail;
}

/** A policy is replaced as a whole: what the call leaves out returns to its default (documented). */
function policyOf(input: UpdateAccountPasswordPolicyRequest): PasswordPolicyDetail {
  return {
    minimumPasswordLength: input.MinimumPasswordLength ?? 6,
    requireSymbols: input.RequireSymbols ?? false,
    requireNumbers: input.RequireNumbers ?? false,
    requireUppercaseCharacters: input.RequireUppercaseCharacters ?? false,
    requireLowercaseCharacters: input.RequireLowercaseCharacters ?? false,
    allowUsersToChangePassword: input.AllowUsersToChangePassword ?? false,
    ...(input.MaxPasswordAge === undefined ? {} : { maxPasswordAge: input.MaxPasswordAge }),
    ...(input.PasswordReusePrevention === undefined ? {} : { passwordReusePrevention: input.PasswordReusePrevention }),
    ...(input.HardExpiry === undefined ? {} : { hardExpiry: input.HardExpiry }),
  };
}

async function savePolicy(detail: PasswordPolicyDetail, { accountId, nowMs, tx }: Call): Promise<void> {
  const part: IamPartRecord<"passwordPolicy"> = {
    accountId,
    kind: "passwordPolicy",
    key: policyKey,
    createdAtMs: nowMs,
    detail,
  };
  const present = await tx.iamParts.get(accountId, part.kind, part.key);
  await (present === undefined ? tx.iamParts.insert(part) : tx.iamParts.update(part));
}

/** A policy as replies show it: limits that are not set are left out (observed). */
function policyShape(policy: PasswordPolicyDetail): PasswordPolicy {
  const { maxPasswordAge, passwordReusePrevention, hardExpiry } = policy;
  return {
    MinimumPasswordLength: policy.minimumPasswordLength,
    RequireSymbols: policy.requireSymbols,
    RequireNumbers: policy.requireNumbers,
    RequireUppercaseCharacters: policy.requireUppercaseCharacters,
    RequireLowercaseCharacters: policy.requireLowercaseCharacters,
    AllowUsersToChangePassword: policy.allowUsersToChangePassword,
    ExpirePasswords: maxPasswordAge !== undefined,
    ...(maxPasswordAge === undefined ? {} : { MaxPasswordAge: maxPasswordAge }),
    ...(passwordReusePrevention === undefined ? {} : { PasswordReusePrevention: passwordReusePrevention }),
    ...(hardExpiry === undefined ? {} : { HardExpiry: hardExpiry }),
  };
}
