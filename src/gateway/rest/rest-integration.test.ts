import http from "node:http";
import net from "node:net";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  echoBackend,
  type GatewayFixture,
  listen,
  type Seen,
  send,
  startGateway,
  type TestRequest,
  valuesOf,
} from "../../../test/gateway.ts";
import { mockAnswer, putRestApi, type TestMethod } from "../../../test/rest-gateway.ts";
import type { RestIntegration } from "../../store/rest-records.ts";

let fixture: GatewayFixture;
let echo: http.Server;
let answering: http.Server;
/** Takes connections and says nothing. */
let silent: net.Server;
let echoUri: string;
let answeringUri: string;
let silentUri: string;

const host = "rest000002.execute-api.us-east-1.localhost";

beforeAll(async () => {
  fixture = await startGateway();
  echo = echoBackend();
  answering = http.createServer((request, response) => {
    const status = Number(/^\/(\d+)/.exec(request.url ?? "")?.[1] ?? 200);
    response.writeHead(status, {
      "x-own": "backend",
      server: "nginx",
      "www-authenticate": "Basic",
      "x-amzn-requestid": "of the backend",
      "content-type": "application/xml",
    });
    response.end(JSON.stringify({ user: { name: "alice" } }));
  });
  silent = net.createServer();
  echoUri = `http://127.0.0.1:${await listen(echo)}`;
  answeringUri = `http://127.0.0.1:${await listen(answering)}`;
  silentUri = `http://127.0.0.1:${await listen(silent)}`;
});

afterAll(async () => {
  await fixture.close();
  for (const server of [echo, answering]) {
    server.closeAllConnections();
    server.close();
  }
  silent.close();
});

async function call(
  key: string,
  integration: Partial<RestIntegration>,
  request: TestRequest & Partial<TestMethod> = {},
) {
  const { methodResponses, ...sent } = request;
  await putRestApi(fixture.store, {
    apiId: "rest000002",
    methods: [{ key, integration, ...(methodResponses && { methodResponses }) }],
    stages: [{ stageName: "prod", variables: { tier: "gold", base: "base" } }],
    api: { binaryMediaTypes: ["image/*"] },
  });
  const reply = await send(fixture.port, { host, ...sent });
  const record = fixture.decisions.get(String(reply.headers["x-amzn-requestid"]));
  return { ...reply, failure: record?.integrationFailure };
}

const seenIn = ({ body }: { readonly body: string }) => JSON.parse(body) as Seen;

describe("an HTTP_PROXY integration", () => {
  test.each<[string, Partial<RestIntegration>, TestRequest, string]>([
    [
      "ANY /{proxy+}",
      {
        uri: "ECHO/base/{proxy}",
        requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" },
      },
      { path: "/prod/a/b%20c?x=1&x=%2F", method: "PATCH" },
      "PATCH /base/a/b%20c?x=1&x=%2F",
    ],
    [
      "GET /pets/{id}",
      {
        uri: "ECHO/${stageVariables.base}/{name}",
        httpMethod: "POST",
        requestParameters: {
          "integration.request.path.name": "method.request.header.x-name",
          "integration.request.querystring.id": "method.request.path.id",
          "integration.request.querystring.s": "'static&x'",
        },
      },
      { path: "/prod/pets/7?a=1", headers: { "x-name": "a/b" } },
      "POST /base/a%2Fb?a=1&id=7&s=static%26x",
    ],
  ])("of %s with %j passes %j on as %s", async (key, integration, request, line) => {
    const uri = integration.uri?.replace("ECHO", echoUri) ?? "";
    const { method, url } = seenIn(await call(key, { ...integration, uri }, request));
    expect(`${method} ${url}`).toBe(line);
  });

  test("adds and maps headers as REST APIs do, and keeps back those that are the gateway's", async () => {
    const requestParameters = {
      "integration.request.header.x-mapped": "context.resourcePath",
      "integration.request.header.X-Tier": "stageVariables.tier",
      "integration.request.header.x-body": "method.request.body.n",
      "integration.request.header.content-length": "'1'",
      "integration.request.header.no(name": "'1'",
    };
    const headers = [
      ...[
        "X-Own",
        "1",
        "x-tier",
        "client's",
        "Max-Forwards",
        "1",
        "X-Forwarded-For",
        "192.0.2.1",
        "Via",
        "1.1 proxy",
        "x-amzn-apigateway-api-id",
        "mine",
      ],
      ...["Authorization", "AWS4-HMAC-SHA256 Credential=x", "Content-MD5", "x", "Connection", "x-hop", "x-hop", "1"],
    ];
    const reply = await call(
      "POST /x",
      { uri: echoUri, requestParameters },
      {
        ...{ path: "/prod/x", method: "POST", headers: [...headers, "content-length", "7"], body: '{"n":5}' },
      },
    );
    const seen = seenIn(reply);
    const values = (name: string) => valuesOf(seen.headers, name).join("|");
    expect(seen.body).toBe('{"n":5}');
    expect([values("x-mapped"), values("x-tier"), values("x-body"), values("x-own")]).toEqual(["/x", "gold", "5", "1"]);
    expect([values("x-forwarded-for"), values("x-forwarded-proto")]).toEqual(["192.0.2.1, 127.0.0.1", "http"]);
    expect(values("x-amzn-apigateway-api-id")).toBe("rest000002");
    expect(values("x-amzn-trace-id")).toMatch(/^Root=1-/);
    expect(values("host")).toBe(new URL(echoUri).host);
    for (const name of ["authorization", "max-forwards", "content-md5", "forwarded", "via", "x-hop"]) {
      expect([name, values(name)]).toEqual([name, ""]);
    }
  });

  test("a bearer token is the backend's", async () => {
    const seen = seenIn(
      await call("GET /x", { uri: echoUri }, { path: "/prod/x", headers: { authorization: "Bearer t" } }),
    );
    expect(valuesOf(seen.headers, "authorization")).toEqual(["Bearer t"]);
  });

  test("gives headers that are the gateway's back under other names", async () => {
    const { status, rawHeaders, headers } = await call("GET /x", { uri: `${answeringUri}/401` }, { path: "/prod/x" });
    expect(status).toBe(401);
    expect(valuesOf(rawHeaders, "x-amzn-remapped-server")).toEqual(["nginx"]);
    expect(valuesOf(rawHeaders, "x-amzn-remapped-www-authenticate")).toEqual(["Basic"]);
    expect(valuesOf(rawHeaders, "x-amzn-remapped-x-amzn-requestid")).toEqual(["of the backend"]);
    expect(headers["x-amzn-requestid"]).toMatch(/^[0-9a-f-]{36}$/);
    expect(headers["x-amz-apigw-id"]).toMatch(/=$/);
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(["server"]));
    expect(Object.keys(headers)).not.toEqual(expect.arrayContaining(["apigw-requestid"]));
  });

  test.each<[string, string, Partial<RestIntegration>, number, string]>([
    ["that stalls", "GET /x", { uri: "SILENT", timeoutInMillis: 50 }, 504, '{"message": "Endpoint request timed out"}'],
    [
      "that nobody listens at",
      "GET /x",
      { uri: "http://127.0.0.1:1/" },
      504,
      '{"message": "Network error communicating with endpoint"}',
    ],
    ["whose URI is none", "GET /x", { uri: "nonsense" }, 500, '{"message": "Internal server error"}'],
    ["whose URI has a variable too many", "GET /x", { uri: "ECHO/{id}" }, 500, '{"message": "Internal server error"}'],
    [
      "behind a VPC link",
      "GET /x",
      { uri: "ECHO", connectionType: "VPC_LINK" },
      500,
      '{"message": "Internal server error"}',
    ],
  ])("a backend %s", async (_, key, integration, status, body) => {
    const uri = integration.uri?.replace("ECHO", echoUri).replace("SILENT", silentUri) ?? "";
    const reply = await call(key, { ...integration, uri }, { path: "/prod/x" });
    expect([reply.status, reply.headers["x-amzn-errortype"], reply.body]).toEqual([
      status,
      "InternalServerErrorException",
      body,
    ]);
  });

  test("a path that a backend would climb in is refused", async () => {
    const requestParameters = { "integration.request.path.proxy": "method.request.path.proxy" };
    const reply = await call(
      "GET /{proxy+}",
      { uri: `${echoUri}/safe/{proxy}`, requestParameters },
      {
        path: "/prod/a/%2e%2e/%2e%2e/b",
      },
    );
    expect([reply.status, reply.body]).toEqual([400, '{"message":"Bad Request"}']);
  });

  test.each(["../secret", "a/../../secret", "..\\secret"])(
    "so is one that a header would have it climb in: %s",
    async (name) => {
      const requestParameters = { "integration.request.path.name": "method.request.header.x-name" };
      const integration = { uri: `${echoUri}/safe/{name}`, requestParameters };
      const reply = await call("GET /pets", integration, { path: "/prod/pets", headers: { "x-name": name } });
      expect([reply.status, reply.body]).toEqual([400, '{"message":"Bad Request"}']);
    },
  );

  test("a body over the limit is refused, with REST's words", async () => {
    const reply = await call(
      "POST /x",
      { uri: echoUri },
      {
        ...{ path: "/prod/x", method: "POST", body: Buffer.alloc(10 * 1024 * 1024 + 1) },
      },
    );
    expect([reply.status, reply.body]).toEqual([413, '{"message":"HTTP content length exceeded 10485760 bytes."}']);
  });
});

describe("an HTTP integration", () => {
  test("sends nothing of the client's but what is mapped, and a body by its template", async () => {
    const reply = await call(
      "POST /pets/{id}",
      {
        type: "HTTP",
        uri: echoUri,
        requestParameters: { "integration.request.querystring.pet": "method.request.path.id" },
        requestTemplates: { "application/json": `{"id":"$input.params('id')","all":$input.json('$')}` },
        integrationResponses: { 200: {} },
      },
      { path: "/prod/pets/7?a=1", method: "POST", headers: { cookie: "c=1" }, body: '{"b":1}' },
    );
    const seen = seenIn(reply);
    expect([seen.url, seen.body]).toEqual(["/?pet=7", '{"id":"7","all":{"b":1}}']);
    expect(valuesOf(seen.headers, "cookie")).toEqual([]);
    expect(valuesOf(seen.headers, "user-agent")).toEqual(["AmazonAPIGateway_rest000002"]);
    expect(reply.headers["content-type"]).toBe("application/json");
  });

  const responses: NonNullable<RestIntegration["integrationResponses"]> = {
    200: {},
    404: {
      selectionPattern: "4\\d{2}",
      responseTemplates: { "application/json": `{"was":$input.json('$.user.name')}` },
    },
    500: {
      selectionPattern: "5..",
      responseParameters: {
        "method.response.header.X-Name": "integration.response.body.user.name",
        "method.response.header.X-Own": "integration.response.header.x-own",
        "method.response.header.Undeclared": "'x'",
        "method.response.header.Server": "'mine'",
        "method.response.header.no(name": "'x'",
      },
    },
  };
  const declared = (names: readonly string[]) =>
    Object.fromEntries(names.map((name) => [`method.response.header.${name}`, false]));

  test.each([
    ["/200", 200, '{"user":{"name":"alice"}}'],
    ["/418", 404, '{"was":"alice"}'],
    ["/503", 500, '{"user":{"name":"alice"}}'],
  ])("an answer to %s is given as %i", async (path, status, body) => {
    const reply = await call(
      "GET /x",
      { type: "HTTP", uri: `${answeringUri}${path}`, integrationResponses: responses },
      {
        path: "/prod/x",
        methodResponses: { 500: { responseParameters: declared(["X-Name", "X-Own", "Server", "no(name"]) } },
      },
    );
    expect([reply.status, reply.body]).toEqual([status, body]);
    const mapped = ["x-name", "x-own", "undeclared", "x-amzn-remapped-server"].map((name) => reply.headers[name]);
    expect(mapped).toEqual(
      status === 500 ? ["alice", "backend", undefined, "mine"] : [undefined, undefined, undefined, undefined],
    );
    expect(reply.headers["x-amzn-trace-id"]).toMatch(/^Root=/);
  });

  test.each<[string, Partial<RestIntegration>, TestRequest, number, RegExp]>([
    [
      "no response fits",
      { integrationResponses: { 200: { selectionPattern: "2.." } } },
      {},
      500,
      /no integration response is for status 404/,
    ],
    ["there are no responses", {}, {}, 500, /no integration response/],
    [
      "a template has a directive",
      { requestTemplates: { "application/json": "#set($x = 1)" } },
      {},
      500,
      /the directive #set needs a Velocity engine/,
    ],
    ["no template fits and nothing passes", { passthroughBehavior: "NEVER" }, {}, 415, /^$/],
    [
      "another template is there",
      { passthroughBehavior: "WHEN_NO_TEMPLATES", requestTemplates: { "text/plain": "x" } },
      { headers: { "content-type": "text/html" } },
      415,
      /^$/,
    ],
  ])("when %s", async (_, integration, request, status, failure) => {
    const reply = await call(
      "GET /x",
      { type: "HTTP", uri: `${answeringUri}/404`, ...integration },
      { path: "/prod/x", ...request },
    );
    expect(reply.status).toBe(status);
    expect(reply.failure ?? "").toMatch(failure);
  });

  test.each([
    ["stalls", { timeoutInMillis: 50 }, 504, "Endpoint request timed out"],
    ["cannot be reached", { uri: "http://127.0.0.1:1/" }, 504, "Network error communicating with endpoint"],
  ])("a backend that %s", async (_, integration, status, message) => {
    const reply = await call("GET /x", { type: "HTTP", uri: silentUri, ...integration }, { path: "/prod/x" });
    expect([reply.status, reply.body]).toEqual([status, `{"message": "${message}"}`]);
  });
});

describe("a MOCK integration", () => {
  test("answers what its templates say, headers included", async () => {
    const integration = {
      ...mockAnswer(204, ""),
      requestTemplates: { "application/json": '{"statusCode": 204}' },
      integrationResponses: {
        200: { selectionPattern: "200" },
        204: { responseParameters: { "method.response.header.Access-Control-Allow-Origin": "'*'" } },
      },
    };
    const methodResponses = {
      204: { responseParameters: { "method.response.header.Access-Control-Allow-Origin": false } },
    };
    const reply = await call("OPTIONS /x", integration, { path: "/prod/x", method: "OPTIONS", methodResponses });
    expect([reply.status, reply.body, reply.headers["access-control-allow-origin"]]).toEqual([204, "", "*"]);
  });

  test("without a status fails", async () => {
    const reply = await call("GET /x", { type: "MOCK", integrationResponses: { 200: {} } }, { path: "/prod/x" });
    expect([reply.status, reply.failure]).toEqual([500, expect.stringContaining('"statusCode"')]);
  });
});

test("an AWS integration names what is not connected", async () => {
  const uri = "arn:aws:apigateway:us-east-1:sqs:path/111111111111/queue";
  const reply = await call("GET /x", { type: "AWS", uri }, { path: "/prod/x" });
  expect([reply.status, reply.body]).toEqual([502, `{"message": "No service is connected for ${uri}"}`]);
});
