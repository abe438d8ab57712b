import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type ApiCalls, openApiCalls } from "../../../test/api-calls.ts";

let calls: ApiCalls;
beforeEach(async () => {
  calls = await openApiCalls();
});
afterEach(() => calls.close());

const functionArn = "arn:aws:lambda:us-east-1:111111111111:function:echo";

async function quickCreate(members: object): Promise<Answer> {
  return calls.call("CreateApi", { Name: "quick", ProtocolType: "HTTP", ...members });
}

async function only(operation: string, ApiId: unknown): Promise<Answer> {
  const { Items } = await calls.call(operation, { ApiId });
  expect(Items).toHaveLength(1);
  return Object(Array.isArray(Items) ? Items[0] : undefined);
}

test("a URL becomes an integration, a $default route and a stage that serves them", async () => {
  const api = await quickCreate({ Target: "https://example.com" });
  expect(Object.keys(api)).not.toContain("Target");
  const { ApiId } = api;
  const integration = await only("GetIntegrations", ApiId);
  expect(integration).toMatchObject({
    ApiGatewayManaged: true,
    IntegrationType: "HTTP_PROXY",
    IntegrationMethod: "ANY",
    IntegrationUri: "https://example.com",
    PayloadFormatVersion: "1.0",
  });
  expect(await only("GetRoutes", ApiId)).toMatchObject({
    ApiGatewayManaged: true,
    RouteKey: "$default",
    AuthorizationType: "NONE",
    Target: `integrations/${String(integration.IntegrationId)}`,
  });
  const stage = await only("GetStages", ApiId);
  expect(stage).toMatchObject({ ApiGatewayManaged: true, StageName: "$default", AutoDeploy: true });
  expect(await only("GetDeployments", ApiId)).toMatchObject({ DeploymentId: stage.DeploymentId, AutoDeployed: true });
});

test("a function ARN becomes a payload 2.0 integration on the route that is asked for", async () => {
  const CredentialsArn = "arn:aws:iam::111111111111:role/gateway";
  const { ApiId } = await quickCreate({ Target: functionArn, RouteKey: "GET /echo", CredentialsArn });
  expect(await only("GetIntegrations", ApiId)).toMatchObject({
    IntegrationType: "AWS_PROXY",
    IntegrationMethod: "POST",
    IntegrationUri: functionArn,
    PayloadFormatVersion: "2.0",
    CredentialsArn,
  });
  expect(await only("GetRoutes", ApiId)).toMatchObject({ RouteKey: "GET /echo" });
});

test.each([
  [{ Target: "nowhere" }, "400 BadRequestException: Invalid HTTP endpoint specified for URI"],
  [{ Target: "https://example.com", RouteKey: "GET /{a+}/b" }, /greedy/],
  [
    { Target: "https://example.com", CredentialsArn: "me" },
    "400 BadRequestException: Invalid ARN specified in the request",
  ],
])("%j leaves no API behind", async (members, refusal) => {
  expect(await calls.refusal("CreateApi", { Name: "quick", ProtocolType: "HTTP", ...members })).toMatch(refusal);
  expect((await calls.call("GetApis", {})).Items).toEqual([]);
});

describe("what quick create made", () => {
  test("is retargeted by UpdateApi, at once", async () => {
    const { ApiId } = await quickCreate({ Target: "https://example.com" });
    const before = (await only("GetStages", ApiId)).DeploymentId;
    await calls.call("UpdateApi", { ApiId, Target: functionArn, RouteKey: "ANY /echo" });
    expect(await only("GetIntegrations", ApiId)).toMatchObject({
      IntegrationUri: functionArn,
      PayloadFormatVersion: "2.0",
    });
    expect(await only("GetRoutes", ApiId)).toMatchObject({ RouteKey: "ANY /echo", ApiGatewayManaged: true });
    expect((await only("GetStages", ApiId)).DeploymentId).not.toBe(before);
  });

  test("cannot be changed where AWS manages it", async () => {
    const { ApiId } = await quickCreate({ Target: "https://example.com" });
    const { IntegrationId } = await only("GetIntegrations", ApiId);
    const { RouteId } = await only("GetRoutes", ApiId);
    expect(await calls.refusal("DeleteIntegration", { ApiId, IntegrationId })).toBe(
      "400 BadRequestException: An integration that is managed by API Gateway cannot be deleted",
    );
    expect(await calls.refusal("UpdateRoute", { ApiId, RouteId, RouteKey: "GET /" })).toBe(
      "400 BadRequestException: The key of a route that is managed by API Gateway cannot be modified",
    );
    for (const operation of ["UpdateStage", "DeleteStage"]) {
      expect(await calls.refusal(operation, { ApiId, StageName: "$default" })).toBe(
        "400 BadRequestException: The $default stage is managed by API Gateway and cannot be modified or deleted",
      );
    }
  });

  test("takes other changes: the route's authorization, the integration's time-out", async () => {
    const { ApiId } = await quickCreate({ Target: "https://example.com" });
    const { IntegrationId } = await only("GetIntegrations", ApiId);
    const { RouteId } = await only("GetRoutes", ApiId);
    await calls.call("UpdateRoute", { ApiId, RouteId, AuthorizationType: "AWS_IAM" });
    await calls.call("UpdateIntegration", { ApiId, IntegrationId, TimeoutInMillis: 50 });
    expect(await only("GetRoutes", ApiId)).toMatchObject({ AuthorizationType: "AWS_IAM" });
  });
});
