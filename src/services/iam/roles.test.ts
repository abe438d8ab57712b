import { afterEach, beforeEach, expect, test } from "vitest";
import { allowGet, type IamBench, nowMs, openIamBench, trustOfB } from "../../../test/iam-bench.ts";
import { encodeDocument } from "./policy-documents.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
});
afterEach(() => iam.close());

const reader = { RoleName: "Reader" };
const create = { ...reader, AssumeRolePolicyDocument: trustOfB };
const shape = {
  Path: "/",
  RoleName: "Reader",
  RoleId: expect.stringMatching(/^AROA[A-Z2-7]{17}$/),
  Arn: "arn:aws:iam::111111111111:role/Reader",
  CreateDate: new Date(nowMs),
  AssumeRolePolicyDocument: encodeDocument(trustOfB),
};

test("CreateRole leaves description and session duration out, GetRole and ListRoles do not", async () => {
  const settings = { Description: "reads", MaxSessionDuration: 7200 };
  const Tags = [{ Key: "team", Value: "red" }];
  expect(await iam.call("CreateRole", { ...create, ...settings, Tags })).toStrictEqual({ Role: { ...shape, Tags } });
  expect(await iam.call("GetRole", reader)).toStrictEqual({ Role: { ...shape, ...settings, Tags, RoleLastUsed: {} } });
  expect(await iam.call("ListRoles")).toStrictEqual({ Roles: [{ ...shape, ...settings }], IsTruncated: false });
});

test("a role without settings lasts an hour and has no empty members", async () => {
  expect(await iam.call("CreateRole", { ...create, Description: "" })).toStrictEqual({ Role: shape });
  expect(await iam.call("GetRole", reader)).toStrictEqual({
    Role: { ...shape, MaxSessionDuration: 3600, RoleLastUsed: {} },
  });
});

test("GetRole shows a boundary as AWS prints it", async () => {
  const PermissionsBoundary = "arn:aws:iam::aws:policy/AdministratorAccess";
  const boundary = {
    PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: PermissionsBoundary },
  };
  expect(await iam.call("CreateRole", { ...create, PermissionsBoundary })).toStrictEqual({
    Role: { ...shape, ...boundary },
  });
  expect(await iam.call("GetRole", reader)).toMatchObject({ Role: boundary });
  await iam.call("DeleteRolePermissionsBoundary", reader);
  expect(await iam.call("GetRole", reader)).not.toMatchObject({ Role: boundary });
  await iam.call("PutRolePermissionsBoundary", { ...reader, PermissionsBoundary });
  expect(await iam.call("GetRole", reader)).toMatchObject({ Role: boundary });
});

test("GetRole shows the latest use, written down or not", async () => {
  const { Role } = (await iam.call("CreateRole", create)) as { Role: { RoleId: string } };
  iam.noteUse(Role.RoleId, { atMs: nowMs + 1000, region: "eu-central-1", serviceName: "N/A" });
  expect(await iam.call("GetRole", reader)).toMatchObject({
    Role: { RoleLastUsed: { LastUsedDate: new Date(nowMs + 1000), Region: "eu-central-1" } },
  });
});

test("UpdateRole changes what it is given; UpdateRoleDescription answers without the session duration", async () => {
  await iam.call("CreateRole", { ...create, Description: "old" });
  expect(await iam.call("UpdateRole", { ...reader, MaxSessionDuration: 43_200 })).toStrictEqual({});
  expect(await iam.call("GetRole", reader)).toMatchObject({ Role: { Description: "old", MaxSessionDuration: 43_200 } });
  expect(await iam.call("UpdateRole", { ...reader, Description: "new" })).toStrictEqual({});
  expect(await iam.call("GetRole", reader)).toMatchObject({ Role: { Description: "new", MaxSessionDuration: 43_200 } });
  expect(await iam.call("UpdateRoleDescription", { ...reader, Description: "last" })).toStrictEqual({
    Role: { ...shape, Description: "last" },
  });
  expect(await iam.call("UpdateRoleDescription", { ...reader, Description: "" })).toStrictEqual({ Role: shape });
});

const noSuchRole = { code: "NoSuchEntity", status: 404, message: "The role with name Nobody cannot be found." };

test.each([
  ["GetRole", { RoleName: "Nobody" }, noSuchRole],
  ["UpdateRole", { RoleName: "Nobody" }, noSuchRole],
  ["UpdateRoleDescription", { RoleName: "Nobody", Description: "" }, noSuchRole],
  ["UpdateAssumeRolePolicy", { RoleName: "Nobody", PolicyDocument: trustOfB }, noSuchRole],
  ["DeleteRole", { RoleName: "Nobody" }, noSuchRole],
  ["PutRolePermissionsBoundary", { RoleName: "Nobody", PermissionsBoundary: "arn:aws:iam::aws:policy/X" }, noSuchRole],
  ["DeleteRolePermissionsBoundary", { RoleName: "Nobody" }, noSuchRole],
  [
    "CreateRole",
    { ...create, RoleName: "READER" },
    { code: "EntityAlreadyExists", status: 409, message: "Role with name READER already exists." },
  ],
])("%s of %j is refused", async (name, input, refusal) => {
  await iam.call("CreateRole", create);
  await expect(iam.call(name, input)).rejects.toMatchObject(refusal);
});

test("a role is deleted only after its policies are detached and deleted, reported in that order", async () => {
  await iam.call("CreateRole", create);
  const administrator = { ...reader, PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" };
  await iam.call("AttachRolePolicy", administrator);
  await iam.call("PutRolePolicy", { ...reader, PolicyName: "p", PolicyDocument: allowGet });
  const refusal = (text: string) => ({ code: "DeleteConflict", status: 409, message: `Cannot delete entity, ${text}` });
  await expect(iam.call("DeleteRole", reader)).rejects.toMatchObject(refusal("must detach all policies first."));
  await iam.call("DetachRolePolicy", administrator);
  await expect(iam.call("DeleteRole", reader)).rejects.toMatchObject(refusal("must delete policies first."));
  await iam.call("DeleteRolePolicy", { ...reader, PolicyName: "p" });
  expect(await iam.call("DeleteRole", reader)).toStrictEqual({});
  await expect(iam.call("GetRole", reader)).rejects.toMatchObject({ code: "NoSuchEntity" });
});
