import { expect, test } from "vitest";
import { createChangeCache } from "./change-cache.ts";
import type { Change, ChangeTopic } from "./store.ts";

interface Value {
  readonly text: string;
}

/** A cache over a map, whose loads wait until they are let go, with a feed that the test writes to. */
function fixture() {
  const content = new Map<string, string>();
  const waiting: (() => void)[] = [];
  const listeners: ((changes: readonly Change[] | "all") => void)[] = [];
  const loads: string[] = [];
  const cache = createChangeCache<string, Value>({
    store: {
      onChange(listener) {
        listeners.push(listener);
        return () => undefined;
      },
    },
    entriesMax: 2,
    load: async (key) => {
      loads.push(key);
      const text = content.get(key);
      await new Promise<void>((resolve) => waiting.push(resolve));
      return text === undefined ? undefined : { value: { text }, dependsOn: [`user:${key}`] };
    },
  });
  const letGo = () => waiting.splice(0).forEach((resolve) => resolve());
  return {
    content,
    loads,
    letGo,
    announce: (changes: readonly ChangeTopic[] | "all") => {
      const entries = changes === "all" ? changes : changes.map((topic, sequence) => ({ topic, sequence }));
      listeners.forEach((listener) => listener(entries));
    },
    get: (key: string) => cache.get(key),
    async load(key: string) {
      const result = cache.get(key);
      letGo();
      return result;
    },
  };
}

test("a value is loaded once and then given at once", async () => {
  const { content, load, get, loads } = fixture();
  content.set("a", "1");
  await load("a");
  expect(get("a")).toEqual({ text: "1" });
  expect(loads).toEqual(["a"]);
});

test("those who ask while a load runs share it", async () => {
  const { content, get, letGo, loads } = fixture();
  content.set("a", "1");
  const both = Promise.all([get("a"), get("a")]);
  letGo();
  expect(await both).toEqual([{ text: "1" }, { text: "1" }]);
  expect(loads).toEqual(["a"]);
});

test("a change of what a value was made of drops it, and no other", async () => {
  const { content, load, get, announce } = fixture();
  content.set("a", "1").set("b", "1");
  await load("a");
  await load("b");
  content.set("a", "2").set("b", "2");
  announce(["user:a", "role:b"]);
  expect(get("b")).toEqual({ text: "1" });
  expect(await load("a")).toEqual({ text: "2" });
});

test("a load that a change overtakes is neither kept nor joined", async () => {
  const { content, get, letGo, announce, loads } = fixture();
  content.set("a", "old");
  const before = get("a");
  content.set("a", "new");
  announce(["user:a"]);
  const after = get("a");
  letGo();
  expect(await before).toEqual({ text: "old" });
  expect(await after).toEqual({ text: "new" });
  expect(get("a")).toEqual({ text: "new" });
  expect(loads).toEqual(["a", "a"]);
});

test("a feed that lost entries drops everything", async () => {
  const { content, load, announce, loads } = fixture();
  content.set("a", "1");
  await load("a");
  announce("all");
  await load("a");
  expect(loads).toEqual(["a", "a"]);
});

test("what does not exist is not remembered", async () => {
  const { content, load } = fixture();
  expect(await load("a")).toBeUndefined();
  content.set("a", "1");
  expect(await load("a")).toEqual({ text: "1" });
});

test("only so many values are kept", async () => {
  const { content, load, loads } = fixture();
  content.set("a", "1").set("b", "1").set("c", "1");
  for (const key of ["a", "b", "c", "a"]) {
    await load(key);
  }
  expect(loads).toEqual(["a", "b", "c", "a"]);
});

test("a load that fails is tried again by the next who asks", async () => {
  const failures = [new Error("the database is away")];
  const cache = createChangeCache<string, Value>({
    store: { onChange: () => () => undefined },
    entriesMax: 2,
    load: async () => {
      const failure = failures.pop();
      if (failure !== undefined) {
        throw failure;
      }
      return { value: { text: "1" }, dependsOn: [] };
    },
  });
  await expect(cache.get("a")).rejects.toThrow("away");
  expect(await cache.get("a")).toEqual({ text: "1" });
});
