import { afterEach, beforeEach, expect, test } from "vitest";
import {
  accountA,
  allowGet,
  type IamBench,
  openIamBench,
  roleSessionOf,
  trustOfB,
  userOf,
} from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
  await iam.call("CreateUser", { UserName: "alice" });
  await iam.call("CreateRole", { RoleName: "Reader", AssumeRolePolicyDocument: trustOfB });
});
afterEach(() => iam.close());

const alice = { UserName: "alice" };

test.each([
  ["ListGroupsForUser", alice, "Groups"],
  ["ListInstanceProfilesForRole", { RoleName: "Reader" }, "InstanceProfiles"],
  ["ListMFADevices", alice, "MFADevices"],
  ["ListSSHPublicKeys", alice, "SSHPublicKeys"],
  ["ListSigningCertificates", alice, "Certificates"],
  ["ListServiceSpecificCredentials", alice, "ServiceSpecificCredentials"],
  ["ListGroups", {}, "Groups"],
  ["ListInstanceProfiles", {}, "InstanceProfiles"],
  ["ListVirtualMFADevices", {}, "VirtualMFADevices"],
  ["ListServerCertificates", {}, "ServerCertificateMetadataList"],
  ["ListAccountAliases", {}, "AccountAliases"],
])("%s is empty", async (name, input, member) => {
  expect(await iam.call(name, input)).toStrictEqual({ [member]: [], IsTruncated: false });
});

test.each([
  ["ListOpenIDConnectProviders", "OpenIDConnectProviderList"],
  ["ListSAMLProviders", "SAMLProviderList"],
])("%s is empty and has no pages", async (name, member) => {
  expect(await iam.call(name)).toStrictEqual({ [member]: [] });
});

const noSuchUser = "The user with name nobody cannot be found.";

test.each([
  ["ListGroupsForUser", { UserName: "nobody" }, noSuchUser],
  ["ListMFADevices", { UserName: "nobody" }, noSuchUser],
  ["ListSSHPublicKeys", { UserName: "nobody" }, noSuchUser],
  ["ListSigningCertificates", { UserName: "nobody" }, noSuchUser],
  ["ListServiceSpecificCredentials", { UserName: "nobody" }, noSuchUser],
  ["GetLoginProfile", { UserName: "nobody" }, noSuchUser],
  ["ListInstanceProfilesForRole", { RoleName: "Nobody" }, "The role with name Nobody cannot be found."],
  ["DeleteLoginProfile", alice, "Login Profile for User alice cannot be found."],
  ["GetLoginProfile", alice, "Login Profile for User alice cannot be found."],
  ["GetAccountPasswordPolicy", {}, "The Password Policy with domain name 111111111111 cannot be found."],
])("%s of %j finds nothing", async (name, input, message) => {
  await expect(iam.call(name, input)).rejects.toMatchObject({ code: "NoSuchEntity", status: 404, message });
});

test("without a user name the caller is meant", async () => {
  expect(await iam.checks("ListMFADevices", {}, userOf(accountA, "alice"))).toMatchObject([
    { resource: "arn:aws:iam::111111111111:user/alice", resourceLabel: "user alice" },
  ]);
  expect(await iam.call("ListMFADevices", {})).toStrictEqual({ MFADevices: [], IsTruncated: false });
  await expect(iam.checks("ListMFADevices", {}, roleSessionOf(accountA, "Reader"))).rejects.toMatchObject({
    message: "Must specify userName when calling with non-User credentials",
  });
});

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
