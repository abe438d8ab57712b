import { createHash } from "node:crypto";
import http from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GatewayFixture, listen, owner, send, startGateway, type TestRequest } from "../../../test/gateway.ts";
import { putRestApi, type TestMethod } from "../../../test/rest-gateway.ts";
import { accountIdOf } from "../../arn/account-id.ts";
import { type SigningCredentials, signRequest } from "../../sigv4/sign.ts";
import { explainRecord } from "../../trace/explain-record.ts";

let fixture: GatewayFixture;
let backend: http.Server;
let uri: string;
/** What reached the backend. */
const reached: string[] = [];

const other = accountIdOf("222222222222");
const alice: SigningCredentials = { accessKeyId: "AKIAALICE", secretAccessKey: "alice-secret" };
const bob: SigningCredentials = { accessKeyId: "AKIABOB", secretAccessKey: "bob-secret" };
const host = "rest000001.execute-api.us-east-1.localhost";
const arn = (resource: string) => `arn:aws:execute-api:us-east-1:${owner}:rest000001/${resource}`;
const masked = (resource: string) => `arn:aws:execute-api:us-east-1:********1111:rest000001/${resource}`;
const statement = (members: object) => ({
  Version: "2012-10-17",
  Statement: [{ Action: "execute-api:Invoke", ...members }],
});
const allowAll = statement({ Effect: "Allow", Principal: "*", Resource: arn("*") });

beforeAll(async () => {
  fixture = await startGateway();
  backend = http.createServer((request, response) => {
    reached.push(request.url ?? "");
    response.end("ok");
  });
  uri = `http://127.0.0.1:${await listen(backend)}/x`;
  await put(allowAll);
  await fixture.store.write(async ({ accounts, users, accessKeys, entityPolicies }) => {
    await accounts.insert({ accountId: other, name: "other", createdAtMs: 0 });
    for (const [accountId, name, key] of [
      [accountIdOf(owner), "alice", alice],
      [other, "bob", bob],
    ] as const) {
      const userId = `AIDA${name}`;
      await users.insert({ accountId, userId, userName: name, path: "/", createdAtMs: 0, tags: [] });
      await accessKeys.insert({ ...key, accountId, userId, status: "Active", createdAtMs: 0 });
    }
    const document = JSON.stringify(statement({ Effect: "Allow", Resource: "*" }));
    await entityPolicies.putInline(other, { kind: "user", id: "AIDAbob" }, { policyName: "p", document });
  });
});

afterAll(async () => {
  await fixture.close();
  backend.closeAllConnections();
  backend.close();
});

const methods = (): readonly TestMethod[] => [
  { key: "ANY /pets", authorizationType: "AWS_IAM", integration: { uri } },
  { key: "GET /open", integration: { uri } },
];

const put = (policy?: object, members: object = {}) =>
  putRestApi(fixture.store, { apiId: "rest000001", methods: methods(), ...(policy && { policy }), ...members });

interface Signing {
  readonly region?: string;
  readonly service?: string;
  readonly nowMs?: number;
}

/** A request signed as of now; its members may be changed afterwards. */
function signed(credentials: SigningCredentials, request: TestRequest = {}, signing: Signing = {}): TestRequest {
  const { path = "/prod/pets", method = "GET", body = "" } = request;
  const raw = { method, path, query: "", headers: ["host", host] };
  const defaults = { service: "execute-api", region: "us-east-1", nowMs: Date.now() };
  const added = signRequest({ ...raw, body: String(body), credentials, ...defaults, ...signing });
  return { host, path, method, ...(body !== "" && { body }), headers: { ...added } };
}

async function answer(request: TestRequest) {
  reached.length = 0;
  const { status, headers, body } = await send(fixture.port, { host, ...request });
  return { status, type: headers["x-amzn-errortype"], body: body, id: String(headers["x-amzn-requestid"]) };
}

const forged = { ...alice, secretAccessKey: "not alice's" };

describe("what fails before any policy", () => {
  test.each<[string, () => TestRequest, string, RegExp]>([
    [
      "no signature",
      () => ({ path: "/prod/pets" }),
      "MissingAuthenticationTokenException",
      /^Missing Authentication Token$/,
    ],
    [
      "a bearer token",
      () => ({ path: "/prod/pets", headers: { authorization: "Bearer abc" } }),
      "IncompleteSignatureException",
      /^/,
    ],
    [
      "parts missing",
      () => ({ path: "/prod/pets", headers: { authorization: "AWS4-HMAC-SHA256 Credential=a/b/c/d/e" } }),
      "IncompleteSignatureException",
      /^Authorization header requires 'Signature' parameter\. Authorization header requires 'SignedHeaders' parameter\./,
    ],
    [
      "an old signature",
      () => signed(alice, {}, { nowMs: Date.now() - 6 * 60_000 }),
      "InvalidSignatureException",
      /^Signature expired: \d{8}T\d{6}Z is now earlier than \d{8}T\d{6}Z \(\d{8}T\d{6}Z - 5 min\.\)$/,
    ],
    [
      "another region",
      () => signed(alice, {}, { region: "eu-west-1" }),
      "InvalidSignatureException",
      /^Credential should be scoped to a valid region, not 'eu-west-1'\. $/,
    ],
    [
      "another service",
      () => signed(alice, {}, { service: "lambda" }),
      "InvalidSignatureException",
      /^Credential should be scoped to correct service: 'execute-api'\. $/,
    ],
    [
      "an unknown key",
      () => signed({ ...alice, accessKeyId: "AKIANOBODY" }),
      "UnrecognizedClientException",
      /^The security token included in the request is invalid\.$/,
    ],
    [
      "a wrong session token",
      () => signed({ ...alice, accessKeyId: "ASIANOBODY", sessionToken: "nonsense" }),
      "UnrecognizedClientException",
      /^The security token included in the request is invalid\.$/,
    ],
  ])("%s", async (_, request, type, message) => {
    const reply = await answer(request());
    expect([reply.status, reply.type]).toEqual([403, type]);
    const { message: text } = JSON.parse(reply.body) as { readonly message: string };
    expect(text).toMatch(message);
    expect(reached).toEqual([]);
  });

  test("an expired session", async () => {
    const keys = { accessKeyId: "ASIAEXPIRED", secretAccessKey: "s" };
    const sessionToken = fixture.tokens.seal({
      ...keys,
      kind: "user",
      accountId: accountIdOf(owner),
      issuerId: "AIDAalice",
      issuedAtMs: Date.now() - 7_200_000,
      expiresAtMs: Date.now() - 3_600_000,
    });
    const { type, body } = await answer(signed({ ...keys, sessionToken }));
    expect([type, body]).toEqual([
      "ExpiredTokenException",
      '{"message":"The security token included in the request is expired"}',
    ]);
  });
});

describe("a signature that does not match", () => {
  test("is answered, to the byte, with what it should have been made of", async () => {
    const request = signed(forged, { method: "POST", body: '{"a":1}' });
    const { status, type, body } = await answer(request);
    const date = String(Object(request.headers)["x-amz-date"]);
    const hash = (text: string) => createHash("sha256").update(text).digest("hex");
    const canonical = [
      "POST",
      "/prod/pets",
      "",
      `host:${host}`,
      `x-amz-date:${date}`,
      "",
      "host;x-amz-date",
      hash('{"a":1}'),
    ].join("\n");
    const toSign = `AWS4-HMAC-SHA256\n${date}\n${date.slice(0, 8)}/us-east-1/execute-api/aws4_request\n${hash(canonical)}`;
    const message =
      "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key " +
      "and signing method. Consult the service documentation for details.\n\n" +
      `The Canonical String for this request should have been\n'${canonical}'\n\nThe String-to-Sign should have been\n'${toSign}'\n`;
    expect([status, type, body]).toEqual([403, "InvalidSignatureException", JSON.stringify({ message })]);
  });

  test("says nothing of the secret, and of a session token its length only; the record keeps the first sentence", async () => {
    const keys = { accessKeyId: "ASIASESSION", secretAccessKey: "the session's secret" };
    const sessionToken = fixture.tokens.seal({
      ...keys,
      kind: "user",
      accountId: accountIdOf(owner),
      issuerId: "AIDAalice",
      issuedAtMs: Date.now(),
      expiresAtMs: Date.now() + 3_600_000,
    });
    const { body, id } = await answer(signed({ ...keys, secretAccessKey: "another", sessionToken }));
    expect(body).toContain(`x-amz-security-token:(${sessionToken.length} characters)`);
    expect(body).not.toContain(sessionToken);
    expect(body).not.toContain(keys.secretAccessKey);
    const refusal = fixture.decisions.get(id)?.refusal ?? "";
    expect(refusal).toMatch(/^The request signature[^\n]*details\.$/);
  });

  test("because of a changed body reaches no backend", async () => {
    const reply = await answer({ ...signed(alice, { method: "POST", body: "one" }), body: "two" });
    expect([reply.status, reached]).toEqual([403, []]);
  });
});

describe("what policies refuse", () => {
  test.each<[string, object | undefined, TestRequest | (() => TestRequest), string, string]>([
    [
      "the owner's user without any allow",
      undefined,
      () => signed(alice),
      "User: arn:aws:iam::111111111111:user/alice",
      "because no identity-based policy allows the execute-api:Invoke action",
    ],
    [
      "another account's user without a resource policy",
      undefined,
      () => signed(bob),
      "User: arn:aws:iam::222222222222:user/bob",
      "because no resource-based policy allows the execute-api:Invoke action",
    ],
    [
      "a user that the resource policy denies",
      statement({ Effect: "Deny", Principal: { AWS: "arn:aws:iam::222222222222:user/bob" }, Resource: arn("*") }),
      () => signed(bob),
      "User: arn:aws:iam::222222222222:user/bob",
      "with an explicit deny in a resource-based policy",
    ],
    [
      "nobody, whom the resource policy does not allow",
      statement({ Effect: "Allow", Principal: { AWS: "222222222222" }, Resource: arn("*") }),
      { path: "/prod/open" },
      "User: anonymous",
      "because no resource-based policy allows the execute-api:Invoke action",
    ],
    [
      "nobody, whom the resource policy denies",
      statement({ Effect: "Deny", Principal: "*", Resource: arn("*") }),
      { path: "/prod/open" },
      "User: anonymous",
      "with an explicit deny in a resource-based policy",
    ],
    [
      "who signs a method that asks for no signature is nobody there",
      statement({ Effect: "Allow", Principal: { AWS: "arn:aws:iam::222222222222:user/bob" }, Resource: arn("*") }),
      () => signed(bob, { path: "/prod/open" }),
      "User: anonymous",
      "because no resource-based policy allows the execute-api:Invoke action",
    ],
  ])("%s", async (_, policy, request, user, reason) => {
    await put(policy);
    const reply = await answer(typeof request === "function" ? request() : request);
    const path = (typeof request === "function" ? request() : request).path === "/prod/open" ? "open" : "pets";
    const message = `${user} is not authorized to perform: execute-api:Invoke on resource: ${masked(`prod/GET/${path}`)} ${reason}`;
    expect(reply.status).toBe(403);
    expect(reply.type).toBe("AccessDeniedException");
    expect(reply.body).toBe(JSON.stringify({ Message: message }));
    expect(reached).toEqual([]);
  });

  test("a trailing slash stands in the resource that policies see", async () => {
    await put(statement({ Effect: "Allow", Principal: "*", Resource: arn("prod/GET/open") }));
    expect((await answer({ path: "/prod/open" })).status).toBe(200);
    expect((await answer({ path: "/prod/open/" })).body).toContain(masked("prod/GET/open/"));
  });
});

test("an edited resource policy counts once it is deployed, and then at once", async () => {
  const deny = statement({ Effect: "Deny", Principal: "*", Resource: arn("*") });
  const statuses = [];
  for (const [policy, deploy] of [
    [allowAll, true],
    [deny, false],
    [deny, true],
    [undefined, false],
    [allowAll, true],
  ] as const) {
    await put(policy, { deploy });
    statuses.push([(await answer(signed(bob))).status, (await answer({ path: "/prod/open" })).status]);
  }
  expect(statuses).toEqual([
    [200, 200],
    [200, 200],
    [403, 403],
    [403, 403],
    [200, 200],
  ]);
});

test("a user that a policy named is not the one made anew under its name", async () => {
  const policy = statement({
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${other}:user/bob` },
    Resource: arn("*"),
  });
  const namedId = (id: string) => ({ api: { policyTrustedIds: { [`arn:aws:iam::${other}:user/bob`]: id } } });
  await put(policy, namedId("AIDAbob"));
  expect((await answer(signed(bob))).status).toBe(200);
  await put(policy, namedId("AIDAformerbob"));
  expect((await answer(signed(bob))).status).toBe(403);
});

test("the explanation names the statement that decided, and otherwise what each account would have to add", async () => {
  await put(
    statement({ Sid: "LetBobIn", Effect: "Allow", Principal: { AWS: String(other) }, Resource: arn("prod/GET/*") }),
  );
  const allowed = explainRecord(recordOf((await answer(signed(bob))).id));
  const permission = allowed.links.find(({ name }) => name === "permission");
  expect(permission?.policies?.determining.map(({ sid, policy }) => [sid, policy.label])).toEqual([
    ["LetBobIn", "resource policy of REST API rest000001"],
    [undefined, "inline policy p of user bob"],
  ]);
  const refused = explainRecord(recordOf((await answer(signed(bob, { method: "PUT" }))).id));
  expect(refused.summary).toBe(
    `arn:aws:iam::222222222222:user/bob may not perform execute-api:Invoke on ${arn("prod/PUT/pets")}: no resource-based policy allows it`,
  );
  expect(refused.links.find(({ name }) => name === "permission")?.policies?.remedies).toEqual([
    {
      kind: "addStatement",
      policyType: "resource",
      accountId: owner,
      target: "resource policy of REST API rest000001",
      statement: {
        Effect: "Allow",
        Principal: { AWS: "arn:aws:iam::222222222222:user/bob" },
        Action: "execute-api:Invoke",
        Resource: arn("prod/PUT/pets"),
      },
    },
  ]);
  const bySelf = explainRecord(recordOf((await answer(signed(alice))).id));
  expect(bySelf.links.find(({ name }) => name === "permission")?.policies?.remedies).toMatchObject([
    { kind: "addStatement", policyType: "identity", accountId: owner, target: "arn:aws:iam::111111111111:user/alice" },
  ]);
});

function recordOf(id: string) {
  const record = fixture.decisions.get(id);
  if (record === undefined) {
    throw new Error(`no record ${id}`);
  }
  return record;
}
