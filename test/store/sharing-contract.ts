import { randomBytes } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import { describe, expect, test } from "vitest";
import { feedPositionAfter } from "../../src/store/feed-position.ts";
import type { Change, Store } from "../../src/store/store.ts";
import { openBareEngine, openTestStore, type SharedTestEngine } from "./engines.ts";
import { exampleAccount, exampleUser, newAccountId } from "./examples.ts";

/** What two processes on one database promise each other, on any engine that can be shared. */
export function sharingContract(engine: SharedTestEngine): void {
  /** Two stores on one new database, for as long as the work takes. */
  const withTwoStores = async (
    work: (first: Store, second: Store, database: string) => Promise<void>,
  ): Promise<void> => {
    const database = await engine.newDatabase();
    const masterKey = randomBytes(32);
    const stores = await Promise.all([
      openTestStore(database, { masterKey, feedEntriesKept }),
      openTestStore(database, { masterKey, feedEntriesKept }),
    ]);
    try {
      await work(...stores, database);
    } finally {
      await Promise.all(stores.map((store) => store.close()));
    }
  };

  test("two stores that open a new database at once share its schema and token keys", () =>
    withTwoStores(async (first, second) => {
      const keys = await first.tokenKeys();
      expect(keys.map(({ keyId, key }) => [keyId, key.length])).toEqual([[1, 32]]);
      expect(await second.tokenKeys()).toEqual(keys);
    }));

  test("a new token key comes first for both, and tells when the one before retires", () =>
    withTwoStores(async (first, second) => {
      const heard = record(second);
      const [before] = await first.tokenKeys();
      expect(await first.rotateTokenKey()).toBe(2);
      const keys = await second.tokenKeys();
      expect(keys.map(({ keyId, key }) => [keyId, key.length])).toEqual([
        [2, 32],
        [1, 32],
      ]);
      expect(keys[1]?.key).toEqual(before?.key);
      expect(keys[0]?.retiresAtMs).toBeUndefined();
      expect(keys[1]?.retiresAtMs).toBeGreaterThan(Date.now() + 129_000_000);
      await untilHeard(second, heard, 1);
      expect(topicsOf(heard)).toEqual(["token-key:2"]);
    }));

  test("the certificate authority is the one that was made first, for both", () =>
    withTwoStores(async (first, second) => {
      const kept = await Promise.all([
        first.certificateAuthority(async () => "made by the first"),
        second.certificateAuthority(async () => "made by the second"),
      ]);
      expect(kept[0]).toMatch(/^made by the (?:first|second)$/);
      expect(kept[1]).toBe(kept[0]);
      expect(await second.certificateAuthority(() => Promise.reject(new Error("made twice")))).toBe(kept[0]);
    }));

  test("a store reads what the other has committed", () =>
    withTwoStores(async (first, second) => {
      const account = exampleAccount(newAccountId());
      await first.write(({ accounts }) => accounts.insert(account));
      expect(await second.read(({ accounts }) => accounts.list())).toEqual([account]);
    }));

  describe("the change feed", () => {
    test("brings every listener every change of both stores, once and in one order", () =>
      withTwoStores(async (first, second) => {
        const [heardByFirst, heardBySecond] = [record(first), record(second)];
        const accountId = newAccountId();
        const users = Array.from({ length: 60 }, (_, index) => exampleUser(accountId, `user${index}`));
        const insert = (user: (typeof users)[number], index: number) =>
          (index % 2 === 0 ? first : second).write(async (repositories) => {
            await nextTurn();
            await repositories.users.insert(user);
          });
        await Promise.all(users.map(insert));
        await untilHeard(first, heardByFirst, users.length);
        await untilHeard(second, heardBySecond, users.length);
        expect(heardByFirst).toEqual(heardBySecond);
        expect(topicsOf(heardByFirst)).toEqual(users.map(({ userId }) => `user:${userId}`).sort());
        const sequences = heardByFirst.map(({ sequence }) => sequence);
        expect(sequences).toEqual(sequences.toSorted((left, right) => left - right));
      }));

    test("starts for a listener with what is committed after it began to listen", () =>
      withTwoStores(async (first, second, database) => {
        // An announcement takes its time: the second store has heard of the first commit before anyone listens anew.
        const earlier = record(second);
        await first.write(({ accounts }) => accounts.insert(exampleAccount(newAccountId())));
        await untilHeard(second, earlier, 1);
        const heard = record(second);
        const account = exampleAccount(newAccountId());
        await first.write(({ accounts }) => accounts.insert(account));
        await untilHeard(second, heard, 1);
        expect(topicsOf(heard)).toEqual([`account:${account.accountId}`]);
        expect(database).not.toBe("");
      }));

    test("stays short, and tells who is left behind to drop everything", () =>
      withTwoStores(async (first, _second, database) => {
        const bare = openBareEngine(database);
        const entriesAfter = (sequence: number) =>
          bare.read(
            (db) => db.selectFrom("change").selectAll().where("sequence", ">", sequence).orderBy("sequence").execute(),
            false,
          );
        const told: (readonly Change[] | "all")[] = [];
        const behind = feedPositionAfter(1);
        behind.subscribe((changes) => told.push(changes));
        try {
          for (let index = 0; index < feedEntriesKept * 3; index += 1) {
            await first.write(({ accounts }) => accounts.insert(exampleAccount(newAccountId())));
          }
          const left = await entriesAfter(0);
          expect(left.length).toBeGreaterThanOrEqual(feedEntriesKept);
          expect(left.length).toBeLessThan(feedEntriesKept * 2);

          behind.advance(await entriesAfter(behind.sequence()));
          expect(told).toEqual(["all"]);
          expect(behind.sequence()).toBe(left.at(-1)?.sequence);

          const [recent] = left.slice(-3);
          const almost = feedPositionAfter(recent?.sequence ?? 0);
          almost.subscribe((changes) => told.push(changes));
          almost.advance(await entriesAfter(almost.sequence()));
          expect(told.at(-1)).toHaveLength(2);
        } finally {
          await bare.close();
        }
      }));
  });
}

const feedEntriesKept = 100;

/** Remembers what a store's listeners hear from now on. */
function record(store: Store): Change[] {
  const heard: Change[] = [];
  store.onChange((changes) => {
    if (changes === "all") {
      throw new Error("nothing was pruned yet");
    }
    heard.push(...changes);
  });
  return heard;
}

function topicsOf(changes: readonly Change[]): readonly string[] {
  return changes.map(({ topic }) => topic).sort();
}

/** Waits until that many changes have been heard; the test's own time limit ends it otherwise. */
async function untilHeard(store: Store, heard: readonly Change[], count: number): Promise<void> {
  while (heard.length < count) {
    await store.catchUp();
    await nextTurn();
  }
}
