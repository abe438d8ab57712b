/** One part of a route's path: literal text, a variable, or a variable that takes all the rest. */
interface PathPart {
  readonly kind: "literal" | "variable" | "greedy";
  /** The literal text, or the variable's name without braces and plus sign. */
  readonly text: string;
}

/** A route key, taken apart. */
type RouteKey =
  | { readonly kind: "default" }
  | { readonly kind: "path"; readonly method: string; readonly parts: readonly PathPart[] };

/** A route key that reads well, or AWS's words for why it does not. */
export type ParsedRouteKey =
  | { readonly ok: true; readonly routeKey: RouteKey }
  | { readonly ok: false; readonly message: string };

const methods: ReadonlySet<string> = new Set(["GET", "POST", "PUT", "DELETE", "PATCH", "HEAD", "OPTIONS", "ANY"]);

/** AWS's own pattern for the parts of a path, quoted in its error. */
const partPattern = /^(\{[\w.:-]+\+?\}|[a-zA-Z0-9.:_-]+)$/;

/** Reads `$default` or `METHOD /path`; the grammar and texts are those observed, but for the place of greedy variables. */
export function parseRouteKey(text: string): ParsedRouteKey {
  if (text === "") {
    return { ok: false, message: "Route key is required" };
  }
  if (text === "$default") {
    return { ok: true, routeKey: { kind: "default" } };
  }
  const [, method, path] = /^([A-Z]+) \/(.*)$/s.exec(text) ?? [];
  if (method === undefined || path === undefined || !methods.has(method)) {
    return {
      ok: false,
      message:
        'The provided route key is not formatted properly for HTTP protocol. Format should be "<HTTP METHOD> /<RESOURCE PATH>" or "$default"',
    };
  }
  const texts = path === "" ? [] : path.split("/");
  if (!texts.every((part) => partPattern.test(part))) {
    return {
      ok: false,
      message: `One or more path parts appear to be invalid. Parts are validated against this regular expression: ${partPattern.source}`,
    };
  }
  const parts = texts.map(parsePart);
  if (parts.slice(0, -1).some((part) => part.kind === "greedy")) {
    return {
      ok: false,
      message: "A greedy path variable is only allowed as the last part of the path",
    };
  }
  return { ok: true, routeKey: { kind: "path", method, parts } };
}

/** A route that exists beside the one to be added. */
export interface ExistingRoute {
  readonly routeKey: string;
}

/**
 * Why a route key cannot be added beside others: AWS's words, or undefined when it can. Two routes of one method may not
 * name the variable at the same place differently, because then a request would match both equally well.
 */
export function routeKeyConflict(text: string, existing: readonly ExistingRoute[]): string | undefined {
  if (existing.some((route) => route.routeKey === text)) {
    return `Route with key ${text} already exists for this API`;
  }
  const candidate = parseRouteKey(text);
  if (!candidate.ok) {
    return undefined;
  }
  const rival = existing.find((route) => {
    const other = parseRouteKey(route.routeKey);
    return other.ok && hasConflictingVariable(candidate.routeKey, other.routeKey);
  });
  return rival === undefined
    ? undefined
    : `The provided route key "${text}" has a conflicting variable on the same hierarchical level as "${rival.routeKey}"`;
}

function hasConflictingVariable(first: RouteKey, second: RouteKey): boolean {
  if (first.kind === "default" || second.kind === "default" || first.method !== second.method) {
    return false;
  }
  for (const [level, part] of first.parts.entries()) {
    const other = second.parts[level];
    if (other === undefined || other.kind !== part.kind) {
      return false;
    }
    if (other.text !== part.text) {
      return part.kind !== "literal";
    }
  }
  return false;
}

function parsePart(text: string): PathPart {
  if (!text.startsWith("{")) {
    return { kind: "literal", text };
  }
  return text.endsWith("+}")
    ? { kind: "greedy", text: text.slice(1, -2) }
    : { kind: "variable", text: text.slice(1, -1) };
}
