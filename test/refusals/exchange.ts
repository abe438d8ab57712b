import net from "node:net";

/** A request as it goes over the wire, byte for byte. */
export interface SentRequest {
  readonly method: string;
  /** What stands in the request line: path and query, or whatever a test wants there. */
  readonly target: string;
  /** Name and value in turn. */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array;
  /** `HTTP/1.1` when absent. */
  readonly version?: string;
}

/** A whole answer. */
export interface Reply {
  readonly status: number;
  /** By lower-case name; the last of several wins. */
  readonly headers: ReadonlyMap<string, string>;
  readonly body: string;
  /** Everything that came, for tests that look for what must not be there. */
  readonly raw: string;
}

/** Sends a request on a connection of its own. Framing is added where the request has none, nothing else is. */
export function exchange(port: number, request: SentRequest): Promise<Reply> {
  const { method, target, headers, version = "HTTP/1.1" } = request;
  const body = Buffer.from(request.body);
  const names = new Set(headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase()));
  const framed = names.has("content-length") || names.has("transfer-encoding") || body.length === 0;
  const all = [...headers, ...(framed ? [] : ["Content-Length", `${body.length}`]), "Connection", "close"];
  const lines = all.flatMap((name, index) => (index % 2 === 0 ? [`${name}: ${all[index + 1] ?? ""}\r\n`] : []));
  const head = `${method} ${target} ${version}\r\n${lines.join("")}\r\n`;
  return exchangeBytes(port, Buffer.concat([Buffer.from(head, "latin1"), body]));
}

/** Sends bytes as they stand and reads the answer to the end of the connection; rejects when there is none. */
export async function exchangeBytes(port: number, bytes: Uint8Array | string): Promise<Reply> {
  return parseReply(await exchangeRaw(port, bytes));
}

/** Sends bytes as they stand, with the end of the stream behind them if wanted, and returns all that comes back. */
export function exchangeRaw(port: number, bytes: Uint8Array | string, after?: "end"): Promise<Buffer> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    // A server that refuses a body before it has come resets the connection; what it said before that counts.
    socket.on("error", () => undefined).on("close", () => resolve(Buffer.concat(chunks)));
    socket.write(bytes);
    if (after === "end") {
      socket.end();
    }
  });
}

function parseReply(bytes: Buffer): Reply {
  const raw = bytes.toString("latin1");
  const end = raw.indexOf("\r\n\r\n");
  const [statusLine = "", ...lines] = raw.slice(0, end).split("\r\n");
  const status = Number(/^HTTP\/1\.1 (\d{3}) /.exec(statusLine)?.[1]);
  if (end < 0 || Number.isNaN(status)) {
    throw new Error(`no HTTP answer came, but ${JSON.stringify(raw.slice(0, 200))}`);
  }
  const headers = new Map(
    lines.map((line): [string, string] => {
      const colon = line.indexOf(":");
      return [line.slice(0, colon).toLowerCase(), line.slice(colon + 1).trim()];
    }),
  );
  const content = bytes.subarray(end + 4);
  const body = headers.get("transfer-encoding") === "chunked" ? dechunk(content) : content;
  return { status, headers, body: body.toString(), raw };
}

function dechunk(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  let at = 0;
  for (;;) {
    const lineEnd = bytes.indexOf("\r\n", at);
    const size = Number.parseInt(bytes.toString("latin1", at, lineEnd), 16);
    if (lineEnd < 0 || !(size > 0)) {
      return Buffer.concat(parts);
    }
    parts.push(bytes.subarray(lineEnd + 2, lineEnd + 2 + size));
    at = lineEnd + 2 + size + 2;
  }
}
