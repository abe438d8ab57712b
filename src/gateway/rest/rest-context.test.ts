import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type GatewayFixture, owner, send, sendRaw, startGateway } from "../../../test/gateway.ts";
import { mockAnswer, putRestApi } from "../../../test/rest-gateway.ts";
import { createLogDestinations, type LogDestinations } from "../observation/log-destinations.ts";

const destinationArn = `arn:aws:logs:us-east-1:${owner}:log-group:test`;
const host = "rest000004.execute-api.us-east-1.localhost";
const format = [
  "requestId",
  "extendedRequestId",
  "status",
  "resourceId",
  "resourcePath",
  "deploymentId",
  "path",
  "error.message",
  "error.responseType",
  "responseLength",
  "integrationErrorMessage",
  "identity.sourceIp",
]
  .map((name) => `$context.${name}`)
  .join(";");

let folder: string;
let logs: LogDestinations;
let fixture: GatewayFixture;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sallyport-rest-logs-"));
  logs = createLogDestinations({ [destinationArn]: join(folder, "access.log") }, () => undefined);
  fixture = await startGateway({}, { logs });
  await putRestApi(fixture.store, {
    apiId: "rest000004",
    methods: [
      { key: "GET /pets/{id}", integration: mockAnswer(200, "ok") },
      { key: "GET /signed", authorizationType: "AWS_IAM", integration: mockAnswer(200, "ok") },
      { key: "GET /dead", integration: { uri: "http://127.0.0.1:1/" } },
    ],
    stages: [{ stageName: "prod", accessLogSettings: { destinationArn, format } }],
  });
});

afterAll(async () => {
  await fixture.close();
  await rm(folder, { recursive: true });
});

test("access logs have the variables of REST APIs, and requests are counted", async () => {
  const expected = [];
  for (const [path, rest] of [
    ["/prod/pets/7", "200;r0;/pets/{id};d1;/prod/pets/7;-;-;2;-;127.0.0.1"],
    [
      "/prod/signed",
      "403;r1;/signed;d1;/prod/signed;Missing Authentication Token;MISSING_AUTHENTICATION_TOKEN;42;-;127.0.0.1",
    ],
    [
      "/prod/dead",
      "504;r2;/dead;d1;/prod/dead;Network error communicating with endpoint;INTEGRATION_FAILURE;56;Network error communicating with endpoint;127.0.0.1",
    ],
    ["/prod/none", "403;-;-;d1;/prod/none;Missing Authentication Token;MISSING_AUTHENTICATION_TOKEN;42;-;127.0.0.1"],
  ]) {
    const { headers } = await send(fixture.port, { host, path: path ?? "" });
    expected.push(`${String(headers["x-amzn-requestid"])};${String(headers["x-amz-apigw-id"])};${rest}`);
  }
  await logs.close();
  expect((await readFile(join(folder, "access.log"), "utf8")).trimEnd().split("\n")).toEqual(expected);
  expect(await fixture.gateway.metrics.text()).toMatch(
    /sallyport_gateway_count_total\{ApiId="rest000004",Stage="prod"\} 4/,
  );
});

test.each([
  ["two hosts", `GET /prod/pets/7 HTTP/1.1\r\nHost: ${host}\r\nHost: other\r\n\r\n`, 400],
  ["an absolute target", `GET http://${host}/prod/pets/7 HTTP/1.1\r\nHost: ${host}\r\n\r\n`, 400],
  [
    "two lengths",
    `GET /prod/pets/7 HTTP/1.1\r\nHost: ${host}\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab`,
    400,
  ],
  ["an unknown coding", `GET /prod/pets/7 HTTP/1.1\r\nHost: ${host}\r\nTransfer-Encoding: gzip\r\n\r\n`, 400],
  ["a huge head", `GET /prod/pets/7 HTTP/1.1\r\nHost: ${host}\r\nx: ${"y".repeat(11_000)}\r\n\r\n`, 431],
])("a request with %s is refused before anything is looked up", async (_, text, status) => {
  const answer = await sendRaw(fixture.port, text.replace("\r\n", "\r\nConnection: close\r\n"));
  expect(answer).toMatch(new RegExp(`^HTTP/1\\.1 ${status} `));
  expect(fixture.failures).toEqual([]);
});
