import http from "node:http";
import type { AddressInfo } from "node:net";
import { afterAll, beforeAll, expect, test } from "vitest";
import { sendRaw } from "../../test/gateway.ts";
import { answerMalformed, wellFormedOnly } from "./malformed-requests.ts";

let server: http.Server;
let port: number;
/** Requests that were taken for some. */
const taken: string[] = [];

beforeAll(async () => {
  const listener = wellFormedOnly((incoming, outgoing) => {
    taken.push(incoming.url ?? "");
    incoming.resume().on("end", () => outgoing.end("ok"));
    if (incoming.url === "/begun") {
      outgoing.write("begun");
    }
  });
  server = http.createServer({ maxHeaderSize: 4096, requireHostHeader: false }, listener);
  answerMalformed(server);
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is never a string.
  ({ port } = server.address() as AddressInfo);
});

afterAll(() => {
  server.closeAllConnections();
  server.close();
});

const chunked = "Transfer-Encoding: chunked\r\n\r\n";
const badRequest = [400, "Bad Request", '{"message":"Bad Request"}'] as const;

test.each<[string, string, readonly [number, string, string]]>([
  ["a broken request line", "GET / HTP/1.1\r\n\r\n", badRequest],
  ["bytes of another protocol", "\u0016\u0003\u0001\u0002\u0000\u0001", badRequest],
  ["a preface of HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", badRequest],
  ["a version that is not spoken here", "GET / HTTP/2.0\r\n\r\n", badRequest],
  ["bare line feeds", "GET / HTTP/1.1\nHost: a\n\n", badRequest],
  ["a folded header", "GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n", badRequest],
  ["NUL in a header", "GET / HTTP/1.1\r\nX: a\0b\r\n\r\n", badRequest],
  ["two lengths", "POST / HTTP/1.1\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab", badRequest],
  ["a length and chunks", `POST / HTTP/1.1\r\nContent-Length: 1\r\n${chunked}0\r\n\r\n`, badRequest],
  ["chunks in HTTP/1.0", `POST / HTTP/1.0\r\nConnection: keep-alive\r\n${chunked}0\r\n\r\n`, badRequest],
  [
    "chunks that are not the last coding",
    "POST / HTTP/1.1\r\nTransfer-Encoding: chunked, identity\r\n\r\n",
    badRequest,
  ],
  ["a chunk without a length", `POST / HTTP/1.1\r\n${chunked}x\r\n`, badRequest],
  [
    "too large a head",
    `GET / HTTP/1.1\r\nX: ${"a".repeat(5000)}\r\n\r\n`,
    [431, "Request Header Fields Too Large", '{"message":"Request Header Fields Too Large"}'],
  ],
  [
    "too much beside a chunk",
    `POST / HTTP/1.1\r\n${chunked}1;${"a".repeat(20_000)}\r\n`,
    [413, "Request Entity Too Large", '{"message":"Request Entity Too Large"}'],
  ],
])("%s is answered with a message, and the connection ends", async (_, bytes, [status, reason, body]) => {
  const reply = await sendRaw(port, `${bytes}GET /smuggled HTTP/1.1\r\nHost: a\r\n\r\n`);
  expect(reply).toMatch(new RegExp(`^HTTP/1\\.1 ${status} ${reason}\r\n`));
  expect(reply.toLowerCase()).toContain("content-type: application/json");
  expect(reply.endsWith(`\r\n\r\n${body}`)).toBe(true);
  expect(taken).not.toContain("/smuggled");
});

test("an answer that has begun is cut, not continued with another", async () => {
  const reply = await sendRaw(port, `POST /begun HTTP/1.1\r\n${chunked}x\r\n`);
  expect(reply).not.toContain("400");
});
