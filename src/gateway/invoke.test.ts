import http from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
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
  type TestApi,
} from "../../test/gateway.ts";

let fixture: GatewayFixture;
let backend: http.Server;
let origin: string;

/** What the backend saw, as its answer's body. */
interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly body: string;
}

beforeAll(async () => {
  fixture = await startGateway();
  backend = http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("latin1")));
    request.on("end", () => {
      const { method, url, rawHeaders } = request;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ method, url, headers: rawHeaders, body }));
    });
  });
  origin = `http://127.0.0.1:${await listen(backend)}`;
  await put({ apiId: "api1", routes: [{ key: "$default", uri: `${origin}/base` }] });
});

afterAll(async () => {
  await fixture.close();
  backend.closeAllConnections();
  backend.close();
});

const put = (api: TestApi) => putApi(fixture.store, api);

async function seen(request: Parameters<typeof send>[1]): Promise<Seen> {
  const reply = await send(fixture.port, request);
  expect(reply.status).toBe(200);
  return JSON.parse(reply.body) as Seen;
}

function values(headers: readonly string[], name: string): readonly string[] {
  return headers.filter((_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === name);
}

describe("the gateway's own answers, byte for byte", () => {
  test.each([
    ["no such route", { path: "/none", host: hostOf("api2") }, 404, "Not Found"],
    ["no such API", { host: hostOf("nope") }, 403, "Forbidden"],
    ["the API's id in another region", { host: "api1.execute-api.eu-west-1.localhost" }, 403, "Forbidden"],
    ["no such API by path", { host: "localhost", path: "/_aws/execute-api/nope/x" }, 403, "Forbidden"],
    ["an escape that is not UTF-8", { path: "/%ff" }, 400, "Bad Request"],
    ["a path that climbs", { path: "/a/../../b" }, 400, "Bad Request"],
    ["a path that climbs in escapes", { path: "/a/%2e%2e/b" }, 400, "Bad Request"],
    ["a head over the limit", { headers: { x: "x".repeat(10_300) } }, 431, "Request Header Fields Too Large"],
    [
      "a body over the limit",
      { method: "POST", body: Buffer.alloc(10 * 1024 * 1024 + 1) },
      413,
      "Request Entity Too Large",
    ],
    ["a stage without a deployment", { path: "/empty/x", host: hostOf("api2") }, 404, "Not Found"],
    ["a route without a target", { path: "/untargeted", host: hostOf("api2") }, 500, "Internal Server Error"],
    ["a backend that is not there", { path: "/unreachable", host: hostOf("api2") }, 500, "Internal Server Error"],
    [
      "an integration whose URI leads nowhere",
      { path: "/nowhere", host: hostOf("api2") },
      500,
      "Internal Server Error",
    ],
    ["an authorizer that is not there yet", { path: "/jwt", host: hostOf("api2") }, 500, "Internal Server Error"],
    ["a disabled endpoint", { path: "/x", host: hostOf("api3") }, 403, "Forbidden"],
    ["an unsigned request", { path: "/iam", host: hostOf("api2") }, 403, "Missing Authentication Token"],
    [
      "a request signed with an unknown key",
      { path: "/iam", host: hostOf("api2"), headers: { authorization: unknownKey } },
      403,
      "Forbidden",
    ],
    [
      "another kind of authorization",
      { path: "/iam", host: hostOf("api2"), headers: { authorization: "Bearer x" } },
      403,
      "Forbidden",
    ],
    ["an ARN over the limit", { path: `/iam/${"x".repeat(1_600)}`, host: hostOf("api2") }, 414, "Request URI too long"],
  ])("%s", async (_, request, status, message) => {
    await put({
      apiId: "api2",
      routes: [
        { key: "GET /untargeted" },
        { key: "GET /unreachable", uri: "http://127.0.0.1:1/" },
        { key: "GET /nowhere", uri: "http://${stageVariables.missing}/" },
        { key: "GET /jwt", uri: origin, auth: "JWT" },
        { key: "GET /iam", uri: origin, auth: "AWS_IAM" },
        { key: "GET /iam/{proxy+}", uri: origin, auth: "AWS_IAM" },
      ],
      stages: [{ stageName: "$default" }, { stageName: "empty", undeployed: true }],
    });
    await put({ apiId: "api3", routes: [{ key: "$default", uri: origin }], api: { disableExecuteApiEndpoint: true } });
    const reply = await send(fixture.port, request);
    expect(reply).toMatchObject({ status, body: JSON.stringify({ message }) });
    expect(values(reply.rawHeaders, "content-type")).toEqual(["application/json"]);
    expect(reply.rawHeaders).toContain("apigw-requestid");
    expect(reply.headers["apigw-requestid"]).toMatch(/^[\w-]{15}=$/);
    expect(reply.headers["x-amzn-requestid"]).toBeUndefined();
  });

  test("only what AWS's front end refuses without knowing the API has an error type", async () => {
    const unknown = await send(fixture.port, { host: hostOf("nope") });
    const known = await send(fixture.port, { host: hostOf("api2"), path: "/none" });
    expect([unknown.headers["x-amzn-errortype"], known.headers["x-amzn-errortype"]]).toEqual([
      "ForbiddenException",
      undefined,
    ]);
  });

  test("the message for unsigned requests is a setting", async () => {
    const other = await startGateway({ unsignedMessage: "Forbidden" });
    await putApi(other.store, { apiId: "api1", routes: [{ key: "$default", uri: origin, auth: "AWS_IAM" }] });
    const reply = await send(other.port, {});
    await other.close();
    expect(reply).toMatchObject({ status: 403, body: '{"message":"Forbidden"}' });
  });
});

describe("stages", () => {
  beforeAll(() =>
    put({
      apiId: "staged",
      routes: [
        { key: "GET /prod/x", uri: `${origin}/by-default` },
        { key: "GET /x", uri: `${origin}/\${stageVariables.to}` },
        { key: "GET /", uri: `${origin}/root` },
      ],
      stages: [
        { stageName: "$default", stageVariables: { to: "default" } },
        { stageName: "prod", stageVariables: { to: "prod" } },
        { stageName: "empty", undeployed: true },
      ],
    }),
  );

  test.each([
    ["/x", "/default"],
    ["/prod/x", "/prod"],
    ["/prod", "/root"],
    ["/prod/", "/root"],
    ["/", "/root"],
    ["/prod%2Fx", "/prod"],
    ["/PROD/x", 404],
    ["/$default/x", 404],
    ["/prod/prod/x", "/by-default"],
    ["/empty/x", 404],
  ])("by host, %s is served from %s", async (path, expected) => {
    const reply = await send(fixture.port, { path, host: hostOf("staged") });
    expect(reply.status === 200 ? (JSON.parse(reply.body) as Seen).url : reply.status).toBe(expected);
  });

  test.each([
    ["/prod/x", "/prod"],
    ["/$default/x", "/default"],
    ["/%24default/x", "/default"],
    ["/x", "/default"],
    ["", "/root"],
  ])("by path, %s is served from %s", async (path, expected) => {
    const { url } = await seen({ path: `/_aws/execute-api/staged${path}`, host: "localhost" });
    expect(url).toBe(expected);
  });
});

describe("what a backend is sent", () => {
  test.each([
    ["/store/checkout", "/base/store/checkout"],
    ["/?a=1&a=2&e=%2B&=", "/base/?a=1&a=2&e=%2B&="],
    ["/a%20b/c%3Fd", "/base/a%20b/c%3Fd"],
    ["/a%2Fb", "/base/a/b"],
    ["/a%252Fb", "/base/a%252Fb"],
    ["/a//b/", "/base/a//b/"],
  ])("%s of the default route as %s", async (path, url) => {
    expect(await seen({ path })).toMatchObject({ method: "GET", url, body: "" });
  });

  test.each(["POST", "PUT", "PATCH", "DELETE", "GET", "OPTIONS", "PROPFIND"])(
    "the body of a %s, with its length or in chunks",
    async (method) => {
      const body = "x".repeat(100_000);
      expect(await seen({ method, body, headers: { "content-length": body.length } })).toMatchObject({ method, body });
      expect(await seen({ method, body, headers: { "transfer-encoding": "chunked" } })).toMatchObject({ method, body });
    },
  );

  test("the integration's own method", async () => {
    await put({ apiId: "method", routes: [{ key: "ANY /x", uri: origin, integration: { integrationMethod: "PUT" } }] });
    expect(await seen({ host: hostOf("method"), path: "/x", method: "POST", body: "b" })).toMatchObject({
      method: "PUT",
      body: "b",
    });
  });

  test("the client's headers without its connection's, and the gateway's own", async () => {
    const headers = [
      "X-One",
      "1",
      "x-Two",
      "2",
      "X-One",
      "3",
      "Cookie",
      "a=1",
      "Authorization",
      "kept",
      "Connection",
      "close, X-Hop",
      "X-Hop",
      "dropped",
      "Keep-Alive",
      "timeout=5",
      "TE",
      "trailers",
      "Proxy-Authorization",
      "dropped",
      "Upgrade",
      "h2c",
      "Expect",
      "100-continue",
      "X-Forwarded-For",
      "192.0.2.1",
    ];
    const { headers: got } = await seen({ headers });
    const trace = values(got, "x-amzn-trace-id")[0] ?? "";
    expect(trace).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(got).toEqual([
      "host",
      origin.slice("http://".length),
      "connection",
      "keep-alive",
      ...[
        "X-One",
        "1",
        "x-Two",
        "2",
        "X-One",
        "3",
        "Cookie",
        "a=1",
        "Authorization",
        "kept",
        "X-Forwarded-For",
        "192.0.2.1",
      ],
      "Forwarded",
      `by=127.0.0.1;for=127.0.0.1;host=${hostOf("api1")};proto=http`,
      "Via",
      "HTTP/1.1 AmazonAPIGateway",
      "X-Amzn-Trace-Id",
      trace,
    ]);
  });

  test.each([
    [
      "Root=1-5759e988-bd862e3fe1be46a994272793",
      /^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-5759e988-bd862e3fe1be46a994272793$/,
    ],
    ["Self=1-a;Root=1-b;Sampled=1", /^Self=1-[0-9a-f]{8}-[0-9a-f]{24};Root=1-b;Sampled=1$/],
    ["nonsense", /^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/],
  ])("the trace %s continued", async (sent, expected) => {
    const { headers } = await seen({ headers: { "x-amzn-trace-id": sent } });
    expect(values(headers, "x-amzn-trace-id")).toEqual([expect.stringMatching(expected)]);
  });

  test("a host that is no token, in quotes", async () => {
    const { headers } = await seen({ host: "localhost:4566", path: "/_aws/execute-api/api1/x" });
    expect(values(headers, "forwarded")[0]).toContain(';host="localhost:4566";');
  });
});

describe("what a client gets back", () => {
  async function answered(
    answer: (response: http.ServerResponse) => void,
    method = "GET",
    api: TestApi["api"] = {},
    headers = {},
  ) {
    const server = http.createServer((_, response) => answer(response));
    const port = await listen(server);
    await put({ apiId: "back", routes: [{ key: "$default", uri: `http://127.0.0.1:${port}` }], api });
    try {
      return await send(fixture.port, { host: hostOf("back"), method, headers });
    } finally {
      server.closeAllConnections();
      server.close();
    }
  }

  test("status, headers and body as they were, with the request's id in place of the backend's", async () => {
    const reply = await answered((response) => {
      response.writeHead(418, [
        "Set-Cookie",
        "a=1",
        "X-Case",
        "Kept",
        "set-cookie",
        "b=2",
        "Connection",
        "X-Hop",
        "X-Hop",
        "1",
        "Apigw-Requestid",
        "forged",
        "Content-Length",
        "4",
      ]);
      response.end("body");
    });
    expect(reply).toMatchObject({ status: 418, body: "body" });
    expect(reply.rawHeaders.slice(0, 10)).toEqual([
      "Set-Cookie",
      "a=1",
      "X-Case",
      "Kept",
      "set-cookie",
      "b=2",
      "Content-Length",
      "4",
      "Apigw-Requestid",
      reply.headers["apigw-requestid"],
    ]);
    expect(reply.headers["x-hop"]).toBeUndefined();
    expect(values(reply.rawHeaders, "date")).toHaveLength(1);
  });

  test.each([204, 304])("a %i without a body", async (status) => {
    const reply = await answered((response) => response.writeHead(status, { etag: '"1"' }).end());
    expect(reply).toMatchObject({ status, body: "" });
    expect(reply.headers).toMatchObject({ etag: '"1"' });
    expect(reply.headers["transfer-encoding"]).toBeUndefined();
  });

  test("the length of an answer to HEAD, without its body", async () => {
    const reply = await answered((response) => response.writeHead(200, { "content-length": 1_000 }).end(), "HEAD");
    expect(reply).toMatchObject({ status: 200, body: "" });
    expect(reply.headers["content-length"]).toBe("1000");
  });

  test.each([301, 302, 307, 308])("a redirect, not what it points to (%i)", async (status) => {
    const reply = await answered((response) => response.writeHead(status, { location: `${origin}/elsewhere` }).end());
    expect(reply).toMatchObject({ status, headers: { location: `${origin}/elsewhere` } });
  });

  test("the final answer after an interim one", async () => {
    const reply = await answered((response) => {
      response.writeEarlyHints({ link: "</x>; rel=preload" });
      response.end("done");
    });
    expect(reply).toMatchObject({ status: 200, body: "done" });
  });

  test("the API's own CORS headers in place of the backend's", async () => {
    const reply = await answered(
      (response) =>
        response
          .writeHead(200, { "Access-Control-Allow-Origin": "http://evil.example", "access-control-max-age": "1" })
          .end(),
      "GET",
      {
        corsConfiguration: {
          allowOrigins: ["https://app.example"],
          exposeHeaders: ["x-a", "x-b"],
          allowCredentials: true,
        },
      },
      { origin: "https://app.example" },
    );
    expect(reply.headers).toMatchObject({
      "access-control-allow-origin": "https://app.example",
      "access-control-allow-credentials": "true",
      "access-control-expose-headers": "x-a,x-b",
      vary: "origin",
    });
    expect(reply.headers["access-control-max-age"]).toBeUndefined();
  });
});

describe("CORS preflights", () => {
  const cors = {
    allowOrigins: ["https://app.example", "http://*"],
    allowMethods: ["GET", "POST"],
    allowHeaders: ["x-a", "authorization"],
    maxAge: 300,
  };
  const asked = { origin: "https://app.example", "access-control-request-method": "POST" };

  beforeAll(async () => {
    await put({
      apiId: "cors",
      routes: [{ key: "GET /x", uri: origin, auth: "AWS_IAM" }],
      api: { corsConfiguration: cors },
    });
    await put({
      apiId: "star",
      routes: [{ key: "GET /x", uri: origin }],
      api: { corsConfiguration: { allowOrigins: ["*"], maxAge: 0 } },
    });
    await put({ apiId: "nocors", routes: [{ key: "GET /x", uri: origin }] });
  });

  test("are answered without a route and before authorization", async () => {
    const reply = await send(fixture.port, { host: hostOf("cors"), path: "/any", method: "OPTIONS", headers: asked });
    expect(reply).toMatchObject({ status: 204, body: "" });
    expect(reply.rawHeaders.slice(0, -4)).toEqual([
      ...[
        "apigw-requestid",
        reply.headers["apigw-requestid"],
        "access-control-allow-origin",
        "https://app.example",
        "vary",
        "origin",
      ],
      ...[
        "access-control-allow-methods",
        "GET,POST",
        "access-control-allow-headers",
        "x-a,authorization",
        "access-control-max-age",
        "300",
      ],
    ]);
  });

  test.each([
    ["cors", "http://any.example", "http://any.example"],
    ["cors", "https://other.example", undefined],
    ["cors", "http://", undefined],
    ["cors", "null", undefined],
    ["star", "https://other.example", "*"],
    ["star", "null", "*"],
  ])("on %s from %s allow %s", async (apiId, from, allowed) => {
    const reply = await send(fixture.port, {
      host: hostOf(apiId),
      method: "OPTIONS",
      headers: { ...asked, origin: from },
    });
    expect([reply.status, reply.headers["access-control-allow-origin"]]).toEqual([204, allowed]);
  });

  test.each([
    ["nocors", asked],
    ["cors", {}],
    ["cors", { origin: "https://app.example" }],
    ["cors", { "access-control-request-method": "GET" }],
  ])("an OPTIONS request to %s with %j is an ordinary one", async (apiId, headers) => {
    const reply = await send(fixture.port, { host: hostOf(apiId), path: "/x", method: "OPTIONS", headers });
    expect(reply).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
  });

  test("a refusal can be read by the page that caused it", async () => {
    const reply = await send(fixture.port, {
      host: hostOf("cors"),
      path: "/x",
      headers: { origin: "https://app.example" },
    });
    expect([reply.status, reply.headers["access-control-allow-origin"]]).toEqual([403, "https://app.example"]);
  });
});

describe("request forms that could mean two things", () => {
  const head = (line: string, ...headers: string[]) => [line, ...headers, "Connection: close", "", ""].join("\r\n");
  const host = `Host: ${hostOf("api1")}`;

  test.each([
    ["two hosts", head("GET /x HTTP/1.1", host, "Host: other"), 400],
    ["two equal hosts", head("GET /x HTTP/1.1", host, host), 400],
    ["no host", head("GET /x HTTP/1.1"), 400],
    ["an absolute-form target", head(`GET http://${hostOf("api1")}/x HTTP/1.1`, host), 400],
    ["an absolute-form target elsewhere", head("GET http://other.example/x HTTP/1.1", host), 400],
    ["an asterisk-form target", head("OPTIONS * HTTP/1.1", host), 400],
    [
      "both lengths",
      `${head("POST /x HTTP/1.1", host, "Content-Length: 5", "Transfer-Encoding: chunked")}0\r\n\r\n`,
      400,
    ],
    ["two lengths", `${head("POST /x HTTP/1.1", host, "Content-Length: 5", "Content-Length: 6")}hello`, 400],
    [
      "a coding that is not undone",
      `${head("POST /x HTTP/1.1", host, "Transfer-Encoding: gzip, chunked")}0\r\n\r\n`,
      501,
    ],
    ["a bare line feed", "GET /x HTTP/1.1\nHost: x\n\n", 400],
    ["a space before the colon", head("GET /x HTTP/1.1", host, "Content-Length : 5"), 400],
    ["a folded header", head("GET /x HTTP/1.1", host, "X-A: 1", " folded"), 400],
  ])("%s", async (_, text, status) => {
    expect((await sendRaw(fixture.port, text)).split(" ")[1]).toBe(`${status}`);
  });

  test("a tunnel is not opened", async () => {
    expect(await sendRaw(fixture.port, head("CONNECT 127.0.0.1:1 HTTP/1.1", host))).toBe("");
  });

  test("a bad chunk ends the request and the backend never sees it whole", async () => {
    const text = `${head("POST /x HTTP/1.1", host, "Transfer-Encoding: chunked")}5\r\nhello\r\nXX\r\n`;
    expect((await sendRaw(fixture.port, text)).split(" ")[1] ?? "400").toBe("400");
  });

  test("an upgrade is an ordinary request and comes without its header", async () => {
    const { headers } = await seen({ headers: { connection: "upgrade", upgrade: "websocket" } });
    expect(values(headers, "upgrade")).toEqual([]);
  });

  test("pipelined requests are answered in order", async () => {
    const one = (path: string) => `GET ${path} HTTP/1.1\r\n${host}\r\n\r\n`;
    const text = await sendRaw(fixture.port, one("/1") + one("/2") + head("GET /3 HTTP/1.1", host));
    expect([...text.matchAll(/"url":"([^"]+)"/g)].map(([, url]) => url)).toEqual(["/base/1", "/base/2", "/base/3"]);
  });
});

describe("changes", () => {
  test("count from the next request, whether the API was known or not", async () => {
    const statuses: number[] = [];
    const ask = async () => statuses.push((await send(fixture.port, { host: hostOf("changing"), path: "/x" })).status);
    await ask();
    await put({ apiId: "changing", routes: [{ key: "GET /y", uri: origin }] });
    await ask();
    await put({ apiId: "changing", routes: [{ key: "GET /x", uri: origin }] });
    await ask();
    await fixture.store.write(({ apis }) => apis.delete(owner, "changing"));
    await ask();
    expect(statuses).toEqual([403, 404, 200, 403]);
  });
});

describe("decision records", () => {
  test.each([
    [
      "a route without authorization",
      { path: "/x" },
      {
        status: 200,
        action: "execute-api:Invoke",
        route: { apiId: "api1", stage: "$default", routeKey: "$default", authorizationType: "NONE" },
      },
    ],
    [
      "a refused one",
      { path: "/iam", host: hostOf("api2") },
      { status: 403, refusal: "Missing Authentication Token", authentication: { kind: "unsigned" } },
    ],
    ["no route", { path: "/none", host: hostOf("api2") }, { status: 404, refusal: "Not Found" }],
  ])("are kept of %s", async (_, request, expected) => {
    const reply = await send(fixture.port, request);
    const record = fixture.decisions.get(String(reply.headers["apigw-requestid"]));
    expect(record).toMatchObject({ ownerAccountId: owner, evaluations: [], ...expected });
  });

  test("are not kept of what no API answers to", async () => {
    const reply = await send(fixture.port, { host: hostOf("nope") });
    expect(fixture.decisions.get(String(reply.headers["apigw-requestid"]))).toBeUndefined();
  });
});

const unknownKey = `AWS4-HMAC-SHA256 Credential=AKIAUNKNOWN/20260101/${region}/execute-api/aws4_request, SignedHeaders=host, Signature=${"0".repeat(64)}`;
