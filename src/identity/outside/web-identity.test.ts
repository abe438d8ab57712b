import http from "node:http";
import { exportJWK, generateKeyPair, type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { listen } from "../../../test/gateway.ts";
import {
  accountA,
  type Answer,
  elementOf,
  keys,
  members,
  startStsBench,
  type StsBench,
} from "../../../test/sts-bench.ts";

let bench: StsBench;
let issuer: TestIssuer;
let roleArn: string;
const client = "my-client";

beforeAll(async () => {
  bench = await startStsBench();
  issuer = await startIssuer();
  await trustIssuer(issuer.url, [client, "other-client"]);
  roleArn = await bench.role("web", trusting(issuer, { StringEquals: { [`${issuer.name}:sub`]: "carol" } }));
});

afterAll(async () => {
  await issuer.close();
  await bench.close();
});

const trusting = ({ name }: { readonly name: string }, Condition: object = {}) => ({
  Effect: "Allow",
  Principal: { Federated: `arn:aws:iam::${accountA}:oidc-provider/${name}` },
  Action: ["sts:AssumeRoleWithWebIdentity", "sts:TagSession", "sts:SetSourceIdentity"],
  Condition,
});

function trustIssuer(url: string, clientIds: readonly string[]) {
  const name = url.replace(/^https?:\/\//, "");
  return bench.store.write((tx) =>
    tx.iamParts.insert<"oidcProvider">({
      accountId: accountA,
      kind: "oidcProvider",
      key: `arn:aws:iam::${accountA}:oidc-provider/${name}`,
      createdAtMs: 0,
      detail: { url: name, clientIds, thumbprints: [], tags: [] },
    }),
  );
}

interface TestIssuer {
  readonly url: string;
  readonly name: string;
  /** What was asked for. */
  readonly asked: string[];
  /** A signed token; `exp` and `iat` are counted from the server's clock. */
  token(claims?: JWTPayload, kid?: string): Promise<string>;
  /** Signs with a new key from now on and publishes only that. */
  rotate(): Promise<void>;
  /** Answers everything with that from now on. */
  answer: ((path: string) => string | undefined) | undefined;
  close(): Promise<void>;
}

async function startIssuer(): Promise<TestIssuer> {
  let generation = 0;
  let pair = await generateKeyPair("RS256");
  const asked: string[] = [];
  const issuer = { answer: undefined } as { answer: TestIssuer["answer"] };
  const server = http.createServer((incoming, outgoing) => {
    const path = incoming.url ?? "";
    asked.push(path);
    void (async () => {
      const jwk = { ...(await exportJWK(pair.publicKey)), kid: `key-${generation}`, use: "sig", alg: "RS256" };
      const discovery = { issuer: url, jwks_uri: `${url}/jwks` };
      const body = issuer.answer?.(path) ?? JSON.stringify(path === "/jwks" ? { keys: [jwk] } : discovery);
      outgoing.setHeader("content-type", "application/json").end(body);
    })();
  });
  const url = `http://127.0.0.1:${await listen(server)}`;
  return Object.assign(issuer, {
    url,
    name: url.slice("http://".length),
    asked,
    token: (claims: JWTPayload = {}, kid = `key-${generation}`) => {
      const now = Math.floor(bench.clock.nowMs / 1000);
      const { exp = 300, iat = 0, ...others } = claims;
      const all = { iss: url, sub: "carol", aud: client, exp: now + exp, iat: now + iat, ...others };
      return new SignJWT(all).setProtectedHeader({ alg: "RS256", kid }).sign(pair.privateKey);
    },
    rotate: async () => {
      generation += 1;
      pair = await generateKeyPair("RS256");
    },
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  });
}

/** Assumes the role with a token; nothing is signed. */
const assume = (WebIdentityToken: string, RoleArn = roleArn): Promise<Answer> =>
  bench.ask(undefined, "AssumeRoleWithWebIdentity", { RoleArn, RoleSessionName: "from-web", WebIdentityToken });

test("a token of a trusted issuer opens a session, without a signature", async () => {
  const answer = await assume(await issuer.token());
  expect(answer.outcome).toBe("200");
  expect(elementOf(answer.body, "Arn")).toBe(`arn:aws:sts::${accountA}:assumed-role/web/from-web`);
  expect(elementOf(answer.body, "SubjectFromWebIdentityToken")).toBe("carol");
  expect(elementOf(answer.body, "Audience")).toBe(client);
  expect(elementOf(answer.body, "Provider")).toBe(`arn:aws:iam::${accountA}:oidc-provider/${issuer.name}`);
  const session = {
    accessKeyId: elementOf(answer.body, "AccessKeyId"),
    secretAccessKey: elementOf(answer.body, "SecretAccessKey"),
    sessionToken: elementOf(answer.body, "SessionToken"),
  };
  expect((await bench.ask(session, "GetCallerIdentity")).body).toContain("assumed-role/web/from-web");
});

const invalid = (text: string) => `400 InvalidIdentityToken: ${text}`;
const denied = "403 AccessDenied: Not authorized to perform sts:AssumeRoleWithWebIdentity";

describe("a token is refused", () => {
  test.each([
    [
      "that is none",
      () => Promise.resolve("not-a-token"),
      invalid("The ID Token provided is not a valid JWT. (You may see this error if you sent an Access Token)"),
    ],
    [
      "of an issuer that nobody trusts",
      () => issuer.token({ iss: "https://nobody.example" }),
      invalid("No OpenIDConnect provider found in your account for https://nobody.example"),
    ],
    ["for another audience", () => issuer.token({ aud: "somebody" }), invalid("Incorrect token audience")],
    [
      "for two audiences without an authorized party",
      () => issuer.token({ aud: [client, "other-client"] }),
      invalid("Token audience contains more than one audience while authorized party is not present"),
    ],
    [
      "whose authorized party is not a client",
      () => issuer.token({ azp: "somebody" }),
      invalid("Incorrect token audience"),
    ],
    [
      "with a source identity that AWS reserves",
      () => issuer.token({ "https://aws.amazon.com/source_identity": "aws:carol" }),
      invalid('Source Identity must match [a-zA-Z_0-9+=,.@-]{2,64} and not begin with "aws:"'),
    ],
    [
      "with a tag that AWS reserves",
      () => issuer.token({ "https://aws.amazon.com/tags/principal_tags/aws:team": "blue" }),
      invalid("The session tag aws:team is not one that AWS accepts."),
    ],
    [
      "with a tag of other characters",
      () => issuer.token({ "https://aws.amazon.com/tags/principal_tags/team": "<blue>" }),
      invalid("The session tag team is not one that AWS accepts."),
    ],
    ["without a subject", () => issuer.token({ sub: "" }), invalid("Missing a required claim: sub.")],
    [
      "of the future",
      () => issuer.token({ iat: 301, exp: 900 }),
      invalid("The web identity token provided could not be validated."),
    ],
    [
      "not valid yet",
      () => issuer.token({ nbf: 2_000_000_000 }),
      invalid("The web identity token provided could not be validated."),
    ],
    ["of a subject that the role does not trust", () => issuer.token({ sub: "mallory" }), denied],
    [
      "that was changed",
      async () => tampered(await issuer.token()),
      invalid("The web identity token provided could not be validated."),
    ],
    [
      "that is not signed",
      async () => new UnsecuredJWT({ iss: issuer.url, sub: "carol", aud: client }).encode(),
      "Couldn't retrieve verification key",
    ],
  ] as const)("%s", async (_, token, outcome) => {
    expect((await assume(await token())).outcome).toContain(outcome);
  });

  test("that has expired, five minutes after it did", async () => {
    expect((await assume(await issuer.token({ exp: -299 }))).outcome).toBe("200");
    const now = Math.floor(bench.clock.nowMs / 1000);
    expect((await assume(await issuer.token({ exp: -300 }))).outcome).toBe(
      `400 ExpiredTokenException: Token expired: current date/time ${now} must be before the expiration date/time ${now - 300}`,
    );
  });

  test.each(["missing", "WEB"])("for a role that does not exist, %s", async (role) => {
    expect((await assume(await issuer.token(), `arn:aws:iam::${accountA}:role/${role}`)).outcome).toBe(denied);
  });

  test("signed with the public key as if it were a shared secret", async () => {
    const [header, payload] = (await issuer.token()).split(".");
    const forged = Buffer.from(JSON.stringify({ alg: "HS256", kid: "key-0" })).toString("base64url");
    expect((await assume(`${forged}.${payload}.${header}`)).status).toBe(400);
  });
});

/** The token with another subject under the old signature. */
function tampered(token: string): string {
  const [header, payload = "", signature] = token.split(".");
  const claims = JSON.parse(Buffer.from(payload, "base64url").toString()) as JWTPayload;
  const changed = Buffer.from(JSON.stringify({ ...claims, name: "x" })).toString("base64url");
  return `${header}.${changed}.${signature}`;
}

test.each([
  ["{", "400 MalformedPolicyDocument"],
  ['{"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}'.padEnd(1200), "400 PackedPolicyTooLarge"],
])("a session policy is refused for what it is: %s", async (Policy, outcome) => {
  const answer = await bench.ask(undefined, "AssumeRoleWithWebIdentity", {
    RoleArn: roleArn,
    RoleSessionName: "test",
    WebIdentityToken: await issuer.token(),
    Policy,
  });
  expect(answer.outcome).toContain(outcome);
});

test("an authorized party is the audience, and the audience the original one", async () => {
  const arn = await bench.role(
    "azp",
    trusting(issuer, {
      StringEquals: { [`${issuer.name}:aud`]: "other-client", [`${issuer.name}:oaud`]: "https://api.example" },
    }),
  );
  const answer = await assume(await issuer.token({ azp: "other-client", aud: "https://api.example" }), arn);
  expect(elementOf(answer.body, "Audience")).toBe("other-client");
});

test("tags and source identity come from the token, and need their permissions", async () => {
  const claims = {
    "https://aws.amazon.com/tags": { principal_tags: { team: ["blue"] }, transitive_tag_keys: ["team"] },
    "https://aws.amazon.com/source_identity": "carol",
  };
  const tagged = await bench.role("tagged", trusting(issuer, { StringEquals: { "aws:RequestTag/team": "blue" } }));
  const answer = await assume(await issuer.token(claims), tagged);
  expect(answer.outcome).toBe("200");
  expect(elementOf(answer.body, "SourceIdentity")).toBe("carol");
  const bare = { ...trusting(issuer), Action: "sts:AssumeRoleWithWebIdentity" };
  const untagged = await bench.role("untagged", bare);
  expect((await assume(await issuer.token(claims), untagged)).outcome).toBe(
    "403 AccessDenied: Not authorized to perform sts:TagSession",
  );
});

test("sessions know their provider", async () => {
  const RoleArn = await bench.role("provider", {
    Effect: "Allow",
    Principal: { AWS: accountA },
    Action: "sts:AssumeRole",
    Condition: {
      StringLike: { "aws:FederatedProvider": `*oidc-provider/${issuer.name}`, [`${issuer.name}:sub`]: "carol" },
    },
  });
  const PolicyDocument = JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Action: "sts:AssumeRole", Resource: "*" }],
  });
  await bench.must(keys.adminA, "PutRolePolicy", { RoleName: "web", PolicyName: "chain", PolicyDocument });
  const session = await bench.session(undefined, "AssumeRoleWithWebIdentity", {
    RoleArn: roleArn,
    RoleSessionName: "test",
    WebIdentityToken: await issuer.token(),
  });
  expect((await bench.ask(session, "AssumeRole", { RoleArn, RoleSessionName: "test" })).outcome).toBe("200");
  expect((await bench.ask(keys.adminA, "AssumeRole", { RoleArn, RoleSessionName: "test" })).status).toBe(403);
});

describe("the issuer's keys", () => {
  test("are asked for once, and again when a token names a new one, at most every ten seconds", async () => {
    bench.clock.nowMs += 3_600_000;
    await assume(await issuer.token());
    issuer.asked.length = 0;
    await Promise.all([1, 2, 3].map(async () => assume(await issuer.token())));
    expect(issuer.asked).toEqual([]);
    for (let attempt = 0; attempt < 3; attempt += 1) {
      expect((await assume(await issuer.token({}, "made-up"))).outcome).toContain("Couldn't retrieve verification key");
    }
    expect(issuer.asked).toEqual([]);
    bench.clock.nowMs += 10_000;
    await issuer.rotate();
    expect((await assume(await issuer.token())).outcome).toBe("200");
    expect(issuer.asked).toEqual(["/.well-known/openid-configuration", "/jwks"]);
  });

  test.each([
    [
      "a discovery document of another issuer",
      (): string => '{"issuer":"https://other.example","jwks_uri":"http://127.0.0.1:1/"}',
      "400 InvalidIdentityToken",
    ],
    ["no JSON", (): string => "<html>", "400 IDPCommunicationError"],
    ["more than it may", (): string => " ".repeat(300_000), "400 IDPCommunicationError"],
    [
      "an address elsewhere without TLS",
      (): string => JSON.stringify({ issuer: issuer.url, jwks_uri: "http://192.0.2.1/jwks" }),
      "400 InvalidIdentityToken",
    ],
  ] as const)("do not count when it answers %s", async (_, answer, outcome) => {
    bench.clock.nowMs += 3_600_000;
    issuer.answer = answer;
    expect((await assume(await issuer.token())).outcome).toContain(outcome);
    issuer.answer = undefined;
    issuer.asked.length = 0;
    // Nobody who calls has proven anything yet: the issuer is not asked for each of them.
    expect((await assume(await issuer.token())).outcome).toContain(outcome);
    expect(issuer.asked).toEqual([]);
    bench.clock.nowMs += 1_000;
    expect((await assume(await issuer.token())).outcome).toBe("200");
  });

  test("cannot be had from an issuer that is not there", async () => {
    const gone = await startIssuer();
    await trustIssuer(gone.url, [client]);
    const token = await gone.token();
    await gone.close();
    expect((await assume(token)).outcome).toContain("400 IDPCommunicationError");
  });
});

test("nothing else may be called without a signature", async () => {
  const { services } = await import("../../services/services.ts");
  const open = services.flatMap(({ operations }) =>
    operations.filter(({ behaviour }) => behaviour.proofOf !== undefined).map(({ name }) => name),
  );
  expect(open.sort()).toEqual(["AssumeRoleWithSAML", "AssumeRoleWithWebIdentity"]);
  const queryOperations: readonly string[] = services
    .filter(({ protocol }) => protocol === "awsQuery")
    .flatMap((service) => service.operations.map(({ name }) => name));
  for (const name of queryOperations.filter((operation) => !open.includes(operation))) {
    const answer = await bench.ask(undefined, name, members("Any", "thing"));
    expect(answer.outcome, name).toBe("403 MissingAuthenticationToken: Request is missing Authentication Token");
  }
});
