import type { Kysely } from "kysely";
import { prunedTopic } from "./feed-position.ts";
import type { Schema } from "./schema.ts";
import type { ChangeTopic } from "./store.ts";

/** What a commit adds to the feed. */
export interface FeedAddition {
  /** The sequence number of its last entry. */
  readonly sequence: number;
  readonly count: number;
}

/** Adds one entry a topic and says where the feed then ends. The caller holds the feed's lock. */
export async function appendToFeed(db: Kysely<Schema>, topics: readonly ChangeTopic[]): Promise<FeedAddition> {
  let sequence = 0;
  for (let start = 0; start < topics.length; start += rowsPerInsert) {
    const rows = topics.slice(start, start + rowsPerInsert).map((topic) => ({ topic }));
    const added = await db.insertInto("change").values(rows).returning("sequence").execute();
    sequence = added.reduce((last, row) => Math.max(last, row.sequence), sequence);
  }
  return { sequence, count: topics.length };
}

/** Engines bound the number of values in a statement. */
const rowsPerInsert = 1000;

/** The sequence number of the feed's last entry; 0 when it never had one. */
export async function lastSequence(db: Kysely<Schema>): Promise<number> {
  const row = await db
    .selectFrom("change")
    .select(({ fn }) => fn.max("sequence").as("last"))
    .executeTakeFirst();
  return row?.last ?? 0;
}

/** Whether the feed has grown by about a quarter of what is kept since it was last pruned. */
export function isPruneDue({ sequence, count }: FeedAddition, entriesKept: number): boolean {
  const interval = Math.ceil(entriesKept / 4);
  return Math.floor(sequence / interval) > Math.floor((sequence - count) / interval);
}

/** Removes all but the newest entries and leaves one in their place that says so. */
export async function pruneFeed(db: Kysely<Schema>, entriesKept: number): Promise<void> {
  const threshold = (await lastSequence(db)) - entriesKept;
  const marker = await db
    .selectFrom("change")
    .select(({ fn }) => fn.max("sequence").as("sequence"))
    .where("sequence", "<=", threshold)
    .executeTakeFirst();
  if (marker === undefined || marker.sequence === null) {
    return;
  }
  await db.updateTable("change").set({ topic: prunedTopic }).where("sequence", "=", marker.sequence).execute();
  await db.deleteFrom("change").where("sequence", "<", marker.sequence).execute();
}
