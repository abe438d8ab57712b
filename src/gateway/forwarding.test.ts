import http from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  echoBackend,
  type GatewayFixture,
  hostOf,
  listen,
  putApi,
  send,
  sendToEcho,
  startGateway,
  type TestApi,
  type TestRequest,
  valuesOf,
} from "../../test/gateway.ts";

let fixture: GatewayFixture;
let backend: http.Server;
let origin: string;

beforeAll(async () => {
  fixture = await startGateway();
  backend = echoBackend();
  origin = `http://127.0.0.1:${await listen(backend)}`;
  await put({ apiId: "api1", routes: [{ key: "$default", uri: `${origin}/base` }] });
});

afterAll(async () => {
  await fixture.close();
  backend.closeAllConnections();
  backend.close();
});

const put = (api: TestApi) => putApi(fixture.store, api);
const seen = (request: TestRequest) => sendToEcho(fixture.port, request);

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
    const trace = valuesOf(got, "x-amzn-trace-id")[0] ?? "";
    expect(trace).toMatch(/^Root=1-[0-9a-f]{8}-[0-9a-f]{24}$/);
    expect(got).toEqual([
      "host",
      origin.slice("http://".length),
      "connection",
      "keep-alive",
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
    expect(valuesOf(headers, "x-amzn-trace-id")).toEqual([expect.stringMatching(expected)]);
  });

  test("a host that is no token, in quotes", async () => {
    const { headers } = await seen({ host: "localhost:4566", path: "/_aws/execute-api/api1/x" });
    expect(valuesOf(headers, "forwarded")[0]).toContain(';host="localhost:4566";');
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
    expect(valuesOf(reply.rawHeaders, "date")).toHaveLength(1);
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
