import { closeSync, mkdtempSync, openSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { Kysely } from "kysely";
import type { Engine, FeedWatch } from "./engine.ts";
import type { FeedEntry, FeedPosition } from "./feed-position.ts";
import type { Schema } from "./schema.ts";
import { sqliteDialect } from "./sqlite-dialect.ts";

/**
 * SQLite in a file, for one machine: any number of processes share it. One connection writes, a transaction at a time,
 * others read snapshots meanwhile (WAL). An answered commit is on the disk (`synchronous=FULL`).
 */
export function openSqlite(file: string): Engine {
  return sqliteEngine(file, "full");
}

/** SQLite in a temporary directory that is gone after `close`; it never waits for the disk. For tests. */
export function openThrowawaySqlite(): Engine {
  const directory = mkdtempSync(join(tmpdir(), "sallyport-"));
  const remove = () => rmSync(directory, { recursive: true, force: true });
  process.once("exit", remove);
  const engine = sqliteEngine(join(directory, "sallyport.db"), "off");
  return {
    ...engine,
    async close() {
      await engine.close();
      process.off("exit", remove);
      remove();
    },
  };
}

/** Readers beyond this many wait: each one's statements run to their end without a pause anyway. */
const readersMax = 4;
const nestedReadersMax = 64;

function sqliteEngine(file: string, synchronous: "full" | "off"): Engine {
  // Made here because SQLite would make it readable by everyone; its companions copy its mode.
  closeSync(openSync(file, "a", 0o600));
  const openReader = () => openConnection(file, true);
  const writer = new Kysely<Schema>({
    dialect: sqliteDialect({
      open: () => openWriter(file, synchronous),
      connectionsMax: 1,
      begin: "begin immediate",
    }),
  });
  const reader = new Kysely<Schema>({
    dialect: sqliteDialect({ open: openReader, connectionsMax: readersMax, begin: "begin" }),
  });
  const nestedReader = new Kysely<Schema>({
    dialect: sqliteDialect({ open: openReader, connectionsMax: nestedReadersMax, begin: "begin" }),
  });
  return {
    columnTypes: {
      text: "text",
      integer: "integer",
      sequence: "integer primary key autoincrement",
    },
    write: (work) => writer.transaction().execute(work),
    read: (work, nested) => (nested ? nestedReader : reader).transaction().execute(work),
    initialise: (work) => writer.transaction().execute(work),
    // There is one writer at a time from the start of its transaction.
    async lockFeed() {},
    watch: async (position) => watchFeed(openReader(), position),
    async close() {
      await nestedReader.destroy();
      await reader.destroy();
      await writer.destroy();
    },
  };
}

function openWriter(file: string, synchronous: "full" | "off"): DatabaseSync {
  const database = openConnection(file, false);
  database.exec("pragma journal_mode = wal");
  database.exec(`pragma synchronous = ${synchronous}`);
  // Waiting for another process's write must not block this one: `begin` tries again from the event loop.
  database.exec("pragma busy_timeout = 5");
  return database;
}

function openConnection(file: string, readOnly: boolean): DatabaseSync {
  return new DatabaseSync(file, { readOnly, timeout: 5000, enableForeignKeyConstraints: true });
}

/**
 * Watches the feed on a connection of its own, which notices every commit of the others by SQLite's data version. All
 * of it is synchronous: after a call nothing is left to wait for. What runs without a pause needs one look only:
 * whatever it serves had arrived before.
 */
function watchFeed(database: DatabaseSync, position: FeedPosition): FeedWatch {
  const versionStatement = database.prepare("pragma data_version");
  versionStatement.setReturnArrays(true);
  const entriesStatement = database.prepare("select sequence, topic from change where sequence > ? order by sequence");
  let seenVersion: unknown;
  let looked = false;
  const lookAgain = () => void (looked = false);
  const look = () => {
    // A row is a list by the setting above, which the types do not know.
    const version = (versionStatement.get() as unknown as readonly unknown[])[0];
    if (version !== seenVersion) {
      // The columns are those of the statement.
      position.advance(entriesStatement.all(position.sequence()) as unknown as readonly FeedEntry[]);
      seenVersion = version;
    }
    return undefined;
  };
  const catchUp = () => {
    if (!looked) {
      look();
      looked = true;
      void soon.then(lookAgain);
    }
    return undefined;
  };
  return { catchUp, deliver: look, close: async () => database.close() };
}

/** What waits for this goes on behind all that is about to run; it takes a fraction of what `queueMicrotask` does. */
const soon = Promise.resolve();
