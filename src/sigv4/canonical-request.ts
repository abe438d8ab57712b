import type { Authorization } from "./authorization.ts";

/** The six lines of a canonical request, each already in canonical form. */
export interface CanonicalRequest {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  /** A line `name:value` for each signed header, every one ending in a line feed. */
  readonly headers: string;
  /** Names joined with `;`. */
  readonly signedHeaders: string;
  /** The body's SHA-256 in lower-case hex. */
  readonly payloadHash: string;
}

/** Writes a canonical request as documented: the text whose hash is signed. */
export function formatCanonicalRequest(parts: CanonicalRequest): string {
  return `${parts.method}\n${parts.path}\n${parts.query}\n${parts.headers}\n${parts.signedHeaders}\n${parts.payloadHash}`;
}

/**
 * The canonical forms of a path under which its signature is accepted, the likelier first.
 *
 * What was signed is what is routed, and routing takes the path as it came, percent-decoded once. So no two paths may
 * share a canonical form and decode differently, or a request could be altered on its way under a valid signature.
 *
 * - Encoded once more, as documented for every service but S3: `/a%40b` is signed as `/a%2540b`. Different paths never
 *   encode alike, so this form alone is always safe.
 * - As sent, for signers that encode once (API Gateway is observed to accept them): `/a%40b` is signed as `/a%40b`. That
 *   is also what the path `/a@b` encodes to. Both decode to `/a@b` and so reach one route. It is different once an
 *   escaped percent sign comes in: `/a%2540b` as sent equals the encoding of `/a%40b`, and the two decode differently.
 *   Hence a path with `%25` in it is not accepted as sent.
 * - Not accepted is the documented removal of `.` and `..` and of doubled slashes before encoding, wherever it would change
 *   anything: `/a/../b`, `//b` and `/b` would share a signature and reach three routes. Such a path is accepted when it
 *   was signed without the removal, which leaves it distinct from every other.
 */
export function canonicalPaths(path: string): readonly string[] {
  const encoded = encodePath(path);
  return encoded === path || path.includes("%25") ? [encoded] : [encoded, path];
}

/** Encodes every byte of a path but unreserved characters and `/`, percent signs too. */
export function encodePath(path: string): string {
  if (path === "") {
    return "/";
  }
  if (!reservedInPath.test(path)) {
    return path;
  }
  let encoded = "";
  for (let index = 0; index < path.length; index += 1) {
    const code = path.charCodeAt(index);
    encoded += code === slash ? "/" : encodeCode(code);
  }
  return encoded;
}

/** What a path has to be encoded for. On long texts such a test is several times as fast as a look at each character. */
const reservedInPath = /[^\w.~/-]/;

/**
 * The canonical form of a query as sent: every name and value decoded and encoded anew, sorted by name, then value. A name
 * without `=` gets one; `+` is a space, as it is to those who read the query; empty pieces are dropped. In the query form the
 * signature itself is left out. Undefined when an escape is broken: readers differ on what it means, so it matches no
 * signature.
 */
export function canonicalQuery(query: string, form: Authorization["form"]): string | undefined {
  if (query === "") {
    return "";
  }
  const pairs: QueryPair[] = [];
  let last: QueryPair | undefined;
  let sorted = true;
  for (const piece of query.split("&")) {
    const equals = piece.indexOf("=");
    const rawName = equals < 0 ? piece : piece.slice(0, equals);
    if (piece === "" || (form === "query" && rawName === "X-Amz-Signature")) {
      continue;
    }
    const name = recode(rawName);
    const value = equals < 0 ? "" : recode(piece.slice(equals + 1));
    if (name === undefined || value === undefined) {
      return undefined;
    }
    const pair = { name, value };
    sorted &&= last === undefined || comparePairs(last, pair) <= 0;
    pairs.push(pair);
    last = pair;
  }
  if (!sorted) {
    pairs.sort(comparePairs);
  }
  let text = "";
  for (const { name, value } of pairs) {
    text += text === "" ? `${name}=${value}` : `&${name}=${value}`;
  }
  return text;
}

interface QueryPair {
  readonly name: string;
  readonly value: string;
}

function comparePairs(one: QueryPair, other: QueryPair): number {
  if (one.name !== other.name) {
    return one.name < other.name ? -1 : 1;
  }
  return one.value < other.value ? -1 : Number(one.value > other.value);
}

/**
 * Decodes a name or value of a query and encodes it in the canonical alphabet; undefined when an escape is broken. What
 * is canonical already, as it is from most signers, is not copied.
 */
function recode(text: string): string | undefined {
  if (!reserved.test(text)) {
    return text;
  }
  let recoded = "";
  let done = 0;
  for (let index = 0; index < text.length; index += 1) {
    let code = text.charCodeAt(index);
    if (isUnreserved(code)) {
      continue;
    }
    const start = index;
    if (code === percent) {
      const first = text.charCodeAt(index + 1);
      const second = text.charCodeAt(index + 2);
      code = hexDigit(first) * 16 + hexDigit(second);
      if (code < 0 || hexDigit(second) < 0) {
        return undefined;
      }
      index += 2;
      if (first < letterA && second < letterA && !isUnreserved(code)) {
        continue;
      }
    }
    recoded += text.slice(done, start) + (code === plus && index === start ? "%20" : encodeCode(code));
    done = index + 1;
  }
  return done === 0 ? text : recoded + text.slice(done);
}

/**
 * The lines of the signed headers: values trimmed, runs of spaces and tabs made one space, several headers of one name joined with a
 * comma in the order received. Undefined when no signature can match: a listed header is absent, the list is not in
 * ascending order or not in lower case, or a value holds a line feed.
 */
export function canonicalHeaders(headers: readonly string[], signedHeaders: readonly string[]): string | undefined {
  let lines = "";
  let previous = "";
  for (const name of signedHeaders) {
    const inOrder = name > previous && name === name.toLowerCase();
    const value = inOrder ? canonicalHeaderValue(headers, name) : undefined;
    if (value === undefined) {
      return undefined;
    }
    lines += `${name}:${value}\n`;
    previous = name;
  }
  return lines;
}

/** The canonical value of the header of that lower-case name; undefined when absent or not to be signed. */
export function canonicalHeaderValue(headers: readonly string[], name: string): string | undefined {
  // HTTP/2 sends the host as `:authority`; whoever sent both has signed both, joined, which is no host.
  const alias = name === "host" ? ":authority" : name === ":authority" ? "host" : undefined;
  let joined: string | undefined;
  for (let index = 0; index < headers.length; index += 2) {
    const header = headers[index];
    const received = headers[index + 1];
    if (header === undefined || received === undefined) {
      break;
    }
    if (isNamed(header, name) || (alias !== undefined && isNamed(header, alias))) {
      const value = collapse(received);
      joined = joined === undefined ? value : `${joined},${value}`;
    }
  }
  return joined?.includes("\n") ? undefined : joined;
}

function isNamed(header: string, lowerCaseName: string): boolean {
  return header.length === lowerCaseName.length && (header === lowerCaseName || header.toLowerCase() === lowerCaseName);
}

/** Trims spaces and tabs and makes every run of them one space. */
function collapse(value: string): string {
  if (!value.includes("  ") && !value.includes("\t") && value.charCodeAt(0) !== space && !value.endsWith(" ")) {
    return value;
  }
  return value
    .split(/[ \t]+/)
    .filter((word) => word !== "")
    .join(" ");
}

/** Characters above U+00FF stay as they are, so that they can be told from bytes and refused. */
function encodeCode(code: number): string {
  return encodings[code] ?? String.fromCharCode(code);
}

/** What a name or value of a query has to be looked at for. */
const reserved = /[^\w.~-]/;

/** A letter, a digit or one of `-`, `.`, `_`, `~`. */
function isUnreserved(code: number): boolean {
  return unreserved[code] === 1;
}

function hexDigit(code: number): number {
  if (code >= 48 && code <= 57) {
    return code - 48;
  }
  const letter = code | 32;
  return letter >= 97 && letter <= 102 ? letter - 87 : -1;
}

/** `a`, below which the upper-case hex digits lie. */
const letterA = 97;
const percent = 37;
const plus = 43;
const slash = 47;
const space = 32;

const unreserved = Uint8Array.from({ length: 256 }, (_, code) =>
  /[A-Za-z0-9._~-]/.test(String.fromCharCode(code)) ? 1 : 0,
);

const encodings: readonly string[] = Array.from({ length: 256 }, (_, code) =>
  unreserved[code] === 1 ? String.fromCharCode(code) : `%${code.toString(16).toUpperCase().padStart(2, "0")}`,
);
