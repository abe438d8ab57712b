import net from "node:net";
import { once } from "node:events";

/** Connections to a server that are kept busy in turns. */
export interface Load {
  /**
   * Sends that many requests, whole as they go over the wire and taken in turn, on all connections at once; each must be
   * answered 200 with the body `hello`. Returns the time that each took, in milliseconds. Throws when one is refused.
   */
  run(requests: readonly string[], count: number): Promise<readonly number[]>;
  stop(): void;
}

/** Opens that many connections, which stay open from turn to turn as those of a client with a pool do. */
export async function openLoad(port: number, connections: number): Promise<Load> {
  const sockets = await Promise.all(
    Array.from({ length: connections }, async () => {
      const socket = net.connect(port, "127.0.0.1").setNoDelay(true).setEncoding("latin1");
      await once(socket, "connect");
      return socket;
    }),
  );
  return {
    async run(requests, count) {
      let started = 0;
      const latenciesMs: number[] = [];
      const next = () => (started < count ? requests[started++ % requests.length] : undefined);
      await Promise.all(sockets.map((socket) => keepBusy(socket, next, latenciesMs)));
      return latenciesMs;
    },
    stop: () => sockets.forEach((socket) => socket.destroy()),
  };
}

/** Sends one request after another, each when the one before is answered, until there is none. */
function keepBusy(socket: net.Socket, next: () => string | undefined, latenciesMs: number[]): Promise<void> {
  return new Promise((resolve, reject) => {
    let received = "";
    let sentAtMs = 0;
    if (socket.destroyed) {
      closed();
      return;
    }
    socket.on("data", take).on("error", reject).on("close", closed);
    send();

    function take(chunk: string): void {
      received += chunk;
      if (!received.startsWith("HTTP/1.1 200")) {
        reject(new Error(`refused: ${received.slice(0, 300)}`));
        socket.destroy();
      } else if (received.endsWith("\r\n\r\nhello")) {
        received = "";
        latenciesMs.push(performance.now() - sentAtMs);
        send();
      }
    }

    function closed(): void {
      reject(new Error("the server closed a connection"));
    }

    function send(): void {
      const request = next();
      if (request === undefined) {
        socket.off("data", take).off("error", reject).off("close", closed);
        resolve();
        return;
      }
      sentAtMs = performance.now();
      socket.write(request);
    }
  });
}
