import type { Socket } from "node:net";
import { handshakeRecord, readClientHello } from "./client-hello.ts";

/** What a connection turns out to be. */
export type FirstBytes =
  | { readonly kind: "http" }
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
  if (bytes[0] !== handshakeRecord) {
    return { kind: "http" };
  }
  const hello = readClientHello(bytes);
  return hello.kind === "incomplete" ? undefined : { kind: "tls", serverName: hello.serverName };
}

/** Stays on the connection: its close tells all there is to know. */
function ignoreError(): void {}
