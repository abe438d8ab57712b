import { afterEach, beforeEach, expect, test } from "vitest";
import {
  accountA,
  accountB,
  allowGet,
  type IamBench,
  nowMs,
  openIamBench,
  roleSessionOf,
  rootOf,
  userOf,
} from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
});
afterEach(() => iam.close());

const alice = {
  Path: "/",
  UserName: "alice",
  UserId: expect.stringMatching(/^AIDA[A-Z2-7]{17}$/),
  Arn: "arn:aws:iam::111111111111:user/alice",
  CreateDate: new Date(nowMs),
};

test("a new user has the default path, and no tags or boundary members when none were given", async () => {
  expect(await iam.call("CreateUser", { UserName: "alice" })).toStrictEqual({ User: alice });
  expect(await iam.call("GetUser", { UserName: "alice" })).toStrictEqual({ User: alice });
});

test("path, tags and boundary come back from CreateUser and GetUser, but not from ListUsers", async () => {
  const { Policy } = (await iam.call("CreatePolicy", { PolicyName: "Limit", PolicyDocument: allowGet })) as {
    Policy: { Arn: string };
  };
  const input = {
    UserName: "bob",
    Path: "/team/",
    PermissionsBoundary: Policy.Arn,
    Tags: [
      { Key: "b", Value: "" },
      { Key: "A", Value: "1" },
    ],
  };
  const listed = { ...alice, UserName: "bob", Path: "/team/", Arn: "arn:aws:iam::111111111111:user/team/bob" };
  const whole = {
    ...listed,
    PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: Policy.Arn },
    Tags: input.Tags.toReversed(),
  };
  expect(await iam.call("CreateUser", input)).toStrictEqual({ User: { ...whole, Tags: input.Tags } });
  expect(await iam.call("GetUser", { UserName: "bob" })).toStrictEqual({ User: whole });
  expect(await iam.call("ListUsers")).toStrictEqual({ Users: [listed], IsTruncated: false });
});

test("GetUser without a name shows the calling user, or root's id and ARN", async () => {
  await iam.call("CreateUser", { UserName: "alice" });
  expect(await iam.call("GetUser", {}, userOf(accountA, "alice"))).toStrictEqual({ User: alice });
  expect(await iam.call("GetUser")).toStrictEqual({
    User: { UserId: accountA, Arn: "arn:aws:iam::111111111111:root", CreateDate: new Date(nowMs) },
  });
});

const noSuchUser = { code: "NoSuchEntity", status: 404, message: "The user with name nobody cannot be found." };

test.each([
  ["GetUser", { UserName: "nobody" }, noSuchUser],
  ["UpdateUser", { UserName: "nobody", NewUserName: "somebody" }, noSuchUser],
  ["DeleteUser", { UserName: "nobody" }, noSuchUser],
  [
    "CreateUser",
    { UserName: "ALICE" },
    { code: "EntityAlreadyExists", status: 409, message: "User with name ALICE already exists." },
  ],
  [
    "UpdateUser",
    { UserName: "alice", NewUserName: "Carol" },
    { code: "EntityAlreadyExists", status: 409, message: "User with name Carol already exists." },
  ],
  [
    "CreateUser",
    {
      UserName: "new",
      Tags: [
        { Key: "k", Value: "1" },
        { Key: "K", Value: "2" },
      ],
    },
    {
      code: "InvalidInput",
      status: 400,
      message: "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    },
  ],
  [
    "CreateUser",
    { UserName: "new", PermissionsBoundary: "arn:aws:iam::111111111111:role/x" },
    { code: "InvalidInput", status: 400, message: "ARN arn:aws:iam::111111111111:role/x is not valid." },
  ],
  [
    "CreateUser",
    { UserName: "new", PermissionsBoundary: "arn:aws:iam::111111111111:policy/none" },
    {
      code: "NoSuchEntity",
      status: 404,
      message: "Scope ARN: arn:aws:iam::111111111111:policy/none does not exist or is not attachable.",
    },
  ],
])("%s of %j is refused", async (name, input, refusal) => {
  await iam.call("CreateUser", { UserName: "alice" });
  await iam.call("CreateUser", { UserName: "carol" });
  await expect(iam.call(name, input)).rejects.toMatchObject(refusal);
});

test("a call without a user name by a role session is refused before authorization", async () => {
  await expect(iam.checks("GetUser", {}, roleSessionOf(accountA, "Reader"))).rejects.toMatchObject({
    code: "ValidationError",
    status: 400,
    message: "Must specify userName when calling with non-User credentials",
  });
});

test("the same name is free in another account", async () => {
  await iam.call("CreateUser", { UserName: "alice" });
  expect(await iam.call("CreateUser", { UserName: "alice" }, rootOf(accountB))).toMatchObject({
    User: { Arn: "arn:aws:iam::222222222222:user/alice" },
  });
});

test("a renamed and moved user keeps its id and its keys", async () => {
  const { User: before } = (await iam.call("CreateUser", { UserName: "alice" })) as { User: { UserId: string } };
  await iam.call("CreateAccessKey", { UserName: "alice" });
  expect(await iam.call("UpdateUser", { UserName: "alice", NewUserName: "Alice", NewPath: "/x/" })).toStrictEqual({});
  expect(await iam.call("GetUser", { UserName: "Alice" })).toMatchObject({
    User: { UserId: before.UserId, Arn: "arn:aws:iam::111111111111:user/x/Alice" },
  });
  expect(await iam.call("ListAccessKeys", { UserName: "Alice" })).toMatchObject({
    AccessKeyMetadata: [{ UserName: "Alice", Status: "Active" }],
  });
});

test("a user is deleted only after policies, inline policies and keys, reported in that order", async () => {
  await iam.call("CreateUser", { UserName: "alice" });
  const { AccessKey } = (await iam.call("CreateAccessKey", { UserName: "alice" })) as {
    AccessKey: { AccessKeyId: string };
  };
  const administrator = { UserName: "alice", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" };
  await iam.call("AttachUserPolicy", administrator);
  await iam.call("PutUserPolicy", { UserName: "alice", PolicyName: "p", PolicyDocument: allowGet });
  const conflicts = [
    ["must detach all policies first.", "DetachUserPolicy", administrator],
    ["must delete policies first.", "DeleteUserPolicy", { UserName: "alice", PolicyName: "p" }],
    ["must delete access keys first.", "DeleteAccessKey", { UserName: "alice", AccessKeyId: AccessKey.AccessKeyId }],
  ] as const;
  for (const [text, remedy, input] of conflicts) {
    await expect(iam.call("DeleteUser", { UserName: "alice" })).rejects.toMatchObject({
      code: "DeleteConflict",
      status: 409,
      message: `Cannot delete entity, ${text}`,
    });
    await iam.call(remedy, input);
  }
  expect(await iam.call("DeleteUser", { UserName: "alice" })).toStrictEqual({});
  await expect(iam.call("GetUser", { UserName: "alice" })).rejects.toMatchObject({ code: "NoSuchEntity" });
});

test("lists are sorted by name ignoring case, filtered by path and cut into pages", async () => {
  for (const [UserName, Path] of [
    ["delta", "/x/"],
    ["Beta", "/"],
    ["alpha", "/"],
    ["gamma", "/"],
  ]) {
    await iam.call("CreateUser", { UserName, Path });
  }
  const names = async (input: object) => {
    const reply = (await iam.call("ListUsers", input)) as {
      Users: { UserName: string }[];
      IsTruncated: boolean;
      Marker?: string;
    };
    return { names: reply.Users.map((user) => user.UserName), more: reply.IsTruncated, marker: reply.Marker };
  };
  const first = await names({ MaxItems: 3 });
  expect(first).toMatchObject({ names: ["alpha", "Beta", "delta"], more: true });
  expect(await names({ MaxItems: 3, Marker: first.marker })).toStrictEqual({
    names: ["gamma"],
    more: false,
    marker: undefined,
  });
  expect(await names({ PathPrefix: "/x" })).toMatchObject({ names: ["delta"], more: false });
  await expect(names({ Marker: "made up" })).rejects.toMatchObject({
    code: "ValidationError",
    status: 400,
    message: "Invalid Marker.",
  });
});
