import http from "node:http";
import net from "node:net";
import { expect, test } from "vitest";
import { listen } from "../../test/gateway.ts";
import { readBody, type WholeBody } from "./body.ts";

test("the body of a client that has gone before anybody asked for it is cut, not waited for", async () => {
  const { promise, resolve } = Promise.withResolvers<WholeBody>();
  const server = http.createServer((incoming) => {
    incoming.on("error", () => undefined);
    socket.resetAndDestroy();
    incoming.on("close", () => resolve(readBody(incoming, { kind: "length", bytes: 100 })));
  });
  const socket = net.connect(await listen(server), "127.0.0.1");
  socket.write("POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\nhello");
  expect(await promise).toEqual({ kind: "cut" });
  server.close();
});
