import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { parse } from "yaml";
import { type ApiCalls, openApiCalls, owner } from "../../../../test/api-calls.ts";

const role = `arn:aws:iam::${owner}:role/gateway`;
const functionArn = `arn:aws:lambda:us-east-1:${owner}:function:pets`;
const document = {
  openapi: "3.0.1",
  info: { title: "pets", description: "All pets", version: "1.2" },
  servers: [{ url: "https://example.com/{base}/v2", variables: { base: { default: "shop" } } }],
  tags: [{ name: "team", "x-amazon-apigateway-tag-value": "pets" }, { name: "untold" }],
  paths: {
    "/pets/{id}": {
      get: {
        operationId: "GetPet",
        "x-amazon-apigateway-auth": { type: "AWS_IAM" },
        "x-amazon-apigateway-integration": {
          type: "http_proxy",
          httpMethod: "GET",
          uri: "https://backend.example/{id}",
          payloadFormatVersion: "1.0",
          timeoutInMillis: 5000,
          requestParameters: { "append:header.x": "$request.path.id" },
          responseParameters: { "404": { "overwrite:statuscode": "200" } },
        },
      },
      post: {
        security: [{ tokens: ["pets/write"] }],
        "x-amazon-apigateway-integration": { $ref: "#/components/x-amazon-apigateway-integrations/pets" },
      },
    },
    "/asked": {
      "x-amazon-apigateway-any-method": {
        security: [{ asked: [] }],
        "x-amazon-apigateway-integration": { $ref: "#/components/x-amazon-apigateway-integrations/pets" },
      },
    },
    "/$default": {
      "x-amazon-apigateway-any-method": {
        isDefaultRoute: true,
        "x-amazon-apigateway-integration": {
          type: "HTTP_PROXY",
          httpMethod: "ANY",
          uri: "https://${AWS::Region}.example",
          payloadFormatVersion: "1.0",
        },
      },
    },
  },
  components: {
    securitySchemes: {
      tokens: {
        type: "oauth2",
        "x-amazon-apigateway-authorizer": {
          type: "jwt",
          jwtConfiguration: { issuer: "https://issuer.example", audience: ["pets"] },
          identitySource: "$request.header.Authorization",
        },
      },
      asked: {
        type: "apiKey",
        name: "x",
        in: "header",
        "x-amazon-apigateway-authorizer": {
          type: "request",
          authorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
          authorizerPayloadFormatVersion: "2.0",
          enableSimpleResponses: true,
          identitySource: "$request.header.x, $request.querystring.y",
          authorizerResultTtlInSeconds: 60,
        },
      },
    },
    "x-amazon-apigateway-integrations": {
      pets: { type: "aws_proxy", uri: functionArn, payloadFormatVersion: 2.0, credentials: role },
    },
  },
  "x-amazon-apigateway-cors": { allowOrigins: ["https://a.example"], maxAge: 5 },
  "x-amazon-apigateway-endpoint-configuration": { disableExecuteApiEndpoint: true },
};
const Body = JSON.stringify(document);

let calls: ApiCalls;
beforeEach(async () => {
  calls = await openApiCalls();
});
afterEach(() => calls.close());

async function exported(ApiId: unknown, more: object = {}): Promise<string> {
  const { body } = await calls.call("ExportApi", { ApiId, Specification: "OAS30", OutputType: "JSON", ...more });
  return Buffer.from(body as Uint8Array).toString();
}

async function items(operation: string, ApiId: unknown): Promise<readonly Readonly<Record<string, unknown>>[]> {
  return (await calls.call(operation, { ApiId }))["Items"] as readonly Readonly<Record<string, unknown>>[];
}

describe("ImportApi", () => {
  test("makes an API with the document's routes, integrations and authorizers", async () => {
    const api = await calls.call("ImportApi", { Body });
    expect(api).toMatchObject({
      Name: "pets",
      Description: "All pets",
      Version: "1.2",
      DisableExecuteApiEndpoint: true,
      CorsConfiguration: { AllowOrigins: ["https://a.example"], MaxAge: 5 },
      Tags: { team: "pets" },
    });
    expect(api["Warnings"]).toBeUndefined();
    const { ApiId } = api;
    const [routes, integrations, authorizers] = [
      await items("GetRoutes", ApiId),
      await items("GetIntegrations", ApiId),
      await items("GetAuthorizers", ApiId),
    ];
    const byKey = new Map(routes.map((route) => [route["RouteKey"], route]));
    expect(new Set(byKey.keys())).toEqual(new Set(["$default", "ANY /asked", "GET /pets/{id}", "POST /pets/{id}"]));
    expect(byKey.get("GET /pets/{id}")).toMatchObject({ AuthorizationType: "AWS_IAM", OperationName: "GetPet" });
    const tokens = authorizers.find((one) => one["Name"] === "tokens");
    expect(byKey.get("POST /pets/{id}")).toMatchObject({
      AuthorizationType: "JWT",
      AuthorizationScopes: ["pets/write"],
      AuthorizerId: tokens?.["AuthorizerId"],
    });
    expect(byKey.get("ANY /asked")).toMatchObject({ AuthorizationType: "CUSTOM" });
    // The two routes that refer to one integration share it.
    expect(integrations).toHaveLength(3);
    expect(byKey.get("ANY /asked")?.["Target"]).toBe(byKey.get("POST /pets/{id}")?.["Target"]);
    expect(new Set(integrations.map((one) => one["IntegrationUri"]))).toEqual(
      new Set([functionArn, "https://backend.example/{id}", "https://us-east-1.example"]),
    );
  });

  test("asks for the permission to hand over every role that the document names, and takes none of another account", async () => {
    const checks = await calls.checks("ImportApi", { Body });
    expect(checks.map(({ action, resource }) => `${action} ${resource}`)).toEqual([
      "apigateway:PUT arn:aws:apigateway:us-east-1::/apis",
      `iam:PassRole ${role}`,
    ]);
    expect(await calls.refusal("ImportApi", { Body: Body.replace(role, role.replace(owner, "222222222222")) })).toBe(
      "403 AccessDeniedException: Cross-account pass role is not allowed.",
    );
  });

  test.each([
    ["ignore", "GET /pets/{id}"],
    ["prepend", "GET /shop/v2/pets/{id}"],
    ["split", "GET /v2/pets/{id}"],
  ])("with basepath %s makes the route %s", async (Basepath, key) => {
    const { ApiId } = await calls.call("ImportApi", { Body, Basepath });
    const keys = (await items("GetRoutes", ApiId)).map((route) => route["RouteKey"]);
    expect(keys).toContain(key);
  });

  test("warns of what it passes over, or fails on warnings", async () => {
    const paths = { "/a": { get: { "x-amazon-apigateway-integration": { type: "mock" } }, trace: {} } };
    const doubtful = JSON.stringify({ ...document, paths, "x-amazon-apigateway-cors": true });
    const { Warnings } = await calls.call("ImportApi", { Body: doubtful });
    expect(Warnings).toEqual([
      "Integration type MOCK of GET /a is not supported, ignoring.",
      "Method TRACE of /a is not supported, ignoring.",
      "CORS Scheme is malformed, ignoring.",
    ]);
    expect(await calls.refusal("ImportApi", { Body: doubtful, FailOnWarnings: true })).toMatch(
      /^400 BadRequestException: Warnings found during import:\n\tIntegration type MOCK/,
    );
  });

  test("warns of a schema that is not there, in the observed words", async () => {
    const schema = { $ref: "#/components/schemas/Gone" };
    const get = { responses: { "200": { content: { "application/json": { schema } } } } };
    const doubtful = JSON.stringify({ openapi: "3.0.1", info: { title: "a" }, paths: { "/update": { get } } });
    expect(await calls.refusal("ImportApi", { Body: doubtful, FailOnWarnings: true })).toBe(
      "400 BadRequestException: Warnings found during import:\n\tParse issue: attribute " +
        "paths.'/update'(get).responses.200.content.schema.#/components/schemas/Gone is missing",
    );
  });

  test("keeps the version of a YAML document as it is written", async () => {
    const Body = "openapi: 3.0.1\ninfo:\n  title: pets\n  version: 2.0\npaths: {}\n";
    expect(await calls.call("ImportApi", { Body })).toMatchObject({ Version: "2.0" });
  });

  const endpoint = { disableExecuteApiEndpoint: true, ipAddressType: "dualstack" };
  const extension = { "x-amazon-apigateway-endpoint-configuration": endpoint };
  test.each([
    ["a server", { servers: [{ url: "/", ...extension }] }],
    ["a further server", { servers: [{ url: "/" }, { url: "/", ...extension }] }],
    ["the document", extension],
  ])(
    "takes the endpoint's settings from %s, where AWS documents or lets them be, and exports them",
    async (_, part) => {
      const { "x-amazon-apigateway-endpoint-configuration": __, ...rest } = document;
      const wanted = { DisableExecuteApiEndpoint: true, IpAddressType: "dualstack" };
      const api = await calls.call("ImportApi", { Body: JSON.stringify({ ...rest, ...part }) });
      expect(api).toMatchObject(wanted);
      const text = await exported(api["ApiId"]);
      expect(JSON.parse(text).servers).toMatchObject([extension]);
      expect(await calls.call("ImportApi", { Body: text, FailOnWarnings: true })).toMatchObject(wanted);
      const plain = { ApiId: api["ApiId"], Body: JSON.stringify({ ...rest, servers: [] }) };
      expect(await calls.call("ReimportApi", plain)).toMatchObject({ ...wanted, DisableExecuteApiEndpoint: false });
    },
  );

  test("passes over a kind of address that there is not", async () => {
    const servers = [{ "x-amazon-apigateway-endpoint-configuration": { ipAddressType: "ipv6" } }];
    expect(await calls.call("ImportApi", { Body: JSON.stringify({ ...document, servers }) })).toMatchObject({
      IpAddressType: "ipv4",
      Warnings: ["IP address type ipv6 is not supported, ignoring."],
    });
  });

  test.each([
    ["no document", "]["],
    ["Swagger 2.0", JSON.stringify({ ...document, openapi: undefined, swagger: "2.0" })],
    ["a document without a title", JSON.stringify({ ...document, info: {} })],
    ["a reference to nothing", Body.replaceAll("integrations/pets", "integrations/constructor")],
    ["two security requirements", Body.replace('[{"asked":[]}]', '[{"asked":[]},{"tokens":[]}]')],
    ["a scheme that guards nothing", Body.replace('[{"asked":[]}]', '[{"__proto__":[]}]')],
    ["a security requirement that is a text", Body.replace('[{"asked":[]}]', '["asked"]')],
    ["security requirements that are no list", Body.replace('[{"asked":[]}]', '{"asked":[]}')],
    ["a type of authorization that there is not", Body.replace('"AWS_IAM"', '"COGNITO"')],
    ["a member that is there twice, in YAML", `openapi: 3.0.1\ninfo: { title: a }\npaths: {}\npaths: {}\n`],
    ["a bad route key", Body.replace('"/asked"', '"/asked/"')],
    ["a time-out beyond the limits", Body.replace("5000", "50000")],
    ["a document of gigabytes in aliases", `openapi: 3.0.1\na: &a [x,x,x,x,x,x,x,x,x]\n${aliases()}`],
  ])("refuses %s and makes nothing", async (_, body) => {
    expect(await calls.refusal("ImportApi", { Body: body })).toMatch(/^4\d\d BadRequestException: /);
    expect(await calls.call("GetApis", {})).toEqual({ Items: [] });
  });
});

test.each([
  ["members", yaml((index) => `k${index}: 1\n`)],
  ["tags", yaml(() => "!a ")],
  ["anchors", yaml(() => "&a ")],
  ["escapes that are none", `"${yaml(() => "\\z")}"`],
])("a hostile YAML document of 300 KB of %s takes time by its length alone", async (_, body) => {
  const start = performance.now();
  await calls.refusal("ImportApi", { Body: body });
  expect(performance.now() - start).toBeLessThan(5_000);
});

describe("ExportApi", () => {
  test.each(["JSON", "YAML"])(
    "and ImportApi make the same of an API in %s, and Reimport keeps its stages",
    async (OutputType) => {
      const { ApiId } = await calls.call("ImportApi", { Body });
      await calls.call("CreateStage", { ApiId, StageName: "prod", AutoDeploy: true });
      const text = await exported(ApiId, { OutputType });
      const again = await calls.call("ImportApi", { Body: text, FailOnWarnings: true });
      const own = (id: unknown, exportedText: string) => exportedText.replaceAll(String(id), "ID");
      expect(own(again["ApiId"], await exported(again["ApiId"], { OutputType }))).toBe(own(ApiId, text));
      await calls.call("ReimportApi", {
        ApiId,
        Body: JSON.stringify({ ...document, tags: [], info: { title: "renamed" } }),
      });
      const shown = await calls.call("GetApi", { ApiId });
      expect(shown).toMatchObject({ Name: "renamed", Tags: {} });
      expect(shown["Description"]).toBeUndefined();
      expect(await items("GetRoutes", ApiId)).toHaveLength(4);
      expect(await items("GetStages", ApiId)).toHaveLength(1);
    },
  );

  test("exports what a stage serves, not the latest, with its base path and without extensions when told so", async () => {
    const { ApiId } = await calls.call("ImportApi", { Body });
    await calls.call("CreateStage", { ApiId, StageName: "prod" });
    await calls.call("CreateDeployment", { ApiId, StageName: "prod" });
    await calls.call("CreateRoute", { ApiId, RouteKey: "GET /later" });
    const text = await exported(ApiId, { StageName: "prod", IncludeExtensions: false, OutputType: "YAML" });
    expect(text).not.toMatch(/x-amazon-apigateway-(?!any-method)|later/);
    expect(parse(text)).toMatchObject({
      openapi: "3.0.1",
      info: { title: "pets", version: "1.2" },
      servers: [{ variables: { basePath: { default: "prod" } } }],
    });
    expect(await exported(ApiId)).toContain("/later");
  });

  test.each([{ Specification: "OAS20" }, { OutputType: "XML" }, { ExportVersion: "2.0" }])(
    "refuses %j",
    async (input) => {
      const { ApiId } = await calls.call("ImportApi", { Body });
      const wanted = { ApiId, Specification: "OAS30", OutputType: "JSON", ...input };
      expect(await calls.refusal("ExportApi", wanted)).toMatch(/^400 BadRequestException: Invalid /);
    },
  );
});

function yaml(piece: (index: number) => string): string {
  const length = 300_000;
  return Array.from({ length: Math.ceil(length / piece(length).length) }, (_, index) => piece(index)).join("");
}

function aliases(): string {
  const names = "abcdefghij".split("");
  return names
    .slice(1)
    .map((name, index) => `${name}: &${name} [${Array.from({ length: 9 }, () => `*${names[index]}`).join(",")}]`)
    .join("\n");
}
