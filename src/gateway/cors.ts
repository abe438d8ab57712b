import { headerValue, headerValues, type RawRequest } from "../http/raw-request.ts";
import type { CorsConfiguration } from "../store/records.ts";

/**
 * The headers of the answer to a CORS preflight, name and value in turn: none when it asks for an origin, a method or a
 * header that is not allowed. Undefined when the API has no CORS configuration or the request is no preflight.
 * Documented: the gateway answers these itself. Observed: what the configuration does not name is not allowed, and no
 * headers at all are allowed by an empty list.
 */
export function preflightHeaders(cors: CorsConfiguration | undefined, raw: RawRequest): readonly string[] | undefined {
  if (cors === undefined || raw.method !== "OPTIONS") {
    return undefined;
  }
  const method = headerValue(raw, "access-control-request-method");
  const origin = headerValue(raw, "origin");
  if (method === undefined || origin === undefined) {
    return undefined;
  }
  const headers = originHeaders(cors, origin);
  if (headers.length === 0 || !allowsRequest(cors, method, headerValues(raw, "access-control-request-headers"))) {
    return [];
  }
  return [
    ...headers,
    "access-control-allow-methods",
    (cors.allowMethods ?? []).join(","),
    "access-control-allow-headers",
    (cors.allowHeaders ?? []).join(","),
    ...(cors.maxAge === undefined ? [] : ["access-control-max-age", `${cors.maxAge}`]),
  ];
}

/** Whether the request that a preflight announces may be made; a `*` in the configuration allows any method or header. */
function allowsRequest(cors: CorsConfiguration, method: string, headerLists: readonly string[]): boolean {
  const names = headerLists.flatMap((list) => list.split(",")).map((name) => name.trim());
  return listed(cors.allowMethods, method) && names.every((name) => name === "" || listed(cors.allowHeaders, name));
}

function listed(allowed: readonly string[] | undefined, wanted: string): boolean {
  return allowed?.some((one) => one === "*" || one.toLowerCase() === wanted.toLowerCase()) === true;
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
