import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type ApiCalls, openApiCalls, testNowMs } from "../../../test/api-calls.ts";

let calls: ApiCalls;
let ApiId: string;
beforeEach(async () => {
  calls = await openApiCalls();
  ApiId = String((await calls.call("CreateApi", { Name: "pets", ProtocolType: "HTTP" })).ApiId);
});
afterEach(() => calls.close());

const logs = { DestinationArn: "arn:aws:logs:us-east-1:111111111111:log-group:pets", Format: "$context.requestId" };
const create = (members: object = {}): Promise<Answer> =>
  calls.call("CreateStage", { ApiId, StageName: "dev", ...members });
const update = (members: object): Promise<Answer> => calls.call("UpdateStage", { ApiId, StageName: "dev", ...members });
const get = (): Promise<Answer> => calls.call("GetStage", { ApiId, StageName: "dev" });

async function newDeployment(): Promise<unknown> {
  return (await calls.call("CreateDeployment", { ApiId })).DeploymentId;
}

describe("CreateStage", () => {
  test("answers a minimal call as AWS does", async () => {
    expect(await create({ StageName: "$default" })).toEqual({
      AutoDeploy: false,
      CreatedDate: new Date(testNowMs - 123),
      DefaultRouteSettings: { DetailedMetricsEnabled: false },
      LastUpdatedDate: new Date(testNowMs - 123),
      RouteSettings: {},
      StageName: "$default",
      StageVariables: {},
      Tags: {},
    });
  });

  test("keeps everything given", async () => {
    await calls.call("CreateRoute", { ApiId, RouteKey: "GET /pets" });
    const members = {
      Description: "development",
      DeploymentId: await newDeployment(),
      AccessLogSettings: logs,
      DefaultRouteSettings: { DetailedMetricsEnabled: true, ThrottlingBurstLimit: 0, ThrottlingRateLimit: 0.5 },
      RouteSettings: { "GET /pets": { ThrottlingBurstLimit: 100, ThrottlingRateLimit: 2000 } },
      StageVariables: { backend: "example.com:8080" },
      Tags: { team: "blue" },
    };
    await create({ AutoDeploy: false, ...members });
    expect(await get()).toMatchObject({ AutoDeploy: false, ...members });
  });

  test.each([
    [{ StageName: "dev" }, "409 ConflictException: Stage already exists"],
    [{ StageName: "a/b" }, "400 BadRequestException: Stage name only allows a-zA-Z0-9_"],
    [{ DeploymentId: "none12" }, "404 NotFoundException: Invalid deployment identifier specified"],
    [
      { RouteSettings: { "DELETE /{proxy+}": { ThrottlingBurstLimit: 1 } } },
      "404 NotFoundException: Unable to find Route by key DELETE /{proxy+} within the provided RouteSettings",
    ],
    [
      { DefaultRouteSettings: { LoggingLevel: "INFO" } },
      "400 BadRequestException: Execution logs are not supported on protocolType HTTP",
    ],
    [
      { DefaultRouteSettings: { DataTraceEnabled: false } },
      "400 BadRequestException: Execution logs are not supported on protocolType HTTP",
    ],
    [
      { DefaultRouteSettings: { ThrottlingRateLimit: -1 } },
      "400 BadRequestException: Throttling limits must not be negative",
    ],
    [
      { ClientCertificateId: "abc123" },
      "400 BadRequestException: Client certificates are not supported on protocolType HTTP",
    ],
    [
      { AccessLogSettings: { Format: "$context.requestId" } },
      "400 BadRequestException: Access Log value missing. Expected destinationArn and format.",
    ],
    [
      { AccessLogSettings: { ...logs, DestinationArn: "my-log" } },
      "400 BadRequestException: Invalid ARN specified in the request. ARNs must start with 'arn:': my-log",
    ],
    [
      { AccessLogSettings: { ...logs, DestinationArn: "arn:aws:firehose:us-east-1:111111111111:deliverystream/x" } },
      "400 BadRequestException: Access log destination must only contain characters a-z, A-Z, 0-9, '_', '-', '/', '.': 'deliverystream/x'",
    ],
    [
      { AccessLogSettings: { ...logs, DestinationArn: "arn:aws:logs:us-east-1:111111111111:log-group:a b" } },
      "400 BadRequestException: Access log destination must only contain characters a-z, A-Z, 0-9, '_', '-', '/', '.': 'a b'",
    ],
    [
      { AccessLogSettings: { ...logs, DestinationArn: logs.DestinationArn.replace("111111111111", "222222222222") } },
      "400 BadRequestException: Access logs must go to a destination of account 111111111111",
    ],
    [
      { AccessLogSettings: { ...logs, Format: "$context.status" } },
      "400 BadRequestException: The following errors are found in Access Log Format: Access Log format must include either $context.requestId or $context.extendedRequestId : '$context.status'",
    ],
    [
      { StageVariables: { "a-b": "c" } },
      "400 BadRequestException: Stage variable names must be 1 to 64 alphanumeric or underscore characters: a-b",
    ],
    [
      { StageVariables: { a: "no spaces" } },
      "400 BadRequestException: The value of stage variable a must be at most 512 characters that match [A-Za-z0-9-._~:/?#&=,]+",
    ],
  ])("refuses %j", async (members, refusal) => {
    await create();
    expect(await calls.refusal("CreateStage", { ApiId, StageName: "other", ...members })).toBe(refusal);
    expect((await calls.call("GetStages", { ApiId })).Items).toHaveLength(1);
  });

  test("refuses the 11th stage", async () => {
    for (let count = 0; count < 10; count += 1) {
      await create({ StageName: `stage${count}` });
    }
    expect(await calls.refusal("CreateStage", { ApiId, StageName: "more" })).toBe(
      "400 BadRequestException: Maximum number of Stages for this API has been reached.  Please contact AWS if you need additional Stages.",
    );
  });
});

describe("UpdateStage", () => {
  test("changes only what is given, merges variables and clears with empty values", async () => {
    await create({ Description: "old", StageVariables: { a: "1", b: "2" }, AccessLogSettings: logs });
    await update({ StageVariables: { a: "", c: "3" } });
    expect(await get()).toMatchObject({
      Description: "old",
      StageVariables: { b: "2", c: "3" },
      AccessLogSettings: logs,
    });
    const cleared = await update({ Description: "", AccessLogSettings: {} });
    expect(cleared.Description).toBeUndefined();
    expect(cleared.AccessLogSettings).toBeUndefined();
    expect((await get()).StageVariables).toEqual({ b: "2", c: "3" });
  });

  test("keeps variables and settings apart from what JavaScript objects inherit", async () => {
    await create({ StageVariables: { toString: "1", constructor: "2" } });
    await update({ StageVariables: { constructor: "" } });
    expect((await get()).StageVariables).toEqual({ toString: "1" });
    expect(await calls.refusal("DeleteRouteSettings", { ApiId, StageName: "dev", RouteKey: "toString" })).toBe(
      "404 NotFoundException: Unable to find Route by key toString within the provided RouteSettings",
    );
  });

  test("merges the default settings by member and the settings of routes by route", async () => {
    await calls.call("CreateRoute", { ApiId, RouteKey: "GET /a" });
    await calls.call("CreateRoute", { ApiId, RouteKey: "GET /b" });
    await create({
      DefaultRouteSettings: { ThrottlingBurstLimit: 1, ThrottlingRateLimit: 1 },
      RouteSettings: {
        "GET /a": { ThrottlingBurstLimit: 1, ThrottlingRateLimit: 1 },
        "GET /b": { ThrottlingBurstLimit: 1 },
      },
    });
    await update({ DefaultRouteSettings: {} });
    await update({
      DefaultRouteSettings: { ThrottlingRateLimit: 2 },
      RouteSettings: { "GET /a": { ThrottlingRateLimit: 2 }, "GET /b": {} },
    });
    expect(await get()).toMatchObject({
      DefaultRouteSettings: { DetailedMetricsEnabled: false, ThrottlingBurstLimit: 1, ThrottlingRateLimit: 2 },
      RouteSettings: { "GET /a": { ThrottlingRateLimit: 2 } },
    });
    expect((await get()).RouteSettings).not.toHaveProperty("GET /b");
  });

  test("moves a stage between deployments by hand unless it deploys by itself", async () => {
    await calls.call("CreateRoute", { ApiId, RouteKey: "GET /a" });
    const first = await newDeployment();
    const second = await newDeployment();
    await create({ DeploymentId: second });
    expect(await update({ DeploymentId: first })).toMatchObject({ DeploymentId: first });
    expect(await calls.refusal("UpdateStage", { ApiId, StageName: "dev", AutoDeploy: true, DeploymentId: first })).toBe(
      `400 BadRequestException: Deployment ID cannot be set on this stage 111111111111:${ApiId} because AutoDeploy is enabled`,
    );
  });
});

test("DeleteStage, DeleteAccessLogSettings, DeleteRouteSettings and ResetAuthorizersCache act on what is there", async () => {
  await calls.call("CreateRoute", { ApiId, RouteKey: "GET /a" });
  await create({ AccessLogSettings: logs, RouteSettings: { "GET /a": { ThrottlingBurstLimit: 1 } } });
  const dev = { ApiId, StageName: "dev" };
  await calls.call("DeleteAccessLogSettings", dev);
  await calls.call("DeleteRouteSettings", { ...dev, RouteKey: "GET /a" });
  await calls.call("ResetAuthorizersCache", dev);
  expect(await calls.refusal("DeleteRouteSettings", { ...dev, RouteKey: "GET /a" })).toBe(
    "404 NotFoundException: Unable to find Route by key GET /a within the provided RouteSettings",
  );
  const stage = await get();
  expect(stage.AccessLogSettings).toBeUndefined();
  expect(stage.RouteSettings).toEqual({});
  await calls.call("DeleteStage", dev);
  for (const operation of [
    "GetStage",
    "UpdateStage",
    "DeleteStage",
    "DeleteAccessLogSettings",
    "ResetAuthorizersCache",
  ]) {
    expect(await calls.refusal(operation, dev)).toBe("404 NotFoundException: Invalid stage identifier specified");
  }
});

test("turning access logs on takes the permission to deliver them, and is refused in AWS's own words", async () => {
  const delivery = {
    action: "logs:CreateLogDelivery",
    resource: "*",
    refusalCode: "BadRequestException",
    refusal: "Insufficient permissions to enable logging",
  };
  const asked = async (operation: string, members: object) =>
    (await calls.checks(operation, { ApiId, StageName: "dev", ...members })).slice(1);
  expect(await asked("CreateStage", { AccessLogSettings: logs })).toEqual([delivery]);
  expect(await asked("CreateStage", {})).toEqual([]);
  await create();
  expect(await asked("UpdateStage", { AccessLogSettings: logs })).toEqual([delivery]);
  expect(await asked("UpdateStage", { Description: "new" })).toEqual([]);
});
