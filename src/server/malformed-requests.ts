import { Buffer } from "node:buffer";
import { type IncomingMessage, METHODS, type RequestListener, type Server, type ServerResponse } from "node:http";
import type { Socket } from "node:net";

/**
 * Answers what the parser does not take for a request with a status and a message, in the form that API Gateway's errors
 * have, and closes the connection, whose next bytes cannot be told apart any more. An answer that has begun is cut.
 */
export function answerMalformed(server: Server): void {
  server.on("clientError", (error: NodeJS.ErrnoException, socket: Socket & { _httpMessage?: ServerResponse }) => {
    // Node keeps the answer that a connection is working on under this name, and looks at it for the same reason.
    // oxlint-disable-next-line no-underscore-dangle -- that is its name
    if (!socket.writable || error.code === "ECONNRESET" || socket._httpMessage?.headersSent === true) {
      socket.destroy(error);
      return;
    }
    socket.end(answer(statusOf(error)), () => socket.destroy());
  });
}

/**
 * Hands on the requests of a server that two readers of their form would take for the same. Refused are those in a
 * version that the connection does not speak and those with chunks in a version that has none, which RFC 9112 section
 * 6.1 calls faulty; what follows on their connection is not looked at.
 */
export function wellFormedOnly(next: (incoming: IncomingMessage, outgoing: ServerResponse) => void): RequestListener {
  const refused = new WeakSet<Socket>();
  let anyRefused = false;
  return (incoming, outgoing) => {
    const { httpVersion, socket } = incoming;
    if (anyRefused && refused.has(socket)) {
      return;
    }
    if (httpVersion === "1.1" || (httpVersion === "1.0" && incoming.headers["transfer-encoding"] === undefined)) {
      next(incoming, outgoing);
      return;
    }
    refused.add(socket);
    anyRefused = true;
    refuse(outgoing);
  };
}

/**
 * Hands on the requests whose method is one that the parser of HTTP/1.1 takes. HTTP/2 takes any token: `delete` would be no
 * `DELETE` to a policy that denies that, and yet be one to some backend.
 */
export function knownMethodsOnly(next: RequestListener): RequestListener {
  return (incoming, outgoing) => {
    if (methods.has(incoming.method)) {
      next(incoming, outgoing);
      return;
    }
    refuse(outgoing);
    // What is left of its body is not waited for.
    incoming.destroy();
  };
}

const methods: ReadonlySet<string | undefined> = new Set(METHODS);

function refuse(outgoing: ServerResponse): void {
  const body = messageOf("Bad Request");
  const length = ["content-length", `${Buffer.byteLength(body)}`];
  outgoing.writeHead(400, ["content-type", "application/json", ...length, "connection", "close"]);
  outgoing.end(body);
}

const statuses: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, "Request Header Fields Too Large"],
  HPE_CHUNK_EXTENSIONS_OVERFLOW: [413, "Request Entity Too Large"],
  ERR_HTTP_REQUEST_TIMEOUT: [408, "Request Timeout"],
};

function statusOf({ code = "" }: NodeJS.ErrnoException): readonly [number, string] {
  return statuses[code] ?? [400, "Bad Request"];
}

function answer([status, message]: readonly [number, string]): string {
  const body = messageOf(message);
  return [
    `HTTP/1.1 ${status} ${message}`,
    "Content-Type: application/json",
    `Content-Length: ${Buffer.byteLength(body)}`,
    "Connection: close",
    "",
    body,
  ].join("\r\n");
}

function messageOf(message: string): string {
  return JSON.stringify({ message });
}
