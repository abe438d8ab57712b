import { decodeBase32, totpCode, totpStep } from "../../../src/identity/totp.ts";
import { certificates } from "../../certificates.ts";
import type { OperationRow, Scene, Step } from "../operation-row.ts";
import { bob, tags } from "./iam-documents.ts";

const UserName = "bob";
const on = ["user/team/bob"];
const noUser = ["NoSuchEntity", 404, { UserName: "nobody" }] as const;
const gone = ["NoSuchEntity", 404] as const;
/** A password that the default policy takes. */
export const password = "Correct-horse-7-battery";
const Password = password;

const key: Step = ["CreateAccessKey", { UserName }, { key: "AccessKey.AccessKeyId" }];
const profile: Step = ["CreateLoginProfile", { UserName, Password }];

/** The ARN of the virtual device `phone`. */
export const mfaSerialNumber = "arn:aws:iam::{account}:mfa/phone";
const SerialNumber = mfaSerialNumber;
/** Makes the virtual device `phone`. */
export const mfaDevice: Step = [
  "CreateVirtualMFADevice",
  { VirtualMFADeviceName: "phone" },
  { seed: "VirtualMFADevice.Base32StringSeed" },
];
/** Gives that device to `bob`. */
export const mfaEnabled: Step = ["EnableMFADevice", (scene) => ({ UserName, SerialNumber, ...mfaCodes(scene, -1) })];
const noDevice = ["NoSuchEntity", 404, { SerialNumber: "arn:aws:iam::{account}:mfa/absent" }] as const;

/** Two codes in a row of the device whose seed the scene knows by that name. */
export function mfaCodes(scene: Scene, first: number, seed = "seed") {
  const [bytes, step] = [decodeBase32(scene[seed] ?? ""), totpStep(Date.now())];
  return {
    AuthenticationCode1: totpCode(bytes, step + first),
    AuthenticationCode2: totpCode(bytes, step + first + 1),
  };
}

/** Made by ssh-keygen -t rsa -b 2048. */
export const sshKeyBody =
  "ssh-rsa AAAAB3NzaC1yc2EAAAADAQABAAABAQDcn5NRdUjmTT1jW/zks6yx4pstIlCohgh9UxbAxrCnagkf3eIAL6C75Kgk7qdyHD7tbF3PK97H0Y7X83IGTh2bfIlaJnGwVccz4adl9lfOwag0JUM1p4XKjxLDNatjMeouCk+WCdwSVeRpn5ftocs5KmyQyBCNn/bcdhWTk2i1R6Ho1IFi+EMoGYRcQgATHn77mNUxW4AXh91ULVU9hetv36w9FSt10zn+ptiHBQNHNY4JUhOZKaJFrHuPbK98tZfNQ4fH5NW0rYIUdkB7ab22Rq1Hs7t/tyQW49Y8zVdwfjRFNLIjamaECRGk/FbQRWmcEeEr4lyvA9nncG/jB587";
const SSHPublicKeyBody = sshKeyBody;
/** Uploads it for `bob`. */
export const sshStep: Step = [
  "UploadSSHPublicKey",
  { UserName, SSHPublicKeyBody },
  { ssh: "SSHPublicKey.SSHPublicKeyId" },
];
const SSHPublicKeyId = "{ssh}";
const noSsh = ["NoSuchEntity", 404, { SSHPublicKeyId: "APKAABSENTABSENTABSE" }] as const;

const CertificateBody = certificates.leaf;
/** Uploads a signing certificate for `bob`. */
export const certificateStep: Step = [
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
  { operation: "DeleteVirtualMFADevice", input: { SerialNumber }, on: ["mfa/phone"], given: [mfaDevice], error: gone },
  { operation: "ListVirtualMFADevices", on: ["*"] },
  {
    operation: "TagMFADevice",
    input: { SerialNumber, Tags: tags },
    on: ["mfa/phone"],
    given: [mfaDevice],
    error: noDevice,
  },
  {
    operation: "UntagMFADevice",
    input: { SerialNumber, TagKeys: ["a"] },
    on: ["mfa/phone"],
    given: [mfaDevice],
    error: noDevice,
  },
  { operation: "ListMFADeviceTags", input: { SerialNumber }, on: ["mfa/phone"], given: [mfaDevice], error: noDevice },
  {
    operation: "EnableMFADevice",
    input: (scene) => ({ UserName, SerialNumber, ...mfaCodes(scene, -1) }),
    on,
    given: [bob, mfaDevice],
    error: ["NoSuchEntity", 404, { UserName: "nobody" }],
  },
  {
    operation: "ResyncMFADevice",
    input: (scene) => ({ UserName, SerialNumber, ...mfaCodes(scene, 1) }),
    on,
    given: [bob, mfaDevice, mfaEnabled],
    error: ["InvalidAuthenticationCode", 403, { AuthenticationCode1: "000000", AuthenticationCode2: "000000" }],
  },
  {
    operation: "DeactivateMFADevice",
    input: { UserName, SerialNumber },
    on,
    given: [bob, mfaDevice, mfaEnabled],
    error: gone,
  },
  {
    operation: "GetMFADevice",
    input: { UserName, SerialNumber },
    on,
    given: [bob, mfaDevice, mfaEnabled],
    error: noDevice,
  },
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
    given: [bob, sshStep],
    error: noSsh,
  },
  { operation: "ListSSHPublicKeys", input: { UserName }, on, given: [bob, sshStep], error: noUser },
  {
    operation: "UpdateSSHPublicKey",
    input: { UserName, SSHPublicKeyId, Status: "Inactive" },
    on,
    given: [bob, sshStep],
    error: noSsh,
  },
  { operation: "DeleteSSHPublicKey", input: { UserName, SSHPublicKeyId }, on, given: [bob, sshStep], error: gone },

  {
    operation: "UploadSigningCertificate",
    input: { UserName, CertificateBody },
    on,
    given: [bob],
    error: ["DuplicateCertificate", 409],
  },
  { operation: "ListSigningCertificates", input: { UserName }, on, given: [bob, certificateStep], error: noUser },
  {
    operation: "UpdateSigningCertificate",
    input: { UserName, CertificateId, Status: "Inactive" },
    on,
    given: [bob, certificateStep],
    error: noCertificate,
  },
  {
    operation: "DeleteSigningCertificate",
    input: { UserName, CertificateId },
    on,
    given: [bob, certificateStep],
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
