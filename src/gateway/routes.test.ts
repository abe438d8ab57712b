import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { pathParts } from "./request-path.ts";
import { compileRoutes, matchRoute, parseRouteKey, pathVariables } from "./routes.ts";

const documented = ["GET /pets/dog/1", "GET /pets/dog/{id}", "GET /pets/{proxy+}", "ANY /{proxy+}", "$default"];

describe("route priority", () => {
  test.each([
    // The table of AWS's own page on routes.
    [documented, "GET /pets/dog/1", "GET /pets/dog/1"],
    [documented, "GET /pets/dog/2", "GET /pets/dog/{id}"],
    [documented, "GET /pets/cat/1", "GET /pets/{proxy+}"],
    [documented, "POST /test/5", "ANY /{proxy+}"],
    [documented, "GET /", "$default"],
    // The path decides before the method does, a method before ANY.
    [["ANY /a/b", "GET /a/{x}"], "GET /a/b", "ANY /a/b"],
    [["ANY /a", "GET /a"], "GET /a", "GET /a"],
    [["ANY /a", "GET /a"], "PUT /a", "ANY /a"],
    // Literal before parameter, from left to right, with a way back.
    [["GET /a/{x}/c", "GET /{y}/b/c"], "GET /a/b/c", "GET /a/{x}/c"],
    [["GET /a/{x}", "GET /{y}/b/c"], "GET /a/b/c", "GET /{y}/b/c"],
    // The wrong method is no match: another full one, a greedy one or none is taken.
    [["GET /a/b", "POST /a/{x}"], "POST /a/b", "POST /a/{x}"],
    [["GET /a", "ANY /{proxy+}"], "POST /a", "ANY /{proxy+}"],
    [["GET /a"], "POST /a", undefined],
    [["GET /a"], "HEAD /a", undefined],
    [["GET /a"], "OPTIONS /a", undefined],
    // The longest greedy route.
    [["ANY /a/{p+}", "GET /{p+}", "ANY /a/b/{p+}"], "GET /a/b/c", "ANY /a/b/{p+}"],
    [["GET /a/{p+}", "ANY /{p+}"], "POST /a/b", "ANY /{p+}"],
    // Slashes count.
    [["GET /todos"], "GET /todos/", undefined],
    [["GET /metrics/{proxy+}"], "GET /metrics/", "GET /metrics/{proxy+}"],
    [["GET /metrics/{proxy+}"], "GET /metrics", undefined],
    [["GET /a/{x}/b", "GET /a/b"], "GET /a//b", undefined],
    [["GET /a/{x}"], "GET /a/", undefined],
    [["ANY /{proxy+}"], "GET //", "ANY /{proxy+}"],
    [["ANY /{proxy+}"], "GET /", undefined],
    [["GET /"], "GET /", "GET /"],
    [["GET /"], "GET //", undefined],
    // Case, and what only looks like a route's own machinery.
    [["GET /Pets"], "GET /pets", undefined],
    [["GET /a/constructor"], "GET /a/__proto__", undefined],
    [["GET /{x}"], "GET /..", "GET /{x}"],
    [["$default"], "PURGE /x", "$default"],
  ])("among %j, %s takes %s", (keys, request, expected) => {
    expect(match(keys, request)).toBe(expected);
  });

  test("a match among thousands of routes equals the one found by looking at every route", () => {
    const part = fc.constantFrom("a", "b", "{x}", "");
    const key = fc
      .tuple(fc.constantFrom("GET", "POST", "ANY"), fc.array(part, { maxLength: 4 }), fc.boolean())
      .map(
        ([method, parts, greedy]) =>
          `${method} /${[...parts.filter((text) => text !== ""), ...(greedy ? ["{p+}"] : [])].join("/")}`,
      );
    const request = fc.tuple(
      fc.constantFrom("GET", "POST"),
      fc.array(fc.constantFrom("a", "b", "c", ""), { maxLength: 5 }),
    );
    fc.assert(
      fc.property(fc.uniqueArray(key, { maxLength: 30 }), request, (keys, [method, parts]) => {
        const path = `/${parts.join("/")}`;
        expect(match(keys, `${method} ${path}`)).toBe(slowMatch(keys, method, pathParts(path) ?? []));
      }),
      { numRuns: 500 },
    );
  });
});

test.each([
  ["GET /a/{id}", "/a/7", { id: ["7"] }],
  ["GET /a/{id}/{proxy+}", "/a/7/b/c", { id: ["7"], proxy: ["b", "c"] }],
  ["GET /a/{proxy+}", "/a/", { proxy: [""] }],
  ["GET /a/{id}", "/a/x%2520y", { id: ["x%20y"] }],
])("the variables of %s in %s", (key, path, expected) => {
  const pattern = parseRouteKey(key);
  expect(pattern && Object.fromEntries(pathVariables(pattern, pathParts(path) ?? []))).toEqual(expected);
});

test("a table of 5,000 routes is searched about as fast as one of 5", () => {
  const table = (count: number) =>
    compileRoutes(Array.from({ length: count }, (_, index) => ({ routeKey: `GET /service${index}/items/{id}` })));
  const visits = (count: number) => {
    const { root } = table(count);
    let lookups = 0;
    const counted = { ...root, literals: { get: (part: string) => (lookups += 1) && root.literals.get(part) } };
    // Only `get` of the map is used by a search.
    matchRoute({ root: counted as never, fallback: undefined }, "GET", ["service3", "items", "1"]);
    return lookups;
  };
  expect(visits(5_000)).toBe(visits(5));
});

function match(keys: readonly string[], request: string): string | undefined {
  const table = compileRoutes(keys.map((routeKey) => ({ routeKey })));
  const [method = "", path = ""] = request.split(" ");
  return matchRoute(table, method, pathParts(path) ?? [])?.routeKey;
}

/** The rules once more, by rating every route: slower, with nothing shared. */
function slowMatch(keys: readonly string[], method: string, parts: readonly string[]): string | undefined {
  const rated = keys
    .map((key) => ({ key, rating: rate(key, method, parts) }))
    .filter(({ rating }) => rating !== undefined)
    .sort((one, other) => ((one.rating ?? "") < (other.rating ?? "") ? -1 : 1));
  return rated[0]?.key;
}

/** Smaller is better; a digit for each part, then one for the method. */
function rate(key: string, method: string, parts: readonly string[]): string | undefined {
  const pattern = parseRouteKey(key);
  if (pattern === undefined || (pattern.method !== "ANY" && pattern.method !== method)) {
    return undefined;
  }
  const greedy = pattern.parts.at(-1) === "{p+}";
  const fixed = greedy ? pattern.parts.slice(0, -1) : pattern.parts;
  const fits = greedy ? parts.length > fixed.length : parts.length === fixed.length;
  if (!fits || !fixed.every((part, index) => part === parts[index] || (part === "{x}" && parts[index] !== ""))) {
    return undefined;
  }
  const digits = fixed.map((part) => (part === "{x}" ? "1" : "0")).join("");
  return `${greedy ? "1" : "0"}${digits}${greedy ? "9" : ""}${pattern.method === "ANY" ? "1" : "0"}`;
}
