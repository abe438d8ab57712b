import { once } from "node:events";
import http2 from "node:http2";
import net from "node:net";
import type { TLSSocket } from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { echoBackend, hostOf, putApi, send } from "../gateway.ts";
import { flags, frame, frameTypes, frameTypesIn, headerBlock, preface, requestHeaders, reset } from "./http2-frames.ts";
import {
  type Backend,
  http2Request,
  http2Session,
  startBackend,
  startTlsServer,
  tlsConnection,
  type TlsServer,
} from "./tls-server.ts";

let server: TlsServer;
let echo: Backend;
const host = hostOf("api1");

beforeAll(async () => {
  server = await startTlsServer();
  echo = await startBackend(echoBackend());
  await putApi(server.store, { apiId: "api1", routes: [{ key: "ANY /{proxy+}", uri: `${echo.url}/{proxy}` }] });
});

afterAll(async () => {
  await server.close();
  await echo.close();
});

/** What clients do instead of a handshake. */
const garbage: Readonly<Record<string, Buffer>> = {
  "a handshake record of nonsense": Buffer.concat([Buffer.of(0x16, 3, 1, 0, 100), Buffer.alloc(100, 0xff)]),
  "a record that is longer than any": Buffer.concat([
    Buffer.of(0x16, 3, 1, 0xff, 0xff, 1, 0, 0xff, 0xff),
    Buffer.alloc(70_000),
  ]),
  "a hello without its end, then HTTP": Buffer.concat([
    Buffer.of(0x16, 3, 1, 0, 4, 1, 0, 0, 0),
    Buffer.from("GET / HTTP/1.1\r\n\r\n"),
  ]),
  "the records of an old version": Buffer.of(0x16, 0, 2, 0, 4, 1, 0, 0, 0),
  "something that is neither TLS nor HTTP": Buffer.from([0x80, 0x2e, 1, 0, 2, 0, 0x15]),
  "the preface of HTTP/2 in the clear": preface,
};

describe("a connection that begins with", () => {
  test.each(Object.entries(garbage))("%s is closed", async (_, bytes) => {
    const { socket, received, closed } = await plainConnection();
    socket.write(bytes);
    await closed;
    expect(Buffer.concat(received).toString("latin1")).not.toContain("200");
    expect(await isAlive()).toBe(true);
  });
});

test("a handshake that is left half way is forgotten", async () => {
  const { socket } = await plainConnection();
  socket.write(Buffer.of(0x16, 3, 1, 0x02, 0));
  socket.resetAndDestroy();
  const ended = await plainConnection();
  ended.socket.end(Buffer.of(0x16, 3, 1, 0x02, 0));
  await ended.closed;
  expect(await isAlive()).toBe(true);
});

test.each([
  "elsewhere.example.com",
  "s3.us-east-1.amazonaws.com",
  "api1.execute-api.nowhere-1.localhost",
  "a.localhost",
])("the name %s, which is not served, gets no handshake", async (servername) => {
  await expect(tlsConnection(server, { servername })).rejects.toThrow("unrecognized name");
});

test("TLS older than 1.2 is refused", async () => {
  const old = tlsConnection(server, { minVersion: "TLSv1", maxVersion: "TLSv1.1", ciphers: "DEFAULT@SECLEVEL=0" });
  await expect(old).rejects.toThrow("protocol version");
});

describe("over HTTP/2", () => {
  test("a header list over the limit ends its stream, not the server", async () => {
    const session = http2Session(server, host);
    const headers = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`x-${index}`, "v".repeat(1_000)]));
    await expect(http2Request(session, { ":path": "/x", ...headers })).rejects.toThrow(
      "closed with error code NGHTTP2_",
    );
    session.destroy();
    expect(await isAlive()).toBe(true);
  });

  test("headers over the quota of AWS are answered as over HTTP/1.1", async () => {
    const session = http2Session(server, host);
    const reply = await http2Request(session, { ":path": "/x", "x-long": "v".repeat(10_500) });
    expect(reply.status).toBe(431);
    session.destroy();
  });

  test("more headers than any client needs end the stream", async () => {
    const session = http2Session(server, host);
    const headers = Object.fromEntries(Array.from({ length: 300 }, (_, index) => [`x-${index}`, "v"]));
    await expect(http2Request(session, { ":path": "/x", ...headers })).rejects.toThrow(
      "closed with error code NGHTTP2_",
    );
    session.destroy();
    expect(await isAlive()).toBe(true);
  });

  test.each(["connection", "keep-alive", "proxy-connection", "transfer-encoding", "upgrade"])(
    "a request with %s, which is of HTTP/1.1, is reset",
    async (name) => {
      const client = await http2Connection();
      const payload = Buffer.concat([requestHeaders("GET", host, "/x"), headerBlock([[name, "chunked"]])]);
      client.socket.write(frame("headers", 1, { payload, flag: flags.endHeaders | flags.endStream }));
      expect(await client.until(frameTypes.reset)).toContain(frameTypes.reset);
      client.socket.destroy();
    },
  );

  test.each([
    ["a path that does not begin with a slash", "http://elsewhere.example.com/"],
    ["an empty path", ""],
  ])("%s is reset", async (_, path) => {
    const client = await http2Connection();
    const payload = requestHeaders("GET", host, path);
    client.socket.write(frame("headers", 1, { payload, flag: flags.endHeaders | flags.endStream }));
    expect(await client.until(frameTypes.reset)).toContain(frameTypes.reset);
    client.socket.destroy();
  });

  test("a frame over the size that was agreed ends the connection", async () => {
    const client = await http2Connection();
    client.socket.write(frame("data", 1, { payload: Buffer.alloc(20_000) }));
    expect(await client.until(frameTypes.goAway)).toContain(frameTypes.goAway);
    await client.closed;
    expect(await isAlive()).toBe(true);
  });

  test("streams that are opened and reset at once, over and over, end the connection", async () => {
    const client = await http2Connection();
    const payload = requestHeaders("GET", host, "/x");
    const open = Array.from({ length: 1_000 }, (_, index) => [
      frame("headers", index * 2 + 1, { payload, flag: flags.endHeaders | flags.endStream }),
      reset(index * 2 + 1, http2.constants.NGHTTP2_CANCEL),
    ]);
    client.socket.write(Buffer.concat(open.flat()));
    await client.closed;
    expect(await isAlive()).toBe(true);
  });

  test("more streams at once than allowed are refused, and those allowed answered", async () => {
    const client = await http2Connection();
    const payload = requestHeaders("POST", host, "/x");
    const open = Array.from({ length: 140 }, (_, index) =>
      frame("headers", index * 2 + 1, { payload, flag: flags.endHeaders }),
    );
    client.socket.write(Buffer.concat(open));
    expect(await client.until(frameTypes.reset)).toContain(frameTypes.reset);
    client.socket.write(frame("data", 1, { flag: flags.endStream }));
    expect(await client.until(frameTypes.headers)).toContain(frameTypes.headers);
    client.socket.destroy();
  });

  test.each([
    ["settings", frame("settings", 0)],
    ["pings", frame("ping", 0, { payload: Buffer.alloc(8) })],
  ])("a flood of %s of a client that reads no answer ends the connection", async (_, bytes) => {
    const client = await http2Connection();
    client.socket.pause();
    const flood = Buffer.concat(Array.from({ length: 20_000 }, () => bytes));
    await new Promise<void>((resolve) => {
      client.socket.on("close", () => resolve());
      const pour = (): void => {
        while (!client.socket.destroyed && client.socket.write(flood));
      };
      client.socket.on("drain", pour);
      pour();
    });
    expect(await isAlive()).toBe(true);
  });

  test("headers that go on and on without an end cost the connection", async () => {
    const client = await http2Connection();
    client.socket.write(frame("headers", 1, { payload: requestHeaders("GET", host, "/x") }));
    const piece = frame("continuation", 1, { payload: headerBlock([["x-more", "v".repeat(10_000)]]) });
    client.socket.write(Buffer.concat(Array.from({ length: 200 }, () => piece)));
    await client.closed;
    expect(await isAlive()).toBe(true);
  });

  test("CONNECT is not served", async () => {
    const session = http2Session(server, host);
    const reply = await http2Request(session, { ":method": "CONNECT", ":authority": "sts.amazonaws.com:443" });
    expect(reply.status).toBe(405);
    session.destroy();
  });
});

test("none of this is an error of the server's", () => {
  expect(server.logged()).not.toContain('"level":50');
});

async function isAlive(): Promise<boolean> {
  return (await send(server.port, { path: "/_sallyport/health", host: "localhost" })).status === 200;
}

async function plainConnection(): Promise<Collected & { readonly socket: net.Socket }> {
  const socket = net.connect(server.port, "127.0.0.1");
  await once(socket, "connect");
  return { socket, ...collect(socket) };
}

interface Http2Connection extends Collected {
  readonly socket: TLSSocket;
  /** Resolves with the types of all frames so far once one of that type has come. */
  until(type: number): Promise<readonly number[]>;
}

/** A connection on which frames are written by hand; the first of the client and the server have been exchanged. */
async function http2Connection(): Promise<Http2Connection> {
  const socket = await tlsConnection(server, { servername: host, ALPNProtocols: ["h2"] });
  const collected = collect(socket);
  const until = async (type: number): Promise<readonly number[]> => {
    for (;;) {
      const types = frameTypesIn(Buffer.concat(collected.received));
      if (types.includes(type)) {
        return types;
      }
      await once(socket, "data");
    }
  };
  socket.write(preface);
  await until(frameTypes.settings);
  return { socket, ...collected, until };
}

/** What a connection has received so far, and its end, which may be a reset. */
interface Collected {
  readonly received: readonly Buffer[];
  readonly closed: Promise<unknown>;
}

function collect(socket: net.Socket): Collected {
  const received: Buffer[] = [];
  socket.on("error", () => undefined).on("data", (chunk: Buffer) => received.push(chunk));
  return { received, closed: new Promise((resolve) => socket.once("close", resolve)) };
}
