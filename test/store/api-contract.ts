import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Repositories } from "../../src/store/repositories.ts";
import type { Store } from "../../src/store/store.ts";
import { openTestStore, type TestEngine } from "./engines.ts";
import {
  exampleApi,
  exampleDeployment,
  exampleIntegration,
  exampleRoute,
  exampleStage,
  newAccountId,
} from "./examples.ts";

const everything = { limit: 100 };

/** What the repositories of HTTP APIs and their parts do, on any engine. */
export function apiContract(engine: TestEngine): void {
  let store: Store;
  beforeAll(async () => {
    store = await openTestStore(await engine.newDatabase());
  });
  afterAll(() => store.close());

  describe("HTTP APIs", () => {
    test("are found by id alone, and listed by region in pages", async () => {
      const accountId = newAccountId();
      const [first, second, elsewhere] = [
        exampleApi(accountId),
        exampleApi(accountId),
        exampleApi(accountId, "eu-west-1"),
      ];
      await store.write(async ({ apis }) => {
        for (const api of [second, elsewhere, first]) {
          await apis.insert(api);
        }
      });
      await store.read(async ({ apis }) => {
        expect(await apis.find(first.apiId)).toEqual(first);
        expect(await apis.get(accountId, first.apiId)).toEqual(first);
        expect(await apis.get(newAccountId(), first.apiId)).toBeUndefined();
        expect(await apis.list(accountId, "us-east-1", everything)).toEqual([first, second]);
        expect(await apis.list(accountId, "us-east-1", { after: first.apiId, limit: 1 })).toEqual([second]);
      });
    });

    test("are updated, and deleted with their parts", async () => {
      const { corsConfiguration: _, ...plain } = exampleApi(newAccountId());
      const { accountId, apiId } = plain;
      await store.write(async ({ apis, stages }) => {
        await apis.insert({ ...plain, corsConfiguration: { maxAge: 5 } });
        await apis.update(plain);
        await stages.put(accountId, apiId, exampleStage("$default"));
      });
      expect(await store.read(({ apis }) => apis.find(apiId))).toEqual(plain);
      await store.write(({ apis }) => apis.delete(newAccountId(), apiId));
      expect(await store.read(({ stages }) => stages.list(accountId, apiId))).toHaveLength(1);
      await store.write(({ apis }) => apis.delete(accountId, apiId));
      expect(await store.read(({ apis }) => apis.find(apiId))).toBeUndefined();
      expect(await store.read(({ stages }) => stages.list(accountId, apiId))).toEqual([]);
    });

    test("hold integrations, routes, stages and deployments that do not mix", async () => {
      const api = exampleApi(newAccountId());
      const { accountId, apiId } = api;
      const parts = {
        integrations: exampleIntegration("same"),
        routes: exampleRoute("same"),
        stages: exampleStage("same"),
        deployments: exampleDeployment("same", api),
      };
      await store.write(async (repositories) => {
        await repositories.apis.insert(api);
        await repositories.integrations.put(accountId, apiId, parts.integrations);
        await repositories.routes.put(accountId, apiId, parts.routes);
        await repositories.stages.put(accountId, apiId, parts.stages);
        await repositories.deployments.put(accountId, apiId, parts.deployments);
      });
      for (const kind of ["integrations", "routes", "stages", "deployments"] as const) {
        const get = async (repositories: Repositories): Promise<unknown> =>
          repositories[kind].get(accountId, apiId, "same");
        const listForeign = async (repositories: Repositories): Promise<unknown> =>
          repositories[kind].list(newAccountId(), apiId);
        expect(await store.read(get)).toEqual(parts[kind]);
        expect(await store.read(listForeign)).toEqual([]);
      }
      await store.write(({ routes }) => routes.delete(accountId, apiId, "same"));
      expect(await store.read(({ routes }) => routes.list(accountId, apiId))).toEqual([]);
      expect(await store.read(({ stages }) => stages.list(accountId, apiId))).toEqual([parts.stages]);
    });

    test("replace a part with the same id and list parts by id", async () => {
      const api = exampleApi(newAccountId());
      const { accountId, apiId } = api;
      const replaced = { ...exampleStage("b"), description: "second" };
      await store.write(async ({ apis, stages }) => {
        await apis.insert(api);
        for (const stage of [exampleStage("b"), exampleStage("a"), exampleStage("$default"), replaced]) {
          await stages.put(accountId, apiId, stage);
        }
      });
      const stages = await store.read((repositories) => repositories.stages.list(accountId, apiId));
      expect(stages).toEqual([exampleStage("$default"), exampleStage("a"), replaced]);
    });

    test("take no parts from another account", async () => {
      const api = exampleApi(newAccountId());
      await store.write(({ apis }) => apis.insert(api));
      await expect(
        store.write(({ stages }) => stages.put(newAccountId(), api.apiId, exampleStage("x"))),
      ).rejects.toThrow(/foreign key/i);
    });
  });
}
