import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GatewayFixture, owner, send, startGateway, type TestRequest } from "../../../test/gateway.ts";
import { putRestApi } from "../../../test/rest-gateway.ts";
import { accountIdOf } from "../../arn/account-id.ts";
import type { RestIntegration } from "../../store/rest-records.ts";
import { signRequest } from "../../sigv4/sign.ts";

let fixture: GatewayFixture;
let folder: string;

const host = "rest000002.execute-api.us-east-1.localhost";

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "rest-"));
  const functions = new Map<string, { kind: "module"; path: string }>();
  for (const [name, code] of Object.entries({
    echo: "(event) => ({ statusCode: 200, headers: { Server: 'mine' }, body: JSON.stringify(event) })",
    broken: "() => 'no object'",
    failing: "() => { throw new Error('no'); }",
  })) {
    const path = join(folder, `${name}.mjs`);
    await writeFile(path, `export const handler = ${code};`);
    functions.set(name, { kind: "module", path });
  }
  fixture = await startGateway({}, { functions });
});

afterAll(async () => {
  await fixture.close();
  await rm(folder, { recursive: true });
});

async function call(key: string, integration: Partial<RestIntegration>, request: TestRequest) {
  await putRestApi(fixture.store, {
    apiId: "rest000002",
    methods: [{ key, integration }],
    stages: [{ stageName: "prod", variables: { tier: "gold", base: "base" } }],
    api: { binaryMediaTypes: ["image/*"] },
  });
  const reply = await send(fixture.port, { host, ...request });
  const record = fixture.decisions.get(String(reply.headers["x-amzn-requestid"]));
  return { ...reply, failure: record?.integrationFailure };
}

describe("an AWS_PROXY integration", () => {
  const functionUri = (name: string) =>
    `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${owner}:function:${name}/invocations`;

  test("hands a function the event of a REST API", async () => {
    const reply = await call(
      "POST /pets/{id}",
      { type: "AWS_PROXY", uri: functionUri("echo") },
      {
        path: "/prod/pets/7?a=1&a=2",
        method: "POST",
        headers: { "X-Own": "1", "content-type": "text/plain" },
        body: "hi",
      },
    );
    const event = JSON.parse(reply.body);
    expect(Object.keys(event)).toEqual([
      "resource",
      "path",
      "httpMethod",
      "headers",
      "multiValueHeaders",
      "queryStringParameters",
      "multiValueQueryStringParameters",
      "pathParameters",
      "stageVariables",
      "requestContext",
      "body",
      "isBase64Encoded",
    ]);
    expect(event).toMatchObject({
      resource: "/pets/{id}",
      path: "/pets/7",
      httpMethod: "POST",
      headers: { "X-Own": "1", Host: host, "X-Forwarded-For": "127.0.0.1" },
      queryStringParameters: { a: "2" },
      multiValueQueryStringParameters: { a: ["1", "2"] },
      pathParameters: { id: "7" },
      stageVariables: { tier: "gold", base: "base" },
      body: "hi",
      isBase64Encoded: false,
      requestContext: {
        resourceId: "r0",
        resourcePath: "/pets/{id}",
        path: "/prod/pets/7",
        stage: "prod",
        accountId: owner,
        apiId: "rest000002",
        deploymentId: "d1",
        domainPrefix: "rest000002",
        requestId: reply.headers["x-amzn-requestid"],
        extendedRequestId: reply.headers["x-amz-apigw-id"],
        identity: { sourceIp: "127.0.0.1", accountId: null, userArn: null, principalOrgId: null },
      },
    });
    expect(reply.headers["content-type"]).toBe("application/json");
    expect(reply.headers["x-amzn-remapped-server"]).toBe("mine");
  });

  test("of a custom domain shows the path that was sent, with what led to the stage", async () => {
    await fixture.store.write(({ domainNames }) =>
      domainNames.insert({
        domainName: "pay.example.com",
        accountId: accountIdOf(owner),
        region: "us-east-1",
        configurations: [],
        routingMode: "API_MAPPING_ONLY",
        tags: {},
        apiMappings: [{ apiMappingId: "m1", apiId: "rest000002", apiMappingKey: "pay", stage: "prod" }],
        routingRules: [],
      }),
    );
    const integration = { type: "AWS_PROXY", uri: functionUri("echo") } as const;
    const reply = await call("GET /pets/{id}", integration, { host: "pay.example.com", path: "/pay/pets/a%20b" });
    expect(JSON.parse(reply.body)).toMatchObject({
      resource: "/pets/{id}",
      path: "/pay/pets/a b",
      pathParameters: { id: "a b" },
      requestContext: { path: "/pay/pets/a b", domainName: "pay.example.com", domainPrefix: "pay", stage: "prod" },
    });
  });

  test("of a binary type in Base64", async () => {
    const reply = await call(
      "POST /x",
      { type: "AWS_PROXY", uri: functionUri("echo") },
      {
        ...{ path: "/prod/x", method: "POST", headers: { "content-type": "image/png" }, body: "hi" },
      },
    );
    expect(JSON.parse(reply.body)).toMatchObject({ body: "aGk=", isBase64Encoded: true });
  });

  test("tells who signed, and of what organization, but not the signature", async () => {
    const key = { accessKeyId: "AKIACALLER", secretAccessKey: "secret" };
    await putRestApi(fixture.store, {
      apiId: "rest000002",
      methods: [
        { key: "GET /x", authorizationType: "AWS_IAM", integration: { type: "AWS_PROXY", uri: functionUri("echo") } },
      ],
      policy: {
        Version: "2012-10-17",
        Statement: [{ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "*" }],
      },
    });
    const accountId = accountIdOf(owner);
    await fixture.store.write(async ({ users, accessKeys, organizations }) => {
      await users.insert({ accountId, userId: "AIDACALLER", userName: "caller", path: "/", createdAtMs: 0, tags: [] });
      await accessKeys.insert({ ...key, accountId, userId: "AIDACALLER", status: "Active", createdAtMs: 0 });
      const organizationId = "o-exampleorg";
      await organizations.insert({
        organizationId,
        managementAccountId: accountId,
        rootId: "r-1",
        featureSet: "ALL",
        createdAtMs: 0,
        policyTypes: [],
        trustedServices: {},
      });
      const node = { organizationId, name: "", createdAtMs: 0, tags: [] };
      await organizations.insertNode({ ...node, kind: "root", nodeId: "r-1" });
      const account = { kind: "account", nodeId: accountId, parentId: "r-1", joinedMethod: "CREATED" } as const;
      await organizations.insertNode({ ...node, ...account });
    });
    const request = { method: "GET", path: "/prod/x", query: "", headers: ["host", host], body: "" };
    const signing = { credentials: key, service: "execute-api", region: "us-east-1", nowMs: Date.now() };
    const reply = await send(fixture.port, {
      host,
      path: "/prod/x",
      headers: { ...signRequest({ ...request, ...signing }) },
    });
    const { requestContext, headers } = JSON.parse(reply.body);
    expect(requestContext.identity).toMatchObject({
      accessKey: "AKIACALLER",
      accountId: owner,
      caller: "AIDACALLER",
      user: "AIDACALLER",
      userArn: `arn:aws:iam::${owner}:user/caller`,
      principalOrgId: "o-exampleorg",
    });
    expect(Object.keys(headers).map((name) => name.toLowerCase())).not.toContain("authorization");
  });

  test.each([
    ["answers nonsense", "broken", 502],
    ["fails", "failing", 502],
    ["is not there", "absent", 502],
  ])("a function that %s", async (_, name, status) => {
    const reply = await call("GET /x", { type: "AWS_PROXY", uri: functionUri(name) }, { path: "/prod/x" });
    expect([reply.status, reply.body]).toEqual([status, '{"message": "Internal server error"}']);
    expect(reply.failure).toBeDefined();
  });
});
