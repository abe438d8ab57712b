import { GetAccountSummary$ } from "@aws-sdk/client-iam";
import { type Call, operation } from "../call.ts";
import { accountCheck } from "./checks.ts";
import { iamQuotas } from "./quotas.ts";

/** The operation that counts an account's entities. */
export const accountSummaryOperations = [
  operation(GetAccountSummary$, {
    authorize: () => accountCheck("iam:GetAccountSummary", "*"),
    handle: async (_: object, context) => ({ SummaryMap: { ...quotas, ...(await counts(context)) } }),
  }),
];

const quotas = {
  AccessKeysPerUserQuota: iamQuotas.accessKeysPerUser,
  AssumeRolePolicySizeQuota: iamQuotas.trustPolicySize,
  AttachedPoliciesPerGroupQuota: iamQuotas.attachedPoliciesPerGroup,
  AttachedPoliciesPerRoleQuota: iamQuotas.attachedPoliciesPerRole,
  AttachedPoliciesPerUserQuota: iamQuotas.attachedPoliciesPerUser,
  GroupPolicySizeQuota: iamQuotas.groupInlinePoliciesSize,
  GroupsPerUserQuota: iamQuotas.groupsPerUser,
  GroupsQuota: iamQuotas.groups,
  InstanceProfilesQuota: iamQuotas.instanceProfiles,
  PoliciesQuota: iamQuotas.policies,
  PolicySizeQuota: iamQuotas.managedPolicySize,
  PolicyVersionsInUseQuota: iamQuotas.policyVersions,
  RolePolicySizeQuota: iamQuotas.roleInlinePoliciesSize,
  RolesQuota: iamQuotas.roles,
  ServerCertificatesQuota: iamQuotas.serverCertificates,
  SigningCertificatesPerUserQuota: iamQuotas.signingCertificatesPerUser,
  UserPolicySizeQuota: iamQuotas.userInlinePoliciesSize,
  UsersQuota: iamQuotas.users,
  VersionsPerPolicyQuota: iamQuotas.versionsPerPolicy,
};

/** What the account has. */
async function counts(context: Call): Promise<Readonly<Record<string, number>>> {
  const { accountId, tx } = context;
  return {
    AccountAccessKeysPresent: (await tx.accessKeys.list(accountId, undefined)).length > 0 ? 1 : 0,
    // Root has neither password, second factor nor certificates on this server.
    AccountMFAEnabled: 0,
    AccountPasswordPresent: 0,
    AccountSigningCertificatesPresent: 0,
    GlobalEndpointTokenVersion: Number(
      (await tx.accountSettings.get(accountId, "global-endpoint-token-version")) ?? "1",
    ),
    Groups: await tx.groups.count(accountId),
    InstanceProfiles: await tx.instanceProfiles.count(accountId),
    MFADevices: await tx.iamParts.count(accountId, "mfaDevice"),
    MFADevicesInUse: await enabledDevices(context),
    Policies: await tx.policies.count(accountId),
    PolicyVersionsInUse: await tx.policies.countVersions(accountId),
    Providers:
      (await tx.iamParts.count(accountId, "oidcProvider")) + (await tx.iamParts.count(accountId, "samlProvider")),
    Roles: await tx.roles.count(accountId),
    ServerCertificates: await tx.iamParts.count(accountId, "serverCertificate"),
    Users: await tx.users.count(accountId),
  };
}

/** How many MFA devices belong to a user. */
async function enabledDevices({ accountId, tx }: Call): Promise<number> {
  const limit = 1000;
  let enabled = 0;
  let after = "";
  for (;;) {
    const devices = await tx.iamParts.list(accountId, "mfaDevice", { after, limit });
    enabled += devices.filter(({ userId }) => userId !== undefined).length;
    if (devices.length < limit) {
      return enabled;
    }
    after = devices.at(-1)?.key ?? after;
  }
}
