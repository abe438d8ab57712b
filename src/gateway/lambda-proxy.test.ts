import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type GatewayFixture,
  listen,
  owner,
  putApi,
  send,
  startGateway,
  type TestRequest,
  valuesOf,
} from "../../test/gateway.ts";
import type { IntegrationRecord } from "../store/records.ts";

/** 2026-09-24 20:16:29.327 UTC. */
const nowMs = 1_790_280_989_327;
const host = "jzohih2ke9.execute-api.us-east-1.amazonaws.com";

let fixture: GatewayFixture;
let folder: string;
let endpoint: http.Server;
/** Paths that reached the endpoint of the Invoke API. */
const endpointCalls: string[] = [];

const handlers = `
export const handler = async (event, context) => {
  const mode = (event.queryStringParameters ?? {}).mode;
  switch (mode) {
    case "throw": throw new Error("no luck");
    case "hang": return new Promise(() => undefined);
    case "spin": for (;;);
    case "exit": process.exit(1);
    case "name": return context.functionName;
    case "answer": return JSON.parse(Buffer.from(event.queryStringParameters.with, "base64url").toString());
    default: return { statusCode: 200, body: JSON.stringify(event) };
  }
};`;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "functions-"));
  const path = join(folder, "echo.mjs");
  await writeFile(path, handlers);
  await writeFile(join(folder, "broken.mjs"), "export const handler = 1;");
  endpoint = http.createServer((request, response) => {
    endpointCalls.push(`${request.method} ${request.url}`);
    request.resume().on("end", () => {
      if (request.url?.includes("failing") === true) {
        response.setHeader("x-amz-function-error", "Unhandled");
        response.end('{"errorMessage":"it broke","errorType":"Error"}');
      } else if (request.url?.includes("absent") === true) {
        response.writeHead(404).end('{"Message":"Function not found"}');
      } else if (request.url?.includes("slow") === false) {
        response.end('{"statusCode":201,"body":"from the endpoint"}');
      }
    });
  });
  const url = `http://127.0.0.1:${await listen(endpoint)}`;
  const sources = { nowMs: () => nowMs, randomBytes: (count: number) => new Uint8Array(count).fill(1), uuid: () => "" };
  fixture = await startGateway(
    {},
    {
      sources,
      functions: new Map([
        ["echo", { kind: "module", path }],
        ["broken", { kind: "module", path: join(folder, "broken.mjs") }],
        ["remote", { kind: "endpoint", url }],
        ["failing", { kind: "endpoint", url }],
        ["absent", { kind: "endpoint", url }],
        ["slow", { kind: "endpoint", url }],
        ["emulator", { kind: "endpoint", url: `${url}/2015-03-31/functions/function/invocations` }],
        ["unreachable", { kind: "endpoint", url: "http://127.0.0.1:1" }],
      ]),
    },
  );
  const lambda = (key: string, name: string, integration: Partial<IntegrationRecord> = {}) => ({
    key,
    uri: name.startsWith("arn:") ? name : `arn:aws:lambda:us-east-1:${owner}:function:${name}`,
    integration: { integrationType: "AWS_PROXY" as const, payloadFormatVersion: "2.0", ...integration },
  });
  await putApi(fixture.store, {
    apiId: "jzohih2ke9",
    stages: [{ stageName: "$default" }, { stageName: "probe", stageVariables: { name: "echo", env: "test" } }],
    routes: [
      lambda("ANY /echo", "echo"),
      lambda("ANY /fast", "echo", { timeoutInMillis: 200 }),
      lambda("GET /old", "echo", { payloadFormatVersion: "1.0" }),
      lambda("ANY /files/{proxy+}", "echo"),
      lambda("GET /old/{id}", "echo", { payloadFormatVersion: "1.0" }),
      lambda("GET /broken", "broken"),
      lambda("GET /remote", "remote"),
      lambda("GET /failing", "failing"),
      lambda("GET /absent", "absent"),
      lambda("GET /slow", "slow", { timeoutInMillis: 100 }),
      lambda("GET /emulator", "emulator"),
      lambda("GET /unreachable", "unreachable"),
      lambda("GET /unknown", "unknown"),
      lambda("GET /foreign", "arn:aws:lambda:us-east-1:222222222222:function:echo"),
      lambda("GET /variable", `arn:aws:lambda:us-east-1:${owner}:function:\${stageVariables.name}`),
      lambda("GET /queue", "echo", { integrationSubtype: "SQS-SendMessage" }),
    ],
  });
});

afterAll(async () => {
  await fixture.close();
  endpoint.closeAllConnections();
  endpoint.close();
  await rm(folder, { recursive: true });
});

const invoke = (request: TestRequest) => send(fixture.port, { host, ...request });
const answerOf = (result: unknown): string =>
  `mode=answer&with=${Buffer.from(JSON.stringify(result)).toString("base64url")}`;

describe("the event of payload format 2.0", () => {
  test("is AWS's, to the byte", async () => {
    const { body, rawHeaders, status } = await invoke({
      path: "/echo?dup=one&dup=two&empty=&encoded=a%2Bb",
      headers: [
        "accept-encoding",
        "identity",
        "user-agent",
        "probe/1.0",
        "X-Probe",
        "http-query",
        "connection",
        "close",
      ],
    });
    expect(status).toBe(200);
    expect(body).toBe(
      '{"version":"2.0","routeKey":"ANY /echo","rawPath":"/echo",' +
        '"rawQueryString":"dup=one&dup=two&empty=&encoded=a%2Bb",' +
        `"headers":{"accept-encoding":"identity","content-length":"0","host":"${host}",` +
        '"user-agent":"probe/1.0","x-amzn-trace-id":"Root=1-6ab5851d-010101010101010101010101",' +
        '"x-forwarded-for":"127.0.0.1","x-forwarded-port":"80","x-forwarded-proto":"http","x-probe":"http-query"},' +
        '"queryStringParameters":{"dup":"one,two","empty":"","encoded":"a+b"},' +
        `"requestContext":{"accountId":"${owner}","apiId":"jzohih2ke9","domainName":"${host}","domainPrefix":"jzohih2ke9",` +
        '"http":{"method":"GET","path":"/echo","protocol":"HTTP/1.1","sourceIp":"127.0.0.1","userAgent":"probe/1.0"},' +
        '"requestId":"AQEBAQEBAQEBAQE=","routeKey":"ANY /echo","stage":"$default",' +
        '"time":"24/Sep/2026:20:16:29 +0000","timeEpoch":1790280989327},"isBase64Encoded":false}',
    );
    expect(rawHeaders.slice(0, 6)).toEqual([
      "content-type",
      "text/plain; charset=utf-8",
      "Content-Length",
      String(body.length),
      "Apigw-Requestid",
      "AQEBAQEBAQEBAQE=",
    ]);
  });

  test.each<[TestRequest, object]>([
    [{ path: "/probe/echo" }, { rawPath: "/probe/echo", rawQueryString: "", requestContext: { stage: "probe" } }],
    [{ path: "/probe/echo" }, { stageVariables: { name: "echo", env: "test" } }],
    [{ path: "/files/a%2Fb/c%20d" }, { rawPath: "/files/a/b/c d", pathParameters: { proxy: "a/b/c d" } }],
    [{ path: "/files/a%3Fb" }, { rawPath: "/files/a" }],
    [{ path: "/_aws/execute-api/jzohih2ke9/$default/echo", host: "localhost:1" }, { rawPath: "/echo" }],
    [
      { path: "/_aws/execute-api/jzohih2ke9/probe/echo", host: "localhost:1" },
      { rawPath: "/probe/echo", requestContext: { domainName: host, domainPrefix: "jzohih2ke9" } },
    ],
    [
      { path: "/echo", headers: ["Cookie", "a=1; b=2", "x-a", "1", "X-A", "2"] },
      { cookies: ["a=1", "b=2"], headers: { "x-a": "1,2" } },
    ],
    [
      { path: "/echo", headers: ["x-forwarded-for", "10.0.0.1"] },
      { headers: { "x-forwarded-for": "10.0.0.1, 127.0.0.1" } },
    ],
    [
      { path: "/echo", method: "POST", body: "{}", headers: { "content-type": "application/json; charset=utf-8" } },
      { body: "{}", isBase64Encoded: false, headers: { "content-length": "2" } },
    ],
    [
      { path: "/echo", method: "POST", body: "a=b" },
      { body: "YT1i", isBase64Encoded: true },
    ],
    [
      { path: "/echo", method: "POST", body: "a=b", headers: { "content-type": "application/x-www-form-urlencoded" } },
      { body: "YT1i", isBase64Encoded: true },
    ],
    [{ path: "/echo", method: "POST", body: "é", headers: { "content-type": "text/html" } }, { body: "é" }],
  ])("%j gives %j", async (request, members) => {
    expect(JSON.parse((await invoke(request)).body)).toMatchObject(members);
  });

  test.each(["cookies", "queryStringParameters", "body", "pathParameters", "stageVariables"])(
    "has no member %s when that is empty",
    async (member) => expect(JSON.parse((await invoke({ path: "/echo" })).body)).not.toHaveProperty(member),
  );

  test("does not pass headers on that concern the connection", async () => {
    const headers = ["connection", "x-hop", "x-hop", "1", "te", "trailers", "proxy-authorization", "p"];
    const event = JSON.parse((await invoke({ path: "/echo", headers })).body);
    expect(Object.keys(event.headers)).toEqual([
      "content-length",
      "host",
      "x-amzn-trace-id",
      "x-forwarded-for",
      "x-forwarded-port",
      "x-forwarded-proto",
    ]);
  });
});

test("the event of payload format 1.0 is AWS's, to the byte", async () => {
  const { body } = await invoke({
    path: "/old/7?a=1&a=2",
    headers: ["Authorization", "x", "X-Mode", "m", "X-Mode", "n"],
  });
  const headers = {
    authorization: "x",
    "X-Mode": "n",
    "Content-Length": "0",
    Host: host,
    "X-Amzn-Trace-Id": "Root=1-6ab5851d-010101010101010101010101",
    "X-Forwarded-For": "127.0.0.1",
    "X-Forwarded-Port": "80",
    "X-Forwarded-Proto": "http",
  };
  const several = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, [value]]));
  const nulls = { cognitoAmr: null, cognitoAuthenticationProvider: null, cognitoAuthenticationType: null };
  const identity = { accessKey: null, accountId: null, caller: null, ...nulls, cognitoIdentityId: null };
  expect(body).toBe(
    JSON.stringify({
      version: "1.0",
      resource: "/old/{id}",
      path: "/old/7",
      httpMethod: "GET",
      headers,
      multiValueHeaders: { ...several, "X-Mode": ["m", "n"] },
      queryStringParameters: { a: "2" },
      multiValueQueryStringParameters: { a: ["1", "2"] },
      requestContext: {
        accountId: owner,
        apiId: "jzohih2ke9",
        domainName: host,
        domainPrefix: "jzohih2ke9",
        extendedRequestId: "AQEBAQEBAQEBAQE=",
        httpMethod: "GET",
        identity: {
          ...identity,
          cognitoIdentityPoolId: null,
          principalOrgId: null,
          sourceIp: "127.0.0.1",
          user: null,
          userAgent: "",
          userArn: null,
        },
        path: "/old/7",
        protocol: "HTTP/1.1",
        requestId: "AQEBAQEBAQEBAQE=",
        requestTime: "24/Sep/2026:20:16:29 +0000",
        requestTimeEpoch: nowMs,
        resourceId: "GET /old/{id}",
        resourcePath: "/old/{id}",
        stage: "$default",
      },
      pathParameters: { id: "7" },
      stageVariables: null,
      body: null,
      isBase64Encoded: false,
    }),
  );
});

describe("what a function returns", () => {
  const text = "text/plain; charset=utf-8";
  const json = "application/json";
  test.each<[unknown, number, string, string]>([
    ["Hello from Lambda!", 200, json, "Hello from Lambda!"],
    [{ message: "hi" }, 200, json, '{"message":"hi"}'],
    [[1, 2], 200, json, "[1,2]"],
    [null, 200, json, "null"],
    [{ statusCode: 201, body: "made" }, 201, text, "made"],
    [{ statusCode: "404", body: "{}", headers: { "Content-Type": json } }, 404, json, "{}"],
    [{ statusCode: 200, body: "aGk=", isBase64Encoded: true }, 200, text, "hi"],
    [{ statusCode: 200, headers: { "x-n": 7, "content-length": "99", connection: "x" }, body: "a" }, 200, text, "a"],
  ])("%j is answered %d %s %s", async (result, status, type, body) => {
    const reply = await invoke({ path: `/echo?${answerOf(result)}` });
    expect([reply.status, reply.headers["content-type"], reply.body]).toEqual([status, type, body]);
  });

  test.each<[unknown]>([
    [{ statusCode: 99 }],
    [{ statusCode: 600 }],
    [{ statusCode: "abc" }],
    [{ statusCode: 200.5 }],
    [{ statusCode: 200, body: { a: 1 } }],
    [{ statusCode: 200, headers: { "a b": "c" } }],
    [{ statusCode: 200, headers: { a: "b\r\nc: d" } }],
    [{ statusCode: 200, cookies: "a=1" }],
  ])("%j is answered 500", async (result) => {
    const reply = await invoke({ path: `/echo?${answerOf(result)}` });
    expect([reply.status, reply.body]).toEqual([500, '{"message":"Internal Server Error"}']);
  });

  test("cookies are sent before the set-cookie header", async () => {
    const result = { statusCode: 200, cookies: ["a=1", "b=2"], headers: { "set-cookie": "c=3" } };
    const reply = await invoke({ path: `/echo?${answerOf(result)}` });
    expect(reply.headers["set-cookie"]).toEqual(["a=1", "b=2", "c=3"]);
  });

  test("format 1.0 infers nothing and knows several values of a header", async () => {
    expect((await invoke({ path: `/old?${answerOf("hello")}` })).status).toBe(500);
    const result = {
      statusCode: 200,
      headers: { a: "0", B: "1" },
      multiValueHeaders: { A: ["1", "2"] },
      cookies: ["c=1"],
    };
    const reply = await invoke({ path: `/old?${answerOf(result)}` });
    expect([reply.headers["a"], reply.headers["b"], reply.headers["set-cookie"]]).toEqual(["1, 2, 0", "1", undefined]);
  });

  test("format 1.0 sends a value that is in both lists once, and one content type", async () => {
    const result = {
      statusCode: 200,
      headers: { "x-a": "2", "Content-Type": "text/html" },
      multiValueHeaders: { "X-A": ["1", "2"], "content-type": ["text/css"] },
    };
    const reply = await invoke({ path: `/old?${answerOf(result)}` });
    expect([reply.headers["x-a"], valuesOf(reply.rawHeaders, "content-type")]).toEqual(["1, 2", ["text/html"]]);
  });

  test("a body that a status or method forbids is not sent", async () => {
    const none = await invoke({ path: `/echo?${answerOf({ statusCode: 204, body: "x" })}` });
    expect([none.status, none.body, none.headers["content-length"]]).toEqual([204, "", undefined]);
    const head = await invoke({ path: `/echo?${answerOf({ statusCode: 200, body: "xyz" })}`, method: "HEAD" });
    expect([head.status, head.body, head.headers["content-length"]]).toEqual([200, "", "3"]);
  });
});

describe("functions that fail", () => {
  const internal = '500 {"message":"Internal Server Error"}';
  test.each([
    [
      "/echo?mode=throw",
      internal,
      "The Lambda function returned the following error: no luck. Check your Lambda function code and try again.",
    ],
    ["/failing", internal, "The Lambda function returned the following error: it broke. Check your"],
    ["/echo?mode=exit", internal, "the function ended its own thread"],
    ["/broken", internal, "the module exports no function named handler"],
    ["/fast?mode=hang", '503 {"message":"Service Unavailable"}', "within the integration's timeout"],
    ["/fast?mode=spin", '503 {"message":"Service Unavailable"}', "within the integration's timeout"],
    ["/slow", '503 {"message":"Service Unavailable"}', "within the integration's timeout"],
    ["/absent", internal, "answered 404"],
    ["/unreachable", internal, "ECONNREFUSED"],
    ["/unknown", internal, "no function arn:aws:lambda:us-east-1:111111111111:function:unknown is set up"],
    ["/foreign", internal, "is not in the API's account"],
    ["/variable", internal, "names no function in this stage"],
    [
      "/queue",
      '502 {"message":"No service is connected for SQS-SendMessage"}',
      "no service is connected for SQS-SendMessage",
    ],
  ])("%s is answered %s and the record says why", async (path, answer, reason) => {
    const reply = await invoke({ path });
    expect(`${reply.status} ${reply.body}`).toBe(answer);
    expect(fixture.decisions.get(String(reply.headers["apigw-requestid"]))?.integrationFailure).toContain(reason);
  });

  test("the next event is worked on all the same", async () => {
    expect((await invoke({ path: "/fast?mode=spin" })).status).toBe(503);
    expect((await invoke({ path: "/echo?mode=name" })).body).toBe("echo");
  });
});

test("more events than threads all get their answer", async () => {
  const replies = await Promise.all(Array.from({ length: 20 }, () => invoke({ path: "/echo?mode=name" })));
  expect(replies.map(({ body }) => body)).toEqual(Array.from({ length: 20 }, () => "echo"));
});

test.each([
  ["/remote", "POST /2015-03-31/functions/remote/invocations"],
  ["/emulator", "POST /2015-03-31/functions/function/invocations"],
])("%s is called by the Invoke API: %s", async (path, call) => {
  endpointCalls.length = 0;
  const { status, body } = await invoke({ path });
  expect([status, body, endpointCalls]).toEqual([201, "from the endpoint", [call]]);
});

test("a function named by a stage variable is the stage's", async () => {
  expect((await invoke({ path: "/probe/variable?mode=name" })).body).toBe("echo");
});
