import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountA, accountB, type ClientFixture, startFixture } from "./fixture.ts";
import { firstPython, reportMissing, runWell } from "./run-client.ts";

const python = await firstPython("boto3");
if (python === undefined) {
  reportMissing("boto3", "no python3 on the search path can import boto3");
}

describe.skipIf(python === undefined)("boto3 with Organizations", () => {
  let fixture: ClientFixture;
  let report: Readonly<Record<string, unknown>>;

  beforeAll(async () => {
    fixture = await startFixture();
    const scene = {
      endpoint: fixture.endpoint,
      manager: { id: accountA.id, ...accountA.admin },
      member: { id: accountB.id, ...accountB.admin },
    };
    const script = fileURLToPath(new URL("boto3/organizations.py", import.meta.url));
    const printed = await runWell(python ?? "", [script], { env: { SCENE: JSON.stringify(scene) } });
    // The script prints one object.
    report = JSON.parse(printed) as Readonly<Record<string, unknown>>;
  }, 90_000);

  afterAll(() => fixture.close());

  test("has the members of AWS's answers", () => {
    expect(Object.keys(Object(report["organization"])).toSorted()).toEqual([
      "Arn",
      "AvailablePolicyTypes",
      "FeatureSet",
      "Id",
      "MasterAccountArn",
      "MasterAccountEmail",
      "MasterAccountId",
    ]);
    expect(report["root"]).toMatchObject({ Name: "Root", PolicyTypes: [] });
    expect(Object.keys(Object(report["created"])).toSorted()).toEqual([
      "AccountId",
      "AccountName",
      "CompletedTimestamp",
      "Id",
      "RequestedTimestamp",
      "State",
    ]);
    expect(report["described"]).toEqual(report["created"]);
  });

  /** The entries of each page, two at most where the caller chooses. */
  test.each([
    ["ListAccounts", [2, 2, 2]],
    ["ListAccountsForParent", [2, 2, 2]],
    ["ListAccountsWithInvalidEffectivePolicy", "NotImplementedException"],
    ["ListAWSServiceAccessForOrganization", [2, 1]],
    ["ListChildren", [2, 2, 2]],
    ["ListCreateAccountStatus", [2, 2, 1]],
    ["ListDelegatedAdministrators", [2]],
    ["ListDelegatedServicesForAccount", [2, 1]],
    ["ListEffectivePolicyValidationErrors", "NotImplementedException"],
    ["ListHandshakesForAccount", [2, 1]],
    ["ListHandshakesForOrganization", [2, 1]],
    ["ListOrganizationalUnitsForParent", [2, 1]],
    ["ListParents", [1]],
    ["ListPolicies", [2, 2]],
    ["ListPoliciesForTarget", [2, 2]],
    ["ListRoots", [1]],
    ["ListTagsForResource", [20, 10]],
    ["ListTargetsForPolicy", [2, 1]],
  ] as const)("pages through %s in pages of %j", (name, pages) => {
    const total = typeof pages === "string" ? 0 : pages.reduce<number>((sum, size) => sum + size, 0);
    expect(Object(report["pages"])[name]).toEqual(typeof pages === "string" ? pages : [pages, total]);
  });

  test("has every paginator in that table", () => {
    expect(Object.keys(Object(report["pages"]))).toHaveLength(18);
  });

  test("lists what is older first, and AWS's own before all", () => {
    expect(report["order"]).toEqual({
      accounts: ["api-owner", "account-0", "account-1", "account-2", "account-3", "account-4"],
      units: ["unit-0", "unit-1", "unit-2"],
      policies: ["FullAWSAccess", "policy-0", "policy-1", "policy-2"],
    });
  });

  test("raises for a caller without organization", () => {
    expect(report["none"]).toEqual([
      "DescribeOrganization",
      400,
      "AWSOrganizationsNotInUseException",
      "Your account is not a member of an organization.",
    ]);
  });

  const invalid = "You specified an invalid value.";
  test.each([
    ["account", "AccountNotFoundException", "You specified an account that doesn't exist."],
    ["policyId", "InvalidInputException", invalid],
    ["policyType", "InvalidInputException", invalid],
    ["target", "InvalidInputException", invalid],
    ["listTarget", "TargetNotFoundException", "You specified a target that doesn't exist."],
    ["childType", "InvalidInputException", invalid],
    ["tagged", "InvalidInputException", "You provided a value that does not match the required pattern."],
    ["untagged", "TargetNotFoundException", "You specified a target that doesn't exist."],
    ["service", "InvalidInputException", "You specified an unrecognized service principal."],
    [
      "manager",
      "ConstraintViolationException",
      "You cannot register master account/yourself as delegated administrator for your organization.",
    ],
    [
      "again",
      "AccountAlreadyRegisteredException",
      "The provided account is already a delegated administrator for your organization.",
    ],
    [
      "notRegistered",
      "AccountNotRegisteredException",
      "The provided account is not a registered delegated administrator for your organization.",
    ],
    ["renamed", "DuplicateOrganizationalUnitException", "An OU with the same name already exists."],
    ["inUse", "PolicyInUseException", expect.any(String)],
    [
      "notEmpty",
      "OrganizationNotEmptyException",
      "To delete an organization you must first remove all member accounts (except the master).",
    ],
    ["enabled", "PolicyTypeAlreadyEnabledException", "The specified policy type is already enabled."],
    ["notEnabled", "PolicyTypeNotEnabledException", "This operation can be performed only for enabled policy types."],
    ["noRoot", "RootNotFoundException", "You specified a root that doesn't exist."],
  ])("raises the exception of AWS: %s", (call, code, message) => {
    expect(Object(report["errors"])[call]).toEqual([expect.any(String), 400, code, message]);
  });
});
