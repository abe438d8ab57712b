import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SigningCredentials } from "../src/sigv4/sign.ts";
import {
  accountA,
  accountB,
  type Answer,
  elementOf,
  keys,
  members,
  type Parameters,
  policy,
  requestId,
  startStsBench,
  type StsBench,
} from "./sts-bench.ts";

// What STS was recorded to answer, as bytes. Ids, keys and tokens are whatever the answer has in their place.

let bench: StsBench;
let user: SigningCredentials;
const roleArn = `arn:aws:iam::${accountA}:role/app/reader`;
const roleId = /^AROA[A-Z2-7]{17}$/;

beforeAll(async () => {
  bench = await startStsBench();
  user = await bench.user("ann", [{ Effect: "Allow", Action: "sts:*", Resource: "*" }]);
  const Action = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
  await bench.role("reader", { Effect: "Allow", Principal: { AWS: accountB }, Action }, { Path: "/app/" });
});
afterAll(() => bench.close());

const assume = (parameters: Parameters = {}) =>
  bench.ask(user, "AssumeRole", { RoleArn: roleArn, RoleSessionName: "s1", ...parameters });

/** An answer of an operation with that result, indented as AWS does. */
function reply(operation: string, lines: readonly string[]): string {
  const result = lines.map((line) => `    ${line}\n`).join("");
  return `<${operation}Response xmlns="https://sts.amazonaws.com/doc/2011-06-15/">
  <${operation}Result>
${result}  </${operation}Result>
  <ResponseMetadata>
    <RequestId>${requestId}</RequestId>
  </ResponseMetadata>
</${operation}Response>
`;
}

function refusal(code: string, message: string | undefined, namespace: string): string {
  return `<ErrorResponse xmlns="${namespace}">
  <Error>
    <Type>Sender</Type>
    <Code>${code}</Code>
${message === undefined ? "" : `    <Message>${message}</Message>\n`}  </Error>
  <RequestId>${requestId}</RequestId>
</ErrorResponse>
`;
}

/** The lines of the credentials in an answer, which must look like AWS's. */
function credentials({ body }: Answer, expiration: string): readonly string[] {
  const [id, secret, token] = ["AccessKeyId", "SecretAccessKey", "SessionToken"].map((name) => elementOf(body, name));
  expect(id).toMatch(/^ASIA[A-Z2-7]{16}$/);
  expect(secret).toMatch(/^[A-Za-z0-9+/]{40}$/);
  expect(token).toMatch(/^[A-Za-z0-9+/=]+$/);
  return [
    "<Credentials>",
    `  <AccessKeyId>${id}</AccessKeyId>`,
    `  <SecretAccessKey>${secret}</SecretAccessKey>`,
    `  <SessionToken>${token}</SessionToken>`,
    `  <Expiration>${expiration}</Expiration>`,
    "</Credentials>",
  ];
}

const identity = (arn: string, userId: string, account: string) =>
  reply("GetCallerIdentity", [`<Arn>${arn}</Arn>`, `<UserId>${userId}</UserId>`, `<Account>${account}</Account>`]);

describe("an answer", () => {
  test("of GetCallerIdentity to a user, and the headers of STS", async () => {
    const { body, headers } = await bench.ask(user, "GetCallerIdentity");
    const userId = elementOf(body, "UserId");
    expect(userId).toMatch(/^AIDA[A-Z2-7]{17}$/);
    expect(body).toBe(identity(`arn:aws:iam::${accountB}:user/ann`, userId, accountB));
    expect(headers.get("content-type")).toBe("text/xml");
    expect(headers.get("x-amzn-requestid")).toBe(requestId);
    const extended = Buffer.from(headers.get("x-amz-sts-extended-request-id") ?? "", "base64").toString();
    expect(extended).toMatch(new RegExp(`^1:us-east-1:S:${bench.clock.nowMs}:R:[A-Za-z0-9]{8}$`));
  });

  test("of GetCallerIdentity to root, a role session without the role's path, and a federated user", async () => {
    expect((await bench.ask(keys.rootA, "GetCallerIdentity")).body).toBe(
      identity(`arn:aws:iam::${accountA}:root`, accountA, accountA),
    );
    const session = await bench.session(user, "AssumeRole", { RoleArn: roleArn, RoleSessionName: "s1" });
    const { body } = await bench.ask(session, "GetCallerIdentity");
    const userId = elementOf(body, "UserId");
    expect(userId.split(":")).toEqual([expect.stringMatching(roleId), "s1"]);
    expect(body).toBe(identity(`arn:aws:sts::${accountA}:assumed-role/reader/s1`, userId, accountA));
    const guest = await bench.session(user, "GetFederationToken", { Name: "guest" });
    expect((await bench.ask(guest, "GetCallerIdentity")).body).toBe(
      identity(`arn:aws:sts::${accountB}:federated-user/guest`, `${accountB}:guest`, accountB),
    );
  });

  test("of GetSessionToken holds credentials of twelve hours and nothing else", async () => {
    const answer = await bench.ask(user, "GetSessionToken");
    expect(answer.body).toBe(reply("GetSessionToken", credentials(answer, "2026-07-13T23:00:00Z")));
  });

  test("of GetFederationToken holds a packed size of nothing", async () => {
    const answer = await bench.ask(user, "GetFederationToken", { Name: "guest" });
    expect(answer.body).toBe(
      reply("GetFederationToken", [
        ...credentials(answer, "2026-07-13T23:00:00Z"),
        "<FederatedUser>",
        `  <FederatedUserId>${accountB}:guest</FederatedUserId>`,
        `  <Arn>arn:aws:sts::${accountB}:federated-user/guest</Arn>`,
        "</FederatedUser>",
        "<PackedPolicySize>0</PackedPolicySize>",
      ]),
    );
  });

  const userLines = (id: string) => [
    "<AssumedRoleUser>",
    `  <AssumedRoleId>${id}</AssumedRoleId>`,
    `  <Arn>arn:aws:sts::${accountA}:assumed-role/reader/s1</Arn>`,
    "</AssumedRoleUser>",
  ];
  test.each([
    ["nothing more", {}, []],
    ["an external id, which is not repeated", { ExternalId: "x-1" }, []],
    ["a source identity", { SourceIdentity: "ann" }, ["<SourceIdentity>ann</SourceIdentity>"]],
  ] as const)("of AssumeRole with %s", async (_, parameters, more) => {
    const answer = await assume(parameters);
    const id = elementOf(answer.body, "AssumedRoleId");
    expect(id.split(":")).toEqual([expect.stringMatching(roleId), "s1"]);
    expect(answer.body).toBe(
      reply("AssumeRole", [...userLines(id), ...credentials(answer, "2026-07-13T12:00:00Z"), ...more]),
    );
  });

  test("of AssumeRole with a session policy of 165 characters says that it fills 16 percent", async () => {
    const text = policy({ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }).padEnd(165);
    const answer = await assume({ Policy: text });
    expect(elementOf(answer.body, "PackedPolicySize")).toBe("16");
  });
});

describe("to a client that accepts JSON", () => {
  const json = { Accept: "application/json" };
  test("an answer is JSON, with times as numbers", async () => {
    const identified = await bench.ask(keys.rootA, "GetCallerIdentity", {}, json);
    expect(identified.headers.get("content-type")).toBe("application/json");
    expect(identified.body).toBe(
      `{"GetCallerIdentityResponse":{"GetCallerIdentityResult":{"Account":"${accountA}",` +
        `"Arn":"arn:aws:iam::${accountA}:root","UserId":"${accountA}"},"ResponseMetadata":{"RequestId":"${requestId}"}}}`,
    );
    const session = JSON.parse((await bench.ask(user, "GetSessionToken", {}, json)).body);
    const { Credentials } = session.GetSessionTokenResponse.GetSessionTokenResult;
    expect(Credentials.Expiration).toBe(Date.UTC(2026, 6, 13, 23) / 1000);
  });

  test("a refusal is JSON", async () => {
    const { status, body } = await bench.ask({ ...keys.adminA, secretAccessKey: "x" }, "GetCallerIdentity", {}, json);
    const text =
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";
    expect([status, body]).toEqual([
      403,
      `{"Error":{"Code":"SignatureDoesNotMatch","Message":"${text}","Type":"Sender"},"RequestId":"${requestId}"}`,
    ]);
  });

  test("an operation that answers nothing answers its request id", async () => {
    const { body } = await bench.ask(keys.adminA, "DeleteRole", { RoleName: "none" }, json);
    expect(JSON.parse(body)).toMatchObject({ Error: { Code: "NoSuchEntity" } });
    await bench.must(keys.adminA, "CreateUser", { UserName: "gone" });
    expect((await bench.ask(keys.adminA, "DeleteUser", { UserName: "gone" }, json)).body).toBe(
      `{"DeleteUserResponse":{"ResponseMetadata":{"RequestId":"${requestId}"}}}`,
    );
  });
});

const sts = "https://sts.amazonaws.com/doc/2011-06-15/";
const fault = "http://webservices.amazon.com/AWSFault/2005-15-09";
const one = "1 validation error detected: Value";

describe("a refusal", () => {
  const longName = "s".repeat(65);
  test.each<[name: string, parameters: Parameters, status: number, code: string, message: string | undefined]>([
    [
      "a role ARN too short",
      { RoleArn: "not-an-arn" },
      400,
      "ValidationError",
      `${one} 'not-an-arn' at 'roleArn' failed to satisfy constraint: Member must have length greater than or equal to 20`,
    ],
    ["no ARN at all", { RoleArn: "nothing-valid-in-here" }, 400, "ValidationError", "nothing-valid-in-here is invalid"],
    [
      "an ARN without partition",
      { RoleArn: "arn::b:::something/test-role" },
      400,
      "ValidationError",
      "arn::b:::something/test-role is invalid",
    ],
    [
      "an ARN without service",
      { RoleArn: "arn:a::::something/test-role" },
      400,
      "ValidationError",
      "arn:a::::something/test-role is invalid",
    ],
    [
      "an ARN of too few parts",
      { RoleArn: "arn:a:::something/test-role" },
      400,
      "ValidationError",
      "arn:a:::something/test-role is invalid",
    ],
    [
      "an ARN without resource",
      { RoleArn: "arn:a:a::aaaaaaaaaa:" },
      400,
      "ValidationError",
      "arn:a:a::aaaaaaaaaa: is invalid",
    ],
    [
      "a session name of other characters",
      { RoleSessionName: "Session1:2" },
      400,
      "ValidationError",
      `${one} 'Session1:2' at 'roleSessionName' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    ],
    [
      "a session name too long",
      { RoleSessionName: longName },
      400,
      "ValidationError",
      `${one} '${longName}' at 'roleSessionName' failed to satisfy constraint: Member must have length less than or equal to 64`,
    ],
    [
      "a duration too short",
      { DurationSeconds: "899" },
      400,
      "ValidationError",
      `${one} '899' at 'durationSeconds' failed to satisfy constraint: Member must have value greater than or equal to 900`,
    ],
    [
      "a duration too long for all",
      { DurationSeconds: "43201" },
      400,
      "ValidationError",
      `${one} '43201' at 'durationSeconds' failed to satisfy constraint: Member must have value less than or equal to 43200`,
    ],
    [
      "a duration too long for the role",
      { DurationSeconds: "3601" },
      400,
      "ValidationError",
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    ],
    ["an empty number", { DurationSeconds: "" }, 400, "MalformedInput", "missing value for decimal type"],
    ["no number", { DurationSeconds: "abc" }, 400, "MalformedInput", undefined],
    ["a broken number", { DurationSeconds: "900.0" }, 400, "MalformedInput", undefined],
    ["a number beyond 32 bits", { DurationSeconds: "2147483648" }, 400, "MalformedInput", undefined],
    [
      "a source identity that begins like AWS's",
      { SourceIdentity: "aws:ann" },
      400,
      "ValidationError",
      `${one} 'aws:ann' at 'sourceIdentity' failed to satisfy constraint: Member must satisfy regular expression pattern: [\\w+=,.@-]*`,
    ],
    [
      "keys of tags that differ in case",
      members("Tags", { Key: "a", Value: "1" }, { Key: "A", Value: "2" }),
      400,
      "InvalidParameterValue",
      "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    ],
    [
      "a transitive key without tag",
      members("TransitiveTagKeys", "a"),
      400,
      "InvalidParameterValue",
      "The specified transitive tag key must be included in the requested tags.",
    ],
    [
      "a role that does not exist",
      { RoleArn: `${roleArn}s` },
      403,
      "AccessDenied",
      `User: arn:aws:iam::${accountB}:user/ann is not authorized to perform: sts:AssumeRole on resource: ${roleArn}s`,
    ],
  ])("of AssumeRole with %s", async (_, parameters, status, code, message) => {
    const answer = await assume(parameters);
    // What cannot be decoded is refused before the service has the call.
    const namespace = code === "MalformedInput" ? fault : sts;
    expect([answer.status, answer.body]).toEqual([status, refusal(code, message, namespace)]);
  });

  test.each([
    [
      "an operation that does not exist",
      { Action: "NoSuchAction" },
      "Could not find operation NoSuchAction for version 2011-06-15",
    ],
    ["an empty operation", { Action: "" }, "Could not find operation  for version 2011-06-15"],
    ["an empty version", { Version: "" }, "Could not find operation GetCallerIdentity for version "],
  ])("of %s is a fault of AWS's namespace", async (_, parameters: Parameters, message) => {
    const response = await fetch(`http://127.0.0.1:${bench.port}/`, {
      method: "POST",
      headers: {
        "content-type": "application/x-www-form-urlencoded",
        authorization:
          "AWS4-HMAC-SHA256 Credential=x/20260713/us-east-1/sts/aws4_request, SignedHeaders=host, Signature=x",
      },
      body: new URLSearchParams({ Action: "GetCallerIdentity", Version: "2011-06-15", ...parameters }),
    });
    expect([response.status, await response.text()]).toEqual([400, refusal("InvalidAction", message, fault)]);
  });

  test.each([
    [
      "an unknown key",
      { accessKeyId: "AKIAIOSFODNN7EXAMPLE", secretAccessKey: "x" },
      "InvalidClientTokenId",
      "The security token included in the request is invalid.",
    ],
    [
      "a wrong secret",
      { ...keys.adminA, secretAccessKey: "x" },
      "SignatureDoesNotMatch",
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
    ],
  ])("of %s", async (_, who, code, message) => {
    const answer = await bench.ask(who, "GetCallerIdentity");
    expect([answer.status, answer.body]).toEqual([403, refusal(code, message, sts)]);
  });

  test("of a session that has expired, before its signature is looked at", async () => {
    const session = await bench.session(user, "AssumeRole", {
      RoleArn: roleArn,
      RoleSessionName: "s1",
      DurationSeconds: "900",
    });
    bench.clock.nowMs += 900_000;
    try {
      const answer = await bench.ask({ ...session, secretAccessKey: "wrong" }, "GetCallerIdentity");
      expect([answer.status, answer.body]).toEqual([
        403,
        refusal("ExpiredToken", "The security token included in the request is expired", sts),
      ]);
    } finally {
      bench.clock.nowMs -= 900_000;
    }
  });

  test("of a call that is not signed", async () => {
    const answer = await bench.ask(undefined, "GetCallerIdentity");
    expect([answer.status, answer.body]).toEqual([
      403,
      refusal("MissingAuthenticationToken", "Request is missing Authentication Token", sts),
    ]);
  });

  test("of a change of the source identity in a chain, and of more than an hour", async () => {
    const parameters = { RoleArn: roleArn, RoleSessionName: "s1", SourceIdentity: "ann" };
    const session = await bench.session(user, "AssumeRole", parameters);
    const trust = { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:*" };
    const RoleArn = await bench.role("next", trust, { MaxSessionDuration: "7200" });
    const chain = { RoleArn, RoleSessionName: "s2" };
    const changed = await bench.ask(session, "AssumeRole", { ...chain, SourceIdentity: "bob" });
    expect([changed.status, changed.body]).toEqual([
      400,
      refusal("ValidationError", "The source identity is already set for this assume role session", sts),
    ]);
    const long = await bench.ask(session, "AssumeRole", { ...chain, DurationSeconds: "3601" });
    const text = "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.";
    expect([long.status, long.body]).toEqual([400, refusal("ValidationError", text, sts)]);
  });
});
