import type { IncomingMessage, Server } from "node:http";
import type { Http2Server } from "node:http2";
import type { Socket } from "node:net";
import type { Logger } from "pino";
import { answerConnect } from "./proxy/connect-proxy.ts";
import type { ConnectPolicy } from "./proxy/connect-verdict.ts";
import type { CertificateSource } from "./tls/certificate-source.ts";
import { peekFirstBytes } from "./tls/first-bytes.ts";
import { createSecureConnections } from "./tls/secure-connections.ts";

/** What a port is shared with. */
export interface SharedConnectionsOptions {
  readonly certificates: CertificateSource;
  readonly http2: Http2Server;
  /** Where clients that take this server for their proxy get to. */
  readonly proxy: ConnectPolicy;
  /** How long a connection may take to tell what it speaks, and then for its handshake, in milliseconds. */
  readonly handshakeTimeoutMs: number;
  readonly logger: Logger;
}

/** The connections of a port that HTTP and HTTPS share. */
export interface SharedConnections {
  /** Ends connections that have said nothing yet, and tunnels; those of HTTP/2 end with their last request. */
  closeIdle(): void;
  /** Ends every connection at once. */
  cut(): void;
}

/**
 * Lets a server of HTTP/1.1, which is not listening yet, serve TLS and HTTP/2 on the same port: the first byte of a
 * connection tells TLS from HTTP, the handshake HTTP/2 from HTTP/1.1. What is HTTP/1.1, in TLS or not, stays the server's,
 * with its limits and timeouts. A connection that starts with CONNECT takes the server for a proxy.
 */
export function shareConnections(server: Server, options: SharedConnectionsOptions): SharedConnections {
  const { certificates, http2, proxy, handshakeTimeoutMs, logger } = options;
  const all = new Set<Socket>();
  const idle = new Set<Socket>();
  const proxied = new Set<Socket>();
  // What the server does with a connection of its own accord; it must not do it before we have looked.
  const serveHttp1 = server.listeners("connection")[0] as (socket: Socket) => void;
  const secure = createSecureConnections({
    certificates,
    onHttp1: (socket) => serveHttp1.call(server, socket),
    onHttp2: (socket) => http2.emit("connection", socket),
    handshakeTimeoutMs,
    logger,
  });

  server.removeAllListeners("connection").on("connection", (socket: Socket) => {
    all.add(socket);
    idle.add(socket);
    socket.once("close", () => {
      all.delete(socket);
      idle.delete(socket);
      proxied.delete(socket);
    });
    peekFirstBytes(socket, handshakeTimeoutMs, (found) => {
      idle.delete(socket);
      if (found.kind === "tls") {
        void secure.accept(socket, found.serverName);
        return;
      }
      if (found.kind === "connect") {
        proxied.add(socket);
      }
      serveHttp1.call(server, socket);
    });
  });

  // To connect elsewhere must be a connection's first request: the answer to one before it would go into the tunnel.
  server.on("connect", (request: IncomingMessage, socket: Socket, head: Buffer) => {
    if (!proxied.delete(socket)) {
      socket.destroy();
      return;
    }
    answerConnect(request, { socket, head }, { ...proxy, serve: acceptTlsOnly }).then(
      (outcome) => outcome === "tunnelled" && idle.add(socket),
      (cause: unknown) => {
        logger.error({ err: cause }, "a CONNECT request failed");
        socket.destroy();
      },
    );
  });

  function acceptTlsOnly(socket: Socket): void {
    idle.add(socket);
    peekFirstBytes(socket, handshakeTimeoutMs, (found) => {
      idle.delete(socket);
      if (found.kind === "tls") {
        void secure.accept(socket, found.serverName);
      } else {
        socket.destroy();
      }
    });
  }

  return {
    closeIdle() {
      idle.forEach((socket) => socket.destroy());
      http2.close();
    },
    cut: () => all.forEach((socket) => socket.destroy()),
  };
}
