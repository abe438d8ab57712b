import type { OperationRow, Step } from "../operation-row.ts";

const roleArn = "arn:aws:iam::{account}:role/app/reader";
const role: Step = [
  "iam:CreateRole",
  {
    RoleName: "reader",
    Path: "/app/",
    AssumeRolePolicyDocument: JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        {
          Effect: "Allow",
          Principal: { AWS: "arn:aws:iam::{account}:root" },
          Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
        },
      ],
    }),
  },
];
const rootSessions: readonly Step[] = [
  ["organizations:CreateOrganization"],
  [
    "organizations:InviteAccountToOrganization",
    { Target: { Type: "ACCOUNT", Id: "{other}" } },
    { handshake: "Handshake.Id" },
  ],
  ["organizations:AcceptHandshake", { HandshakeId: "{handshake}" }, {}, "other"],
  ["organizations:EnableAWSServiceAccess", { ServicePrincipal: "iam.amazonaws.com" }],
  ["iam:EnableOrganizationsRootSessions"],
];
const noRegion = "no region is disabled here, and the model names no other error";

/** The Security Token Service. */
export const stsRows: readonly OperationRow[] = [
  {
    operation: "AssumeRole",
    keys: { "sts:RoleSessionName": "session", "sts:SourceIdentity": "ann", "sts:ExternalId": "x-1" },
    input: {
      RoleArn: roleArn,
      RoleSessionName: "session",
      Tags: [{ Key: "a", Value: "b" }],
      SourceIdentity: "ann",
      ExternalId: "x-1",
    },
    on: [roleArn],
    also: [
      ["sts:TagSession", roleArn],
      ["sts:SetSourceIdentity", roleArn, { "sts:SourceIdentity": "ann" }],
    ],
    given: [role],
    error: ["MalformedPolicyDocument", 400, { Policy: "{}" }],
  },
  {
    operation: "AssumeRoleWithSAML",
    input: { RoleArn: roleArn, PrincipalArn: "arn:aws:iam::{account}:saml-provider/staff", SAMLAssertion: "none" },
    unsigned: "the assertion stands in place of a signature, the role's trust policy in place of permissions",
    given: [role],
    error: ["InvalidIdentityToken", 400, {}],
  },
  {
    operation: "AssumeRoleWithWebIdentity",
    input: { RoleArn: roleArn, RoleSessionName: "session", WebIdentityToken: "none" },
    unsigned: "the token stands in place of a signature, the role's trust policy in place of permissions",
    given: [role],
    error: ["InvalidIdentityToken", 400, {}],
  },
  {
    operation: "AssumeRoot",
    keys: { "sts:TaskPolicyArn": "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials" },
    input: {
      TargetPrincipal: "{other}",
      TaskPolicyArn: { arn: "arn:aws:iam::aws:policy/root-task/IAMAuditRootUserCredentials" },
    },
    on: ["arn:aws:iam::{other}:root"],
    given: rootSessions,
    errorless: "the model names errors of regions and of contexts, of which there are none",
  },
  {
    operation: "DecodeAuthorizationMessage",
    input: { EncodedMessage: "none" },
    on: ["*"],
    error: ["InvalidAuthorizationMessageException", 400],
    alwaysFails: "only the server's explanation of a refusal has a message to decode; the service's own test opens one",
  },
  { operation: "GetAccessKeyInfo", input: { AccessKeyId: "AKIAROOT{account}" }, on: ["*"] },
  { operation: "GetCallerIdentity", open: "everybody may ask who they are; AWS documents that not even a deny counts" },
  {
    operation: "GetFederationToken",
    input: { Name: "guest" },
    on: ["arn:aws:sts::{account}:federated-user/guest"],
    error: ["MalformedPolicyDocument", 400, { Policy: "{}" }],
  },
  { operation: "GetSessionToken", open: "AWS documents that users need no permission for it", errorless: noRegion },
  {
    operation: "GetWebIdentityToken",
    keys: { "sts:SigningAlgorithm": "RS256", "sts:DurationSeconds": "300" },
    input: { Audience: ["app"], SigningAlgorithm: "RS256", Tags: [{ Key: "a", Value: "b" }] },
    on: ["*"],
    also: [["sts:TagGetWebIdentityToken", "*"]],
    given: [["iam:EnableOutboundWebIdentityFederation"]],
    errorless: "the account of a row has one state; the service's own test shows OutboundWebIdentityFederationDisabled",
  },
];
