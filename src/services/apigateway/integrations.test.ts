import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type ApiCalls, openApiCalls } from "../../../test/api-calls.ts";

let calls: ApiCalls;
let ApiId: string;
beforeEach(async () => {
  calls = await openApiCalls();
  ApiId = String((await calls.call("CreateApi", { Name: "pets", ProtocolType: "HTTP" })).ApiId);
});
afterEach(() => calls.close());

const functionArn = "arn:aws:lambda:us-east-1:111111111111:function:echo";
const roleArn = "arn:aws:iam::111111111111:role/gateway";
const http = { IntegrationType: "HTTP_PROXY", IntegrationUri: "https://example.com/{proxy}", IntegrationMethod: "ANY" };
const queue = {
  IntegrationType: "AWS_PROXY",
  IntegrationSubtype: "SQS-SendMessage",
  CredentialsArn: roleArn,
  RequestParameters: { QueueUrl: "$request.header.queueUrl", MessageBody: "$request.body.message" },
};
const create = (members: object): Promise<Answer> => calls.call("CreateIntegration", { ApiId, ...members });
const mappingRefusal = (expression: string) =>
  `400 BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ${expression}]`;

describe("CreateIntegration", () => {
  test("fills AWS's defaults in for a function", async () => {
    expect(await create({ IntegrationType: "AWS_PROXY", IntegrationUri: functionArn })).toEqual({
      ConnectionType: "INTERNET",
      IntegrationId: expect.stringMatching(/^[a-z0-9]{7}$/),
      IntegrationMethod: "POST",
      IntegrationType: "AWS_PROXY",
      IntegrationUri: functionArn,
      PayloadFormatVersion: "1.0",
      TimeoutInMillis: 30_000,
    });
  });

  test("keeps everything of a URL integration as Terraform sends it", async () => {
    const members = {
      ...http,
      ConnectionType: "INTERNET",
      Description: "backend",
      PayloadFormatVersion: "1.0",
      TimeoutInMillis: 1000,
      RequestParameters: { "append:header.x-stage": "$context.stage", "remove:querystring.debug": "''" },
      ResponseParameters: { "500": { "overwrite:statuscode": "403" } },
      TlsConfig: { ServerNameToVerify: "backend.example.com" },
    };
    const { IntegrationId } = await create({ ...members, PassthroughBehavior: "WHEN_NO_MATCH" });
    expect(await calls.call("GetIntegration", { ApiId, IntegrationId })).toEqual({ IntegrationId, ...members });
  });

  test("shows no method for a URL integration without one", async () => {
    const { IntegrationType, IntegrationUri } = http;
    expect((await create({ IntegrationType, IntegrationUri })).IntegrationMethod).toBeUndefined();
  });

  test("keeps a service integration without URI and method", async () => {
    const integration = await create(queue);
    expect(integration).toMatchObject({ ...queue, PayloadFormatVersion: "1.0" });
    expect(integration.IntegrationMethod).toBeUndefined();
    expect(integration.IntegrationUri).toBeUndefined();
  });

  test.each([
    [
      { IntegrationType: "MOCK" },
      "400 BadRequestException: Currently, an API with a protocol type of HTTP may only be associated with proxy integrations (AWS_PROXY, HTTP_PROXY)",
    ],
    [{ IntegrationType: "HTTP_PROXY" }, "400 BadRequestException: Invalid HTTP endpoint specified for URI"],
    [
      { ...http, IntegrationUri: "ftp://example.com" },
      "400 BadRequestException: Invalid HTTP endpoint specified for URI",
    ],
    [{ ...http, IntegrationUri: functionArn }, "400 BadRequestException: Invalid HTTP endpoint specified for URI"],
    [
      { IntegrationType: "AWS_PROXY", IntegrationUri: "https://example.com" },
      "400 BadRequestException: Invalid ARN specified in the request",
    ],
    [{ ...http, CredentialsArn: "gateway" }, "400 BadRequestException: Invalid ARN specified in the request"],
    [{ ...http, IntegrationMethod: "FETCH" }, "400 BadRequestException: Invalid HTTP method specified: FETCH"],
    [
      { ...http, PayloadFormatVersion: "2.0" },
      "400 BadRequestException: Invalid payload format version specified: 2.0. Must be one of [1.0]",
    ],
    [
      { IntegrationType: "AWS_PROXY", IntegrationUri: functionArn, PayloadFormatVersion: "3.0" },
      "400 BadRequestException: Invalid payload format version specified: 3.0. Must be one of [1.0, 2.0]",
    ],
    [
      { ...http, ConnectionType: "VPC_LINK", ConnectionId: "link12" },
      "404 NotFoundException: Invalid VpcLink identifier specified link12",
    ],
    [
      { ...http, ConnectionType: "VPC_LINK" },
      "400 BadRequestException: ConnectionId is required for connection type VPC_LINK",
    ],
    [
      { ...http, ConnectionId: "link12" },
      "400 BadRequestException: ConnectionId is only valid for connection type VPC_LINK",
    ],
    [
      { ...http, RequestParameters: { "append:header.apigw-requestid": "x" } },
      mappingRefusal("append:header.apigw-requestid"),
    ],
    [{ ...http, ResponseParameters: { "200": { "append:header.x": "$nothing" } } }, mappingRefusal("$nothing")],
    [
      { ...http, ResponseParameters: { "2xx": { "append:header.x": "y" } } },
      "400 BadRequestException: Invalid response parameters key specified: 2xx. Must be a status code from 200 to 599",
    ],
    [
      { ...http, IntegrationSubtype: "SQS-SendMessage" },
      "400 BadRequestException: Integration subtypes are only valid for AWS_PROXY integrations",
    ],
    [
      { ...queue, IntegrationSubtype: "SQS-Dance" },
      "400 BadRequestException: Invalid integration subtype specified: SQS-Dance",
    ],
    [
      { ...queue, RequestParameters: {} },
      "400 BadRequestException: Parameters missing for the integration subtype SQS-SendMessage: [QueueUrl, MessageBody]",
    ],
    [
      { ...queue, RequestParameters: { ...queue.RequestParameters, Color: "red" } },
      "400 BadRequestException: Parameters not supported by the integration subtype SQS-SendMessage: [Color]",
    ],
    [
      { ...queue, CredentialsArn: undefined },
      "400 BadRequestException: CredentialsArn is required for AWS service integrations",
    ],
    [
      { ...http, PassthroughBehavior: "NEVER" },
      "400 BadRequestException: Pass-through behaviors are not supported on protocolType HTTP",
    ],
    [
      { ...http, ContentHandlingStrategy: "CONVERT_TO_TEXT" },
      "400 BadRequestException: Content handling strategies are not supported on protocolType HTTP",
    ],
    [
      { ...http, RequestTemplates: { "application/json": "{}" } },
      "400 BadRequestException: Request templates are not supported on protocolType HTTP",
    ],
    [
      { ...http, TemplateSelectionExpression: "$default" },
      "400 BadRequestException: Template selection expressions are not supported on protocolType HTTP",
    ],
  ])("refuses %j", async (members, refusal) => {
    expect(await calls.refusal("CreateIntegration", { ApiId, ...members })).toBe(refusal);
  });
});

describe("UpdateIntegration", () => {
  test("merges request mappings, replaces response mappings by status, clears with empty values", async () => {
    const { IntegrationId } = await create({
      ...http,
      Description: "old",
      CredentialsArn: roleArn,
      RequestParameters: { "append:header.a": "1", "append:header.b": "2" },
      ResponseParameters: {
        "200": { "append:header.c": "3", "append:header.d": "4" },
        "500": { "append:header.e": "5" },
      },
      TlsConfig: { ServerNameToVerify: "backend.example.com" },
    });
    await calls.call("UpdateIntegration", {
      ApiId,
      IntegrationId,
      IntegrationType: "HTTP_PROXY",
      Description: "",
      CredentialsArn: "",
      RequestParameters: { "append:header.a": "", "append:header.f": "6" },
      ResponseParameters: { "200": { "append:header.c": "7" }, "500": {} },
      TlsConfig: {},
    });
    expect(await calls.call("GetIntegration", { ApiId, IntegrationId })).toEqual({
      IntegrationId,
      ...http,
      ConnectionType: "INTERNET",
      PayloadFormatVersion: "1.0",
      TimeoutInMillis: 30_000,
      RequestParameters: { "append:header.b": "2", "append:header.f": "6" },
      ResponseParameters: { "200": { "append:header.c": "7" } },
    });
  });

  test("shows no mappings when the last is removed", async () => {
    const { IntegrationId } = await create({ ...http, RequestParameters: { "append:header.a": "1" } });
    const updated = await calls.call("UpdateIntegration", {
      ApiId,
      IntegrationId,
      RequestParameters: { "append:header.a": "" },
    });
    expect(updated.RequestParameters).toBeUndefined();
  });

  test("checks the outcome, not only what is given", async () => {
    const { IntegrationId } = await create(http);
    expect(await calls.refusal("UpdateIntegration", { ApiId, IntegrationId, IntegrationType: "AWS_PROXY" })).toBe(
      "400 BadRequestException: Invalid ARN specified in the request",
    );
    expect(await calls.refusal("UpdateIntegration", { ApiId, IntegrationId, IntegrationUri: "" })).toBe(
      "400 BadRequestException: Invalid HTTP endpoint specified for URI",
    );
  });
});

describe("DeleteIntegration", () => {
  test("refuses while routes refer to it and names them", async () => {
    const { IntegrationId } = await create(http);
    const Target = `integrations/${String(IntegrationId)}`;
    const { RouteId } = await calls.call("CreateRoute", { ApiId, RouteKey: "GET /pets", Target });
    expect(await calls.refusal("DeleteIntegration", { ApiId, IntegrationId })).toBe(
      `409 ConflictException: Cannot delete Integration because it is referenced by the following Routes with Ids: [${String(RouteId)}]`,
    );
    await calls.call("DeleteRoute", { ApiId, RouteId });
    await calls.call("DeleteIntegration", { ApiId, IntegrationId });
    expect(await calls.refusal("GetIntegration", { ApiId, IntegrationId })).toBe(
      `404 NotFoundException: Invalid Integration identifier specified ${String(IntegrationId)}`,
    );
    expect(await calls.call("GetIntegrations", { ApiId })).toEqual({ Items: [] });
  });
});
