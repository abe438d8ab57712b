import { type Command, Option } from "commander";
import { systemSources } from "../sources.ts";
import { loadMasterKey } from "../store/master-key.ts";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/store.ts";

/** Where a command keeps its data. */
export interface StoreOptions {
  readonly data: string;
  readonly database?: string;
}

/** Adds the options that say where the data is. */
export function withStoreOptions(command: Command): Command {
  return command
    .addOption(
      new Option("--data <directory>", "directory of the SQLite database and the master key")
        .default(".sallyport")
        .env("SALLYPORT_DATA"),
    )
    .addOption(
      new Option("--database <url>", "a PostgreSQL database in place of SQLite: postgres://user@host/name").env(
        "SALLYPORT_DATABASE",
      ),
    );
}

/** Opens the store a command was pointed at; rejects with a one-line message when that cannot be done. */
export function openCommandStore({ data, database }: StoreOptions): Promise<Store> {
  const masterKey = loadMasterKey({
    environmentValue: process.env["SALLYPORT_MASTER_KEY"],
    dataDirectory: data,
    randomBytes: systemSources.randomBytes,
  });
  return openStore({ database: database ?? data, masterKey, sources: systemSources });
}
