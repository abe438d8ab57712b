import type { Kysely } from "kysely";
import type { ColumnTypes } from "./migrations.ts";
import type { Schema } from "./schema.ts";
import type { FeedPosition } from "./feed-position.ts";

/** What differs between the databases. */
export interface Engine {
  readonly columnTypes: ColumnTypes;
  /** Runs reads and writes in one transaction, as often as conflicts with others ask for. */
  write<Result>(work: (db: Kysely<Schema>) => Promise<Result>): Promise<Result>;
  /** Runs reads on one snapshot. A `nested` one is inside other work, for whose end it must not wait. */
  read<Result>(work: (db: Kysely<Schema>) => Promise<Result>, nested: boolean): Promise<Result>;
  /** Runs the first transaction on the database, alone among all processes. */
  initialise(work: (db: Kysely<Schema>) => Promise<void>): Promise<void>;
  /** Makes later entries of the feed come from later commits; called inside a transaction before it writes its entries. */
  lockFeed(db: Kysely<Schema>): Promise<void>;
  /** Starts to watch the feed. */
  watch(position: FeedPosition): Promise<FeedWatch>;
  close(): Promise<void>;
}

/** How a process learns what was committed. */
export interface FeedWatch {
  /** Delivers what others committed; undefined when it is certain that nothing is left to deliver. */
  catchUp(): Promise<void> | undefined;
  /** Delivers all that was committed until now, this process's own last commit included. */
  deliver(): Promise<void> | undefined;
  close(): Promise<void>;
}
