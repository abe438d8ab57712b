import { afterEach, beforeEach, expect, test } from "vitest";
import { accountA, type IamBench, nowMs, openIamBench, roleSessionOf, userOf } from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
  await iam.call("CreateUser", { UserName: "alice" });
});
afterEach(() => iam.close());

const alice = { UserName: "alice" };
const asAlice = userOf(accountA, "alice");
const LoginProfile = { ...alice, CreateDate: new Date(nowMs), PasswordResetRequired: false };

test("a password is made, told of without showing it, and deleted", async () => {
  expect(await iam.call("CreateLoginProfile", { ...alice, Password: "Secret-1" })).toStrictEqual({ LoginProfile });
  expect(await iam.call("GetLoginProfile", alice)).toStrictEqual({ LoginProfile });
  expect(await iam.call("GetLoginProfile", {}, asAlice)).toStrictEqual({ LoginProfile });
  await expect(iam.call("CreateLoginProfile", { ...alice, Password: "Secret-1" })).rejects.toMatchObject({
    code: "EntityAlreadyExists",
    status: 409,
    message: "Login Profile for user alice already exists.",
  });
  await iam.call("DeleteLoginProfile", alice);
  await expect(iam.call("GetLoginProfile", alice)).rejects.toMatchObject({ code: "NoSuchEntity" });
});

test("only a hash of the password is kept", async () => {
  await iam.call("CreateLoginProfile", { ...alice, Password: "Secret-1" });
  const stored = await iam.store.read(({ iamParts }) => iamParts.list(accountA, "loginProfile", { limit: 2 }));
  expect(JSON.stringify(stored)).not.toContain("Secret-1");
  expect(stored[0]?.secret).toMatch(/^\{"current":"scrypt\$/);
});

test("a profile keeps its name through a renaming of its user", async () => {
  await iam.call("CreateLoginProfile", { ...alice, Password: "Secret-1" });
  await iam.call("UpdateUser", { ...alice, NewUserName: "carol" });
  expect(await iam.call("GetLoginProfile", { UserName: "carol" })).toStrictEqual({
    LoginProfile: { ...LoginProfile, UserName: "carol" },
  });
});

test("an update sets a password, or only whether it must be changed", async () => {
  await expect(iam.call("UpdateLoginProfile", { ...alice, Password: "Secret-1" })).rejects.toMatchObject({
    code: "NoSuchEntity",
    message: "Login Profile for User alice cannot be found.",
  });
  await iam.call("CreateLoginProfile", { ...alice, Password: "Secret-1" });
  await iam.call("UpdateLoginProfile", { ...alice, PasswordResetRequired: true });
  expect(await iam.call("GetLoginProfile", alice)).toMatchObject({ LoginProfile: { PasswordResetRequired: true } });
  await iam.call("UpdateLoginProfile", { ...alice, Password: "Secret-2" });
  await iam.call("ChangePassword", { OldPassword: "Secret-2", NewPassword: "Secret-3" }, asAlice);
  expect(await iam.call("GetLoginProfile", alice)).toMatchObject({ LoginProfile: { PasswordResetRequired: false } });
});

test("a password is needed, and one that fits the default policy", async () => {
  await expect(iam.call("CreateLoginProfile", alice)).rejects.toMatchObject({
    code: "ValidationError",
    message: "1 validation error detected: Value at 'password' failed to satisfy constraint: Member must not be null",
  });
  await expect(iam.call("CreateLoginProfile", { ...alice, Password: "short" })).rejects.toMatchObject({
    code: "PasswordPolicyViolation",
    status: 400,
    message: "Password should have a minimum length of 8",
  });
});

test("users change their own password by showing the old one", async () => {
  await iam.call("CreateLoginProfile", { ...alice, Password: "Secret-1" });
  const change = { OldPassword: "Secret-1", NewPassword: "Secret-2" };
  await iam.call("ChangePassword", change, asAlice);
  await expect(iam.call("ChangePassword", change, asAlice)).rejects.toMatchObject({
    code: "AccessDenied",
    status: 403,
  });
});

test("nobody but a user has a password to change", async () => {
  const change = { OldPassword: "Secret-1", NewPassword: "Secret-2" };
  const refusal = { code: "InvalidUserType", status: 400 };
  await expect(iam.call("ChangePassword", change)).rejects.toMatchObject(refusal);
  await expect(iam.call("ChangePassword", change, roleSessionOf(accountA, "R"))).rejects.toMatchObject(refusal);
  await expect(iam.call("ChangePassword", change, asAlice)).rejects.toMatchObject({ code: "NoSuchEntity" });
});

test("former passwords are refused as far back as the policy says", async () => {
  await iam.call("UpdateAccountPasswordPolicy", { PasswordReusePrevention: 2 });
  await iam.call("CreateLoginProfile", { ...alice, Password: "first1" });
  await iam.call("UpdateLoginProfile", { ...alice, Password: "second" });
  for (const Password of ["second", "first1"]) {
    await expect(iam.call("UpdateLoginProfile", { ...alice, Password })).rejects.toMatchObject({
      code: "PasswordPolicyViolation",
    });
  }
  await iam.call("UpdateLoginProfile", { ...alice, Password: "third3" });
  await iam.call("UpdateLoginProfile", { ...alice, Password: "first1" });
});

test("the policy may grant users the permission to change their own password", async () => {
  const change = { OldPassword: "Secret-1", NewPassword: "Secret-2" };
  const check = {
    action: "iam:ChangePassword",
    resource: "arn:aws:iam::111111111111:user/alice",
    resourceLabel: "user alice",
    context: {},
  };
  expect(await iam.checks("ChangePassword", change, asAlice)).toStrictEqual([check]);
  await iam.call("UpdateAccountPasswordPolicy", { AllowUsersToChangePassword: true });
  expect(await iam.checks("ChangePassword", change, asAlice)).toStrictEqual([
    { ...check, grant: { label: expect.any(String), document: expect.stringContaining("iam:ChangePassword") } },
  ]);
});
