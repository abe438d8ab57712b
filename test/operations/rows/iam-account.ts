import { certificates, privateKeys } from "../../certificates.ts";
import type { OperationRow, RowInput, Step } from "../operation-row.ts";
import { bob, reader, tags } from "./iam-documents.ts";

const gone = ["NoSuchEntity", 404] as const;
const bobArn = "arn:aws:iam::{account}:user/team/bob";
const report: Step = ["GenerateServiceLastAccessedDetails", { Arn: bobArn }, { job: "JobId" }];
const noJob = ["NoSuchEntity", 404, { JobId: "00000000-0000-4000-8000-000000000000" }] as const;
/** Makes an organization of the account that lets IAM act in it. */
export const organizationTrustingIam: readonly Step[] = [
  ["organizations:CreateOrganization"],
  ["organizations:EnableAWSServiceAccess", { ServicePrincipal: "iam.amazonaws.com" }],
];
const scpKey = { "organizations:PolicyType": "SERVICE_CONTROL_POLICY" };
const nodeArn = "arn:aws:organizations::{account}:root/{organization}/{root}";
const fullAccessArn = "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess";
/** Makes an organization of the account with service control policies. */
export const organizationWithControl: readonly Step[] = [
  ["organizations:CreateOrganization", {}, { organization: "Organization.Id" }],
  ["organizations:ListRoots", {}, { root: "Roots.0.Id" }],
  ["organizations:EnablePolicyType", { RootId: "{root}", PolicyType: "SERVICE_CONTROL_POLICY" }],
];
/** Asks for the access report of its root. */
export const accessReport: Step = [
  "GenerateOrganizationsAccessReport",
  { EntityPath: "{organization}/{root}" },
  { job: "JobId" },
];
const federation: Step = ["EnableOutboundWebIdentityFederation"];

/** What concerns the account as a whole. */
export const accountRows: readonly OperationRow[] = [
  {
    operation: "CreateAccountAlias",
    input: { AccountAlias: "row-{account}" },
    on: ["*"],
    error: ["EntityAlreadyExists", 409],
  },
  { operation: "ListAccountAliases", on: ["*"] },
  {
    operation: "DeleteAccountAlias",
    input: { AccountAlias: "row-{account}" },
    on: ["*"],
    given: [["CreateAccountAlias", { AccountAlias: "row-{account}" }]],
    error: gone,
  },
  { operation: "GetAccountSummary", on: ["*"] },
  { operation: "GetAccountAuthorizationDetails", on: ["*"] },
  { operation: "SetSecurityTokenServicePreferences", input: { GlobalEndpointTokenVersion: "v2Token" }, on: ["*"] },
  { operation: "GenerateCredentialReport", on: ["*"] },
  {
    operation: "GetCredentialReport",
    on: ["*"],
    given: [["GenerateCredentialReport"]],
    errorless: "a report that was made stays; the service's own test shows the error of an account without one",
  },
  {
    operation: "GenerateServiceLastAccessedDetails",
    input: { Arn: bobArn },
    on: ["user/team/bob"],
    given: [bob],
    error: ["NoSuchEntity", 404, { Arn: "arn:aws:iam::{account}:user/nobody" }],
  },
  {
    operation: "GetServiceLastAccessedDetails",
    input: { JobId: "{job}" },
    on: ["*"],
    given: [bob, report],
    error: noJob,
  },
  {
    operation: "GetServiceLastAccessedDetailsWithEntities",
    input: { JobId: "{job}", ServiceNamespace: "iam" },
    on: ["*"],
    given: [bob, ["AttachUserPolicy", { UserName: "bob", PolicyArn: "arn:aws:iam::aws:policy/IAMFullAccess" }], report],
    error: noJob,
  },
  {
    operation: "ListPoliciesGrantingServiceAccess",
    input: { Arn: bobArn, ServiceNamespaces: ["iam"] },
    on: ["user/team/bob"],
    given: [bob],
    error: ["NoSuchEntity", 404, { Arn: "arn:aws:iam::{account}:user/nobody" }],
  },
  ...(["RootCredentialsManagement", "RootSessions"] as const).flatMap((feature): readonly OperationRow[] =>
    (["Enable", "Disable"] as const).map((verb) => ({
      operation: `${verb}Organizations${feature}`,
      on: ["*"],
      given: organizationTrustingIam,
      errorless: "the organization that the row needs has none of the faults; further errors show them",
    })),
  ),
  {
    operation: "ListOrganizationsFeatures",
    on: ["*"],
    given: organizationTrustingIam,
    errorless: "the organization that the row needs has none of the faults; further errors show them",
  },
  {
    operation: "GenerateOrganizationsAccessReport",
    input: { EntityPath: "{organization}/{root}", OrganizationsPolicyId: "p-FullAWSAccess" },
    on: ["access-report/{organization}/{root}"],
    keys: { "iam:OrganizationsPolicyId": "p-FullAWSAccess" },
    also: [
      ["organizations:ListRoots", "*"],
      ["organizations:ListParents", nodeArn],
      ["organizations:ListChildren", nodeArn],
      ["organizations:ListPoliciesForTarget", nodeArn, scpKey],
      ["organizations:DescribePolicy", fullAccessArn, scpKey],
      ["organizations:ListTargetsForPolicy", fullAccessArn, scpKey],
    ],
    given: organizationWithControl,
    errorless: "takes more reports than one; further errors show it",
  },
  {
    operation: "GetOrganizationsAccessReport",
    input: { JobId: "{job}" },
    on: ["*"],
    given: [...organizationWithControl, accessReport],
    error: noJob,
  },
  { operation: "EnableOutboundWebIdentityFederation", on: ["*"], error: ["FeatureEnabled", 409] },
  {
    operation: "DisableOutboundWebIdentityFederation",
    on: ["*"],
    given: [federation],
    error: ["FeatureDisabled", 404],
  },
  {
    operation: "GetOutboundWebIdentityFederationInfo",
    on: ["*"],
    given: [federation],
    errorless: "the service's own test shows FeatureDisabled",
  },
  {
    operation: "UpdateAccountPasswordPolicy",
    input: { MinimumPasswordLength: 12 },
    on: ["*"],
    errorless: "no policy that the model's value limits let through is refused",
  },
  {
    operation: "GetAccountPasswordPolicy",
    on: ["*"],
    given: [["UpdateAccountPasswordPolicy", { MinimumPasswordLength: 12 }]],
    errorless: "the service's own test shows NoSuchEntity",
  },
  {
    operation: "DeleteAccountPasswordPolicy",
    on: ["*"],
    given: [["UpdateAccountPasswordPolicy", { MinimumPasswordLength: 12 }]],
    error: gone,
  },
];

const RoleName = "reader";
const profile = { InstanceProfileName: "hosts" };
const madeProfile: Step = ["CreateInstanceProfile", { ...profile, Path: "/app/" }];
const filledProfile: Step = ["AddRoleToInstanceProfile", { ...profile, RoleName }];
const noProfile = ["NoSuchEntity", 404, { InstanceProfileName: "nobody" }] as const;

/** The OpenID Connect provider of these rows. */
export const oidcArn = { OpenIDConnectProviderArn: "arn:aws:iam::{account}:oidc-provider/issuer.example" };
/** Makes it. */
export const oidc: Step = ["CreateOpenIDConnectProvider", { Url: "https://issuer.example", ClientIDList: ["app"] }];
const noOidc = [
  "NoSuchEntity",
  404,
  { OpenIDConnectProviderArn: "arn:aws:iam::{account}:oidc-provider/absent.example" },
] as const;
/** A thumbprint as a provider may have it. */
export const thumbprint = "0123456789abcdef0123456789abcdef01234567";
const ThumbprintList = [thumbprint];

/** The SAML provider of these rows. */
export const samlArn = { SAMLProviderArn: "arn:aws:iam::{account}:saml-provider/staff" };
const signing = certificates.root.replaceAll(/-----[A-Z ]+-----|\s/g, "");
/** Its metadata. */
export const samlMetadata = `<?xml version="1.0"?>
<md:EntityDescriptor xmlns:md="urn:oasis:names:tc:SAML:2.0:metadata" entityID="https://idp.example.com/saml">
  <md:IDPSSODescriptor protocolSupportEnumeration="urn:oasis:names:tc:SAML:2.0:protocol">
    <md:KeyDescriptor use="signing"><ds:KeyInfo xmlns:ds="http://www.w3.org/2000/09/xmldsig#"><ds:X509Data>
      <ds:X509Certificate>${signing}</ds:X509Certificate></ds:X509Data></ds:KeyInfo></md:KeyDescriptor>
    <md:SingleSignOnService Binding="urn:oasis:names:tc:SAML:2.0:bindings:HTTP-Redirect" Location="https://idp.example.com/sso"/>
  </md:IDPSSODescriptor>
</md:EntityDescriptor>
${" ".repeat(1000)}`;
const SAMLMetadataDocument = samlMetadata;
/** Makes it. */
export const saml: Step = ["CreateSAMLProvider", { Name: "staff", SAMLMetadataDocument }];
const noSaml = ["NoSuchEntity", 404, { SAMLProviderArn: "arn:aws:iam::{account}:saml-provider/absent" }] as const;

const server = { ServerCertificateName: "site" };
/** A certificate of a server and its key. */
export const serverPair = { CertificateBody: certificates.leaf, PrivateKey: privateKeys.leaf };
/** Uploads it as `site`. */
export const uploadedServer: Step = ["UploadServerCertificate", { ...server, ...serverPair }];
const noServer = ["NoSuchEntity", 404, { ServerCertificateName: "absent" }] as const;

/** Reading, tagging and untagging a resource: rows that differ in nothing but names. */
function tagRows(
  noun: string,
  resource: {
    readonly name: RowInput;
    readonly on: string;
    readonly given: Step;
    readonly error: OperationRow["error"] & {};
  },
): readonly OperationRow[] {
  const { name, on, given, error } = resource;
  const base = { on: [on], given: [given], error };
  return [
    { ...base, operation: `Tag${noun}`, input: { ...name, Tags: tags } },
    { ...base, operation: `Untag${noun}`, input: { ...name, TagKeys: ["a"] } },
    { ...base, operation: `List${noun}Tags`, input: name },
  ];
}

/** Instance profiles, identity providers and server certificates. */
export const resourceRows: readonly OperationRow[] = [
  {
    operation: "CreateInstanceProfile",
    input: { ...profile, Tags: tags },
    on: ["instance-profile/hosts"],
    also: [["iam:TagInstanceProfile", "instance-profile/hosts"]],
    error: ["EntityAlreadyExists", 409],
  },
  {
    operation: "GetInstanceProfile",
    input: profile,
    on: ["instance-profile/app/hosts"],
    given: [madeProfile],
    error: noProfile,
  },
  { operation: "ListInstanceProfiles", on: ["*"] },
  {
    operation: "ListInstanceProfilesForRole",
    input: { RoleName },
    on: ["role/app/reader"],
    given: [reader],
    error: ["NoSuchEntity", 404, { RoleName: "nobody" }],
  },
  {
    operation: "AddRoleToInstanceProfile",
    input: { ...profile, RoleName },
    on: ["instance-profile/app/hosts"],
    also: [["iam:PassRole", "role/app/reader", { "iam:PassedToService": "ec2.amazonaws.com" }]],
    given: [reader, madeProfile],
    error: noProfile,
  },
  {
    operation: "RemoveRoleFromInstanceProfile",
    input: { ...profile, RoleName },
    on: ["instance-profile/app/hosts"],
    given: [reader, madeProfile, filledProfile],
    error: noProfile,
  },
  {
    operation: "DeleteInstanceProfile",
    input: profile,
    on: ["instance-profile/app/hosts"],
    given: [madeProfile],
    error: gone,
  },
  ...tagRows("InstanceProfile", {
    name: profile,
    on: "instance-profile/app/hosts",
    given: madeProfile,
    error: noProfile,
  }),

  {
    operation: "CreateOpenIDConnectProvider",
    input: { Url: "https://issuer.example", ThumbprintList, Tags: tags },
    on: ["oidc-provider/issuer.example"],
    also: [["iam:TagOpenIDConnectProvider", "oidc-provider/issuer.example"]],
    error: ["EntityAlreadyExists", 409],
  },
  {
    operation: "GetOpenIDConnectProvider",
    input: oidcArn,
    on: ["oidc-provider/issuer.example"],
    given: [oidc],
    error: noOidc,
  },
  { operation: "ListOpenIDConnectProviders", on: ["*"] },
  {
    operation: "UpdateOpenIDConnectProviderThumbprint",
    input: { ...oidcArn, ThumbprintList },
    on: ["oidc-provider/issuer.example"],
    given: [oidc],
    error: noOidc,
  },
  {
    operation: "AddClientIDToOpenIDConnectProvider",
    input: { ...oidcArn, ClientID: "other" },
    on: ["oidc-provider/issuer.example"],
    given: [oidc],
    error: noOidc,
  },
  {
    operation: "RemoveClientIDFromOpenIDConnectProvider",
    input: { ...oidcArn, ClientID: "app" },
    on: ["oidc-provider/issuer.example"],
    given: [oidc],
    error: noOidc,
  },
  {
    operation: "DeleteOpenIDConnectProvider",
    input: oidcArn,
    on: ["oidc-provider/issuer.example"],
    given: [oidc],
    error: ["NoSuchEntity", 404, { OpenIDConnectProviderArn: "arn:aws:iam::{account}:user/no-provider" }],
  },
  ...tagRows("OpenIDConnectProvider", {
    name: oidcArn,
    on: "oidc-provider/issuer.example",
    given: oidc,
    error: noOidc,
  }),

  {
    operation: "CreateSAMLProvider",
    input: { Name: "staff", SAMLMetadataDocument, Tags: tags },
    on: ["saml-provider/staff"],
    also: [["iam:TagSAMLProvider", "saml-provider/staff"]],
    error: ["EntityAlreadyExists", 409],
  },
  { operation: "GetSAMLProvider", input: samlArn, on: ["saml-provider/staff"], given: [saml], error: noSaml },
  { operation: "ListSAMLProviders", on: ["*"] },
  {
    operation: "UpdateSAMLProvider",
    input: { ...samlArn, SAMLMetadataDocument },
    on: ["saml-provider/staff"],
    given: [saml],
    error: noSaml,
  },
  { operation: "DeleteSAMLProvider", input: samlArn, on: ["saml-provider/staff"], given: [saml], error: gone },
  ...tagRows("SAMLProvider", { name: samlArn, on: "saml-provider/staff", given: saml, error: noSaml }),

  {
    operation: "UploadServerCertificate",
    input: { ...server, ...serverPair, Tags: tags },
    on: ["server-certificate/site"],
    also: [["iam:TagServerCertificate", "server-certificate/site"]],
    error: ["EntityAlreadyExists", 409],
  },
  {
    operation: "GetServerCertificate",
    input: server,
    on: ["server-certificate/site"],
    given: [uploadedServer],
    error: noServer,
  },
  { operation: "ListServerCertificates", on: ["*"] },
  {
    operation: "UpdateServerCertificate",
    input: { ...server, NewPath: "/cloudfront/" },
    on: ["server-certificate/site", "server-certificate/cloudfront/site"],
    given: [uploadedServer],
    error: noServer,
  },
  {
    operation: "DeleteServerCertificate",
    input: server,
    on: ["server-certificate/site"],
    given: [uploadedServer],
    error: gone,
  },
  ...tagRows("ServerCertificate", {
    name: server,
    on: "server-certificate/site",
    given: uploadedServer,
    error: noServer,
  }),
];
