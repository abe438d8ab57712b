import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccountId } from "../../src/arn/account-id.ts";
import type {
  RestApiRecord,
  RestDeploymentRecord,
  RestResourceRecord,
  RestStageRecord,
} from "../../src/store/rest-records.ts";
import type { Change, Store } from "../../src/store/store.ts";
import { openTestStore, type TestEngine } from "./engines.ts";
import { exampleApi, exampleStage, newAccountId, newId } from "./examples.ts";

const everything = { limit: 100 };

/** What the repositories of REST APIs and their parts do, on any engine, and how they and those of HTTP APIs do not mix. */
export function restApiContract(engine: TestEngine): void {
  let store: Store;
  beforeAll(async () => {
    store = await openTestStore(await engine.newDatabase());
  });
  afterAll(() => store.close());

  describe("REST APIs", () => {
    test("are found by id alone, listed by region in pages, and updated", async () => {
      const accountId = newAccountId();
      const [first, second] = [exampleRestApi(accountId), exampleRestApi(accountId)];
      const elsewhere = exampleRestApi(accountId, "eu-west-1");
      const { policy: _, ...open } = second;
      await store.write(async ({ restApis }) => {
        for (const api of [second, elsewhere, first]) {
          await restApis.insert(api);
        }
        await restApis.update(open);
      });
      await store.read(async ({ restApis }) => {
        expect(await restApis.find(first.apiId)).toEqual(first);
        expect(await restApis.get(newAccountId(), first.apiId)).toBeUndefined();
        expect(await restApis.list(accountId, "us-east-1", everything)).toEqual([first, open]);
        expect(await restApis.list(accountId, "us-east-1", { after: first.apiId, limit: 1 })).toEqual([open]);
      });
    });

    test("are not seen, changed or removed as HTTP APIs, nor HTTP APIs as REST APIs", async () => {
      const [rest, http] = [exampleRestApi(newAccountId()), exampleApi(newAccountId())];
      await store.write(async ({ apis, restApis }) => {
        await restApis.insert(rest);
        await apis.insert(http);
        await apis.update({ ...http, apiId: rest.apiId, accountId: rest.accountId });
        await restApis.update({ ...rest, apiId: http.apiId, accountId: http.accountId });
        await apis.delete(rest.accountId, rest.apiId);
        await restApis.delete(http.accountId, http.apiId);
      });
      await store.read(async ({ apis, restApis }) => {
        expect(await apis.find(rest.apiId)).toBeUndefined();
        expect(await apis.list(rest.accountId, rest.region, everything)).toEqual([]);
        expect(await restApis.get(http.accountId, http.apiId)).toBeUndefined();
        expect(await restApis.list(http.accountId, http.region, everything)).toEqual([]);
        expect(await restApis.find(rest.apiId)).toEqual(rest);
        expect(await apis.find(http.apiId)).toEqual(http);
      });
    });

    test("share their ids' name space with HTTP APIs", async () => {
      const http = exampleApi(newAccountId());
      await store.write(({ apis }) => apis.insert(http));
      const sameId = { ...exampleRestApi(newAccountId()), apiId: http.apiId };
      await expect(store.write(({ restApis }) => restApis.insert(sameId))).rejects.toThrow(/unique/i);
    });

    test("hold parts that do not mix and go with them", async () => {
      const api = exampleRestApi(newAccountId());
      const { accountId, apiId } = api;
      await store.write(async ({ restApis, restResources, restStages, restDeployments, stages }) => {
        await restApis.insert(api);
        await restResources.put(accountId, apiId, exampleResource("same"));
        await restStages.put(accountId, apiId, exampleRestStage("same"));
        await restDeployments.put(accountId, apiId, exampleRestDeployment("same", api));
        await stages.put(accountId, apiId, exampleStage("same"));
      });
      await store.write(async ({ restModels, restRequestValidators, restGatewayResponses, restAuthorizers }) => {
        await restModels.put(accountId, apiId, further.model);
        await restRequestValidators.put(accountId, apiId, further.validator);
        await restGatewayResponses.put(accountId, apiId, further.response);
        await restAuthorizers.put(accountId, apiId, further.authorizer);
      });
      await store.read(async ({ restModels, restRequestValidators, restGatewayResponses, restAuthorizers }) => {
        expect(await restModels.get(accountId, apiId, "same")).toEqual(further.model);
        expect(await restRequestValidators.get(accountId, apiId, "same")).toEqual(further.validator);
        expect(await restGatewayResponses.get(accountId, apiId, "same")).toEqual(further.response);
        expect(await restAuthorizers.get(accountId, apiId, "same")).toEqual(further.authorizer);
      });
      await store.read(async ({ restResources, restStages, restDeployments, stages }) => {
        expect(await restResources.list(accountId, apiId)).toEqual([exampleResource("same")]);
        expect(await restStages.list(accountId, apiId)).toEqual([exampleRestStage("same")]);
        expect(await restDeployments.get(accountId, apiId, "same")).toEqual(exampleRestDeployment("same", api));
        expect(await stages.get(accountId, apiId, "same")).toEqual(exampleStage("same"));
        expect(await restStages.list(newAccountId(), apiId)).toEqual([]);
        expect(await restStages.count(accountId, apiId)).toBe(1);
        expect(await restStages.count(newAccountId(), apiId)).toBe(0);
      });
      await store.write(({ restApis }) => restApis.delete(accountId, apiId));
      await store.read(async ({ restResources, restStages, restDeployments }) => {
        expect(await restResources.list(accountId, apiId)).toEqual([]);
        expect(await restStages.list(accountId, apiId)).toEqual([]);
        expect(await restDeployments.list(accountId, apiId)).toEqual([]);
      });
    });

    test("announce each change of theirs by their id, and go when their account is cleared", async () => {
      const api = exampleRestApi(newAccountId());
      const { accountId, apiId } = api;
      const heard: Change[][] = [];
      const stop = store.onChange((changes) => heard.push(changes === "all" ? [] : [...changes]));
      await store.write(({ restApis }) => restApis.insert(api));
      await store.write(({ restApis }) => restApis.update(api));
      await store.write(({ restResources }) => restResources.put(accountId, apiId, exampleResource("r")));
      await store.write(({ restStages }) => restStages.put(accountId, apiId, exampleRestStage("s")));
      await store.write(({ restDeployments }) => restDeployments.delete(accountId, apiId, "d"));
      await store.write(({ accounts }) => accounts.clear(accountId));
      stop();
      const topics = heard.map((changes) => changes.map(({ topic }) => topic));
      expect(topics.slice(0, -1)).toEqual(Array.from({ length: 5 }, () => [`api:${apiId}`]));
      expect(topics.at(-1)).toContain(`api:${apiId}`);
      expect(await store.read(({ restApis }) => restApis.find(apiId))).toBeUndefined();
      expect(await store.read(({ restResources }) => restResources.list(accountId, apiId))).toEqual([]);
    });
  });
}

const further = {
  model: { modelId: "m", name: "same", contentType: "application/json", schema: "{}" },
  validator: { requestValidatorId: "same", validateRequestBody: true, validateRequestParameters: false },
  response: { responseType: "same", responseParameters: {}, responseTemplates: {} },
  authorizer: { authorizerId: "same", name: "who", type: "TOKEN", authorizerResultTtlInSeconds: 0 },
} as const;

function exampleRestApi(accountId: AccountId, region = "us-east-1"): RestApiRecord {
  return {
    apiId: newId("rest"),
    accountId,
    region,
    name: "pets",
    createdAtMs: 1_700_000_000_123,
    apiKeySource: "HEADER",
    endpointConfiguration: { types: ["REGIONAL"], ipAddressType: "ipv4" },
    policy: '{"Version":"2012-10-17","Statement":[]}',
    disableExecuteApiEndpoint: false,
    rootResourceId: "root",
    tags: { team: "pets" },
  };
}

function exampleResource(resourceId: string): RestResourceRecord {
  const integration = {
    type: "MOCK",
    passthroughBehavior: "WHEN_NO_MATCH",
    timeoutInMillis: 29_000,
    cacheNamespace: resourceId,
    cacheKeyParameters: [],
  } as const;
  return {
    resourceId,
    path: "/",
    methods: { GET: { authorizationType: "AWS_IAM", apiKeyRequired: false, integration } },
  };
}

function exampleRestStage(stageName: string): RestStageRecord {
  return {
    stageName,
    deploymentId: "d",
    createdAtMs: 1_700_000_000_123,
    updatedAtMs: 1_700_000_000_123,
    cacheClusterEnabled: false,
    methodSettings: {},
    tracingEnabled: false,
    tags: {},
  };
}

function exampleRestDeployment(deploymentId: string, api: RestApiRecord): RestDeploymentRecord {
  const snapshot = { api, resources: [exampleResource("r")] };
  return { deploymentId, createdAtMs: 1_700_000_000_123, snapshot };
}
