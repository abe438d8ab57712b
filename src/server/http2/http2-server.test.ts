import { once } from "node:events";
import { connect, createServer, type Socket } from "node:net";
import { expect, test } from "vitest";
import { flags, frame, preface, requestHeaders } from "../../../test/tls/http2-frames.ts";
import { listen } from "../../../test/gateway.ts";
import { createHttp2Server } from "./http2-server.ts";

test.each([
  ["says nothing", []],
  ["says goodbye", [frame("goAway", 0, { payload: Buffer.alloc(8) })]],
  // Node reads nothing more of such a connection, and so not that the client has gone.
  [
    "says goodbye and then what is no HTTP/2",
    [frame("goAway", 0, { payload: Buffer.alloc(8) }), frame("ping", 0, { payload: Buffer.alloc(3) })],
  ],
])("a connection whose client %s is closed when it has been idle for long", async (_, frames) => {
  const http2 = createHttp2Server({
    onRequest: (_incoming, outgoing) => outgoing.writeHead(200).end("answered"),
    headerBytesMax: 32_768,
    requestTimeoutMs: 60_000,
    idleTimeoutMs: 200,
  });
  const accepted: Socket[] = [];
  const server = createServer((socket) => {
    accepted.push(socket);
    http2.emit("connection", socket);
  });
  const client = connect(await listen(server), "127.0.0.1");
  client.resume();
  const payload = requestHeaders("GET", "a.example", "/");
  const request = frame("headers", 1, { payload, flag: flags.endHeaders | flags.endStream });
  client.write(Buffer.concat([preface, request, ...frames]));
  await once(server, "connection");
  client.end();
  const [socket] = accepted;
  await (socket && once(socket, "close"));
  expect(socket?.destroyed).toBe(true);
  client.destroy();
  server.close();
});
