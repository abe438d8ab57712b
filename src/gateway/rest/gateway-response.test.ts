import { afterAll, beforeAll, expect, test } from "vitest";
import { type GatewayFixture, send, startGateway, type TestRequest } from "../../../test/gateway.ts";
import { mockAnswer, putRestApi } from "../../../test/rest-gateway.ts";
import type { RestGatewayResponseRecord } from "../../store/rest-records.ts";

let fixture: GatewayFixture;

beforeAll(async () => {
  fixture = await startGateway();
});

afterAll(() => fixture.close());

const host = "rest000003.execute-api.us-east-1.localhost";
const defaultTemplate = { "application/json": '{"message":$context.error.messageString}' };

async function answerOf(responses: readonly Partial<RestGatewayResponseRecord>[], request: TestRequest) {
  await putRestApi(fixture.store, {
    apiId: "rest000003",
    methods: [
      { key: "GET /signed", authorizationType: "AWS_IAM", integration: mockAnswer(200, "{}") },
      { key: "GET /broken", integration: { type: "MOCK" } },
      {
        key: "GET /validated",
        integration: mockAnswer(200, "{}"),
        requestValidatorId: "v1",
        requestParameters: {
          "method.request.querystring.q": true,
          "method.request.header.X-Needed": true,
          "method.request.header.x-other": false,
        },
      },
    ],
    frozen: {
      requestValidators: [{ requestValidatorId: "v1", validateRequestBody: false, validateRequestParameters: true }],
      gatewayResponses: responses.map((response) => ({
        responseType: "DEFAULT_4XX",
        responseParameters: {},
        responseTemplates: defaultTemplate,
        ...response,
      })),
    },
  });
  return send(fixture.port, { host, ...request });
}

const missingToken = '{"message":"Missing Authentication Token"}';

test.each<[string, readonly Partial<RestGatewayResponseRecord>[], TestRequest, number, string]>([
  ["the gateway's own", [], { path: "/prod/signed" }, 403, missingToken],
  [
    "one of the type",
    [{ responseType: "MISSING_AUTHENTICATION_TOKEN", statusCode: "404" }],
    { path: "/prod/nothing" },
    404,
    missingToken,
  ],
  ["the default of the class", [{ statusCode: "418" }], { path: "/prod/nothing" }, 418, missingToken],
  [
    "one of the type before the default",
    [{ statusCode: "418" }, { responseType: "MISSING_AUTHENTICATION_TOKEN", statusCode: "401" }],
    { path: "/prod/signed" },
    401,
    missingToken,
  ],
  [
    "none of another class",
    [{ responseType: "DEFAULT_5XX", statusCode: "599" }],
    { path: "/prod/signed" },
    403,
    missingToken,
  ],
  [
    "a template",
    [
      {
        responseTemplates: {
          "application/json":
            '{"type":"$context.error.responseType","why":$context.error.messageString,"id":"$context.stage"}',
        },
      },
    ],
    { path: "/prod/signed" },
    403,
    '{"type":"MISSING_AUTHENTICATION_TOKEN","why":"Missing Authentication Token","id":"prod"}',
  ],
  [
    "no template that cannot be rendered",
    [{ responseTemplates: { "application/json": "#if(1)" } }],
    { path: "/prod/signed" },
    403,
    missingToken,
  ],
  [
    "an answer to a failure",
    [{ responseType: "DEFAULT_5XX", statusCode: "503" }],
    { path: "/prod/broken" },
    503,
    '{"message": "Internal server error"}',
  ],
  ["nothing where there is no stage", [{ statusCode: "418" }], { path: "/none/x" }, 403, '{"message":"Forbidden"}'],
])("an error is answered with %s", async (_, responses, request, status, body) => {
  const reply = await answerOf(responses, request);
  expect([reply.status, reply.body]).toEqual([status, body]);
});

test("headers of an error may be the API's, but not those that frame and name it", async () => {
  const responseParameters = {
    "gatewayresponse.header.Access-Control-Allow-Origin": "'*'",
    "gatewayresponse.header.x-path": "context.path",
    "gatewayresponse.header.x-sent": "method.request.header.x-own",
    "gatewayresponse.header.Content-Length": "'1'",
    "gatewayresponse.header.no(name": "'1'",
    "gatewayresponse.header.x-amzn-RequestId": "'1'",
  };
  const { headers } = await answerOf([{ responseParameters }], { path: "/prod/signed", headers: { "x-own": "o" } });
  expect(headers).toMatchObject({
    "access-control-allow-origin": "*",
    "x-path": "/prod/signed",
    "x-sent": "o",
    "content-length": "42",
    "x-amzn-errortype": "MissingAuthenticationTokenException",
  });
  expect(headers["x-amzn-requestid"]).not.toBe("1");
});

test.each<[TestRequest, number, string]>([
  [{ path: "/prod/validated" }, 400, '{"message": "Missing required request parameters: [q, X-Needed]"}'],
  [
    { path: "/prod/validated?q=", headers: { "x-needed": "1" } },
    400,
    '{"message": "Missing required request parameters: [q]"}',
  ],
  [{ path: "/prod/validated?q=1", headers: { "x-needed": "1" } }, 200, "{}"],
])("a validator of parameters answers %j with %i", async (request, status, body) => {
  const reply = await answerOf([], request);
  expect([reply.status, reply.body]).toEqual([status, body]);
});
