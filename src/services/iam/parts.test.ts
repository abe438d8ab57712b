import { generateKeyPairSync } from "node:crypto";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { certificates } from "../../../test/certificates.ts";
import {
  accountA,
  type IamBench,
  nowMs,
  openIamBench,
  roleSessionOf,
  trustOfB,
  userOf,
} from "../../../test/iam-bench.ts";
import { decodeBase32, totpCode, totpStep } from "../../identity/totp.ts";

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

describe("a user with", () => {
  const password = { ...alice, Password: "Secret-1" };
  test.each([
    ["a password", "CreateLoginProfile", password, "must delete login profile first"],
    [
      "a certificate",
      "UploadSigningCertificate",
      { ...alice, CertificateBody: certificates.leaf },
      "must delete signing certificates first",
    ],
    [
      "a service's credential",
      "CreateServiceSpecificCredential",
      { ...alice, ServiceName: "codecommit.amazonaws.com" },
      "must remove referenced objects first",
    ],
    [
      "an SSH key",
      "UploadSSHPublicKey",
      { ...alice, SSHPublicKeyBody: newSshKey() },
      "must delete SSH public keys first",
    ],
  ])("%s is not deleted", async (_, name, input, reason) => {
    await iam.call(name, input);
    await expect(iam.call("DeleteUser", alice)).rejects.toMatchObject({
      code: "DeleteConflict",
      status: 409,
      message: `Cannot delete entity, ${reason}.`,
    });
  });

  test("an MFA device is not deleted before it is deactivated", async () => {
    const { VirtualMFADevice } = (await iam.call("CreateVirtualMFADevice", { VirtualMFADeviceName: "d" })) as {
      VirtualMFADevice: { Base32StringSeed: Uint8Array; SerialNumber: string };
    };
    const seed = decodeBase32(Buffer.from(VirtualMFADevice.Base32StringSeed).toString());
    const device = { ...alice, SerialNumber: VirtualMFADevice.SerialNumber };
    await iam.call("EnableMFADevice", {
      ...device,
      AuthenticationCode1: totpCode(seed, totpStep(nowMs)),
      AuthenticationCode2: totpCode(seed, totpStep(nowMs) + 1),
    });
    await expect(iam.call("DeleteUser", alice)).rejects.toMatchObject({
      code: "DeleteConflict",
      message: "Cannot delete entity, must delete MFA device first.",
    });
    await iam.call("DeactivateMFADevice", device);
    await iam.call("DeleteUser", alice);
  });
});

const ofAlice = { resource: "arn:aws:iam::111111111111:user/alice", resourceLabel: "user alice", context: {} };
const oidcArn = "arn:aws:iam::111111111111:oidc-provider/idp.example.com";
const samlArn = "arn:aws:iam::111111111111:saml-provider/Idp";
const mfaArn = "arn:aws:iam::111111111111:mfa/d";

const questions: readonly (readonly [string, object, object])[] = [
  ...[
    "CreateLoginProfile",
    "GetLoginProfile",
    "UpdateLoginProfile",
    "DeleteLoginProfile",
    "EnableMFADevice",
    "ResyncMFADevice",
    "DeactivateMFADevice",
    "GetMFADevice",
    "ListMFADevices",
    "UploadSSHPublicKey",
    "GetSSHPublicKey",
    "ListSSHPublicKeys",
    "UpdateSSHPublicKey",
    "DeleteSSHPublicKey",
    "UploadSigningCertificate",
    "ListSigningCertificates",
    "UpdateSigningCertificate",
    "DeleteSigningCertificate",
    "ListServiceSpecificCredentials",
    "ResetServiceSpecificCredential",
    "UpdateServiceSpecificCredential",
    "DeleteServiceSpecificCredential",
  ].map((name) => [name, alice, ofAlice] as const),
  [
    "CreateServiceSpecificCredential",
    { ...alice, ServiceName: "codecommit.amazonaws.com" },
    { ...ofAlice, context: { "iam:ServiceSpecificCredentialServiceName": "codecommit.amazonaws.com" } },
  ],
  ["CreateOpenIDConnectProvider", { Url: "https://idp.example.com" }, { resource: oidcArn, context: {} }],
  ...[
    "GetOpenIDConnectProvider",
    "AddClientIDToOpenIDConnectProvider",
    "RemoveClientIDFromOpenIDConnectProvider",
    "UpdateOpenIDConnectProviderThumbprint",
    "DeleteOpenIDConnectProvider",
    "ListOpenIDConnectProviderTags",
  ].map((name) => [name, { OpenIDConnectProviderArn: oidcArn }, { resource: oidcArn, context: {} }] as const),
  ["CreateSAMLProvider", { Name: "Idp" }, { resource: samlArn, context: {} }],
  ...["GetSAMLProvider", "UpdateSAMLProvider", "DeleteSAMLProvider", "ListSAMLProviderTags"].map(
    (name) => [name, { SAMLProviderArn: samlArn }, { resource: samlArn, context: {} }] as const,
  ),
  ["CreateVirtualMFADevice", { VirtualMFADeviceName: "d" }, { resource: mfaArn, context: {} }],
  ["DeleteVirtualMFADevice", { SerialNumber: mfaArn }, { resource: mfaArn, context: {} }],
  ["ListMFADeviceTags", { SerialNumber: mfaArn }, { resource: mfaArn, context: {} }],
  [
    "TagMFADevice",
    { SerialNumber: mfaArn, Tags: [{ Key: "a", Value: "b" }] },
    { resource: mfaArn, context: { "aws:RequestTag/a": "b", "aws:TagKeys": ["a"] } },
  ],
  ["UntagMFADevice", { SerialNumber: mfaArn, TagKeys: ["a"] }, { resource: mfaArn, context: { "aws:TagKeys": ["a"] } }],
  ["ListVirtualMFADevices", {}, { resource: "*", resourceLabel: "arn:aws:iam::111111111111:mfa/" }],
  ["ListOpenIDConnectProviders", {}, { resource: "*", resourceLabel: "arn:aws:iam::111111111111:oidc-provider/" }],
  ["ListSAMLProviders", {}, { resource: "*", resourceLabel: "arn:aws:iam::111111111111:saml-provider/" }],
  [
    "ListServerCertificates",
    { PathPrefix: "/x/" },
    { resource: "*", resourceLabel: "arn:aws:iam::111111111111:server-certificate/x/" },
  ],
  ["GetAccountPasswordPolicy", {}, { resource: "*", resourceLabel: "*" }],
  ["UpdateAccountPasswordPolicy", {}, { resource: "*", resourceLabel: "*" }],
  ["DeleteAccountPasswordPolicy", {}, { resource: "*", resourceLabel: "*" }],
];

test.each(questions)("%s of %j asks for %j", async (name, input, check) => {
  expect(await iam.checks(name, input)).toStrictEqual([{ action: `iam:${name}`, ...check }]);
});

test.each([
  ["CreateVirtualMFADevice", { VirtualMFADeviceName: "d" }, "iam:TagMFADevice"],
  ["CreateOpenIDConnectProvider", { Url: "https://idp.example.com" }, "iam:TagOpenIDConnectProvider"],
  ["CreateSAMLProvider", { Name: "Idp" }, "iam:TagSAMLProvider"],
])("%s with tags asks for the permission to tag too", async (name, input, tagAction) => {
  const checks = await iam.checks(name, { ...input, Tags: [{ Key: "a", Value: "b" }] });
  expect(checks.map(({ action }) => action)).toEqual([`iam:${name}`, tagAction]);
});

function newSshKey(): string {
  return generateKeyPairSync("rsa", { modulusLength: 2048 }).publicKey.export({ type: "spki", format: "pem" });
}
