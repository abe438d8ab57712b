import { GetAccountSummary$ } from "@aws-sdk/client-iam";
import { type Call, operation } from "../call.ts";
import { accountCheck } from "./checks.ts";
import { allPolicies } from "./managed-policies.ts";
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

/** What the account has; zero where the kind of entity does not exist on this server yet. */
async function counts(context: Call): Promise<Readonly<Record<string, number>>> {
  const { accountId, tx } = context;
  const policies = await allPolicies(accountId, "/", context);
  let versions = 0;
  for (const policy of policies) {
    versions += (await tx.policies.listVersions(accountId, policy.arn)).length;
  }
  return {
    AccountAccessKeysPresent: (await tx.accessKeys.list(accountId, undefined)).length > 0 ? 1 : 0,
    AccountMFAEnabled: 0,
    AccountPasswordPresent: 0,
    AccountSigningCertificatesPresent: 0,
    GlobalEndpointTokenVersion: 1,
    Groups: 0,
    InstanceProfiles: 0,
    MFADevices: 0,
    MFADevicesInUse: 0,
    Policies: policies.length,
    PolicyVersionsInUse: versions,
    Providers: 0,
    Roles: await tx.roles.count(accountId),
    ServerCertificates: 0,
    Users: await tx.users.count(accountId),
  };
}
