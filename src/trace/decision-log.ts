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
  /** What each takes: an old record is not looked at again to forget it. */
  const sizes: number[] = [];
  let oldest = 0;
  let kept = 0;
  let characters = 0;

  return {
    add(record) {
      // A record of its own must always fit, however small the log.
      const added = Math.min(charactersOf(record), charactersMax);
      while (kept === recordsMax || (kept > 0 && characters + added > charactersMax)) {
        dropOldest();
      }
      const place = (oldest + kept) % recordsMax;
      records[place] = record;
      sizes[place] = added;
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

  function dropOldest(): void {
    characters -= sizes[oldest] ?? 0;
    records[oldest] = undefined;
    oldest = (oldest + 1) % recordsMax;
    kept -= 1;
  }
}

/** What a request takes, twice for a signature that did not match: its canonical request repeats the most of it. */
function charactersOf({ request, authentication }: DecisionRecord): number {
  const { path, query, headers } = request;
  let sent = path.length + query.length + 1;
  for (const text of headers) {
    sent += text.length;
  }
  return authentication?.kind === "refused" ? 2 * sent : sent;
}
