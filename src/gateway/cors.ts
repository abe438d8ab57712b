import { headerValue, type RawRequest } from "../http/raw-request.ts";
import type { CorsConfiguration } from "../store/records.ts";

/**
 * The headers of the answer to a CORS preflight, name and value in turn: none when the origin is not allowed.
 * Undefined when the API has no CORS configuration or the request is no preflight. Documented: the gateway answers
 * these itself, without an OPTIONS route. The choice of headers is this server's, made for what browsers check.
 */
export function preflightHeaders(cors: CorsConfiguration | undefined, raw: RawRequest): readonly string[] | undefined {
  if (
    cors === undefined ||
    raw.method !== "OPTIONS" ||
    headerValue(raw, "access-control-request-method") === undefined
  ) {
    return undefined;
  }
  const origin = headerValue(raw, "origin");
  if (origin === undefined) {
    return undefined;
  }
  const headers = originHeaders(cors, origin);
  if (headers.length === 0) {
    return headers;
  }
  return [
    ...headers,
    ...listHeader("access-control-allow-methods", cors.allowMethods),
    ...listHeader("access-control-allow-headers", cors.allowHeaders),
    ...(cors.maxAge === undefined ? [] : ["access-control-max-age", `${cors.maxAge}`]),
  ];
}

/** The CORS headers of every other answer of an API: none without a configuration or for an origin that is not allowed. */
export function corsHeaders(cors: CorsConfiguration | undefined, raw: RawRequest): readonly string[] {
  const origin = cors && headerValue(raw, "origin");
  if (cors === undefined || origin === undefined) {
    return [];
  }
  const headers = originHeaders(cors, origin);
  return headers.length === 0
    ? headers
    : [...headers, ...listHeader("access-control-expose-headers", cors.exposeHeaders)];
}

function originHeaders(cors: CorsConfiguration, origin: string): readonly string[] {
  const allowed = cors.allowOrigins?.find((pattern) => matchesOrigin(pattern, origin));
  if (allowed === undefined) {
    return [];
  }
  const credentials = cors.allowCredentials === true ? ["access-control-allow-credentials", "true"] : [];
  if (allowed === "*") {
    return ["access-control-allow-origin", "*", ...credentials];
  }
  return ["access-control-allow-origin", origin, ...credentials, "vary", "origin"];
}

/** Whether an origin is the configured one; a `*` in the configuration stands for any text, as in `https://*`. */
function matchesOrigin(pattern: string, origin: string): boolean {
  const star = pattern.indexOf("*");
  if (star < 0) {
    return pattern.toLowerCase() === origin.toLowerCase();
  }
  const prefix = pattern.slice(0, star);
  const suffix = pattern.slice(star + 1);
  return (
    origin.length > prefix.length + suffix.length - (pattern === "*" ? 1 : 0) &&
    origin.startsWith(prefix) &&
    origin.endsWith(suffix)
  );
}

function listHeader(name: string, values: readonly string[] | undefined): readonly string[] {
  return values === undefined || values.length === 0 ? [] : [name, values.join(",")];
}
