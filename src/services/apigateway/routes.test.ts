import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type ApiCalls, openApiCalls } from "../../../test/api-calls.ts";

let calls: ApiCalls;
let ApiId: string;
beforeEach(async () => {
  calls = await openApiCalls();
  ApiId = String((await calls.call("CreateApi", { Name: "pets", ProtocolType: "HTTP" })).ApiId);
});
afterEach(() => calls.close());

const createRoute = (members: object): Promise<Answer> => calls.call("CreateRoute", { ApiId, ...members });

async function newTarget(): Promise<string> {
  const { IntegrationId } = await calls.call("CreateIntegration", {
    ApiId,
    IntegrationType: "HTTP_PROXY",
    IntegrationMethod: "ANY",
    IntegrationUri: "https://example.com",
  });
  return `integrations/${String(IntegrationId)}`;
}

describe("CreateRoute", () => {
  test("answers a minimal call as AWS does", async () => {
    expect(await createRoute({ RouteKey: "GET /pets" })).toEqual({
      ApiKeyRequired: false,
      AuthorizationType: "NONE",
      RouteId: expect.stringMatching(/^[a-z0-9]{7}$/),
      RouteKey: "GET /pets",
    });
  });

  test("keeps authorization, operation name and target", async () => {
    const members = { AuthorizationType: "AWS_IAM", OperationName: "listPets", Target: await newTarget() };
    const { RouteId } = await createRoute({ RouteKey: "GET /pets", ...members, ApiKeyRequired: false });
    expect(await calls.call("GetRoute", { ApiId, RouteId })).toEqual({
      ApiKeyRequired: false,
      RouteId,
      RouteKey: "GET /pets",
      ...members,
    });
  });

  test.each([
    [{ RouteKey: "" }, "400 BadRequestException: Route key is required"],
    [{ RouteKey: "GET /pets" }, "409 ConflictException: Route with key GET /pets already exists for this API"],
    [
      { RouteKey: "GET /pets/{name}" },
      '409 ConflictException: The provided route key "GET /pets/{name}" has a conflicting variable on the same hierarchical level as "GET /pets/{id}"',
    ],
    [
      { RouteKey: "GET /x", AuthorizationType: "JWT", AuthorizerId: "abc123" },
      "400 BadRequestException: Invalid authorizer ID specified. Setting the authorization type to JWT requires a valid JWT authorizer.",
    ],
    [
      { RouteKey: "GET /x", AuthorizationType: "CUSTOM", AuthorizerId: "abc123" },
      "400 BadRequestException: Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
    ],
    [
      { RouteKey: "GET /x", AuthorizerId: "abc123" },
      "404 NotFoundException: Invalid Authorizer identifier specified abc123",
    ],
    [
      { RouteKey: "GET /x", AuthorizationType: "AWS_IAM", AuthorizationScopes: ["pets:read"] },
      "400 BadRequestException: Invalid Route authorization type specified. Authorization Scopes are only valid for COGNITO_USER_POOLS and JWT authorization types",
    ],
    [
      { RouteKey: "GET /x", Target: "integrations/none123" },
      "404 NotFoundException: Invalid Integration identifier specified none123",
    ],
    [
      { RouteKey: "GET /x", Target: "https://example.com" },
      "400 BadRequestException: Unexpected or malformed target in route null. Correct format should be integrations/<integration_id>.",
    ],
    [
      { RouteKey: "GET /x", ApiKeyRequired: true },
      "400 BadRequestException: ApiKeyRequired is not currently supported for HTTP APIs.",
    ],
    [
      { RouteKey: "GET /x", ModelSelectionExpression: "$default" },
      "400 BadRequestException: Request models are not supported on protocolType HTTP",
    ],
    [
      { RouteKey: "GET /x", RequestParameters: { "route.request.querystring.a": { Required: true } } },
      "400 BadRequestException: Request parameters of routes are not supported on protocolType HTTP",
    ],
    [
      { RouteKey: "GET /x", RouteResponseSelectionExpression: "$default" },
      "400 BadRequestException: Route response selection expressions are not supported on protocolType HTTP",
    ],
    [
      { RouteKey: "GET /x", OperationName: "x".repeat(65) },
      "400 BadRequestException: Operation name must have a length of at most 64",
    ],
  ])("refuses %j", async (members, refusal) => {
    await createRoute({ RouteKey: "GET /pets" });
    await createRoute({ RouteKey: "GET /pets/{id}" });
    expect(await calls.refusal("CreateRoute", { ApiId, ...members })).toBe(refusal);
    expect((await calls.call("GetRoutes", { ApiId })).Items).toHaveLength(2);
  });

  test("refuses the 301st route", async () => {
    for (let count = 0; count < 300; count += 1) {
      await createRoute({ RouteKey: `GET /${count}` });
    }
    expect(await calls.refusal("CreateRoute", { ApiId, RouteKey: "GET /more" })).toBe(
      "400 BadRequestException: Maximum number of Routes for this API has been reached.  Please contact AWS if you need additional Routes.",
    );
  });
});

describe("UpdateRoute", () => {
  test("changes only what is given and clears with empty values", async () => {
    const Target = await newTarget();
    const { RouteId } = await createRoute({ RouteKey: "GET /pets", OperationName: "list", Target });
    await calls.call("UpdateRoute", { ApiId, RouteId, AuthorizationType: "AWS_IAM" });
    expect(await calls.call("GetRoute", { ApiId, RouteId })).toMatchObject({
      AuthorizationType: "AWS_IAM",
      OperationName: "list",
      Target,
    });
    const cleared = await calls.call("UpdateRoute", {
      ApiId,
      RouteId,
      OperationName: "",
      Target: "",
      AuthorizerId: "",
      AuthorizationScopes: [],
    });
    expect(cleared).toEqual({ ApiKeyRequired: false, AuthorizationType: "AWS_IAM", RouteId, RouteKey: "GET /pets" });
  });

  test("moves a route, to its own key too, but not onto another", async () => {
    const { RouteId } = await createRoute({ RouteKey: "GET /pets/{id}" });
    await createRoute({ RouteKey: "GET /people" });
    await calls.call("UpdateRoute", { ApiId, RouteId, RouteKey: "GET /pets/{id}" });
    await calls.call("UpdateRoute", { ApiId, RouteId, RouteKey: "GET /pets/{petId}" });
    expect(await calls.refusal("UpdateRoute", { ApiId, RouteId, RouteKey: "GET /people" })).toBe(
      "409 ConflictException: Route with key GET /people already exists for this API",
    );
  });

  test("does not switch to an authorizer that does not exist", async () => {
    const { RouteId } = await createRoute({ RouteKey: "GET /pets", AuthorizationType: "AWS_IAM" });
    expect(await calls.refusal("UpdateRoute", { ApiId, RouteId, AuthorizationType: "JWT" })).toBe(
      "400 BadRequestException: Invalid authorizer ID specified. Setting the authorization type to JWT requires a valid JWT authorizer.",
    );
    expect(await calls.call("GetRoute", { ApiId, RouteId })).toMatchObject({ AuthorizationType: "AWS_IAM" });
  });
});

test("DeleteRoute removes a route, and a route that is not there is named in the refusal", async () => {
  const { RouteId } = await createRoute({ RouteKey: "GET /pets" });
  await calls.call("DeleteRoute", { ApiId, RouteId });
  for (const operation of ["GetRoute", "UpdateRoute", "DeleteRoute"]) {
    expect(await calls.refusal(operation, { ApiId, RouteId })).toBe(
      `404 NotFoundException: Invalid Route identifier specified ${String(RouteId)}`,
    );
  }
});

test("GetRoutes pages and GetAuthorizers is empty", async () => {
  const made = [await createRoute({ RouteKey: "GET /a" }), await createRoute({ RouteKey: "GET /b" })];
  const first = await calls.call("GetRoutes", { ApiId, MaxResults: "1" });
  const second = await calls.call("GetRoutes", { ApiId, MaxResults: "1", NextToken: first.NextToken });
  const ids = [first.Items, second.Items].flat().map((route) => Object(route).RouteId);
  expect(ids).toEqual(made.map((route) => String(route.RouteId)).toSorted());
  expect(second).not.toHaveProperty("NextToken");
  expect(await calls.call("GetAuthorizers", { ApiId })).toEqual({ Items: [] });
});
