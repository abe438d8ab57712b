import { afterEach, beforeEach, expect, test } from "vitest";
import { allowGet, type IamBench, openIamBench, trustOfB } from "../../../test/iam-bench.ts";

const policyArn = "arn:aws:iam::111111111111:policy/P";
const resources = [
  { kind: "User", named: { UserName: "alice" } },
  { kind: "Role", named: { RoleName: "Reader" } },
  { kind: "Policy", named: { PolicyArn: policyArn } },
] as const;

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
  await iam.call("CreateUser", { UserName: "alice" });
  await iam.call("CreateRole", { RoleName: "Reader", AssumeRolePolicyDocument: trustOfB });
  await iam.call("CreatePolicy", { PolicyName: "P", PolicyDocument: allowGet });
});
afterEach(() => iam.close());

const tag = (Key: string, Value = "") => ({ Key, Value });

test.each(resources)("tags of a $kind are added, replaced, listed by key and removed", async ({ kind, named }) => {
  expect(await iam.call(`Tag${kind}`, { ...named, Tags: [tag("b", "1"), tag("a"), tag("C")] })).toStrictEqual({});
  await iam.call(`Tag${kind}`, { ...named, Tags: [tag("b", "2")] });
  const list = (input: object = {}) => iam.call(`List${kind}Tags`, { ...named, ...input });
  expect(await list()).toStrictEqual({ Tags: [tag("C"), tag("a"), tag("b", "2")], IsTruncated: false });
  const first = (await list({ MaxItems: 2 })) as { Marker: string };
  expect(first).toMatchObject({ Tags: [tag("C"), tag("a")], IsTruncated: true });
  expect(await list({ Marker: first.Marker })).toStrictEqual({ Tags: [tag("b", "2")], IsTruncated: false });
  expect(await iam.call(`Untag${kind}`, { ...named, TagKeys: ["a", "b", "none"] })).toStrictEqual({});
  expect(await list()).toStrictEqual({ Tags: [tag("C")], IsTruncated: false });
});

test("a creation answers tags in the order of the call, a reader by their keys", async () => {
  const Tags = [tag("a", "lower"), tag("A", "upper")];
  const created = await iam.call("CreatePolicy", { PolicyName: "Q", PolicyDocument: allowGet, Tags });
  expect(created).toMatchObject({ Policy: { Tags } });
  const read = await iam.call("GetPolicy", { PolicyArn: "arn:aws:iam::111111111111:policy/Q" });
  expect(read).toMatchObject({ Policy: { Tags: [tag("A", "upper"), tag("a", "lower")] } });
});

test.each([
  ["User", { UserName: "alice" }, [tag("department", "2")], []],
  ["Role", { RoleName: "Reader" }, [tag("department", "2")], []],
  [
    "Policy",
    { PolicyArn: policyArn },
    [tag("Department", "1"), tag("department", "2")],
    [tag("Department", "1"), tag("department", "2")],
  ],
])("whether the case of tag keys counts on a %s", async (kind, named, both, left) => {
  await iam.call(`Tag${kind}`, { ...named, Tags: [tag("Department", "1")] });
  await iam.call(`Tag${kind}`, { ...named, Tags: [tag("department", "2")] });
  expect(await iam.call(`List${kind}Tags`, named)).toMatchObject({ Tags: both });
  await iam.call(`Untag${kind}`, { ...named, TagKeys: ["DEPARTMENT"] });
  expect(await iam.call(`List${kind}Tags`, named)).toMatchObject({ Tags: left });
});

test.each([
  [
    "User",
    { UserName: "alice" },
    [tag("a"), tag("A")],
    "InvalidInput",
    400,
    "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
  ],
  [
    "Role",
    { RoleName: "Reader" },
    [tag("a"), tag("A")],
    "InvalidInput",
    400,
    "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
  ],
  ["Policy", { PolicyArn: policyArn }, [tag("a"), tag("a")], "InvalidInput", 400, "Duplicate tag keys found."],
  [
    "User",
    { UserName: "alice" },
    [tag("AWS:x")],
    "InvalidInput",
    400,
    "Tag keys that start with aws: are reserved for system use.",
  ],
  ["User", { UserName: "nobody" }, [tag("a")], "NoSuchEntity", 404, "The user with name nobody cannot be found."],
  ["Role", { RoleName: "nobody" }, [tag("a")], "NoSuchEntity", 404, "The role with name nobody cannot be found."],
  ["Policy", { PolicyArn: `${policyArn}x` }, [tag("a")], "NoSuchEntity", 404, `Policy ${policyArn}x was not found.`],
  [
    "Policy",
    { PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" },
    [tag("a")],
    "AccessDenied",
    403,
    "Cannot update policies outside your own account.",
  ],
])("tagging the %s %j with %j is refused", async (kind, named, Tags, code, status, message) => {
  await expect(iam.call(`Tag${kind}`, { ...named, Tags })).rejects.toMatchObject({ code, status, message });
});

test.each(resources)("a $kind can have fifty tags", async ({ kind, named }) => {
  const fifty = Array.from({ length: 50 }, (_, index) => tag(`key${index}`));
  await iam.call(`Tag${kind}`, { ...named, Tags: fifty });
  await iam.call(`Tag${kind}`, { ...named, Tags: fifty.slice(0, 3) });
  await expect(iam.call(`Tag${kind}`, { ...named, Tags: [tag("one more")] })).rejects.toMatchObject({
    code: "LimitExceeded",
    status: 409,
    message: "The number of tags has reached the maximum limit.",
  });
});
