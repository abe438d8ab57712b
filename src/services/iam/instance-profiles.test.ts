import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { accountB, type IamBench, nowMs, openIamBench, rootOf, trustOfB } from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
  await iam.call("CreateRole", { RoleName: "Web", AssumeRolePolicyDocument: trustOfB, Description: "d" });
});
afterEach(() => iam.close());

const named = { InstanceProfileName: "Profile" };
const web = { RoleName: "Web" };
const profile = {
  Path: "/ec2/",
  InstanceProfileName: "Profile",
  InstanceProfileId: expect.stringMatching(/^AIPA[A-Z2-7]{17}$/),
  Arn: "arn:aws:iam::111111111111:instance-profile/ec2/Profile",
  CreateDate: new Date(nowMs),
  Roles: [],
};
const role = {
  Path: "/",
  RoleName: "Web",
  RoleId: expect.stringMatching(/^AROA/),
  Arn: "arn:aws:iam::111111111111:role/Web",
  CreateDate: new Date(nowMs),
  AssumeRolePolicyDocument: expect.any(String),
};
const makeProfile = () => iam.call("CreateInstanceProfile", { ...named, Path: "/ec2/" });

test("a profile shows its tags when created with some and whenever it is got", async () => {
  expect(await makeProfile()).toStrictEqual({ InstanceProfile: profile });
  expect(await iam.call("GetInstanceProfile", { InstanceProfileName: "PROFILE" })).toStrictEqual({
    InstanceProfile: { ...profile, Tags: [] },
  });
  const Tags = [{ Key: "a", Value: "b" }];
  expect(await iam.call("CreateInstanceProfile", { InstanceProfileName: "Tagged", Tags })).toMatchObject({
    InstanceProfile: { Tags },
  });
});

test("a profile holds one role, which lists show without settings", async () => {
  await makeProfile();
  expect(await iam.call("AddRoleToInstanceProfile", { ...named, ...web })).toStrictEqual({});
  await expect(iam.call("AddRoleToInstanceProfile", { ...named, ...web })).rejects.toMatchObject({
    code: "LimitExceeded",
    status: 409,
    message: "Cannot exceed quota for InstanceSessionsPerInstanceProfile: 1",
  });
  const listed = { InstanceProfiles: [{ ...profile, Roles: [role] }], IsTruncated: false };
  expect(await iam.call("ListInstanceProfiles")).toStrictEqual(listed);
  expect(await iam.call("ListInstanceProfiles", { PathPrefix: "/other/" })).toMatchObject({ InstanceProfiles: [] });
  expect(await iam.call("ListInstanceProfilesForRole", web)).toStrictEqual(listed);
  expect(await iam.call("RemoveRoleFromInstanceProfile", { ...named, ...web })).toStrictEqual({});
  expect(await iam.call("ListInstanceProfilesForRole", web)).toStrictEqual({
    InstanceProfiles: [],
    IsTruncated: false,
  });
});

test("neither a role in a profile nor a profile with a role is deleted", async () => {
  await makeProfile();
  await iam.call("AddRoleToInstanceProfile", { ...named, ...web });
  const conflict = {
    code: "DeleteConflict",
    status: 409,
    message: "Cannot delete entity, must remove roles from instance profile first.",
  };
  await expect(iam.call("DeleteRole", web)).rejects.toMatchObject(conflict);
  await expect(iam.call("DeleteInstanceProfile", named)).rejects.toMatchObject(conflict);
  await iam.call("RemoveRoleFromInstanceProfile", { ...named, ...web });
  expect(await iam.call("DeleteInstanceProfile", named)).toStrictEqual({});
  expect(await iam.call("DeleteRole", web)).toStrictEqual({});
});

test("lists of profiles come in pages", async () => {
  for (const InstanceProfileName of ["b", "A", "c"]) {
    await iam.call("CreateInstanceProfile", { InstanceProfileName });
  }
  const first = await iam.call("ListInstanceProfiles", { MaxItems: 2 });
  expect(first).toMatchObject({
    InstanceProfiles: [{ InstanceProfileName: "A" }, { InstanceProfileName: "b" }],
    IsTruncated: true,
  });
  const { Marker } = first as { readonly Marker: string };
  expect(await iam.call("ListInstanceProfiles", { Marker })).toMatchObject({
    InstanceProfiles: [{ InstanceProfileName: "c" }],
    IsTruncated: false,
  });
});

test("tags are put, listed and removed, their keys told apart by case", async () => {
  await makeProfile();
  const Tags = [
    { Key: "A", Value: "1" },
    { Key: "a", Value: "2" },
  ];
  expect(await iam.call("TagInstanceProfile", { ...named, Tags })).toStrictEqual({});
  expect(await iam.call("ListInstanceProfileTags", named)).toStrictEqual({ Tags, IsTruncated: false });
  await iam.call("UntagInstanceProfile", { ...named, TagKeys: ["A"] });
  expect(await iam.call("ListInstanceProfileTags", named)).toMatchObject({ Tags: [{ Key: "a", Value: "2" }] });
});

describe.each([
  ["GetInstanceProfile", {}],
  ["DeleteInstanceProfile", {}],
  ["AddRoleToInstanceProfile", web],
  ["RemoveRoleFromInstanceProfile", web],
  ["TagInstanceProfile", { Tags: [] }],
  ["UntagInstanceProfile", { TagKeys: [] }],
  ["ListInstanceProfileTags", {}],
])("%s", (name, members) => {
  test("of another account's profile finds nothing", async () => {
    await makeProfile();
    await expect(iam.call(name, { ...named, ...members }, rootOf(accountB))).rejects.toMatchObject({
      code: "NoSuchEntity",
      status: 404,
      message: "Instance Profile Profile cannot be found.",
    });
  });

  test("asks for permission on the profile's ARN", async () => {
    await makeProfile();
    const [check] = await iam.checks(name, { ...named, ...members });
    expect(check).toMatchObject({ action: `iam:${name}`, resource: profile.Arn });
  });
});

test.each([
  ["CreateInstanceProfile", { InstanceProfileName: "profile" }, "Instance Profile profile already exists."],
  ["AddRoleToInstanceProfile", { ...named, RoleName: "none" }, "The role with name none cannot be found."],
  ["RemoveRoleFromInstanceProfile", { ...named, ...web }, "Role Web in Instance Profile Profile cannot be found."],
  ["ListInstanceProfilesForRole", { RoleName: "none" }, "The role with name none cannot be found."],
])("%s of %j is refused", async (name, input, message) => {
  await makeProfile();
  await expect(iam.call(name, input)).rejects.toMatchObject({ message });
});

test("who adds a role must be allowed to pass it to EC2", async () => {
  await makeProfile();
  expect(await iam.checks("AddRoleToInstanceProfile", { ...named, ...web })).toMatchObject([
    { action: "iam:AddRoleToInstanceProfile", resource: profile.Arn },
    {
      action: "iam:PassRole",
      resource: "arn:aws:iam::111111111111:role/Web",
      context: { "iam:PassedToService": "ec2.amazonaws.com" },
    },
  ]);
});
