import type { Socket } from "node:net";
import { handshakeRecord, readClientHello } from "./client-hello.ts";

/** What a connection turns out to be. */
export type FirstBytes =
  | { readonly kind: "http" }
  /** A request to connect somewhere else, as to a proxy. */
  | { readonly kind: "connect" }
  /** With the name that the client wants, in lower case, if it says one. */
  | { readonly kind: "tls"; readonly serverName: string | undefined };

/**
 * Looks at the first bytes of a connection and puts them back for whoever is to read it. Tells nothing when none come in
 * time, or the connection ends before: it is closed then.
 */
export function peekFirstBytes(socket: Socket, timeoutMs: number, onKnown: (found: FirstBytes) => void): void {
  const timer = setTimeout(() => socket.destroy(), timeoutMs);
  let held: Buffer | undefined;
  socket.on("readable", look).on("end", end).on("close", stop).on("error", ignoreError);

  function look(): void {
    // Without an encoding set, a socket yields buffers.
    const bytes = socket.read() as Buffer | null;
    if (bytes === null) {
      return;
    }
    held = held === undefined ? bytes : Buffer.concat([held, bytes]);
    const found = recognise(held);
    if (found !== undefined) {
      stop();
      socket.unshift(held);
      onKnown(found);
    }
  }

  function end(): void {
    socket.destroy();
  }

  function stop(): void {
    clearTimeout(timer);
    socket.off("readable", look).off("end", end).off("close", stop);
  }
}

function recognise(bytes: Buffer): FirstBytes | undefined {
  if (bytes[0] === connectMethod[0] && startsAlike(bytes, connectMethod)) {
    return bytes.length < connectMethod.length ? undefined : { kind: "connect" };
  }
  if (bytes[0] !== handshakeRecord) {
    return { kind: "http" };
  }
  const hello = readClientHello(bytes);
  return hello.kind === "incomplete" ? undefined : { kind: "tls", serverName: hello.serverName };
}

const connectMethod = Buffer.from("CONNECT ");

/** Whether one is how the other starts. */
function startsAlike(one: Buffer, other: Buffer): boolean {
  const length = Math.min(one.length, other.length);
  return one.subarray(0, length).equals(other.subarray(0, length));
}

/** Stays on the connection: its close tells all there is to know. */
function ignoreError(): void {}
