import net from "node:net";

/** What is sent, how often, on how many connections. */
export interface Load {
  readonly port: number;
  /** Whole requests as they go over the wire, sent in turn; each must be answered 200 with the body `hello`. */
  readonly requests: readonly string[];
  readonly count: number;
  readonly connections: number;
}

/** Keeps connections busy until all requests are answered; returns the time that each took, in milliseconds. Throws when one is refused. */
export async function load({ port, requests, count, connections }: Load): Promise<readonly number[]> {
  let started = 0;
  const latenciesMs: number[] = [];
  await Promise.all(Array.from({ length: connections }, connection));
  return latenciesMs;

  function connection(): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = net.connect(port, "127.0.0.1").setNoDelay(true);
      let received = "";
      let sentAtMs = 0;
      socket.setEncoding("latin1").on("error", reject);
      socket.on("data", (chunk: string) => {
        received += chunk;
        if (!received.startsWith("HTTP/1.1 200")) {
          reject(new Error(`refused: ${received.slice(0, 300)}`));
          socket.destroy();
        } else if (received.endsWith("\r\n\r\nhello")) {
          received = "";
          latenciesMs.push(performance.now() - sentAtMs);
          next();
        }
      });
      next();

      function next(): void {
        if (started >= count) {
          socket.end();
          resolve();
          return;
        }
        sentAtMs = performance.now();
        socket.write(requests[started % requests.length] ?? "");
        started += 1;
      }
    });
  }
}
