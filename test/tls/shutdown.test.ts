import { once } from "node:events";
import http from "node:http";
import net from "node:net";
import { expect, test } from "vitest";
import { hostOf, putApi } from "../gateway.ts";
import { http2Request, http2Session, startBackend, startTlsServer, tlsConnection } from "./tls-server.ts";

// A grace that no test waits for: what does not end by itself makes the test fail.
const shutdownGraceMs = 600_000;

test("connections that are idle do not hold a shutdown up, whatever they speak", async () => {
  const server = await startTlsServer({ shutdownGraceMs, proxyPassthrough: [] });
  const http2 = http2Session(server, "localhost");
  await http2Request(http2, { ":path": "/_sallyport/health" });
  const http1 = await tlsConnection(server, { ALPNProtocols: ["http/1.1"] });
  http1.write("GET /_sallyport/health HTTP/1.1\r\nHost: localhost\r\n\r\n");
  await once(http1, "data");
  const silent = net.connect(server.port, "127.0.0.1");
  await once(silent, "connect");
  const proxied = net.connect(server.port, "127.0.0.1");
  proxied.write("CONNECT sts.amazonaws.com:443 HTTP/1.1\r\n\r\n");
  await once(proxied, "data");
  const ends = [http2, http1, silent, proxied].map((connection) =>
    once(
      connection.on("error", () => undefined),
      "close",
    ),
  );
  await server.close();
  await Promise.all(ends);
  expect(http2.destroyed).toBe(true);
});

test("a request over HTTP/2 that is under way is answered, and its connection closed then", async () => {
  const server = await startTlsServer({ shutdownGraceMs });
  const asked = Promise.withResolvers<http.ServerResponse>();
  const backend = await startBackend(http.createServer((_, response) => asked.resolve(response)));
  await putApi(server.store, { apiId: "api1", routes: [{ key: "ANY /{proxy+}", uri: `${backend.url}/{proxy}` }] });
  const session = http2Session(server, hostOf("api1"));
  const reply = http2Request(session, { ":path": "/slow" });
  const response = await asked.promise;
  const told = once(session, "goaway");
  const closed = server.close();
  await told;
  response.end("answered");
  expect(await reply).toMatchObject({ status: 200, body: "answered" });
  await closed;
  await backend.close();
});
