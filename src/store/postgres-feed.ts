import type pg from "pg";
import type { FeedWatch } from "./engine.ts";
import type { FeedEntry, FeedPosition } from "./feed-position.ts";

/** What watching the feed of a PostgreSQL database needs. */
export interface PostgresFeedOptions {
  readonly position: FeedPosition;
  /** The channel that writers notify. */
  readonly channel: string;
  /** Makes a client that is not connected yet. */
  readonly connect: () => pg.Client;
  /** Reads the entries behind a sequence number, in order. */
  readonly entriesAfter: (sequence: number) => Promise<readonly FeedEntry[]>;
}

/**
 * Watches the feed by LISTEN. While the listening connection is lost, every `catchUp` reads the feed itself. Throws when
 * the first connection fails.
 */
export async function watchPostgresFeed(options: PostgresFeedOptions): Promise<FeedWatch> {
  const { position } = options;
  const reading = repeatable(async () => position.advance(await options.entriesAfter(position.sequence())));
  const connection = await keepListening(options, {
    // A failure leaves the reading overdue, which the next `catchUp` finds.
    notified: () => void reading.afterNow().catch(() => {}),
    connected: () => reading.afterNow(),
  });
  return {
    catchUp: () => (connection.isListening() ? reading.unfinished() : reading.afterNow()),
    async deliver() {
      // The commit stands even if the feed cannot be read now; forgetting everything is as good as knowing it.
      await reading.afterNow().catch(() => position.deliverAll());
    },
    close: () => connection.close(),
  };
}

interface Repeatable {
  /** A run that starts after this call; callers share it. */
  afterNow(): Promise<void>;
  /** The run under way, or a new one when the last one failed; undefined when nothing is left to do. */
  unfinished(): Promise<void> | undefined;
}

/** Runs one job at a time and no more often than is asked for. */
function repeatable(job: () => Promise<void>): Repeatable {
  let current: Promise<void> | undefined;
  let next: Promise<void> | undefined;
  let hasFailed = false;
  const run = async () => {
    hasFailed = true;
    await job();
    hasFailed = false;
  };
  const start = () => {
    current = run().finally(() => {
      current = undefined;
    });
    return current;
  };
  const afterNow = () => {
    if (current === undefined) {
      return start();
    }
    next ??= current
      .catch(() => {})
      .then(() => {
        next = undefined;
        return start();
      });
    return next;
  };
  return { afterNow, unfinished: () => next ?? current ?? (hasFailed ? afterNow() : undefined) };
}

interface ListenerEvents {
  readonly notified: () => void;
  /** Reads what was missed, on each new connection before it counts; a failure gives the connection up. */
  readonly connected: () => Promise<void>;
}

interface ListeningConnection {
  /** Whether every commit from here on is notified. */
  isListening(): boolean;
  close(): Promise<void>;
}

const heartbeatMs = 5000;
const reconnectPausesMs = [0, 50, 200, 1000, 2000];

/** Keeps one connection listening: asks it for a sign of life now and then and replaces it when it is lost. */
async function keepListening(options: PostgresFeedOptions, events: ListenerEvents): Promise<ListeningConnection> {
  let client: pg.Client | undefined;
  let timer: NodeJS.Timeout | undefined;
  let isClosed = false;

  const listen = async () => {
    const own = await openListener(options, events, () => lose(own));
    if (isClosed) {
      await own.end();
    } else {
      client = own;
    }
  };
  const lose = (lost: pg.Client) => {
    if (client === lost) {
      client = undefined;
      lost.end().catch(() => {});
      reconnect(0);
    }
  };
  const reconnect = (attempt: number) => {
    const again = () => void listen().catch(() => !isClosed && reconnect(attempt + 1));
    timer = setTimeout(again, reconnectPausesMs[attempt] ?? reconnectPausesMs.at(-1)).unref();
  };

  await listen();
  const heartbeat = setInterval(() => {
    const asked = client;
    asked?.query("select 1").catch(() => lose(asked));
  }, heartbeatMs).unref();
  return {
    isListening: () => client !== undefined,
    async close() {
      isClosed = true;
      clearTimeout(timer);
      clearInterval(heartbeat);
      const last = client;
      client = undefined;
      await last?.end();
    },
  };
}

/** A connection that listens and has caught up; throws when it was lost before that. */
async function openListener(
  { channel, connect }: PostgresFeedOptions,
  events: ListenerEvents,
  lost: () => void,
): Promise<pg.Client> {
  const client = connect();
  let isGone = false;
  const gone = () => {
    if (!isGone) {
      isGone = true;
      lost();
    }
  };
  try {
    client.on("error", () => {});
    await client.connect();
    client.on("error", gone);
    client.on("end", gone);
    client.on("notification", events.notified);
    await client.query(`listen ${channel}`);
    await events.connected();
    if (isGone) {
      throw new Error("the listening connection was lost as soon as it was made");
    }
    return client;
  } catch (error) {
    isGone = true;
    client.end().catch(() => {});
    throw error;
  }
}
