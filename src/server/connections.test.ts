import { once } from "node:events";
import http from "node:http";
import http2 from "node:http2";
import net, { type AddressInfo } from "node:net";
import tls from "node:tls";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { makeClientCertificate } from "../../test/client-certificate.ts";
import { realHello } from "../../test/tls/real-hello.ts";
import { systemSources } from "../sources.ts";
import { type SharedConnections, shareConnections } from "./connections.ts";
import { createHttp2Server } from "./http2/http2-server.ts";
import { rawRequestOf } from "./raw-request-of.ts";
import type { ServerIdentity } from "./tls/certificate-source.ts";
import { issueCertificate, type KeyedCertificate, makeAuthority, makePrivateKey } from "./tls/issue-certificate.ts";

let authority: KeyedCertificate;
let clientAuthority: KeyedCertificate;
let connections: SharedConnections;
let port: number;
const identities = new Map<string, ServerIdentity>();

/** What the server of this test answers with: what it was asked, and whom it takes the client to be. */
interface Seen {
  readonly secure: boolean;
  readonly version: string;
  readonly headers: readonly string[];
  readonly authorized: boolean;
  readonly body: string;
}

const server = http.createServer({ requireHostHeader: false }, (...exchange) => void answer(...exchange));

beforeAll(async () => {
  authority = await makeAuthority(systemSources);
  clientAuthority = await makeAuthority(systemSources);
  identities.set("localhost", await identityFor("localhost"));
  identities.set("plain.example.com", await identityFor("plain.example.com"));
  const mutual = { ...(await identityFor("mutual.example.com")), clientIssuers: clientAuthority.certificate };
  identities.set("mutual.example.com", mutual);
  identities.set("broken.example.com", { certificateChain: "nothing", privateKey: "nothing" });
  connections = share(server, 60_000);
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  // A TCP server's address is never a string.
  ({ port } = server.address() as AddressInfo);
});

afterAll(async () => {
  connections.cut();
  server.close();
  await once(server, "close");
});

test("HTTP and HTTPS are served on one port", async () => {
  expect(await get({ secure: false })).toMatchObject({ secure: false, version: "1.1" });
  expect(await get({ secure: true })).toMatchObject({ secure: true, version: "1.1" });
});

test("a connection's bytes may come one by one, in the clear or not", async () => {
  for (const secure of [true, false]) {
    const { port: slowPort, close } = await dribble(port);
    expect(await get({ secure, port: slowPort })).toMatchObject({ secure, version: "1.1" });
    close();
  }
});

test("HTTP/2 is chosen in the handshake, and requests look like those of HTTP/1.1", async () => {
  const session = http2.connect(`https://localhost:${port}`, { ca: authority.certificate });
  const stream = session.request({
    ":path": "/a%2Fb?c=d",
    ":method": "POST",
    cookie: ["one=1", "two=2"],
    "x-twice": ["1", "2"],
  });
  stream.end("the body");
  const seen: Seen = JSON.parse(await textOf(stream));
  session.close();
  expect(seen).toMatchObject({ secure: true, version: "2.0", body: "the body" });
  expect(seen.headers).toEqual([
    ...["host", `localhost:${port}`, "x-twice", "1", "x-twice", "2"],
    ...["cookie", "one=1; two=2", "transfer-encoding", "chunked"],
  ]);
});

test.each([
  ["says nothing", Buffer.alloc(0)],
  ["stops within its hello", Buffer.of(0x16, 3, 1, 2, 0, 1)],
  ["stops within the name of a method", Buffer.from("CONN")],
  ["stops after its hello", undefined],
])("a connection that %s is closed in time", async (_, said) => {
  const hasty = http.createServer();
  const shared = share(hasty, 50);
  hasty.listen(0, "127.0.0.1");
  await once(hasty, "listening");
  // A TCP server's address is never a string.
  const { port: hastyPort } = hasty.address() as AddressInfo;
  const socket = net.connect(hastyPort, "127.0.0.1");
  const closed = new Promise((resolve) => socket.once("close", resolve));
  socket
    .on("error", () => undefined)
    .resume()
    .write(said ?? (await realHello("localhost")));
  await closed;
  expect(socket.destroyed).toBe(true);
  shared.cut();
  hasty.close();
});

describe("the server's name", () => {
  test.each([undefined, "localhost", "plain.example.com", "PLAIN.example.com"])(
    "%s gets its certificate",
    async (name) => {
      const socket = await handshake({ servername: name ?? "" });
      expect(socket.getPeerX509Certificate()?.subjectAltName).toBe(`DNS:${(name ?? "localhost").toLowerCase()}`);
      socket.destroy();
    },
  );

  test("is refused by the alert for it when it is not served", async () => {
    await expect(handshake({ servername: "elsewhere.example.com" })).rejects.toThrow("unrecognized name");
  });

  test("is refused as an internal error when its certificate is none", async () => {
    await expect(handshake({ servername: "broken.example.com" })).rejects.toThrow("internal error");
  });
});

describe("client certificates", () => {
  test("are not asked for where the name does not want them", async () => {
    const client = await makeClientCertificate(clientAuthority);
    expect(await get({ secure: true, servername: "plain.example.com", ...client })).toMatchObject({
      authorized: false,
    });
  });

  test("are verified against the issuers of the name", async () => {
    const servername = "mutual.example.com";
    const ours = await makeClientCertificate(clientAuthority);
    expect(await get({ secure: true, servername, ...ours })).toMatchObject({ authorized: true });
    const foreign = await makeClientCertificate(authority);
    expect(await get({ secure: true, servername, ...foreign })).toMatchObject({ authorized: false });
    expect(await get({ secure: true, servername })).toMatchObject({ authorized: false });
  });

  test("are shown anew on every connection: none can be resumed", async () => {
    const sessions: Buffer[] = [];
    const socket = await handshake({
      servername: "mutual.example.com",
      ...(await makeClientCertificate(clientAuthority)),
    });
    socket.on("session", (session) => sessions.push(session));
    socket.end("GET / HTTP/1.1\r\nconnection: close\r\n\r\n");
    await textOf(socket);
    const resumed = await handshake({ servername: "mutual.example.com", session: sessions.at(-1) });
    expect(resumed.isSessionReused()).toBe(false);
    resumed.destroy();
  });
});

function share(to: http.Server, handshakeTimeoutMs: number): SharedConnections {
  return shareConnections(to, {
    certificates: async (serverName) => identities.get(serverName),
    http2: createHttp2Server({
      onRequest: (...exchange) => void answer(...exchange),
      headerBytesMax: 32_768,
      requestTimeoutMs: 60_000,
      idleTimeoutMs: 60_000,
    }),
    proxy: { names: { isServed: async (name) => identities.has(name), description: "these names" }, passthrough: [] },
    handshakeTimeoutMs,
    logger: pino({ level: "silent" }),
  });
}

async function identityFor(name: string): Promise<ServerIdentity> {
  const privateKey = makePrivateKey();
  const options = { issuer: authority, privateKey, names: [name], sources: systemSources };
  return { certificateChain: await issueCertificate(options), privateKey };
}

async function answer(incoming: http.IncomingMessage, outgoing: http.ServerResponse): Promise<void> {
  const { secure, headers } = rawRequestOf(incoming);
  const authorized = "authorized" in incoming.socket && incoming.socket.authorized === true;
  const body = await textOf(incoming);
  outgoing.end(JSON.stringify({ secure, version: incoming.httpVersion, headers, authorized, body } satisfies Seen));
}

interface GetOptions extends tls.ConnectionOptions {
  readonly secure: boolean;
}

async function get({ secure, ...options }: GetOptions): Promise<Seen> {
  const target = {
    host: "127.0.0.1",
    port,
    ca: authority.certificate,
    servername: "localhost",
    agent: false,
    ...options,
  };
  const request = secure ? (await import("node:https")).get(target) : http.get({ ...target, path: "/" });
  const [response] = await once(request, "response");
  return JSON.parse(await textOf(response));
}

async function handshake(options: tls.ConnectionOptions): Promise<tls.TLSSocket> {
  const ca = authority.certificate;
  const socket = tls.connect({ host: "127.0.0.1", port, ca, checkServerIdentity: () => undefined, ...options });
  await once(socket, "secureConnect");
  return socket;
}

async function textOf(stream: NodeJS.ReadableStream): Promise<string> {
  let text = "";
  for await (const chunk of stream) {
    text += String(chunk);
  }
  return text;
}

/** A way to a port on which what the client sends arrives byte by byte. */
async function dribble(target: number): Promise<{ readonly port: number; close(): void }> {
  const relay = net.createServer((client) => {
    const onward = net.connect(target, "127.0.0.1").setNoDelay(true);
    client
      .on("error", () => onward.destroy())
      .on("data", (bytes: Buffer) => bytes.forEach((_, at) => onward.write(bytes.subarray(at, at + 1))));
    onward.on("error", () => client.destroy()).pipe(client);
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");
  return { port: (relay.address() as AddressInfo).port, close: () => relay.close() };
}
