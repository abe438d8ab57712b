import type { EventEmitter } from "node:events";
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
  return new RunningWatch(incoming, outgoing);
}

/** A class, because closures over the same state would be four objects for every request. */
class RunningWatch implements ClientWatch {
  readonly #outgoing: ServerResponse;
  /** The connection, where the response has none yet and is told nothing: behind another one on a pipelined connection. */
  readonly #connection: EventEmitter | undefined;
  readonly #onClose = () => this.#closed();
  #gone: boolean;
  #notify: (() => void) | undefined;

  constructor({ socket }: IncomingMessage, outgoing: ServerResponse) {
    this.#outgoing = outgoing;
    this.#gone = outgoing.destroyed || socket.destroyed;
    this.#connection = outgoing.socket === null ? socket : undefined;
    // Any number of responses may wait on one connection; that many listeners are no leak.
    this.#connection?.setMaxListeners(0);
    (this.#connection ?? outgoing).on("close", this.#onClose);
  }

  isGone(): boolean {
    return this.#gone;
  }

  onGone(callback: () => void): void {
    if (this.#gone) {
      callback();
    } else {
      this.#notify = callback;
    }
  }

  stop(): void {
    // A response tells of its own end once; a connection outlives it.
    this.#connection?.off("close", this.#onClose);
  }

  #closed(): void {
    if (!this.#outgoing.writableFinished) {
      this.#gone = true;
      this.#notify?.();
    }
  }
}
