import { connect, isIP, type LookupFunction, type Socket } from "node:net";
import { isOutside, lookupOutside, PrivateAddressError } from "./outside-address.ts";

/** Where a tunnel leads. */
export interface TunnelTarget {
  readonly host: string;
  readonly port: number;
  /** Whether it may lead to this machine or its networks. */
  readonly mayBePrivate: boolean;
}

/** How a tunnel failed to open. */
export type TunnelFailure = "private" | "unreachable" | "timeout";

const connectTimeoutMs = 10_000;
/** How long a tunnel may be without any traffic, in milliseconds. */
const idleTimeoutMs = 300_000;

/** Connects to a host elsewhere; resolves with why it could not be. */
export function openTunnel({ host, port, mayBePrivate }: TunnelTarget): Promise<Socket | TunnelFailure> {
  if (!mayBePrivate && isIP(host) !== 0 && !isOutside(host)) {
    return Promise.resolve("private");
  }
  const lookup: { readonly lookup?: LookupFunction } = mayBePrivate ? {} : { lookup: lookupOutside };
  return new Promise((resolve) => {
    const socket = connect({ host, port, allowHalfOpen: true, ...lookup });
    const late = setTimeout(() => fail("timeout"), connectTimeoutMs);
    socket.once("connect", () => {
      clearTimeout(late);
      resolve(socket);
    });
    // Stays on the socket, whose close tells the tunnel's two ends all there is to know.
    socket.on("error", (error) => fail(error instanceof PrivateAddressError ? "private" : "unreachable"));

    function fail(reason: TunnelFailure): void {
      clearTimeout(late);
      socket.destroy();
      resolve(reason);
    }
  });
}

/** Passes bytes both ways until both sides have ended, or one breaks off or neither says anything for long. */
export function couple(client: Socket, outside: Socket): void {
  // A server that has no other work left does not stay for it.
  outside.unref();
  client.pipe(outside);
  outside.pipe(client);
  for (const [socket, other] of [
    [client, outside],
    [outside, client],
  ] as const) {
    socket.setTimeout(idleTimeoutMs, () => socket.destroy());
    socket.once("close", () => other.destroySoon());
  }
}
