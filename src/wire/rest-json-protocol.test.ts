import * as apigatewayv2 from "@aws-sdk/client-apigatewayv2";
import type { StaticOperationSchema } from "@smithy/types";
import { describe, expect, test } from "vitest";
import type { RawRequest } from "../http/raw-request.ts";
import { AwsError } from "./aws-error.ts";
import { apigatewayv2Model, apigatewayv2OperationNames } from "./constraints/apigatewayv2.ts";
import { requestLimits } from "./limits.ts";
import { type Operation, operationOf } from "./operation.ts";
import { createProtocol } from "./protocol.ts";
import { apiGatewayRequestId } from "./reply-headers.ts";

const {
  CreateApi$,
  CreateRoute$,
  DeleteApi$,
  DeleteRouteSettings$,
  ExportApi$,
  GetApi$,
  GetApis$,
  GetTags$,
  UntagResource$,
} = apigatewayv2;
const schemas = [
  CreateApi$,
  CreateRoute$,
  apigatewayv2.CreateStage$,
  DeleteApi$,
  DeleteRouteSettings$,
  ExportApi$,
  GetApi$,
  GetApis$,
  GetTags$,
  UntagResource$,
];
const protocol = createProtocol<unknown>(
  {
    name: "apigatewayv2",
    signingName: "apigateway",
    protocol: "restJson1",
    skewMinutes: 5,
    version: "2018-11-29",
    operations: schemas.map(bare),
    knownOperations: apigatewayv2OperationNames,
    model: apigatewayv2Model,
    replyHeaders: apiGatewayRequestId,
  },
  { sources: { nowMs: () => 0, randomBytes: (count) => new Uint8Array(count).fill(1) }, region: "us-east-1" },
);
const replyHeaders = ["x-amzn-RequestId", "id-1", "x-amz-apigw-id", "AQEBAQEBAQEBAQE="];
const json = ["content-type", "application/json"];
const arn = "arn:aws:apigateway:us-east-1::/apis/a1b2c3/stages/$default";

describe("choosing the operation", () => {
  test.each([
    ["GET", "/v2/apis", "GetApis", {}],
    ["POST", "/v2/apis", "CreateApi", {}],
    ["GET", "/v2/apis/a1%2Fb2", "GetApi", { ApiId: "a1/b2" }],
    ["GET", "/v2/apis/a+b%zz", "GetApi", { ApiId: "a+b%zz" }],
    [
      "DELETE",
      "/v2/apis/a1/stages/%24default/routesettings/GET%20%2Fpets",
      "DeleteRouteSettings",
      { ApiId: "a1", StageName: "$default", RouteKey: "GET /pets" },
    ],
    ["GET", `/v2/tags/${encodeURIComponent(arn)}`, "GetTags", { ResourceArn: arn }],
    ["GET", `/v2/tags/${arn}`, "GetTags", { ResourceArn: arn }],
  ])("%s %s", (method, path, name, labels) => {
    expect(matchOf({ method, path })).toMatchObject({ kind: "operation", operation: { name } });
    expect(inputOf({ method, path })).toEqual(labels);
  });

  test.each([
    ["GET", "/v2/nope"],
    ["PATCH", "/v2/apis"],
    ["GET", "/v2/apis/"],
    ["GET", "/v2/apis/a/b/c/d/e/f"],
    ["DELETE", "/v2/apis/a1/nope"],
    ["GET", "/"],
  ])("knows no operation for %s %s", (method, path) => {
    expect(matchOf({ method, path })).toEqual({
      kind: "reply",
      response: {
        status: 404,
        headers: [...replyHeaders, "x-amzn-ErrorType", "UnknownOperationException", ...json],
        body: JSON.stringify({ message: `No operation has ${method} ${path}` }),
      },
    });
  });

  test("names an operation of AWS's that is not implemented", () => {
    expect(matchOf({ method: "GET", path: "/v2/vpclinks" })).toEqual({
      kind: "reply",
      response: {
        status: 400,
        headers: [...replyHeaders, "x-amzn-ErrorType", "NotImplementedException", ...json],
        body: '{"message":"The operation GetVpcLinks is not implemented by this server"}',
      },
    });
  });
});

describe("reading the input", () => {
  test.each([
    ["nothing", "", {}],
    ["members by their JSON names", '{"name":"n","protocolType":"HTTP"}', { Name: "n", ProtocolType: "HTTP" }],
    ["nothing unknown", '{"Name":"n","nope":{"a":[1]},"__proto__":{"name":"n"}}', {}],
    [
      "null as absent",
      '{"name":null,"corsConfiguration":{"maxAge":null,"allowOrigins":[null,"*"]}}',
      {
        CorsConfiguration: { AllowOrigins: ["*"] },
      },
    ],
    [
      "empty containers",
      '{"tags":{},"corsConfiguration":{"allowHeaders":[]}}',
      {
        Tags: {},
        CorsConfiguration: { AllowHeaders: [] },
      },
    ],
    [
      "booleans and numbers",
      '{"disableExecuteApiEndpoint":true,"corsConfiguration":{"maxAge":-1}}',
      {
        DisableExecuteApiEndpoint: true,
        CorsConfiguration: { MaxAge: -1 },
      },
    ],
  ])("decodes %s", (_, body, input) => {
    expect(inputOf({ method: "POST", path: "/v2/apis", body })).toEqual(input);
  });

  test("keeps a map's key __proto__ a key", () => {
    const input = inputOf({ method: "POST", path: "/v2/apis", body: '{"tags":{"__proto__":"x","constructor":"y"}}' });
    expect(JSON.stringify(input)).toBe('{"Tags":{"__proto__":"x","constructor":"y"}}');
    expect(({} as Record<string, unknown>)["x"]).toBeUndefined();
  });

  test("decodes query parameters, several of one name as a list", () => {
    const path = `/v2/tags/${encodeURIComponent(arn)}`;
    expect(inputOf({ method: "DELETE", path, query: "tagKeys=a+b&tagKeys=c%26d&tagkeys=x" })).toEqual({
      ResourceArn: arn,
      TagKeys: ["a b", "c&d"],
    });
    const exported = {
      method: "GET",
      path: "/v2/apis/a1/exports/OAS30",
      query: "outputType=YAML&includeExtensions=false",
    };
    expect(inputOf(exported)).toEqual({
      ApiId: "a1",
      Specification: "OAS30",
      OutputType: "YAML",
      IncludeExtensions: false,
    });
  });

  test.each([
    ["no JSON", "{", "The request body is not valid JSON."],
    ["a list", "[]", "The request body must be a JSON object."],
    ["a text", '"a"', "The request body must be a JSON object."],
    ["a number for a text", '{"name":1}', "NUMBER_VALUE can not be converted to a string"],
    ["a text for a boolean", '{"disableExecuteApiEndpoint":"true"}', "STRING_VALUE can not be converted to a boolean"],
    ["a boolean for a number", '{"corsConfiguration":{"maxAge":true}}', "TRUE_VALUE can not be converted to a number"],
    ["a structure for a text", '{"name":{}}', "Start of structure or map found where not expected"],
    ["a list for a structure", '{"corsConfiguration":[]}', "Start of list found where not expected"],
    ["a text for a list", '{"corsConfiguration":{"allowHeaders":"*"}}', "STRING_VALUE can not be converted to a list"],
    ["brackets without end", '{"nope":'.repeat(requestLimits.jsonDepthMax + 1), "The request body is nested too deep."],
  ])("refuses %s", (_, body, message) => {
    const read = () => inputOf({ method: "POST", path: "/v2/apis", body });
    expect(read).toThrow(expect.objectContaining({ code: "SerializationException", status: 400, message }));
  });

  test("does not count brackets inside of texts as nesting", () => {
    const body = JSON.stringify({ name: '[{"\\'.repeat(100) });
    expect(inputOf({ method: "POST", path: "/v2/apis", body })).toEqual({ Name: '[{"\\'.repeat(100) });
  });
});

describe("writing a reply", () => {
  test.each([
    [
      "the status and JSON names of the schema",
      CreateApi$,
      {
        ApiId: "a1",
        CreatedDate: new Date("2026-09-24T20:16:08.999Z"),
        Description: undefined,
        CorsConfiguration: { AllowCredentials: false },
        Tags: {},
      },
      201,
      '{"apiId":"a1","corsConfiguration":{"allowCredentials":false},"createdDate":"2026-09-24T20:16:08Z","tags":{}}',
    ],
    ["a list", GetApis$, { Items: [], NextToken: "t" }, 200, '{"items":[],"nextToken":"t"}'],
  ])("has %s", (_, schema, output, status, body) => {
    const reply = protocol.encode(bare(schema), output, "id-1");
    expect({ ...reply, body: JSON.parse(String(reply.body)) }).toEqual({
      status,
      headers: [...replyHeaders, ...json],
      body: JSON.parse(body),
    });
  });

  test("has no body where there is nothing to say", () => {
    expect(protocol.encode(bare(DeleteApi$), undefined, "id-1")).toEqual({
      status: 204,
      headers: replyHeaders,
      body: "",
    });
  });

  test("has a payload as it is", () => {
    const body = new TextEncoder().encode("openapi: 3.0.1");
    expect(protocol.encode(bare(ExportApi$), { body }, "id-1")).toEqual({
      status: 200,
      headers: [...replyHeaders, "content-type", "application/octet-stream"],
      body,
    });
  });

  test.each([
    [
      new AwsError("NotFoundException", 404, "Invalid API identifier specified 1:a"),
      '{"message":"Invalid API identifier specified 1:a"}',
    ],
    [
      new AwsError("NotFoundException", 404, "gone", { members: { resourceType: "api" } }),
      '{"message":"gone","resourceType":"api"}',
    ],
    [new AwsError("NotFoundException", 404, ""), "{}"],
  ])("names an error in a header: %s", (error, body) => {
    expect(protocol.encodeError(error, "id-1")).toEqual({
      status: 404,
      headers: [...replyHeaders, "x-amzn-ErrorType", "NotFoundException", ...json],
      body,
    });
  });
});

interface TestRequest {
  readonly method: string;
  readonly path: string;
  readonly query?: string;
  readonly body?: string;
}

function bare(schema: StaticOperationSchema): Operation<unknown> {
  return operationOf<unknown, unknown, unknown>(schema, { authorize: () => [], handle: async () => ({}) });
}

function matchOf({ method, path, query = "", body = "" }: TestRequest) {
  const request: RawRequest = { method, path, query, headers: [], remoteAddress: "127.0.0.1", secure: false };
  return protocol.match(request, new TextEncoder().encode(body), "id-1");
}

function inputOf(request: TestRequest): unknown {
  const matched = matchOf(request);
  return matched.kind === "operation" ? protocol.decode(matched) : matched.response;
}
