import { afterEach, beforeEach, expect, test } from "vitest";
import { allowGet, type IamBench, nowMs, openIamBench, trustOfB } from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
});
afterEach(() => iam.close());

const date = new Date(nowMs);
const encoded = encodeURIComponent(allowGet).replaceAll("*", "%2A");
const PolicyArn = "arn:aws:iam::111111111111:policy/Own";
const denyAll = "arn:aws:iam::aws:policy/AWSDenyAll";

async function fill() {
  await iam.call("CreatePolicy", { PolicyName: "Own", PolicyDocument: allowGet, Description: "own" });
  await iam.call("CreatePolicyVersion", { PolicyArn, PolicyDocument: allowGet, SetAsDefault: true });
  await iam.call("CreateUser", { UserName: "alice", Tags: [{ Key: "a", Value: "b" }], PermissionsBoundary: denyAll });
  await iam.call("CreateUser", { UserName: "bob" });
  await iam.call("PutUserPolicy", { UserName: "bob", PolicyName: "get", PolicyDocument: allowGet });
  await iam.call("CreateGroup", { GroupName: "Readers" });
  await iam.call("AddUserToGroup", { GroupName: "Readers", UserName: "alice" });
  await iam.call("PutGroupPolicy", { GroupName: "Readers", PolicyName: "get", PolicyDocument: allowGet });
  await iam.call("CreateRole", { RoleName: "Web", AssumeRolePolicyDocument: trustOfB });
  await iam.call("AttachRolePolicy", { RoleName: "Web", PolicyArn });
  await iam.call("CreateInstanceProfile", { InstanceProfileName: "Profile" });
  await iam.call("AddRoleToInstanceProfile", { InstanceProfileName: "Profile", RoleName: "Web" });
}

test("an empty account has four empty lists", async () => {
  expect(await iam.call("GetAccountAuthorizationDetails")).toStrictEqual({
    UserDetailList: [],
    GroupDetailList: [],
    RoleDetailList: [],
    Policies: [],
    IsTruncated: false,
  });
});

test("users, groups, roles and the policies in use are told with all that belongs to them", async () => {
  await fill();
  const attached = [{ PolicyName: "Own", PolicyArn }];
  const role = {
    Path: "/",
    RoleName: "Web",
    RoleId: expect.stringMatching(/^AROA/),
    Arn: "arn:aws:iam::111111111111:role/Web",
    CreateDate: date,
    AssumeRolePolicyDocument: expect.stringMatching(/^%7B/),
  };
  expect(await iam.call("GetAccountAuthorizationDetails")).toStrictEqual({
    UserDetailList: [
      {
        ...userNamed("alice"),
        GroupList: ["Readers"],
        AttachedManagedPolicies: [],
        PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: denyAll },
        Tags: [{ Key: "a", Value: "b" }],
      },
      {
        ...userNamed("bob"),
        UserPolicyList: [{ PolicyName: "get", PolicyDocument: encoded }],
        GroupList: [],
        AttachedManagedPolicies: [],
        Tags: [],
      },
    ],
    GroupDetailList: [
      {
        Path: "/",
        GroupName: "Readers",
        GroupId: expect.stringMatching(/^AGPA/),
        Arn: "arn:aws:iam::111111111111:group/Readers",
        CreateDate: date,
        GroupPolicyList: [{ PolicyName: "get", PolicyDocument: encoded }],
        AttachedManagedPolicies: [],
      },
    ],
    RoleDetailList: [
      {
        ...role,
        InstanceProfileList: [
          {
            Path: "/",
            InstanceProfileName: "Profile",
            InstanceProfileId: expect.stringMatching(/^AIPA/),
            Arn: "arn:aws:iam::111111111111:instance-profile/Profile",
            CreateDate: date,
            Roles: [role],
          },
        ],
        RolePolicyList: [],
        AttachedManagedPolicies: attached,
        Tags: [],
        RoleLastUsed: {},
      },
    ],
    Policies: [
      expect.objectContaining({
        PolicyName: "Own",
        Arn: PolicyArn,
        DefaultVersionId: "v2",
        AttachmentCount: 1,
        Description: "own",
        PolicyVersionList: [
          { Document: encoded, VersionId: "v2", IsDefaultVersion: true, CreateDate: date },
          { Document: encoded, VersionId: "v1", IsDefaultVersion: false, CreateDate: date },
        ],
      }),
      expect.objectContaining({
        Arn: denyAll,
        PermissionsBoundaryUsageCount: 1,
        PolicyVersionList: [expect.objectContaining({ IsDefaultVersion: true })],
      }),
    ],
    IsTruncated: false,
  });
});

test.each([
  [["User"], [2, 0, 0, 0]],
  [
    ["Group", "Role"],
    [0, 1, 1, 0],
  ],
  [["LocalManagedPolicy"], [0, 0, 0, 1]],
  [["AWSManagedPolicy"], [0, 0, 0, 1]],
])("the filter %j chooses kinds", async (Filter, counts) => {
  await fill();
  expect(countsIn(await iam.call("GetAccountAuthorizationDetails", { Filter }))).toEqual(counts);
});

test.each([1, 2, 3, 5])("pages of %i entries go through all kinds once", async (MaxItems) => {
  await fill();
  let seen = [0, 0, 0, 0];
  let page: Paged = { IsTruncated: true };
  while (page.IsTruncated) {
    const input = page.Marker === undefined ? { MaxItems } : { MaxItems, Marker: page.Marker };
    page = (await iam.call("GetAccountAuthorizationDetails", input)) as Paged;
    const counts = countsIn(page);
    expect(counts.reduce((sum, each) => sum + each)).toBeLessThanOrEqual(MaxItems);
    seen = seen.map((count, index) => count + (counts[index] ?? 0));
  }
  expect(seen).toEqual([2, 1, 1, 2]);
});

test("the account summary counts groups, instance profiles and the version of tokens", async () => {
  await fill();
  await iam.call("SetSecurityTokenServicePreferences", { GlobalEndpointTokenVersion: "v2Token" });
  expect(await iam.call("GetAccountSummary")).toMatchObject({
    SummaryMap: { Groups: 1, InstanceProfiles: 1, GlobalEndpointTokenVersion: 2, MFADevices: 0, Users: 2 },
  });
});

interface Paged {
  readonly IsTruncated: boolean;
  readonly Marker?: string;
}

function userNamed(UserName: string) {
  return {
    Path: "/",
    UserName,
    UserId: expect.stringMatching(/^AIDA/),
    Arn: `arn:aws:iam::111111111111:user/${UserName}`,
    CreateDate: date,
  };
}

function countsIn(reply: unknown): number[] {
  const lists = reply as Readonly<Record<string, readonly unknown[]>>;
  return ["UserDetailList", "GroupDetailList", "RoleDetailList", "Policies"].map((name) => lists[name]?.length ?? -1);
}
