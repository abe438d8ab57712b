import { afterAll, beforeAll, expect, test } from "vitest";
import {
  accountA,
  keys,
  members,
  type Parameters,
  policy,
  requestId,
  startStsBench,
  type StsBench,
} from "./sts-bench.ts";

// What IAM was recorded to refuse with, as bytes.

let bench: StsBench;
const PolicyDocument = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
const AssumeRolePolicyDocument = policy({
  Effect: "Allow",
  Principal: { Service: "ec2.amazonaws.com" },
  Action: "sts:AssumeRole",
});
const iamArn = (resource: string) => `arn:aws:iam::${accountA}:${resource}`;
const PolicyArn = iamArn("policy/read");
const absent = iamArn("policy/none");
const notPolicy = iamArn("not_a_policy/invalid");
const ofAws = "arn:aws:iam::aws:policy/IAMFullAccess";
const alice = { UserName: "alice" };
const reader = { RoleName: "reader" };
const hosts = { InstanceProfileName: "hosts" };
const phone = { VirtualMFADeviceName: "phone" };
const unknownKey = { AccessKeyId: "AKIAIOSFODNN7EXAMPLE", Status: "Inactive" };

beforeAll(async () => {
  bench = await startStsBench();
  const given: readonly (readonly [string, Parameters])[] = [
    ["CreateUser", alice],
    ["CreateGroup", { GroupName: "staff" }],
    ["CreatePolicy", { PolicyName: "read", PolicyDocument }],
    ["CreateRole", { ...reader, AssumeRolePolicyDocument }],
    ["AttachRolePolicy", { ...reader, PolicyArn }],
    ["CreateRole", { RoleName: "held", AssumeRolePolicyDocument }],
    ["CreateInstanceProfile", hosts],
    ["AddRoleToInstanceProfile", { ...hosts, RoleName: "held" }],
    ["CreateLoginProfile", { ...alice, Password: "Correct-horse-7" }],
    ["CreateVirtualMFADevice", phone],
  ];
  for (const [action, parameters] of given) {
    await bench.must(keys.rootA, action, parameters);
  }
});
afterAll(() => bench.close());

/** A refusal as AWS indents it. */
function refusal(code: string, message?: string): string {
  const element = message === undefined ? "" : `    <Message>${message}</Message>\n`;
  return `<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <Error>
    <Type>Sender</Type>
    <Code>${code}</Code>
${element}  </Error>
  <RequestId>${requestId}</RequestId>
</ErrorResponse>
`;
}

const invalid = (place: string, ...rules: readonly string[]) =>
  `1 validation error detected: Value at '${place}' failed to satisfy constraint: ${rules.join(", ")}`;
const versionPattern = String.raw`Member must satisfy regular expression pattern: v[1-9][0-9]*(\.[A-Za-z0-9-]*)?`;
const tagKeyRules = [
  "Member must satisfy constraint: [Member must have length less than or equal to 128",
  "Member must have length greater than or equal to 1",
  String.raw`Member must satisfy regular expression pattern: [\p{L}\p{Z}\p{N}_.:/=+\-@]+`,
  "Member must not be null]",
];
const badPath =
  "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters " +
  "and/or / characters.";
const twoKeys = members("Tags", { Key: "a", Value: "" }, { Key: "A", Value: "" });
const sameKey = members("Tags", { Key: "a", Value: "" }, { Key: "a", Value: "" });
const longKey = members("Tags", { Key: "k".repeat(129), Value: "" });
const longValue = members("Tags", { Key: "k", Value: "v".repeat(257) });

test.each<[status: number, code: string, message: string, action: string, parameters: Parameters]>([
  [404, "NoSuchEntity", "The user with name nobody cannot be found.", "GetUser", { UserName: "nobody" }],
  [404, "NoSuchEntity", "The role with name nobody cannot be found.", "GetRole", { RoleName: "nobody" }],
  [404, "NoSuchEntity", "The group with name nobody cannot be found.", "GetGroup", { GroupName: "nobody" }],
  [
    404,
    "NoSuchEntity",
    "Instance Profile none cannot be found.",
    "GetInstanceProfile",
    { InstanceProfileName: "none" },
  ],
  [
    404,
    "NoSuchEntity",
    "Role none in Instance Profile hosts cannot be found.",
    "RemoveRoleFromInstanceProfile",
    { ...hosts, RoleName: "none" },
  ],
  [
    404,
    "NoSuchEntity",
    "The role policy with name none cannot be found.",
    "GetRolePolicy",
    { ...reader, PolicyName: "none" },
  ],
  [
    404,
    "NoSuchEntity",
    "The Access Key with id AKIAIOSFODNN7EXAMPLE cannot be found.",
    "UpdateAccessKey",
    { ...alice, ...unknownKey },
  ],
  [404, "NoSuchEntity", `Policy ${absent} was not found.`, "GetPolicy", { PolicyArn: absent }],
  [404, "NoSuchEntity", `Policy ${ofAws} was not found.`, "DetachRolePolicy", { ...reader, PolicyArn: ofAws }],
  [
    404,
    "NoSuchEntity",
    `Policy ${absent} does not exist or is not attachable.`,
    "AttachRolePolicy",
    { ...reader, PolicyArn: absent },
  ],
  [
    404,
    "NoSuchEntity",
    `Policy ${absent} version v1 does not exist or is not attachable.`,
    "SetDefaultPolicyVersion",
    { PolicyArn: absent, VersionId: "v1" },
  ],
  [
    404,
    "NoSuchEntity",
    `Policy ${PolicyArn} version v9 does not exist or is not attachable.`,
    "GetPolicyVersion",
    { PolicyArn, VersionId: "v9" },
  ],
  [
    404,
    "NoSuchEntity",
    `Scope ARN: ${absent} does not exist or is not attachable.`,
    "PutRolePermissionsBoundary",
    { ...reader, PermissionsBoundary: absent },
  ],
  [
    404,
    "NoSuchEntity",
    `OpenIDConnect Provider not found for arn ${iamArn("oidc-provider/none")}`,
    "GetOpenIDConnectProvider",
    { OpenIDConnectProviderArn: iamArn("oidc-provider/none") },
  ],
  [
    404,
    "NoSuchEntity",
    `OpenId connect Provider ${iamArn("oidc-provider/none")} cannot be found.`,
    "DeleteOpenIDConnectProvider",
    { OpenIDConnectProviderArn: iamArn("oidc-provider/none") },
  ],
  [
    404,
    "NoSuchEntity",
    `Manifest not found for arn ${iamArn("saml-provider/none")}`,
    "DeleteSAMLProvider",
    { SAMLProviderArn: iamArn("saml-provider/none") },
  ],
  [
    404,
    "NoSuchEntity",
    "The Server Certificate with name none cannot be found.",
    "GetServerCertificate",
    { ServerCertificateName: "none" },
  ],
  [
    404,
    "NoSuchEntity",
    `MFA Device with serial number ${iamArn("mfa/none")} does not exist.`,
    "DeleteVirtualMFADevice",
    { SerialNumber: iamArn("mfa/none") },
  ],
  [
    404,
    "NoSuchEntity",
    `The Password Policy with domain name ${accountA} cannot be found.`,
    "GetAccountPasswordPolicy",
    {},
  ],
  [
    404,
    "NoSuchEntity",
    "The account policy with name PasswordPolicy cannot be found.",
    "DeleteAccountPasswordPolicy",
    {},
  ],
  [409, "EntityAlreadyExists", "User with name alice already exists.", "CreateUser", alice],
  [409, "EntityAlreadyExists", "Group with name staff already exists.", "CreateGroup", { GroupName: "staff" }],
  [
    409,
    "EntityAlreadyExists",
    "Role with name reader already exists.",
    "CreateRole",
    { ...reader, AssumeRolePolicyDocument },
  ],
  [409, "EntityAlreadyExists", "Instance Profile hosts already exists.", "CreateInstanceProfile", hosts],
  [409, "EntityAlreadyExists", "MFA device already exists.", "CreateVirtualMFADevice", phone],
  [
    409,
    "EntityAlreadyExists",
    "A policy called read already exists. Duplicate names are not allowed.",
    "CreatePolicy",
    { PolicyName: "read", PolicyDocument },
  ],
  [
    409,
    "EntityAlreadyExists",
    "Login Profile for user alice already exists.",
    "CreateLoginProfile",
    { ...alice, Password: "Correct-horse-8" },
  ],
  [409, "DeleteConflict", "Cannot delete entity, must detach all policies first.", "DeleteRole", reader],
  [
    409,
    "DeleteConflict",
    "Cannot delete entity, must remove roles from instance profile first.",
    "DeleteInstanceProfile",
    hosts,
  ],
  [409, "DeleteConflict", "Cannot delete a policy attached to entities.", "DeletePolicy", { PolicyArn }],
  [
    409,
    "DeleteConflict",
    "Cannot delete the default version of a policy.",
    "DeletePolicyVersion",
    { PolicyArn, VersionId: "v1" },
  ],
  [
    409,
    "LimitExceeded",
    "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
    "AddRoleToInstanceProfile",
    { ...hosts, ...reader },
  ],
  [
    400,
    "MalformedPolicyDocument",
    "Syntax errors in policy.",
    "CreatePolicy",
    { PolicyName: "p", PolicyDocument: "{}" },
  ],
  [
    400,
    "MalformedPolicyDocument",
    "This policy contains invalid Json",
    "UpdateAssumeRolePolicy",
    { ...reader, PolicyDocument: "no json" },
  ],
  [
    400,
    "InvalidInput",
    `ARN ${notPolicy} is not valid.`,
    "PutRolePermissionsBoundary",
    { ...reader, PermissionsBoundary: notPolicy },
  ],
  [
    400,
    "InvalidInput",
    "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    "TagRole",
    { ...reader, ...twoKeys },
  ],
  [400, "InvalidInput", "Duplicate tag keys found.", "TagPolicy", { PolicyArn, ...sameKey }],
  [
    400,
    "ValidationError",
    "ARN longpolicynamebutnoarn is not valid.",
    "AttachRolePolicy",
    { ...reader, PolicyArn: "longpolicynamebutnoarn" },
  ],
  [
    400,
    "ValidationError",
    invalid("versionId", versionPattern),
    "SetDefaultPolicyVersion",
    { PolicyArn, VersionId: "x" },
  ],
  [
    400,
    "ValidationError",
    invalid("tags.1.member.key", "Member must have length less than or equal to 128"),
    "TagRole",
    { ...reader, ...longKey },
  ],
  [
    400,
    "ValidationError",
    invalid("tags.1.member.value", "Member must have length less than or equal to 256"),
    "TagRole",
    { ...reader, ...longValue },
  ],
  [
    400,
    "ValidationError",
    invalid("tagKeys", ...tagKeyRules),
    "UntagRole",
    { ...reader, ...members("TagKeys", "no!") },
  ],
  [400, "ValidationError", badPath, "CreateVirtualMFADevice", { ...phone, Path: "test" }],
  [
    400,
    "ValidationError",
    "Invalid Open ID Connect Provider URL",
    "CreateOpenIDConnectProvider",
    { Url: "http://issuer.example" },
  ],
  [400, "ValidationError", "Invalid Marker.", "ListVirtualMFADevices", { Marker: "100" }],
  [403, "AccessDenied", "Cannot delete policies outside your own account.", "DeletePolicy", { PolicyArn: ofAws }],
])("%d %s: %s", async (status, code, message, action, parameters) => {
  const answer = await bench.ask(keys.rootA, action, parameters);
  expect(answer.status).toBe(status);
  expect(answer.body).toBe(refusal(code, message));
});

test("a report that was never made is refused without a message", async () => {
  const answer = await bench.ask(keys.rootA, "GetCredentialReport");
  expect(answer.status).toBe(410);
  expect(answer.body).toBe(refusal("ReportNotPresent"));
});

test("a session of a role has to say whose access key it means", async () => {
  const trust = { Effect: "Allow", Principal: { AWS: accountA }, Action: "sts:AssumeRole" };
  const RoleArn = await bench.role("operator", trust);
  const all = policy({ Effect: "Allow", Action: "iam:*", Resource: "*" });
  const own = { RoleName: "operator", PolicyName: "own", PolicyDocument: all };
  await bench.must(keys.adminA, "PutRolePolicy", own);
  const session = await bench.session(keys.adminA, "AssumeRole", { RoleArn, RoleSessionName: "s1" });
  const answer = await bench.ask(session, "DeleteAccessKey", { AccessKeyId: unknownKey.AccessKeyId });
  expect(answer.status).toBe(400);
  const message = "Must specify userName when calling with non-User credentials";
  expect(answer.body).toBe(refusal("ValidationError", message));
});
