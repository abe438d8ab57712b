import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type ApiCalls, openApiCalls, owner } from "../../../../test/api-calls.ts";
import { restApisService } from "./service.ts";

let calls: ApiCalls;
let restApiId: unknown;
let method: object;
beforeAll(async () => {
  calls = await openApiCalls(restApisService);
});
beforeEach(async () => {
  const api = await calls.call("CreateRestApi", { name: "pets" });
  restApiId = api["id"];
  method = { restApiId, resourceId: api["rootResourceId"], httpMethod: "ANY", authorizationType: "NONE" };
});
afterAll(() => calls.close());

const bad = (message: string) => `400 BadRequestException: ${message}`;

describe("a model", () => {
  const pet = { name: "Pet", contentType: "application/json", schema: '{"type":"object"}' };

  test("stays while a method names it", async () => {
    await calls.call("CreateModel", { restApiId, ...pet });
    await calls.call("PutMethod", { ...method, requestModels: { "application/json": "Pet" } });
    const one = { restApiId, modelName: "Pet" };
    expect(await calls.refusal("DeleteModel", one)).toBe(
      "409 ConflictException: Cannot delete model 'Pet', is referenced in method request: //ANY",
    );
    await calls.call("DeleteMethod", method);
    await calls.call("DeleteModel", one);
    for (const operation of ["GetModel", "UpdateModel", "DeleteModel"]) {
      expect(await calls.refusal(operation, one)).toBe("404 NotFoundException: Invalid model name specified: Pet");
    }
  });

  test.each<[string, object, string]>([
    ["the name of another", { name: "Empty" }, "409 ConflictException: Model name already exists for this REST API"],
    ["no name", { name: "" }, bad("Model name must be non-empty")],
    ["no schema", { schema: undefined }, bad("Model schema must have at least 1 property or array items defined")],
    ["an empty schema", { schema: "" }, bad("Model schema must have at least 1 property or array items defined")],
  ])("is refused with %s", async (_, input, refusal) => {
    expect(await calls.refusal("CreateModel", { restApiId, ...pet, ...input })).toBe(refusal);
  });

  test.each<[object, string]>([
    [
      { op: "replace", path: "/name", value: "x" },
      "Invalid patch path  '/name' specified for op 'replace'. Must be one of: [/description, /schema]",
    ],
    [
      { op: "add", path: "/wrong-path", value: "x" },
      "Invalid patch path  '/wrong-path' specified for op 'add'. Please choose supported operations",
    ],
    [
      { op: "replace", path: "/schema", value: "" },
      "Model schema must have at least 1 property or array items defined",
    ],
  ])("is not updated by %o", async (operation, message) => {
    await calls.call("CreateModel", { restApiId, ...pet });
    const update = { restApiId, modelName: "Pet", patchOperations: [operation] };
    expect(await calls.refusal("UpdateModel", update)).toBe(bad(message));
  });
});

describe("a request validator", () => {
  test("checks nothing unless told to, and is updated by values that are true or not", async () => {
    const created = await calls.call("CreateRequestValidator", { restApiId, name: "v" });
    const { id: requestValidatorId } = created;
    const shown = { id: requestValidatorId, name: "v", validateRequestBody: false, validateRequestParameters: false };
    expect(created).toEqual(shown);
    const update = (operation: object) => ({
      restApiId,
      requestValidatorId,
      patchOperations: [{ op: "replace", ...operation }],
    });
    expect(await calls.call("UpdateRequestValidator", update({ path: "/validateRequestBody", value: "true" }))).toEqual(
      {
        ...shown,
        validateRequestBody: true,
      },
    );
    expect(await calls.call("UpdateRequestValidator", update({ path: "/validateRequestBody" }))).toEqual(shown);
    expect(await calls.refusal("UpdateRequestValidator", update({ path: "/name", value: "" }))).toBe(
      bad("Request Validator name cannot be blank"),
    );
    expect(await calls.refusal("UpdateRequestValidator", update({ path: "/invalidPath" }))).toBe(
      bad(
        "Invalid patch path  '/invalidPath' specified for op 'replace'. Must be one of: [/name, /validateRequestParameters, /validateRequestBody]",
      ),
    );
  });

  test("is reported when it, or its API, is not there", async () => {
    const one = { restApiId, requestValidatorId: "absent" };
    for (const operation of ["GetRequestValidator", "UpdateRequestValidator", "DeleteRequestValidator"]) {
      const absent = "404 NotFoundException: Invalid Request Validator identifier specified";
      expect(await calls.refusal(operation, one)).toBe(absent);
      expect(await calls.refusal(operation, { ...one, restApiId: "absent" })).toBe(absent);
    }
    expect(await calls.refusal("CreateRequestValidator", { restApiId: "absent", name: "v" })).toBe(
      bad("Invalid REST API identifier specified"),
    );
  });
});

describe("a gateway response", () => {
  const responseTemplates = { "application/json": '{"message":$context.error.messageString}' };

  test("is the default until it is set and after it is deleted", async () => {
    const one = { restApiId, responseType: "MISSING_AUTHENTICATION_TOKEN" };
    const initial = {
      responseType: one.responseType,
      statusCode: "403",
      responseParameters: {},
      responseTemplates,
      defaultResponse: true,
    };
    expect(await calls.call("GetGatewayResponse", one)).toEqual(initial);
    expect(await calls.refusal("DeleteGatewayResponse", one)).toBe(
      "404 NotFoundException: Gateway response type not defined on api",
    );
    const set = { ...initial, statusCode: "404", defaultResponse: false };
    expect(await calls.call("PutGatewayResponse", { ...one, statusCode: "404" })).toEqual(set);
    const { items } = await calls.call("GetGatewayResponses", { restApiId });
    expect(items).toHaveLength(21);
    expect(items).toContainEqual(set);
    await calls.call("DeleteGatewayResponse", one);
    expect(await calls.call("GetGatewayResponse", one)).toEqual(initial);
  });

  test("is set by an update", async () => {
    const one = { restApiId, responseType: "DEFAULT_4XX" };
    const update = (...patchOperations: readonly object[]) => ({ ...one, patchOperations });
    const set = await calls.call("UpdateGatewayResponse", update({ op: "replace", path: "/statusCode", value: "444" }));
    expect(set).toEqual({
      ...one,
      restApiId: undefined,
      statusCode: "444",
      responseParameters: {},
      responseTemplates,
      defaultResponse: false,
    });
    for (const [operation, refusal] of [
      [{ op: "add", path: "/statusCode", value: "1" }, bad("Invalid patch path /statusCode")],
      [{ op: "replace", path: "/wrongPath", value: "1" }, bad("Invalid patch path /wrongPath")],
      [{ op: "replace", value: "1" }, bad("Invalid patch path null")],
      [
        { op: "replace", path: "/responseParameters/none", value: "1" },
        "404 NotFoundException: Invalid parameter name specified",
      ],
      [
        { op: "replace", path: "/responseTemplates/application~1json" },
        bad("Invalid null or empty value in responseTemplates"),
      ],
    ] as const) {
      expect(await calls.refusal("UpdateGatewayResponse", update(operation))).toBe(refusal);
    }
  });

  test("is of one of AWS's types", async () => {
    expect(await calls.refusal("GetGatewayResponse", { restApiId, responseType: "FAKE" })).toMatch(
      /^400 ValidationException: 1 validation error detected: Value 'FAKE' at 'responseType' failed to satisfy constraint: Member must satisfy enum value set: \[/,
    );
  });
});

test("an authorizer is kept with its defaults, and stays while a method names it", async () => {
  const authorizerUri = `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:${owner}:function:f/invocations`;
  const { id: authorizerId, ...shown } = await calls.call("CreateAuthorizer", {
    restApiId,
    name: "who",
    type: "TOKEN",
    authorizerUri,
  });
  expect(shown).toEqual({
    name: "who",
    type: "TOKEN",
    authType: "custom",
    authorizerUri,
    authorizerResultTtlInSeconds: 300,
  });
  await calls.call("PutMethod", { ...method, authorizationType: "CUSTOM", authorizerId });
  expect(await calls.refusal("DeleteAuthorizer", { restApiId, authorizerId })).toMatch(/^409 ConflictException: /);
  await calls.call("DeleteMethod", method);
  await calls.call("DeleteAuthorizer", { restApiId, authorizerId });
  expect(await calls.refusal("GetAuthorizer", { restApiId, authorizerId })).toBe(
    "404 NotFoundException: Invalid Authorizer identifier specified",
  );
});

test("an account's settings are those of its region", async () => {
  const role = `arn:aws:iam::${owner}:role/logs`;
  const update = (value: string): Promise<Answer> =>
    calls.call("UpdateAccount", { patchOperations: [{ op: "replace", path: "/cloudwatchRoleArn", value }] });
  expect(await update(role)).toMatchObject({
    cloudwatchRoleArn: role,
    throttleSettings: { burstLimit: 5000, rateLimit: 10_000 },
  });
  expect((await calls.as({ region: "eu-west-1" }).call("GetAccount", {}))["cloudwatchRoleArn"]).toBeUndefined();
  expect((await update(""))["cloudwatchRoleArn"]).toBeUndefined();
});
