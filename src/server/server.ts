import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { Logger } from "pino";
import type { Gateway } from "../gateway/invoke.ts";
import type { RawRequest, RawResponse } from "../http/raw-request.ts";
import type { Admin } from "./admin.ts";
import type { ControlPlane } from "./control-plane.ts";
import { type SharedConnections, shareConnections } from "./connections.ts";
import type { Health } from "./health.ts";
import { createHttp2Server } from "./http2/http2-server.ts";
import { httpOptions } from "./http-options.ts";
import { answerMalformed, knownMethodsOnly, wellFormedOnly } from "./malformed-requests.ts";
import { rawRequestOf } from "./raw-request-of.ts";
import { readBody } from "./read-body.ts";
import type { MetricsReaders, ServerSettings } from "./settings.ts";
import type { CertificateSource } from "./tls/certificate-source.ts";
import type { ServerNames } from "./tls/server-names.ts";

/** The parts that requests are handed to. */
export interface ServerParts {
  readonly controlPlane: ControlPlane;
  readonly gateway: Gateway;
  readonly admin: Admin;
  readonly health: Health;
  readonly metricsReaders: MetricsReaders;
  /** What TLS connections present. */
  readonly certificates: CertificateSource;
  readonly names: ServerNames;
  readonly logger: Logger;
}

/** A server that listens. */
export interface ListeningServer {
  readonly port: number;
  /** Stops accepting, lets requests in flight finish within the grace period, then cuts what is left. */
  close(): Promise<void>;
}

/** The longest body of a control-plane call, as observed on STS. */
const controlPlaneBytesMax = 10_000_000;
/** The longest request line and headers together; far over what the gateway accepts, so that it can say so itself. */
const headerBytesMax = 32_768;
const headersTimeoutMs = 20_000;
const metricsPath = "/_sallyport/metrics";
const requestTimeoutMs = 120_000;
const keepAliveTimeoutMs = 75_000;
/** How often a server that is closing looks for connections that have fallen idle. */
const idleSweepMs = 50;
const connectionsMax = 16_384;

/** Listens and serves until closed. Rejects with a one-line message when the address cannot be had. */
export async function listen(parts: ServerParts, settings: ServerSettings): Promise<ListeningServer> {
  const onRequest = (incoming: IncomingMessage, outgoing: ServerResponse): void => {
    const fail = (cause: unknown) => {
      parts.logger.error({ err: cause }, "a request failed");
      outgoing.destroy();
    };
    try {
      handle(parts, incoming, outgoing).catch(fail);
    } catch (cause) {
      fail(cause);
    }
  };
  const server = createServer(
    {
      ...httpOptions,
      maxHeaderSize: headerBytesMax,
      headersTimeout: headersTimeoutMs,
      requestTimeout: requestTimeoutMs,
      keepAliveTimeout: keepAliveTimeoutMs,
      // The gateway and the signature say what is wrong with a Host header; the parser must not answer for them.
      requireHostHeader: false,
    },
    wellFormedOnly(onRequest),
  );
  answerMalformed(server);
  server.maxConnections = connectionsMax;
  const connections = shareConnections(server, {
    certificates: parts.certificates,
    proxy: { names: parts.names, passthrough: settings.proxyPassthrough },
    http2: createHttp2Server({
      onRequest: knownMethodsOnly(onRequest),
      headerBytesMax,
      requestTimeoutMs,
      idleTimeoutMs: keepAliveTimeoutMs,
    }),
    handshakeTimeoutMs: headersTimeoutMs,
    logger: parts.logger,
  });
  await bind(server, settings);
  // Bound to a TCP port, so the address is not a pipe's name.
  const { port } = server.address() as AddressInfo;
  return { port, close: () => close({ server, connections, parts, settings }) };
}

/** Where a request goes: an invoke by its address, Sallyport's own paths, and all else to the control planes. */
function handle(parts: ServerParts, incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
  const raw = rawRequestOf(incoming);
  const target = parts.gateway.targetOf(raw);
  return target === undefined
    ? handleUnaddressed(parts, raw, [incoming, outgoing])
    : parts.gateway.invoke(incoming, outgoing, raw, target);
}

/** The same for a request that is no invoke unless its host is a custom domain. */
async function handleUnaddressed(
  { controlPlane, gateway, admin, health, metricsReaders }: ServerParts,
  raw: RawRequest,
  [incoming, outgoing]: readonly [IncomingMessage, ServerResponse],
): Promise<void> {
  const target = await gateway.domainTargetOf(raw);
  if (target !== undefined) {
    return gateway.invoke(incoming, outgoing, raw, target);
  }
  const healthReply = await health.reply(raw.path);
  if (healthReply !== undefined) {
    return send(incoming, outgoing, healthReply);
  }
  if (raw.path === metricsPath && mayReadMetrics(metricsReaders, raw)) {
    const { metrics } = gateway;
    return send(incoming, outgoing, {
      status: 200,
      headers: ["content-type", metrics.contentType],
      body: await metrics.text(),
    });
  }
  const body = await readBody(incoming, controlPlaneBytesMax).catch(() => "aborted" as const);
  if (body === "aborted") {
    outgoing.destroy();
    return;
  }
  if (body === undefined) {
    return send(incoming, outgoing, { status: 413, headers: ["connection", "close"], body: "" });
  }
  const own = raw.path.startsWith("/_sallyport/");
  return send(incoming, outgoing, await (own ? admin.serve(raw, body) : controlPlane.serve(raw, body)));
}

function mayReadMetrics(readers: MetricsReaders, { remoteAddress }: RawRequest): boolean {
  return readers === "everybody" || (readers === "loopback" && /^(?:(?:::ffff:)?127\.|::1$)/.test(remoteAddress));
}

function send(incoming: IncomingMessage, outgoing: ServerResponse, response: RawResponse): void {
  const body = typeof response.body === "string" ? Buffer.from(response.body) : response.body;
  const length = response.status === 204 ? [] : ["content-length", String(body.length)];
  outgoing.writeHead(response.status, [...response.headers, ...length]);
  outgoing.end(incoming.method === "HEAD" || response.status === 204 ? undefined : body);
}

function bind(server: Server, { host, port }: ServerSettings): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (cause: NodeJS.ErrnoException) => reject(bindError(cause, host, port)));
    server.listen({ host, port }, resolve);
  });
}

function bindError(cause: NodeJS.ErrnoException, host: string, port: number): Error {
  const address = `${host}:${port}`;
  switch (cause.code) {
    case "EADDRINUSE":
      return new Error(`${address} is taken by another program; stop it or choose another with --port`, { cause });
    case "EACCES":
      return new Error(`no permission to listen on ${address}; choose a port above 1023 with --port`, { cause });
    case "EADDRNOTAVAIL":
    case "ENOTFOUND":
      return new Error(`${host} is not an address of this machine; choose another with --host`, { cause });
    default:
      return new Error(`cannot listen on ${address}: ${cause.message}`, { cause });
  }
}

interface ClosingServer {
  readonly server: Server;
  readonly connections: SharedConnections;
  readonly parts: ServerParts;
  readonly settings: ServerSettings;
}

async function close({ server, connections, parts: { health, gateway }, settings }: ClosingServer): Promise<void> {
  health.drain();
  const closed = new Promise<void>((resolve) => {
    server.close(() => resolve());
  });
  server.closeIdleConnections();
  connections.closeIdle();
  // A kept connection falls idle when its last request is answered, and would hold the server open until it times out.
  const idle = setInterval(() => server.closeIdleConnections(), idleSweepMs);
  const cut = setTimeout(() => connections.cut(), settings.shutdownGraceMs);
  await closed;
  clearInterval(idle);
  clearTimeout(cut);
  await gateway.close();
}
