import { randomBytes } from "node:crypto";
import { sql } from "kysely";
import { expect, test } from "vitest";
import type { Engine } from "../../src/store/engine.ts";
import { openBareEngine, openTestStore, type SharedTestEngine } from "./engines.ts";
import { exampleAccount, exampleKey, newAccountId } from "./examples.ts";

/** What opening a database promises, and what the database holds at rest, on any engine that keeps it. */
export function openingContract(engine: SharedTestEngine): void {
  const withBareEngine = async <Result>(database: string, work: (bare: Engine) => Promise<Result>): Promise<Result> => {
    const bare = openBareEngine(database);
    try {
      return await work(bare);
    } finally {
      await bare.close();
    }
  };

  test("a database is found as it was left", async () => {
    const [database, masterKey] = [await engine.newDatabase(), randomBytes(32)];
    const account = { ...exampleAccount(newAccountId()), declaration: '{"secret":"declared"}' };
    const key = exampleKey(account.accountId);
    const first = await openTestStore(database, { masterKey });
    await first.write(async ({ accounts, accessKeys }) => {
      await accounts.insert(account);
      await accessKeys.insert(key);
    });
    const keys = await first.tokenKeys();
    await first.close();

    const second = await openTestStore(database, { masterKey });
    expect(await second.read(({ accounts }) => accounts.list())).toEqual([account]);
    expect(await second.read(({ accessKeys }) => accessKeys.find(key.accessKeyId))).toEqual(key);
    expect(await second.tokenKeys()).toEqual(keys);
    await second.close();
  });

  test("a database of a later release is refused and left alone", async () => {
    const [database, masterKey] = [await engine.newDatabase(), randomBytes(32)];
    await (await openTestStore(database, { masterKey })).close();
    const version = await withBareEngine(database, (bare) =>
      bare.read(
        (db) => db.selectFrom("meta").select("value").where("name", "=", "schema-version").executeTakeFirstOrThrow(),
        false,
      ),
    );
    const setVersion = (value: string) =>
      withBareEngine(database, (bare) =>
        bare.write((db) => db.updateTable("meta").set({ value }).where("name", "=", "schema-version").execute()),
      );
    await setVersion("999");
    await expect(openTestStore(database, { masterKey })).rejects.toThrow(
      /^cannot use the database .*version 999.*later/,
    );
    await setVersion(version.value);
    await (await openTestStore(database, { masterKey })).close();
  });

  test("another master key is refused", async () => {
    const database = await engine.newDatabase();
    await (await openTestStore(database)).close();
    await expect(openTestStore(database)).rejects.toThrow(/^cannot use the database .*another master key/);
    await expect(openTestStore(database, { masterKey: randomBytes(31) })).rejects.toThrow("has 31 bytes");
  });

  test("no secret is in the database in the clear", async () => {
    const database = await engine.newDatabase();
    const store = await openTestStore(database);
    const account = { ...exampleAccount(newAccountId()), declaration: "the declared secret" };
    const key = exampleKey(account.accountId);
    await store.write(async ({ accounts, accessKeys }) => {
      await accounts.insert(account);
      await accessKeys.insert(key);
    });
    const [tokenKey] = await store.tokenKeys();
    await store.certificateAuthority(async () => "the key of the authority");
    await store.close();
    const rows = await withBareEngine(database, (bare) =>
      bare.read(
        async (db) =>
          JSON.stringify([
            await db.selectFrom("account").selectAll().execute(),
            await db.selectFrom("access_key").selectAll().execute(),
            await db.selectFrom("token_key").selectAll().execute(),
            await db.selectFrom("meta").selectAll().execute(),
          ]),
        false,
      ),
    );
    expect(rows).toContain(key.accessKeyId);
    for (const secret of [
      Buffer.from("the declared secret"),
      Buffer.from("the key of the authority"),
      Buffer.from(key.secretAccessKey),
      Buffer.from(tokenKey?.key ?? "x"),
    ]) {
      expect(rows).not.toContain(secret.toString());
      expect(rows).not.toContain(secret.toString("base64"));
      expect(rows).not.toContain(secret.toString("hex"));
    }
  });

  test("a sealed secret does not open in another row's place", async () => {
    const [database, masterKey] = [await engine.newDatabase(), randomBytes(32)];
    const store = await openTestStore(database, { masterKey });
    const [own, foreign] = [exampleKey(newAccountId()), exampleKey(newAccountId())];
    await store.write(async ({ accessKeys }) => {
      await accessKeys.insert(own);
      await accessKeys.insert(foreign);
    });
    await withBareEngine(database, (bare) =>
      bare.write((db) =>
        sql`update access_key set sealed_secret = (select max(sealed_secret) from access_key where access_key_id = ${own.accessKeyId})
          where access_key_id = ${foreign.accessKeyId}`.execute(db),
      ),
    );
    expect(await store.read(({ accessKeys }) => accessKeys.find(own.accessKeyId))).toEqual(own);
    await expect(store.read(({ accessKeys }) => accessKeys.find(foreign.accessKeyId))).rejects.toThrow("authenticate");
    await store.close();
  });
}
