import { setTimeout as pause } from "node:timers/promises";
import { Kysely, PostgresDialect, sql } from "kysely";
import pg from "pg";
import type { Engine } from "./engine.ts";
import { watchPostgresFeed } from "./postgres-feed.ts";
import type { Schema } from "./schema.ts";

/**
 * PostgreSQL, for any number of machines. Writes are serializable and run again when PostgreSQL asks for it; reads see
 * one snapshot. `name` is the address without its password.
 */
export function openPostgres(url: string): { readonly engine: Engine; readonly name: string } {
  const config = clientConfig(url);
  const writer = connect(config);
  const reader = connect(config);
  // Work that holds a connection and waits for another must not wait for its own kind.
  const nestedReader = connect(config);
  const engine: Engine = {
    columnTypes: {
      text: 'text collate "C"',
      integer: "bigint",
      sequence: "bigint generated always as identity primary key",
    },
    write: (work) => writeSerializable(writer, work),
    read: (work, nested) =>
      (nested ? nestedReader : reader)
        .transaction()
        .setIsolationLevel("repeatable read")
        .setAccessMode("read only")
        .execute(work),
    initialise: (work) =>
      writer
        .transaction()
        .setIsolationLevel("read committed")
        .execute(async (db) => {
          await sql`select pg_advisory_xact_lock(${initialiseLock})`.execute(db);
          await work(db);
        }),
    // The lock is held until the commit is visible, so numbers become visible in their order. PostgreSQL itself lets
    // transactions that notify commit only one after the other.
    async lockFeed(db) {
      await sql`select pg_advisory_xact_lock(${feedLock}), pg_notify(${feedChannel}, '')`.execute(db);
    },
    watch: (position) =>
      watchPostgresFeed({
        position,
        channel: feedChannel,
        connect: () => new pg.Client({ ...config, application_name: feedApplicationName, query_timeout: 5000 }),
        entriesAfter: (sequence) =>
          nestedReader.selectFrom("change").selectAll().where("sequence", ">", sequence).orderBy("sequence").execute(),
      }),
    async close() {
      await Promise.all([writer.destroy(), reader.destroy(), nestedReader.destroy()]);
    },
  };
  return { engine, name: withoutPassword(url) };
}

/** How the connection that listens for changes calls itself in `pg_stat_activity`. */
export const feedApplicationName = "sallyport-feed";

const feedChannel = "sallyport_change";
// Advisory locks are shared by all users of a database, so the numbers are unlikely ones.
const initialiseLock = 7_255_403_118_001;
const feedLock = 7_255_403_118_002;
const writeQueueLock = 7_255_403_118_003;

/** Each process opens up to three times this many connections, and one to listen. */
const connectionsMax = 8;
const freeAttemptsMax = 3;
const queuedAttemptsMax = 20;

function clientConfig(url: string): pg.ClientConfig {
  const types = new pg.TypeOverrides();
  // All whole numbers of the schema are counters and times, far below 2^53.
  types.setTypeParser(pg.types.builtins.INT8, Number);
  return {
    connectionString: url,
    types,
    keepAlive: true,
    connectionTimeoutMillis: 10_000,
    statement_timeout: 30_000,
    // A process that stands still within a transaction must not keep others from writing.
    idle_in_transaction_session_timeout: 30_000,
  };
}

function connect(config: pg.ClientConfig): Kysely<Schema> {
  const pool = new pg.Pool({ ...config, max: connectionsMax, application_name: "sallyport" });
  // A connection lost between two statements is reported by the next one; without listeners it would end the process.
  pool.on("error", () => {});
  pool.on("connect", (client) => client.on("error", () => {}));
  return new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
}

/**
 * Runs a transaction until it does not conflict with others. After a few attempts in the midst of all others it queues
 * up with those that fared the same, so that the many writers of one row each have their turn.
 */
async function writeSerializable<Result>(
  db: Kysely<Schema>,
  work: (db: Kysely<Schema>) => Promise<Result>,
): Promise<Result> {
  const transaction = (connection: Kysely<Schema>) => () =>
    connection.transaction().setIsolationLevel("serializable").execute(work);
  try {
    return await repeatOnConflict(freeAttemptsMax, transaction(db));
  } catch (error) {
    if (!isConflict(error) || isUniqueViolation(error)) {
      throw error;
    }
  }
  return db.connection().execute(async (connection) => {
    await sql`select pg_advisory_lock(${writeQueueLock})`.execute(connection);
    try {
      return await repeatOnConflict(queuedAttemptsMax, transaction(connection));
    } finally {
      await sql`select pg_advisory_unlock(${writeQueueLock})`.execute(connection);
    }
  });
}

async function repeatOnConflict<Result>(attemptsMax: number, transaction: () => Promise<Result>): Promise<Result> {
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await transaction();
    } catch (error) {
      const isLast = attempt >= (isUniqueViolation(error) ? freeAttemptsMax : attemptsMax);
      if (isLast || !isConflict(error)) {
        throw error;
      }
      await pause(attempt);
    }
  }
}

/** Whether another transaction may have been in the way. */
function isConflict(error: unknown): boolean {
  return hasCode(error, "40001") || hasCode(error, "40P01") || isUniqueViolation(error);
}

/**
 * Two transactions that looked for a name, did not find it and both inserted it may be told so instead of that they
 * conflict. The next attempt finds the name, unless the work never looked: then it is soon given up.
 */
function isUniqueViolation(error: unknown): boolean {
  return hasCode(error, "23505");
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && "code" in error && error.code === code;
}

function withoutPassword(url: string): string {
  if (!URL.canParse(url)) {
    return "postgres://…";
  }
  const { username, host, pathname } = new URL(url);
  return `postgres://${username === "" ? "" : `${username}@`}${host}${pathname}`;
}
