import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ApiCalls, openApiCalls, testNowMs } from "../../../test/api-calls.ts";

let calls: ApiCalls;
beforeEach(async () => {
  calls = await openApiCalls();
});
afterEach(() => calls.close());

async function newApi(members: object = {}): Promise<string> {
  const { ApiId } = await calls.call("CreateApi", { Name: "pets", ProtocolType: "HTTP", ...members });
  return String(ApiId);
}

describe("CreateApi", () => {
  test("answers a minimal call with AWS's defaults and without tags", async () => {
    const api = await calls.call("CreateApi", { Name: "pets", ProtocolType: "HTTP" });
    expect(api).toEqual({
      ApiEndpoint: `https://${String(api.ApiId)}.execute-api.us-east-1.amazonaws.com`,
      ApiId: expect.stringMatching(/^[a-z0-9]{10}$/),
      ApiKeySelectionExpression: "$request.header.x-api-key",
      CreatedDate: new Date(testNowMs - 123),
      DisableExecuteApiEndpoint: false,
      IpAddressType: "ipv4",
      Name: "pets",
      ProtocolType: "HTTP",
      RouteSelectionExpression: "$request.method $request.path",
    });
  });

  test("keeps and shows everything given", async () => {
    const given = {
      Description: "all pets",
      Version: "7",
      DisableExecuteApiEndpoint: true,
      IpAddressType: "dualstack",
      Tags: { team: "blue" },
      CorsConfiguration: { AllowOrigins: ["https://example.com"], AllowHeaders: [], MaxAge: 0 },
    };
    const apiId = await newApi({
      ...given,
      ApiKeySelectionExpression: "$request.header.x-api-key",
      RouteSelectionExpression: "${request.method} ${request.path}",
    });
    expect(await calls.call("GetApi", { ApiId: apiId })).toMatchObject(given);
  });

  test.each([
    [
      { ProtocolType: "WEBSOCKET" },
      "400 BadRequestException: WebSocket APIs are not implemented. protocolType must be HTTP",
    ],
    [{ ProtocolType: "FTP" }, "400 BadRequestException: Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]"],
    [
      { CorsConfiguration: { AllowCredentials: true, AllowOrigins: ["*"] } },
      "400 BadRequestException: allow-credentials is not supported if 'allow-origin' is *",
    ],
    [{ Name: "" }, "400 BadRequestException: Invalid API name specified"],
    [{ Name: "x".repeat(129) }, "400 BadRequestException: Name must have a length of at most 128"],
    [
      { ApiKeySelectionExpression: "$context.authorizer.usageIdentifierKey" },
      "400 BadRequestException: API key selection expressions are not supported on protocolType HTTP",
    ],
    [
      { RouteSelectionExpression: "$request.body.action" },
      '400 BadRequestException: Route selection expression is currently limited to "${request.method} ${request.path}"',
    ],
    [
      { DisableSchemaValidation: true },
      "400 BadRequestException: Disabling schema validation is not supported on protocolType HTTP",
    ],
    [{ RouteKey: "GET /" }, "400 BadRequestException: RouteKey and CredentialsArn are only valid together with Target"],
    [{ Tags: { "aws:x": "y" } }, "400 BadRequestException: Tag keys must not start with the reserved prefix aws:"],
    [{ Tags: { "": "y" } }, "400 BadRequestException: Tag keys must be between 1 and 128 characters long"],
    [{ Tags: { a: "y".repeat(257) } }, "400 BadRequestException: Tag values must be at most 256 characters long"],
  ])("refuses %j", async (members, refusal) => {
    expect(await calls.refusal("CreateApi", { Name: "pets", ProtocolType: "HTTP", ...members })).toBe(refusal);
  });

  test("refuses the 601st API of a region and leaves room in the next", async () => {
    for (let count = 0; count < 600; count += 1) {
      await newApi();
    }
    expect(await calls.refusal("CreateApi", { Name: "one too many", ProtocolType: "HTTP" })).toBe(
      "400 BadRequestException: Maximum number of APIs in this region has been reached.  Please contact AWS if you need additional APIs.",
    );
    await calls.as({ region: "eu-west-1" }).call("CreateApi", { Name: "elsewhere", ProtocolType: "HTTP" });
  });
});

describe("an API", () => {
  test("is not found from another account or region, whatever is asked of it", async () => {
    const apiId = await newApi();
    const missing = (accountId: string) =>
      `404 NotFoundException: Invalid API identifier specified ${accountId}:${apiId}`;
    const input = { ApiId: apiId, RouteKey: "GET /", StageName: "dev", IntegrationType: "HTTP_PROXY" };
    for (const operation of ["GetApi", "UpdateApi", "DeleteApi", "GetRoutes", "CreateRoute", "CreateStage"]) {
      expect(await calls.as({ accountId: "222222222222" }).refusal(operation, input)).toBe(missing("222222222222"));
      expect(await calls.as({ region: "eu-west-1" }).refusal(operation, input)).toBe(missing("111111111111"));
    }
    await calls.call("GetApi", { ApiId: apiId });
  });

  test("goes with everything in it", async () => {
    const apiId = await newApi({ Target: "https://example.com" });
    await calls.call("DeleteApi", { ApiId: apiId });
    expect(await calls.refusal("GetStages", { ApiId: apiId })).toBe(
      `404 NotFoundException: Invalid API identifier specified 111111111111:${apiId}`,
    );
    const left = await calls.store.read((tx) => tx.apis.find(apiId));
    expect(left).toBeUndefined();
  });
});

describe("UpdateApi", () => {
  test("changes what is given, clears texts with empty strings, replaces CORS as a whole", async () => {
    const apiId = await newApi({
      Description: "old",
      Version: "1",
      Tags: { a: "b" },
      CorsConfiguration: { AllowMethods: ["GET"], MaxAge: 10 },
    });
    await calls.call("UpdateApi", { ApiId: apiId, Name: "new" });
    expect(await calls.call("GetApi", { ApiId: apiId })).toMatchObject({
      Name: "new",
      Description: "old",
      Version: "1",
    });
    await calls.call("UpdateApi", {
      ApiId: apiId,
      Description: "",
      Version: "",
      CorsConfiguration: { AllowOrigins: ["*"] },
    });
    const api = await calls.call("GetApi", { ApiId: apiId });
    expect(api.Description).toBeUndefined();
    expect(api.Version).toBeUndefined();
    expect(api).toMatchObject({ Name: "new", Tags: { a: "b" }, CorsConfiguration: { AllowOrigins: ["*"] } });
    expect(api.CorsConfiguration).not.toHaveProperty("MaxAge", 10);
  });

  test("refuses quick create's members on any other API", async () => {
    const apiId = await newApi();
    expect(await calls.refusal("UpdateApi", { ApiId: apiId, Target: "https://example.com" })).toBe(
      "400 BadRequestException: Target, RouteKey and CredentialsArn can only be updated for APIs that were created by quick create",
    );
  });
});

test("an empty CORS configuration is none", async () => {
  const apiId = await newApi({ CorsConfiguration: {} });
  expect((await calls.call("GetApi", { ApiId: apiId })).CorsConfiguration).toBeUndefined();
  await calls.call("UpdateApi", { ApiId: apiId, CorsConfiguration: { AllowOrigins: ["*"] } });
  const updated = await calls.call("UpdateApi", { ApiId: apiId, CorsConfiguration: {} });
  expect(updated.CorsConfiguration).toBeUndefined();
});

test("DeleteCorsConfiguration removes it, and removing none is fine", async () => {
  const apiId = await newApi({ CorsConfiguration: { AllowOrigins: ["*"] } });
  await calls.call("DeleteCorsConfiguration", { ApiId: apiId });
  await calls.call("DeleteCorsConfiguration", { ApiId: apiId });
  expect((await calls.call("GetApi", { ApiId: apiId })).CorsConfiguration).toBeUndefined();
});

test("GetApis pages through the account's APIs of the region", async () => {
  const made = [await newApi(), await newApi(), await newApi()].toSorted();
  await calls.as({ region: "eu-west-1" }).call("CreateApi", { Name: "far", ProtocolType: "HTTP" });
  await calls.as({ accountId: "222222222222" }).call("CreateApi", { Name: "foreign", ProtocolType: "HTTP" });
  const first = await calls.call("GetApis", { MaxResults: "2" });
  const second = await calls.call("GetApis", { MaxResults: "2", NextToken: first.NextToken });
  expect([first.Items, second.Items].flat().map((api) => Object(api).ApiId)).toEqual(made);
  expect(second).not.toHaveProperty("NextToken");
  expect((await calls.call("GetApis", {})).Items).toHaveLength(3);
  expect(await calls.refusal("GetApis", { MaxResults: "none" })).toMatch(/^400 BadRequestException/);
});
