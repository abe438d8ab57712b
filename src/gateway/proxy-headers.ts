import type { Buffer } from "node:buffer";
import { type HeaderNames, headerNames } from "../http/header-names.ts";
import { headerValue, headerValues, isNamed, type RawRequest } from "../http/raw-request.ts";
import { peerAddress } from "./peer-address.ts";

/** What the gateway adds to a request on its way to a backend. */
export interface ForwardingFacts {
  /** The Host header of the client's request. */
  readonly host: string;
  /** The connection on which the request came in. */
  readonly socket: { readonly localAddress?: string | undefined };
  /** 24 hex digits. */
  readonly traceId: string;
  readonly nowMs: number;
}

const namesOfConnection = [
  "connection",
  "keep-alive",
  "proxy-authenticate",
  "proxy-authorization",
  "proxy-connection",
  "te",
  "trailer",
  "trailers",
  "transfer-encoding",
  "upgrade",
];

/** Headers that concern one connection only, or are the client side's framing, and so are not passed on. */
export const connectionHeaders: HeaderNames = headerNames(namesOfConnection);

/** Headers of a request that stay behind: beside those of the connection, what the backend's side makes anew. */
const keptFromBackend = headerNames([
  ...namesOfConnection,
  "host",
  "content-length",
  "expect",
  "http2-settings",
  "x-amzn-trace-id",
]);

/** Headers of a response that stay behind: beside those of the connection, what the gateway makes anew. */
const keptFromClient = headerNames([...namesOfConnection, "apigw-requestid", "date"]);

/**
 * The headers for a backend, name and value in turn: those of the client without what concerns its connection, then
 * `Forwarded`, `Via` and `X-Amzn-Trace-Id` as observed on requests of HTTP APIs. The client's own `Forwarded` and `Via`
 * stay in front of the gateway's. Host and framing are left to the backend's side.
 */
export function requestHeaders(raw: RawRequest, facts: ForwardingFacts): string[] {
  const named = namedByConnection(headerValues(raw, "connection"));
  const forwarded: string[] = [];
  const { headers } = raw;
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? "";
    if (!keptFromBackend.has(name) && named?.has(name.toLowerCase()) !== true) {
      forwarded.push(name, headers[index + 1] ?? "");
    }
  }
  forwarded.push("Forwarded", forwardedElement(raw, facts));
  forwarded.push("Via", "HTTP/1.1 AmazonAPIGateway");
  forwarded.push("X-Amzn-Trace-Id", traceHeader(headerValue(raw, "x-amzn-trace-id"), facts));
  return forwarded;
}

/**
 * The headers of a backend's response as they go on to the client, name and value in turn and in the backend's order:
 * without what concerns the backend's connection, and without the CORS headers when the API has a configuration of its
 * own, which AWS documents to win. A 204 has no length. Undefined when the response contradicts itself about its length,
 * or has a transfer coding that nobody here undoes.
 */
export function responseHeaders(
  rawHeaders: readonly (Buffer | string)[],
  status: number,
  ownCors: boolean,
): string[] | undefined {
  const headers: string[] = [];
  let length: string | undefined;
  let coded = false;
  let named: Set<string> | undefined;
  for (let index = 0; index < rawHeaders.length; index += 2) {
    const name = text(rawHeaders[index]);
    const sent = rawHeaders[index + 1];
    if (isNamed(name, "content-length")) {
      const value = text(sent);
      if (length !== undefined && length !== value) {
        return undefined;
      }
      length = value;
    } else if (isNamed(name, "connection")) {
      named = withNamesOf(text(sent), named);
    } else if (isNamed(name, "transfer-encoding")) {
      // Only this coding is undone on the way; a body in any other would arrive without saying so.
      if (text(sent).toLowerCase() !== "chunked") {
        return undefined;
      }
      coded = true;
    } else if (isPassedBack(name, ownCors)) {
      headers.push(name, text(sent));
    }
  }
  if (length !== undefined && !coded && status !== 204) {
    headers.push("Content-Length", length);
  }
  return withoutNamed(headers, named);
}

/** Whether a header of an answer goes on to the client. */
export function isPassedBack(name: string, ownCors: boolean): boolean {
  return !keptFromClient.has(name) && !(ownCors && name.toLowerCase().startsWith("access-control-"));
}

/** The header names that a Connection header makes the connection's own; undefined when it names none. */
export function namedByConnection(values: readonly string[]): ReadonlySet<string> | undefined {
  return values.reduce<Set<string> | undefined>((named, value) => withNamesOf(value, named), undefined);
}

/** Adds the names of one Connection header; the two that most send say what becomes of the connection and name nothing. */
function withNamesOf(value: string, named: Set<string> | undefined): Set<string> | undefined {
  if (value === "keep-alive" || value === "close") {
    return named;
  }
  const all = named ?? new Set();
  value.split(",").forEach((name) => all.add(name.trim().toLowerCase()));
  return all;
}

function withoutNamed(headers: string[], named: ReadonlySet<string> | undefined): string[] {
  if (named === undefined) {
    return headers;
  }
  const kept: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index] ?? "";
    if (!named.has(name.toLowerCase()) || name === "Content-Length") {
      kept.push(name, headers[index + 1] ?? "");
    }
  }
  return kept;
}

/** Most requests of a connection are for one host: what is the same for all of them is written once. */
function forwardedElement(raw: RawRequest, { host, socket }: ForwardingFacts): string {
  const known = elements.get(socket);
  if (known?.host === host) {
    return known.element;
  }
  const [by, peer] = [node(socket.localAddress ?? ""), node(raw.remoteAddress)];
  const element = `by=${by};for=${peer};host=${tokenOrQuoted(host)};proto=${raw.secure ? "https" : "http"}`;
  elements.set(socket, { host, element });
  return element;
}

const elements = new WeakMap<ForwardingFacts["socket"], { readonly host: string; readonly element: string }>();

/** An address as RFC 7239 writes it: IPv6 in brackets and quotes, IPv4 also where the system maps it into IPv6. */
function node(address: string): string {
  const plain = peerAddress(address);
  return plain.includes(":") ? `"[${plain}]"` : plain || "unknown";
}

function tokenOrQuoted(value: string): string {
  return /^[\w.-]+$/.test(value) ? value : `"${value.replaceAll(/["\\]/g, "\\$&")}"`;
}

/** A new trace, or the client's continued: `Self=…;Root=…`. */
export function traceHeader(
  sent: string | undefined,
  { traceId, nowMs }: Pick<ForwardingFacts, "traceId" | "nowMs">,
): string {
  // Eight digits from 1978 to 2106.
  const seconds = Math.floor(nowMs / 1000).toString(16);
  const own = `1-${seconds.length === 8 ? seconds : seconds.padStart(8, "0")}-${traceId}`;
  if (sent === undefined) {
    return `Root=${own}`;
  }
  const fields = sent.split(";").filter((field) => field !== "" && !field.startsWith("Self="));
  return fields.some((field) => field.startsWith("Root=")) ? `Self=${own};${fields.join(";")}` : `Root=${own}`;
}

function text(value: Buffer | string | undefined): string {
  return typeof value === "string" ? value : (value?.toString("latin1") ?? "");
}
