import { describe, expect, test } from "vitest";
import { validatePolicy } from "./findings.ts";
import type { LintOptions } from "./lint.ts";
import type { PolicyKind } from "./validate.ts";

const sound = { Effect: "Allow", Action: "execute-api:Invoke", Resource: "*" };

function policy(change: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: { ...sound, ...change } });
}

function codes(text: string, kind: PolicyKind = "managed", options: LintOptions = {}): readonly string[] {
  return validatePolicy(text, kind, options).map(({ code }) => code);
}

test("a comma too many is found with its place", () => {
  const text =
    '{\n  "Version": "2012-10-17",\n  "Statement": [{\n    "Effect": "Allow",\n    "Action": [\n      "execute-api:Invoke",\n    ],\n    "Resource": "*"\n  }]\n}';
  expect(validatePolicy(text, "managed")).toEqual([
    {
      code: "trailingComma",
      severity: "error",
      message: "The comma behind the last value of the list must go: JSON allows no comma before `]`.",
      pointer: "/Statement/0/Action",
      offset: text.indexOf(",\n    ]"),
      line: 6,
      column: 27,
    },
  ]);
});

test("all faults are found, in the order of the text", () => {
  const text = JSON.stringify({
    Statement: [
      { Effect: "Allow", Action: "list", Resource: "x" },
      { Effect: "Allow", Sid: "a b" },
    ],
  });
  expect(validatePolicy(text, "managed").map(({ code, pointer, severity }) => [code, pointer, severity])).toEqual([
    ["versionTooOld", "/Version", "error"],
    ["badAction", "/Statement/0/Action", "error"],
    ["badArn", "/Statement/0/Resource", "error"],
    ["resourceNeverMatches", "/Statement/0/Resource", "warning"],
    ["noActions", "/Statement/1", "error"],
    ["noResources", "/Statement/1", "error"],
    ["badSid", "/Statement/1/Sid", "error"],
  ]);
});

test("an effect in the wrong case is one finding among others", () => {
  expect(codes(policy({ Effect: "allow", Resource: "x:y" }))).toEqual(["effectCase", "badArn", "resourceNeverMatches"]);
});

test("a sound policy has no findings", () => {
  expect(codes(policy({ Resource: "arn:aws:execute-api:us-east-1:111111111111:abc/$default/GET/*" }))).toEqual([]);
});

describe("a trust policy", () => {
  const trusting = (principal: unknown, more: object = {}) =>
    JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Principal: principal, Action: "sts:AssumeRole", ...more },
    });
  const condition = (key: string, value: string) => ({ Condition: { StringLike: { [key]: value } } });
  const github = { Federated: "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com" };
  test.each([
    ["that trusts everyone", trusting({ AWS: "*" }), ["trustsEveryone"]],
    ["that trusts everyone under a condition", trusting({ AWS: "*" }, condition("aws:PrincipalOrgID", "o-1")), []],
    ["that denies everyone", trusting({ AWS: "*" }, { Effect: "Deny" }), []],
    ["that trusts a shared provider", trusting(github), ["trustsSharedProvider"]],
    [
      "that trusts any subject of one",
      trusting(github, condition("token.actions.githubusercontent.com:sub", "*")),
      ["trustsSharedProvider"],
    ],
    [
      "that trusts one repository",
      trusting(github, condition("token.actions.githubusercontent.com:sub", "repo:me/mine:*")),
      [],
    ],
  ])("%s", (_what, text, expected) => {
    expect(codes(text, "trust")).toEqual(expected);
  });
});

describe("a resource of execute-api", () => {
  const apis = {
    abc: { stages: ["$default", "prod"], routeKeys: ["GET /pets/{id}", "ANY /files/{path+}"] },
    open: { stages: ["prod"], routeKeys: ["$default"] },
    bare: { stages: [], routeKeys: [] },
  };
  test.each([
    ["abc", ["invokeResourceIncomplete"]],
    ["abc/prod", ["invokeResourceIncomplete"]],
    ["abc/prod/GET", ["invokeResourceIncomplete"]],
    ["abc/default/GET/pets", ["invokeDefaultStage"]],
    ["abc/prod/get/pets/1", ["invokeMethod"]],
    ["abc/pets/1/x", ["invokeMethod"]],
    ["abc/*", []],
    ["abc*", []],
    ["*", []],
    ["*/prod/GET/*", []],
    ["abc/$default/GET/pets/1", []],
    ["abc/prod/POST/files/a/b", []],
    ["abc/prod/GET/pets/${aws:username}", []],
    ["abc/test/GET/*", ["unknownStage"]],
    ["abc/p*/GET/*", []],
    ["nope/prod/GET/*", ["unknownApi"]],
    ["constructor/prod/GET/*", ["unknownApi"]],
    ["abc/prod/GET/cats", ["unknownRoute"]],
    ["abc/prod/POST/pets/1", ["unknownRoute"]],
    ["abc/prod/POST/files", ["unknownRoute"]],
    ["open/prod/GET/anything", []],
    ["open/${aws:PrincipalTag/stage}/GET/anything", []],
    ["bare/prod/GET/*", ["unknownStage"]],
  ])("%s: %j", (resource, expected) => {
    expect(
      codes(policy({ Resource: `arn:aws:execute-api:us-east-1:111111111111:${resource}` }), "managed", { apis }),
    ).toEqual(expected);
  });
});

describe("what AWS accepts but cannot be meant", () => {
  test.each([
    ["an operation that does not exist", { Action: "iam:GetRol" }, ["unknownAction"]],
    ["a pattern that no operation fits", { Action: ["iam:Get*", "iam:Fetch*"] }, ["unknownAction"]],
    ["a service whose operations are not known", { Action: "s3:GetObject" }, []],
    ["a service alone", { Action: "iam" }, ["badAction"]],
    ["a name with a space", { Action: "iam:Get Role" }, ["actionNeverMatches"]],
    ["Allow with NotAction", { Action: undefined, NotAction: "iam:*" }, ["allowNotAction"]],
    [
      "a variable before the fifth colon",
      { Resource: "arn:aws:s3::${aws:PrincipalAccount}:a" },
      ["resourceNeverMatches"],
    ],
    ["an ARN with another prefix", { Resource: "urn:aws:s3:::a" }, ["resourceNeverMatches"]],
    [
      "a number that is none",
      { Condition: { NumericLessThan: { "aws:MultiFactorAuthAge": ["60", "1h"] } } },
      ["valueNeverMatches"],
    ],
    ["a block that is none", { Condition: { NotIpAddress: { "aws:SourceIp": "10.0.0.0/40" } } }, ["valueNeverMatches"]],
    ["a boolean that is none", { Condition: { Null: { "aws:username": "yes" } } }, ["valueNeverMatches"]],
    [
      "a multivalued key without set operator",
      { Condition: { StringEquals: { "aws:tagkeys": "a" } } },
      ["setOperatorNeeded"],
    ],
    [
      "ForAllValues of a key that may be missing",
      { Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": "a" } } },
      ["forAllValuesOfNothing"],
    ],
    [
      "ForAllValues of a key that must be there",
      { Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": "a" }, Null: { "aws:TagKeys": "false" } } },
      [],
    ],
    [
      "ForAllValues in a Deny",
      { Effect: "Deny", Condition: { "ForAllValues:StringEquals": { "aws:TagKeys": "a" } } },
      [],
    ],
  ])("%s", (_what, change, expected) => {
    expect(codes(policy(change), "managed", { actions: { iam: ["GetRole", "GetUser"] } })).toEqual(expected);
  });

  test("a variable in version 2008-10-17", () => {
    const text = JSON.stringify({ Statement: { ...sound, Resource: "arn:aws:s3:::a/${aws:username}" } });
    expect(codes(text, "inline")).toEqual(["variableIgnored"]);
  });

  test("Allow with NotPrincipal", () => {
    expect(codes(policy({ NotPrincipal: { AWS: "111111111111" } }), "resource")).toEqual(["allowNotPrincipal"]);
  });

  test("a slip of the keyboard comes with what is meant", () => {
    const [finding] = validatePolicy(policy({ Action: "iam:GetRol" }), "managed", { actions: { iam: ["GetRole"] } });
    expect(finding?.message).toBe('iam has no operation "GetRol". Is iam:GetRole meant?');
  });
});
