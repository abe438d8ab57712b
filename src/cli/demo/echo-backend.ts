import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

/** A backend that answers every request with what it received. */
export interface EchoBackend {
  /** `http://127.0.0.1:port`. */
  readonly url: string;
  close(): void;
}

/** Starts the demo's backend on a free port of this machine. */
export async function startEchoBackend(): Promise<EchoBackend> {
  const server = createServer((request, response) => {
    request.resume().on("end", () => {
      response.setHeader("content-type", "application/json");
      response.end(JSON.stringify({ message: "hello from the backend", method: request.method, path: request.url }));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // Bound to a TCP port, so the address is not a pipe's name.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    close() {
      server.close();
      server.closeAllConnections();
    },
  };
}
