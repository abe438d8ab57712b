import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type ApiCalls, openApiCalls, owner } from "../../../test/api-calls.ts";

let calls: ApiCalls;
let ApiId: string;
let issuerServer: http.Server;
let issuer: string;

beforeAll(async () => {
  issuerServer = http.createServer((request, response) => {
    if (request.url === "/.well-known/openid-configuration") {
      response.end(JSON.stringify({ issuer, jwks_uri: `${issuer}/keys` }));
    } else {
      response.writeHead(404).end();
    }
  });
  await new Promise<void>((resolve) => issuerServer.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is never a string.
  issuer = `http://127.0.0.1:${(issuerServer.address() as AddressInfo).port}`;
});
afterAll(() => issuerServer.close());
beforeEach(async () => {
  calls = await openApiCalls();
  ApiId = String((await calls.call("CreateApi", { Name: "pets", ProtocolType: "HTTP" })).ApiId);
});
afterEach(() => calls.close());

const create = (members: object): Promise<Answer> => calls.call("CreateAuthorizer", { ApiId, ...members });
const AuthorizerUri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${owner}:function:auth/invocations`;
const header = "$request.header.Authorization";
const jwt = () => ({
  Name: "jwt",
  AuthorizerType: "JWT",
  IdentitySource: [header],
  JwtConfiguration: { Issuer: issuer, Audience: ["app"] },
});
const request = {
  Name: "fn",
  AuthorizerType: "REQUEST",
  IdentitySource: [header],
  AuthorizerUri,
  AuthorizerPayloadFormatVersion: "2.0",
};

describe("authorizers", () => {
  test("are answered as they were given, without what their type has not", async () => {
    const AuthorizerId: unknown = expect.stringMatching(/^[a-z0-9]{6}$/);
    expect(await create({ ...jwt(), AuthorizerResultTtlInSeconds: 0 })).toEqual({ ...jwt(), AuthorizerId });
    const all = { ...request, Name: "all", AuthorizerResultTtlInSeconds: 300, EnableSimpleResponses: true };
    expect(await create(all)).toEqual({ ...all, AuthorizerId });
    expect(await create(request)).toEqual({ ...request, AuthorizerId });
    expect((await calls.call("GetAuthorizers", { ApiId })).Items).toHaveLength(3);
  });

  test("are read, changed member by member and deleted", async () => {
    const { AuthorizerId } = await create(request);
    const changed = { ...request, Name: "other", AuthorizerResultTtlInSeconds: 60 };
    expect(
      await calls.call("UpdateAuthorizer", { ApiId, AuthorizerId, Name: "other", AuthorizerResultTtlInSeconds: 60 }),
    ).toEqual({ ...changed, AuthorizerId });
    expect(await calls.call("GetAuthorizer", { ApiId, AuthorizerId })).toEqual({ ...changed, AuthorizerId });
    await calls.call("DeleteAuthorizer", { ApiId, AuthorizerId });
    expect(await calls.refusal("GetAuthorizer", { ApiId, AuthorizerId })).toBe(
      `404 NotFoundException: Invalid Authorizer identifier specified ${String(AuthorizerId)}`,
    );
  });

  test("have names of their own in an API", async () => {
    const { AuthorizerId } = await create(request);
    const { AuthorizerId: second } = await create({ ...request, Name: "second" });
    const taken =
      "400 BadRequestException: Authorizer name must be unique. Authorizer fn already exists in this RestApi.";
    expect(await calls.refusal("CreateAuthorizer", { ApiId, ...request })).toBe(taken);
    expect(await calls.refusal("UpdateAuthorizer", { ApiId, AuthorizerId: second, Name: "fn" })).toBe(taken);
    expect(await calls.call("UpdateAuthorizer", { ApiId, AuthorizerId, Name: "fn" })).toMatchObject(request);
    expect(await calls.refusal("UpdateAuthorizer", { ApiId, AuthorizerId, Name: "" })).toBe(
      "400 BadRequestException: Name must have a length of at least 1",
    );
  });

  test.each<[object, string]>([
    [
      { ...request, AuthorizerPayloadFormatVersion: undefined },
      "AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer",
    ],
    [{ ...request, AuthorizerPayloadFormatVersion: "3.0" }, "AuthorizerPayloadFormatVersion 3.0 is not supported"],
    [
      { ...request, AuthorizerPayloadFormatVersion: "1.0", EnableSimpleResponses: true },
      'EnableSimpleResponses can only be set for AuthorizerPayloadFormatVersion "2.0".',
    ],
    [{ ...request, AuthorizerUri: undefined }, "AuthorizerUri is a required field in an Authorizer"],
    [{ ...request, AuthorizerUri: "https://example.com" }, "Invalid Authorizer URI"],
    [
      { ...request, IdentitySource: ["header.Authorization"] },
      "Invalid identity source expression: header.Authorization. The source must be a request header, request querystring, stage variable or context parameter",
    ],
    [
      { ...request, IdentitySource: [], AuthorizerResultTtlInSeconds: 1 },
      "Identity source must be set if authorizer caching is enabled (TTL is greater than 0)",
    ],
    [
      { ...request, AuthorizerResultTtlInSeconds: 3601 },
      "Authorizer result TTL outside allowable range. TTL must be between 0 and 3600 seconds.",
    ],
    [{ ...request, JwtConfiguration: { Audience: ["a"] } }, "only valid for JWT authorizers"],
    [{ ...request, AuthorizerCredentialsArn: "me" }, "Invalid ARN specified"],
    [{ ...request, IdentityValidationExpression: "x" }, "not supported on protocolType HTTP"],
    [{ ...request, AuthorizerType: "TOKEN" }, "Must be one of [REQUEST, JWT]"],
    [{ ...request, AuthorizerType: "JWT" }, "JwtConfiguration must not be null for JWT Authorizer"],
    [{ ...jwt(), JwtConfiguration: { Audience: ["app"] } }, "Issuer is required"],
  ])("%j is refused: %s", async (members, text) => {
    const refusal = await calls.refusal("CreateAuthorizer", { ApiId, ...members });
    expect(refusal).toMatch(/^400 BadRequestException/);
    expect(refusal).toContain(text);
  });

  test.each([[[]], [[header, header]], [["$context.path"]]])(
    "a JWT authorizer with the sources %j is refused",
    async (IdentitySource) => {
      expect(await calls.refusal("CreateAuthorizer", { ApiId, ...jwt(), IdentitySource })).toContain(
        "exactly one identity source",
      );
    },
  );

  test.each(["http://127.0.0.1:1", "https://127.0.0.1:1"])(
    "an issuer that does not answer is refused: %s",
    async (Issuer) => {
      const JwtConfiguration = { Issuer, Audience: ["app"] };
      expect(await calls.refusal("CreateAuthorizer", { ApiId, ...jwt(), JwtConfiguration })).toBe(
        `400 BadRequestException: Caught exception when connecting to ${Issuer}/.well-known/openid-configuration for issuer ${Issuer}. Please try again later. Error: Invalid issuer: ${Issuer}. Issuer must have a valid discovery endpoint ended with '/.well-known/openid-configuration'`,
      );
    },
  );

  test.each(["http://example.com", "nonsense", "ftp://127.0.0.1"])(
    "an issuer that may not be asked is refused: %s",
    async (Issuer) => {
      const invalid = "400 BadRequestException: Invalid issuer: Issuer is not a valid URL for JWT Authorizer";
      const JwtConfiguration = { Issuer, Audience: ["app"] };
      expect(await calls.refusal("CreateAuthorizer", { ApiId, ...jwt(), JwtConfiguration })).toBe(invalid);
      const { AuthorizerId } = await create(jwt());
      const change = { ApiId, AuthorizerId, JwtConfiguration: { Issuer } };
      expect(await calls.refusal("UpdateAuthorizer", change)).toBe(invalid);
    },
  );

  test.each([[[]], [undefined]])("a JWT authorizer for the audience %j is refused", async (Audience) => {
    const JwtConfiguration = { Issuer: issuer, Audience };
    expect(await calls.refusal("CreateAuthorizer", { ApiId, ...jwt(), JwtConfiguration })).toBe(
      "400 BadRequestException: Audience list must have at least 1 item for JWT Authorizer",
    );
  });

  test("there may be ten of them", async () => {
    for (let index = 0; index < 10; index += 1) {
      await create({ ...request, Name: `fn${index}` });
    }
    expect(await calls.refusal("CreateAuthorizer", { ApiId, ...request })).toContain(
      "Maximum number of Authorizers for this API has been reached.",
    );
  });

  test("whoever gives one a role must be allowed to pass it", async () => {
    const role = `arn:aws:iam::${owner}:role/Caller`;
    const checks = await calls.checks("CreateAuthorizer", { ApiId, ...request, AuthorizerCredentialsArn: role });
    expect(checks).toMatchObject([
      { action: "apigateway:POST", context: { "apigateway:Request/AuthorizerType": "REQUEST" } },
      { action: "iam:PassRole", resource: role },
    ]);
  });
});

describe("routes", () => {
  test.each([
    ["JWT", jwt, "CUSTOM"],
    ["CUSTOM", () => request, "JWT"],
  ])("of type %s take an authorizer of its kind only", async (AuthorizationType, members, otherType) => {
    const { AuthorizerId } = await create(members());
    const { RouteId } = await calls.call("CreateRoute", { ApiId, RouteKey: "GET /a", AuthorizationType, AuthorizerId });
    const other = { ApiId, RouteKey: "GET /b", AuthorizationType: otherType, AuthorizerId };
    expect(await calls.refusal("CreateRoute", other)).toContain(
      "400 BadRequestException: Invalid authorizer ID specified",
    );
    const { Name } = members();
    expect(await calls.refusal("DeleteAuthorizer", { ApiId, AuthorizerId })).toBe(
      `409 ConflictException: Cannot delete authorizer '${Name}', is referenced in route: GET /a`,
    );
    const route = await calls.call("UpdateRoute", { ApiId, RouteId, AuthorizationType: "NONE" });
    expect(route["AuthorizerId"]).toBeUndefined();
    await calls.call("DeleteAuthorizer", { ApiId, AuthorizerId });
  });

  test("have scopes with JWT only", async () => {
    const { AuthorizerId } = await create(request);
    const route = { ApiId, RouteKey: "GET /a", AuthorizationType: "CUSTOM", AuthorizerId, AuthorizationScopes: ["a"] };
    expect(await calls.refusal("CreateRoute", route)).toContain("Authorization Scopes are only valid for");
  });
});
