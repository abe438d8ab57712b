/**
 * IAM's default quotas, as GetAccountSummary reports them and the User Guide lists them under "IAM and AWS STS quotas".
 * Sizes are in characters without white space.
 */
export const iamQuotas = {
  users: 5000,
  groups: 300,
  roles: 1000,
  instanceProfiles: 1000,
  rolesPerInstanceProfile: 1,
  policies: 1500,
  serverCertificates: 20,
  accessKeysPerUser: 2,
  signingCertificatesPerUser: 2,
  groupsPerUser: 10,
  attachedPoliciesPerUser: 10,
  attachedPoliciesPerRole: 10,
  attachedPoliciesPerGroup: 10,
  versionsPerPolicy: 5,
  policyVersions: 10_000,
  tagsPerEntity: 50,
  managedPolicySize: 6144,
  trustPolicySize: 2048,
  userInlinePoliciesSize: 2048,
  groupInlinePoliciesSize: 5120,
  roleInlinePoliciesSize: 10_240,
  /** This server's own: AWS bounds how many are made at the same time, and here each is made at once. */
  organizationReportsPerMinute: 20,
} as const;
