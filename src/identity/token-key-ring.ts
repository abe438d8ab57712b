import type { Store, TokenKey } from "../store/store.ts";

/** The keys that seal tokens, as they stand now. */
export interface TokenKeyRing {
  /** The key that seals. */
  newest(): TokenKey;
  /**
   * The key of that id; undefined when there is none or no living session can have been sealed with it. Looks the ring
   * up again for an id that it does not know, at most once a second.
   */
  find(keyId: number): TokenKey | undefined | Promise<TokenKey | undefined>;
}

/** What a ring that follows the store stands on. */
export interface RingOptions {
  readonly store: Pick<Store, "tokenKeys" | "onChange">;
  readonly nowMs: () => number;
}

/** How long a ring that was just read is believed to be whole, in milliseconds; it bounds what made-up tokens cost. */
const reloadPauseMs = 1000;

/** The ring of the store, which notices keys that this or another process adds. */
export async function openTokenKeyRing({ store, nowMs }: RingOptions): Promise<TokenKeyRing> {
  let keys = await store.tokenKeys();
  let readAtMs = -Infinity;
  let reading: Promise<void> | undefined;

  const readAll = async (): Promise<void> => {
    try {
      keys = await store.tokenKeys();
      readAtMs = nowMs();
    } finally {
      reading = undefined;
    }
  };
  const read = (): Promise<void> => {
    reading ??= readAll();
    return reading;
  };
  store.onChange((changes) => {
    if (changes === "all" || changes.some(({ topic }) => topic.startsWith("token-key:"))) {
      // Should reading fail, the first token of the new key asks again.
      read().catch(() => {});
    }
  });

  const known = (keyId: number): TokenKey | undefined => {
    const key = keys.find((candidate) => candidate.keyId === keyId);
    return key !== undefined && nowMs() < (key.retiresAtMs ?? Infinity) ? key : undefined;
  };
  return {
    newest: () => newestOf(keys),
    find(keyId) {
      const key = known(keyId);
      const mayBeNew = keyId > newestOf(keys).keyId && (reading !== undefined || nowMs() - readAtMs >= reloadPauseMs);
      return key === undefined && mayBeNew ? read().then(() => known(keyId)) : key;
    },
  };
}

/** A ring of those keys for ever, the newest first. */
export function fixedTokenKeyRing(keys: readonly TokenKey[]): TokenKeyRing {
  return { newest: () => newestOf(keys), find: (keyId) => keys.find((key) => key.keyId === keyId) };
}

function newestOf(keys: readonly TokenKey[]): TokenKey {
  const [newest] = keys;
  if (newest === undefined) {
    throw new Error("the token key ring is empty; the store makes its first key on the first start");
  }
  return newest;
}
