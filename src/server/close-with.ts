import type { Socket } from "node:net";

/** How long a client may take to end its side once everything has been said, in milliseconds. */
const lingerMs = 2_000;

/**
 * Sends the last bytes of a connection and closes it. What the client still sends is read and forgotten, for a connection
 * closed over unread bytes is reset, and the client might never see the last ones.
 */
export function closeWith(socket: Socket, bytes: Uint8Array | string): void {
  const cut = setTimeout(() => socket.destroy(), lingerMs);
  socket.once("close", () => clearTimeout(cut));
  socket.end(bytes);
  socket.resume();
}
