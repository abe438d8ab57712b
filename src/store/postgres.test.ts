import { randomBytes } from "node:crypto";
import { setImmediate as nextTurn } from "node:timers/promises";
import pg from "pg";
import { afterAll, beforeAll, expect, onTestFinished, test } from "vitest";
import { type PostgresServer, startPostgres } from "../../test/postgres.ts";
import type { AccountRecord } from "./records.ts";
import { parseAccountId } from "../arn/account-id.ts";
import { systemSources } from "../sources.ts";
import { openStore } from "./open-store.ts";
import { feedApplicationName } from "./postgres.ts";
import type { Store } from "./store.ts";

let server: PostgresServer;
beforeAll(async () => {
  server = await startPostgres();
});
afterAll(() => server.stop());

test("a listener that lost its connection hears what was committed meanwhile and is notified again", async () => {
  const { database, first, second } = await twoStores();
  const heard = record(second);
  await terminate(database, feedApplicationName);
  await first.write(({ accounts }) => accounts.insert(account(1)));
  while (heard.length < 1) {
    await second.catchUp();
    await nextTurn();
  }
  while (second.catchUp() !== undefined) {
    await nextTurn();
  }
  await first.write(({ accounts }) => accounts.insert(account(2)));
  // Nothing but the notification brings this one.
  while (heard.length < 2) {
    await nextTurn();
  }
  expect(heard).toEqual([`account:${account(1).accountId}`, `account:${account(2).accountId}`]);
});

test("no change is missed or told twice however often connections break", async () => {
  const { database, first, second } = await twoStores();
  const heard = record(second);
  const topics: string[] = [];
  for (let number = 10; number < 60; number += 1) {
    const { accountId } = account(number);
    await first.write(({ accounts }) => accounts.insert(account(number)));
    topics.push(`account:${accountId}`);
    if (number % 5 === 0) {
      await terminate(database, feedApplicationName);
    }
  }
  while (heard.length < topics.length) {
    await second.catchUp();
    await nextTurn();
  }
  expect(heard).toEqual(topics);
});

test("a write whose connection breaks fails, leaves nothing behind, and the next one works", async () => {
  const { database, first } = await twoStores();
  const broken = first.write(async ({ accounts }) => {
    await accounts.insert(account(1));
    await terminate(database, "sallyport");
    await accounts.insert(account(2));
  });
  await expect(broken).rejects.toThrow(/connection/i);
  await first.write(({ accounts }) => accounts.insert(account(3)));
  expect(await first.read(({ accounts }) => accounts.list())).toEqual([account(3)]);
});

test.each([
  ["the password is wrong", (url: string) => url.replace(/:[^:@]+@/, ":wrong-secret@"), /authentication failed/],
  ["there is no such database", (url: string) => `${url}_missing`, /does not exist/],
  ["nobody listens at the port", (url: string) => url.replace(/:\d+\//, ":1/"), /ECONNREFUSED/],
])("opening fails in one line without the password when %s", async (_, change, expected) => {
  const url = await server.createDatabase();
  const opening = openStore({ database: change(url), masterKey: randomBytes(32), sources: systemSources });
  const error: unknown = await opening.catch((caught: unknown) => caught);
  const message = error instanceof Error ? error.message : "";
  expect(message).toMatch(/^cannot open the database postgres:\/\/sallyport@127\.0\.0\.1:\d+\/test_\d+/);
  expect(message).toMatch(expected);
  expect(message).toMatch(/; check that it runs/);
  expect(message).not.toMatch(/\n|wrong-secret/);
  expect(message).not.toContain(new URL(url).password);
});

/** Two stores on a new database, closed when the test has finished. */
async function twoStores() {
  const database = await server.createDatabase();
  const masterKey = randomBytes(32);
  const open = () => openStore({ database, masterKey, sources: systemSources });
  const [first, second] = await Promise.all([open(), open()]);
  onTestFinished(async () => {
    await first.close();
    await second.close();
  });
  return { database, first, second };
}

/** Remembers the topics a store's listeners hear from now on. */
function record(store: Store): string[] {
  const heard: string[] = [];
  store.onChange((changes) => {
    if (changes === "all") {
      throw new Error("nothing was pruned");
    }
    heard.push(...changes.map(({ topic }) => topic));
  });
  return heard;
}

function account(number: number): AccountRecord {
  const accountId = parseAccountId(String(100_000_000_000 + number));
  if (accountId === undefined) {
    throw new Error("not an account id");
  }
  return { accountId, name: `account ${number}`, createdAtMs: number };
}

/** Ends the connections of that name as an administrator would. */
async function terminate(database: string, applicationName: string): Promise<void> {
  const client = new pg.Client({ connectionString: database });
  await client.connect();
  await client.query(
    "select pg_terminate_backend(pid, 5000) from pg_stat_activity where application_name = $1 and datname = current_database()",
    [applicationName],
  );
  await client.end();
}
