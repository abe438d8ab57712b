import { once } from "node:events";
import http2 from "node:http2";
import net from "node:net";
import tls from "node:tls";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { DomainNameRecord } from "../../src/store/regional-records.ts";
import { echoBackend, hostOf, owner, putApi, region } from "../gateway.ts";
import { type Backend, startBackend, startTlsServer, tlsConnection, type TlsServer } from "./tls-server.ts";

let server: TlsServer;
let echo: Backend;
const apiHost = `api1.execute-api.${region}.amazonaws.com`;

beforeAll(async () => {
  server = await startTlsServer({ proxyPassthrough: ["127.0.0.*", "127.0.0.1"] });
  echo = await startBackend(echoBackend());
  await putApi(server.store, { apiId: "api1", routes: [{ key: "ANY /{proxy+}", uri: `${echo.url}/{proxy}` }] });
  await server.store.write(({ domainNames }) => domainNames.insert(customDomain("pets.example.com")));
});

afterAll(async () => {
  await server.close();
  await echo.close();
});

describe("the names that the proxy stands in for", () => {
  test.each([
    "sts.amazonaws.com",
    "sts.eu-west-1.amazonaws.com",
    "iam.amazonaws.com",
    "organizations.us-east-1.amazonaws.com",
    "apigateway.us-east-1.amazonaws.com",
    apiHost,
    "pets.example.com",
  ])("%s is served behind a certificate for it, over either version of HTTP", async (name) => {
    for (const protocol of ["http/1.1", "h2"]) {
      const tunnel = await connectTo(`${name}:443`);
      expect(tunnel.head).toBe("HTTP/1.1 200 Connection Established\r\n\r\n");
      const socket = await tlsConnection(server, {
        socket: tunnel.socket,
        servername: name,
        ALPNProtocols: [protocol],
      });
      expect(socket.alpnProtocol).toBe(protocol);
      expect(socket.getPeerX509Certificate()?.checkHost(name)).toBeDefined();
      socket.destroy();
    }
  });

  test("a custom domain that is deleted is no name of the server any more", async () => {
    await server.store.write(({ domainNames }) => domainNames.insert(customDomain("gone.example.com")));
    expect((await connectTo("gone.example.com:443")).head).toContain(" 200 ");
    await server.store.write(({ domainNames }) => domainNames.delete(owner, "gone.example.com"));
    expect((await connectTo("gone.example.com:443")).head).toContain(" 403 ");
  });
});

test("requests in the tunnel reach the API as if they had come to its host", async () => {
  const { socket } = await connectTo(`${apiHost}:443`);
  const secure = await tlsConnection(server, { socket, servername: apiHost });
  secure.write(`GET /pets/1?a=b HTTP/1.1\r\nHost: ${apiHost}\r\nConnection: close\r\n\r\n`);
  const answer = await textOf(secure);
  expect(answer).toMatch(/^HTTP\/1\.1 200 /);
  expect(answer).toContain('"url":"/pets/1?a=b"');
  expect(answer).toContain(`host=${apiHost};proto=https`);
});

test("a ClientHello that comes right behind the CONNECT is heard", async () => {
  const { socket: eager } = await rawConnection();
  const relay = net.createServer((client) => {
    client.once("data", (hello: Buffer) => {
      eager.write(Buffer.concat([connectRequest(`${apiHost}:443`), hello]));
      eager.once("data", (answer: Buffer) => {
        // The established line, and whatever came with it, which is the handshake's.
        client.write(answer.subarray(answer.indexOf("\r\n\r\n") + 4));
        eager.pipe(client).pipe(eager);
      });
    });
  });
  relay.listen(0, "127.0.0.1");
  await once(relay, "listening");
  // A TCP server's address is never a string.
  const { port } = relay.address() as net.AddressInfo;
  const secure = await tlsConnection({ port, ca: server.ca }, { servername: apiHost });
  expect(secure.authorized).toBe(true);
  secure.destroy();
  relay.close();
});

describe("what is refused", () => {
  test.each([
    ["a host that is not served", "s3.us-east-1.amazonaws.com:443"],
    ["another host", "example.com:443"],
    ["another port", "sts.amazonaws.com:80"],
    ["this machine", "localhost:443"],
    ["this machine by address", "[::1]:443"],
    ["a service that AWS does not have in that region", "sts.nowhere-1.amazonaws.com:443"],
    ["a name that only looks like one", "sts.amazonaws.com.example.com:443"],
  ])("%s is told what is served and what would allow it", async (_, target) => {
    const { head, rest } = await connectTo(target);
    expect(head).toMatch(/^HTTP\/1\.1 403 Forbidden\r\n/);
    expect(head).toMatch(/\r\nconnection: close\r\n/);
    const body = await rest;
    expect(body).toContain("sts.amazonaws.com");
    expect(body).toContain("{api}.execute-api.{region}.amazonaws.com");
    expect(body).toContain("--proxy-passthrough");
  });

  test.each([
    "sts.amazonaws.com",
    "sts.amazonaws.com:",
    ":443",
    "http://sts.amazonaws.com:443",
    "a b:443",
    "sts.amazonaws.com:443x",
  ])("the target %s is no target", async (target) => {
    const { head } = await connectTo(target);
    expect(head).toMatch(/^HTTP\/1\.1 400 Bad Request\r\n/);
  });

  test.each(["Content-Length: 5", "Transfer-Encoding: chunked"])("a CONNECT with %s is refused", async (header) => {
    const { head } = await connectTo("sts.amazonaws.com:443", { header });
    expect(head).toMatch(/^HTTP\/1\.1 400 /);
  });

  test("what follows a refused CONNECT is not served", async () => {
    const { socket } = await rawConnection();
    socket.write(connectRequest("example.com:443"));
    socket.write("GET /_sallyport/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    const answer = await textOf(socket);
    expect(answer.match(/HTTP\/1\.1 /g)).toEqual(["HTTP/1.1 "]);
    expect(answer).not.toContain("200");
  });

  test("CONNECT behind another request of the connection closes it", async () => {
    const { socket } = await rawConnection();
    socket.write("GET /_sallyport/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    socket.write(connectRequest("sts.amazonaws.com:443"));
    expect(await textOf(socket)).not.toContain("Established");
  });

  test("the tunnel carries no plain HTTP", async () => {
    const { socket, rest } = await connectTo("sts.amazonaws.com:443");
    socket.write("GET /_sallyport/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
    expect(await rest).toBe("");
  });

  test("the tunnel leads to no name that is not served, whatever was asked of the proxy", async () => {
    const { socket } = await connectTo("sts.amazonaws.com:443");
    await expect(tlsConnection(server, { socket, servername: "example.com" })).rejects.toThrow("unrecognized name");
  });
});

describe("pass-through", () => {
  test("leads to an address inside that is named to the letter", async () => {
    const { head } = await connectTo("127.0.0.1:443");
    // Nobody need be listening there; what counts is that it was tried.
    expect(head).toMatch(/^HTTP\/1\.1 (?:200|502) /);
  });

  test("does not lead inside by a glob, and says how it would", async () => {
    const { head, rest } = await connectTo("127.0.0.2:443");
    expect(head).toMatch(/^HTTP\/1\.1 403 /);
    expect(await rest).toContain("only if --proxy-passthrough names it to the letter");
  });
});

test("an absolute-form request is no proxy request", async () => {
  const { socket } = await rawConnection();
  socket.write(`GET http://${hostOf("api1")}/pets HTTP/1.1\r\nHost: ${hostOf("api1")}\r\nConnection: close\r\n\r\n`);
  expect(await textOf(socket)).toMatch(/^HTTP\/1\.1 400 /);
});

test("an HTTP/2 client goes through the proxy", async () => {
  const { socket } = await connectTo(`${apiHost}:443`);
  const session = http2.connect(`https://${apiHost}`, {
    createConnection: () => tls.connect({ socket, servername: apiHost, ca: server.ca, ALPNProtocols: ["h2"] }),
  });
  const stream = session.request({ ":path": "/pets" });
  const [headers] = await once(stream, "response");
  expect(headers[":status"]).toBe(200);
  session.destroy();
});

test("none of this is an error of the server's", () => {
  expect(server.logged()).not.toContain('"level":50');
});

interface Tunnel {
  readonly socket: net.Socket;
  /** Up to the empty line. */
  readonly head: string;
  /** What follows it, when it is read to the end. */
  readonly rest: Promise<string>;
}

async function connectTo(target: string, { header }: { readonly header?: string } = {}): Promise<Tunnel> {
  const { socket } = await rawConnection();
  socket.write(connectRequest(target, header));
  const [answer] = await once(socket, "data");
  const text: string = answer.toString("latin1");
  const end = text.indexOf("\r\n\r\n") + 4;
  return {
    socket,
    head: text.slice(0, end),
    get rest() {
      return textOf(socket).then((more) => text.slice(end) + more);
    },
  };
}

function connectRequest(target: string, header = "Proxy-Connection: keep-alive"): Buffer {
  return Buffer.from(`CONNECT ${target} HTTP/1.1\r\nHost: ${target}\r\n${header}\r\n\r\n`);
}

async function rawConnection(): Promise<{ readonly socket: net.Socket }> {
  const socket = net.connect(server.port, "127.0.0.1");
  socket.on("error", () => undefined);
  await once(socket, "connect");
  return { socket };
}

async function textOf(socket: net.Socket): Promise<string> {
  let text = "";
  socket.on("data", (chunk: Buffer) => (text += chunk.toString("latin1"))).on("error", () => undefined);
  if (!socket.destroyed) {
    await new Promise((resolve) => socket.once("close", resolve));
  }
  return text;
}

function customDomain(domainName: string): DomainNameRecord {
  return {
    domainName,
    accountId: owner,
    region,
    configurations: [],
    routingMode: "API_MAPPING_ONLY",
    tags: {},
    apiMappings: [],
    routingRules: [],
  };
}
