import { once } from "node:events";
import net, { type AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import { couple, openTunnel } from "./tunnel.ts";

const servers: net.Server[] = [];

afterEach(async () => {
  await Promise.all(servers.splice(0).map((server) => new Promise((resolve) => server.close(resolve))));
});

test("bytes pass both ways, and each side may end before the other", async () => {
  const port = await listen((socket) => {
    let asked = "";
    socket.on("data", (chunk: Buffer) => (asked += chunk.toString()));
    // Answers only once the asking has ended.
    socket.on("end", () => socket.end(`you said: ${asked}`));
  });
  const client = await through(port);
  client.end("hello");
  expect(await textOf(client)).toBe("you said: hello");
});

test("a long answer arrives whole although its sender is gone", async () => {
  const port = await listen((socket) => socket.end("x".repeat(3_000_000)));
  const client = await through(port);
  const text = textOf(client);
  client.end();
  expect((await text).length).toBe(3_000_000);
});

test("a side that breaks off takes the other with it", async () => {
  const accepted = Promise.withResolvers<net.Socket>();
  const port = await listen((socket) => {
    socket.write("hello");
    accepted.resolve(socket);
  });
  const client = await through(port);
  await once(client, "data");
  const socket = await accepted.promise;
  const ended = once(socket.resume(), "end");
  client.resetAndDestroy();
  await ended;
  expect(socket.readableEnded).toBe(true);
  socket.destroy();
});

describe("a tunnel does not open", () => {
  test("to an address inside that was not named", async () => {
    const port = await listen(() => undefined);
    expect(await openTunnel({ host: "127.0.0.1", port, mayBePrivate: false })).toBe("private");
    expect(await openTunnel({ host: "localhost", port, mayBePrivate: false })).toBe("private");
  });

  test("where nobody listens", async () => {
    const port = await listen(() => undefined);
    await new Promise((resolve) => servers.pop()?.close(resolve));
    expect(await openTunnel({ host: "127.0.0.1", port, mayBePrivate: true })).toBe("unreachable");
  });
});

/** A connection to a proxy that couples it with a tunnel to that port. */
async function through(port: number): Promise<net.Socket> {
  const proxyPort = await listen((client) => {
    void openTunnel({ host: "127.0.0.1", port, mayBePrivate: true }).then((outside) => {
      if (typeof outside === "string") {
        throw new Error(outside);
      }
      couple(
        client.on("error", () => undefined),
        outside,
      );
      return outside;
    });
  });
  return net.connect({ port: proxyPort, host: "127.0.0.1", allowHalfOpen: true });
}

async function listen(onConnection: (socket: net.Socket) => void): Promise<number> {
  const server = net.createServer({ allowHalfOpen: true }, onConnection);
  servers.push(server);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A TCP server's address is never a string.
  return (server.address() as AddressInfo).port;
}

async function textOf(socket: net.Socket): Promise<string> {
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString()));
  await once(socket, "close");
  return text;
}
