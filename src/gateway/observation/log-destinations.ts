import { createWriteStream } from "node:fs";
import type { Writable } from "node:stream";

/** Where access logs go: a path or `stdout`, by the destination's ARN; `*` stands for all others. */
export type LogDestinationTable = Readonly<Record<string, string>>;

/** Takes lines of access logs and never makes anyone wait. */
export interface LogDestinations {
  /** Whether anything would be written, so that the line need not be made otherwise. */
  has(destinationArn: string): boolean;
  /** Queues a line. What a destination is behind with beyond its bound is dropped and counted. */
  write(destinationArn: string, line: string): void;
  /** How many lines were dropped. */
  dropped(): number;
  /** Writes what is queued and lets go of the files. */
  close(): Promise<void>;
}

/** How much may be waiting for one destination, in characters. */
const queuedMax = 8 * 1024 * 1024;

/** Opens no file before its first line. `onError` is told once of a destination that cannot be written; its lines are dropped. */
export function createLogDestinations(
  table: LogDestinationTable,
  onError: (target: string, cause: Error) => void,
): LogDestinations {
  const sinks = new Map<string, LogSink>();
  let dropped = 0;
  return {
    has: (destinationArn) => targetOf(destinationArn) !== undefined,
    write(destinationArn, line) {
      const target = targetOf(destinationArn);
      if (target !== undefined && !sinkOf(target).write(`${line}\n`)) {
        dropped += 1;
      }
    },
    dropped: () => dropped,
    async close() {
      await Promise.all(Array.from(sinks.values(), (sink) => sink.close()));
      sinks.clear();
    },
  };

  /** CloudWatch shows the ARN of a log group with `:*` behind it, stages want it without. */
  function targetOf(destinationArn: string): string | undefined {
    return table[destinationArn] ?? table[`${destinationArn}:*`] ?? table["*"];
  }

  function sinkOf(target: string): LogSink {
    const open = sinks.get(target);
    if (open !== undefined) {
      return open;
    }
    const sink = openSink(target, (cause) => onError(target, cause));
    sinks.set(target, sink);
    return sink;
  }
}

interface LogSink {
  /** False when the text was dropped. */
  write(text: string): boolean;
  close(): Promise<void>;
}

/** Collects what comes in one turn of the event loop into one write. */
function openSink(target: string, onError: (cause: Error) => void): LogSink {
  const toFile = target !== "stdout";
  const stream: Writable = toFile ? createWriteStream(target, { flags: "a" }) : process.stdout;
  let queued: string[] = [];
  let queuedCharacters = 0;
  let failed = false;
  const fail = (cause: Error) => {
    failed = true;
    onError(cause);
  };
  stream.on("error", fail);

  return {
    write(text) {
      if (failed || queuedCharacters + stream.writableLength > queuedMax) {
        return false;
      }
      if (queued.length === 0) {
        setImmediate(flush);
      }
      queued.push(text);
      queuedCharacters += text.length;
      return true;
    },
    close() {
      flush();
      return new Promise((resolve) => {
        if (failed || !toFile) {
          stream.off("error", fail);
          resolve();
        } else {
          stream.once("close", resolve);
          stream.end();
        }
      });
    },
  };

  function flush(): void {
    if (queued.length > 0 && !failed) {
      stream.write(queued.join(""));
    }
    queued = [];
    queuedCharacters = 0;
  }
}
