import { afterEach, beforeEach, expect, test } from "vitest";
import {
  accountA,
  allowGet,
  type IamBench,
  openIamBench,
  roleSessionOf,
  rootOf,
  sessionOf,
  trustOfB,
  userOf,
} from "../../../test/iam-bench.ts";
import { iamService } from "./service.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
});
afterEach(() => iam.close());

const iamOfA = "arn:aws:iam::111111111111:";
const boundary = `${iamOfA}policy/Limit`;
const resourceTags = { "aws:ResourceTag/team": "red", "iam:ResourceTag/team": "red" };

async function furnish(): Promise<void> {
  await iam.call("CreatePolicy", {
    PolicyName: "Limit",
    PolicyDocument: allowGet,
    Tags: [{ Key: "team", Value: "red" }],
  });
  const shared = { Path: "/app/", PermissionsBoundary: boundary, Tags: [{ Key: "team", Value: "red" }] };
  await iam.call("CreateUser", { UserName: "alice", ...shared });
  await iam.call("CreateRole", { RoleName: "Reader", AssumeRolePolicyDocument: trustOfB, ...shared });
}

test.each([
  // Existing entities: the ARN with its path, named by kind and name, with the entity's tags.
  ["GetUser", { UserName: "alice" }, `${iamOfA}user/app/alice`, "user alice", resourceTags],
  ["GetRole", { RoleName: "Reader" }, `${iamOfA}role/app/Reader`, "role Reader", resourceTags],
  ["GetPolicy", { PolicyArn: boundary }, boundary, `policy ${boundary}`, resourceTags],
  ["CreateAccessKey", { UserName: "alice" }, `${iamOfA}user/app/alice`, "user alice", resourceTags],
  ["ListGroupsForUser", { UserName: "alice" }, `${iamOfA}user/app/alice`, "user alice", resourceTags],
  // Missing entities: the ARN without a path.
  ["GetUser", { UserName: "nobody" }, `${iamOfA}user/nobody`, "user nobody", {}],
  ["DeleteRole", { RoleName: "Nobody" }, `${iamOfA}role/Nobody`, "role Nobody", {}],
  // Lists have no resource type.
  ["ListUsers", {}, "*", `${iamOfA}user/`, undefined],
  ["ListRoles", { PathPrefix: "/app/" }, "*", `${iamOfA}role/app/`, undefined],
  ["ListPolicies", {}, "*", "policy path /", undefined],
  ["ListInstanceProfiles", {}, "*", `${iamOfA}instance-profile/`, undefined],
  ["ListVirtualMFADevices", {}, "*", `${iamOfA}mfa/`, undefined],
  ["ListAccountAliases", {}, "*", "*", undefined],
  ["GetAccountSummary", {}, "*", "*", undefined],
  // Condition keys of the call itself.
  [
    "AttachUserPolicy",
    { UserName: "alice", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    `${iamOfA}user/app/alice`,
    "user alice",
    {
      ...resourceTags,
      "iam:PolicyARN": "arn:aws:iam::aws:policy/AdministratorAccess",
      "iam:PermissionsBoundary": boundary,
    },
  ],
  [
    "PutRolePolicy",
    { RoleName: "Reader", PolicyName: "p", PolicyDocument: allowGet },
    `${iamOfA}role/app/Reader`,
    "role Reader",
    { ...resourceTags, "iam:PermissionsBoundary": boundary },
  ],
  [
    "PutUserPermissionsBoundary",
    { UserName: "alice", PermissionsBoundary: "arn:aws:iam::aws:policy/AdministratorAccess" },
    `${iamOfA}user/app/alice`,
    "user alice",
    { ...resourceTags, "iam:PermissionsBoundary": "arn:aws:iam::aws:policy/AdministratorAccess" },
  ],
  [
    "DeleteUserPermissionsBoundary",
    { UserName: "alice" },
    `${iamOfA}user/app/alice`,
    "user alice",
    { ...resourceTags, "iam:PermissionsBoundary": boundary },
  ],
  [
    "TagRole",
    { RoleName: "Reader", Tags: [{ Key: "env", Value: "dev" }] },
    `${iamOfA}role/app/Reader`,
    "role Reader",
    { ...resourceTags, "aws:RequestTag/env": "dev", "aws:TagKeys": ["env"] },
  ],
  [
    "UntagPolicy",
    { PolicyArn: boundary, TagKeys: ["team"] },
    boundary,
    `policy ${boundary}`,
    { ...resourceTags, "aws:TagKeys": ["team"] },
  ],
])("%s of %j asks for the resource AWS names", async (name, input, resource, resourceLabel, context) => {
  await furnish();
  expect(await iam.checks(name, input)).toStrictEqual([
    { action: `iam:${name}`, resource, resourceLabel, ...(context === undefined ? {} : { context }) },
  ]);
});

test.each([
  ["CreateUser", "TagUser", { UserName: "bob", Path: "/x/" }, `${iamOfA}user/x/bob`, undefined],
  [
    "CreateRole",
    "TagRole",
    { RoleName: "Writer", AssumeRolePolicyDocument: trustOfB },
    `${iamOfA}role/Writer`,
    undefined,
  ],
  ["CreatePolicy", "TagPolicy", { PolicyName: "P", PolicyDocument: allowGet }, `${iamOfA}policy/P`, "policy P"],
])("%s with tags asks for %s too", async (name, tagging, input, resource, label) => {
  const plain = { resource, ...(label === undefined ? {} : { resourceLabel: label }) };
  expect(await iam.checks(name, input)).toStrictEqual([{ action: `iam:${name}`, ...plain, context: {} }]);
  const tagged = { ...plain, context: { "aws:RequestTag/k": "v", "aws:TagKeys": ["k"] } };
  expect(await iam.checks(name, { ...input, Tags: [{ Key: "k", Value: "v" }] })).toStrictEqual([
    { action: `iam:${name}`, ...tagged },
    { action: `iam:${tagging}`, ...tagged },
  ]);
});

test("renaming a user asks for the old and the new ARN", async () => {
  await furnish();
  expect(await iam.checks("UpdateUser", { UserName: "alice", NewPath: "/y/" })).toMatchObject([
    { action: "iam:UpdateUser", resource: `${iamOfA}user/app/alice` },
    { action: "iam:UpdateUser", resource: `${iamOfA}user/y/alice` },
  ]);
  expect(await iam.checks("UpdateUser", { UserName: "alice" })).toHaveLength(1);
});

test("a policy of another account is asked for in that account", async () => {
  const foreign = "arn:aws:iam::222222222222:policy/P";
  expect(await iam.checks("GetPolicy", { PolicyArn: foreign })).toMatchObject([
    { resource: foreign, resourceAccountId: "222222222222" },
  ]);
});

test.each([
  ["a user's session without a second factor", userOf(accountA, "alice", sessionOf("user", accountA))],
  ["root's session without a second factor", rootOf(accountA, sessionOf("root", accountA, false))],
  ["a federated user, even with a second factor", userOf(accountA, "alice", sessionOf("federated", accountA, true))],
])("%s may call no operation of IAM", async (_, caller) => {
  for (const { name } of iamService.operations) {
    await expect(iam.checks(name, {}, caller)).rejects.toMatchObject({
      code: "InvalidClientTokenId",
      status: 403,
      message: "The security token included in the request is invalid",
    });
  }
});

test.each([
  ["a user with long-term keys", userOf(accountA, "alice")],
  ["a user's session with a second factor", userOf(accountA, "alice", sessionOf("user", accountA, true))],
  ["a role session", roleSessionOf(accountA, "Reader")],
])("%s may call IAM", async (_, caller) => {
  expect(await iam.checks("ListUsers", {}, caller)).toHaveLength(1);
});

test("every operation is one that AWS defines, and none is defined twice", () => {
  const names = iamService.operations.map((operation) => operation.name);
  expect(new Set(names).size).toBe(names.length);
  expect(names.filter((name) => !iamService.knownOperations.includes(name))).toStrictEqual([]);
  expect(iamService.knownOperations.length).toBeGreaterThan(170);
});
