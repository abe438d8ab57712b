import { encodeParts, hasDotSegment } from "./request-path.ts";

/** Where an `HTTP_PROXY` integration sends requests, compiled from its URI. */
export interface IntegrationUri {
  /** Scheme, host and port, which nothing in a request can change. */
  readonly origin: string;
  /** The name that the certificate there must have, where it is not the host's. */
  readonly serverName?: string | undefined;
  /** The path, literal pieces and variables in turn, starting with a literal. */
  readonly path: readonly string[];
  /** The query of the URI itself, in the same form; a lone empty piece when there is none. */
  readonly query: readonly string[];
}

/** What a request puts into an integration's URI. */
export interface UriValues {
  /** The value of a variable of the route, decoded, a part each. */
  readonly valueOf: (name: string) => readonly string[];
  /** The request's own query, forwarded as sent. */
  readonly query: string;
  /** The path to append, for the `$default` route. */
  readonly appendedParts?: readonly string[];
}

/**
 * Compiles an integration's URI for a stage. `${stageVariables.name}` may stand anywhere, as documented; `{name}` only
 * in the path and the query, so that no request chooses its backend. Undefined when the URI is not an absolute HTTP
 * URL, or names a stage variable that is not set or a path variable that the route has not.
 */
export function compileIntegrationUri(
  uri: string,
  stageVariables: Readonly<Record<string, string>>,
  variableNames: ReadonlySet<string>,
): IntegrationUri | undefined {
  const whole = substituteStageVariables(uri, stageVariables);
  const [, authority, path = "", query = ""] = absoluteUri.exec(whole ?? "") ?? [];
  const origin = authority === undefined ? undefined : originOf(authority);
  if (origin === undefined) {
    return undefined;
  }
  const compiled = { origin, path: splitTemplate(path), query: splitTemplate(query) };
  const names = [...variablesOf(compiled.path), ...variablesOf(compiled.query)];
  return names.every((name) => variableNames.has(name)) ? compiled : undefined;
}

/**
 * The request target for a backend: values encoded so that none adds a part, a parameter or a host, then the request's
 * query. Undefined when a value would let the backend climb out of the URI's path.
 */
export function fillIntegrationUri(uri: IntegrationUri, values: UriValues): string | undefined {
  let path = fill(uri.path, values.valueOf, encodeParts);
  if (values.appendedParts !== undefined) {
    path = `${path.endsWith("/") ? path.slice(0, -1) : path}/${encodeParts(values.appendedParts)}`;
  }
  if (path === "") {
    path = "/";
  }
  if (hasDotSegment(path)) {
    return undefined;
  }
  const own = fill(uri.query, values.valueOf, (parts) => encodeURIComponent(parts.join("/")));
  // A "#" has no place in a request target, and a backend may take it for the target's end.
  const query = joinQueries(own, values.query);
  return query === "" ? path : `${path}?${query.replaceAll("#", "%23")}`;
}

/** Scheme with authority, path and query; user names and whatever else an authority may hold are not for integrations. */
const absoluteUri = /^(https?:\/\/[^/?#@\s\\]+)(\/[^?#]*)?(?:\?([^#]*))?(?:#.*)?$/i;

/** The text with `${stageVariables.name}` replaced; undefined when it names one that is not set. */
export function substituteStageVariables(
  uri: string,
  stageVariables: Readonly<Record<string, string>>,
): string | undefined {
  let complete = true;
  const text = uri.replaceAll(/\$\{stageVariables\.(\w+)\}/g, (_, name: string) => {
    const value = Object.hasOwn(stageVariables, name) ? stageVariables[name] : undefined;
    complete &&= value !== undefined;
    return value ?? "";
  });
  return complete && text.isWellFormed() ? text : undefined;
}

function originOf(authority: string): string | undefined {
  return URL.canParse(authority) && !/[{}]/.test(authority) ? new URL(authority).origin : undefined;
}

/** Splits at `{name}`: every second piece is a variable's name. */
function splitTemplate(text: string): readonly string[] {
  return text.split(/\{([\w.:-]+)\+?\}/).map((piece, index) => (index % 2 === 0 ? escapeLiteral(piece) : piece));
}

/** Escapes what a request line cannot hold; escapes that are there already stay. */
function escapeLiteral(text: string): string {
  return text.replaceAll(/[^\u0021-\u007E]+/gu, (characters) => encodeURIComponent(characters));
}

function variablesOf(template: readonly string[]): readonly string[] {
  return template.filter((_, index) => index % 2 === 1);
}

function fill(
  template: readonly string[],
  valueOf: UriValues["valueOf"],
  encode: (parts: readonly string[]) => string,
): string {
  if (template.length === 1) {
    return template[0] ?? "";
  }
  let filled = template[0] ?? "";
  for (let index = 1; index < template.length; index += 2) {
    filled += encode(valueOf(template[index] ?? "")) + (template[index + 1] ?? "");
  }
  return filled;
}

function joinQueries(own: string, sent: string): string {
  return own === "" || sent === "" ? own + sent : `${own}&${sent}`;
}
