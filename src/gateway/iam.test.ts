import http from "node:http";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type GatewayFixture,
  hostOf,
  listen,
  owner,
  putApi,
  region,
  send,
  sendRaw,
  startGateway,
  type TestRequest,
} from "../../test/gateway.ts";
import { parseAccountId } from "../arn/account-id.ts";
import { presignRequest } from "../sigv4/presign.ts";
import { type SigningCredentials, signRequest } from "../sigv4/sign.ts";

let fixture: GatewayFixture;
let backend: http.Server;
/** What reached the backend: method and URL, and the body. */
const reached: string[] = [];

const other = parseAccountId("222222222222") ?? owner;
const alice: SigningCredentials = { accessKeyId: "AKIAALICE", secretAccessKey: "alice-secret" };
const bob: SigningCredentials = { accessKeyId: "AKIABOB", secretAccessKey: "bob-secret" };
const invokeAll = policy("Allow", "*");

beforeAll(async () => {
  fixture = await startGateway();
  backend = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString()));
    request.on("end", () => {
      reached.push(`${request.method} ${request.url} ${body}`.trimEnd());
      response.end("ok");
    });
  });
  const uri = `http://127.0.0.1:${await listen(backend)}`;
  await putApi(fixture.store, {
    apiId: "api1",
    routes: [
      { key: "$default", uri, auth: "AWS_IAM" },
      { key: "GET /pets/{id}", uri: `${uri}/pets/{id}`, auth: "AWS_IAM" },
    ],
    stages: [{ stageName: "$default" }, { stageName: "prod" }],
  });
  await fixture.store.write(async ({ accounts, users, accessKeys, roles, entityPolicies }) => {
    await accounts.insert({ accountId: other, name: "other", createdAtMs: 0 });
    for (const [accountId, name, key] of [
      [owner, "alice", alice],
      [other, "bob", bob],
    ] as const) {
      await users.insert({ accountId, userId: `AIDA${name}`, userName: name, path: "/", createdAtMs: 0, tags: [] });
      await accessKeys.insert({ ...key, accountId, userId: `AIDA${name}`, status: "Active", createdAtMs: 0 });
    }
    await entityPolicies.putInline(other, { kind: "user", id: "AIDAbob" }, { policyName: "p", document: invokeAll });
    const role = {
      roleName: "Invoker",
      path: "/",
      createdAtMs: 0,
      trustPolicy: "{}",
      trustedIds: {},
      maxSessionDurationSeconds: 3600,
      tags: [],
    };
    await roles.insert({ accountId: owner, roleId: "AROAINVOKER", ...role });
    await entityPolicies.putInline(
      owner,
      { kind: "role", id: "AROAINVOKER" },
      { policyName: "p", document: invokeAll },
    );
  });
});

afterAll(async () => {
  await fixture.close();
  backend.closeAllConnections();
  backend.close();
});

beforeEach(() => {
  reached.length = 0;
});

describe("what a caller's policy allows", () => {
  const arn = (resource: string) => `arn:aws:execute-api:${region}:${owner}:api1/${resource}`;

  test.each<[string, TestRequest, string, number]>([
    ["$default/GET/pets/7", { path: "/pets/7" }, "GET /pets/7", 200],
    ["$default/GET/pets/*", { path: "/pets/7" }, "GET /pets/7", 200],
    // The request's own path, not the route's.
    ["$default/GET/pets/{id}", { path: "/pets/7" }, "", 403],
    ["$default/*/*", { path: "/any/thing", method: "POST", body: "b" }, "POST /any/thing b", 200],
    ["$default/$default", { path: "/any/thing" }, "", 403],
    ["$default/GET/*", { path: "/x", method: "POST" }, "", 403],
    ["$default/GET/", { path: "/" }, "GET /", 200],
    ["prod/GET/x", { path: "/prod/x" }, "GET /x", 200],
    ["prod/GET/prod/x", { path: "/prod/x" }, "", 403],
    ["$default/GET/x", { path: "/prod/x" }, "", 403],
    // Decoded, and passed on as it was decided on.
    ["$default/GET/a b", { path: "/a%20b" }, "GET /a%20b", 200],
    ["$default/GET/a/b", { path: "/a%2Fb" }, "GET /a/b", 200],
    ["$default/GET/a%2Fb", { path: "/a%2Fb" }, "", 403],
    ["$default/GET/public/*", { path: "/public/../admin" }, "", 400],
    ["$default/GET/public/*", { path: "/public/%2e%2e/admin" }, "", 400],
    ["$default/GET/x", { path: "/x?a=1&b=%2F" }, "GET /x?a=1&b=%2F", 200],
  ])("on %s, of %j", async (resource, request, expected, status) => {
    await allow(policy("Allow", arn(resource)));
    const reply = await send(fixture.port, signed(alice, request));
    expect([reply.status, reached.join()]).toEqual([status, expected]);
  });

  test("by the path form, the same ARN under the path that was signed", async () => {
    await allow(policy("Allow", arn("prod/GET/x")));
    const reply = await send(
      fixture.port,
      signed(alice, { path: "/_aws/execute-api/api1/prod/x", host: `localhost:${fixture.port}` }),
    );
    expect([reply.status, reached.join()]).toEqual([200, "GET /x"]);
  });

  test("changes with the policy, at the next request", async () => {
    const statuses: number[] = [];
    for (const document of [invokeAll, policy("Deny", "*"), invokeAll, undefined]) {
      await allow(document);
      statuses.push((await send(fixture.port, signed(alice, {}))).status);
    }
    expect(statuses).toEqual([200, 403, 200, 403]);
  });
});

describe("callers of other accounts", () => {
  test("are refused whatever their own policies say: an HTTP API has none to let them in", async () => {
    const reply = await send(fixture.port, signed(bob, {}));
    expect(reply).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
    const record = fixture.decisions.get(String(reply.headers["apigw-requestid"]));
    expect(record?.evaluations.map(({ decision }) => decision.outcome)).toEqual(["implicitDeny"]);
  });

  test("pass with a session of a role of the owner", async () => {
    const reply = await send(fixture.port, signed(session(), {}));
    expect(reply.status).toBe(200);
    const record = fixture.decisions.get(String(reply.headers["apigw-requestid"]));
    expect(record).toMatchObject({
      status: 200,
      authentication: { kind: "authenticated" },
      evaluations: [{ decision: { allowed: true } }],
    });
  });

  test("are refused with a session that has run out", async () => {
    expect((await send(fixture.port, signed(session(-1), {}))).status).toBe(403);
  });
});

describe("nothing reaches the backend", () => {
  const request = { path: "/x?a=1", method: "POST", body: "hello" };
  const changed = (change: (signed: TestRequest & { readonly headers: Record<string, string> }) => TestRequest) =>
    change(signed(alice, request));

  beforeAll(() => allow(invokeAll));

  test("except as it was signed", async () => {
    expect((await send(fixture.port, signed(alice, request))).status).toBe(200);
    expect(reached).toEqual(["POST /x?a=1 hello"]);
  });

  test.each<[string, () => TestRequest]>([
    ["another path", () => changed((whole) => ({ ...whole, path: "/y?a=1" }))],
    ["another query", () => changed((whole) => ({ ...whole, path: "/x?a=2" }))],
    ["another method", () => changed((whole) => ({ ...whole, method: "PUT" }))],
    ["another body", () => changed((whole) => ({ ...whole, body: "hellO" }))],
    ["a longer body", () => changed((whole) => ({ ...whole, body: "hello!" }))],
    ["no body", () => changed((whole) => ({ ...whole, body: "" }))],
    ["another host", () => changed((whole) => ({ ...whole, host: "api1.execute-api.us-east-1.amazonaws.com" }))],
    ["another secret", () => signed({ ...alice, secretAccessKey: "x" }, request)],
    ["another region", () => signed(alice, request, { region: "eu-west-1" })],
    ["another service", () => signed(alice, request, { service: "sts" })],
    ["a time long gone", () => signed(alice, request, { nowMs: Date.now() - 301_000 })],
    ["a time to come", () => signed(alice, request, { nowMs: Date.now() + 301_000 })],
    ["a session without its token", () => signed({ ...session(), sessionToken: "" }, request)],
    [
      "a stranger's token",
      () => signed({ ...session(), sessionToken: session().sessionToken.replace(/.{4}$/, "AAAA") }, request),
    ],
  ])("of a request with %s than was signed for this API", async (_, tampered) => {
    const reply = await send(fixture.port, tampered());
    expect([reply.status, reply.body, reached]).toEqual([403, '{"message":"Forbidden"}', []]);
  });

  test("of a body over the limit", async () => {
    const body = Buffer.alloc(10 * 1024 * 1024 + 1);
    const reply = await send(fixture.port, signed(alice, { method: "POST", body }));
    expect([reply.status, reached]).toEqual([413, []]);
  });

  test("of an unsigned request, which is refused before its body is awaited", async () => {
    const head = ["POST /x HTTP/1.1", `Host: ${hostOf("api1")}`, "Content-Length: 1000", "Connection: close", "", ""];
    expect(await sendRaw(fixture.port, head.join("\r\n"))).toMatch(/^HTTP\/1.1 403 .*Missing Authentication Token"}$/s);
    expect(reached).toEqual([]);
  });

  test("of a mismatch, which its record can explain", async () => {
    const reply = await send(
      fixture.port,
      changed((whole) => ({ ...whole, body: "hellO" })),
    );
    expect(fixture.decisions.get(String(reply.headers["apigw-requestid"]))).toMatchObject({
      status: 403,
      refusal: "Forbidden",
      payloadHash: expect.stringMatching(/^[0-9a-f]{64}$/),
      authentication: { kind: "refused", failure: { reason: "signatureMismatch" } },
      evaluations: [],
    });
  });
});

describe("a presigned URL", () => {
  const minute = 60_000;

  test.each([
    [60, 0, 200],
    [60, 2 * minute, 403],
    [1, 4 * minute, 403],
    [3_600, 59 * minute, 200],
    [3_600, 61 * minute, 403],
    [604_800, 6 * 24 * 60 * minute, 200],
    [604_801, 0, 403],
    [0, 0, 403],
    [60, -6 * minute, 403],
  ])("that says %d seconds is answered after %d ms: %d", async (expiresSeconds, ageMs, status) => {
    expect(await sendPresigned(expiresSeconds, ageMs)).toMatchObject({ status });
  });

  test("whose life is over is explained", async () => {
    const reply = await sendPresigned(60, 2 * minute);
    const record = fixture.decisions.get(String(reply.headers["apigw-requestid"]));
    expect(record?.authentication).toMatchObject({ failure: { reason: "skewed", expires: "60" } });
  });

  async function sendPresigned(expiresSeconds: number, ageMs: number) {
    await allow(invokeAll);
    const query = presignRequest({
      method: "GET",
      path: "/x",
      query: "a=1",
      headers: ["host", hostOf("api1")],
      credentials: alice,
      region,
      service: "execute-api",
      nowMs: Date.now() - ageMs,
      expiresSeconds,
    });
    return send(fixture.port, { path: `/x?${query}` });
  }
});

/** Gives alice that policy and no other; none when undefined. */
function allow(document: string | undefined): Promise<void> {
  const entity = { kind: "user", id: "AIDAalice" } as const;
  return fixture.store.write(async ({ entityPolicies }) => {
    await (document === undefined
      ? entityPolicies.deleteInline(owner, entity, "p")
      : entityPolicies.putInline(owner, entity, { policyName: "p", document }));
  });
}

function policy(effect: "Allow" | "Deny", resource: string): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: effect, Action: "execute-api:Invoke", Resource: resource }],
  });
}

/** Credentials of a session of the owner's role that ends that many seconds from now. */
function session(seconds = 900): SigningCredentials & { readonly sessionToken: string } {
  const keys = { accessKeyId: "ASIASESSION", secretAccessKey: "session-secret" };
  const sessionToken = fixture.tokens.seal({
    kind: "role",
    accountId: owner,
    issuerId: "AROAINVOKER",
    sessionName: "s",
    issuedAtMs: Date.now() - 1_000,
    expiresAtMs: Date.now() + seconds * 1_000,
    ...keys,
  });
  return { ...keys, sessionToken };
}

/** The request with the headers that sign it. */
function signed(
  credentials: SigningCredentials,
  request: TestRequest,
  scope: { region?: string; service?: string; nowMs?: number } = {},
) {
  const { path: target = "/", method = "GET", host = hostOf("api1"), body = "" } = request;
  const [path = "", query = ""] = target.split("?");
  const headers = signRequest({
    method,
    path,
    query,
    headers: ["host", host],
    body,
    credentials,
    region,
    service: "execute-api",
    nowMs: Date.now(),
    ...scope,
  });
  return { ...request, headers: { ...headers } };
}
