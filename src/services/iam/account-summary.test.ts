import { afterEach, beforeEach, expect, test } from "vitest";
import { allowGet, type IamBench, openIamBench, trustOfB } from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
  await iam.call("CreateUser", { UserName: "alice" });
  await iam.call("CreateRole", { RoleName: "Reader", AssumeRolePolicyDocument: trustOfB });
});
afterEach(() => iam.close());

test("the account summary counts what there is, beside AWS's quotas", async () => {
  await iam.call("CreateAccessKey");
  await iam.call("CreatePolicy", { PolicyName: "P", PolicyDocument: allowGet });
  const PolicyArn = "arn:aws:iam::111111111111:policy/P";
  await iam.call("CreatePolicyVersion", { PolicyArn, PolicyDocument: allowGet });
  expect(await iam.call("GetAccountSummary")).toStrictEqual({
    SummaryMap: {
      AccessKeysPerUserQuota: 2,
      AccountAccessKeysPresent: 1,
      AccountMFAEnabled: 0,
      AccountPasswordPresent: 0,
      AccountSigningCertificatesPresent: 0,
      AssumeRolePolicySizeQuota: 2048,
      AttachedPoliciesPerGroupQuota: 10,
      AttachedPoliciesPerRoleQuota: 10,
      AttachedPoliciesPerUserQuota: 10,
      GlobalEndpointTokenVersion: 1,
      GroupPolicySizeQuota: 5120,
      Groups: 0,
      GroupsPerUserQuota: 10,
      GroupsQuota: 300,
      InstanceProfiles: 0,
      InstanceProfilesQuota: 1000,
      MFADevices: 0,
      MFADevicesInUse: 0,
      Policies: 1,
      PoliciesQuota: 1500,
      PolicySizeQuota: 6144,
      PolicyVersionsInUse: 2,
      PolicyVersionsInUseQuota: 10_000,
      Providers: 0,
      RolePolicySizeQuota: 10_240,
      Roles: 1,
      RolesQuota: 1000,
      ServerCertificates: 0,
      ServerCertificatesQuota: 20,
      SigningCertificatesPerUserQuota: 2,
      UserPolicySizeQuota: 2048,
      Users: 1,
      UsersQuota: 5000,
      VersionsPerPolicyQuota: 5,
    },
  });
});
