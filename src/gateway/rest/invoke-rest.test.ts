import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type GatewayFixture, owner, putApi, send, startGateway, type TestRequest } from "../../../test/gateway.ts";
import { mockAnswer, putRestApi, type TestMethod } from "../../../test/rest-gateway.ts";

let fixture: GatewayFixture;

beforeAll(async () => {
  fixture = await startGateway();
});

afterAll(() => fixture.close());

const answering = (key: string): TestMethod => ({
  key,
  integration: mockAnswer(200, `${key} $context.resourcePath $input.params('id')$input.params('proxy')`),
});

describe("the method of a request", () => {
  beforeAll(() =>
    putRestApi(fixture.store, {
      apiId: "routing",
      methods: [
        "GET /",
        "GET /pets",
        "ANY /pets/{id}",
        "GET /pets/{id}",
        "GET /pets/dog",
        "ANY /files/{proxy+}",
        "POST /only",
      ].map(answering),
    }),
  );

  test.each<[TestRequest, string]>([
    [{ path: "/prod" }, "GET / / "],
    [{ path: "/prod/" }, "GET / / "],
    [{ path: "/prod/pets" }, "GET /pets /pets "],
    [{ path: "/prod/pets/" }, "GET /pets /pets "],
    [{ path: "/prod/pets/dog" }, "GET /pets/dog /pets/dog "],
    [{ path: "/prod/pets/cat" }, "GET /pets/{id} /pets/{id} cat"],
    [{ path: "/prod/pets/dog", method: "PUT" }, "ANY /pets/{id} /pets/{id} dog"],
    [{ path: "/prod/pets/a%20b" }, "GET /pets/{id} /pets/{id} a b"],
    [{ path: "/prod/files/a/b%2Fc" }, "ANY /files/{proxy+} /files/{proxy+} a/b/c"],
  ])("of %j is %s", async (request, body) => {
    const reply = await send(fixture.port, { host: "routing.execute-api.us-east-1.localhost", ...request });
    expect([reply.status, reply.body]).toEqual([200, body]);
  });

  test("by the path form too, behind the API's id", async () => {
    const reply = await send(fixture.port, { host: "localhost", path: "/_aws/execute-api/routing/prod/pets/dog" });
    expect(reply.body).toBe("GET /pets/dog /pets/dog ");
  });

  test.each<[TestRequest, number, string, string]>([
    [{ path: "/" }, 403, "ForbiddenException", '{"message":"Forbidden"}'],
    [{ path: "/dev/pets" }, 403, "ForbiddenException", '{"message":"Forbidden"}'],
    [{ path: "/pets" }, 403, "ForbiddenException", '{"message":"Forbidden"}'],
    ...["/prod/nothing", "/prod//pets", "/prod/pets/a/b", "/prod/files", "/prod/only"].map(
      (path): [TestRequest, number, string, string] => [
        { path },
        403,
        "MissingAuthenticationTokenException",
        '{"message":"Missing Authentication Token"}',
      ],
    ),
    [{ path: "/prod/%zz" }, 400, "BadRequestException", '{"message":"Bad Request"}'],
  ])("%j is refused with %i %s", async (request, status, type, body) => {
    const reply = await send(fixture.port, { host: "routing.execute-api.us-east-1.localhost", ...request });
    expect([reply.status, reply.headers["x-amzn-errortype"], reply.body]).toEqual([status, type, body]);
  });
});

test("an error has the headers of a REST API, in AWS's order, and its id leads to its record", async () => {
  await putRestApi(fixture.store, {
    apiId: "headers",
    methods: [{ ...answering("GET /x"), authorizationType: "AWS_IAM" }],
  });
  const reply = await send(fixture.port, { host: "headers.execute-api.us-east-1.localhost", path: "/prod/x" });
  const names = reply.rawHeaders.filter((_, index) => index % 2 === 0);
  expect(names).toEqual([
    "Content-Type",
    "Content-Length",
    "x-amzn-RequestId",
    "x-amzn-ErrorType",
    "x-amz-apigw-id",
    "Date",
    "Connection",
  ]);
  const id = String(reply.headers["x-amzn-requestid"]);
  expect(id).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/);
  expect(reply.headers["x-amz-apigw-id"]).toMatch(/^[\w-]{15}=$/);
  expect(fixture.decisions.get(id)).toMatchObject({
    status: 403,
    refusal: "Missing Authentication Token",
    route: { apiId: "headers", stage: "prod", routeKey: "GET /x", authorizationType: "AWS_IAM" },
  });
});

test.each([
  ["is private", { endpointConfiguration: { types: ["PRIVATE"], ipAddressType: "ipv4" } }],
  ["has its execute-api endpoint disabled", { disableExecuteApiEndpoint: true }],
] as const)("an API that %s is refused as a whole", async (_, api) => {
  await putRestApi(fixture.store, { apiId: "closed", methods: [answering("GET /x")], api });
  const reply = await send(fixture.port, { host: "closed.execute-api.us-east-1.localhost", path: "/prod/x" });
  expect([reply.status, reply.body]).toEqual([403, '{"message":"Forbidden"}']);
});

test.each<[string, Partial<TestMethod>, number]>([
  ["an API key", { apiKeyRequired: true }, 403],
  ["an authorizer", { authorizationType: "CUSTOM" }, 500],
  ["user pools", { authorizationType: "COGNITO_USER_POOLS" }, 500],
  ["what nobody knows", { authorizationType: "none" }, 500],
])("a method that demands %s lets nothing pass, and the trace says why", async (_, demands, status) => {
  await putRestApi(fixture.store, { apiId: "demanding", methods: [{ ...answering("GET /x"), ...demands }] });
  const reply = await send(fixture.port, { host: "demanding.execute-api.us-east-1.localhost", path: "/prod/x" });
  expect(reply.status).toBe(status);
  expect(fixture.decisions.get(String(reply.headers["x-amzn-requestid"]))?.authorizerFailure).toMatch(
    /here$|REST APIs$/,
  );
});

test("throttling is by method settings, the method's own before the stage's", async () => {
  const setting = {
    metricsEnabled: false,
    loggingLevel: "OFF",
    dataTraceEnabled: false,
    cachingEnabled: false,
    cacheTtlInSeconds: 300,
    cacheDataEncrypted: false,
    requireAuthorizationForCacheControl: true,
    unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
  };
  await putRestApi(fixture.store, {
    apiId: "throttled",
    methods: [answering("GET /pets/{id}"), answering("GET /free"), answering("GET /")],
    stages: [
      {
        stageName: "prod",
        methodSettings: {
          "*/*": { ...setting, throttlingBurstLimit: 0, throttlingRateLimit: 0 },
          "~1pets~1{id}/GET": { ...setting, throttlingBurstLimit: 1, throttlingRateLimit: 0.001 },
          "~1free/GET": { ...setting, throttlingBurstLimit: 100, throttlingRateLimit: 100 },
        },
      },
    ],
  });
  const answers = [];
  for (const path of ["/prod/pets/1", "/prod/pets/2", "/prod/free", "/prod/free", "/prod"]) {
    const reply = await send(fixture.port, { host: "throttled.execute-api.us-east-1.localhost", path });
    answers.push([reply.status, reply.headers["x-amzn-errortype"]]);
  }
  const refused = [429, "TooManyRequestsException"];
  const passed = [200, undefined];
  expect(answers).toEqual([passed, refused, passed, passed, refused]);
});

test("a stage serves its deployment until it is moved, and a deleted API is gone at once", async () => {
  const call = async () => {
    const { status, body } = await send(fixture.port, {
      host: "changing.execute-api.us-east-1.localhost",
      path: "/prod/x",
    });
    return `${status} ${body}`;
  };
  const method = (body: string): TestMethod => ({ key: "GET /x", integration: mockAnswer(200, body) });
  await putRestApi(fixture.store, { apiId: "changing", methods: [method("one")] });
  expect(await call()).toBe("200 one");
  await putRestApi(fixture.store, { apiId: "changing", methods: [method("two")], deploy: false });
  expect(await call()).toBe("200 one");
  await putRestApi(fixture.store, { apiId: "changing", methods: [method("two")] });
  expect(await call()).toBe("200 two");
  await fixture.store.write(async ({ restApis }) => {
    await restApis.delete(owner, "changing");
  });
  expect(await call()).toBe('403 {"message":"Forbidden"}');
});

test("an HTTP API beside REST APIs is what it was", async () => {
  await putApi(fixture.store, { apiId: "http1", routes: [] });
  const reply = await send(fixture.port, { host: "http1.execute-api.us-east-1.localhost", path: "/prod/x" });
  expect([reply.status, reply.body, reply.headers["x-amzn-errortype"]]).toEqual([
    404,
    '{"message":"Not Found"}',
    undefined,
  ]);
});
