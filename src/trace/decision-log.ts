import { LRUCache } from "lru-cache";
import type { DecisionLog, DecisionRecord } from "./decision-record.ts";

/** How much room a record gets on average, in characters of its request: a usual one takes a quarter of it. */
const charactersPerRecord = 8192;

/**
 * Makes a log in memory that keeps the latest so many records and forgets the oldest; fewer when requests are large, so
 * that callers who are refused cannot fill the memory with what they send.
 */
export function createDecisionLog(recordsMax: number): DecisionLog {
  const records = new LRUCache<string, DecisionRecord>({
    max: recordsMax,
    maxSize: recordsMax * charactersPerRecord,
    // A record of its own must always fit, however small the log.
    sizeCalculation: (record) => Math.min(charactersOf(record), recordsMax * charactersPerRecord),
  });
  return {
    add: (record) => void records.set(record.requestId, record),
    get: (requestId) => records.peek(requestId),
  };
}

/** What a request takes, twice for a signature that did not match: its canonical request repeats the most of it. */
function charactersOf({ request, authentication }: DecisionRecord): number {
  const { path, query, headers } = request;
  const sent = headers.reduce((sum, text) => sum + text.length, path.length + query.length + 1);
  return authentication?.kind === "refused" ? 2 * sent : sent;
}
