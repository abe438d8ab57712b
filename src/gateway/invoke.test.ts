import type http from "node:http";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  type Seen,
  echoBackend,
  type GatewayFixture,
  hostOf,
  listen,
  owner,
  putApi,
  region,
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
    expect(valuesOf(reply.rawHeaders, "content-type")).toEqual(["application/json"]);
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
