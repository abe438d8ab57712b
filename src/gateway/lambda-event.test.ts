import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type GatewayFixture, owner, putApi, send, startGateway, type TestRequest } from "../../test/gateway.ts";

let fixture: GatewayFixture;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "events-"));
  const path = join(folder, "echo.mjs");
  await writeFile(path, "export const handler = (event) => ({ statusCode: 200, body: JSON.stringify(event) });");
  fixture = await startGateway({}, { functions: new Map([["echo", { kind: "module", path }]]) });
  const route = (key: string, requestParameters?: Readonly<Record<string, string>>) => ({
    key,
    uri: `arn:aws:lambda:us-east-1:${owner}:function:echo`,
    integration: {
      integrationType: "AWS_PROXY" as const,
      payloadFormatVersion: "1.0",
      ...(requestParameters !== undefined && { requestParameters }),
    },
  });
  await putApi(fixture.store, {
    apiId: "api1",
    stages: [{ stageName: "$default" }, { stageName: "probe" }],
    routes: [route("GET /files/{id}"), route("GET /mapped/{id}", { "overwrite:path": "/to/${request.path.id}/x?y" })],
  });
});

afterAll(async () => {
  await fixture.close();
  await rm(folder, { recursive: true });
});

test.each<[TestRequest, string]>([
  [{ path: "/files/a%20b%2Bc?d=%20" }, "/files/a%20b%2Bc"],
  [{ path: "/files/%e2%98%95" }, "/files/%e2%98%95"],
  [{ path: "/probe/files/a%20b" }, "/probe/files/a%20b"],
  [{ path: "/_aws/execute-api/api1/$default/files/a%20b", host: "localhost" }, "/files/a%20b"],
])("in format 1.0 the path of %j is shown as it was sent, unlike its variables", async (request, path) => {
  const event = JSON.parse((await send(fixture.port, request)).body);
  expect([event.path, event.requestContext.path]).toEqual([path, path]);
  expect(event.pathParameters.id).toBe(decodeURIComponent(path.split("/").at(-1) ?? ""));
});

test("in format 1.0 a path that a mapping gives is shown encoded", async () => {
  expect(JSON.parse((await send(fixture.port, { path: "/mapped/a%20b" })).body).path).toBe("/to/a%20b/x%3Fy");
});
