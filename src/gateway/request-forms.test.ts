import type http from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  echoBackend,
  type GatewayFixture,
  hostOf,
  listen,
  putApi,
  send,
  sendRaw,
  sendToEcho,
  startGateway,
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
  await putApi(fixture.store, { apiId: "api1", routes: [{ key: "$default", uri: `${origin}/base` }] });
});

afterAll(async () => {
  await fixture.close();
  backend.closeAllConnections();
  backend.close();
});

const seen = (request: TestRequest) => sendToEcho(fixture.port, request);

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

  test("a trace does not reach a backend", async () => {
    expect(await send(fixture.port, { method: "TRACE" })).toMatchObject({
      status: 405,
      body: '{"message":"Method Not Allowed"}',
    });
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
    expect(valuesOf(headers, "upgrade")).toEqual([]);
  });

  test("pipelined requests are answered in order", async () => {
    const one = (path: string) => `GET ${path} HTTP/1.1\r\n${host}\r\n\r\n`;
    const text = await sendRaw(fixture.port, one("/1") + one("/2") + head("GET /3 HTTP/1.1", host));
    expect([...text.matchAll(/"url":"([^"]+)"/g)].map(([, url]) => url)).toEqual(["/base/1", "/base/2", "/base/3"]);
  });
});
