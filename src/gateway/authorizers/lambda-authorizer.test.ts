import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import {
  type GatewayFixture,
  owner,
  putApi,
  send,
  startGateway,
  type TestApi,
  type TestReply,
  type TestRequest,
} from "../../../test/gateway.ts";
import type { AuthorizerRecord } from "../../store/records.ts";

const host = "72ti0xapa4.execute-api.us-east-1.amazonaws.com";
let nowMs = 1_790_280_989_327;
let fixture: GatewayFixture;
let folder: string;
let api: TestApi;

/** The authorizer's function does what the header `x-do` says, and counts its calls. */
const authorizerModule = `
let calls = 0;
const allow = (event, resource) => ({
  principalId: "alice",
  policyDocument: { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: resource }] },
  context: { calls },
});
export const handler = async (event) => {
  calls += 1;
  const arn = event.routeArn ?? event.methodArn;
  const [verb, argument = ""] = (event.headers["x-do"] ?? "yes").split(" ");
  switch (verb) {
    case "yes": return { isAuthorized: true, context: { calls, list: [1, { a: null }], claims: { sub: "x" } } };
    case "yesText": return { isAuthorized: "true" };
    case "no": return { isAuthorized: false };
    case "event": return { isAuthorized: true, context: { event: JSON.stringify(event) } };
    case "policy": return allow(event, argument === "" ? arn : argument);
    case "eventPolicy": return { ...allow(event, arn), context: { event: JSON.stringify(event) } };
    case "deny": {
      const answer = allow(event, "*");
      answer.policyDocument.Statement.push({ Effect: "Deny", Action: "*", Resource: arn });
      return answer;
    }
    case "condition": {
      const answer = allow(event, "*");
      answer.policyDocument.Statement[0].Condition = { IpAddress: { "aws:SourceIp": argument } };
      return answer;
    }
    case "throw": throw new Error(argument);
    case "json": return JSON.parse(Buffer.from(argument, "base64url").toString());
    case "exit": process.exit(1);
  }
};`;
const echoModule =
  "export const handler = (event) => ({ statusCode: 200, body: JSON.stringify(event.requestContext.authorizer) });";

const uri = (name: string, account: string = owner) =>
  `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${account}:function:${name}/invocations`;

const authorizer = (authorizerId: string, members: Partial<AuthorizerRecord> = {}): AuthorizerRecord => ({
  authorizerId,
  name: authorizerId,
  authorizerType: "REQUEST",
  identitySource: [],
  authorizerUri: uri("authorizer"),
  authorizerPayloadFormatVersion: "2.0",
  ...members,
});

const simple = { enableSimpleResponses: true };
const header = { identitySource: ["$request.header.Authorization"] };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "authorizers-"));
  const place = async (name: string, text: string) => {
    const path = join(folder, name);
    await writeFile(path, text);
    return { kind: "module", path } as const;
  };
  fixture = await startGateway(
    {},
    {
      functions: new Map([
        ["authorizer", await place("authorizer.mjs", authorizerModule)],
        ["echo", await place("echo.mjs", echoModule)],
      ]),
      sources: { nowMs: () => nowMs, randomBytes: (count) => new Uint8Array(count).fill(7), uuid: () => "" },
    },
  );
  const route = (key: string, authorizerId: string, format = "2.0") => ({
    key,
    uri: `arn:aws:lambda:us-east-1:${owner}:function:echo`,
    auth: "CUSTOM" as const,
    authorizerId,
    integration: { integrationType: "AWS_PROXY" as const, payloadFormatVersion: format },
  });
  api = {
    apiId: "72ti0xapa4",
    stages: [{ stageName: "$default" }, { stageName: "dev", stageVariables: { tier: "gold" } }],
    authorizers: [
      authorizer("simple", simple),
      authorizer("policy"),
      authorizer("old", { authorizerPayloadFormatVersion: "1.0", ...header }),
      authorizer("two", {
        ...simple,
        identitySource: ["$request.header.Authorization", "$request.querystring.tenant"],
      }),
      authorizer("staged", { ...simple, identitySource: ["$stageVariables.tier", "$context.routeKey"] }),
      authorizer("kept", { ...simple, ...header, authorizerResultTtlInSeconds: 60 }),
      authorizer("keptPolicy", { ...header, authorizerResultTtlInSeconds: 60 }),
      authorizer("keptByRoute", {
        ...simple,
        identitySource: ["$request.header.Authorization", "$context.routeKey"],
        authorizerResultTtlInSeconds: 60,
      }),
      authorizer("foreign", { ...simple, authorizerUri: uri("authorizer", "222222222222") }),
      authorizer("unknown", { ...simple, authorizerUri: uri("unknown") }),
      authorizer("variable", { ...simple, authorizerUri: uri("${stageVariables.name}") }),
      authorizer("noFormat", { ...simple, authorizerPayloadFormatVersion: "3.0" }),
      { ...authorizer("jwt"), authorizerType: "JWT" },
    ],
    routes: [
      route("ANY /simple", "simple"),
      route("GET /simpleOld", "simple", "1.0"),
      route("GET /policy/{id}", "policy"),
      route("GET /policyOld", "policy", "1.0"),
      route("GET /old/{id}", "old"),
      route("GET /two", "two"),
      route("GET /staged", "staged"),
      route("GET /kept", "kept"),
      route("GET /kept/{id}", "kept"),
      route("GET /keptPolicy/{id}", "keptPolicy"),
      route("GET /byRoute/a", "keptByRoute"),
      route("GET /byRoute/b", "keptByRoute"),
      ...["foreign", "unknown", "variable", "noFormat", "jwt", "missing"].map((name) => route(`GET /${name}`, name)),
    ],
  };
  await putApi(fixture.store, api);
});

afterAll(async () => {
  await fixture.close();
  await rm(folder, { recursive: true });
});

beforeEach(() => {
  // Every test begins with all results too old.
  nowMs += 3_600_000;
});

const invoke = (path: string, order = "yes", more: TestRequest = {}): Promise<TestReply> =>
  send(fixture.port, { host, path, ...more, headers: { "x-do": order, ...more.headers } });
const answerOf = ({ status, body }: TestReply): string => `${status} ${body}`;
const returning = (value: unknown): string => `json ${Buffer.from(JSON.stringify(value)).toString("base64url")}`;
const unauthorized = '401 {"message":"Unauthorized"}';
const forbidden = '403 {"message":"Forbidden"}';
const internal = '500 {"message":"Internal Server Error"}';

describe("what the function answers", () => {
  test.each([
    ["/simple", "yes", 200],
    ["/simple", "yesText", 200],
    ["/policy/a", "policy", 200],
    ["/policy/a", "policy arn:aws:execute-api:us-east-1:*:72ti0xapa4/$default/GET/policy/*", 200],
    ["/policy/a", "condition 127.0.0.0/8", 200],
    ["/dev/policy/a", "policy arn:aws:execute-api:*:*:*/dev/*/policy/a", 200],
  ])("lets %s pass by %s", async (path, order, status) => {
    expect((await invoke(path, order)).status).toBe(status);
  });

  test.each([
    ["/simple", "no", forbidden],
    ["/simple", returning({ isAuthorized: "false" }), forbidden],
    ["/policy/a", "deny", forbidden],
    ["/policy/a", "policy arn:aws:execute-api:us-east-1:*:72ti0xapa4/$default/GET/policy/b", forbidden],
    ["/policy/a", "condition 10.0.0.0/8", forbidden],
    ["/dev/policy/a", "policy arn:aws:execute-api:*:*:*/$default/*", forbidden],
    ["/simple", "throw Unauthorized", unauthorized],
    ["/simple", returning({ errorMessage: "Unauthorized" }), unauthorized],
    ["/simple", "throw oops", internal],
    ["/simple", "exit", internal],
    ["/simple", "policy", internal],
    ["/policy/a", "yes", internal],
    ["/simple", returning({}), internal],
    ["/simple", returning(null), internal],
    ["/simple", returning([]), internal],
    ["/simple", returning("true"), internal],
    ["/simple", returning({ isAuthorized: 1 }), internal],
    ["/simple", returning({ isAuthorized: "yes" }), internal],
    ["/simple", returning({ isAuthorized: true, context: "x" }), internal],
    ["/simple", returning({ isAuthorized: true, context: [1] }), internal],
    ["/policy/a", returning({ principalId: "", policyDocument: { Version: "2012-10-17", Statement: [] } }), internal],
    ["/policy/a", returning({ principalId: "a" }), internal],
    ["/policy/a", returning({ principalId: "a", policyDocument: "*" }), internal],
    ["/policy/a", returning({ principalId: "a", policyDocument: { Statement: [{ Effect: "Maybe" }] } }), internal],
    ["/foreign", "yes", internal],
    ["/unknown", "yes", internal],
    ["/variable", "yes", internal],
    ["/noFormat", "yes", internal],
    ["/jwt", "yes", internal],
    ["/missing", "yes", internal],
  ])("lets %s not pass by %s", async (path, order, answer) => {
    const reply = await invoke(path, order);
    expect(answerOf(reply)).toBe(answer);
    expect(reply.headers["www-authenticate"]).toBeUndefined();
    expect(fixture.decisions.get(String(reply.headers["apigw-requestid"]))?.authorizerFailure).toBeDefined();
  });

  test("of an ARN over the limit is not asked for", async () => {
    expect((await invoke(`/policy/${"a".repeat(1600)}`, "policy *")).status).toBe(414);
  });
});

describe("identity sources", () => {
  const authorization = { headers: { authorization: "t" } };
  test.each<[string, TestRequest, string]>([
    ["/two?tenant=a", authorization, "200"],
    ["/two?tenant=", { headers: { authorization: "" } }, "200"],
    ["/two?tenant=a", {}, "401"],
    ["/two", authorization, "401"],
    ["/two?Tenant=a", authorization, "401"],
    ["/two?tenant=a", { headers: { AUTHORIZATION: "t" } }, "200"],
    ["/staged", {}, "401"],
    ["/dev/staged", {}, "200"],
    ["/old/a", {}, "401"],
  ])("%s with %j is answered %s", async (path, more, status) => {
    const reply = await invoke(path, path.startsWith("/old") ? "policy" : "yes", more);
    expect(String(reply.status)).toBe(status);
    expect(reply.headers["www-authenticate"]).toBeUndefined();
  });
});

describe("the event", () => {
  const headers = { "content-length": "0", host, "x-amzn-trace-id": "", "x-do": "" };

  test("of format 2.0 has AWS's members in AWS's order and never a body", async () => {
    const { body } = await invoke("/simple?a=1", "event", { method: "POST", body: "secret" });
    const event = JSON.parse(JSON.parse(body).lambda.event);
    expect(Object.keys(event)).toEqual([
      "version",
      "type",
      "routeArn",
      "identitySource",
      "routeKey",
      "rawPath",
      "rawQueryString",
      "headers",
      "queryStringParameters",
      "requestContext",
    ]);
    expect(event).toMatchObject({
      version: "2.0",
      type: "REQUEST",
      routeArn: `arn:aws:execute-api:us-east-1:${owner}:72ti0xapa4/$default/POST/simple`,
      identitySource: null,
      routeKey: "ANY /simple",
      rawPath: "/simple",
      requestContext: { accountId: owner, http: { method: "POST" }, stage: "$default", timeEpoch: nowMs },
    });
    expect(Object.keys(event.headers)).toEqual(expect.arrayContaining(Object.keys(headers)));
    expect(event.requestContext).not.toHaveProperty("authorizer");
  });

  test("of format 1.0 has AWS's members in AWS's order", async () => {
    const { body } = await invoke("/dev/old/a?b=1", "eventPolicy", { headers: { authorization: "t" } });
    const event = JSON.parse(JSON.parse(body).lambda.event);
    expect(Object.keys(event)).toEqual([
      "version",
      "type",
      "methodArn",
      "identitySource",
      "authorizationToken",
      "resource",
      "path",
      "httpMethod",
      "headers",
      "queryStringParameters",
      "requestContext",
      "pathParameters",
      "stageVariables",
    ]);
    expect(event).toMatchObject({
      methodArn: `arn:aws:execute-api:us-east-1:${owner}:72ti0xapa4/dev/GET/old/a`,
      identitySource: "t",
      authorizationToken: "t",
      resource: "",
      path: "/dev/old/a",
      queryStringParameters: { b: "1" },
      requestContext: { resourceId: "GET /old/{id}", identity: { accountId: null, sourceIp: "127.0.0.1" } },
      pathParameters: { id: "a" },
      stageVariables: { tier: "gold" },
    });
  });
});

describe("the context", () => {
  test("keeps its types and loses its claims", async () => {
    const { lambda } = JSON.parse((await invoke("/simple")).body);
    expect(lambda).toEqual({ calls: expect.any(Number), list: [1, { a: null }] });
  });

  test("is spread out in an event of format 1.0, with the principal", async () => {
    expect(JSON.parse((await invoke("/policyOld", "policy")).body)).toEqual({
      calls: expect.any(Number),
      principalId: "alice",
    });
  });

  test("of format 1.0 holds nothing but texts, numbers and truth values", async () => {
    const policyDocument = { Version: "2012-10-17", Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] };
    const answer = (context: object) => returning({ principalId: "a", policyDocument, context });
    const token = { headers: { authorization: "t" } };
    expect((await invoke("/old/a", answer({ a: "x", b: 1, c: true }), token)).status).toBe(200);
    expect(answerOf(await invoke("/old/a", answer({ a: {} }), token))).toBe(internal);
    expect(answerOf(await invoke("/old/a", answer({ a: null }), token))).toBe(internal);
  });
});

describe("the cache", () => {
  const as = (authorization: string): TestRequest => ({ headers: { authorization } });
  const callsOf = async (path: string, who: string, order = "yes"): Promise<unknown> =>
    JSON.parse((await invoke(path, order, as(who))).body).lambda?.calls;

  test("answers every route that has the authorizer, by the identity sources, until its time is up", async () => {
    const first = await callsOf("/kept", "a");
    expect(await callsOf("/kept/1", "a")).toBe(first);
    expect(await callsOf("/kept", "b")).not.toBe(first);
    nowMs += 59_999;
    expect(await callsOf("/kept", "a", "no")).toBe(first);
    nowMs += 1;
    expect(answerOf(await invoke("/kept", "no", as("a")))).toBe(forbidden);
    // A refusal is kept as well.
    expect(answerOf(await invoke("/kept", "yes", as("a")))).toBe(forbidden);
  });

  test("asks a kept policy about each request anew", async () => {
    const order = "policy arn:aws:execute-api:*:*:*/$default/GET/keptPolicy/1";
    expect((await invoke("/keptPolicy/1", order, as("c"))).status).toBe(200);
    expect(answerOf(await invoke("/keptPolicy/2", "policy", as("c")))).toBe(forbidden);
    expect((await invoke("/keptPolicy/1", "deny", as("c"))).status).toBe(200);
  });

  test("is parted by the route where the route key is an identity source", async () => {
    const first = await callsOf("/byRoute/a", "d");
    expect(await callsOf("/byRoute/a", "d")).toBe(first);
    expect(await callsOf("/byRoute/b", "d")).not.toBe(first);
  });

  test("keeps no failure", async () => {
    expect(answerOf(await invoke("/kept", "throw oops", as("e")))).toBe(internal);
    expect(answerOf(await invoke("/kept", "throw Unauthorized", as("e")))).toBe(unauthorized);
    expect((await invoke("/kept", "yes", as("e"))).status).toBe(200);
  });

  test("does not serve one stage with another's results", async () => {
    expect(await callsOf("/dev/kept", "f")).not.toBe(await callsOf("/kept", "f"));
  });

  test("is forgotten when the API changes or its authorizers' cache is reset", async () => {
    expect((await invoke("/kept", "yes", as("g"))).status).toBe(200);
    await putApi(fixture.store, api);
    expect(answerOf(await invoke("/kept", "no", as("g")))).toBe(forbidden);
  });
});
