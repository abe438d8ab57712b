import { LRUCache } from "lru-cache";
import type { ChangeTopic, Store } from "./store.ts";

/** A value read from the store together with what it was made of. */
export interface Loaded<Value> {
  readonly value: Value;
  /** A change of any of these makes the value stale. */
  readonly dependsOn: readonly ChangeTopic[];
}

/** A cache over the store that forgets a value as soon as anything it was made of has changed. */
export interface ChangeCache<Key, Value> {
  /** The value for the key, from memory or loaded; undefined when the store has none, which is not remembered. */
  get(key: Key): Value | Promise<Value | undefined>;
}

/** How many values a cache keeps and where they come from. */
export interface ChangeCacheOptions<Key, Value> {
  readonly store: Pick<Store, "onChange">;
  readonly entriesMax: number;
  readonly load: (key: Key) => Promise<Loaded<Value> | undefined>;
}

interface PendingLoad<Value> {
  readonly result: Promise<Value | undefined>;
}

/**
 * Makes a cache that follows the store's change feed. A load that a change overtakes is answered to those who had
 * asked before the change, but neither kept nor joined by later callers, so nobody who asks after a committed write
 * sees what was before it.
 */
export function createChangeCache<Key extends string, Value extends object>(
  options: ChangeCacheOptions<Key, Value>,
): ChangeCache<Key, Value> {
  const { store, entriesMax, load } = options;
  const values = new LRUCache<Key, Loaded<Value>>({
    max: entriesMax,
    dispose: (loaded, key) => unlink(loaded, key),
  });
  const dependents = new Map<ChangeTopic, Set<Key>>();
  const pending = new Map<Key, PendingLoad<Value>>();

  store.onChange((changes) => {
    // Whatever is being loaded may have been read before this commit.
    pending.clear();
    if (changes === "all") {
      values.clear();
      return;
    }
    for (const { topic } of changes) {
      for (const key of dependents.get(topic) ?? []) {
        values.delete(key);
      }
    }
  });

  return {
    get(key) {
      return values.get(key)?.value ?? pending.get(key)?.result ?? startLoad(key);
    },
  };

  function startLoad(key: Key): Promise<Value | undefined> {
    const entry: PendingLoad<Value> = {
      result: load(key).then((loaded) => finish(key, entry, loaded), fail),
    };
    pending.set(key, entry);
    return entry.result;

    function fail(cause: unknown): never {
      forget(key, entry);
      throw cause;
    }
  }

  function finish(key: Key, entry: PendingLoad<Value>, loaded: Loaded<Value> | undefined): Value | undefined {
    if (forget(key, entry) && loaded !== undefined) {
      values.set(key, loaded);
      for (const topic of loaded.dependsOn) {
        const keys = dependents.get(topic) ?? new Set();
        dependents.set(topic, keys.add(key));
      }
    }
    return loaded?.value;
  }

  /** Ends a pending load; false when a change overtook it. */
  function forget(key: Key, entry: PendingLoad<Value>): boolean {
    return pending.get(key) === entry && pending.delete(key);
  }

  function unlink(loaded: Loaded<Value>, key: Key): void {
    for (const topic of loaded.dependsOn) {
      const keys = dependents.get(topic);
      keys?.delete(key);
      if (keys?.size === 0) {
        dependents.delete(topic);
      }
    }
  }
}
