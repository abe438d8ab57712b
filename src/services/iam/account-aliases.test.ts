import { afterEach, beforeEach, expect, test } from "vitest";
import { accountB, type IamBench, openIamBench, rootOf } from "../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
  await iam.call("CreateAccountAlias", { AccountAlias: "my-team" });
});
afterEach(() => iam.close());

const aliases = (names: readonly string[]) => ({ AccountAliases: names, IsTruncated: false });

test("an account has one alias, a later one in place of the earlier", async () => {
  expect(await iam.call("ListAccountAliases")).toStrictEqual(aliases(["my-team"]));
  expect(await iam.call("CreateAccountAlias", { AccountAlias: "new-team" })).toStrictEqual({});
  expect(await iam.call("ListAccountAliases")).toStrictEqual(aliases(["new-team"]));
  expect(await iam.call("ListAccountAliases", {}, rootOf(accountB))).toStrictEqual(aliases([]));
  expect(await iam.call("DeleteAccountAlias", { AccountAlias: "new-team" })).toStrictEqual({});
  expect(await iam.call("ListAccountAliases")).toStrictEqual(aliases([]));
});

test("an alias that is taken is refused, and one that is not there is not deleted", async () => {
  const input = { AccountAlias: "my-team" };
  await expect(iam.call("CreateAccountAlias", input, rootOf(accountB))).rejects.toMatchObject({
    code: "EntityAlreadyExists",
    status: 409,
    message: "The account alias my-team already exists.",
  });
  await expect(iam.call("DeleteAccountAlias", input, rootOf(accountB))).rejects.toMatchObject({
    code: "NoSuchEntity",
    status: 404,
  });
  expect(await iam.call("ListAccountAliases")).toStrictEqual(aliases(["my-team"]));
});

test.each(["CreateAccountAlias", "ListAccountAliases", "DeleteAccountAlias"])(
  "%s has no resource type",
  async (name) => {
    const input = name === "ListAccountAliases" ? {} : { AccountAlias: "x-y-z" };
    expect(await iam.checks(name, input)).toMatchObject([{ action: `iam:${name}`, resource: "*" }]);
  },
);
