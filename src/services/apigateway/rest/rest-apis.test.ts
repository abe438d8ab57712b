import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { type Answer, type ApiCalls, openApiCalls, owner, testNowMs } from "../../../../test/api-calls.ts";
import { putRestApi } from "../../../../test/rest-gateway.ts";
import { accountIdOf } from "../../../arn/account-id.ts";
import type { DomainNameRecord } from "../../../store/regional-records.ts";
import { restApisService } from "./service.ts";

let calls: ApiCalls;
beforeAll(async () => {
  calls = await openApiCalls(restApisService);
});
afterAll(() => calls.close());

function create(input: object = {}): Promise<Answer> {
  return calls.call("CreateRestApi", { name: "pets", ...input });
}

function patch(api: Answer, ...patchOperations: readonly object[]) {
  return { restApiId: api["id"], patchOperations };
}

describe("a new REST API", () => {
  test("has AWS's defaults and names no tags when it has none", async () => {
    const api = await create();
    expect(api).toEqual({
      id: expect.stringMatching(/^[a-z0-9]{10}$/),
      name: "pets",
      createdDate: new Date(testNowMs - (testNowMs % 1000)),
      apiKeySource: "HEADER",
      endpointConfiguration: { types: ["EDGE"], ipAddressType: "ipv4" },
      disableExecuteApiEndpoint: false,
      rootResourceId: expect.stringMatching(/^[a-z0-9]{10}$/),
    });
    expect(await calls.call("GetRestApi", { restApiId: api["id"] })).toEqual({ ...api, tags: {} });
  });

  test("begins with a root and the models Empty and Error", async () => {
    const { id: restApiId, rootResourceId } = await create();
    expect(await calls.call("GetResources", { restApiId })).toEqual({ items: [{ id: rootResourceId, path: "/" }] });
    const { items } = await calls.call("GetModels", { restApiId });
    expect(items).toMatchObject([{ name: "Empty" }, { name: "Error" }]);
  });

  test.each<[string, object, string]>([
    ["an empty description", { description: "" }, "Description cannot be an empty string"],
    ["an empty name", { name: "" }, "Name cannot be empty"],
    [
      "a compression size that is none",
      { minimumCompressionSize: -1 },
      "Invalid minimum compression size, must be between 0 and 10485760",
    ],
    [
      "no endpoint type",
      { endpointConfiguration: { types: [] } },
      "REGIONAL Configuration and EDGE Configuration cannot be both DISABLED.",
    ],
    [
      "two endpoint types",
      { endpointConfiguration: { types: ["EDGE", "REGIONAL"] } },
      "Cannot create an api with multiple Endpoint Types.",
    ],
    [
      "a private endpoint for IPv4",
      { endpointConfiguration: { types: ["PRIVATE"], ipAddressType: "ipv4" } },
      "Only dualstack ipAddressType is supported for Private APIs.",
    ],
  ])("is refused with %s", async (_, input, message) => {
    expect(await calls.refusal("CreateRestApi", { name: "pets", ...input })).toBe(
      `400 BadRequestException: ${message}`,
    );
  });

  test("is refused with all that the model does not allow, in Coral's words", async () => {
    const endpointConfiguration = { types: ["wrong"], ipAddressType: "wrong" };
    expect(await calls.refusal("CreateRestApi", { name: "pets", endpointConfiguration })).toBe(
      "400 ValidationException: 2 validation errors detected: Value '[wrong]' at " +
        "'createRestApiInput.endpointConfiguration.types' failed to satisfy constraint: Member must satisfy constraint: " +
        "[Member must satisfy enum value set: [REGIONAL, EDGE, PRIVATE]]; Value 'wrong' at " +
        "'createRestApiInput.endpointConfiguration.ipAddressType' failed to satisfy constraint: Member must satisfy " +
        "enum value set: [ipv4, dualstack]",
    );
  });

  test("can be the clone of another, whose parts it has and whose policy it has not", async () => {
    const Statement = [{ Effect: "Deny", Principal: "*", Action: "execute-api:Invoke", Resource: "*" }];
    const policy = JSON.stringify({ Version: "2012-10-17", Statement });
    const { id: restApiId, rootResourceId: parentId } = await create({ description: "first", policy });
    await calls.call("CreateResource", { restApiId, parentId, pathPart: "pets" });
    const clone = await create({ name: "clone", cloneFrom: restApiId });
    expect(clone).toMatchObject({ name: "clone", description: "first" });
    expect(clone).not.toHaveProperty("policy", expect.anything());
    const { items } = await calls.call("GetResources", { restApiId: clone["id"] });
    expect(items).toEqual([
      { id: clone["rootResourceId"], path: "/" },
      { id: expect.any(String), parentId: clone["rootResourceId"], path: "/pets", pathPart: "pets" },
    ]);
  });
});

test("an API is found by its account in its region alone, and by its id as written", async () => {
  const { id } = await create();
  const absent = (restApiId: unknown, account = owner) =>
    `404 NotFoundException: Invalid API identifier specified ${account}:${String(restApiId)}`;
  const upper = String(id).toUpperCase();
  expect(await calls.refusal("GetRestApi", { restApiId: upper })).toBe(absent(upper));
  for (const [who, account] of [
    [{ accountId: "222222222222" }, "222222222222"],
    [{ region: "eu-west-1" }, owner],
  ] as const) {
    expect(await calls.as(who).refusal("GetRestApi", { restApiId: id })).toBe(absent(id, account));
    expect(await calls.as(who).refusal("DeleteRestApi", { restApiId: id })).toBe(absent(id, account));
  }
});

test("lists are paged by position and limit", async () => {
  const other = calls.as({ region: "eu-west-3" });
  const ids: string[] = [];
  for (const name of ["a", "b", "c"]) {
    ids.push(String((await other.call("CreateRestApi", { name }))["id"]));
  }
  const first = await other.call("GetRestApis", { limit: 2 });
  const second = await other.call("GetRestApis", { limit: 2, position: first["position"] });
  const shown = [first, second].flatMap(({ items }) => items as readonly Answer[]).map(({ id }) => id);
  expect(shown).toEqual(ids.toSorted((left, right) => (left < right ? -1 : 1)));
  expect(second).not.toHaveProperty("position");
  expect(await other.refusal("GetRestApis", { position: "x" })).toBe(
    "400 BadRequestException: Invalid position parameter specified",
  );
});

describe("an update", () => {
  test("has no more operations than it may have", async () => {
    const api = await create();
    const operations = Array.from({ length: 1001 }, () => ({ op: "replace", path: "/name", value: "x" }));
    expect(await calls.call("UpdateRestApi", patch(api, ...operations.slice(1)))).toMatchObject({ name: "x" });
    expect(await calls.refusal("UpdateRestApi", patch(api, ...operations))).toBe(
      "400 BadRequestException: An update may have at most 1000 patch operations",
    );
  });

  test.each<[string, readonly object[], object]>([
    [
      "adds and removes media types, slashes escaped",
      [
        { op: "add", path: "/binaryMediaTypes/image~1png" },
        { op: "add", path: "/binaryMediaTypes/image~1jpeg" },
        { op: "replace", path: "/binaryMediaTypes/image~1png", value: "image/gif" },
      ],
      { binaryMediaTypes: ["image/jpeg", "image/gif"] },
    ],
    ["removes the description", [{ op: "remove", path: "/description" }], { description: undefined }],
    [
      "sets a compression size",
      [{ op: "replace", path: "/minimumCompressionSize", value: "0" }],
      { minimumCompressionSize: 0 },
    ],
    [
      "ends compression without a value",
      [
        { op: "replace", path: "/minimumCompressionSize", value: "10" },
        { op: "replace", path: "/minimumCompressionSize" },
      ],
      { minimumCompressionSize: undefined },
    ],
    [
      "makes the API private",
      [{ op: "replace", path: "/endpointConfiguration/types/EDGE", value: "PRIVATE" }],
      { endpointConfiguration: { types: ["PRIVATE"], ipAddressType: "dualstack" } },
    ],
    [
      "reads truth in any case",
      [{ op: "replace", path: "/disableExecuteApiEndpoint", value: "True" }],
      { disableExecuteApiEndpoint: true },
    ],
  ])("%s", async (_, operations, expected) => {
    const api = await create({ description: "d" });
    const updated = await calls.call("UpdateRestApi", patch(api, ...operations));
    expect(updated).toEqual({ ...api, tags: {}, ...expected });
  });

  test.each<[string, object, string]>([
    ["a path of nothing", { op: "add", path: "/none" }, "Invalid patch path /none"],
    [
      "a list without an element",
      { op: "add", path: "/binaryMediaTypes", value: "x" },
      "Invalid patch path /binaryMediaTypes",
    ],
    [
      "an operation that a path does not have",
      { op: "add", path: "/minimumCompressionSize", value: "1" },
      "Invalid patch operation specified. Must be one of: [replace]",
    ],
    [
      "a size that is no number",
      { op: "replace", path: "/minimumCompressionSize", value: "x" },
      "Invalid minimum compression size, must be between 0 and 10485760",
    ],
    [
      "an endpoint type of nobody's",
      { op: "replace", path: "/endpointConfiguration/types/EDGE", value: "wrong" },
      "Invalid EndpointTypes specified. Valid options are REGIONAL,EDGE,PRIVATE",
    ],
    [
      "an address type of nobody's",
      { op: "replace", path: "/endpointConfiguration/ipAddressType", value: "wrong" },
      "ipAddressType must be either ipv4 or dualstack.",
    ],
  ])("is refused for %s", async (_, operation, message) => {
    expect(await calls.refusal("UpdateRestApi", patch(await create(), operation))).toBe(
      `400 BadRequestException: ${message}`,
    );
  });
});

test("a REST API that a custom domain leads to is not deleted, nor is that stage of it", async () => {
  await putRestApi(calls.store, {
    apiId: "mapped0001",
    methods: [],
    stages: [{ stageName: "prod" }, { stageName: "dev" }],
  });
  const target = { apiId: "mapped0001", stage: "prod" };
  const record: DomainNameRecord = {
    domainName: "pets.example.com",
    accountId: accountIdOf(owner),
    region: "us-east-1",
    configurations: [],
    routingMode: "API_MAPPING_ONLY",
    tags: {},
    apiMappings: [{ ...target, apiMappingId: "m1", apiMappingKey: "" }],
    routingRules: [],
  };
  await calls.store.write(({ domainNames }) => domainNames.insert(record));
  const stage = { restApiId: "mapped0001", stageName: "prod" };
  expect(await calls.refusal("DeleteStage", stage)).toBe(
    "400 BadRequestException: Deleting stage prod failed. Please remove all base path mappings related to the stage in your domains: pets.example.com",
  );
  expect(await calls.refusal("DeleteRestApi", { restApiId: "mapped0001" })).toBe(
    "400 BadRequestException: Deleting RestApi mapped0001 failed. Please remove all base path mappings related to the RestApi in your domains: pets.example.com",
  );
  await calls.call("DeleteStage", { ...stage, stageName: "dev" });
  const rule = { ...target, routingRuleId: "r1", priority: 1, conditions: [], stripBasePath: false };
  await calls.store.write(({ domainNames }) =>
    domainNames.update({ ...record, apiMappings: [], routingRules: [rule] }),
  );
  expect(await calls.refusal("DeleteStage", stage)).toMatch(/^400 BadRequestException: Deleting stage prod failed/);
  await calls.store.write(({ domainNames }) => domainNames.update({ ...record, apiMappings: [] }));
  await calls.call("DeleteStage", stage);
  await calls.call("DeleteRestApi", { restApiId: "mapped0001" });
});
