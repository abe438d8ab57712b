import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { accountA, accountB, allowGet, type IamBench, nowMs, openIamBench, rootOf } from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
});
afterEach(() => iam.close());

const group = {
  Path: "/team/",
  GroupName: "Readers",
  GroupId: expect.stringMatching(/^AGPA[A-Z2-7]{17}$/),
  Arn: "arn:aws:iam::111111111111:group/team/Readers",
  CreateDate: new Date(nowMs),
};
const readers = { GroupName: "Readers" };
const alice = { UserName: "alice" };
const managed = { ...readers, PolicyArn: "arn:aws:iam::aws:policy/IAMReadOnlyAccess" };
const embedded = { ...readers, PolicyName: "get", PolicyDocument: allowGet };

async function makeGroup() {
  await iam.call("CreateGroup", { GroupName: "Readers", Path: "/team/" });
  await iam.call("CreateUser", alice);
}

test("a group is created, found ignoring case, renamed, moved and deleted", async () => {
  expect(await iam.call("CreateGroup", { GroupName: "Readers", Path: "/team/" })).toStrictEqual({ Group: group });
  expect(await iam.call("GetGroup", { GroupName: "READERS" })).toStrictEqual({
    Group: group,
    Users: [],
    IsTruncated: false,
  });
  expect(await iam.call("UpdateGroup", { ...readers, NewGroupName: "Writers", NewPath: "/" })).toStrictEqual({});
  expect(await iam.call("ListGroups")).toStrictEqual({
    Groups: [{ ...group, Path: "/", GroupName: "Writers", Arn: "arn:aws:iam::111111111111:group/Writers" }],
    IsTruncated: false,
  });
  expect(await iam.call("DeleteGroup", { GroupName: "Writers" })).toStrictEqual({});
  expect(await iam.call("ListGroups")).toStrictEqual({ Groups: [], IsTruncated: false });
});

test("lists show one path, in pages sorted by name", async () => {
  for (const GroupName of ["b", "A", "c"]) {
    await iam.call("CreateGroup", { GroupName, Path: "/x/" });
  }
  await iam.call("CreateGroup", { GroupName: "other" });
  const first = await iam.call("ListGroups", { PathPrefix: "/x", MaxItems: 2 });
  expect(first).toMatchObject({ Groups: [{ GroupName: "A" }, { GroupName: "b" }], IsTruncated: true });
  const second = await iam.call("ListGroups", { PathPrefix: "/x", MaxItems: 2, ...markerOf(first) });
  expect(second).toMatchObject({ Groups: [{ GroupName: "c" }], IsTruncated: false });
});

describe("membership", () => {
  beforeEach(makeGroup);

  test("is shown on both sides, given twice and taken twice without complaint", async () => {
    await iam.call("AddUserToGroup", { ...readers, ...alice });
    expect(await iam.call("AddUserToGroup", { GroupName: "readers", UserName: "ALICE" })).toStrictEqual({});
    expect(await iam.call("GetGroup", readers)).toMatchObject({ Users: [{ UserName: "alice" }] });
    expect(await iam.call("ListGroupsForUser", alice)).toStrictEqual({ Groups: [group], IsTruncated: false });
    await iam.call("RemoveUserFromGroup", { ...readers, ...alice });
    expect(await iam.call("RemoveUserFromGroup", { ...readers, ...alice })).toStrictEqual({});
    expect(await iam.call("GetGroup", readers)).toMatchObject({ Users: [] });
  });

  test("is shown in pages", async () => {
    for (const UserName of ["carol", "Bob", "alice"]) {
      await iam.call("CreateUser", { UserName }).catch(() => {});
      await iam.call("AddUserToGroup", { ...readers, UserName });
    }
    const first = await iam.call("GetGroup", { ...readers, MaxItems: 2 });
    expect(first).toMatchObject({ Users: [{ UserName: "alice" }, { UserName: "Bob" }], IsTruncated: true });
    const second = await iam.call("GetGroup", { ...readers, MaxItems: 2, ...markerOf(first) });
    expect(second).toMatchObject({ Group: group, Users: [{ UserName: "carol" }], IsTruncated: false });
  });

  test("of a user is limited to ten groups", async () => {
    for (let number = 1; number <= 10; number += 1) {
      await iam.call("CreateGroup", { GroupName: `g${number}` });
      await iam.call("AddUserToGroup", { GroupName: `g${number}`, ...alice });
    }
    await expect(iam.call("AddUserToGroup", { ...readers, ...alice })).rejects.toMatchObject({
      code: "LimitExceeded",
      status: 409,
      message: "Cannot exceed quota for GroupsPerUser: 10",
    });
    expect(await iam.call("AddUserToGroup", { GroupName: "g10", ...alice })).toStrictEqual({});
  });

  test.each([
    ["AddUserToGroup", { ...readers, UserName: "nobody" }, "The user with name nobody cannot be found."],
    ["AddUserToGroup", { GroupName: "none", ...alice }, "The group with name none cannot be found."],
    ["RemoveUserFromGroup", { GroupName: "none", UserName: "nobody" }, "The user with name nobody cannot be found."],
    ["RemoveUserFromGroup", { GroupName: "none", ...alice }, "The group with name none cannot be found."],
  ])("%s of %j is refused", async (name, input, message) => {
    await expect(iam.call(name, input)).rejects.toMatchObject({ code: "NoSuchEntity", status: 404, message });
  });
});

describe("a group's policies", () => {
  beforeEach(makeGroup);

  test("are attached, listed and detached", async () => {
    expect(await iam.call("AttachGroupPolicy", managed)).toStrictEqual({});
    expect(await iam.call("ListAttachedGroupPolicies", readers)).toStrictEqual({
      AttachedPolicies: [{ PolicyName: "IAMReadOnlyAccess", PolicyArn: managed.PolicyArn }],
      IsTruncated: false,
    });
    expect(await iam.call("ListEntitiesForPolicy", { PolicyArn: managed.PolicyArn })).toMatchObject({
      PolicyGroups: [{ GroupName: "Readers", GroupId: group.GroupId }],
      PolicyUsers: [],
      PolicyRoles: [],
    });
    expect(await iam.call("DetachGroupPolicy", managed)).toStrictEqual({});
    await expect(iam.call("DetachGroupPolicy", managed)).rejects.toMatchObject({
      code: "NoSuchEntity",
      message: `Policy ${managed.PolicyArn} was not found.`,
    });
  });

  test("are embedded, read and deleted", async () => {
    expect(await iam.call("PutGroupPolicy", embedded)).toStrictEqual({});
    expect(await iam.call("GetGroupPolicy", { ...readers, PolicyName: "get" })).toStrictEqual({
      GroupName: "Readers",
      PolicyName: "get",
      PolicyDocument: encodeURIComponent(allowGet).replaceAll("*", "%2A"),
    });
    expect(await iam.call("ListGroupPolicies", readers)).toStrictEqual({ PolicyNames: ["get"], IsTruncated: false });
    expect(await iam.call("DeleteGroupPolicy", { ...readers, PolicyName: "get" })).toStrictEqual({});
    await expect(iam.call("GetGroupPolicy", { ...readers, PolicyName: "get" })).rejects.toMatchObject({
      code: "NoSuchEntity",
      message: "The group policy with name get cannot be found.",
    });
  });

  test("have a total size", async () => {
    const statement = { Effect: "Allow", Action: "s3:GetObject", Resource: `arn:aws:s3:::${"b".repeat(5120)}` };
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
    await expect(iam.call("PutGroupPolicy", { ...embedded, PolicyDocument })).rejects.toMatchObject({
      code: "LimitExceeded",
      message: "Maximum policy size of 5120 bytes exceeded for group Readers",
    });
  });
});

test.each([
  ["a member", () => iam.call("AddUserToGroup", { ...readers, ...alice }), "must remove users from group first"],
  ["a managed policy", () => iam.call("AttachGroupPolicy", managed), "must detach all policies first"],
  ["an inline policy", () => iam.call("PutGroupPolicy", embedded), "must delete policies first"],
])("a group with %s is not deleted", async (_, prepare, reason) => {
  await makeGroup();
  await prepare();
  await expect(iam.call("DeleteGroup", readers)).rejects.toMatchObject({
    code: "DeleteConflict",
    status: 409,
    message: `Cannot delete entity, ${reason}.`,
  });
});

test("a user in a group is not deleted", async () => {
  await makeGroup();
  await iam.call("AddUserToGroup", { ...readers, ...alice });
  await expect(iam.call("DeleteUser", alice)).rejects.toMatchObject({ code: "DeleteConflict", status: 409 });
  await iam.call("RemoveUserFromGroup", { ...readers, ...alice });
  expect(await iam.call("DeleteUser", alice)).toStrictEqual({});
});

test.each([
  ["CreateGroup", { GroupName: "READERS" }, "Group with name READERS already exists."],
  ["UpdateGroup", { GroupName: "Other", NewGroupName: "readers" }, "Group with name readers already exists."],
])("%s of %j meets a namesake", async (name, input, message) => {
  await makeGroup();
  await iam.call("CreateGroup", { GroupName: "Other" });
  await expect(iam.call(name, input)).rejects.toMatchObject({ code: "EntityAlreadyExists", status: 409, message });
});

test("a group may change the case of its name", async () => {
  await makeGroup();
  await iam.call("UpdateGroup", { ...readers, NewGroupName: "READERS" });
  expect(await iam.call("GetGroup", readers)).toMatchObject({ Group: { GroupName: "READERS" } });
});

test.each([
  "GetGroup",
  "UpdateGroup",
  "DeleteGroup",
  "ListGroupPolicies",
  "ListAttachedGroupPolicies",
  "AttachGroupPolicy",
  "DetachGroupPolicy",
  "PutGroupPolicy",
  "GetGroupPolicy",
  "DeleteGroupPolicy",
])("%s of another account's group finds nothing", async (name) => {
  await makeGroup();
  const input = { ...readers, ...extraMembers(name) };
  await expect(iam.call(name, input, rootOf(accountB))).rejects.toMatchObject({
    code: "NoSuchEntity",
    message: "The group with name Readers cannot be found.",
  });
});

const groupArn = "arn:aws:iam::111111111111:group/team/Readers";

test.each([
  ["CreateGroup", { GroupName: "New", Path: "/p/" }, "arn:aws:iam::111111111111:group/p/New"],
  ["GetGroup", readers, groupArn],
  ["DeleteGroup", readers, groupArn],
  ["AddUserToGroup", { ...readers, ...alice }, groupArn],
  ["RemoveUserFromGroup", { ...readers, ...alice }, groupArn],
  ["PutGroupPolicy", embedded, groupArn],
  ["GetGroupPolicy", { ...readers, PolicyName: "get" }, groupArn],
  ["ListAttachedGroupPolicies", readers, groupArn],
  ["GetGroup", { GroupName: "none" }, "arn:aws:iam::111111111111:group/none"],
  ["ListGroups", {}, "*"],
  ["ListGroupsForUser", alice, "arn:aws:iam::111111111111:user/alice"],
])("%s of %j asks for permission on %s", async (name, input, resource) => {
  await makeGroup();
  expect(await iam.checks(name, input)).toMatchObject([{ action: `iam:${name}`, resource }]);
});

test("renaming asks for permission on both names, attaching tells the policy", async () => {
  await makeGroup();
  expect(await iam.checks("UpdateGroup", { ...readers, NewGroupName: "B" })).toMatchObject([
    { resource: groupArn },
    { action: "iam:UpdateGroup", resource: "arn:aws:iam::111111111111:group/team/B" },
  ]);
  expect(await iam.checks("AttachGroupPolicy", managed)).toMatchObject([
    { action: "iam:AttachGroupPolicy", resource: groupArn, context: { "iam:PolicyARN": managed.PolicyArn } },
  ]);
});

test("an account holds 300 groups", async () => {
  await iam.store.write(async ({ groups }) => {
    for (let number = 0; number < 300; number += 1) {
      const names = { groupId: `AGPA${number}`, groupName: `g${number}` };
      await groups.insert({ accountId: accountA, path: "/", createdAtMs: nowMs, ...names });
    }
  });
  await expect(iam.call("CreateGroup", readers)).rejects.toMatchObject({
    code: "LimitExceeded",
    message: "Cannot exceed quota for GroupsPerAccount: 300",
  });
});

/** What an operation needs beside the group's name. */
function extraMembers(name: string): object {
  if (/(?:Attach|Detach)GroupPolicy$/.test(name)) {
    return { PolicyArn: managed.PolicyArn };
  }
  if (name === "PutGroupPolicy") {
    return { PolicyName: "get", PolicyDocument: allowGet };
  }
  return name.endsWith("GroupPolicy") ? { PolicyName: "get" } : {};
}

function markerOf(reply: unknown): { readonly Marker: string } {
  return { Marker: (reply as { readonly Marker: string }).Marker };
}
