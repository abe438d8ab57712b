import { describe, expect, test } from "vitest";
import { validatePolicy } from "./findings.ts";
import type { LintOptions } from "./lint.ts";
import type { PolicyKind } from "./validate.ts";

const sound = { Effect: "Allow", Action: "iam:GetRole", Resource: "*" };

interface Case {
  readonly kind?: PolicyKind;
  readonly options?: LintOptions;
  readonly Version?: string | undefined;
}

/** The warnings about one statement: code, the text that stands at the place, and the sentence. */
function warnings(change: object, { kind = "managed", options = {}, Version = "2012-10-17" }: Case = {}) {
  const text = JSON.stringify({ Version, Statement: { ...sound, ...change } });
  return validatePolicy(text, kind, options)
    .filter(({ severity }) => severity === "warning")
    .map(({ code, offset, message }) => [
      code,
      JSON.parse(/^(?:"[^"]*"|.*)/.exec(text.slice(offset))?.[0] ?? ""),
      message,
    ]);
}

describe("who is let in", () => {
  const trusting = { Action: "sts:AssumeRole", Resource: undefined };
  const trust = (change: object) =>
    warnings({ ...trusting, ...change }, { kind: "trust" }).map(([code, at]) => [code, at]);
  const guarded = (operator: string, key: string, value: unknown) => ({ Condition: { [operator]: { [key]: value } } });
  const github = "arn:aws:iam::111111111111:oidc-provider/token.actions.githubusercontent.com";
  const subject = "token.actions.githubusercontent.com:sub";

  test("everyone without a condition", () => {
    const message = ": name the accounts, or add a Condition such as aws:PrincipalOrgID.";
    expect(warnings({ ...trusting, Principal: { AWS: ["111111111111", "*"] } }, { kind: "trust" })).toEqual([
      ["trustsEveryone", "*", `Anyone with an AWS account can assume this role${message}`],
    ]);
    expect(warnings({ Principal: "*" }, { kind: "resource" })).toEqual([
      ["trustsEveryone", "*", `Anyone can use this resource${message}`],
    ]);
    expect(trust({ Principal: { AWS: "111111111111", Service: "lambda.amazonaws.com" } })).toEqual([]);
    expect(trust({ Principal: { Service: ["*", "gitlab.com"] } })).toEqual([]);
    expect(trust({})).toEqual([]);
    expect(
      warnings({ Principal: "*", ...guarded("StringEquals", "aws:PrincipalOrgID", "o-1") }, { kind: "resource" }),
    ).toEqual([]);
    expect(warnings({ Principal: "*" }, { kind: "managed" })).toEqual([]);
    expect(warnings({ Principal: { Federated: github } }, { kind: "resource" })).toEqual([]);
  });

  test.each(["gitlab.com", "app.terraform.io", "oidc.circleci.com/org/1-2", "id.example.com"])(
    "a shared provider at %s",
    (host) => {
      const found = trust({ Principal: { Federated: `arn:aws:iam::111111111111:oidc-provider/${host}` } });
      expect(found.map(([code]) => code)).toEqual(/^(?:gitlab|app\.)/.test(host) ? ["trustsSharedProvider"] : []);
    },
  );

  test.each<[string, object, boolean]>([
    ["no condition", {}, true],
    ["any subject", guarded("StringLike", subject, "*"), true],
    ["some subject or any", guarded("StringLike", subject, ["repo:a/b", "**?"]), true],
    ["all subjects but one", guarded("StringNotEquals", subject, "repo:a/b"), true],
    ["another claim", guarded("StringEquals", "token.actions.githubusercontent.com:aud", "x"), true],
    ["a key that only contains the claim", guarded("StringEquals", "a:sub:b", "x"), true],
    ["a subject", guarded("StringEquals", subject, "repo:a/b"), false],
    ["a subject with wildcards", guarded("StringLike", subject.toUpperCase(), "*a?"), false],
    ["a subject among other claims", { Condition: { StringEquals: { "x:aud": "y", [subject]: "z" } } }, false],
  ])("a shared provider under %s", (_what, change, found) => {
    expect(trust({ Principal: { Federated: ["id.example.com", github] }, ...change })).toEqual(
      found ? [["trustsSharedProvider", github]] : [],
    );
  });
});

describe("actions", () => {
  const options = { actions: { iam: ["GetRole", "GetUser"] } };
  const about = (...actions: readonly string[]) =>
    warnings({ Action: actions }, { options }).map(([, , message]) => message);

  test.each([
    ["iam:GetRol", "GetRole"],
    ["iam:GetRolee", "GetRole"],
    ["iam:GtRole", "GetRole"],
    ["iam:GeetRole", "GetRole"],
    ["iam:getusre", "GetUser"],
    ["iam:GetUs", "GetUser"],
    ["IAM:xxGetUser", "GetUser"],
  ])("%s is a slip for %s", (action, meant) => {
    const [prefix = "", name = ""] = action.split(":");
    expect(about(action)).toEqual([`${prefix} has no operation "${name}". Is ${prefix}:${meant} meant?`]);
  });

  test.each(["iam:GetU", "iam:xxxGetUser", "iam:GetUserxxx", "iam:xGetUserxx", "iam:", "iam:Get?", "iam:G*d"])(
    "%s is no operation and near none",
    (action) => {
      expect(about(action)).toEqual([`iam has no operation "${action.slice(4)}".`]);
    },
  );

  test.each(["iam:getrole", "IAM:GetRole", "iam:Get*", "iam:*", "*", "constructor:a", "sts:Nothing", "iam:Get????"])(
    "%s is fine",
    (action) => {
      expect(about(action)).toEqual([]);
    },
  );

  test("a name is not near one that only repeats its letters", () => {
    const [, , message] = warnings({ Action: "x:AA" }, { options: { actions: { x: ["AAAAA"] } } })[0] ?? [];
    expect(message).toBe('x has no operation "AA".');
  });

  test("a name with a space, whatever is known", () => {
    const message = 'No operation has a space in its name, so "s3:Get Object" matches nothing.';
    expect(warnings({ Action: "s3:Get Object" })).toEqual([["actionNeverMatches", "s3:Get Object", message]]);
  });

  test("NotAction", () => {
    const message = "Allow with NotAction grants every action of every service that is not listed.";
    const all = { Action: undefined, NotAction: ["iam:Nothing"] };
    expect(warnings(all, { options })).toEqual([
      ["allowNotAction", "iam:Nothing", message],
      ["unknownAction", "iam:Nothing", 'iam has no operation "Nothing".'],
    ]);
    expect(warnings({ ...all, Effect: "Deny" })).toEqual([]);
    expect(warnings({ ...all, NotAction: [] })).toEqual([]);
  });
});

describe("resources", () => {
  const early = "Policy variables are replaced only behind the fifth colon of an ARN, so this matches nothing.";
  const late = 'Policy variables are plain text in version 2008-10-17; state "Version": "2012-10-17" to use them.';
  test.each<[string, string, readonly string[]]>([
    ["arn:aws:s3:::a/${aws:username}", "2012-10-17", []],
    ["arn:aws:s3:::a/${aws:username}", "2008-10-17", [late]],
    ["arn:aws:s3:::a/${}", "2008-10-17", []],
    ["arn:aws:s3:::a/${x", "2008-10-17", []],
    ["arn:aws:s3:::a/{x}", "2008-10-17", []],
    ["*", "2008-10-17", []],
    ["arn:aws:s3:${x}::a", "2012-10-17", [early]],
    ["arn:aws:s3:::${x}", "2012-10-17", []],
    ["a${x}", "2012-10-17", ['An ARN starts with "arn:", so "a${x}" matches nothing.']],
  ])("%s in version %s", (resource, Version, messages) => {
    const shown = warnings({ Resource: resource }, { kind: "inline", Version });
    expect(shown.map(([, , message]) => message)).toEqual(messages);
    const unshown = warnings(
      { Resource: undefined, NotResource: ["arn:aws:s3:::a", resource] },
      { kind: "inline", Version },
    );
    expect(unshown.map(([, at, message]) => [at, message])).toEqual(messages.map((message) => [resource, message]));
  });
});

describe("conditions", () => {
  test.each([
    ["NumericEquals", "1.5", "1,5", "a number"],
    ["DateLessThanIfExists", "2026-01-31T00:00:00Z", "-", "a date"],
    ["Bool", "TRUE", "1", "true or false"],
    ["Null", "false", "null", "true or false"],
    ["IpAddress", "10.0.0.0/8", "10.0.0", "an IP address or CIDR block"],
  ])("a value of %s", (operator, good, bad, name) => {
    const found = warnings({ Condition: { [operator]: { a: [good, bad] } } });
    expect(found).toContainEqual([
      "valueNeverMatches",
      bad,
      `${operator} compares with ${name}, which ${JSON.stringify(bad)} is not.`,
    ]);
    expect(found.map(([code]) => code)).toEqual(["valueNeverMatches"]);
  });

  test("any text is a value of the other operators", () => {
    expect(warnings({ Condition: { StringLike: { a: "-" }, ArnLike: { b: "-" }, BinaryEquals: { c: "-" } } })).toEqual(
      [],
    );
  });

  const several = (key: string, operator: string) =>
    `${key} can have several values: write ForAnyValue:${operator} or ForAllValues:${operator}.`;
  const missing = (key: string) =>
    `ForAllValues holds as well when the request has no ${key}; add {"Null": {"${key}": "false"}} to require it.`;
  test.each<[object, readonly string[]]>([
    [{ StringEquals: { "aws:TagKeys": "a" } }, [several("aws:TagKeys", "StringEquals")]],
    [{ StringEquals: { "aws:username": "a", x: "b" } }, []],
    [{ "ForAnyValue:StringEquals": { "aws:TagKeys": "a" } }, []],
    [{ Null: { "aws:TagKeys": "true" } }, []],
    [{ "ForAllValues:StringEquals": { x: "a" } }, [missing("x")]],
    [{ "ForAllValues:StringEquals": { x: "a" }, Null: { X: "false" } }, []],
    [{ "ForAllValues:StringEquals": { x: "a" }, Null: { y: "false" } }, [missing("x")]],
    [{ "ForAllValues:StringEquals": { x: "a" }, StringLike: { x: "b" } }, [missing("x")]],
  ])("%j", (Condition, messages) => {
    expect(warnings({ Condition }).map(([, , message]) => message)).toEqual(messages);
  });
});
