import { afterEach, beforeEach, expect, test } from "vitest";
import { accountOfUniqueId } from "../../arn/unique-id.ts";
import { accountA, accountB, type IamBench, nowMs, openIamBench, rootOf, userOf } from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
  await iam.call("CreateUser", { UserName: "alice" });
  await iam.call("CreateUser", { UserName: "bob" });
});
afterEach(() => iam.close());

interface KeyShape {
  readonly UserName?: string;
  readonly AccessKeyId: string;
  readonly SecretAccessKey: string;
}

async function createKey(input: object = { UserName: "alice" }, caller = rootOf(accountA)): Promise<KeyShape> {
  return ((await iam.call("CreateAccessKey", input, caller)) as { AccessKey: KeyShape }).AccessKey;
}

test("a new key is active, carries its account and shows its secret once", async () => {
  const key = await createKey();
  const listed = {
    UserName: "alice",
    AccessKeyId: expect.stringMatching(/^AKIA[A-Z2-7]{16}$/),
    Status: "Active",
    CreateDate: new Date(nowMs),
  };
  expect(key).toStrictEqual({ ...listed, SecretAccessKey: expect.stringMatching(/^[A-Za-z0-9+/]{40}$/) });
  expect(accountOfUniqueId(key.AccessKeyId)).toBe(accountA);
  expect(await iam.call("ListAccessKeys", { UserName: "alice" })).toStrictEqual({
    AccessKeyMetadata: [listed],
    IsTruncated: false,
  });
});

test("without a user name the caller's own keys are meant, root's for root", async () => {
  const own = await createKey({}, userOf(accountA, "bob"));
  expect(own.UserName).toBe("bob");
  const root = await createKey({});
  expect(root).not.toHaveProperty("UserName");
  expect(await iam.call("ListAccessKeys")).toMatchObject({ AccessKeyMetadata: [{ AccessKeyId: root.AccessKeyId }] });
  expect(await iam.call("ListAccessKeys", {}, userOf(accountA, "bob"))).toMatchObject({
    AccessKeyMetadata: [{ AccessKeyId: own.AccessKeyId }],
  });
  await iam.call("DeleteAccessKey", { AccessKeyId: root.AccessKeyId });
  expect(await iam.call("ListAccessKeys")).toStrictEqual({ AccessKeyMetadata: [], IsTruncated: false });
});

test("a key can be set inactive and active again", async () => {
  const { AccessKeyId } = await createKey();
  for (const Status of ["Inactive", "Active"]) {
    expect(await iam.call("UpdateAccessKey", { UserName: "alice", AccessKeyId, Status })).toStrictEqual({});
    expect(await iam.call("ListAccessKeys", { UserName: "alice" })).toMatchObject({ AccessKeyMetadata: [{ Status }] });
  }
});

test("a third key is refused", async () => {
  await createKey();
  await createKey();
  await expect(createKey()).rejects.toMatchObject({
    code: "LimitExceeded",
    status: 409,
    message: "Cannot exceed quota for AccessKeysPerUser: 2",
  });
});

test("keys are listed page by page", async () => {
  const keys = [await createKey(), await createKey()].map((key) => key.AccessKeyId);
  const first = (await iam.call("ListAccessKeys", { UserName: "alice", MaxItems: 1 })) as { Marker: string };
  expect(first).toMatchObject({ AccessKeyMetadata: [{ AccessKeyId: keys[0] }], IsTruncated: true });
  const second = await iam.call("ListAccessKeys", { UserName: "alice", MaxItems: 1, Marker: first.Marker });
  expect(second).toMatchObject({ AccessKeyMetadata: [{ AccessKeyId: keys[1] }], IsTruncated: false });
});

test.each([
  ["CreateAccessKey", {}],
  ["ListAccessKeys", {}],
  ["UpdateAccessKey", { AccessKeyId: "AKIA", Status: "Active" }],
  ["DeleteAccessKey", { AccessKeyId: "AKIA" }],
])("%s for a user who does not exist is refused", async (name, input) => {
  await expect(iam.call(name, { ...input, UserName: "nobody" })).rejects.toMatchObject({
    code: "NoSuchEntity",
    status: 404,
    message: "The user with name nobody cannot be found.",
  });
});

test.each([
  ["UpdateAccessKey", { UserName: "bob", Status: "Inactive" }, rootOf(accountA)],
  ["DeleteAccessKey", { UserName: "bob" }, rootOf(accountA)],
  ["DeleteAccessKey", {}, rootOf(accountA)],
  ["UpdateAccessKey", { Status: "Inactive" }, rootOf(accountB)],
])("%s with %j does not reach another user's key", async (name, input, caller) => {
  const { AccessKeyId } = await createKey();
  await expect(iam.call(name, { ...input, AccessKeyId }, caller)).rejects.toMatchObject({
    code: "NoSuchEntity",
    status: 404,
    message: `The Access Key with id ${AccessKeyId} cannot be found.`,
  });
});

test("a status that access keys do not have is refused", async () => {
  const { AccessKeyId } = await createKey();
  await expect(
    iam.call("UpdateAccessKey", { UserName: "alice", AccessKeyId, Status: "Expired" }),
  ).rejects.toMatchObject({ code: "InvalidInput", status: 400 });
});

test("an unused key has a last use of N/A, a used one tells when, where and by which service", async () => {
  const { AccessKeyId } = await createKey();
  expect(await iam.call("GetAccessKeyLastUsed", { AccessKeyId })).toStrictEqual({
    UserName: "alice",
    AccessKeyLastUsed: { ServiceName: "N/A", Region: "N/A" },
  });
  iam.noteUse(AccessKeyId, { atMs: nowMs, region: "us-east-1", serviceName: "iam" });
  expect(await iam.call("GetAccessKeyLastUsed", { AccessKeyId })).toStrictEqual({
    UserName: "alice",
    AccessKeyLastUsed: { LastUsedDate: new Date(nowMs), ServiceName: "iam", Region: "us-east-1" },
  });
  expect(await iam.checks("GetAccessKeyLastUsed", { AccessKeyId })).toStrictEqual([
    {
      action: "iam:GetAccessKeyLastUsed",
      resource: "arn:aws:iam::111111111111:user/alice",
      resourceLabel: `access key ${AccessKeyId}`,
      context: {},
    },
  ]);
});

test("the last use of another account's key is refused like that of no key", async () => {
  const { AccessKeyId } = await createKey();
  for (const [id, caller] of [
    [AccessKeyId, rootOf(accountB)],
    ["AKIANOSUCHKEY0000000", rootOf(accountA)],
  ] as const) {
    await expect(iam.checks("GetAccessKeyLastUsed", { AccessKeyId: id }, caller)).rejects.toMatchObject({
      code: "AccessDenied",
      status: 403,
      message: `User: ${caller.arn} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${id}`,
    });
  }
});
