import assert from "node:assert/strict";
import http from "node:http";
import net from "node:net";
import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import {
  type GatewayFixture,
  hostOf,
  listen,
  owner,
  putApi,
  send,
  startGateway,
  type TestRoute,
} from "../../test/gateway.ts";

let fixture: GatewayFixture;
const servers: net.Server[] = [];

beforeEach(async () => {
  fixture = await startGateway();
});

/** However a test went: every invoke has ended, no error got away and the gateway still serves. */
afterEach(async () => {
  await vi.waitFor(() => assert.equal(fixture.inFlight(), 0));
  assert.deepEqual(fixture.failures, []);
  await route(http.createServer((_, response) => response.end("alive")));
  assert.equal((await send(fixture.port, {})).body, "alive");
  await fixture.close();
  for (const server of servers.splice(0)) {
    server.close();
  }
});

/** Serves `api1` from that backend. */
async function route(server: net.Server, changes: Partial<TestRoute> = {}): Promise<number> {
  const port = await listen(server);
  servers.push(server);
  await putApi(fixture.store, {
    apiId: "api1",
    routes: [{ key: "$default", uri: `http://127.0.0.1:${port}`, ...changes }],
  });
  return port;
}

/** A backend that does with each connection what it is told. */
function rawBackend(serve: (socket: net.Socket) => void) {
  const sockets: net.Socket[] = [];
  const server = net.createServer((socket) => {
    sockets.push(socket);
    socket.on("error", () => undefined);
    serve(socket);
  });
  return { server, sockets };
}

/** A backend that answers the first bytes of a request with these. */
function answering(text: string, then: (socket: net.Socket) => void = () => undefined) {
  return rawBackend((socket) => {
    socket.once("data", () => {
      socket.write(text, "latin1");
      then(socket);
    });
  });
}

const head = (line: string, ...headers: string[]) => [line, `Host: ${hostOf("api1")}`, ...headers, "", ""].join("\r\n");

function connect(): net.Socket {
  const socket = net.connect(fixture.port, "127.0.0.1");
  return socket.on("error", () => undefined);
}

const once = (emitter: net.Socket | net.Server, event: string) =>
  new Promise<void>((resolve) => emitter.once(event, () => resolve()));

/** True once the connection that a test has waited for is closed. */
async function closed(socket: net.Socket | undefined): Promise<boolean> {
  if (socket !== undefined && !socket.closed) {
    // A socket that is not read does not learn of its end.
    socket.resume();
    await once(socket, "close");
  }
  return socket?.closed ?? false;
}

describe("a client that goes away lets its backend go", () => {
  test("with the head sent and nothing of the body", async () => {
    const backend = rawBackend((socket) => socket.resume());
    await route(backend.server);
    const client = connect();
    client.write(head("POST /x HTTP/1.1", "Content-Length: 100"));
    await vi.waitFor(() => expect(fixture.inFlight()).toBe(1));
    client.destroy();
    await vi.waitFor(() => expect(fixture.inFlight()).toBe(0));
    expect(await closed(backend.sockets[0])).toBe(true);
  });

  test.each(["Content-Length: 100", "Transfer-Encoding: chunked"])(
    "in the middle of the body (%s)",
    async (framing) => {
      const backend = rawBackend((socket) => socket.on("data", (chunk) => chunk.includes("hello") && client.destroy()));
      await route(backend.server);
      const client = connect();
      client.write(`${head("POST /x HTTP/1.1", framing)}5\r\nhello\r\n`);
      await once(backend.server, "connection");
      expect(await closed(backend.sockets[0])).toBe(true);
    },
  );

  test.each(["GET /x HTTP/1.1", "POST /x HTTP/1.1"])("before the answer (%s)", async (line) => {
    const backend = rawBackend((socket) =>
      socket.on("data", (chunk) => chunk.toString().includes("\r\n\r\n") && client.destroy()),
    );
    await route(backend.server);
    const client = connect();
    client.write(line.startsWith("GET") ? head(line) : `${head(line, "Content-Length: 2")}ok`);
    await once(backend.server, "connection");
    expect(await closed(backend.sockets[0])).toBe(true);
  });

  test.each([
    ["after the head of the answer", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n"],
    ["in the middle of an answer of known length", "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nabc"],
    ["in the middle of a chunked answer", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n"],
    ["in the middle of an answer that only the close ends", "HTTP/1.1 200 OK\r\n\r\nabc"],
  ])("%s", async (_, text) => {
    const backend = answering(text);
    await route(backend.server);
    const client = connect();
    client.once("data", () => client.destroy());
    client.write(head("GET /x HTTP/1.1"));
    await once(client, "close");
    expect(await closed(backend.sockets[0])).toBe(true);
  });

  test("without having read an answer that fills every buffer", async () => {
    const backend = floodingBackend();
    await route(backend.server);
    const client = connect().pause();
    client.write(head("GET /x HTTP/1.1"));
    await backend.stalled();
    client.destroy();
    expect(await closed(backend.sockets[0])).toBe(true);
  });

  test("with an answer waiting behind another one on a pipelined connection", async () => {
    let answer: ((response: http.ServerResponse) => void) | undefined;
    const slowClosed = new Promise<void>((resolve) => {
      answer = (response) => response.once("close", resolve);
    });
    const bigClosed = Promise.withResolvers<void>();
    const backend = http.createServer((request, response) => {
      if (request.url === "/slow") {
        answer?.(response);
        return;
      }
      response.once("close", bigClosed.resolve);
      const more = () => {
        while (!response.destroyed && response.write(Buffer.alloc(65_536))) {
          // Until nobody takes any more.
        }
        client.destroy();
      };
      more();
      response.on("drain", more);
    });
    await route(backend);
    const client = connect();
    client.write(head("GET /slow HTTP/1.1") + head("GET /big HTTP/1.1"));
    await expect(Promise.all([slowClosed, bigClosed.promise])).resolves.toHaveLength(2);
  });

  test("before the body of a request to be signed was complete, and the backend never heard of it", async () => {
    const backend = rawBackend(() => undefined);
    await route(backend.server, { auth: "AWS_IAM" });
    const client = connect();
    const key = { accountId: owner, accessKeyId: "KEY", secretAccessKey: "secret" };
    await fixture.store.write(({ accessKeys }) => accessKeys.insert({ ...key, status: "Active", createdAtMs: 0 }));
    const timestamp = new Date().toISOString().replaceAll(/[-:]|\.\d+/g, "");
    const scope = `KEY/${timestamp.slice(0, 8)}/us-east-1/execute-api/aws4_request`;
    const signature = `AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=0`;
    const headers = ["Content-Length: 100", `X-Amz-Date: ${timestamp}`, `Authorization: ${signature}`];
    client.write(`${head("POST /x HTTP/1.1", ...headers)}hello`);
    await vi.waitFor(() => expect(fixture.inFlight()).toBe(1));
    client.destroy();
    await vi.waitFor(() => expect(fixture.inFlight()).toBe(0));
    expect(backend.sockets).toEqual([]);
  });
});

describe("a backend that does not answer", () => {
  test.each<[string, (socket: net.Socket) => void, number]>([
    ["resets the connection", (socket) => socket.resetAndDestroy(), 500],
    ["closes the connection", (socket) => socket.end(), 500],
    ["resets it behind the request", (socket) => socket.once("data", () => socket.resetAndDestroy()), 500],
    ["closes it behind the request", (socket) => socket.once("data", () => socket.end()), 500],
    ["says nothing", () => undefined, 503],
    ["reads and says nothing", (socket) => socket.resume(), 503],
    ["sends half a head", (socket) => socket.write("HTTP/1.1 200 OK\r\nX-"), 503],
  ])("because it %s", async (_, serve, status) => {
    const backend = rawBackend(serve);
    await route(backend.server, { integration: { timeoutInMillis: 100 } });
    const message = status === 503 ? "Service Unavailable" : "Internal Server Error";
    expect(await send(fixture.port, {})).toMatchObject({ status, body: JSON.stringify({ message }) });
    expect(await closed(backend.sockets[0])).toBe(true);
  });

  test.each<[string, string]>([
    ["another protocol", "220 mail.example ESMTP\r\n"],
    ["a bad status", "HTTP/1.1 abc OK\r\n\r\n"],
    ["two lengths", "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nContent-Length: 4\r\n\r\nabcd"],
    ["a length that is none", "HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n"],
    [
      "a length and chunks",
      "HTTP/1.1 200 OK\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n",
    ],
    ["a coding that is not undone", "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip, chunked\r\n\r\n3\r\nabc\r\n0\r\n\r\n"],
    ["an upgrade nobody asked for", "HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: upgrade\r\n\r\n"],
    ["a control character in a header", "HTTP/1.1 200 OK\r\nX-A: a\x01b\r\nContent-Length: 0\r\n\r\n"],
    ["a head without end", `HTTP/1.1 200 OK\r\n${`X-A: ${"x".repeat(1_000)}\r\n`.repeat(100)}`],
    ["a line feed for a line end", "HTTP/1.1 200 OK\nContent-Length: 0\n\n"],
  ])("with sense but with %s", async (_, text) => {
    const backend = answering(text);
    await route(backend.server, { integration: { timeoutInMillis: 500 } });
    expect(await send(fixture.port, {})).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
    expect(await closed(backend.sockets[0])).toBe(true);
  });

  test("is one whose name does not resolve", async () => {
    await putApi(fixture.store, { apiId: "api1", routes: [{ key: "$default", uri: "http://backend.invalid" }] });
    expect(await send(fixture.port, {})).toMatchObject({ status: 500, body: '{"message":"Internal Server Error"}' });
  });

  test("does not hold up a client that is still sending", async () => {
    const backend = rawBackend((socket) => socket.pause());
    await route(backend.server, { integration: { timeoutInMillis: 200 } });
    const reply = await send(fixture.port, { method: "POST", body: Buffer.alloc(9 * 1024 * 1024) });
    expect(reply).toMatchObject({ status: 503, body: '{"message":"Service Unavailable"}' });
    expect(await closed(backend.sockets[0])).toBe(true);
  });
});

describe("an answer that breaks off cuts the client's connection", () => {
  test.each<[string, string, (socket: net.Socket) => void]>([
    ["short of its length", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", (socket) => socket.end()],
    [
      "short of its length by a reset",
      "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc",
      (socket) => setImmediate(() => socket.resetAndDestroy()),
    ],
    [
      "between two chunks",
      "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n",
      (socket) => socket.end(),
    ],
    ["in a bad chunk", "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\nXY\r\n", () => undefined],
    ["by standing still", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nabc", () => undefined],
    ["after its head by standing still", "HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\n", () => undefined],
  ])("%s", async (_, text, then) => {
    const backend = answering(text, then);
    await route(backend.server, { integration: { timeoutInMillis: 150 } });
    await expect(send(fixture.port, {})).rejects.toThrow(/aborted|ECONNRESET|hang up/);
    expect(await closed(backend.sockets[0])).toBe(true);
  });

  test("by never ending, drop by drop", async () => {
    const backend = answering("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n", (socket) => {
      const timer = setInterval(() => socket.write("1\r\nx\r\n"), 10);
      socket.on("close", () => clearInterval(timer));
    });
    await route(backend.server, { integration: { timeoutInMillis: 150 } });
    await expect(send(fixture.port, {})).rejects.toThrow(/aborted|ECONNRESET|hang up/);
    expect(await closed(backend.sockets[0])).toBe(true);
  });
});

describe("a backend", () => {
  test("that sends more than its length is heard up to there, and not again on that connection", async () => {
    const backend = rawBackend((socket) =>
      socket.on("data", () =>
        socket.write(
          "HTTP/1.1 200 OK\r\nContent-Length: 3\r\n\r\nabcHTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nforged",
        ),
      ),
    );
    await route(backend.server);
    expect((await send(fixture.port, {})).body).toBe("abc");
    expect(await closed(backend.sockets[0])).toBe(true);
    expect((await send(fixture.port, {})).body).toBe("abc");
    expect(backend.sockets).toHaveLength(2);
  });

  test("that ends its answer by closing is heard to the end", async () => {
    const backend = answering("HTTP/1.0 200 OK\r\n\r\nto the end", (socket) => socket.end());
    await route(backend.server);
    expect(await send(fixture.port, {})).toMatchObject({ status: 200, body: "to the end" });
  });

  test("that answers before the body has come is heard, and the client's connection goes on", async () => {
    const backend = answering("HTTP/1.1 401 Unauthorized\r\nContent-Length: 5\r\n\r\nearly");
    await route(backend.server);
    const agent = new http.Agent({ keepAlive: true, maxSockets: 1 });
    const post = () =>
      new Promise<string>((resolve, reject) => {
        const request = http.request({
          port: fixture.port,
          host: "127.0.0.1",
          method: "POST",
          agent,
          headers: { host: hostOf("api1") },
        });
        request.on("error", reject).on("response", (response) => {
          let text = "";
          response.on("data", (chunk: Buffer) => (text += chunk.toString())).on("end", () => resolve(text));
        });
        request.end(Buffer.alloc(5 * 1024 * 1024));
      });
    expect([await post(), await post()]).toEqual(["early", "early"]);
    agent.destroy();
  });

  test("keeps its connection between requests", async () => {
    const server = http.createServer((request, response) => response.end(String(request.socket.remotePort)));
    await route(server);
    const [first, second] = [await send(fixture.port, {}), await send(fixture.port, {})];
    expect(second.body).toBe(first.body);
  });

  test("is slowed down to what the client reads, and nothing is lost", async () => {
    const backend = floodingBackend();
    await route(backend.server);
    const client = connect().pause();
    client.write(head("GET /x HTTP/1.1", "Connection: close"));
    await backend.stalled();
    expect(backend.sent()).toBeLessThan(floodBytes / 2);
    let received = 0;
    client.on("data", (chunk: Buffer) => (received += chunk.length)).resume();
    await once(client, "close");
    expect(received).toBeGreaterThanOrEqual(floodBytes);
  });
});

test("a chunked body over the limit is refused, and the backend never gets it whole", async () => {
  const backend = rawBackend((socket) => socket.resume());
  await route(backend.server);
  const body = Buffer.alloc(10 * 1024 * 1024 + 1);
  const reply = await send(fixture.port, { method: "POST", body, headers: { "transfer-encoding": "chunked" } });
  expect(reply).toMatchObject({ status: 413, body: '{"message":"Request Entity Too Large"}' });
  expect(await closed(backend.sockets[0])).toBe(true);
});

test("a client that never ends a body nobody wants is cut off", async () => {
  const client = connect();
  client.write(head("POST /x HTTP/1.1", "Transfer-Encoding: chunked"));
  const chunk = `10000\r\n${"x".repeat(65_536)}\r\n`;
  const more = () => {
    while (!client.destroyed && client.write(chunk)) {
      // As fast as it goes.
    }
  };
  client.on("drain", more).resume();
  more();
  expect(await closed(client)).toBe(true);
});

const floodBytes = 64 * 1024 * 1024;

/** A backend that answers every request with 64 MB as fast as they are taken. */
function floodingBackend() {
  const piece = Buffer.alloc(65_536);
  let left = floodBytes;
  const backend = answering(`HTTP/1.1 200 OK\r\nContent-Length: ${floodBytes}\r\n\r\n`, (socket) => {
    const more = () => {
      while (left > 0 && !socket.destroyed) {
        left -= piece.length;
        if (!socket.write(piece)) {
          return;
        }
      }
    };
    socket.on("drain", more);
    more();
  });
  const sent = () => floodBytes - left;
  /** Resolves when two looks, a while apart, see no progress. */
  const stalled = () => {
    let last = -1;
    return vi.waitFor(
      () => {
        const [before, now] = [last, sent()];
        last = now;
        expect(now).toBeGreaterThan(0);
        expect(now).toBe(before);
      },
      { interval: 100, timeout: 5_000 },
    );
  };
  return { ...backend, sent, stalled };
}
