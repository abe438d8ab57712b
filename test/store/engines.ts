import { randomBytes } from "node:crypto";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { systemSources } from "../../src/sources.ts";
import type { Engine } from "../../src/store/engine.ts";
import { openStore, type OpenStoreOptions } from "../../src/store/open-store.ts";
import { openPostgres } from "../../src/store/postgres.ts";
import { openSqlite } from "../../src/store/sqlite.ts";
import type { Store } from "../../src/store/store.ts";
import { type PostgresServer, startPostgres } from "../postgres.ts";

/** A database engine as the contract uses it. */
export interface TestEngine {
  readonly name: string;
  start(): Promise<void>;
  stop(): Promise<void>;
  /** Names an empty database. */
  newDatabase(): Promise<string | undefined>;
}

/** An engine whose databases have a name, so that several processes can open them. */
export interface SharedTestEngine extends TestEngine {
  newDatabase(): Promise<string>;
}

/** Every engine that the store runs on. */
export const testEngines: readonly TestEngine[] = [sqliteEngine(), throwawayEngine(), postgresEngine()];

/** The engines on which several processes can share a database. */
export const sharedTestEngines: readonly SharedTestEngine[] = [sqliteEngine(), postgresEngine()];

/** Opens a store with a key of its own unless one is given. */
export function openTestStore(
  database: string | undefined,
  options: Partial<Omit<OpenStoreOptions, "database">> = {},
): Promise<Store> {
  return openStore({ database, masterKey: randomBytes(32), sources: systemSources, ...options });
}

/** Opens the engine under a store, to look at or change what the store would not show or do. */
export function openBareEngine(database: string): Engine {
  return database.startsWith("postgres:") ? openPostgres(database).engine : openSqlite(join(database, "sallyport.db"));
}

function sqliteEngine(): SharedTestEngine {
  const directories: string[] = [];
  return {
    name: "SQLite in a directory",
    async start() {},
    async stop() {
      directories.forEach((directory) => rmSync(directory, { recursive: true, force: true }));
    },
    async newDatabase() {
      const directory = mkdtempSync(join(tmpdir(), "sallyport-test-"));
      directories.push(directory);
      return directory;
    },
  };
}

function throwawayEngine(): TestEngine {
  return {
    name: "throwaway SQLite",
    async start() {},
    async stop() {},
    newDatabase: async () => undefined,
  };
}

function postgresEngine(): SharedTestEngine {
  let server: PostgresServer | undefined;
  return {
    name: "PostgreSQL",
    async start() {
      server = await startPostgres();
    },
    async stop() {
      await server?.stop();
    },
    async newDatabase() {
      if (server === undefined) {
        throw new Error("the PostgreSQL server has not been started");
      }
      return server.createDatabase();
    },
  };
}
