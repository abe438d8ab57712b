import { afterEach, beforeEach, expect, test } from "vitest";
import { allowGet, type IamBench, nowMs, openIamBench, trustOfB } from "../../../test/iam-bench.ts";
import { encodeDocument } from "./policy-documents.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
});
afterEach(() => iam.close());

const arn = "arn:aws:iam::111111111111:policy/app/Invoke";
const create = { PolicyName: "Invoke", Path: "/app/", PolicyDocument: allowGet };
const administrator = "arn:aws:iam::aws:policy/AdministratorAccess";
const foreign = "arn:aws:iam::222222222222:policy/P";
const shape = {
  PolicyName: "Invoke",
  PolicyId: expect.stringMatching(/^ANPA[A-Z2-7]{17}$/),
  Arn: arn,
  Path: "/app/",
  DefaultVersionId: "v1",
  AttachmentCount: 0,
  PermissionsBoundaryUsageCount: 0,
  IsAttachable: true,
  CreateDate: new Date(nowMs),
  UpdateDate: new Date(nowMs),
};

const names = async (input: object) =>
  ((await iam.call("ListPolicies", input)) as { Policies: { PolicyName: string }[] }).Policies.map(
    (policy) => policy.PolicyName,
  );

test("only GetPolicy shows the description, and it always shows tags", async () => {
  expect(await iam.call("CreatePolicy", { ...create, Description: "calls" })).toStrictEqual({ Policy: shape });
  expect(await iam.call("GetPolicy", { PolicyArn: arn })).toStrictEqual({
    Policy: { ...shape, Description: "calls", Tags: [] },
  });
  expect(await iam.call("ListPolicies", { Scope: "Local" })).toStrictEqual({ Policies: [shape], IsTruncated: false });
});

test("CreatePolicy shows tags when there are some; keys that differ in case are two", async () => {
  const Tags = [
    { Key: "a", Value: "1" },
    { Key: "A", Value: "2" },
  ];
  expect(await iam.call("CreatePolicy", { ...create, Tags })).toStrictEqual({
    Policy: { ...shape, Tags },
  });
});

test("a policy counts its attachments and the boundaries it sets", async () => {
  await iam.call("CreatePolicy", create);
  await iam.call("CreateUser", { UserName: "alice", PermissionsBoundary: arn });
  await iam.call("CreateRole", { RoleName: "Reader", AssumeRolePolicyDocument: trustOfB });
  await iam.call("AttachUserPolicy", { UserName: "alice", PolicyArn: arn });
  await iam.call("AttachRolePolicy", { RoleName: "Reader", PolicyArn: arn });
  expect(await iam.call("GetPolicy", { PolicyArn: arn })).toMatchObject({
    Policy: { AttachmentCount: 2, PermissionsBoundaryUsageCount: 1 },
  });
});

test("policies are listed by name, and filtered by owner, path and use", async () => {
  await iam.call("CreatePolicy", create);
  await iam.call("CreatePolicy", { PolicyName: "administratoraccess", PolicyDocument: allowGet });
  await iam.call("CreateUser", { UserName: "alice", PermissionsBoundary: administrator });
  await iam.call("AttachUserPolicy", { UserName: "alice", PolicyArn: arn });
  const all = await names({});
  expect(all).toEqual(all.toSorted((left, right) => (left.toLowerCase() < right.toLowerCase() ? -1 : 1)));
  expect(all.slice(0, 2)).toEqual(["AdministratorAccess", "administratoraccess"]);
  expect(await names({ Scope: "Local" })).toEqual(["administratoraccess", "Invoke"]);
  expect(await names({ Scope: "AWS" })).not.toContain("Invoke");
  expect(await names({ Scope: "Local", PathPrefix: "/app/" })).toEqual(["Invoke"]);
  expect(await names({ OnlyAttached: true })).toEqual(["Invoke"]);
  expect(await names({ PolicyUsageFilter: "PermissionsPolicy" })).toEqual(["Invoke"]);
  expect(await names({ PolicyUsageFilter: "PermissionsBoundary" })).toEqual(["AdministratorAccess"]);
});

test("pages of policies do not lose a policy that has the name of one of AWS's", async () => {
  await iam.call("CreatePolicy", { PolicyName: "AdministratorAccess", PolicyDocument: allowGet });
  const first = (await iam.call("ListPolicies", { MaxItems: 1 })) as { Marker: string };
  expect(first).toMatchObject({ Policies: [{ Arn: administrator }], IsTruncated: true });
  expect(await iam.call("ListPolicies", { MaxItems: 1, Marker: first.Marker })).toMatchObject({
    Policies: [{ Arn: "arn:aws:iam::111111111111:policy/AdministratorAccess" }],
  });
});

test.each([
  [
    "CreatePolicy",
    { PolicyName: "INVOKE", PolicyDocument: allowGet },
    "EntityAlreadyExists",
    409,
    "A policy called INVOKE already exists. Duplicate names are not allowed.",
  ],
  [
    "CreatePolicy",
    { PolicyName: "P", PolicyDocument: `${allowGet},` },
    "MalformedPolicyDocument",
    400,
    "Syntax errors in policy.",
  ],
  [
    "CreatePolicy",
    { PolicyName: "P", PolicyDocument: allowGet.replace("s3:GetObject", `s3:${"a".repeat(6144)}`) },
    "LimitExceeded",
    409,
    "Cannot exceed quota for PolicySize: 6144",
  ],
  [
    "CreatePolicy",
    {
      PolicyName: "P",
      PolicyDocument: allowGet,
      Tags: [
        { Key: "a", Value: "" },
        { Key: "a", Value: "" },
      ],
    },
    "InvalidInput",
    400,
    "Duplicate tag keys found.",
  ],
  ["GetPolicy", { PolicyArn: `${arn}x` }, "NoSuchEntity", 404, `Policy ${arn}x was not found.`],
  [
    "GetPolicy",
    { PolicyArn: "longpolicynamebutnoarn" },
    "ValidationError",
    400,
    "ARN longpolicynamebutnoarn is not valid.",
  ],
  ["GetPolicy", { PolicyArn: foreign }, "NoSuchEntity", 404, `Policy ${foreign} was not found.`],
  ["DeletePolicy", { PolicyArn: `${arn}x` }, "NoSuchEntity", 404, `Policy ${arn}x was not found.`],
  [
    "DeletePolicy",
    { PolicyArn: administrator },
    "AccessDenied",
    403,
    "Cannot delete policies outside your own account.",
  ],
  ["TagPolicy", { PolicyArn: `${arn}x`, Tags: [] }, "NoSuchEntity", 404, `Policy ${arn}x was not found.`],
  [
    "CreatePolicyVersion",
    { PolicyArn: `${arn}x`, PolicyDocument: allowGet },
    "NoSuchEntity",
    404,
    `Policy ${arn}x was not found.`,
  ],
  [
    "CreatePolicyVersion",
    { PolicyArn: administrator, PolicyDocument: allowGet },
    "AccessDenied",
    403,
    "Cannot update policies outside your own account.",
  ],
  [
    "CreatePolicyVersion",
    { PolicyArn: arn, PolicyDocument: "{" },
    "MalformedPolicyDocument",
    400,
    "Syntax errors in policy.",
  ],
  [
    "SetDefaultPolicyVersion",
    { PolicyArn: administrator, VersionId: "v1" },
    "AccessDenied",
    403,
    "Cannot update policies outside your own account.",
  ],
  [
    "DeletePolicyVersion",
    { PolicyArn: administrator, VersionId: "v1" },
    "AccessDenied",
    403,
    "Cannot delete policy versions for policies outside your own account.",
  ],
  [
    "DeletePolicyVersion",
    { PolicyArn: arn, VersionId: "v1" },
    "DeleteConflict",
    409,
    "Cannot delete the default version of a policy.",
  ],
  ...["GetPolicyVersion", "SetDefaultPolicyVersion", "DeletePolicyVersion"].flatMap((name) =>
    [arn, `${arn}x`].map(
      (PolicyArn) =>
        [
          name,
          { PolicyArn, VersionId: "v9" },
          "NoSuchEntity",
          404,
          `Policy ${PolicyArn} version v9 does not exist or is not attachable.`,
        ] as const,
    ),
  ),
  ["ListPolicyVersions", { PolicyArn: `${arn}x` }, "NoSuchEntity", 404, `Policy ${arn}x was not found.`],
  [
    "ListEntitiesForPolicy",
    { PolicyArn: `${arn}x` },
    "NoSuchEntity",
    404,
    `Policy ${arn}x does not exist or is not attachable.`,
  ],
] as const)("%s of %j is refused", async (name, input, code, status, message) => {
  await iam.call("CreatePolicy", create);
  await expect(iam.call(name, input)).rejects.toMatchObject({ code, status, message });
});

test("white space does not count against the size of a policy and comes back unchanged", async () => {
  const document = allowGet.replace(",", `,${"\n ".repeat(5000)}`);
  await iam.call("CreatePolicy", { ...create, PolicyDocument: document });
  expect(await iam.call("GetPolicyVersion", { PolicyArn: arn, VersionId: "v1" })).toMatchObject({
    PolicyVersion: { Document: encodeDocument(document) },
  });
});

test("versions are numbered upwards, listed newest first, and a number is never used again", async () => {
  await iam.call("CreatePolicy", create);
  const add = (SetAsDefault?: boolean) =>
    iam.call("CreatePolicyVersion", { PolicyArn: arn, PolicyDocument: allowGet, SetAsDefault });
  const version = (VersionId: string, IsDefaultVersion: boolean) => ({
    VersionId,
    IsDefaultVersion,
    CreateDate: new Date(nowMs),
  });
  expect(await add()).toStrictEqual({ PolicyVersion: version("v2", false) });
  expect(await add(true)).toStrictEqual({ PolicyVersion: version("v3", true) });
  await add();
  await add();
  await expect(add()).rejects.toMatchObject({
    code: "LimitExceeded",
    status: 409,
    message:
      "A managed policy can have up to 5 versions. Before you create a new version, you must delete an existing version.",
  });
  await iam.call("DeletePolicyVersion", { PolicyArn: arn, VersionId: "v5" });
  expect(await add()).toMatchObject({ PolicyVersion: { VersionId: "v6" } });
  await iam.call("SetDefaultPolicyVersion", { PolicyArn: arn, VersionId: "v2" });
  expect(await iam.call("ListPolicyVersions", { PolicyArn: arn })).toStrictEqual({
    Versions: [
      version("v6", false),
      version("v4", false),
      version("v3", false),
      version("v2", true),
      version("v1", false),
    ],
    IsTruncated: false,
  });
  expect(await iam.call("GetPolicy", { PolicyArn: arn })).toMatchObject({ Policy: { DefaultVersionId: "v2" } });
});

test("AWS's own policies can be read with their documents", async () => {
  expect(await iam.call("GetPolicy", { PolicyArn: administrator })).toMatchObject({ Policy: { Tags: [] } });
  expect(await iam.call("GetPolicyVersion", { PolicyArn: administrator, VersionId: "v1" })).toMatchObject({
    PolicyVersion: { IsDefaultVersion: true, Document: expect.stringContaining("%22Action%22%3A%20%22%2A%22") },
  });
});

test("a policy is deleted when nothing uses it and only its default version is left", async () => {
  await iam.call("CreatePolicy", create);
  await iam.call("CreatePolicyVersion", { PolicyArn: arn, PolicyDocument: allowGet });
  await iam.call("CreateUser", { UserName: "alice", PermissionsBoundary: arn });
  await iam.call("AttachUserPolicy", { UserName: "alice", PolicyArn: arn });
  const steps = [
    ["Cannot delete a policy attached to entities.", "DetachUserPolicy", { UserName: "alice", PolicyArn: arn }],
    ["Cannot delete a policy attached to entities.", "DeleteUserPermissionsBoundary", { UserName: "alice" }],
    [
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. The default version is deleted with the policy.",
      "DeletePolicyVersion",
      { PolicyArn: arn, VersionId: "v2" },
    ],
  ] as const;
  for (const [message, remedy, input] of steps) {
    await expect(iam.call("DeletePolicy", { PolicyArn: arn })).rejects.toMatchObject({
      code: "DeleteConflict",
      status: 409,
      message,
    });
    await iam.call(remedy, input);
  }
  expect(await iam.call("DeletePolicy", { PolicyArn: arn })).toStrictEqual({});
  await expect(iam.call("GetPolicy", { PolicyArn: arn })).rejects.toMatchObject({ code: "NoSuchEntity" });
});

test("ListEntitiesForPolicy tells users from roles, and permissions from boundaries", async () => {
  await iam.call("CreatePolicy", create);
  await iam.call("CreateUser", { UserName: "alice", PermissionsBoundary: arn, Path: "/x/" });
  await iam.call("CreateUser", { UserName: "bob" });
  await iam.call("CreateRole", { RoleName: "Reader", AssumeRolePolicyDocument: trustOfB });
  await iam.call("AttachUserPolicy", { UserName: "bob", PolicyArn: arn });
  await iam.call("AttachRolePolicy", { RoleName: "Reader", PolicyArn: arn });
  const alice = { UserName: "alice", UserId: expect.stringMatching(/^AIDA/) };
  const bob = { UserName: "bob", UserId: expect.stringMatching(/^AIDA/) };
  const reader = { RoleName: "Reader", RoleId: expect.stringMatching(/^AROA/) };
  const entities = (input: object) => iam.call("ListEntitiesForPolicy", { PolicyArn: arn, ...input });
  const reply = (PolicyUsers: object[], PolicyRoles: object[]) => ({
    PolicyGroups: [],
    PolicyUsers,
    PolicyRoles,
    IsTruncated: false,
  });
  expect(await entities({})).toStrictEqual(reply([alice, bob], [reader]));
  expect(await entities({ EntityFilter: "Role" })).toStrictEqual(reply([], [reader]));
  expect(await entities({ PolicyUsageFilter: "PermissionsPolicy" })).toStrictEqual(reply([bob], [reader]));
  expect(await entities({ PolicyUsageFilter: "PermissionsBoundary" })).toStrictEqual(reply([alice], []));
  expect(await entities({ PathPrefix: "/x/" })).toStrictEqual(reply([alice], []));
  const first = (await entities({ MaxItems: 2 })) as { Marker: string };
  expect(first).toMatchObject({ PolicyUsers: [alice], PolicyRoles: [reader], IsTruncated: true });
  expect(await entities({ MaxItems: 2, Marker: first.Marker })).toStrictEqual(reply([bob], []));
});
