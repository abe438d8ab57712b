import { generateKeyPairSync } from "node:crypto";
import { certificates, privateKeys } from "../../certificates.ts";
import type { ErrorRow } from "./error-row.ts";
import type { RowError, Step } from "../operation-row.ts";
import {
  accessReport,
  oidc,
  organizationTrustingIam,
  organizationWithControl,
  oidcArn,
  saml,
  samlArn,
  samlMetadata,
  serverPair,
  thumbprint,
  uploadedServer,
} from "../rows/iam-account.ts";
import {
  certificateStep,
  mfaCodes,
  mfaDevice,
  mfaEnabled,
  mfaSerialNumber,
  password,
  sshKeyBody,
  sshStep,
} from "../rows/iam-credentials.ts";
import { bob } from "../rows/iam-documents.ts";

const UserName = "bob";
const conflict: RowError = ["DeleteConflict", 409];
const exists: RowError = ["EntityAlreadyExists", 409];
const invalid: RowError = ["InvalidInput", 400];
const limit: RowError = ["LimitExceeded", 409];
const malformedCertificate: RowError = ["MalformedCertificate", 400];
const missing: RowError = ["NoSuchEntity", 404];
const times = (count: number) => Array.from({ length: count }).keys();

function newSshKey(type: "rsa" | "ed25519"): string {
  const pair = type === "rsa" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ed25519");
  return pair.publicKey.export({ type: "spki", format: "pem" });
}

const manyDevices = [...times(8)].flatMap((index): readonly Step[] => [
  [
    "CreateVirtualMFADevice",
    { VirtualMFADeviceName: `phone${index}` },
    { [`seed${"abcdefgh"[index]}`]: "VirtualMFADevice.Base32StringSeed" },
  ],
  [
    "EnableMFADevice",
    (scene) => ({
      UserName,
      SerialNumber: `${mfaSerialNumber}${index}`,
      ...mfaCodes(scene, -1, `seed${"abcdefgh"[index]}`),
    }),
  ],
]);

/** What users prove themselves with. */
export const credentialErrorRows: readonly ErrorRow[] = [
  {
    operation: "CreateAccessKey",
    input: { UserName },
    given: [bob, ["CreateAccessKey", { UserName }], ["CreateAccessKey", { UserName }]],
    error: limit,
  },
  {
    operation: "UpdateAccessKey",
    input: { UserName, AccessKeyId: "{key}", Status: "Expired" },
    given: [bob, ["CreateAccessKey", { UserName }, { key: "AccessKey.AccessKeyId" }]],
    error: invalid,
  },
  { operation: "CreateLoginProfile", input: { UserName: "nobody", Password: password }, error: missing },
  {
    operation: "CreateLoginProfile",
    input: { UserName, Password: "a" },
    given: [bob],
    error: ["PasswordPolicyViolation", 400],
  },
  { operation: "UpdateLoginProfile", input: { UserName, Password: password }, given: [bob], error: missing },
  {
    operation: "ChangePassword",
    input: { OldPassword: password, NewPassword: `${password}!` },
    error: ["InvalidUserType", 400],
  },
  {
    operation: "ChangePassword",
    input: { OldPassword: password, NewPassword: `${password}!` },
    who: "caller",
    error: missing,
  },
  {
    operation: "DeleteVirtualMFADevice",
    input: { SerialNumber: mfaSerialNumber },
    given: [bob, mfaDevice, mfaEnabled],
    error: conflict,
  },
  {
    operation: "EnableMFADevice",
    input: { UserName, SerialNumber: mfaSerialNumber, AuthenticationCode1: "000000", AuthenticationCode2: "000000" },
    given: [bob, mfaDevice],
    error: ["InvalidAuthenticationCode", 403],
  },
  {
    operation: "EnableMFADevice",
    input: (scene) => ({ UserName, SerialNumber: mfaSerialNumber, ...mfaCodes(scene, 1) }),
    given: [bob, mfaDevice, mfaEnabled],
    error: exists,
  },
  {
    operation: "EnableMFADevice",
    input: (scene) => ({ UserName, SerialNumber: mfaSerialNumber, ...mfaCodes(scene, -1) }),
    given: [bob, mfaDevice, ...manyDevices],
    error: limit,
  },
  {
    operation: "ResyncMFADevice",
    input: { UserName, SerialNumber: mfaSerialNumber, AuthenticationCode1: "000000", AuthenticationCode2: "000000" },
    given: [bob],
    error: missing,
  },
  {
    operation: "UploadSSHPublicKey",
    input: { UserName: "nobody", SSHPublicKeyBody: sshKeyBody },
    error: missing,
  },
  {
    operation: "UploadSSHPublicKey",
    input: { UserName, SSHPublicKeyBody: newSshKey("ed25519") },
    given: [bob],
    error: ["InvalidPublicKey", 400],
  },
  {
    operation: "UploadSSHPublicKey",
    input: { UserName, SSHPublicKeyBody: "no key" },
    given: [bob],
    error: ["UnrecognizedPublicKeyEncoding", 400],
  },
  {
    operation: "UploadSSHPublicKey",
    input: { UserName, SSHPublicKeyBody: sshKeyBody },
    given: [
      bob,
      ...[...times(5)].map((): Step => [
        "UploadSSHPublicKey",
        () => ({ UserName, SSHPublicKeyBody: newSshKey("rsa") }),
      ]),
    ],
    error: limit,
  },
  {
    operation: "UpdateSSHPublicKey",
    input: { UserName, SSHPublicKeyId: "{ssh}", Status: "Expired" },
    given: [bob, sshStep],
    error: invalid,
  },
  {
    operation: "UploadSigningCertificate",
    input: { UserName: "nobody", CertificateBody: certificates.leaf },
    error: missing,
  },
  {
    operation: "UploadSigningCertificate",
    input: { UserName, CertificateBody: "no certificate" },
    given: [bob],
    error: malformedCertificate,
  },
  {
    operation: "UploadSigningCertificate",
    input: { UserName, CertificateBody: certificates.leaf },
    given: [
      bob,
      ["UploadSigningCertificate", { UserName, CertificateBody: certificates.root }],
      ["UploadSigningCertificate", { UserName, CertificateBody: certificates.issuer }],
    ],
    error: limit,
  },
  {
    operation: "UpdateSigningCertificate",
    input: { UserName, CertificateId: "{certificate}", Status: "Expired" },
    given: [bob, certificateStep],
    error: invalid,
  },
  {
    operation: "CreateServiceSpecificCredential",
    input: { UserName: "nobody", ServiceName: "codecommit.amazonaws.com" },
    error: missing,
  },
  {
    operation: "CreateServiceSpecificCredential",
    input: { UserName, ServiceName: "codecommit.amazonaws.com" },
    given: [
      bob,
      ...[...times(2)].map((): Step => [
        "CreateServiceSpecificCredential",
        { UserName, ServiceName: "codecommit.amazonaws.com" },
      ]),
    ],
    error: limit,
  },
  {
    operation: "ListServiceSpecificCredentials",
    input: { UserName, ServiceName: "absent.amazonaws.com" },
    given: [bob],
    error: ["NotSupportedService", 404],
  },
];

const manyClients = [...times(101)].map((index) => `client-${index}`);

const joining: readonly Step[] = [
  [
    "organizations:InviteAccountToOrganization",
    { Target: { Id: "{other}", Type: "ACCOUNT" } },
    { handshake: "Handshake.Id" },
  ],
  ["organizations:AcceptHandshake", { HandshakeId: "{handshake}" }, {}, "other"],
];
const delegating: Step = [
  "organizations:RegisterDelegatedAdministrator",
  { AccountId: "{other}", ServicePrincipal: "iam.amazonaws.com" },
];

/** What concerns the roots of an organization's accounts. */
export const rootAccessErrorRows: readonly ErrorRow[] = [
  "EnableOrganizationsRootCredentialsManagement",
  "EnableOrganizationsRootSessions",
  "DisableOrganizationsRootCredentialsManagement",
  "DisableOrganizationsRootSessions",
  "ListOrganizationsFeatures",
].flatMap((operation): readonly ErrorRow[] => [
  { operation, error: ["OrganizationNotFoundException", 400] },
  {
    operation,
    given: [["organizations:CreateOrganization", { FeatureSet: "CONSOLIDATED_BILLING" }]],
    error: ["OrganizationNotInAllFeaturesModeException", 400],
  },
  {
    operation,
    given: [["organizations:CreateOrganization"]],
    error: ["ServiceAccessNotEnabledException", 400],
  },
  {
    operation,
    given: [...organizationTrustingIam, ...joining],
    who: "other root",
    error: ["AccountNotManagementOrDelegatedAdministratorException", 400],
  },
  ...(operation.startsWith("Enable")
    ? [
        {
          operation,
          given: [...organizationTrustingIam, ...joining, delegating],
          who: "other root",
          error: ["CallerIsNotManagementAccountException", 400],
        } as const,
      ]
    : []),
]);

/** Access reports of an organization, of which an account makes twenty in a minute. */
export const accessReportErrorRows: readonly ErrorRow[] = [
  {
    operation: "GenerateOrganizationsAccessReport",
    input: { EntityPath: "{organization}/{root}" },
    given: [...organizationWithControl, ...[...times(20)].map(() => accessReport)],
    error: ["ReportGenerationLimitExceeded", 409],
  },
];

/** Identity providers, server certificates and what concerns the account as a whole. */
export const resourceErrorRows: readonly ErrorRow[] = [
  {
    operation: "CreateOpenIDConnectProvider",
    input: { Url: "https://issuer.example", ClientIDList: manyClients },
    error: limit,
  },
  {
    operation: "AddClientIDToOpenIDConnectProvider",
    input: { ...oidcArn, ClientID: "one-more" },
    given: [["CreateOpenIDConnectProvider", { Url: "https://issuer.example", ClientIDList: manyClients.slice(1) }]],
    error: limit,
  },
  {
    operation: "UpdateOpenIDConnectProviderThumbprint",
    input: { ...oidcArn, ThumbprintList: [...times(6)].map((index) => thumbprint.replace("0", String(index))) },
    given: [oidc],
    error: invalid,
  },
  {
    operation: "UpdateSAMLProvider",
    input: { ...samlArn, SAMLMetadataDocument: "a".repeat(1024) },
    given: [saml],
    error: invalid,
  },
  {
    operation: "UpdateSAMLProvider",
    input: { ...samlArn, AddPrivateKey: privateKeys.other },
    given: [
      ["CreateSAMLProvider", { Name: "staff", SAMLMetadataDocument: samlMetadata, AddPrivateKey: privateKeys.leaf }],
      ["UpdateSAMLProvider", { ...samlArn, AddPrivateKey: privateKeys.other }],
    ],
    error: limit,
  },
  {
    operation: "UploadServerCertificate",
    input: { ServerCertificateName: "site", ...serverPair, CertificateBody: "no certificate" },
    error: malformedCertificate,
  },
  {
    operation: "UploadServerCertificate",
    input: { ServerCertificateName: "site", ...serverPair, PrivateKey: privateKeys.other },
    error: ["KeyPairMismatch", 400],
  },
  {
    operation: "UpdateServerCertificate",
    input: { ServerCertificateName: "site", NewServerCertificateName: "other" },
    given: [uploadedServer, ["UploadServerCertificate", { ServerCertificateName: "other", ...serverPair }]],
    error: exists,
  },
  { operation: "GetAccountPasswordPolicy", error: missing },
  { operation: "GetOutboundWebIdentityFederationInfo", error: ["FeatureDisabled", 404] },
];
