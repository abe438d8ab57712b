import { LRUCache } from "lru-cache";
import type { DecisionLog, DecisionRecord } from "./decision-record.ts";

/** Makes a log in memory that keeps the latest so many records and forgets the oldest. */
export function createDecisionLog(recordsMax: number): DecisionLog {
  const records = new LRUCache<string, DecisionRecord>({ max: recordsMax });
  return {
    add: (record) => void records.set(record.requestId, record),
    get: (requestId) => records.peek(requestId),
  };
}
