import { afterAll, beforeAll, describe, expect, test } from "vitest";
import {
  echoBackend,
  type GatewayFixture,
  listen,
  owner,
  putApi,
  region,
  send,
  sendToEcho,
  startGateway,
} from "../../test/gateway.ts";
import { mockAnswer, putRestApi } from "../../test/rest-gateway.ts";
import type { DomainNameRecord } from "../store/regional-records.ts";

let fixture: GatewayFixture;
let address: string;
const backend = echoBackend();
const foreignArn = `arn:aws:elasticloadbalancing:${region}:222222222222:listener/app/inside/1/2`;
const listenerArn = `arn:aws:elasticloadbalancing:${region}:${owner}:listener/app/inside/1/2`;

beforeAll(async () => {
  address = `127.0.0.1:${await listen(backend)}`;
  fixture = await startGateway({ vpcAddresses: { [listenerArn]: address, [foreignArn]: address } });
  const uri = `http://${address}/api1`;
  await putApi(fixture.store, {
    apiId: "api1",
    routes: [
      { key: "$default", uri },
      { key: "GET /", uri: `${uri}/root` },
    ],
    stages: [{ stageName: "$default" }, { stageName: "prod" }],
    api: { disableExecuteApiEndpoint: true },
  });
  const privately = { connectionType: "VPC_LINK", connectionId: "link12", integrationUri: listenerArn } as const;
  await putApi(fixture.store, {
    apiId: "api2",
    routes: [
      { key: "GET /inside", uri: listenerArn, integration: privately },
      { key: "GET /lost", uri: "x", integration: { ...privately, integrationUri: `${listenerArn}0` } },
      { key: "GET /foreign", uri: "x", integration: { ...privately, integrationUri: foreignArn } },
      { key: "GET /tls", uri: "x", integration: { ...privately, tlsConfig: { serverNameToVerify: "inside.example" } } },
    ],
    stages: [{ stageName: "$default" }, { stageName: "prod" }],
  });
  await putRestApi(fixture.store, {
    apiId: "rest1",
    methods: ["GET /", "GET /pets", "GET /a/pets"].map((key) => ({
      key,
      integration: mockAnswer(200, `${key} $context.path $context.customDomain.basePathMatched`),
    })),
    api: { disableExecuteApiEndpoint: true },
  });
  const domain: DomainNameRecord = {
    domainName: "api.example.com",
    accountId: owner,
    region,
    configurations: [],
    routingMode: "API_MAPPING_ONLY",
    tags: {},
    apiMappings: [
      { apiMappingId: "m1", apiId: "api1", apiMappingKey: "v1", stage: "prod" },
      { apiMappingId: "m2", apiId: "api2", apiMappingKey: "v1/private", stage: "prod" },
      { apiMappingId: "m3", apiId: "rest1", apiMappingKey: "rest", stage: "prod" },
    ],
    routingRules: [],
  };
  const rule = { apiId: "api1", stage: "$default", stripBasePath: true };
  await fixture.store.write(async ({ domainNames }) => {
    await domainNames.insert(domain);
    await domainNames.insert({
      ...domain,
      domainName: "*.rules.example.com",
      routingMode: "ROUTING_RULE_THEN_API_MAPPING",
      apiMappings: [{ apiMappingId: "m3", apiId: "api1", apiMappingKey: "", stage: "prod" }],
      routingRules: [
        { ...rule, routingRuleId: "r2", priority: 2, conditions: [{ basePaths: ["a"] }] },
        {
          ...rule,
          routingRuleId: "r1",
          priority: 1,
          stripBasePath: false,
          conditions: [{ basePaths: ["a"] }, { headers: [{ header: "X-Beta", valueGlob: "on*" }] }],
        },
      ],
    });
    const toRest = { apiId: "rest1", stage: "prod", stripBasePath: false };
    await domainNames.insert({
      ...domain,
      domainName: "rest.example.com",
      routingMode: "ROUTING_RULE_ONLY",
      routingRules: [
        { ...toRest, routingRuleId: "r2", priority: 2, conditions: [{ basePaths: ["a"] }] },
        { ...toRest, routingRuleId: "r1", priority: 1, conditions: [{ basePaths: ["b"] }], stripBasePath: true },
        { ...toRest, routingRuleId: "r3", priority: 3, conditions: [{ headers: [{ header: "x", valueGlob: "*" }] }] },
      ],
    });
    await domainNames.insert({ ...domain, domainName: "localhost" });
  });
});

afterAll(async () => {
  await fixture.close();
  backend.close();
});

describe("a custom domain", () => {
  test.each([
    { host: "api.example.com", path: "/v1/pets", url: "/api1/pets" },
    { host: "API.example.com:8443", path: "/v1/pets?x=%20", url: "/api1/pets?x=%20" },
    { host: "api.example.com", path: "/v1", url: "/api1/root" },
    { host: "api.example.com", path: "/v1/", url: "/api1/root" },
    { host: "api.example.com", path: "/v1/prod/pets", url: "/api1/prod/pets" },
    { host: "api.example.com", path: "/v1/privately", url: "/api1/privately" },
    { host: "api.example.com", path: "/v1/private/inside?a=1", url: "/prod/inside?a=1" },
    { host: "x.rules.example.com", path: "/a/b", url: "/api1/b" },
    { host: "x.rules.example.com", path: "/a/b", headers: { "x-beta": "once" }, url: "/api1/a/b" },
    { host: "x.rules.example.com", path: "/ab/b", url: "/api1/ab/b" },
  ])("leads $host$path to $url", async ({ url, ...request }) => {
    expect((await sendToEcho(fixture.port, request)).url).toBe(url);
  });

  test.each([
    { host: "api.example.com", path: "/rest/pets", body: "GET /pets /rest/pets rest" },
    { host: "api.example.com", path: "/rest", body: "GET / /rest rest" },
    { host: "api.example.com", path: "/rest/", body: "GET / /rest/ rest" },
    { host: "rest.example.com", path: "/a/pets", body: "GET /a/pets /a/pets a" },
    { host: "rest.example.com", path: "/b/pets", body: "GET /pets /b/pets b" },
    { host: "rest.example.com", path: "/pets", headers: { x: "" }, body: "GET /pets /pets " },
  ])("leads $host$path to a REST API: $body", async ({ body, ...request }) => {
    expect((await send(fixture.port, request)).body).toBe(body);
  });

  test.each([
    { host: "rest.example.com", path: "/pets", status: 403 },
    { host: "api.example.com", path: "/v2/pets", status: 403 },
    { host: "api.example.com", path: "/", status: 403 },
    { host: "api.example.com", path: "/v1x", status: 403 },
    { host: "other.example.com", path: "/v1/pets", status: 421 },
    { host: "x.y.rules.example.com", path: "/a", status: 421 },
    { host: "localhost", path: "/v1/pets", status: 421 },
    { host: "api1.execute-api.us-east-1.localhost", path: "/pets", status: 403 },
  ])("does not answer for $host$path: $status", async ({ status, ...request }) => {
    expect((await send(fixture.port, request)).status).toBe(status);
  });

  test("follows its mappings as they change", async () => {
    const request = { host: "api.example.com", path: "/v3/pets" };
    expect((await send(fixture.port, request)).status).toBe(403);
    await fixture.store.write(async ({ domainNames }) => {
      const domain = await domainNames.find("api.example.com");
      if (domain !== undefined) {
        const mapping = { apiMappingId: "m9", apiId: "api1", apiMappingKey: "v3", stage: "$default" };
        await domainNames.update({ ...domain, apiMappings: [...domain.apiMappings, mapping] });
      }
    });
    expect((await sendToEcho(fixture.port, request)).url).toBe("/api1/pets");
  });
});

describe("a private integration", () => {
  const host = `api2.execute-api.${region}.localhost`;

  test.each([
    { path: "/inside", url: "/inside" },
    { path: "/prod/inside", url: "/prod/inside" },
  ])("sends the whole path $path to its listener's address", async ({ path, url }) => {
    const seen = await sendToEcho(fixture.port, { host, path });
    expect(seen.url).toBe(url);
  });

  test.each(["/lost", "/tls", "/foreign"])(
    "is answered 503 when nobody can be spoken to as it wants: %s",
    async (path) => {
      expect(await send(fixture.port, { host, path })).toMatchObject({
        status: 503,
        body: '{"message":"Service Unavailable"}',
      });
    },
  );
});
