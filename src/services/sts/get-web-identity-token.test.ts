import { createRemoteJWKSet, jwtVerify } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountA, elementOf, keys, members, startStsBench, type StsBench } from "../../../test/sts-bench.ts";
import type { SigningCredentials } from "../../sigv4/sign.ts";

let bench: StsBench;
let alice: SigningCredentials;
const issuer = "https://00000000-0000-4000-8000-000000000000.tokens.sts.global.api.aws";
const audience = members("Audience", "https://api.example", "second");

beforeAll(async () => {
  bench = await startStsBench();
  alice = await bench.user("alice", [{ Effect: "Allow", Action: "sts:*", Resource: "*" }], keys.adminA);
});

afterAll(() => bench.close());

const ask = (who: SigningCredentials, parameters = {}) =>
  bench.ask(who, "GetWebIdentityToken", { SigningAlgorithm: "ES384", ...audience, ...parameters });

test("nothing is issued before the account enables it", async () => {
  expect((await ask(alice)).outcome).toBe(
    "403 OutboundWebIdentityFederationDisabledException: Outbound web identity federation is not enabled for this account.",
  );
  expect((await documents("openid-configuration")).status).toBe(404);
});

describe("once enabled", () => {
  beforeAll(async () => {
    await bench.must(keys.adminA, "EnableOutboundWebIdentityFederation");
  });

  test.each(["RS256", "ES384"])("a token under %s is verified with the published keys", async (SigningAlgorithm) => {
    const answer = await ask(alice, { SigningAlgorithm, ...members("Tags", { Key: "team", Value: "blue" }) });
    expect(answer.outcome).toBe("200");
    const discovery = (await (await documents("openid-configuration")).json()) as Record<string, string>;
    expect(discovery["issuer"]).toBe(issuer);
    const { payload, protectedHeader } = await jwtVerify(
      elementOf(answer.body, "WebIdentityToken"),
      createRemoteJWKSet(new URL(discovery["jwks_uri"] ?? "")),
      { issuer, audience: "https://api.example", currentDate: new Date(bench.clock.nowMs) },
    );
    const now = Math.floor(bench.clock.nowMs / 1000);
    expect(protectedHeader.alg).toBe(SigningAlgorithm);
    expect(payload).toMatchObject({
      sub: `arn:aws:iam::${accountA}:user/alice`,
      aud: ["https://api.example", "second"],
      iat: now,
      exp: now + 300,
      "https://sts.amazonaws.com/": { aws_account: accountA, request_tags: { team: "blue" } },
    });
  });

  test.each([
    ["an unknown algorithm", { SigningAlgorithm: "HS256" }, "Member must satisfy enum value set: [RS256, ES384]"],
    ["a minute too short", { DurationSeconds: "59" }, "Member must have value greater than or equal to 60"],
    ["an hour too long", { DurationSeconds: "3601" }, "Member must have value less than or equal to 3600"],
  ])("%s is refused", async (_, parameters, text) => {
    expect((await ask(alice, parameters)).outcome).toContain(text);
  });

  test("a session's token does not outlive it, and speaks for its role", async () => {
    const RoleArn = await bench.role("service", { Effect: "Allow", Principal: { AWS: accountA }, Action: "sts:*" });
    const PolicyDocument = JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Action: "sts:*", Resource: "*" }],
    });
    await bench.must(keys.adminA, "PutRolePolicy", { RoleName: "service", PolicyName: "own", PolicyDocument });
    const parameters = { RoleArn, RoleSessionName: "test", DurationSeconds: "900" };
    const session = await bench.session(alice, "AssumeRole", parameters);
    expect((await ask(session, { DurationSeconds: "901" })).outcome).toMatch(/^403 SessionDurationEscalationException/);
    const token = elementOf((await ask(session, { DurationSeconds: "900" })).body, "WebIdentityToken");
    const claims = JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as {
      readonly sub: string;
    };
    expect(claims.sub).toBe(RoleArn);
  });

  test("the permission is asked for, and another for tags", async () => {
    const bare = await bench.user("bare", [], keys.adminA);
    expect((await ask(bare)).outcome).toContain("is not authorized to perform: sts:GetWebIdentityToken on resource: *");
    const own = { Effect: "Allow", Action: "sts:GetWebIdentityToken", Resource: "*" };
    const untagged = await bench.user("untagged", [own], keys.adminA);
    expect((await ask(untagged)).outcome).toBe("200");
    expect((await ask(untagged, members("Tags", { Key: "a", Value: "b" }))).outcome).toContain(
      "sts:TagGetWebIdentityToken",
    );
  });
});

function documents(name: string): Promise<Response> {
  return fetch(`http://127.0.0.1:${bench.port}/_sallyport/web-identity/${accountA}/.well-known/${name}`);
}
