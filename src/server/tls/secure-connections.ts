import { constants } from "node:crypto";
import type { Socket } from "node:net";
import { createSecureContext, createServer, type SecureContext, type Server, type TLSSocket } from "node:tls";
import { callbackify } from "node:util";
import type { Logger } from "pino";
import { closeWith } from "../close-with.ts";
import type { CertificateSource, ServerIdentity } from "./certificate-source.ts";

/** What TLS connections are served with. */
export interface SecureConnectionsOptions {
  readonly certificates: CertificateSource;
  /** Speaks HTTP/1.1 on a connection. */
  readonly onHttp1: (socket: TLSSocket) => void;
  /** Speaks HTTP/2 on a connection. */
  readonly onHttp2: (socket: TLSSocket) => void;
  /** How long a handshake may take, in milliseconds. */
  readonly handshakeTimeoutMs: number;
  readonly logger: Logger;
}

/** Takes connections through the TLS handshake. */
export interface SecureConnections {
  /** Takes over a connection whose ClientHello is the next to be read from it and asks for that name. */
  accept(socket: Socket, serverName: string | undefined): Promise<void>;
}

/** Whose certificate a client gets that names no server, as those do that connect to an IP address. */
const unnamed = "localhost";

/** The alerts of RFC 8446, 6.2, for handshakes that end before they start. */
const alerts = { internalError: 80, unrecognizedName: 112 } as const;

/**
 * Makes the TLS side of a server: each name gets its certificate, and clients are asked for one of theirs where the name
 * wants it. A name that is not served is refused with the alert that says so, before anything else is done for it.
 */
export function createSecureConnections(options: SecureConnectionsOptions): SecureConnections {
  const { certificates, logger } = options;
  const contexts = new WeakMap<ServerIdentity, SecureContext>();
  // Node fixes for a whole server whether clients are asked for certificates.
  const plain = tlsServer(options, contextFor, {});
  const asking = tlsServer(options, contextFor, {
    requestCert: true,
    // Who may pass without is for the gateway to say.
    rejectUnauthorized: false,
    // Every connection is to show its certificate to the trust store of the day.
    secureOptions: constants.SSL_OP_NO_TICKET,
  });
  let unnamedIdentity: ServerIdentity | undefined;

  return {
    async accept(socket, serverName) {
      try {
        const identity = await certificates(serverName ?? unnamed);
        if (identity === undefined) {
          refuse(socket, alerts.unrecognizedName);
          return;
        }
        if (serverName === undefined && identity !== unnamedIdentity) {
          plain.setSecureContext({ cert: identity.certificateChain, key: identity.privateKey });
          unnamedIdentity = identity;
        }
        contextOf(contexts, identity);
        if (!socket.destroyed) {
          // A client that ends its side of TLS is gone; HTTP/2 would wait for it.
          socket.allowHalfOpen = false;
          (identity.clientIssuers === undefined ? plain : asking).emit("connection", socket);
        }
      } catch (cause) {
        logger.error({ err: cause, serverName }, "no certificate for a connection");
        refuse(socket, alerts.internalError);
      }
    },
  };

  async function contextFor(serverName: string): Promise<SecureContext | undefined> {
    const identity = await certificates(serverName.toLowerCase());
    return identity && contextOf(contexts, identity);
  }
}

function tlsServer(
  { onHttp1, onHttp2, handshakeTimeoutMs, logger }: SecureConnectionsOptions,
  contextFor: (serverName: string) => Promise<SecureContext | undefined>,
  own: Parameters<typeof createServer>[0] & object,
): Server {
  const server = createServer({
    ...own,
    ALPNProtocols: ["h2", "http/1.1"],
    handshakeTimeout: handshakeTimeoutMs,
    SNICallback: callbackify(contextFor),
  });
  server.on("secureConnection", (socket) => (socket.alpnProtocol === "h2" ? onHttp2(socket) : onHttp1(socket)));
  server.on("tlsClientError", (cause, socket) => {
    logger.debug({ err: cause, client: socket.remoteAddress }, "a TLS handshake failed");
    socket.destroy();
  });
  return server;
}

function contextOf(contexts: WeakMap<ServerIdentity, SecureContext>, identity: ServerIdentity): SecureContext {
  const known = contexts.get(identity);
  if (known !== undefined) {
    return known;
  }
  const { certificateChain, privateKey, clientIssuers } = identity;
  const context = createSecureContext({ cert: certificateChain, key: privateKey, ca: clientIssuers });
  contexts.set(identity, context);
  return context;
}

/** Ends a connection with a fatal alert in the clear, as all of TLS is before the server has said anything. */
function refuse(socket: Socket, alert: number): void {
  closeWith(socket, Buffer.from([0x15, 3, 3, 0, 2, 2, alert]));
}
