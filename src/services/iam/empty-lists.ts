import {
  DeleteLoginProfile$,
  GetAccountPasswordPolicy$,
  GetLoginProfile$,
  ListMFADevices$,
  ListOpenIDConnectProviders$,
  ListSAMLProviders$,
  ListSSHPublicKeys$,
  ListServerCertificates$,
  ListServiceSpecificCredentials$,
  ListSigningCertificates$,
  ListVirtualMFADevices$,
} from "@aws-sdk/client-iam";
import { iamArn } from "../../arn/arn.ts";
import type { Operation } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { accountCheck, subjectCheck } from "./checks.ts";
import { requireEntity, subjectOf, userType } from "./entities.ts";
import { iamErrors } from "./errors.ts";

type Schema = Operation<Call>["schema"];

/**
 * What clients read before they delete a user or role, of kinds that cannot be created on this server yet. Permissions
 * are checked and missing users and roles reported as always; the answer is then empty or NoSuchEntity.
 */
export const emptyListOperations = [
  ofSubject(ListMFADevices$, "MFADevices"),
  ofSubject(ListSSHPublicKeys$, "SSHPublicKeys"),
  ofSubject(ListSigningCertificates$, "Certificates"),
  ofSubject(ListServiceSpecificCredentials$, "ServiceSpecificCredentials"),
  ofAccount(ListVirtualMFADevices$, { member: "VirtualMFADevices", resource: "mfa/" }),
  ofAccount(ListServerCertificates$, { member: "ServerCertificateMetadataList", resource: "server-certificate/" }),
  unpagedOfAccount(ListOpenIDConnectProviders$, { member: "OpenIDConnectProviderList", resource: "oidc-provider/" }),
  unpagedOfAccount(ListSAMLProviders$, { member: "SAMLProviderList", resource: "saml-provider/" }),
  loginProfile(GetLoginProfile$),
  loginProfile(DeleteLoginProfile$),
  operation(GetAccountPasswordPolicy$, {
    authorize: () => accountCheck("iam:GetAccountPasswordPolicy", "*"),
    handle: (_: object, context) => {
      throw iamErrors.passwordPolicyNotFound(context.accountId);
    },
  }),
];

interface MayNameUser {
  readonly UserName?: string | undefined;
}

function ofSubject(schema: Schema, member: string): Operation<Call> {
  return operation(schema, {
    authorize: subjectChecks(schema),
    handle: async (input, context) => {
      await requireSubject(input, context);
      return emptyPage(member);
    },
  });
}

function loginProfile(schema: Schema): Operation<Call> {
  return operation(schema, {
    authorize: subjectChecks(schema),
    handle: async (input, context) => {
      const userName = await requireSubject(input, context);
      throw iamErrors.loginProfileNotFound(userName ?? context.accountId);
    },
  });
}

/** How an account's list is named in replies and refusals. */
interface AccountList {
  readonly member: string;
  /** What follows the account in the ARN that a refusal names; `*` when absent. */
  readonly resource?: string;
}

function ofAccount(schema: Schema, list: AccountList): Operation<Call> {
  return operation(schema, {
    authorize: accountChecks(schema, list),
    handle: async () => emptyPage(list.member),
  });
}

function unpagedOfAccount(schema: Schema, list: AccountList): Operation<Call> {
  return operation(schema, {
    authorize: accountChecks(schema, list),
    handle: async () => ({ [list.member]: [] }),
  });
}

function accountChecks(schema: Schema, { resource }: AccountList) {
  return (input: { readonly PathPrefix?: string | undefined }, context: Call) =>
    accountCheck(
      `iam:${schema[2]}`,
      resource === undefined ? "*" : iamArn(context.accountId, `${resource}${(input.PathPrefix ?? "/").slice(1)}`),
    );
}

function subjectChecks(schema: Schema) {
  return async (input: MayNameUser, context: Call) => [
    await subjectCheck(context, subjectOf(input.UserName, context), `iam:${schema[2]}`),
  ];
}

/** The name of the user that is meant; undefined for root. Throws NoSuchEntity when there is no such user. */
async function requireSubject(input: MayNameUser, context: Call): Promise<string | undefined> {
  const subject = subjectOf(input.UserName, context);
  return subject.kind === "root" ? undefined : (await requireEntity(context, userType, subject.userName)).userName;
}

function emptyPage(member: string) {
  return { [member]: [], IsTruncated: false };
}
