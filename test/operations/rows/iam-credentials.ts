import { decodeBase32, totpCode, totpStep } from "../../../src/identity/totp.ts";
import { certificates } from "../../certificates.ts";
import type { OperationRow, Scene, Step } from "../operation-row.ts";
import { bob, tags } from "./iam-documents.ts";

const UserName = "bob";
const on = ["user/team/bob"];
const noUser = ["NoSuchEntity", 404, { UserName: "nobody" }] as const;
const gone = ["NoSuchEntity", 404] as const;
const Password = "Correct-horse-7-battery";

const key: Step = ["CreateAccessKey", { UserName }, { key: "AccessKey.AccessKeyId" }];
const profile: Step = ["CreateLoginProfile", { UserName, Password }];

const SerialNumber = "arn:aws:iam::{account}:mfa/phone";
const device: Step = [
  "CreateVirtualMFADevice",
  { VirtualMFADeviceName: "phone" },
  { seed: "VirtualMFADevice.Base32StringSeed" },
];
const enabled: Step = ["EnableMFADevice", (scene) => ({ UserName, SerialNumber, ...codes(scene, -1) })];
const noDevice = ["NoSuchEntity", 404, { SerialNumber: "arn:aws:iam::{account}:mfa/absent" }] as const;

/** Two codes in a row of the device that the scene knows the seed of. */
function codes({ seed = "" }: Scene, first: number) {
  const [bytes, step] = [decodeBase32(seed), totpStep(Date.now())];
  return {
    AuthenticationCode1: totpCode(bytes, step + first),
    AuthenticationCode2: totpCode(bytes, step + first + 1),
  };
}

// Made by ssh-keygen -t rsa -b 2048.
const SSHPublicKeyBody =
  "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDcn5NRdUjmTT1jW/zks6yx4pstIlCohgh9UxbAxrCnagkf3eIAL6C75Kgk7qdyHD7tbF3PK97H0Y7X83IGTh2bfIlaJnGwVccz4adl9lfOwag0JUM1p4XKjxLDNatjMeouCk+WCdwSVeRpn5ftocs5KmyQyBCNn/bcdhWTk2i1R6Ho1IFi+EMoGYRcQgATHn77mNUxW4AXh91ULVU9hetv36w9FSt10zn+ptiHBQNHNY4JUhOZKaJFrHuPbK98tZfNQ4fH5NW0rYIUdkB7ab22Rq1Hs7t/tyQW49Y8zVdwfjRFNLIjamaECRGk/FbQRWmcEeEr4lyvA9nncG/jB587";
const ssh: Step = ["UploadSSHPublicKey", { UserName, SSHPublicKeyBody }, { ssh: "SSHPublicKey.SSHPublicKeyId" }];
const SSHPublicKeyId = "{ssh}";
const noSsh = ["NoSuchEntity", 404, { SSHPublicKeyId: "APKAABSENTABSENTABSE" }] as const;

const CertificateBody = certificates.leaf;
const certificate: Step = [
  "UploadSigningCertificate",
  { UserName, CertificateBody },
  { certificate: "Certificate.CertificateId" },
];
const CertificateId = "{certificate}";
const noCertificate = ["NoSuchEntity", 404, { CertificateId: "A".repeat(32) }] as const;

const ServiceName = "codecommit.amazonaws.com";
const specific: Step = [
  "CreateServiceSpecificCredential",
  { UserName, ServiceName },
  { specific: "ServiceSpecificCredential.ServiceSpecificCredentialId" },
];
const ServiceSpecificCredentialId = "{specific}";
const noSpecific = ["NoSuchEntity", 404, { ServiceSpecificCredentialId: "ACCAABSENTABSENTABSEN" }] as const;

/** What users prove themselves with. */
export const credentialRows: readonly OperationRow[] = [
  { operation: "CreateAccessKey", input: { UserName }, on, given: [bob], error: noUser },
  { operation: "ListAccessKeys", input: { UserName }, on, given: [bob, key], error: noUser },
  {
    operation: "UpdateAccessKey",
    input: { UserName, AccessKeyId: "{key}", Status: "Inactive" },
    on,
    given: [bob, key],
    error: ["NoSuchEntity", 404, { AccessKeyId: "AKIAABSENTABSENTABSE" }],
  },
  { operation: "DeleteAccessKey", input: { UserName, AccessKeyId: "{key}" }, on, given: [bob, key], error: gone },
  { operation: "GetAccessKeyLastUsed", input: { AccessKeyId: "{key}" }, on, given: [bob, key] },

  {
    operation: "CreateLoginProfile",
    input: { UserName, Password },
    on,
    given: [bob],
    error: ["EntityAlreadyExists", 409],
  },
  { operation: "GetLoginProfile", input: { UserName }, on, given: [bob, profile], error: noUser },
  {
    operation: "UpdateLoginProfile",
    input: { UserName, Password: `${Password}!` },
    on,
    given: [bob, profile],
    error: ["PasswordPolicyViolation", 400, { Password: "a" }],
  },
  { operation: "DeleteLoginProfile", input: { UserName }, on, given: [bob, profile], error: gone },
  {
    operation: "ChangePassword",
    input: { OldPassword: Password, NewPassword: `${Password}!` },
    on: ["user/caller"],
    given: [["CreateLoginProfile", { UserName: "caller", Password }]],
    error: ["PasswordPolicyViolation", 400, { OldPassword: `${Password}!`, NewPassword: "a" }],
  },

  {
    operation: "CreateVirtualMFADevice",
    input: { VirtualMFADeviceName: "phone", Tags: tags },
    on: ["mfa/phone"],
    also: [["iam:TagMFADevice", "mfa/phone"]],
    error: ["EntityAlreadyExists", 409],
  },
  { operation: "DeleteVirtualMFADevice", input: { SerialNumber }, on: ["mfa/phone"], given: [device], error: gone },
  { operation: "ListVirtualMFADevices", on: ["*"] },
  {
    operation: "TagMFADevice",
    input: { SerialNumber, Tags: tags },
    on: ["mfa/phone"],
    given: [device],
    error: noDevice,
  },
  {
    operation: "UntagMFADevice",
    input: { SerialNumber, TagKeys: ["a"] },
    on: ["mfa/phone"],
    given: [device],
    error: noDevice,
  },
  { operation: "ListMFADeviceTags", input: { SerialNumber }, on: ["mfa/phone"], given: [device], error: noDevice },
  {
    operation: "EnableMFADevice",
    input: (scene) => ({ UserName, SerialNumber, ...codes(scene, -1) }),
    on,
    given: [bob, device],
    error: ["NoSuchEntity", 404, { UserName: "nobody" }],
  },
  {
    operation: "ResyncMFADevice",
    input: (scene) => ({ UserName, SerialNumber, ...codes(scene, 1) }),
    on,
    given: [bob, device, enabled],
    error: ["InvalidAuthenticationCode", 403, { AuthenticationCode1: "000000", AuthenticationCode2: "000000" }],
  },
  {
    operation: "DeactivateMFADevice",
    input: { UserName, SerialNumber },
    on,
    given: [bob, device, enabled],
    error: gone,
  },
  { operation: "GetMFADevice", input: { UserName, SerialNumber }, on, given: [bob, device, enabled], error: noDevice },
  { operation: "ListMFADevices", input: { UserName }, on, given: [bob], error: noUser },

  {
    operation: "UploadSSHPublicKey",
    input: { UserName, SSHPublicKeyBody },
    on,
    given: [bob],
    error: ["DuplicateSSHPublicKey", 400],
  },
  {
    operation: "GetSSHPublicKey",
    input: { UserName, SSHPublicKeyId, Encoding: "SSH" },
    on,
    given: [bob, ssh],
    error: noSsh,
  },
  { operation: "ListSSHPublicKeys", input: { UserName }, on, given: [bob, ssh], error: noUser },
  {
    operation: "UpdateSSHPublicKey",
    input: { UserName, SSHPublicKeyId, Status: "Inactive" },
    on,
    given: [bob, ssh],
    error: noSsh,
  },
  { operation: "DeleteSSHPublicKey", input: { UserName, SSHPublicKeyId }, on, given: [bob, ssh], error: gone },

  {
    operation: "UploadSigningCertificate",
    input: { UserName, CertificateBody },
    on,
    given: [bob],
    error: ["DuplicateCertificate", 409],
  },
  { operation: "ListSigningCertificates", input: { UserName }, on, given: [bob, certificate], error: noUser },
  {
    operation: "UpdateSigningCertificate",
    input: { UserName, CertificateId, Status: "Inactive" },
    on,
    given: [bob, certificate],
    error: noCertificate,
  },
  {
    operation: "DeleteSigningCertificate",
    input: { UserName, CertificateId },
    on,
    given: [bob, certificate],
    error: gone,
  },

  {
    operation: "CreateServiceSpecificCredential",
    keys: { "iam:ServiceSpecificCredentialServiceName": ServiceName },
    input: { UserName, ServiceName },
    on,
    given: [bob],
    error: ["NotSupportedService", 404, { ServiceName: "absent.amazonaws.com" }],
  },
  { operation: "ListServiceSpecificCredentials", input: { UserName }, on, given: [bob, specific], error: noUser },
  {
    operation: "UpdateServiceSpecificCredential",
    input: { UserName, ServiceSpecificCredentialId, Status: "Inactive" },
    on,
    given: [bob, specific],
    error: noSpecific,
  },
  {
    operation: "ResetServiceSpecificCredential",
    input: { UserName, ServiceSpecificCredentialId },
    on,
    given: [bob, specific],
    error: noSpecific,
  },
  {
    operation: "DeleteServiceSpecificCredential",
    input: { UserName, ServiceSpecificCredentialId },
    on,
    given: [bob, specific],
    error: gone,
  },
];
