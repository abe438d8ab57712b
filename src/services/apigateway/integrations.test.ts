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
const badMapping = (error: string) =>
  `400 BadRequestException: Invalid mapping expression specified: Validation Result: warnings : [], errors : [${error}]`;

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
    [{ ...http, IntegrationUri: undefined }, "400 BadRequestException: Invalid HTTP endpoint specified for URI"],
    [
      { ...http, IntegrationMethod: undefined },
      "400 BadRequestException: HttpMethod parameter method must be specified for integrationType HTTPPROXY",
    ],
    [
      { IntegrationType: "AWS_PROXY", IntegrationUri: functionArn, IntegrationMethod: "GET" },
      "400 BadRequestException: HttpMethod must be POST for AWS_PROXY IntegrationType",
    ],
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
      "400 BadRequestException: PayloadFormatVersion 2.0 is not supported for integration of type HTTP_PROXY",
    ],
    [
      { IntegrationType: "AWS_PROXY", IntegrationUri: functionArn, PayloadFormatVersion: "3.0" },
      "400 BadRequestException: Unsupported PayloadFormatVersion: 3.0",
    ],
    [{ ...http, PayloadFormatVersion: "3.0" }, "400 BadRequestException: Unsupported PayloadFormatVersion: 3.0"],
    [
      { ...queue, PayloadFormatVersion: "2.0" },
      "400 BadRequestException: Operation: SQS-SendMessage is not supported.",
    ],
    [
      { ...http, ConnectionType: "VPC_LINK", ConnectionId: "link12" },
      "404 NotFoundException: Invalid VpcLink identifier specified link12",
    ],
    [
      { ...http, ConnectionType: "VPC_LINK" },
      "400 BadRequestException: ConnectionId must be set to vpcLinkId for ConnectionType VPC_LINK",
    ],
    [
      { ...http, ConnectionId: "link12" },
      "400 BadRequestException: ConnectionId is only valid for connection type VPC_LINK",
    ],
    [
      { ...http, RequestParameters: { "append:header.apigw-requestid": "x" } },
      badMapping("Invalid mapping expression specified: append:header.apigw-requestid"),
    ],
    [
      { ...http, RequestParameters: { "badaction:header.x": "y" } },
      badMapping("Invalid Request Actioned Parameter destination specified: badaction:header.x"),
    ],
    [
      { ...http, ResponseParameters: { "200": { "badaction:header.x": "y" } } },
      badMapping("Invalid Response Actioned Parameter destination specified: badaction:header.x"),
    ],
    [
      { ...http, ResponseParameters: { "200": { "append:header.x": "$nothing" } } },
      badMapping("Invalid mapping expression specified: $nothing"),
    ],
    [
      { ...http, ResponseParameters: { "199": { "append:header.x": "y" } } },
      badMapping("Status Code 199 is not valid."),
    ],
    [
      { ...http, IntegrationSubtype: "SQS-SendMessage" },
      "400 BadRequestException: Integration subtypes are only valid for AWS_PROXY integrations",
    ],
    [{ ...queue, IntegrationSubtype: "SQS-Dance" }, "400 BadRequestException: Operation: SQS-Dance is not supported."],
    [
      { ...queue, RequestParameters: { QueueUrl: "$request.header.queueUrl" } },
      "400 BadRequestException: Operation: SQS-SendMessage requires enabling passthrough, or defining all of the following parameters in the parameter mapping: [QueueUrl, MessageBody]",
    ],
    [
      { ...queue, RequestParameters: { ...queue.RequestParameters, Color: "red" } },
      "400 BadRequestException: Parameters not supported by the integration subtype SQS-SendMessage: [Color]",
    ],
    [
      { ...queue, CredentialsArn: undefined },
      "400 BadRequestException: Role ARN must be specified for AWS integration configuration with Subtype: SQS-SendMessage",
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
    const AWS_PROXY = { ApiId, IntegrationId, IntegrationType: "AWS_PROXY" };
    expect(await calls.refusal("UpdateIntegration", AWS_PROXY)).toBe(
      "400 BadRequestException: HttpMethod must be POST for AWS_PROXY IntegrationType",
    );
    expect(await calls.refusal("UpdateIntegration", { ...AWS_PROXY, IntegrationMethod: "POST" })).toBe(
      "400 BadRequestException: Invalid ARN specified in the request",
    );
    expect(await calls.refusal("UpdateIntegration", { ApiId, IntegrationId, IntegrationMethod: "" })).toBe(
      "400 BadRequestException: HttpMethod parameter method must be specified for integrationType HTTPPROXY",
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
