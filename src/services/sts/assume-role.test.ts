import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  accountA,
  accountB,
  elementOf,
  keys,
  members,
  type Parameters,
  policy,
  requestId,
  startStsBench,
  type StsBench,
} from "../../../test/sts-bench.ts";
import type { SigningCredentials } from "../../sigv4/sign.ts";

let bench: StsBench;
const allowAssume = { Effect: "Allow", Action: "sts:*", Resource: "*" };
const trusts = (principal: object, more: object = {}) => ({
  Effect: "Allow",
  Principal: principal,
  Action: ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"],
  ...more,
});
const trustsB = trusts({ AWS: accountB });

/** Callers: with sts:* and with nothing, in either account. */
const callers = new Map<string, SigningCredentials>();
const callerOf = (name: string) => callers.get(name) ?? keys.adminA;

beforeAll(async () => {
  bench = await startStsBench();
  callers.set("b", await bench.user("b", [allowAssume]));
  callers.set("bare b", await bench.user("bare", []));
  callers.set("a", await bench.user("a", [allowAssume], keys.adminA));
  callers.set("bare a", await bench.user("bare", [], keys.adminA));
  await bench.role("plain", trustsB);
});

afterAll(() => bench.close());

const arnOf = (role: string) => `arn:aws:iam::${accountA}:role/${role}`;

/** Assumes a role of account A. */
function assume(who: SigningCredentials, role: string, parameters: Parameters = {}) {
  return bench.ask(who, "AssumeRole", { RoleArn: arnOf(role), RoleSessionName: "s1", ...parameters });
}

const denied = (caller: string, role: string, action = "AssumeRole") =>
  `403 AccessDenied: User: ${caller} is not authorized to perform: sts:${action} on resource: ${arnOf(role)}`;

test("the answer is AWS's, byte for byte", async () => {
  const answer = await assume(callerOf("b"), "plain");
  const credentials = ["AccessKeyId", "SecretAccessKey", "SessionToken"].map((name) => elementOf(answer.body, name));
  expect(answer.body).toBe(`<AssumeRoleResponse xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <AssumeRoleResult>
    <AssumedRoleUser>
      <AssumedRoleId>${elementOf(answer.body, "AssumedRoleId")}</AssumedRoleId>
      <Arn>arn:aws:sts::${accountA}:assumed-role/plain/s1</Arn>
    </AssumedRoleUser>
    <Credentials>
      <AccessKeyId>${credentials[0]}</AccessKeyId>
      <SecretAccessKey>${credentials[1]}</SecretAccessKey>
      <SessionToken>${credentials[2]}</SessionToken>
      <Expiration>2026-07-13T12:00:00Z</Expiration>
    </Credentials>
  </AssumeRoleResult>
  <ResponseMetadata>
    <RequestId>${requestId}</RequestId>
  </ResponseMetadata>
</AssumeRoleResponse>
`);
  expect(elementOf(answer.body, "AssumedRoleId")).toMatch(/^AROA[A-Z2-7]{17}:s1$/);
  expect(credentials[0]).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(credentials[1]).toMatch(/^[A-Za-z0-9+/]{40}$/);
  expect(answer.headers.get("content-type")).toBe("text/xml");
  expect(answer.headers.get("x-amzn-requestid")).toBe(requestId);
});

describe("who the trust policy names decides what else must allow", () => {
  const userA = (name: string) => `arn:aws:iam::${accountA}:user/${name}`;
  const userB = (name: string) => `arn:aws:iam::${accountB}:user/${name}`;
  test.each([
    ["the user itself, same account, no policy of its own", { AWS: userA("bare") }, "bare a", "200"],
    ["the user itself, other account, with a policy", { AWS: userB("b") }, "b", "200"],
    ["the user itself, other account, no policy", { AWS: userB("bare") }, "bare b", "denied"],
    ["the account, same account, with a policy", { AWS: accountA }, "a", "200"],
    ["the account, same account, no policy", { AWS: accountA }, "bare a", "denied"],
    ["the account by root ARN, other account", { AWS: `arn:aws:iam::${accountB}:root` }, "b", "200"],
    ["the account, other account, no policy", { AWS: accountB }, "bare b", "denied"],
    ["everyone, same account, no policy", { AWS: "*" }, "bare a", "200"],
    ["everyone, other account, with a policy", { AWS: "*" }, "b", "200"],
    ["everyone, other account, no policy", { AWS: "*" }, "bare b", "denied"],
    ["a service", { Service: "lambda.amazonaws.com" }, "b", "denied"],
    ["somebody else, though the caller's policy allows", { AWS: accountB }, "a", "denied"],
  ])("%s", async (label, principal, caller, expected) => {
    const role = `who-${label.replaceAll(/[^a-z]+/gi, "-")}`.slice(0, 64);
    await bench.role(role, trusts(principal));
    const answer = await assume(callerOf(caller), role);
    const arn = caller.endsWith("a") ? userA(caller.replace(" a", "")) : userB(caller.replace(" b", ""));
    expect(answer.outcome).toBe(expected === "200" ? "200" : denied(arn, role));
  });

  test("root of an account may not assume roles", async () => {
    expect((await assume(keys.rootA, "plain")).outcome).toBe(
      "403 AccessDenied: Roles may not be assumed by root accounts.",
    );
  });

  test.each(["gone", "Plain", "path/plain"])(
    "a role that does not exist, %s, is refused like any other",
    async (role) => {
      expect((await assume(callerOf("b"), role)).outcome).toBe(denied(`arn:aws:iam::${accountB}:user/b`, role));
    },
  );

  test("an explicit deny of the caller's own wins over the trust policy that names it", async () => {
    const denying = await bench.user("denied", [{ Effect: "Deny", Action: "sts:*", Resource: "*" }], keys.adminA);
    await bench.role("named-denied", trusts({ AWS: `arn:aws:iam::${accountA}:user/denied` }));
    expect((await assume(denying, "named-denied")).outcome).toBe(
      denied(`arn:aws:iam::${accountA}:user/denied`, "named-denied"),
    );
  });
});

describe("conditions of the trust policy", () => {
  const refused = (role: string, action?: string) => denied(`arn:aws:iam::${accountB}:user/b`, role, action);
  test.each([
    ["external id right", { "sts:ExternalId": "x-1" }, { ExternalId: "x-1" }, undefined],
    ["external id wrong", { "sts:ExternalId": "x-1" }, { ExternalId: "x-2" }, "AssumeRole"],
    ["external id absent", { "sts:ExternalId": "x-1" }, {}, "AssumeRole"],
    ["session name", { "sts:RoleSessionName": "${aws:username}" }, { RoleSessionName: "another" }, "AssumeRole"],
    ["session name fixed", { "sts:RoleSessionName": "s1" }, {}, undefined],
    ["source identity omitted", { "sts:SourceIdentity": "eve" }, {}, "AssumeRole"],
    ["source identity wrong", { "sts:SourceIdentity": "eve" }, { SourceIdentity: "adam" }, "SetSourceIdentity"],
    ["source identity right", { "sts:SourceIdentity": "eve" }, { SourceIdentity: "eve" }, undefined],
    ["request tag", { "aws:RequestTag/team": "blue" }, members("Tags", { Key: "team", Value: "blue" }), undefined],
    [
      "request tag wrong",
      { "aws:RequestTag/team": "blue" },
      members("Tags", { Key: "team", Value: "red" }),
      "AssumeRole",
    ],
    ["role tag", { "iam:ResourceTag/kind": "open" }, {}, undefined],
    ["role tag under aws", { "aws:ResourceTag/kind": "shut" }, {}, "AssumeRole"],
    ["second factor absent", { "aws:MultiFactorAuthPresent": "true" }, {}, "AssumeRole"],
  ] as const)("%s", async (label, keysAndValues, parameters, refusal) => {
    const role = `if-${label.replaceAll(" ", "-")}`;
    const Condition = { StringEquals: keysAndValues };
    await bench.role(role, trusts({ AWS: accountB }, { Condition }), members("Tags", { Key: "kind", Value: "open" }));
    const answer = await assume(callerOf("b"), role, parameters);
    expect(answer.outcome).toBe(refusal === undefined ? "200" : refused(role, refusal));
  });

  test("tags and a source identity need their own permissions", async () => {
    await bench.role("bare-trust", { Effect: "Allow", Principal: { AWS: accountB }, Action: "sts:AssumeRole" });
    const tags = members("Tags", { Key: "team", Value: "blue" });
    expect((await assume(callerOf("b"), "bare-trust", tags)).outcome).toBe(refused("bare-trust", "TagSession"));
    expect((await assume(callerOf("b"), "bare-trust", { SourceIdentity: "eve" })).outcome).toBe(
      refused("bare-trust", "SetSourceIdentity"),
    );
  });
});

describe("what is wrong with the request", () => {
  const tag = (Key: string, Value = "v") => ({ Key, Value });
  const duplicate = "Duplicate tag keys found. Please note that Tag keys are case insensitive.";
  test.each([
    [
      { RoleArn: "not-an-arn" },
      "400 ValidationError: 1 validation error detected: Value 'not-an-arn' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20",
    ],
    [{ RoleArn: "arn:a:a::aaaaaaaaaa:" }, "400 ValidationError: arn:a:a::aaaaaaaaaa: is invalid"],
    [
      { RoleSessionName: "bad/name" },
      "400 ValidationError: 1 validation error detected: Value 'bad/name' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*",
    ],
    [
      { DurationSeconds: "899" },
      "400 ValidationError: 1 validation error detected: Value '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900",
    ],
    [
      { DurationSeconds: "43201" },
      "400 ValidationError: 1 validation error detected: Value '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200",
    ],
    [
      { DurationSeconds: "3601" },
      "400 ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    ],
    [members("Tags", tag("k"), tag("K")), `400 InvalidParameterValue: ${duplicate}`],
    [
      members("Tags", tag("aws:k")),
      "400 InvalidParameterValue: Tag keys that begin with aws: are reserved for AWS; aws:k cannot be passed.",
    ],
    [
      members("TransitiveTagKeys", "k"),
      "400 InvalidParameterValue: The specified transitive tag key must be included in the requested tags.",
    ],
    [{ Policy: "{" }, "400 MalformedPolicyDocument: "],
    [
      members("PolicyArns", { arn: `arn:aws:iam::${accountA}:policy/none` }),
      `400 ValidationError: Policy arn:aws:iam::${accountA}:policy/none does not exist or is not attachable.`,
    ],
    [
      { SerialNumber: `arn:aws:iam::${accountB}:mfa/none`, TokenCode: "123456" },
      "403 AccessDenied: MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
    ],
  ])("%j", async (parameters, outcome) => {
    expect((await assume(callerOf("b"), "plain", parameters)).outcome).toContain(outcome);
  });

  test("a session policy that fills the space is refused with how full it is", async () => {
    const Action = Array.from({ length: 42 }, (_, index) => `execute-api:ActionNumber${index}OfMany`);
    const answer = await assume(callerOf("b"), "plain", { Policy: policy({ Effect: "Allow", Action, Resource: "*" }) });
    expect(answer.outcome).toMatch(
      /^400 PackedPolicyTooLarge: Packed policy consumes \d{3}% of allotted space, please use smaller policy\.$/,
    );
  });

  test("the packed size is told only when there is something to pack", async () => {
    const Policy = policy({ Effect: "Allow", Action: "*", Resource: "*" });
    expect(elementOf((await assume(callerOf("b"), "plain", { Policy })).body, "PackedPolicySize")).toMatch(/^\d+$/);
    expect((await assume(callerOf("b"), "plain")).body).not.toContain("PackedPolicySize");
  });
});

describe("chains of roles", () => {
  const next = { Effect: "Allow", Principal: { AWS: accountA }, Action: "sts:*" };
  beforeAll(async () => {
    for (const RoleName of ["first", "second"]) {
      await bench.role(RoleName, [trustsB, next], { MaxSessionDuration: "7200" });
      const PolicyDocument = policy({ Effect: "Allow", Action: "sts:*", Resource: "*" });
      await bench.must(keys.adminA, "PutRolePolicy", { RoleName, PolicyName: "assume", PolicyDocument });
    }
  });
  const first = (parameters: Parameters = {}) =>
    bench.session(callerOf("b"), "AssumeRole", { RoleArn: arnOf("first"), RoleSessionName: "one", ...parameters });

  test("last an hour at most, and the role's own limit is told first", async () => {
    const session = await first({ DurationSeconds: "7200" });
    expect((await assume(session, "second", { DurationSeconds: "3601" })).outcome).toBe(
      "400 ValidationError: The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    );
    expect((await assume(session, "second", { DurationSeconds: "7201" })).outcome).toBe(
      "400 ValidationError: The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    );
    expect((await assume(session, "second", { DurationSeconds: "3600" })).outcome).toBe("200");
  });

  test("keep the source identity and say so", async () => {
    const session = await first({ SourceIdentity: "eve" });
    expect(elementOf((await assume(session, "second")).body, "SourceIdentity")).toBe("eve");
    expect((await assume(session, "second", { SourceIdentity: "adam" })).outcome).toBe(
      "400 ValidationError: The source identity is already set for this assume role session",
    );
    await bench.role("no-source", [{ ...next, Action: "sts:AssumeRole" }]);
    expect((await assume(session, "no-source")).outcome).toBe(
      denied(`arn:aws:sts::${accountA}:assumed-role/first/one`, "no-source", "SetSourceIdentity"),
    );
  });

  test("hand transitive tags on, which cannot be overridden", async () => {
    const session = await first({
      ...members("Tags", { Key: "Team", Value: "blue" }, { Key: "here", Value: "1" }),
      ...members("TransitiveTagKeys", "team"),
    });
    expect((await assume(session, "second", members("Tags", { Key: "TEAM", Value: "red" }))).outcome).toBe(
      "400 InvalidParameterValue: One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    );
    const second = await bench.session(session, "AssumeRole", { RoleArn: arnOf("second"), RoleSessionName: "two" });
    for (const [tag, outcome] of [
      ["Team", "200"],
      ["here", "denied"],
    ] as const) {
      const Condition = { Null: { [`aws:PrincipalTag/${tag}`]: "false" } };
      await bench.role(`needs-${tag}`, [{ ...next, Condition }]);
      const answer = await assume(second, `needs-${tag}`);
      expect(answer.status, tag).toBe(outcome === "200" ? 200 : 403);
    }
    await bench.role("no-tags", [{ ...next, Action: "sts:AssumeRole" }]);
    expect((await assume(second, "no-tags")).outcome).toContain("sts:TagSession");
  });

  test("end when the role behind them is deleted", async () => {
    await bench.role("short", trustsB);
    const session = await bench.session(callerOf("b"), "AssumeRole", {
      RoleArn: arnOf("short"),
      RoleSessionName: "xx",
    });
    await bench.must(keys.adminA, "DeleteRole", { RoleName: "short" });
    await bench.role("short", trustsB);
    expect((await bench.ask(session, "GetCallerIdentity")).outcome).toBe(
      "403 InvalidClientTokenId: The security token included in the request is invalid.",
    );
  });
});

test("sessions are revoked at once by a deny on aws:TokenIssueTime, and newer ones are not", async () => {
  await bench.role("revocable", trustsB);
  const all = { Effect: "Allow", Action: "iam:ListUsers", Resource: "*" };
  const put = (...statements: readonly object[]) =>
    bench.must(keys.adminA, "PutRolePolicy", {
      RoleName: "revocable",
      PolicyName: "all",
      PolicyDocument: policy(...statements),
    });
  await put(all);
  const older = await bench.session(callerOf("b"), "AssumeRole", {
    RoleArn: arnOf("revocable"),
    RoleSessionName: "xx",
  });
  expect((await bench.ask(older, "ListUsers")).outcome).toBe("200");
  bench.clock.nowMs += 2000;
  const now = new Date(bench.clock.nowMs).toISOString();
  await put(all, {
    Effect: "Deny",
    Action: "*",
    Resource: "*",
    Condition: { DateLessThan: { "aws:TokenIssueTime": now } },
  });
  expect((await bench.ask(older, "ListUsers")).outcome).toContain("with an explicit deny in an identity-based policy");
  bench.clock.nowMs += 1000;
  const newer = await bench.session(callerOf("b"), "AssumeRole", {
    RoleArn: arnOf("revocable"),
    RoleSessionName: "xx",
  });
  expect((await bench.ask(newer, "ListUsers")).outcome).toBe("200");
});
