import type { DecisionLog, DecisionRecord } from "./decision-record.ts";

/** How much room a record gets on average, in characters of its request: a usual one takes a quarter of it. */
const charactersPerRecord = 8192;

/**
 * Makes a log in memory that keeps the latest so many records and forgets the oldest; fewer when requests are large, so
 * that callers who are refused cannot fill the memory with what they send. Adding one costs next to nothing, which
 * happens at every request; finding one looks through all, which happens when a person asks.
 */
export function createDecisionLog(recordsMax: number): DecisionLog {
  const charactersMax = recordsMax * charactersPerRecord;
  /** A ring: the oldest record is at `oldest`, the others follow it. */
  const records: (DecisionRecord | undefined)[] = [];
  let oldest = 0;
  let kept = 0;
  let characters = 0;

  return {
    add(record) {
      const added = sizeOf(record);
      while (kept === recordsMax || (kept > 0 && characters + added > charactersMax)) {
        dropOldest();
      }
      const place = (oldest + kept) % recordsMax;
      records[place] = record;
      kept += 1;
      characters += added;
    },
    get(requestId) {
      for (let age = 1; age <= kept; age += 1) {
        const record = records[(oldest + kept - age) % recordsMax];
        if (record?.requestId === requestId) {
          return record;
        }
      }
      return undefined;
    },
  };

  /** What a record counts for; one alone must always fit, however small the log. */
  function sizeOf(record: DecisionRecord | undefined): number {
    return Math.min(record?.characters ?? 0, charactersMax);
  }

  function dropOldest(): void {
    characters -= sizeOf(records[oldest]);
    records[oldest] = undefined;
    oldest = (oldest + 1) % recordsMax;
    kept -= 1;
  }
}
