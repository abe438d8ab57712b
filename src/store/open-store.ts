import { join } from "node:path";
import type { Sources } from "../sources.ts";
import { createDataDirectory } from "./data-directory.ts";
import type { Engine } from "./engine.ts";
import { reasonOf } from "./reason.ts";
import { createSqlStore } from "./sql-store.ts";
import { openSqlite, openThrowawaySqlite } from "./sqlite.ts";
import type { Store } from "./store.ts";
import { masterKeyBytes } from "./sealing.ts";

/** Which database a store is in and what it is opened with. */
export interface OpenStoreOptions {
  /** `postgres://…`, or a data directory, or undefined for a database that is gone after `close`. */
  readonly database: string | undefined;
  /** 32 bytes that seal secrets at rest; the same for every process and every start on one database. */
  readonly masterKey: Uint8Array;
  readonly sources: Sources;
  /** At least this many of the newest entries stay in the change feed; 10,000 when not given. */
  readonly feedEntriesKept?: number;
}

/**
 * Opens the database, creates it where it does not exist and brings it to this release's schema. Throws an error of one
 * line that names the database, what is wrong and the way out; `cause` holds what the engine said.
 */
export async function openStore(options: OpenStoreOptions): Promise<Store> {
  const { database, masterKey, sources, feedEntriesKept = feedEntriesKeptDefault } = options;
  if (masterKey.length !== masterKeyBytes) {
    throw new Error(`the master key has ${masterKey.length} bytes and must have ${masterKeyBytes}`);
  }
  const { engine, name, wayOut } = await openEngine(database);
  try {
    await engine.initialise(async () => {});
  } catch (error) {
    await engine.close();
    throw new Error(`cannot open the database ${name}: ${reasonOf(error)}; ${wayOut}`, { cause: error });
  }
  try {
    return await createSqlStore(engine, { masterKey, sources, feedEntriesKept });
  } catch (error) {
    await engine.close();
    throw new Error(`cannot use the database ${name}: ${reasonOf(error)}`, { cause: error });
  }
}

const feedEntriesKeptDefault = 10_000;

interface NamedEngine {
  readonly engine: Engine;
  /** How messages name the database, without its password. */
  readonly name: string;
  /** What to do when it does not open. */
  readonly wayOut: string;
}

async function openEngine(database: string | undefined): Promise<NamedEngine> {
  if (database === undefined) {
    const wayOut = "make room and let this user write there";
    return { engine: openThrowawaySqlite(), name: "in a temporary directory", wayOut };
  }
  if (/^postgres(ql)?:\/\//.test(database)) {
    const wayOut = "check that it runs, its address, the user and the password";
    // Loaded only when needed: its driver takes a third of the time that everything else here takes to load.
    const { openPostgres } = await import("./postgres.ts");
    return { ...openPostgres(database), wayOut };
  }
  createDataDirectory(database);
  const name = join(database, "sallyport.db");
  const wayOut = "make it readable and writable, or choose another data directory";
  try {
    return { engine: openSqlite(name), name, wayOut };
  } catch (error) {
    throw new Error(`cannot open the database ${name}: ${reasonOf(error)}; ${wayOut}`, { cause: error });
  }
}
