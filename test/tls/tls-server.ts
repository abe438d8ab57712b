import { once } from "node:events";
import type { Server } from "node:http";
import http2 from "node:http2";
import type { Socket } from "node:net";
import tls from "node:tls";
import { pino } from "pino";
import { startServer } from "../../src/server/start-server.ts";
import { defaultSettings, type ServerSettings } from "../../src/server/settings.ts";
import { findAuthority } from "../../src/server/tls/certificate-authority.ts";
import { applyAccounts } from "../../src/services/accounts/apply-accounts.ts";
import type { DeclaredUser } from "../../src/services/accounts/accounts-file.ts";
import type { SigningCredentials } from "../../src/sigv4/sign.ts";
import { systemSources } from "../../src/sources.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { listen, owner } from "../gateway.ts";

/** The key of the account's administrator. */
export const admin: SigningCredentials = { accessKeyId: "admin-key", secretAccessKey: "secret-of-the-admin" };

/** A whole server in this process over a database of its own, with one account. */
export interface TlsServer {
  readonly port: number;
  readonly store: Store;
  /** The certificate of its authority, in PEM. */
  readonly ca: string;
  /** What it has logged, at every level. */
  readonly logged: () => string;
  close(): Promise<void>;
}

/** Starts it. */
export async function startTlsServer(settings: Partial<ServerSettings> = {}): Promise<TlsServer> {
  const sources = systemSources;
  const store = await openStore({ database: undefined, masterKey: new Uint8Array(32).fill(3), sources });
  const users: readonly DeclaredUser[] = [
    { name: "admin", ...admin, policyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
  ];
  await store.write((tx) => applyAccounts(tx, [{ id: owner, name: "owner", users: [...users] }], sources));
  let log = "";
  const logger = pino({ level: "trace" }, { write: (line: string) => void (log += line) });
  const server = await startServer({
    store,
    sources,
    logger,
    settings: { ...defaultSettings, port: 0, shutdownGraceMs: 0, ...settings },
  });
  const { certificate } = await findAuthority({ store, sources });
  return {
    port: server.port,
    store,
    ca: certificate,
    logged: () => log,
    close: async () => {
      await server.close();
      await store.close();
    },
  };
}

/** A backend of a test on a free port. */
export interface Backend {
  readonly url: string;
  close(): Promise<void>;
}

/** Lets a backend listen. */
export async function startBackend(server: Server): Promise<Backend> {
  const port = await listen(server);
  return {
    url: `http://127.0.0.1:${port}`,
    close: async () => {
      server.closeAllConnections();
      server.close();
      await once(server, "close");
    },
  };
}

/** A TLS connection that asks for a name; rejects when the handshake fails. */
export async function tlsConnection(
  { port, ca }: Pick<TlsServer, "port" | "ca">,
  options: tls.ConnectionOptions & { readonly socket?: Socket } = {},
): Promise<tls.TLSSocket> {
  const socket = tls.connect({
    ca,
    servername: "localhost",
    ...(options.socket === undefined && { port, host: "127.0.0.1" }),
    ...options,
  });
  await once(socket, "secureConnect");
  return socket;
}

/** A session of HTTP/2 with a host that the server answers to. */
export function http2Session({ port, ca }: TlsServer, host: string): http2.ClientHttp2Session {
  const session = http2.connect(`https://${host}`, {
    createConnection: () => tls.connect({ port, host: "127.0.0.1", servername: host, ca, ALPNProtocols: ["h2"] }),
  });
  // A test that expects its requests to fail sees them fail.
  session.on("error", () => undefined);
  hosts.set(session, host);
  return session;
}

/** Of sessions; Node's own `:authority` has the port in it, which the signatures of these tests have not. */
const hosts = new WeakMap<http2.ClientHttp2Session, string>();

/** An answer over HTTP/2, whole. */
export interface Http2Reply {
  readonly status: number;
  readonly headers: http2.IncomingHttpHeaders;
  /** As the list that came, names and values in turn. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
}

/** Sends a request over HTTP/2 and reads the answer; rejects when the stream is reset. */
export function http2Request(
  session: http2.ClientHttp2Session,
  headers: http2.OutgoingHttpHeaders,
  body?: string | Uint8Array,
): Promise<Http2Reply> {
  return new Promise((resolve, reject) => {
    const stream = session.request({ ":authority": hosts.get(session), ...headers }, { endStream: body === undefined });
    let reply = { status: 0, headers: {}, rawHeaders: [] as readonly string[] };
    let text = "";
    stream.on("error", reject);
    stream.on("response", (received, _flags, rawHeaders: readonly string[] = []) => {
      reply = { status: Number(received[":status"]), headers: received, rawHeaders };
    });
    stream.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
    stream.on("close", () => {
      if (stream.rstCode === http2.constants.NGHTTP2_NO_ERROR) {
        resolve({ ...reply, body: text });
      } else {
        reject(new Error(`reset with code ${stream.rstCode}`));
      }
    });
    if (body !== undefined) {
      stream.end(body);
    }
  });
}
