import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type ApiCalls, openApiCalls, owner } from "../../../../test/api-calls.ts";
import { restApisService } from "./service.ts";

let calls: ApiCalls;
let place: { readonly restApiId: unknown; readonly resourceId: unknown; readonly httpMethod: string };
beforeAll(async () => {
  calls = await openApiCalls(restApisService);
});
beforeEach(async () => {
  const { id: restApiId, rootResourceId: resourceId } = await calls.call("CreateRestApi", { name: "pets" });
  place = { restApiId, resourceId, httpMethod: "GET" };
});
afterAll(() => calls.close());

const bad = (message: string) => `400 BadRequestException: ${message}`;
const badMapping = (kind: string, text: string) =>
  bad(
    `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression ${kind}: ${text}]`,
  );

function putMethod(input: object = {}) {
  return calls.call("PutMethod", { ...place, authorizationType: "NONE", ...input });
}

function putMock() {
  return calls.call("PutIntegration", { ...place, type: "MOCK" });
}

describe("a method", () => {
  test.each<[string, object, string]>([
    [
      "a method of no protocol",
      { httpMethod: "WRONG" },
      bad("Invalid HttpMethod specified. Valid options are GET,PUT,POST,DELETE,PATCH,OPTIONS,HEAD,ANY"),
    ],
    [
      "an authorizer that is not there",
      { authorizationType: "CUSTOM" },
      bad(
        "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
      ),
    ],
    [
      "a validator that is not there",
      { requestValidatorId: "absent" },
      bad("Invalid Request Validator identifier specified"),
    ],
    [
      "a model that is not there",
      { requestModels: { "application/json": "petModel" } },
      bad("Invalid model identifier specified: petModel"),
    ],
    [
      "a name in two places",
      { requestParameters: { "method.request.querystring.a": true, "method.request.header.a": true } },
      bad("Parameter names must be unique across querystring, header and path"),
    ],
    ["a parameter that is none", { requestParameters: { a: true } }, badMapping("specified", "a")],
    [
      "a resource that is not there",
      { resourceId: "absent" },
      "404 NotFoundException: Invalid Resource identifier specified",
    ],
  ])("is refused for %s", async (_, input, refusal) => {
    expect(await calls.refusal("PutMethod", { ...place, authorizationType: "NONE", ...input })).toBe(refusal);
  });

  test("is there once, and gone when it is deleted", async () => {
    await putMethod();
    expect(await calls.refusal("PutMethod", { ...place, authorizationType: "NONE" })).toBe(
      "409 ConflictException: Method already exists for this resource",
    );
    await calls.call("DeleteMethod", place);
    for (const operation of ["GetMethod", "UpdateMethod", "DeleteMethod", "GetIntegration", "PutMethodResponse"]) {
      const input = { ...place, statusCode: "200" };
      expect(await calls.refusal(operation, input)).toBe("404 NotFoundException: Invalid Method identifier specified");
    }
  });

  test("is updated entry by entry", async () => {
    await putMethod();
    const patchOperations = [
      { op: "add", path: "/requestParameters/method.request.querystring.optional", value: "true" },
      { op: "add", path: "/requestModels/application~1json", value: "Empty" },
      { op: "replace", path: "/authorizationType", value: "AWS_IAM" },
      { op: "replace", path: "/authorizerId", value: "ignored" },
      { op: "replace", path: "/apiKeyRequired", value: "whatever" },
    ];
    const updated = await calls.call("UpdateMethod", { ...place, patchOperations });
    expect(updated).toEqual({
      apiKeyRequired: false,
      authorizationType: "AWS_IAM",
      httpMethod: "GET",
      requestModels: { "application/json": "Empty" },
      requestParameters: { "method.request.querystring.optional": true },
    });
    const removed = ["/requestParameters/method.request.querystring.optional", "/requestModels/application~1json"];
    const bare = { ...place, patchOperations: removed.map((path) => ({ op: "remove", path })) };
    expect(await calls.call("UpdateMethod", bare)).toEqual({
      apiKeyRequired: false,
      authorizationType: "AWS_IAM",
      httpMethod: "GET",
    });
  });

  test.each<[object, string]>([
    [
      { op: "add", path: "/authorizationType", value: "AWS_IAM" },
      "Invalid patch operation specified. Must be one of: [replace]",
    ],
    [{ op: "replace", path: "/httpMethod", value: "PUT" }, "Invalid patch path /httpMethod"],
    [{ op: "replace", path: "/requestParameters", value: "x" }, "Invalid patch path /requestParameters"],
    [
      { op: "add", path: "/requestModels/application/json", value: "Empty" },
      "Invalid patch path /requestModels/application/json",
    ],
    [
      { op: "replace", path: "/authorizationType", value: "CUSTOM" },
      "Invalid authorizer ID specified. Setting the authorization type to CUSTOM or COGNITO_USER_POOLS requires a valid authorizer.",
    ],
  ])("is not updated by %o", async (operation, message) => {
    await putMethod();
    expect(await calls.refusal("UpdateMethod", { ...place, patchOperations: [operation] })).toBe(bad(message));
  });
});

test("what an update says of a method's authorization is what its condition keys say", async () => {
  await putMethod();
  const patchOperations = [
    { op: "replace", path: "/authorizationType", value: "NONE" },
    { op: "replace", path: "/apiKeyRequired", value: "true" },
  ];
  expect(await calls.checks("UpdateMethod", { ...place, patchOperations })).toMatchObject([
    { context: { "apigateway:Request/RouteAuthorizationType": "NONE", "apigateway:Request/ApiKeyRequired": "true" } },
  ]);
});

describe("a method's response", () => {
  test("is declared once, updated entry by entry, and deleted", async () => {
    await putMethod();
    const ok = { ...place, statusCode: "200" };
    await calls.call("PutMethodResponse", ok);
    expect(await calls.refusal("PutMethodResponse", ok)).toMatch(/^409 ConflictException: Response already exists/);
    const patchOperations = [
      { op: "add", path: "/responseParameters/method.response.header.my-header", value: "true" },
      { op: "add", path: "/responseModels/application~1json", value: "Empty" },
    ];
    expect(await calls.call("UpdateMethodResponse", { ...ok, patchOperations })).toEqual({
      statusCode: "200",
      responseParameters: { "method.response.header.my-header": true },
      responseModels: { "application/json": "Empty" },
    });
    const absent = async (path: string) =>
      calls.refusal("UpdateMethodResponse", { ...ok, patchOperations: [{ op: "remove", path }] });
    expect(await absent("/responseParameters/method.response.header.other")).toBe(
      "404 NotFoundException: Invalid parameter name specified",
    );
    expect(await absent("/responseModels/text~1plain")).toBe(
      "404 NotFoundException: Content-Type specified was not found",
    );
    await calls.call("DeleteMethodResponse", ok);
    expect(await calls.refusal("GetMethodResponse", ok)).toBe(
      "404 NotFoundException: Invalid Response status code specified",
    );
    expect(await calls.refusal("GetMethodResponse", { ...ok, statusCode: "wrong" })).toBe(
      "400 ValidationException: 1 validation error detected: Value 'wrong' at 'statusCode' failed to satisfy constraint: Member must satisfy regular expression pattern: [1-5]\\d\\d",
    );
  });
});

const lambda = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${owner}:function:f/invocations`;

describe("an integration", () => {
  test("has AWS's defaults", async () => {
    await putMethod();
    const { resourceId } = place;
    expect(await putMock()).toEqual({
      type: "MOCK",
      passthroughBehavior: "WHEN_NO_MATCH",
      timeoutInMillis: 29_000,
      cacheNamespace: resourceId,
      cacheKeyParameters: [],
    });
  });

  test.each<[string, object, string]>([
    [
      "no method of the backend",
      { type: "HTTP", uri: "https://a.example" },
      bad("Enumeration value for HttpMethod must be non-empty"),
    ],
    ["no URI", { type: "HTTP_PROXY", integrationHttpMethod: "GET" }, bad("Invalid HTTP endpoint specified for URI")],
    [
      "a URI that is none",
      { type: "HTTP", integrationHttpMethod: "GET", uri: "file:///etc/passwd" },
      bad("Invalid HTTP endpoint specified for URI"),
    ],
    [
      "no ARN",
      { type: "AWS_PROXY", integrationHttpMethod: "POST", uri: "none" },
      bad("Invalid ARN specified in the request"),
    ],
    [
      "an ARN without path or action",
      { type: "AWS", integrationHttpMethod: "POST", uri: "arn:aws:apigateway:us-east-1:sqs:queue" },
      bad("AWS ARN for integration must contain path or action"),
    ],
    [
      "a timeout beyond the quota",
      { type: "MOCK", timeoutInMillis: 29_001 },
      bad("Timeout should be between 50 ms and 29000 ms"),
    ],
    ["a target that is none", { type: "MOCK", requestParameters: { a: "'b'" } }, badMapping("specified", "a")],
    [
      "a source that is none",
      { type: "MOCK", requestParameters: { "integration.request.path.testPath": "true" } },
      badMapping("specified", "true"),
    ],
    [
      "a source that the method does not declare",
      { type: "MOCK", requestParameters: { "integration.request.path.id": "method.request.path.id" } },
      badMapping("parameter specified", "method.request.path.id"),
    ],
    [
      "a type of nobody's",
      { type: "HTTPS_PROXY" },
      "400 ValidationException: 1 validation error detected: Value 'HTTPS_PROXY' at 'putIntegrationInput.type' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, AWS, MOCK, HTTP_PROXY, AWS_PROXY]",
    ],
    [
      "a role of another account",
      {
        type: "AWS_PROXY",
        integrationHttpMethod: "POST",
        uri: lambda,
        credentials: "arn:aws:iam::222222222222:role/r",
      },
      "403 AccessDeniedException: Cross-account pass role is not allowed.",
    ],
  ])("is refused with %s", async (_, input, refusal) => {
    await putMethod();
    expect(await calls.refusal("PutIntegration", { ...place, ...input })).toBe(refusal);
  });

  test("passes a role, also by an update", async () => {
    await putMethod();
    const resource = `arn:aws:iam::${owner}:role/r`;
    const passRole = {
      action: "iam:PassRole",
      resource,
      context: { "iam:PassedToService": "apigateway.amazonaws.com" },
    };
    expect(await calls.checks("PutIntegration", { ...place, type: "MOCK", credentials: resource })).toContainEqual(
      passRole,
    );
    const patchOperations = [
      { op: "add", path: "/credentials", value: "" },
      { op: "replace", path: "/credentials", value: resource },
    ];
    expect(await calls.checks("UpdateIntegration", { ...place, patchOperations })).toContainEqual(passRole);
  });

  test("is updated, and gone with its method's", async () => {
    await putMethod({ requestParameters: { "method.request.path.id": true } });
    await calls.call("PutIntegration", {
      ...place,
      type: "HTTP_PROXY",
      integrationHttpMethod: "ANY",
      uri: "https://a.example",
    });
    const patchOperations = [
      { op: "replace", path: "/uri", value: "https://b.example/{id}" },
      { op: "add", path: "/requestParameters/integration.request.path.id", value: "method.request.path.id" },
      { op: "add", path: "/cacheKeyParameters/method.request.path.id" },
      { op: "replace", path: "/timeoutInMillis", value: "50" },
    ];
    expect(await calls.call("UpdateIntegration", { ...place, patchOperations })).toMatchObject({
      connectionType: "INTERNET",
      uri: "https://b.example/{id}",
      timeoutInMillis: 50,
      requestParameters: { "integration.request.path.id": "method.request.path.id" },
      cacheKeyParameters: ["method.request.path.id"],
    });
    await calls.call("DeleteIntegration", place);
    expect(await calls.refusal("GetIntegration", place)).toBe(
      "404 NotFoundException: Invalid Integration identifier specified",
    );
  });
});

describe("an integration's response", () => {
  test("is put over what is there, updated and deleted", async () => {
    const ok = { ...place, statusCode: "200" };
    await putMethod();
    expect(await calls.refusal("GetIntegrationResponse", ok)).toBe(
      "404 NotFoundException: Invalid Integration identifier specified",
    );
    await putMock();
    expect(await calls.refusal("GetIntegrationResponse", ok)).toBe(
      "404 NotFoundException: Invalid Response status code specified",
    );
    await calls.call("PutIntegrationResponse", { ...ok, selectionPattern: "" });
    const responseTemplates = { "application/json": "overwrite" };
    const put = { ...ok, selectionPattern: "overwrite-pattern", responseTemplates };
    const response = { statusCode: "200", selectionPattern: "overwrite-pattern", responseTemplates };
    expect(await calls.call("PutIntegrationResponse", put)).toEqual(response);
    expect(await calls.call("GetMethod", place)).toMatchObject({
      methodIntegration: { integrationResponses: { "200": response } },
    });
    const patchOperations = [{ op: "replace", path: "/selectionPattern", value: "updated" }];
    expect(await calls.call("UpdateIntegrationResponse", { ...ok, patchOperations })).toMatchObject({
      selectionPattern: "updated",
    });
    await calls.call("DeleteIntegrationResponse", ok);
    expect(await calls.refusal("DeleteIntegrationResponse", ok)).toBe(
      "404 NotFoundException: Invalid Response status code specified",
    );
    expect(await calls.refusal("DeleteIntegrationResponse", { ...ok, httpMethod: "PUT" })).toBe(
      "404 NotFoundException: Invalid Integration identifier specified",
    );
  });

  test.each<[string, object, string]>([
    [
      "a content type that is none",
      { responseTemplates: { "123": "x" } },
      bad("Validation Result: warnings : [], errors : [Invalid content type specified: 123]"),
    ],
    [
      "a header that the method does not declare",
      { responseParameters: { "method.response.header.etag": "'x'" } },
      badMapping("parameter specified", "method.response.header.etag"),
    ],
    [
      "a source that is none",
      { responseParameters: { "method.response.header.etag": "x" } },
      badMapping("specified", "x"),
    ],
    ["a pattern that is none", { selectionPattern: "(" }, bad("Invalid selection pattern specified: (")],
    [
      "a pattern that makes more of its repetitions than it may",
      { selectionPattern: "(?:.?){1000}".repeat(4) },
      bad(`Invalid selection pattern specified: ${"(?:.?){1000}".repeat(4)}`),
    ],
    [
      "a pattern that only a backtracking engine runs",
      { selectionPattern: "(a)\\1" },
      bad("Invalid selection pattern specified: (a)\\1"),
    ],
    [
      "a pattern that is too long",
      { selectionPattern: "a".repeat(1025) },
      bad(`Invalid selection pattern specified: ${"a".repeat(1025)}`),
    ],
  ])("is refused with %s", async (_, input, refusal) => {
    await putMethod();
    await putMock();
    expect(await calls.refusal("PutIntegrationResponse", { ...place, statusCode: "200", ...input })).toBe(refusal);
  });
});
