import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { echoBackend, type GatewayFixture, listen, owner, putApi, send, startGateway } from "../../../test/gateway.ts";
import { compileLogFormat, logLine } from "./access-log-format.ts";
import { createLogDestinations, type LogDestinations } from "./log-destinations.ts";

const destinationArn = `arn:aws:logs:us-east-1:${owner}:log-group:test`;
const format = [
  "$context.requestId",
  "$context.status",
  "$context.routeKey",
  "$context.path",
  "$context.stage",
  "$context.error.message",
  "$context.error.responseType",
  "$context.authorizer.error",
  "$context.integrationStatus",
  "$context.integration.status",
  "$context.responseLength",
  "$context.identity.userArn",
  "$context.domainPrefix",
  "${context.protocol}",
  "$context.identity.userAgent",
].join(";");

let folder: string;
let logs: LogDestinations;
let fixture: GatewayFixture;
const backend = echoBackend();

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sallyport-logs-"));
  logs = createLogDestinations({ [destinationArn]: join(folder, "access.log") }, () => undefined);
  fixture = await startGateway({}, { logs });
  const uri = `http://127.0.0.1:${await listen(backend)}`;
  await putApi(fixture.store, {
    apiId: "api1",
    routes: [
      { key: "GET /open", uri },
      { key: "GET /iam", uri, auth: "AWS_IAM" },
      { key: "GET /blocked", uri },
      { key: "GET /dead", uri: "http://127.0.0.1:1" },
    ],
    stages: [
      {
        stageName: "prod",
        accessLogSettings: { destinationArn, format },
        defaultRouteSettings: { detailedMetricsEnabled: true },
        routeSettings: { "GET /blocked": { throttlingBurstLimit: 0, throttlingRateLimit: 0 } },
      },
    ],
  });
});

afterAll(async () => {
  await fixture.close();
  backend.close();
  await rm(folder, { recursive: true });
});

describe("a stage with settings", () => {
  const cases = [
    { path: "/prod/open", status: 200, rest: (length: number) => `-;-;-;200;200;${length};-` },
    {
      path: "/prod/iam",
      status: 403,
      rest: () =>
        "Missing Authentication Token;ACCESS_DENIED;The request for the IAM Authorizer doesn't match the format that API Gateway expects.;-;-;42;-",
    },
    { path: "/prod/blocked", status: 429, rest: () => "Too Many Requests;THROTTLED;-;-;-;31;-" },
    {
      path: "/prod/dead",
      status: 500,
      rest: () => "Internal Server Error;INTEGRATION_FAILURE;-;-;500;35;-",
    },
  ];

  test("answers, logs and counts what matched, and nothing else", async () => {
    expect((await send(fixture.port, { path: "/prod/nowhere" })).status).toBe(404);
    const expected: string[] = [];
    for (const { path, status, rest } of cases) {
      const reply = await send(fixture.port, { path, headers: { "user-agent": "probe" } });
      expect(reply.status).toBe(status);
      const id = String(reply.headers["apigw-requestid"]);
      const routeKey = `GET ${path.slice("/prod".length)}`;
      expected.push(`${id};${status};${routeKey};${path};prod;${rest(reply.body.length)};api1;HTTP/1.1;probe`);
    }
    const text = await fixture.gateway.metrics.text();
    const labels = `{ApiId="api1",Stage="prod",Method="GET",Resource="/dead"`;
    expect(text).toContain(`sallyport_gateway_count_total${labels}} 1\n`);
    expect(text).toContain(`sallyport_gateway_5xx_total${labels}} 1\n`);
    expect(text).toContain(`sallyport_gateway_4xx_total{ApiId="api1",Stage="prod",Method="GET",Resource="/iam"} 1\n`);
    expect(text).toContain(`sallyport_gateway_latency_milliseconds_bucket${labels},le="+Inf"} 1\n`);
    expect(text).toContain(
      `sallyport_gateway_integration_latency_milliseconds_count{ApiId="api1",Stage="prod",Method="GET",Resource="/iam"} 0\n`,
    );
    expect(text).not.toContain("nowhere");
    await logs.close();
    expect((await readFile(join(folder, "access.log"), "utf8")).trimEnd().split("\n")).toEqual(expected);
  });
});

test.each([
  ["$context.a-$context.b", "never-"],
  ["x$context.a y", "x1 y"],
  ["${context.a}b$context.none", "1b-"],
  ["$context.evil", "a\\u000ab\\u0000"],
  ["$stageVariables.a $contextual", "$stageVariables.a $contextual"],
])("the format %j makes the line %j", (text, line) => {
  const values = new Map([
    ["a", "1"],
    ["a-", "never"],
    ["evil", "a\nb\0"],
  ]);
  expect(logLine(compileLogFormat(text), (name) => values.get(name))).toBe(line);
});

describe("log destinations", () => {
  test("that cannot be written lose their lines, say so once, and hold nobody up", async () => {
    const faults: string[] = [];
    const destinations = createLogDestinations({ "*": join(folder, "none", "x.log") }, (target) => faults.push(target));
    expect(destinations.has("arn:aws:logs:::x")).toBe(true);
    destinations.write("arn:aws:logs:::x", "first");
    await expect.poll(() => faults.length).toBe(1);
    destinations.write("arn:aws:logs:::x", "second");
    expect(destinations.dropped()).toBe(1);
    await destinations.close();
    expect(faults).toHaveLength(1);
  });

  test("that fall behind drop lines in place of keeping them all in memory", async () => {
    const path = join(folder, "slow.log");
    const destinations = createLogDestinations({ "*": path }, () => undefined);
    const line = "x".repeat(1024 * 1024 - 1);
    for (let written = 0; written < 12; written += 1) {
      destinations.write("arn:aws:logs:::x", line);
    }
    await destinations.close();
    const kept = (await readFile(path, "utf8")).length / (1024 * 1024);
    expect(kept + destinations.dropped()).toBe(12);
    expect(destinations.dropped()).toBeGreaterThan(0);
  });
});
