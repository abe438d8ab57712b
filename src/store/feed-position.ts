import type { Change, ChangeListener, ChangeTopic } from "./store.ts";

/** How far this process has read the change feed, and whom it tells. */
export interface FeedPosition {
  /** The sequence number of the last entry delivered. */
  sequence(): number;
  /** Delivers entries that were read in order; those delivered before are passed over. */
  advance(entries: readonly FeedEntry[]): void;
  /** Tells every listener to drop what it remembers, without moving on. */
  deliverAll(): void;
  subscribe(listener: ChangeListener): () => void;
}

/** A row of the change feed. */
export interface FeedEntry {
  readonly sequence: number;
  readonly topic: string;
}

/** The topic of the entry that stands for all entries pruned before it. */
export const prunedTopic = "*";

/** A position behind the entry with that sequence number. */
export function feedPositionAfter(start: number): FeedPosition {
  const listeners = new Set<ChangeListener>();
  let sequence = start;
  const tell = (changes: readonly Change[] | "all") => {
    for (const listener of listeners) {
      listener(changes);
    }
  };
  return {
    sequence: () => sequence,
    advance(entries) {
      const news = entries.filter((entry) => entry.sequence > sequence);
      const last = news.at(-1);
      if (last === undefined) {
        return;
      }
      sequence = last.sequence;
      tell(news.some((entry) => entry.topic === prunedTopic) ? "all" : news.map(changeOf));
    },
    deliverAll: () => tell("all"),
    subscribe(listener) {
      // Wrapped, so that a listener subscribed twice is told twice and stopped once.
      const own: ChangeListener = (changes) => listener(changes);
      listeners.add(own);
      return () => listeners.delete(own);
    },
  };
}

function changeOf(entry: FeedEntry): Change {
  // Only `ChangeTopic`s are written to the feed.
  return { sequence: entry.sequence, topic: entry.topic as ChangeTopic };
}
