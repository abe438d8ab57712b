import { describe, expect, test } from "vitest";
import { compileIntegrationUri, fillIntegrationUri } from "./integration-uri.ts";

const stageVariables = { host: "backend.example:8443", sub: "blue", path: "v2", query: "k=1&l=2" };

describe("an integration's URI", () => {
  test.each([
    ["http://b.example", "http://b.example", "/"],
    ["https://b.example:443/x", "https://b.example", "/x"],
    ["HTTP://B.example/X", "http://b.example", "/X"],
    ["http://b.example?k=1", "http://b.example", "/?k=1"],
    ["http://b.example/x#part", "http://b.example", "/x"],
    ["http://b.example/a b/é", "http://b.example", "/a%20b/%C3%A9"],
    ["http://b.example/a%20b", "http://b.example", "/a%20b"],
    ["http://[::1]:8080/x", "http://[::1]:8080", "/x"],
    [
      "https://${stageVariables.host}/${stageVariables.path}?${stageVariables.query}",
      "https://backend.example:8443",
      "/v2?k=1&l=2",
    ],
    ["https://${stageVariables.sub}.example/x", "https://blue.example", "/x"],
  ])("%s leads to %s%s", (uri, origin, target) => {
    const compiled = compileIntegrationUri(uri, stageVariables, new Set());
    expect(compiled?.origin).toBe(origin);
    expect(compiled && fillIntegrationUri(compiled, { valueOf: () => [], query: "" })).toBe(target);
  });

  test.each([
    "",
    "/relative",
    "ftp://b.example/",
    "arn:aws:lambda:us-east-1:111111111111:function:f",
    "http://user:pass@b.example/",
    "http://b.example\\@evil.example/",
    "http://{id}.example/",
    "http://b.example:{id}/",
    "http://b.example:99999/",
    "http://b.example/{other}",
    "http://${stageVariables.missing}/",
    "http://${stageVariables.constructor}/",
    "http://b.example/\uD800",
  ])("%j leads nowhere", (uri) => {
    expect(compileIntegrationUri(uri, stageVariables, new Set(["id"]))).toBeUndefined();
  });
});

describe("a value in an integration's URI", () => {
  const uri = "http://b.example/base/{id}/{proxy}?own={id}";

  test.each([
    ["7", ["a", "b"], "", "/base/7/a/b?own=7"],
    ["7", ["a"], "x=1&y=%2F", "/base/7/a?own=7&x=1&y=%2F"],
    ["a?b", ["c#d"], "", "/base/a%3Fb/c%23d?own=a%3Fb"],
    ["a&b=c", ["x"], "", "/base/a&b=c/x?own=a%26b%3Dc"],
    ["a%2Fb", ["%2e%2e"], "", "/base/a%252Fb/%252e%252e?own=a%252Fb"],
    ["a b\r\nX: y", ["x"], "", "/base/a%20b%0D%0AX:%20y/x?own=a%20b%0D%0AX%3A%20y"],
    ["//evil.example", ["x"], "", "/base/%2F%2Fevil.example/x?own=%2F%2Fevil.example"],
    ["7", ["", "x", ""], "", "/base/7//x/?own=7"],
    ["7", ["x"], "a#b", "/base/7/x?own=7&a%23b"],
  ])("id %j and proxy %j with query %j", (id, proxy, query, expected) => {
    expect(fill(uri, { id: [id], proxy }, query)).toBe(expected);
  });

  test.each([
    ["..", ["x"]],
    [".", ["x"]],
    ["7", [".."]],
    ["7", ["a", "..", "..", ".."]],
    ["7", ["a", "."]],
  ])("id %j and proxy %j are refused: a backend would resolve them", (id, proxy) => {
    expect(fill(uri, { id: [id], proxy }, "")).toBeUndefined();
  });

  test("pieces that only together make a dot segment are refused", () => {
    expect(fill("http://b.example/x/.{id}", { id: ["."] }, "")).toBeUndefined();
  });

  test.each([
    ["http://b.example", ["store", "checkout"], "/store/checkout"],
    ["http://b.example/", ["store"], "/store"],
    ["http://b.example/base", ["store"], "/base/store"],
    ["http://b.example/base/", [], "/base/"],
    ["http://b.example", [], "/"],
    ["http://b.example/base?k=1", ["a b"], "/base/a%20b?k=1"],
    ["http://b.example", ["", "evil.example"], "//evil.example"],
  ])("%s with the path %j appended", (base, appendedParts, expected) => {
    const compiled = compileIntegrationUri(base, {}, new Set());
    expect(compiled && fillIntegrationUri(compiled, { valueOf: () => [], query: "", appendedParts })).toBe(expected);
  });

  test("a path to append that climbs is refused", () => {
    const compiled = compileIntegrationUri("http://b.example/base", {}, new Set());
    const appendedParts = ["..", "admin"];
    expect(compiled && fillIntegrationUri(compiled, { valueOf: () => [], query: "", appendedParts })).toBeUndefined();
  });
});

function fill(uri: string, values: Readonly<Record<string, readonly string[]>>, query: string): string | undefined {
  const compiled = compileIntegrationUri(uri, {}, new Set(Object.keys(values)));
  return compiled && fillIntegrationUri(compiled, { valueOf: (name) => values[name] ?? [], query });
}
