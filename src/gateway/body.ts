import { Buffer } from "node:buffer";
import type { IncomingMessage } from "node:http";
import { Readable } from "node:stream";
import { headerValue, type RawRequest } from "../http/raw-request.ts";
import type { NowOrLater } from "../now-or-later.ts";
import { limits } from "./limits.ts";

/** How a request's body is framed. */
export type BodyFraming =
  | { readonly kind: "none" }
  | { readonly kind: "length"; readonly bytes: number }
  | { readonly kind: "chunked" }
  /** A transfer coding that the server's parser does not undo. */
  | { readonly kind: "unknown" };

/** The outcome of reading a body whole. */
export type WholeBody =
  | { readonly kind: "body"; readonly bytes: Uint8Array }
  | { readonly kind: "tooLarge" }
  /** The client went away before its body was complete. */
  | { readonly kind: "cut" };

const noBody: WholeBody = { kind: "body", bytes: Buffer.alloc(0) };

/** Tells from the headers how the body comes. The server's parser has refused contradictions before. */
export function bodyFraming(raw: RawRequest): BodyFraming {
  const coding = headerValue(raw, "transfer-encoding");
  if (coding !== undefined) {
    return { kind: coding.toLowerCase() === "chunked" ? "chunked" : "unknown" };
  }
  const bytes = Number(headerValue(raw, "content-length") ?? 0);
  return bytes === 0 ? unframed : { kind: "length", bytes };
}

const unframed: BodyFraming = { kind: "none" };

/** Reads the whole body into memory, up to the limit. There is nothing to wait for without one. */
export function readBody(incoming: IncomingMessage, framing: BodyFraming): NowOrLater<WholeBody> {
  if (framing.kind === "none") {
    return noBody;
  }
  if (isTooLarge(framing)) {
    return { kind: "tooLarge" };
  }
  if (incoming.destroyed && !incoming.complete) {
    // Gone while something else was waited for: its end has been told already and will not be told again.
    return Promise.resolve({ kind: "cut" });
  }
  return new Promise((resolve) => {
    const chunks: Buffer[] = [];
    let received = 0;
    incoming.on("data", take).on("close", finish).on("end", finish);

    function take(chunk: Buffer): void {
      received += chunk.length;
      chunks.push(chunk);
      if (received > limits.bodyBytes) {
        settle({ kind: "tooLarge" });
      }
    }

    function finish(): void {
      settle(incoming.complete ? { kind: "body", bytes: oneBuffer(chunks) } : { kind: "cut" });
    }

    function settle(body: WholeBody): void {
      incoming.off("data", take).off("close", finish).off("end", finish);
      incoming.pause();
      resolve(body);
    }
  });
}

/** Whether the framing alone tells that the body is over the limit. */
export function isTooLarge(framing: BodyFraming): boolean {
  return framing.kind === "length" && framing.bytes > limits.bodyBytes;
}

/** Whom a streamed body tells what it waits for. */
export interface BodyStreamEvents {
  /** The backend would take more than the client has sent. */
  readonly onClientAwaited: () => void;
  /** The client has sent all, or more than the backend takes at the moment. */
  readonly onBackendAwaited: () => void;
  /** The body is over the limit; the stream has been destroyed. */
  readonly onTooLarge: () => void;
}

/**
 * The body as a stream of its own, which can be destroyed without the client's connection: what then still comes is
 * discarded, so that the client can read its answer.
 */
export function streamBody(incoming: IncomingMessage, events: BodyStreamEvents): Readable {
  let received = 0;
  const stream = new Readable({
    read() {
      if (!incoming.complete) {
        events.onClientAwaited();
      }
      incoming.resume();
    },
    destroy(_error, done) {
      incoming.off("data", take).off("end", finish).off("close", cut);
      discardBody(incoming);
      // Whoever destroys the stream knows why; nobody else listens for an error.
      done(null);
    },
  });
  incoming.on("data", take).on("end", finish).on("close", cut);
  return stream;

  function take(chunk: Buffer): void {
    received += chunk.length;
    if (received > limits.bodyBytes) {
      stream.destroy();
      events.onTooLarge();
    } else if (!stream.push(chunk)) {
      incoming.pause();
      events.onBackendAwaited();
    }
  }

  function finish(): void {
    stream.push(null);
    events.onBackendAwaited();
  }

  function cut(): void {
    if (!incoming.complete) {
      stream.destroy();
    }
  }
}

/** Reads what is left of a body and forgets it; cuts the connection of a client that does not come to an end. */
export function discardBody(incoming: IncomingMessage): void {
  if (incoming.complete) {
    // Nothing more will come; what has arrived and was not read still holds the connection's next request up.
    incoming.resume();
    return;
  }
  let discarded = 0;
  incoming.on("data", (chunk: Buffer) => {
    discarded += chunk.length;
    if (discarded > limits.discardedBytes) {
      incoming.destroy();
    }
  });
  incoming.resume();
}

function oneBuffer(chunks: readonly Buffer[]): Buffer {
  const [first] = chunks;
  return chunks.length === 1 && first !== undefined ? first : Buffer.concat(chunks);
}
