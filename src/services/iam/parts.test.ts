import { afterEach, beforeEach, expect, test } from "vitest";
import { accountA, type IamBench, openIamBench, roleSessionOf, trustOfB, userOf } from "../../../test/iam-bench.ts";

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
