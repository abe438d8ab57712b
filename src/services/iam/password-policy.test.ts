import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type IamBench, openIamBench } from "../../../test/iam-bench.ts";
import { passwordFault } from "./password-rules.ts";

describe("the account's password policy", () => {
  let iam: IamBench;
  beforeEach(async () => {
    iam = await openIamBench();
  });
  afterEach(() => iam.close());

  const defaults = {
    MinimumPasswordLength: 6,
    RequireSymbols: false,
    RequireNumbers: false,
    RequireUppercaseCharacters: false,
    RequireLowercaseCharacters: false,
    AllowUsersToChangePassword: false,
    ExpirePasswords: false,
  };

  test("an empty update makes one of defaults", async () => {
    await iam.call("UpdateAccountPasswordPolicy");
    expect(await iam.call("GetAccountPasswordPolicy")).toStrictEqual({ PasswordPolicy: defaults });
  });

  test("an update replaces all of it", async () => {
    await iam.call("UpdateAccountPasswordPolicy", { RequireNumbers: true, MaxPasswordAge: 90, HardExpiry: true });
    expect(await iam.call("GetAccountPasswordPolicy")).toStrictEqual({
      PasswordPolicy: {
        ...defaults,
        RequireNumbers: true,
        ExpirePasswords: true,
        MaxPasswordAge: 90,
        HardExpiry: true,
      },
    });
    await iam.call("UpdateAccountPasswordPolicy", { PasswordReusePrevention: 24 });
    expect(await iam.call("GetAccountPasswordPolicy")).toStrictEqual({
      PasswordPolicy: { ...defaults, PasswordReusePrevention: 24 },
    });
  });

  test("what is not there is neither shown nor deleted", async () => {
    const refusal = { code: "NoSuchEntity", status: 404 };
    await expect(iam.call("GetAccountPasswordPolicy")).rejects.toMatchObject({
      ...refusal,
      message: "The Password Policy with domain name 111111111111 cannot be found.",
    });
    await expect(iam.call("DeleteAccountPasswordPolicy")).rejects.toMatchObject({
      ...refusal,
      message: "The account policy with name PasswordPolicy cannot be found.",
    });
    await iam.call("UpdateAccountPasswordPolicy");
    await iam.call("DeleteAccountPasswordPolicy");
    await expect(iam.call("GetAccountPasswordPolicy")).rejects.toMatchObject(refusal);
  });
});

const lax = {
  minimumPasswordLength: 6,
  requireSymbols: false,
  requireNumbers: false,
  requireUppercaseCharacters: false,
  requireLowercaseCharacters: false,
  allowUsersToChangePassword: false,
};
const strict = {
  ...lax,
  minimumPasswordLength: 10,
  requireSymbols: true,
  requireNumbers: true,
  requireUppercaseCharacters: true,
  requireLowercaseCharacters: true,
};

test.each([
  ["Abcdef1!", undefined, undefined],
  ["Abcdef12", undefined, undefined],
  ["abcdef1!", undefined, undefined],
  ["Abcdef1", undefined, "Password should have a minimum length of 8"],
  ["abcdefg1", undefined, expect.stringMatching(/at least three kinds/)],
  ["Account-1", undefined, "Password should not be the name of the account"],
  ["aaaaaa", lax, undefined],
  ["aaaaa", lax, "Password should have a minimum length of 6"],
  ["Abcdefgh1!", strict, undefined],
  ["Abcdefg1!", strict, "Password should have a minimum length of 10"],
  ["abcdefgh1!", strict, "Password should have at least one uppercase character"],
  ["ABCDEFGH1!", strict, "Password should have at least one lowercase character"],
  ["Abcdefghi!", strict, "Password should have at least one number"],
  ["Abcdefgh12", strict, "Password should have at least one symbol"],
  ["Abcdefgh1'", strict, undefined],
  ["Abcdefgh1;", strict, "Password should have at least one symbol"],
])("%s under %j: %s", (password, policy, fault) => {
  expect(passwordFault(password, policy, "Account-1")).toEqual(fault);
});
