import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type GatewayFixture, owner, putApi, startGateway } from "../../test/gateway.ts";
import type { Store } from "../store/store.ts";
import { type ApiCache, createApiCache } from "./api-cache.ts";

let fixture: GatewayFixture;
let apis: ApiCache;
let reads: number;
/** Runs in the middle of the next read of the store, after what it read. */
let duringRead: (() => Promise<void>) | undefined;

beforeEach(async () => {
  fixture = await startGateway();
  reads = 0;
  duringRead = undefined;
  const { store } = fixture;
  const watched: Store = {
    ...store,
    catchUp: () => store.catchUp(),
    onChange: (listener) => store.onChange(listener),
    read: async (work) => {
      reads += 1;
      const result = await store.read(work);
      const interrupt = duringRead;
      duringRead = undefined;
      await interrupt?.();
      return result;
    },
  };
  apis = createApiCache(watched);
});

afterEach(() => fixture.close());

const put = (apiId: string, keys: readonly string[]) =>
  putApi(fixture.store, { apiId, routes: keys.map((key) => ({ key })) });

async function fallback(apiId: string): Promise<string | undefined> {
  const api = await apis.find(apiId);
  return api?.protocol === "HTTP" ? api.stages.get("$default")?.routes.fallback?.routeKey : undefined;
}

describe("a compiled API", () => {
  test("is read once, whoever asks at the same time, and found again without a wait", async () => {
    await put("one", ["$default"]);
    const [first, second] = await Promise.all([apis.find("one"), apis.find("one")]);
    expect(second).toBe(first);
    const before = reads;
    expect(apis.find("one")).toBe(first);
    expect(reads).toBe(before);
  });

  test("is dropped exactly when a change names it", async () => {
    await put("one", ["$default"]);
    await put("two", ["$default"]);
    const [one, two] = [await apis.find("one"), await apis.find("two")];
    await put("one", ["GET /x"]);
    expect(apis.find("two")).toBe(two);
    expect(await apis.find("one")).not.toBe(one);
    expect(await fallback("one")).toBeUndefined();
  });

  test("that changed while it was read is not kept", async () => {
    await put("one", ["$default"]);
    duringRead = () => put("one", ["GET /x"]);
    await apis.find("one");
    expect(await fallback("one")).toBeUndefined();
  });
});

describe("an id without an API", () => {
  test("is looked up once", async () => {
    expect(await apis.find("none")).toBeUndefined();
    const before = reads;
    expect(await apis.find("none")).toBeUndefined();
    expect(reads).toBe(before);
  });

  test("is looked up again when the API is made, even while it was looked up", async () => {
    duringRead = () => put("late", ["$default"]);
    await apis.find("late");
    expect(await fallback("late")).toBe("$default");
    await fixture.store.write((repositories) => repositories.apis.delete(owner, "late"));
    expect(await apis.find("late")).toBeUndefined();
  });

  test("does not drive known APIs out, however many there are", async () => {
    await put("one", ["$default"]);
    const one = await apis.find("one");
    for (let index = 0; index < 1_500; index += 1) {
      await apis.find(`none${index}`);
    }
    expect(apis.find("one")).toBe(one);
  });
});
