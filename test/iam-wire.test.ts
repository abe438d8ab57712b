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

// What IAM was recorded to answer, as bytes: which members an answer has and which it lacks. The letters of unique ids
// behind the first four are whatever the answer has in their place.

/** The content of an element: text, elements by their names, or the members of a list. */
type Content = string | number | boolean | { readonly [name: string]: Content } | readonly Content[];

let bench: StsBench;
const document = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" });
const trust = policy({ Effect: "Allow", Principal: { Service: "ec2.amazonaws.com" }, Action: "sts:AssumeRole" });
const iamArn = (resource: string) => `arn:aws:iam::${accountA}:${resource}`;
const policyArn = iamArn("policy/team/read");
const issuerArn = iamArn("oidc-provider/issuer.example/path");
const alice = { UserName: "alice" };
const reader = { RoleName: "reader" };
const hosts = { InstanceProfileName: "hosts" };

beforeAll(async () => {
  bench = await startStsBench();
  const Tags = members("Tags", { Key: "b", Value: "" }, { Key: "a", Value: "x = y" });
  const described = { Description: "reads", PermissionsBoundary: policyArn };
  const given: readonly (readonly [string, Parameters])[] = [
    ["CreateUser", { ...alice, Path: "/team/", ...Tags }],
    ["CreateGroup", { GroupName: "staff" }],
    ["AddUserToGroup", { GroupName: "staff", ...alice }],
    ["CreatePolicy", { PolicyName: "read", Path: "/team/", PolicyDocument: document, Description: "reads" }],
    ["CreatePolicyVersion", { PolicyArn: policyArn, PolicyDocument: document, SetAsDefault: "true" }],
    ["CreateRole", { ...reader, AssumeRolePolicyDocument: trust, ...described }],
    ["PutRolePolicy", { ...reader, PolicyName: "own", PolicyDocument: document }],
    ["AttachRolePolicy", { ...reader, PolicyArn: policyArn }],
    ["CreateInstanceProfile", hosts],
    ["AddRoleToInstanceProfile", { ...hosts, ...reader }],
    ["CreateLoginProfile", { ...alice, Password: "Correct-horse-7" }],
    ["CreateOpenIDConnectProvider", { Url: "https://issuer.example/path" }],
    ["CreateVirtualMFADevice", { VirtualMFADeviceName: "phone" }],
  ];
  for (const [action, parameters] of given) {
    await bench.must(keys.rootA, action, parameters);
  }
});
afterAll(() => bench.close());

/** The document around a result as AWS indents it; an operation without a result has no element for it. */
function reply(operation: string, result: Content | undefined): string {
  const element = result === undefined ? "" : xml(`${operation}Result`, result, "  ");
  return `<${operation}Response xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
${element}  <ResponseMetadata>
    <RequestId>${requestId}</RequestId>
  </ResponseMetadata>
</${operation}Response>
`;
}

function xml(name: string, content: Content, indent: string): string {
  if (typeof content !== "object") {
    return content === "" ? `${indent}<${name}/>\n` : `${indent}<${name}>${content}</${name}>\n`;
  }
  const entries = isList(content) ? content.map((one) => ["member", one] as const) : Object.entries(content);
  const inner = entries.map(([key, value]) => xml(key, value, `${indent}  `)).join("");
  return inner === "" ? `${indent}<${name}/>\n` : `${indent}<${name}>\n${inner}${indent}</${name}>\n`;
}

function isList(content: object): content is readonly Content[] {
  return Array.isArray(content);
}

/** Unique ids as their first four letters, where they look like AWS's. */
function withoutIds(body: string): string {
  return body.replaceAll(/\b(AIDA|AROA|AGPA|ANPA|AIPA)[A-Z2-7]{17}\b/g, "$1");
}

const encoded = (text: string) => encodeURIComponent(text).replaceAll("*", "%2A");
const CreateDate = "2026-07-13T11:00:00Z";
const IsTruncated = false;
const user = { Path: "/team/", UserName: "alice", UserId: "AIDA", Arn: iamArn("user/team/alice"), CreateDate };
const roleNamed = (RoleName: string) => ({
  Path: "/",
  RoleName,
  RoleId: "AROA",
  Arn: iamArn(`role/${RoleName}`),
  CreateDate,
  AssumeRolePolicyDocument: encoded(trust),
});
const profileNamed = (InstanceProfileName: string) => ({
  Path: "/",
  InstanceProfileName,
  InstanceProfileId: "AIPA",
  Arn: iamArn(`instance-profile/${InstanceProfileName}`),
  CreateDate,
});
const managed = (PolicyName: string, Path: string, [DefaultVersionId, uses]: readonly [string, number]) => ({
  PolicyName,
  PolicyId: "ANPA",
  Arn: iamArn(`policy${Path}${PolicyName}`),
  Path,
  DefaultVersionId,
  AttachmentCount: uses,
  PermissionsBoundaryUsageCount: uses,
  IsAttachable: true,
});
const dates = { CreateDate, UpdateDate: CreateDate };
const version = (VersionId: string, IsDefaultVersion: boolean) => ({ VersionId, IsDefaultVersion, CreateDate });
const tags = [
  { Key: "a", Value: "x = y" },
  { Key: "b", Value: "" },
];
const newPolicy = { PolicyName: "new", PolicyDocument: document, Description: "d" };
const newRole = { RoleName: "new", AssumeRolePolicyDocument: trust, Description: "d", MaxSessionDuration: "7200" };
const PermissionsBoundary = { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: policyArn };
const attached = [{ PolicyName: "read", PolicyArn: policyArn }];

test.each<[shows: string, action: string, parameters: Parameters, result?: Content]>([
  ["a user, its tags by key", "GetUser", alice, { User: { ...user, Tags: tags } }],
  ["users without tags", "ListUsers", { PathPrefix: "/team/" }, { Users: [user], IsTruncated }],
  ["no user", "ListUsers", { PathPrefix: "/none/" }, { Users: [], IsTruncated }],
  [
    "a group and its users",
    "GetGroup",
    { GroupName: "staff" },
    {
      Group: { Path: "/", GroupName: "staff", GroupId: "AGPA", Arn: iamArn("group/staff"), CreateDate },
      Users: [user],
      IsTruncated,
    },
  ],
  [
    "a new policy without its description",
    "CreatePolicy",
    newPolicy,
    { Policy: { ...managed("new", "/", ["v1", 0]), ...dates } },
  ],
  [
    "a policy with its description and no tags",
    "GetPolicy",
    { PolicyArn: policyArn },
    { Policy: { ...managed("read", "/team/", ["v2", 1]), Description: "reads", ...dates, Tags: [] } },
  ],
  [
    "versions, newest first, without documents",
    "ListPolicyVersions",
    { PolicyArn: policyArn },
    { Versions: [version("v2", true), version("v1", false)], IsTruncated },
  ],
  [
    "a version with its document encoded",
    "GetPolicyVersion",
    { PolicyArn: policyArn, VersionId: "v1" },
    { PolicyVersion: { Document: encoded(document), ...version("v1", false) } },
  ],
  ["a new role without description and session length", "CreateRole", newRole, { Role: roleNamed("new") }],
  [
    "a role that was never used",
    "GetRole",
    reader,
    {
      Role: {
        ...roleNamed("reader"),
        Description: "reads",
        MaxSessionDuration: 3600,
        PermissionsBoundary,
        RoleLastUsed: {},
      },
    },
  ],
  [
    "a role after its description has changed",
    "UpdateRoleDescription",
    { ...reader, Description: "reads" },
    { Role: { ...roleNamed("reader"), Description: "reads" } },
  ],
  ["an empty result of UpdateRole", "UpdateRole", reader, {}],
  ["no result of an attachment", "AttachRolePolicy", { ...reader, PolicyArn: policyArn }],
  ["attached policies", "ListAttachedRolePolicies", reader, { AttachedPolicies: attached, IsTruncated }],
  [
    "who has a policy",
    "ListEntitiesForPolicy",
    { PolicyArn: policyArn },
    { PolicyGroups: [], PolicyUsers: [], PolicyRoles: [{ RoleName: "reader", RoleId: "AROA" }], IsTruncated },
  ],
  [
    "an inline policy",
    "GetRolePolicy",
    { ...reader, PolicyName: "own" },
    { RoleName: "reader", PolicyName: "own", PolicyDocument: encoded(document) },
  ],
  ["names of inline policies", "ListRolePolicies", reader, { PolicyNames: ["own"], IsTruncated }],
  [
    "a new instance profile without roles",
    "CreateInstanceProfile",
    { InstanceProfileName: "new" },
    { InstanceProfile: { ...profileNamed("new"), Roles: [] } },
  ],
  [
    "an instance profile with its role",
    "GetInstanceProfile",
    hosts,
    { InstanceProfile: { ...profileNamed("hosts"), Roles: [roleNamed("reader")], Tags: [] } },
  ],
  [
    "a login profile",
    "GetLoginProfile",
    alice,
    { LoginProfile: { ...alice, CreateDate, PasswordResetRequired: false } },
  ],
  ["no access keys", "ListAccessKeys", alice, { AccessKeyMetadata: [], IsTruncated }],
  ["no result of a new password policy", "UpdateAccountPasswordPolicy", {}],
  [
    "a password policy of defaults",
    "GetAccountPasswordPolicy",
    {},
    {
      PasswordPolicy: {
        MinimumPasswordLength: 6,
        RequireSymbols: false,
        RequireNumbers: false,
        RequireUppercaseCharacters: false,
        RequireLowercaseCharacters: false,
        AllowUsersToChangePassword: false,
        ExpirePasswords: false,
      },
    },
  ],
  [
    "a report that is begun",
    "GenerateCredentialReport",
    {},
    { State: "STARTED", Description: "No report exists. Starting a new report generation task" },
  ],
  [
    "a provider's URL without its scheme",
    "GetOpenIDConnectProvider",
    { OpenIDConnectProviderArn: issuerArn },
    { Url: "issuer.example/path", ClientIDList: [], ThumbprintList: [], CreateDate, Tags: [] },
  ],
  [
    "a device that is nobody's",
    "ListVirtualMFADevices",
    {},
    { VirtualMFADevices: [{ SerialNumber: iamArn("mfa/phone") }], IsTruncated },
  ],
])("an answer shows %s", async (_, action, parameters, result) => {
  const { body, headers } = await bench.ask(keys.rootA, action, parameters);
  expect(withoutIds(body)).toBe(reply(action, result));
  expect(headers.get("content-type")).toBe("text/xml");
  expect(headers.get("x-amzn-requestid")).toBe(requestId);
});
