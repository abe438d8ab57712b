import type http from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  echoBackend,
  type GatewayFixture,
  hostOf,
  listen,
  putApi,
  send,
  startGateway,
  type TestApi,
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
      api: { corsConfiguration: { allowOrigins: ["*"], allowMethods: ["*"], maxAge: 0 } },
    });
    await put({
      apiId: "origins",
      routes: [{ key: "GET /x", uri: origin }],
      api: { corsConfiguration: { allowOrigins: ["https://app.example"] } },
    });
    await put({
      apiId: "guarded",
      routes: [
        { key: "ANY /any", uri: origin, auth: "AWS_IAM" },
        { key: "GET /one", uri: origin, auth: "AWS_IAM" },
        { key: "OPTIONS /open", uri: origin },
        { key: "ANY /open", uri: origin, auth: "AWS_IAM" },
      ],
      api: { corsConfiguration: cors },
    });
    await put({ apiId: "nocors", routes: [{ key: "GET /x", uri: origin }] });
  });

  test("are answered without a route and before authorization", async () => {
    const reply = await send(fixture.port, { host: hostOf("cors"), path: "/any", method: "OPTIONS", headers: asked });
    expect(reply).toMatchObject({ status: 204, body: "" });
    expect(reply.rawHeaders.slice(0, -4)).toEqual([
      "apigw-requestid",
      reply.headers["apigw-requestid"],
      "access-control-allow-origin",
      "https://app.example",
      "vary",
      "origin",
      "access-control-allow-methods",
      "GET,POST",
      "access-control-allow-headers",
      "x-a,authorization",
      "access-control-max-age",
      "300",
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

  test("without CORS an OPTIONS request is an ordinary one", async () => {
    const reply = await send(fixture.port, { host: hostOf("nocors"), path: "/x", method: "OPTIONS", headers: asked });
    expect(reply).toMatchObject({ status: 404, body: '{"message":"Not Found"}' });
  });

  test.each([{}, { origin: "https://app.example" }, { "access-control-request-method": "GET" }])(
    "an OPTIONS request with %j is answered without a route, and allowed nothing",
    async (headers) => {
      const reply = await send(fixture.port, { host: hostOf("cors"), path: "/x", method: "OPTIONS", headers });
      expect(reply).toMatchObject({ status: 204, body: "" });
      expect(Object.keys(reply.headers).filter((name) => name.startsWith("access-control-"))).toEqual([]);
    },
  );

  test.each([
    ["cors", { "access-control-request-method": "DELETE" }, undefined],
    ["cors", { "access-control-request-headers": "x-a, Authorization" }, "https://app.example"],
    ["cors", { "access-control-request-headers": "x-a,x-b" }, undefined],
    ["star", { "access-control-request-headers": "x-b" }, undefined],
    ["origins", {}, undefined],
  ])("on %s a preflight that also asks for %j is allowed for %s", async (apiId, more, allowed) => {
    const headers = { ...asked, ...more };
    const reply = await send(fixture.port, { host: hostOf(apiId), path: "/x", method: "OPTIONS", headers });
    expect([reply.status, reply.headers["access-control-allow-origin"]]).toEqual([204, allowed]);
  });

  test("an empty list of headers is sent as one", async () => {
    const reply = await send(fixture.port, { host: hostOf("star"), method: "OPTIONS", headers: asked });
    expect(reply.headers).toMatchObject({
      "access-control-allow-methods": "*",
      "access-control-allow-headers": "",
      "access-control-max-age": "0",
    });
  });

  test.each([
    ["/any", 403],
    ["/one", 204],
    ["/open", 204],
  ])(
    "a preflight to %s is answered %d: a route that takes OPTIONS has its authorization asked",
    async (path, status) => {
      const reply = await send(fixture.port, { host: hostOf("guarded"), path, method: "OPTIONS", headers: asked });
      expect(reply).toMatchObject({ status });
    },
  );

  test("a refusal can be read by the page that caused it", async () => {
    const reply = await send(fixture.port, {
      host: hostOf("cors"),
      path: "/x",
      headers: { origin: "https://app.example" },
    });
    expect([reply.status, reply.headers["access-control-allow-origin"]]).toEqual([403, "https://app.example"]);
  });
});
