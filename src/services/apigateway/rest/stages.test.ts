import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type ApiCalls, openApiCalls, testNowMs } from "../../../../test/api-calls.ts";
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
  method = { restApiId, resourceId: api["rootResourceId"], httpMethod: "GET" };
});
afterAll(() => calls.close());

async function deploy(input: object = {}): Promise<Answer> {
  return calls.call("CreateDeployment", { restApiId, ...input });
}

async function putMock(): Promise<void> {
  await calls.call("PutMethod", { ...method, authorizationType: "AWS_IAM" });
  await calls.call("PutIntegration", { ...method, type: "MOCK" });
}

const bad = (message: string) => `400 BadRequestException: ${message}`;
const createdDate = new Date(testNowMs - (testNowMs % 1000));

describe("a deployment", () => {
  test("needs methods, each with an integration", async () => {
    const refused = () => calls.refusal("CreateDeployment", { restApiId });
    expect(await refused()).toBe(bad("The REST API doesn't contain any methods"));
    await calls.call("PutMethod", { ...method, authorizationType: "NONE" });
    expect(await refused()).toBe(bad("No integration defined for method"));
    await calls.call("PutIntegration", { ...method, type: "MOCK" });
    expect(await deploy({ description: "d" })).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{6}$/),
      createdDate,
      description: "d",
    });
  });

  test("freezes resources and policy: later edits are no part of it", async () => {
    await putMock();
    const value =
      '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Principal":"*","Action":"*","Resource":"*"}]}';
    await calls.call("UpdateRestApi", { restApiId, patchOperations: [{ op: "replace", path: "/policy", value }] });
    const { id: deploymentId } = await deploy();
    await calls.call("DeleteMethod", method);
    await calls.call("UpdateRestApi", { restApiId, patchOperations: [{ op: "remove", path: "/policy" }] });
    expect(await calls.call("GetDeployment", { restApiId, deploymentId, embed: ["apisummary"] })).toMatchObject({
      apiSummary: { "/": { GET: { authorizationType: "AWS_IAM", apiKeyRequired: false } } },
    });
    const stored = await calls.store.read(({ restDeployments, restApis }) =>
      restApis
        .find(String(restApiId))
        .then((api) => api && restDeployments.get(api.accountId, api.apiId, String(deploymentId))),
    );
    expect(stored?.snapshot.api.policy).toBe(value);
  });

  test("stays while a stage serves it", async () => {
    await putMock();
    const { id: deploymentId } = await deploy({ stageName: "live" });
    const one = { restApiId, deploymentId };
    expect(await calls.refusal("DeleteDeployment", one)).toBe(
      bad("Active stages pointing to this deployment must be moved or deleted"),
    );
    await calls.call("DeleteStage", { restApiId, stageName: "live" });
    await calls.call("DeleteDeployment", one);
    expect(await calls.refusal("GetDeployment", one)).toBe(
      "404 NotFoundException: Invalid Deployment identifier specified",
    );
  });

  test("makes the stage it names, or moves the one that is there", async () => {
    await putMock();
    const first = await deploy({ stageName: "live", stageDescription: "first", variables: { colour: "blue" } });
    const stage = { restApiId, stageName: "live" };
    expect(await calls.call("GetStage", stage)).toMatchObject({ deploymentId: first["id"], description: "first" });
    const second = await deploy({ stageName: "live" });
    expect(await calls.call("GetStage", stage)).toMatchObject({
      deploymentId: second["id"],
      description: "first",
      variables: { colour: "blue" },
    });
  });
});

describe("a stage", () => {
  let stage: object;
  let deploymentId: unknown;
  beforeEach(async () => {
    await putMock();
    deploymentId = (await deploy())["id"];
    stage = { restApiId, stageName: "live" };
  });

  function update(...patchOperations: readonly object[]): Promise<Answer> {
    return calls.call("UpdateStage", { ...stage, patchOperations });
  }

  test("has AWS's defaults and is there once", async () => {
    const created = await calls.call("CreateStage", { ...stage, deploymentId });
    expect(created).toEqual({
      stageName: "live",
      deploymentId,
      cacheClusterEnabled: false,
      cacheClusterStatus: "NOT_AVAILABLE",
      methodSettings: {},
      tracingEnabled: false,
      createdDate,
      lastUpdatedDate: createdDate,
    });
    expect(await calls.refusal("CreateStage", { ...stage, deploymentId })).toBe(
      "409 ConflictException: Stage already exists",
    );
    expect(await calls.call("GetStages", { restApiId, deploymentId })).toEqual({ item: [created] });
    expect(await calls.call("GetStages", { restApiId, deploymentId: "other" })).toEqual({ item: [] });
  });

  test.each<[string, object, string]>([
    ["a name with other characters", { stageName: "a-b" }, "Stage name only allows a-zA-Z0-9_"],
    ["a deployment that is not there", { deploymentId: "absent" }, "Deployment id does not exist"],
    ["a canary", { canarySettings: {} }, "Canary settings are not supported by this server"],
  ])("is refused with %s", async (_, input, message) => {
    expect(await calls.refusal("CreateStage", { ...stage, deploymentId, ...input })).toBe(bad(message));
  });

  test("is updated, the settings of methods and variables entry by entry", async () => {
    await calls.call("CreateStage", { ...stage, deploymentId });
    const set = await update(
      { op: "replace", path: "/*/*/throttling/rateLimit", value: "5" },
      { op: "replace", path: "/*/*/metrics/enabled", value: "true" },
      { op: "replace", path: "/~1pets~1{id}/GET/logging/loglevel", value: "INFO" },
      { op: "replace", path: "/variables/COLOUR", value: "blue" },
      { op: "replace", path: "/accessLogSettings/format", value: "$context.requestId" },
    );
    expect(set).toMatchObject({
      methodSettings: {
        "*/*": { throttlingRateLimit: 5, throttlingBurstLimit: 5000, metricsEnabled: true, loggingLevel: "OFF" },
        "~1pets~1{id}/GET": { loggingLevel: "INFO", metricsEnabled: false },
      },
      variables: { COLOUR: "blue" },
      accessLogSettings: { format: "$context.requestId" },
    });
    const unset = await update(
      { op: "remove", path: "/*/*" },
      { op: "remove", path: "/variables/COLOUR" },
      { op: "remove", path: "/accessLogSettings" },
    );
    expect(unset["methodSettings"]).toEqual({ "~1pets~1{id}/GET": expect.anything() });
    expect(unset["variables"]).toBeUndefined();
    expect(unset["accessLogSettings"]).toBeUndefined();
  });

  test.each<[object, string]>([
    [{ op: "replace", path: "/stageName", value: "x" }, "Invalid patch path /stageName"],
    [{ op: "replace", path: "/*/*/throttling/none", value: "1" }, "Invalid patch path /*/*/throttling/none"],
    [{ op: "replace", path: "/*/*/throttling/rateLimit", value: "x" }, "Invalid rate limit specified: x"],
    [{ op: "replace", path: "/deploymentId", value: "absent" }, "Deployment id does not exist"],
    [
      {
        op: "replace",
        path: "/accessLogSettings/destinationArn",
        value: "arn:aws:logs:us-east-1:222222222222:log-group:pets",
      },
      "Access logs must go to a destination of account 111111111111",
    ],
  ])("is not updated by %o", async (operation, message) => {
    await calls.call("CreateStage", { ...stage, deploymentId });
    expect(await calls.refusal("UpdateStage", { ...stage, patchOperations: [operation] })).toBe(bad(message));
  });

  test("is reported when it is not there", async () => {
    for (const operation of ["GetStage", "UpdateStage", "DeleteStage"]) {
      expect(await calls.refusal(operation, stage)).toBe("404 NotFoundException: Invalid stage identifier specified");
    }
  });

  test("has tags of its own", async () => {
    await calls.call("CreateStage", { ...stage, deploymentId, tags: { team: "pets" } });
    const resourceArn = `arn:aws:apigateway:us-east-1::/restapis/${String(restApiId)}/stages/live`;
    await calls.call("TagResource", { resourceArn, tags: { colour: "blue" } });
    await calls.call("UntagResource", { resourceArn, tagKeys: ["team"] });
    expect(await calls.call("GetTags", { resourceArn })).toEqual({ tags: { colour: "blue" } });
    expect(await calls.checks("DeleteStage", stage)).toMatchObject([{ context: { "aws:ResourceTag/colour": "blue" } }]);
    expect(await calls.refusal("GetTags", { resourceArn: "arn:aws:apigateway:us-east-1::/apis/x" })).toBe(
      bad("Invalid ARN specified in the request"),
    );
  });
});
