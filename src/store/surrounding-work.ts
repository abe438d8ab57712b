import { AsyncLocalStorage } from "node:async_hooks";

/** Knows which transactions the current call is made from within. */
export interface SurroundingWork {
  /** Runs the work of a transaction. */
  run<Result>(kind: "read" | "write", work: () => Promise<Result>): Promise<Result>;
  /** Whether the call comes from the work of a transaction that has not ended. */
  isInside(kind: "read" | "write"): boolean;
}

/** Follows the work of transactions through its asynchronous calls. */
export function createSurroundingWork(): SurroundingWork {
  const storage = new AsyncLocalStorage<Frame>();
  return {
    async run(kind, work) {
      const frame: Frame = { kind, running: true, outer: storage.getStore() };
      try {
        return await storage.run(frame, work);
      } finally {
        // What the work left behind, a timer for one, still carries the frame but is no longer inside.
        frame.running = false;
        frame.outer = undefined;
      }
    },
    isInside(kind) {
      for (let frame = storage.getStore(); frame !== undefined; frame = frame.outer) {
        if (frame.running && frame.kind === kind) {
          return true;
        }
      }
      return false;
    },
  };
}

interface Frame {
  readonly kind: "read" | "write";
  running: boolean;
  outer: Frame | undefined;
}
