/** What a route key asks of a request. */
export interface RoutePattern {
  /** `ANY` takes every method. */
  readonly method: string;
  /** The parts of the path; `{id}` takes one part that is not empty, a closing `{proxy+}` takes one or more of any kind. */
  readonly parts: readonly string[];
  /** Those of the parts that stand for a value, by name. */
  readonly variables: ReadonlyMap<string, VariablePlace>;
}

/** Where a route's variable takes its value from. */
export interface VariablePlace {
  /** The part of the path; for a greedy one, the first of those that it takes. */
  readonly index: number;
  readonly greedy: boolean;
}

/** The routes of a deployment, compiled so that a match costs as much as the path is long, however many there are. */
export interface RouteTable<Route> {
  readonly root: RouteNode<Route>;
  /** The `$default` route. */
  readonly fallback: Route | undefined;
}

/** All routes whose paths start the same way. */
interface RouteNode<Route> {
  readonly literals: Map<string, RouteNode<Route>>;
  parameter: RouteNode<Route> | undefined;
  /** The routes that end here, by method. */
  readonly ending: Map<string, Route>;
  /** The routes that take all further parts, by method. */
  readonly greedy: Map<string, Route>;
}

/** The part of a route key's path that stands for a value. */
interface Variable {
  readonly name: string;
  readonly greedy: boolean;
}

/** Compiles routes by their keys; keys that are none are left out, as no request could match them. */
export function compileRoutes<Route extends { readonly routeKey: string }>(
  routes: readonly Route[],
): RouteTable<Route> {
  const root = newNode<Route>();
  let fallback: Route | undefined;
  for (const route of routes) {
    if (route.routeKey === "$default") {
      fallback = route;
      continue;
    }
    const pattern = parseRouteKey(route.routeKey);
    if (pattern !== undefined) {
      insert(root, pattern, route);
    }
  }
  return { root, fallback };
}

/**
 * The route for a request, by the documented priority: a full match, then the most specific greedy one, then
 * `$default`. Among full matches a literal part beats a parameter, from left to right, then the method itself beats
 * `ANY`. A route of the right path and another method is no match. Undefined when nothing matches.
 */
export function matchRoute<Route>(
  table: RouteTable<Route>,
  method: string,
  parts: readonly string[],
): Route | undefined {
  const wanted = { method, parts };
  return matchFull(table.root, wanted, 0) ?? matchGreedy(table.root, wanted, 0) ?? table.fallback;
}

/** Reads `METHOD /path`; undefined when the text is not of that form, as `$default` is not. */
export function parseRouteKey(routeKey: string): RoutePattern | undefined {
  const space = routeKey.indexOf(" /");
  if (space <= 0) {
    return undefined;
  }
  const path = routeKey.slice(space + 2);
  const parts = path === "" ? [] : path.split("/");
  const variables = new Map<string, VariablePlace>();
  for (const [index, part] of parts.entries()) {
    const variable = parseVariable(part);
    if (variable !== undefined) {
      variables.set(variable.name, { index, greedy: variable.greedy });
    }
  }
  return { method: routeKey.slice(0, space), parts, variables };
}

/** The values that a route's variables take in a path it matched: a part each, and the rest for a greedy one. */
export function pathVariables(pattern: RoutePattern, parts: readonly string[]): ReadonlyMap<string, readonly string[]> {
  const values = new Map<string, readonly string[]>();
  for (const [name, place] of pattern.variables) {
    values.set(name, valueAt(place, parts));
  }
  return values;
}

/** The value that a variable takes in a path that its route matched. */
export function valueAt({ index, greedy }: VariablePlace, parts: readonly string[]): readonly string[] {
  return parts.slice(index, greedy ? undefined : index + 1);
}

/** Reads `{name}` or `{name+}`; undefined when the part is literal. */
export function parseVariable(part: string): Variable | undefined {
  if (!part.startsWith("{") || !part.endsWith("}")) {
    return undefined;
  }
  const greedy = part.endsWith("+}");
  return { name: part.slice(1, greedy ? -2 : -1), greedy };
}

function newNode<Route>(): RouteNode<Route> {
  return { literals: new Map(), parameter: undefined, ending: new Map(), greedy: new Map() };
}

function insert<Route>(root: RouteNode<Route>, { method, parts }: RoutePattern, route: Route): void {
  let node = root;
  for (const part of parts) {
    const variable = parseVariable(part);
    if (variable?.greedy) {
      node.greedy.set(method, route);
      return;
    }
    node = variable === undefined ? literalChild(node, part) : (node.parameter ??= newNode());
  }
  node.ending.set(method, route);
}

function literalChild<Route>(node: RouteNode<Route>, part: string): RouteNode<Route> {
  const child = node.literals.get(part) ?? newNode<Route>();
  node.literals.set(part, child);
  return child;
}

interface Wanted {
  readonly method: string;
  readonly parts: readonly string[];
}

function matchFull<Route>(node: RouteNode<Route>, wanted: Wanted, index: number): Route | undefined {
  const part = wanted.parts[index];
  if (part === undefined) {
    return ofMethod(node.ending, wanted.method);
  }
  const literal = literalOf(node, part);
  const found = literal && matchFull(literal, wanted, index + 1);
  if (found !== undefined || part === "" || node.parameter === undefined) {
    return found;
  }
  return matchFull(node.parameter, wanted, index + 1);
}

function matchGreedy<Route>(node: RouteNode<Route>, wanted: Wanted, index: number): Route | undefined {
  const part = wanted.parts[index];
  if (part === undefined) {
    return undefined;
  }
  const literal = literalOf(node, part);
  const deeper = literal && matchGreedy(literal, wanted, index + 1);
  if (deeper !== undefined) {
    return deeper;
  }
  const byParameter = part === "" ? undefined : node.parameter && matchGreedy(node.parameter, wanted, index + 1);
  return byParameter ?? ofMethod(node.greedy, wanted.method);
}

/** Where there are none, the part need not be hashed, which for a text that was never looked up takes longest. */
function literalOf<Route>({ literals }: RouteNode<Route>, part: string): RouteNode<Route> | undefined {
  return literals.size === 0 ? undefined : literals.get(part);
}

function ofMethod<Route>(routes: ReadonlyMap<string, Route>, method: string): Route | undefined {
  return routes.get(method) ?? routes.get("ANY");
}
