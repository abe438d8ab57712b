import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, test } from "vitest";
import { type GatewayFixture, hostOf, owner, putApi, region, send, startGateway } from "../../../test/gateway.ts";
import { signRequest } from "../../sigv4/sign.ts";
import { createLogDestinations, type LogDestinations } from "./log-destinations.ts";

/** 2026-09-25 09:16:12.500 UTC. */
const nowMs = Date.UTC(2026, 8, 25, 9, 16, 12, 500);
const destinationArn = `arn:aws:logs:us-east-1:${owner}:log-group:test`;
const requestId = "AQEBAQEBAQEBAQE=";
const alice = { accessKeyId: "AKIAALICE", secretAccessKey: "alice-secret" };

const handler = `
export const handler = async (event, context) => {
  switch (event.rawPath.slice("/probe/".length)) {
    case "throws": throw new Error("no luck");
    case "refuses": return { statusCode: 418, body: "tea" };
    case "wrong": return { statusCode: 200, body: { an: "object" } };
    default: return { statusCode: 200, body: context.awsRequestId };
  }
};`;

let folder: string;
let fixture: GatewayFixture;
let logs: LogDestinations;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), "sallyport-lines-"));
  await writeFile(join(folder, "handler.mjs"), handler);
  logs = createLogDestinations({ [destinationArn]: join(folder, "access.log") }, () => undefined);
  fixture = await startGateway(
    {},
    {
      logs,
      sources: {
        nowMs: () => nowMs,
        randomBytes: (count) => new Uint8Array(count).fill(1),
        uuid: () => "lambda-request",
      },
      functions: new Map([["handler", { kind: "module", path: join(folder, "handler.mjs") }]]),
    },
  );
  await fixture.store.write(async ({ accounts, users, accessKeys, entityPolicies }) => {
    await accounts.insert({ accountId: owner, name: "owner", createdAtMs: 0 });
    await users.insert({
      accountId: owner,
      userId: "AIDAALICE",
      userName: "alice",
      path: "/",
      createdAtMs: 0,
      tags: [],
    });
    await accessKeys.insert({ ...alice, accountId: owner, userId: "AIDAALICE", status: "Active", createdAtMs: 0 });
    const Statement = [{ Effect: "Allow", Action: "execute-api:Invoke", Resource: "arn:aws:execute-api:*:*:api1/*" }];
    const document = JSON.stringify({ Version: "2012-10-17", Statement });
    await entityPolicies.putInline(owner, { kind: "user", id: "AIDAALICE" }, { policyName: "p", document });
  });
});

afterEach(async () => {
  await fixture.close();
  await rm(folder, { recursive: true });
});

const json = (names: readonly string[]) => `{${names.map((name) => `"${name}":"$context.${name}"`).join(",")}}`;

const failed =
  "The Lambda function returned the following error: no luck. Check your Lambda function code and try again.";
const wrong =
  'The response from the Lambda function doesn\'t match the format that API Gateway expects. Lambda body contains the wrong type for field "body"';

test.each([
  [
    "/probe/works",
    {
      "integration.error": "-",
      "integration.integrationStatus": "200",
      "integration.requestId": "lambda-request",
      "integration.status": "200",
      awsEndpointRequestId: "lambda-request",
      awsEndpointRequestId2: "-",
      integrationErrorMessage: "-",
      integrationStatus: "200",
      status: "200",
      "error.message": "-",
      "error.responseType": "-",
      responseLength: "14",
    },
  ],
  [
    "/probe/throws",
    {
      "integration.error": failed,
      "integration.integrationStatus": "200",
      "integration.status": "500",
      integrationErrorMessage: failed,
      integrationStatus: "200",
      status: "500",
      "error.message": "Internal Server Error",
      "error.messageString": '"Internal Server Error"',
      "error.responseType": "INTEGRATION_FAILURE",
      responseLength: "35",
    },
  ],
  ["/probe/refuses", { integrationStatus: "200", "integration.status": "418", status: "418", "error.message": "-" }],
  ["/probe/wrong", { integrationStatus: "200", "integration.status": "500", integrationErrorMessage: wrong }],
  [
    "/probe/iam",
    {
      status: "403",
      responseLength: "42",
      responseLatency: "0",
      routeKey: "GET /iam",
      path: "/probe/iam",
      "error.message": "Missing Authentication Token",
      "error.responseType": "ACCESS_DENIED",
      "authorizer.error": "The request for the IAM Authorizer doesn't match the format that API Gateway expects.",
      "identity.accountId": "-",
      "identity.caller": "-",
      "identity.user": "-",
      "identity.userArn": "-",
      "integration.error": "-",
      "integration.latency": "-",
      "integration.requestId": "-",
      integrationStatus: "-",
      integrationLatency: "-",
      integrationErrorMessage: "-",
      awsEndpointRequestId: "-",
      resourcePath: "-",
      "authorizer.claims": "-",
      "authorizer.missing": "-",
      requestTime: "25/Sep/2026:09:16:12 +0000",
      requestTimeEpoch: "1790327772",
      requestId,
      extendedRequestId: requestId,
      "identity.sourceIp": "127.0.0.1",
      domainName: "api1.execute-api.us-east-1.localhost",
      domainPrefix: "api1",
      httpMethod: "GET",
      protocol: "HTTP/1.1",
      accountId: owner,
      apiId: "api1",
      stage: "probe",
      "customDomain.basePathMatched": "-",
      "identity.clientCert.subjectDN": "-",
      "identity.cognitoIdentityId": "-",
    },
  ],
])("%s is logged as observed", async (path, expected) => {
  await setFormat(json(["requestId", ...Object.keys(expected)]));
  await send(fixture.port, { path });
  const [line = ""] = await lines();
  // Values stand unquoted, so that a text with quotes breaks the JSON of a format, as on AWS.
  const quoted = Object.entries(expected).map(([name, value]) => `"${name}":"${value}"`);
  expect(line).toBe(`{${[`"requestId":"${requestId}"`, ...quoted].join(",")}}`);
});

test("a signed request is logged with its caller", async () => {
  await setFormat(
    "$context.requestId $context.identity.accountId $context.identity.caller $context.identity.user $context.identity.userArn $context.identity.principalOrgId $context.authorizer.error $context.error.message",
  );
  const request = { method: "GET", path: "/probe/iam", query: "", headers: ["host", hostOf("api1")], body: "" };
  const headers = signRequest({ ...request, credentials: alice, region, service: "execute-api", nowMs });
  await send(fixture.port, { path: "/probe/iam", headers });
  const arn = `arn:aws:iam::${owner}:user/alice`;
  expect(await lines()).toEqual([`${requestId} ${owner} AIDAALICE AIDAALICE ${arn} aws:PrincipalOrgID - -`]);
});

test.each([
  [
    "CLF",
    '$context.identity.sourceIp - - [$context.requestTime] "$context.httpMethod $context.routeKey $context.protocol" $context.status $context.responseLength $context.requestId',
    `127.0.0.1 - - [25/Sep/2026:09:16:12 +0000] "GET GET /works HTTP/1.1" 200 14 ${requestId}`,
  ],
  [
    "JSON",
    '{ "requestId":"$context.requestId", "ip": "$context.identity.sourceIp", "requestTime":"$context.requestTime", "httpMethod":"$context.httpMethod","routeKey":"$context.routeKey", "status":"$context.status","protocol":"$context.protocol", "responseLength":"$context.responseLength" }',
    `{ "requestId":"${requestId}", "ip": "127.0.0.1", "requestTime":"25/Sep/2026:09:16:12 +0000", "httpMethod":"GET","routeKey":"GET /works", "status":"200","protocol":"HTTP/1.1", "responseLength":"14" }`,
  ],
  [
    "XML",
    '<request id="$context.requestId"> <ip>$context.identity.sourceIp</ip> <requestTime>$context.requestTime</requestTime> <httpMethod>$context.httpMethod</httpMethod> <routeKey>$context.routeKey</routeKey> <status>$context.status</status> <protocol>$context.protocol</protocol> <responseLength>$context.responseLength</responseLength> </request>',
    `<request id="${requestId}"> <ip>127.0.0.1</ip> <requestTime>25/Sep/2026:09:16:12 +0000</requestTime> <httpMethod>GET</httpMethod> <routeKey>GET /works</routeKey> <status>200</status> <protocol>HTTP/1.1</protocol> <responseLength>14</responseLength> </request>`,
  ],
  [
    "CSV",
    "$context.identity.sourceIp,$context.requestTime,$context.httpMethod,$context.routeKey,$context.protocol,$context.status,$context.responseLength,$context.requestId",
    `127.0.0.1,25/Sep/2026:09:16:12 +0000,GET,GET /works,HTTP/1.1,200,14,${requestId}`,
  ],
])("the console's format %s makes its line", async (_, format, line) => {
  await setFormat(format);
  await send(fixture.port, { path: "/probe/works" });
  expect(await lines()).toEqual([line]);
});

async function lines(): Promise<readonly string[]> {
  await logs.close();
  return (await readFile(join(folder, "access.log"), "utf8")).trimEnd().split("\n");
}

function setFormat(format: string): Promise<void> {
  const uri = `arn:aws:lambda:${region}:${owner}:function:handler`;
  const integration = { integrationType: "AWS_PROXY", payloadFormatVersion: "2.0" } as const;
  return putApi(fixture.store, {
    apiId: "api1",
    routes: [
      { key: "GET /iam", uri, integration, auth: "AWS_IAM" },
      { key: "GET /{proxy}", uri, integration },
      { key: "GET /works", uri, integration },
    ],
    stages: [{ stageName: "probe", accessLogSettings: { destinationArn, format } }],
  });
}
