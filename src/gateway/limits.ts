import type { RawRequest } from "../http/raw-request.ts";

/** What the gateway accepts at most. The first three are documented quotas of HTTP APIs, the rest are this server's. */
export const limits = {
  /** The request line and the values of all headers together, in bytes. */
  headBytes: 10_240,
  /** A request's body, in bytes. */
  bodyBytes: 10 * 1024 * 1024,
  /** The ARN that an invoke is authorized on, in bytes. */
  resourceArnBytes: 1_600,
  /** How much of a body that nobody wants is read so that the client can read the answer, in bytes. */
  discardedBytes: 10 * 1024 * 1024,
  /** The longest text that is looked up as an API's id; AWS's have ten characters. */
  apiIdCharacters: 64,
  /** How many APIs are kept compiled. */
  compiledApis: 10_000,
  /** How many ids without an API are remembered. */
  absentApis: 1_000,
  /** How many host names are remembered to be custom domains or not. */
  customHosts: 10_000,
  /** How many clients' certificates a trust store remembers its verdict on. */
  knownClients: 1_000,
  /** How many backends connections are kept to. */
  origins: 256,
  /** How many connections one backend gets at a time; further requests wait for one. */
  connectionsPerOrigin: 1_024,
} as const;

/** The bytes that AWS counts against `headBytes`: the request line and the header values, without the names. */
export function headSize({ method, path, query, headers }: RawRequest): number {
  // The parser lets only Latin-1 through, so a character is a byte. The rest are a "?", two spaces and the version.
  let size = method.length + path.length + query.length + (query === "" ? 0 : 1) + 10;
  for (let index = 1; index < headers.length; index += 2) {
    size += headers[index]?.length ?? 0;
  }
  return size;
}
