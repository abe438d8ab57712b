import { setImmediate as nextTurn } from "node:timers/promises";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccountId } from "../../src/arn/account-id.ts";
import type { Repositories } from "../../src/store/repositories.ts";
import type { Store } from "../../src/store/store.ts";
import { openTestStore, type TestEngine } from "./engines.ts";
import { exampleKey, exampleRole, exampleUser, newAccountId } from "./examples.ts";

/** What reads and writes promise each other, on any engine. */
export function transactionContract(engine: TestEngine): void {
  let store: Store;
  beforeAll(async () => {
    store = await openTestStore(await engine.newDatabase());
  });
  afterAll(() => store.close());

  const count = (accountId: AccountId) => store.read(({ users }) => users.count(accountId));

  describe("a write", () => {
    test("leaves nothing behind when its work throws, and passes the error on", async () => {
      const accountId = newAccountId();
      const refusal = new Error("refused");
      const refused = store.write(async ({ users }) => {
        await users.insert(exampleUser(accountId, "alice"));
        throw refusal;
      });
      await expect(refused).rejects.toBe(refusal);
      expect(await count(accountId)).toBe(0);
    });

    test("leaves nothing behind when a statement fails", async () => {
      const accountId = newAccountId();
      const key = exampleKey(accountId);
      await store.write(({ accessKeys }) => accessKeys.insert(key));
      const failed = store.write(async ({ users, accessKeys }) => {
        await users.insert(exampleUser(accountId, "alice"));
        await accessKeys.insert(key);
      });
      await expect(failed).rejects.toThrow(/unique/i);
      expect(await count(accountId)).toBe(0);
      await store.write(({ users }) => users.insert(exampleUser(accountId, "alice")));
    });

    test("sees what it wrote, and nobody else does until it is committed", async () => {
      const accountId = newAccountId();
      const written = Promise.withResolvers<void>();
      const looked = Promise.withResolvers<void>();
      const writing = store.write(async ({ users }) => {
        await users.insert(exampleUser(accountId, "alice"));
        written.resolve();
        await looked.promise;
        return users.count(accountId);
      });
      await written.promise;
      expect(await count(accountId)).toBe(0);
      looked.resolve();
      expect(await writing).toBe(1);
      expect(await count(accountId)).toBe(1);
    });

    test("does not lose what others wrote at the same time", async () => {
      const role = { ...exampleRole(newAccountId(), "Counter"), maxSessionDurationSeconds: 0 };
      await store.write(({ roles }) => roles.insert(role));
      await Promise.all(
        Array.from({ length: 100 }, () => store.write((repositories) => increment(repositories, role.accountId))),
      );
      const found = await store.read(({ roles }) => roles.get(role.accountId, "Counter"));
      expect(found?.maxSessionDurationSeconds).toBe(100);
    });

    test("finds a name taken that another write takes at the same time", async () => {
      const accountId = newAccountId();
      const create = () =>
        store.write(async ({ users }) => {
          if ((await users.get(accountId, "alice")) !== undefined) {
            return "taken";
          }
          await nextTurn();
          await users.insert(exampleUser(accountId, "Alice"));
          return "created";
        });
      const answers = await Promise.all(Array.from({ length: 8 }, create));
      expect(answers.filter((answer) => answer === "created")).toHaveLength(1);
      expect(answers.filter((answer) => answer === "taken")).toHaveLength(7);
    });

    test("cannot be started inside another write", async () => {
      const nested = store.write(() => store.write(async () => {}));
      await expect(nested).rejects.toThrow("inside the work of another write");
      const nestedInRead = store.write(() => store.read(() => store.write(async () => {})));
      await expect(nestedInRead).rejects.toThrow("inside the work of another write");
    });

    test("can be started by what an earlier write left behind", async () => {
      const later = Promise.withResolvers<void>();
      const accountId = newAccountId();
      const left = await store.write(async () => ({
        writing: later.promise.then(() => store.write(({ users }) => users.insert(exampleUser(accountId, "alice")))),
      }));
      later.resolve();
      await left.writing;
      expect(await count(accountId)).toBe(1);
    });
  });

  describe("a read", () => {
    test("keeps to one state while others write", async () => {
      const accountId = newAccountId();
      await store.read(async ({ users }) => {
        expect(await users.count(accountId)).toBe(0);
        await store.write((repositories) => repositories.users.insert(exampleUser(accountId, "alice")));
        expect(await users.count(accountId)).toBe(0);
        expect(await users.get(accountId, "alice")).toBeUndefined();
      });
      expect(await count(accountId)).toBe(1);
    });

    test("inside other work sees the last commit, however many there are", async () => {
      const accountId = newAccountId();
      const reads = await store.write(async ({ users }) => {
        await users.insert(exampleUser(accountId, "alice"));
        return Promise.all(Array.from({ length: 20 }, () => count(accountId)));
      });
      expect(reads).toEqual(Array.from({ length: 20 }, () => 0));
      expect(await store.read(() => store.read(() => count(accountId)))).toBe(1);
    });

    test("inside other work is answered when all connections are in use", async () => {
      const accountId = newAccountId();
      const reads = Array.from({ length: 40 }, () => store.read(() => count(accountId)));
      expect(await Promise.all(reads)).toHaveLength(40);
    });

    test("is answered when many are asked at once", async () => {
      const reads = Array.from({ length: 200 }, () => store.read(({ accounts }) => accounts.list()));
      expect(await Promise.all(reads)).toHaveLength(200);
    });

    test("changes nothing", async () => {
      const accountId = newAccountId();
      const changing = store.read(({ users }) => users.insert(exampleUser(accountId, "alice")));
      await expect(changing).rejects.toThrow(/read-?only/);
      const using = store.read(({ roles }) =>
        roles.setLastUsed(accountId, "AROA1", { atMs: 1, region: "r", serviceName: "s" }),
      );
      await expect(using).rejects.toThrow(/read-?only/);
      expect(await count(accountId)).toBe(0);
    });
  });

  test("the store answers until it is closed, and refuses then", async () => {
    const own = await openTestStore(await engine.newDatabase());
    await own.ping();
    await own.close();
    await expect(own.ping()).rejects.toThrow("destroyed");
    await expect(own.write(async () => {})).rejects.toThrow("destroyed");
  });
}

/** Adds one to a number in a role, with time for others in between. */
async function increment({ roles }: Repositories, accountId: AccountId): Promise<void> {
  const role = await roles.get(accountId, "Counter");
  if (role === undefined) {
    throw new Error("the counter is gone");
  }
  await nextTurn();
  await roles.update({ ...role, maxSessionDurationSeconds: role.maxSessionDurationSeconds + 1 });
}
