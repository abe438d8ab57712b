import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import {
  echoBackend,
  type GatewayFixture,
  listen,
  owner,
  putApi,
  send,
  sendToEcho,
  startGateway,
  type TestRequest,
  valuesOf,
} from "../../../test/gateway.ts";
import { jsonPathText } from "./json-path.ts";

let fixture: GatewayFixture;
let echo: http.Server;
let answering: http.Server;
let uri: string;
let answeringUri: string;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "mapping-"));
  const path = join(folder, "echo.mjs");
  await writeFile(path, "export const handler = (event) => ({ statusCode: 200, body: JSON.stringify(event) });");
  fixture = await startGateway({}, { functions: new Map([["echo", { kind: "module", path }]]) });
  echo = echoBackend();
  answering = http.createServer((request, response) => {
    const [, status, length] = /^\/(\d+)(?:\/(\d+))?/.exec(request.url ?? "") ?? [];
    response.writeHead(Number(status), { "x-own": "backend", "content-type": "application/json" });
    response.end(JSON.stringify({ user: { name: "alice" }, fill: "x".repeat(Number(length ?? 0)) }));
  });
  uri = `http://127.0.0.1:${await listen(echo)}`;
  answeringUri = `http://127.0.0.1:${await listen(answering)}`;
});

afterAll(async () => {
  await fixture.close();
  for (const server of [echo, answering]) {
    server.closeAllConnections();
    server.close();
  }
  await rm(folder, { recursive: true });
});

async function seen(requestParameters: Readonly<Record<string, string>>, request: TestRequest) {
  await putApi(fixture.store, {
    apiId: "api1",
    stages: [{ stageName: "$default" }, { stageName: "dev", stageVariables: { tier: "gold" } }],
    routes: [{ key: "ANY /pets/{id}", uri: `${uri}/base/{id}`, integration: { requestParameters } }],
  });
  return sendToEcho(fixture.port, { path: "/pets/7", ...request });
}

test.each<[Record<string, string>, TestRequest, readonly string[]]>([
  [{ "append:header.x-a": "static" }, {}, ["static"]],
  [{ "append:header.x-a": "$request.path" }, { path: "/dev/pets/7" }, ["/pets/7"]],
  [{ "append:header.x-a": "$request.path.id" }, { path: "/pets/a%20b" }, ["a b"]],
  [{ "append:header.x-a": "$stageVariables.tier" }, { path: "/dev/pets/7" }, ["gold"]],
  [{ "append:header.x-a": "$stageVariables.tier" }, {}, []],
  [{ "append:header.x-a": "$context.httpMethod" }, { method: "PUT" }, ["PUT"]],
  [{ "append:header.x-a": "$request.querystring.q" }, { path: "/pets/7?q=1&q=2&Q=3" }, ["1,2"]],
  [{ "append:header.x-a": "$request.header.B" }, { headers: { b: "x" } }, ["x"]],
  [{ "append:header.x-a": "${request.path.id}-${context.stage}!" }, {}, ["7-$default!"]],
  [{ "append:header.x-a": "2" }, { headers: { "X-A": "1" } }, ["1", "2"]],
  [{ "overwrite:header.x-a": "2" }, { headers: ["X-A", "1", "x-a", "1"] }, ["2"]],
  [{ "overwrite:header.x-a": "2" }, { headers: ["connection", "x-a", "x-a", "1"] }, ["2"]],
  [{ "remove:header.x-a": "''" }, { headers: { "X-A": "1" } }, []],
  [
    { "append:header.x-a": "$request.body.user.names[1]" },
    { method: "POST", body: '{"user":{"names":["a","b"]}}' },
    ["b"],
  ],
  [{ "append:header.x-a": "$request.body.n" }, { method: "POST", body: '{"n":{"m":1}}' }, ['{"m":1}']],
  [{ "append:header.x-a": "$request.body.n" }, { method: "POST", body: "no json" }, []],
  [{ "append:header.x-a": "$request.body.n" }, { method: "POST", body: `{"n":1,"m":"${"x".repeat(102_400)}"}` }, []],
  // Nothing breaks out of its header.
  [{ "append:header.x-a": "$request.path.id" }, { path: "/pets/a%0D%0Ax-b:%20c" }, []],
  [{ "append:header.x-a": "$request.path.id" }, { path: "/pets/%E2%82%AC" }, [Buffer.from("€").toString("latin1")]],
])("%j on %j sends the header %j", async (parameters, request, values) => {
  const { headers, body } = await seen(parameters, request);
  expect(valuesOf(headers, "x-a")).toEqual(values);
  expect(body).toBe(request.body ?? "");
});

test.each<[Record<string, string>, TestRequest, RegExp]>([
  [{ "overwrite:header.Host": "inside.example" }, {}, /^inside\.example$/],
  [{ "overwrite:header.host": "$request.header.x-host" }, { headers: { "x-host": "a.example" } }, /^a\.example$/],
  // Without a value the backend's own stays, and never the client's.
  [{ "overwrite:header.host": "$request.header.x-host" }, {}, /^127\.0\.0\.1:\d+$/],
  [{ "remove:header.host": "''" }, {}, /^127\.0\.0\.1:\d+$/],
])("%j on %j sends the host %s", async (parameters, request, host) => {
  const { headers } = await seen(parameters, request);
  expect(valuesOf(headers, "host")).toEqual([expect.stringMatching(host)]);
});

test.each<[Record<string, string>, string, string]>([
  [{ "append:querystring.a": "x y&z" }, "/pets/7?b=1", "/base/7?b=1&a=x%20y%26z"],
  [{ "append:querystring.a": "2" }, "/pets/7?a=1", "/base/7?a=1&a=2"],
  [{ "overwrite:querystring.a": "2" }, "/pets/7?a=1&b=%20&a=3", "/base/7?b=%20&a=2"],
  [{ "remove:querystring.a": "''" }, "/pets/7?%61=1&A=2", "/base/7?A=2"],
  [{ "overwrite:path": "/other/$x" }, "/pets/7?a=1", "/other/$x?a=1"],
  [{ "overwrite:path": "$request.path" }, "/dev/pets/a%20b", "/pets/a%20b"],
  [{ "overwrite:path": "${request.path.id}/sub?x" }, "/pets/7", "/7/sub%3Fx"],
])("%j makes %s to %s", async (parameters, path, url) => {
  expect((await seen(parameters, { path })).url).toBe(url);
});

test("a path that a backend would climb in is refused", async () => {
  await seen({ "overwrite:path": "/safe/${request.header.x}" }, {});
  const { status } = await send(fixture.port, { path: "/pets/7", headers: { x: "../secret" } });
  expect(status).toBe(400);
});

test("a function gets the mapped request", async () => {
  await putApi(fixture.store, {
    apiId: "api1",
    routes: [
      {
        key: "POST /f",
        uri: `arn:aws:lambda:us-east-1:${owner}:function:echo`,
        integration: {
          integrationType: "AWS_PROXY",
          payloadFormatVersion: "2.0",
          requestParameters: {
            "append:header.x-a": "$request.body.n",
            "overwrite:querystring.q": "new",
            "overwrite:path": "/else",
          },
          responseParameters: { 200: { "overwrite:statuscode": "202", "append:header.x-n": "$response.body.body" } },
        },
      },
    ],
  });
  const { status, body } = await send(fixture.port, { path: "/f?q=old", method: "POST", body: '{"n":5}' });
  expect(status).toBe(202);
  expect(JSON.parse(body)).toMatchObject({ rawPath: "/else", rawQueryString: "q=new", headers: { "x-a": "5" } });
});

test.each<[string, Record<string, Record<string, string>>, number, readonly string[]]>([
  ["/200", { 200: { "append:header.x-own": "$context.requestId" } }, 200, ["backend", "ID"]],
  ["/200", { 200: { "overwrite:header.X-Own": "mine" } }, 200, ["mine"]],
  ["/200", { 200: { "remove:header.x-own": "''" } }, 200, []],
  ["/200", { 201: { "remove:header.x-own": "''" } }, 200, ["backend"]],
  ["/404", { 404: { "overwrite:statuscode": "200" } }, 200, ["backend"]],
  ["/404", { 404: { "overwrite:statuscode": "$response.header.x-own" } }, 404, ["backend"]],
  ["/200", { 200: { "overwrite:header.x-own": "$response.header.content-type" } }, 200, ["application/json"]],
  ["/200", { 200: { "overwrite:header.x-own": "$response.body.user.name" } }, 200, ["alice"]],
  ["/200/200000", { 200: { "overwrite:header.x-own": "$response.body.user.name" } }, 200, ["backend"]],
])("the answer to %s is mapped by %j", async (path, responseParameters, status, values) => {
  const routes = [{ key: "$default", uri: answeringUri, integration: { responseParameters } }];
  await putApi(fixture.store, { apiId: "api1", routes });
  const reply = await send(fixture.port, { path });
  const id = String(reply.headers["apigw-requestid"]);
  expect(reply.status).toBe(status);
  expect(valuesOf(reply.rawHeaders, "x-own")).toEqual(values.map((value) => (value === "ID" ? id : value)));
  expect(JSON.parse(reply.body).fill).toHaveLength(Number(path.split("/")[2] ?? 0));
});

test.each([
  ['{"a":{"b":[1,"x"]}}', "a.b[1]", "x"],
  ['{"a":{"b":[1,"x"]}}', "$.a.b", '[1,"x"]'],
  ['{"a.b":true}', "['a.b']", "true"],
  ['{"a":null}', "a", undefined],
  ['{"a":"text"}', "a.length", undefined],
  ["{}", "constructor", undefined],
  // Rounded, the id would be another's.
  ['{"id":12345678901234567891}', "id", "12345678901234567891"],
  ['{"a":[{"id":-90071992547409931,"n":1.50}]}', "a", '[{"id":-90071992547409931,"n":1.5}]'],
  ['{"id":12345678901234567891}', "id.rawJSON", undefined],
  ["[]", "length", undefined],
])("in %s the path %s leads to %s", (text, path, value) => {
  expect(jsonPathText(text, path)).toBe(value);
});
