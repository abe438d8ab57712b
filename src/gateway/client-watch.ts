import type { IncomingMessage, ServerResponse } from "node:http";

/** Tells when the client of one request is gone. */
export interface ClientWatch {
  /** Whether the client's connection ended before its answer did. */
  isGone(): boolean;
  /** Calls back once when the client goes; at once when it is gone already. One callback at a time. */
  onGone(callback: () => void): void;
  /** Ends the watch. */
  stop(): void;
}

/** Watches the connection that a request came on. */
export function watchClient(incoming: IncomingMessage, outgoing: ServerResponse): ClientWatch {
  let gone = outgoing.destroyed || incoming.socket.destroyed;
  let notify: (() => void) | undefined;
  // A response that waits behind another one on a pipelined connection has no socket yet and is told nothing.
  const emitter = outgoing.socket === null ? incoming.socket : outgoing;
  if (emitter === incoming.socket) {
    // Any number of responses may wait on one connection; that many listeners are no leak.
    incoming.socket.setMaxListeners(0);
  }
  emitter.on("close", closed);

  return {
    isGone: () => gone,
    onGone(callback) {
      if (gone) {
        callback();
      } else {
        notify = callback;
      }
    },
    stop() {
      // A response tells of its own end once; a connection outlives it.
      if (emitter === incoming.socket) {
        emitter.off("close", closed);
      }
    },
  };

  function closed(): void {
    if (outgoing.writableFinished) {
      return;
    }
    gone = true;
    notify?.();
  }
}
