import { afterEach, beforeEach, expect, test } from "vitest";
import { type ApiCalls, openApiCalls, owner } from "../../../test/api-calls.ts";

const template = `arn:aws:iam::${owner}:role/\${stageVariables.role}`;
const functionArn = `arn:aws:lambda:us-east-1:${owner}:function:echo`;
const integration = {
  IntegrationType: "AWS_PROXY",
  IntegrationUri: functionArn,
  PayloadFormatVersion: "2.0",
  CredentialsArn: template,
};
const authorizer = {
  Name: "asked",
  AuthorizerType: "REQUEST",
  AuthorizerUri: `arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/${functionArn}/invocations`,
  AuthorizerPayloadFormatVersion: "2.0",
  IdentitySource: [],
  AuthorizerCredentialsArn: template,
};

let calls: ApiCalls;
let ApiId: unknown;
beforeEach(async () => {
  calls = await openApiCalls();
  ({ ApiId } = await calls.call("CreateApi", { Name: "pets", ProtocolType: "HTTP" }));
});
afterEach(() => calls.close());

async function rolesPassed(operation: string, input: object): Promise<readonly string[]> {
  const checks = await calls.checks(operation, { ApiId, ...input });
  return checks.filter(({ action }) => action === "iam:PassRole").map(({ resource }) => resource);
}

function role(name: string): string {
  return `arn:aws:iam::${owner}:role/${name}`;
}

test("whoever sets a stage variable in a role's ARN must be allowed to pass the role that it leads to", async () => {
  const change = { StageName: "prod", StageVariables: { role: "Admin" } };
  expect(await rolesPassed("CreateStage", change)).toEqual([]);
  await calls.call("CreateIntegration", { ApiId, ...integration });
  expect(await rolesPassed("CreateStage", change)).toEqual([role("Admin")]);
  await calls.call("CreateStage", { ApiId, StageName: "prod", StageVariables: { other: "Admin" } });
  expect(await rolesPassed("UpdateStage", change)).toEqual([role("Admin")]);
  expect(await rolesPassed("UpdateStage", { StageName: "prod", StageVariables: { other: "x" } })).toEqual([]);
  expect(await rolesPassed("UpdateStage", { StageName: "prod", Description: "x" })).toEqual([]);
});

test("so it is for the roles of authorizers and of what was deployed", async () => {
  await calls.call("CreateStage", { ApiId, StageName: "prod" });
  const change = { StageName: "prod", StageVariables: { role: "Admin" } };
  const { AuthorizerId } = await calls.call("CreateAuthorizer", { ApiId, ...authorizer });
  expect(await rolesPassed("UpdateStage", change)).toEqual([role("Admin")]);
  await calls.call("DeleteAuthorizer", { ApiId, AuthorizerId });
  expect(await rolesPassed("UpdateStage", change)).toEqual([]);
  const { IntegrationId } = await calls.call("CreateIntegration", { ApiId, ...integration });
  await calls.call("CreateRoute", { ApiId, RouteKey: "GET /a", Target: `integrations/${String(IntegrationId)}` });
  await calls.call("CreateDeployment", { ApiId, StageName: "prod" });
  await calls.call("UpdateIntegration", { ApiId, IntegrationId, CredentialsArn: role("Small") });
  expect(await rolesPassed("UpdateStage", change)).toEqual([role("Admin")]);
});

test("whoever puts the variable into an ARN must be allowed to pass the roles of all stages", async () => {
  await calls.call("CreateStage", { ApiId, StageName: "prod", StageVariables: { role: "Admin" } });
  await calls.call("CreateStage", { ApiId, StageName: "dev", StageVariables: { role: "Developer" } });
  await calls.call("CreateStage", { ApiId, StageName: "test" });
  const both = [role("Developer"), role("Admin")];
  const expected = expect.arrayContaining([template, ...both]);
  expect(await rolesPassed("CreateIntegration", integration)).toEqual(expected);
  expect(await rolesPassed("CreateAuthorizer", authorizer)).toEqual(expected);
  const { IntegrationId } = await calls.call("CreateIntegration", { ApiId, ...integration, CredentialsArn: undefined });
  expect(await rolesPassed("UpdateIntegration", { IntegrationId, CredentialsArn: template })).toEqual(expected);
  const get = {
    "x-amazon-apigateway-integration": { type: "aws_proxy", uri: functionArn, credentials: template },
  };
  const Body = JSON.stringify({ openapi: "3.0.1", info: { title: "a" }, paths: { "/a": { get } } });
  expect(await rolesPassed("ReimportApi", { Body })).toEqual(expected);
  expect(await rolesPassed("ImportApi", { ApiId: undefined, Body })).toEqual([template]);
});

test("a stage of another account or region leads to no role", async () => {
  await calls.call("CreateIntegration", { ApiId, ...integration });
  const change = { ApiId, StageName: "prod", StageVariables: { role: "Admin" } };
  for (const other of [calls.as({ accountId: "222222222222" }), calls.as({ region: "eu-west-1" })]) {
    expect((await other.checks("UpdateStage", change)).map(({ action }) => action)).toEqual(["apigateway:PATCH"]);
  }
});
