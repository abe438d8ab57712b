import { randomBytes } from "node:crypto";
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
import { newUniqueId } from "../../arn/unique-id.ts";
import { encodeBase32, totpCode, totpStep } from "../../identity/totp.ts";
import { type SigningCredentials, signRequest } from "../../sigv4/sign.ts";

let bench: StsBench;
let alice: SigningCredentials;
const seed = Buffer.from("12345678901234567890");
const serial = `arn:aws:iam::${accountA}:mfa/phone`;
const all = { Effect: "Allow", Action: "*", Resource: "*" };

beforeAll(async () => {
  bench = await startStsBench();
  alice = await bench.user("alice", [all], keys.adminA);
  await bench.store.write(async (tx) => {
    const user = await tx.users.get(accountA, "alice");
    await tx.iamParts.insert<"mfaDevice">({
      accountId: accountA,
      kind: "mfaDevice",
      key: serial,
      ...(user && { userId: user.userId }),
      createdAtMs: 0,
      secret: encodeBase32(seed),
      detail: { deviceName: "phone", path: "/", tags: [], driftSteps: 0 },
    });
  });
});

afterAll(() => bench.close());

/** The code that the device shows now. */
const code = () => totpCode(seed, totpStep(bench.clock.nowMs));
const nextCode = () => {
  bench.clock.nowMs += 30_000;
  return code();
};

describe("a second factor", () => {
  const wrong = "403 AccessDenied: MultiFactorAuthentication failed with invalid MFA one time pass code. ";
  const unknown =
    "403 AccessDenied: MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.";

  test("opens a session that has it, and a code counts once", async () => {
    const TokenCode = nextCode();
    const session = await bench.session(alice, "GetSessionToken", { SerialNumber: serial, TokenCode });
    expect((await bench.ask(session, "ListUsers")).outcome).toBe("200");
    expect((await bench.ask(alice, "GetSessionToken", { SerialNumber: serial, TokenCode })).outcome).toBe(wrong);
  });

  test.each([
    ["a wrong code", () => ({ SerialNumber: serial, TokenCode: code() === "000000" ? "000001" : "000000" }), wrong],
    ["another device", () => ({ SerialNumber: `${serial}2`, TokenCode: nextCode() }), unknown],
    ["no device", () => ({ TokenCode: nextCode() }), unknown],
  ])("%s is refused", async (_, parameters, outcome) => {
    expect((await bench.ask(alice, "GetSessionToken", parameters())).outcome).toBe(outcome);
  });

  test("of somebody else is refused", async () => {
    const parameters = { SerialNumber: serial, TokenCode: nextCode() };
    expect((await bench.ask(keys.adminA, "GetSessionToken", parameters)).outcome).toBe(unknown);
  });

  test("is seen by policies, with its age, and not in sessions without", async () => {
    const mfa = await bench.session(alice, "GetSessionToken", { SerialNumber: serial, TokenCode: nextCode() });
    const bare = await bench.session(alice, "GetSessionToken", {});
    const trust = (Condition: object) => ({
      Effect: "Allow",
      Principal: { AWS: `arn:aws:iam::${accountA}:user/alice` },
      Action: "sts:AssumeRole",
      Condition,
    });
    const present = await bench.role("present", trust({ Bool: { "aws:MultiFactorAuthPresent": "true" } }));
    const young = await bench.role("young", trust({ NumericLessThan: { "aws:MultiFactorAuthAge": "60" } }));
    const outcome = async (who: SigningCredentials, RoleArn: string, more: Parameters = {}) =>
      (await bench.ask(who, "AssumeRole", { RoleArn, RoleSessionName: "test", ...more })).status;
    expect(await Promise.all([outcome(mfa, present), outcome(bare, present), outcome(alice, present)])).toEqual([
      200, 403, 403,
    ]);
    expect(await outcome(mfa, young)).toBe(200);
    bench.clock.nowMs += 60_000;
    expect(await outcome(mfa, young)).toBe(403);
    expect(await outcome(mfa, present)).toBe(200);
    expect(await outcome(alice, present, { SerialNumber: serial, TokenCode: nextCode() })).toBe(200);
  });
});

describe("GetSessionToken", () => {
  test.each([
    ["a user", () => alice, {}, 43_200],
    ["a user who asks", () => alice, { DurationSeconds: "900" }, 900],
    ["root", () => keys.rootA, {}, 3600],
    ["root who asks for more", () => keys.rootA, { DurationSeconds: "129600" }, 3600],
  ] as const)("of %s lasts as documented", async (_, who, parameters, seconds) => {
    const answer = await bench.must(who(), "GetSessionToken", parameters);
    const expiration = Date.parse(elementOf(answer, "Expiration"));
    expect(expiration).toBe(Math.floor(bench.clock.nowMs / 1000) * 1000 + seconds * 1000);
  });

  test("without a second factor opens neither IAM nor most of STS", async () => {
    const session = await bench.session(alice, "GetSessionToken", {});
    expect((await bench.ask(session, "ListUsers")).status).toBe(403);
    expect((await bench.ask(session, "GetCallerIdentity")).body).toContain(`<Arn>arn:aws:iam::${accountA}:user/alice`);
    for (const [name, parameters] of [
      ["GetSessionToken", {}],
      ["GetFederationToken", { Name: "fed" }],
      ["GetAccessKeyInfo", { AccessKeyId: "AKIAIOSFODNN7EXAMPLE" }],
    ] as const) {
      expect((await bench.ask(session, name, parameters)).outcome).toBe(
        `403 AccessDenied: Cannot call ${name} with session credentials`,
      );
    }
  });
});

describe("GetFederationToken", () => {
  const arn = `arn:aws:sts::${accountA}:federated-user/fed`;

  test("answers who the user is, with a packed size even when there is nothing to pack", async () => {
    const answer = await bench.must(alice, "GetFederationToken", { Name: "fed" });
    expect(elementOf(answer, "Arn")).toBe(arn);
    expect(elementOf(answer, "FederatedUserId")).toBe(`${accountA}:fed`);
    expect(elementOf(answer, "PackedPolicySize")).toBe("0");
  });

  test("needs its permission on the federated user, and another for tags", async () => {
    const bare = await bench.user("no-federation", [], keys.adminA);
    const own = { Effect: "Allow", Action: "sts:GetFederationToken", Resource: arn };
    const only = await bench.user("federation-only", [own], keys.adminA);
    const tags = members("Tags", { Key: "team", Value: "blue" });
    expect((await bench.ask(bare, "GetFederationToken", { Name: "fed" })).outcome).toBe(
      `403 AccessDenied: User: arn:aws:iam::${accountA}:user/no-federation is not authorized to perform: sts:GetFederationToken on resource: ${arn} because no identity-based policy allows the sts:GetFederationToken action`,
    );
    expect((await bench.ask(only, "GetFederationToken", { Name: "fed" })).outcome).toBe("200");
    expect((await bench.ask(only, "GetFederationToken", { Name: "fed", ...tags })).outcome).toContain(
      "perform: sts:TagSession",
    );
  });

  const apis = { Effect: "Allow", Action: "apigateway:GET", Resource: "*" };
  const sessionPolicy = policy(apis);
  test.each([
    ["what user and session policies both allow", () => alice, { Policy: sessionPolicy }, 200],
    ["nothing without session policies", () => alice, {}, 403],
    ["nothing that only the session policy allows", () => callerWith("narrow"), { Policy: sessionPolicy }, 403],
    ["what root's session policy allows", () => keys.rootA, { Policy: sessionPolicy }, 200],
    ["nothing for root without session policies", () => keys.rootA, {}, 403],
    [
      "what a managed session policy allows",
      () => alice,
      members("PolicyArns", { arn: "arn:aws:iam::aws:policy/AdministratorAccess" }),
      200,
    ],
  ] as const)("may do %s", async (_, who, parameters, status) => {
    const session = await bench.session(await who(), "GetFederationToken", { Name: "fed", ...parameters });
    expect(await listApis(session)).toBe(status);
    expect((await bench.ask(session, "GetCallerIdentity")).body).toContain(`<Arn>${arn}</Arn>`);
  });

  test("opens neither IAM nor the rest of STS, whatever policies say", async () => {
    const session = await bench.session(alice, "GetFederationToken", { Name: "fed", Policy: policy(all) });
    expect((await bench.ask(session, "ListUsers")).status).toBe(403);
    const RoleArn = await bench.role("for-all", { Effect: "Allow", Principal: { AWS: "*" }, Action: "sts:AssumeRole" });
    for (const [name, parameters] of [
      ["AssumeRole", { RoleArn, RoleSessionName: "test" }],
      ["GetFederationToken", { Name: "fed" }],
      ["GetSessionToken", {}],
    ] as const) {
      expect((await bench.ask(session, name, parameters)).outcome).toBe(
        `403 AccessDenied: Cannot call ${name} with session credentials`,
      );
    }
  });

  test("is not for sessions of roles", async () => {
    const RoleArn = await bench.role("fed-role", { Effect: "Allow", Principal: { AWS: accountA }, Action: "sts:*" });
    const session = await bench.session(alice, "AssumeRole", { RoleArn, RoleSessionName: "test" });
    expect((await bench.ask(session, "GetFederationToken", { Name: "fed" })).outcome).toBe(
      "403 AccessDenied: Cannot call GetFederationToken with session credentials",
    );
  });

  let narrow: SigningCredentials | undefined;
  async function callerWith(name: string): Promise<SigningCredentials> {
    narrow ??= await bench.user(
      name,
      [{ Effect: "Allow", Action: "sts:GetFederationToken", Resource: "*" }],
      keys.adminA,
    );
    return narrow;
  }
});

describe("GetAccessKeyInfo", () => {
  const foreignKey = newUniqueId("AKIA", "123456789012", randomBytes);
  test.each([
    ["a key of this server", () => alice.accessKeyId, accountA],
    ["a key of another account with an id of its own", () => keys.adminB.accessKeyId.padEnd(16, "X"), undefined],
    ["a key that no account here has", () => foreignKey, "123456789012"],
    ["a key from before ids held their account", () => "AKIAIOSFODNN7EXAMPLE", undefined],
    ["no key at all", () => "not_an_access_key", undefined],
  ])("of %s", async (_, id, account) => {
    const answer = await bench.ask(alice, "GetAccessKeyInfo", { AccessKeyId: id() });
    const refusal = `400 ValidationError: ${id()} is not the id of an access key`;
    expect([answer.outcome, elementOf(answer.body, "Account")]).toEqual(
      account === undefined ? [refusal, ""] : ["200", account],
    );
  });

  test("needs its permission", async () => {
    const bare = await bench.user("curious", []);
    expect((await bench.ask(bare, "GetAccessKeyInfo", { AccessKeyId: "AKIAIOSFODNN7EXAMPLE" })).outcome).toContain(
      `User: arn:aws:iam::${accountB}:user/curious is not authorized to perform: sts:GetAccessKeyInfo`,
    );
  });
});

test("DecodeAuthorizationMessage opens what the explanation of a refusal holds, for the account that owns it alone", async () => {
  const nobody = await bench.user("nobody", [], keys.adminA);
  await bench.ask(nobody, "ListUsers");
  const path = `/_sallyport/v1/traces/${requestId}`;
  const answer = await get(keys.rootA, path, "sallyport");
  // The answer of Sallyport's own API.
  const { encodedAuthorizationMessage: EncodedMessage = "" } = (await answer.json()) as Record<string, string>;
  const decoded = await bench.must(alice, "DecodeAuthorizationMessage", { EncodedMessage });
  const text = elementOf(decoded, "DecodedMessage").replaceAll("&quot;", '"');
  expect(JSON.parse(text)).toMatchObject({
    allowed: false,
    explicitDeny: false,
    context: { action: "iam:ListUsers", principal: { name: "nobody", arn: `arn:aws:iam::${accountA}:user/nobody` } },
  });
  expect((await bench.ask(keys.adminB, "DecodeAuthorizationMessage", { EncodedMessage })).outcome).toBe(
    "400 InvalidAuthorizationMessageException: Message is not valid",
  );
});

test("DecodeAuthorizationMessage refuses what this server did not seal", async () => {
  expect((await bench.ask(alice, "DecodeAuthorizationMessage", { EncodedMessage: "bm90aGluZw==" })).outcome).toBe(
    "400 InvalidAuthorizationMessageException: Message is not valid",
  );
});

/** The status of listing the account's HTTP APIs, which is neither IAM nor STS. */
async function listApis(credentials: SigningCredentials): Promise<number> {
  return (await get(credentials, "/v2/apis", "apigateway")).status;
}

/** Signs and sends a request without body. */
function get(credentials: SigningCredentials, path: string, service: string): Promise<Response> {
  const headers = ["Host", `127.0.0.1:${bench.port}`];
  const request = { method: "GET", path, query: "", headers, body: "", region: "us-east-1" };
  const added = signRequest({ ...request, service, nowMs: bench.clock.nowMs, credentials });
  return fetch(`http://127.0.0.1:${bench.port}${path}`, { headers: added });
}
