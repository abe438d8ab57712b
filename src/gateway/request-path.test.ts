import { expect, test } from "vitest";
import { encodeParts, hasDotSegment, pathParts } from "./request-path.ts";

test.each([
  ["/", []],
  ["/a", ["a"]],
  ["/a/", ["a", ""]],
  ["//a", ["", "a"]],
  ["/space%20value", ["space value"]],
  ["/a%2Fb", ["a", "b"]],
  ["/a%252Fb", ["a%2Fb"]],
  ["/%24default/x", ["$default", "x"]],
  ["/a/../b", ["a", "..", "b"]],
  ["/%2e%2E", [".."]],
  ["/%C3%A9", ["é"]],
  ["/a+b", ["a+b"]],
  ["/%FF", undefined],
  ["/%zz", undefined],
  ["/%", undefined],
  ["*", undefined],
  ["http://host/a", undefined],
])("the parts of %s", (path, expected) => {
  expect(pathParts(path)).toEqual(expected);
});

test.each([
  [["a", "b"], "a/b"],
  [["a b"], "a%20b"],
  [["a?b#c"], "a%3Fb%23c"],
  [["a%2Fb"], "a%252Fb"],
  [["a;v=1"], "a%3Bv=1"],
  [["a\\b"], "a%5Cb"],
  [["x@y:z,$&+=!'()*~-_."], "x@y:z,$&+=!'()*~-_."],
  [["é\r\n\0"], "%C3%A9%0D%0A%00"],
  [["x@ y"], "x@%20y"],
  [["", ""], "/"],
  [[], ""],
])("%j is sent as %s", (parts, expected) => {
  expect(encodeParts(parts)).toBe(expected);
});

test.each([
  ["/a/../b", true],
  ["/.", true],
  ["/..", true],
  ["/./a", true],
  ["/...", false],
  ["/.well-known/x", false],
  ["/a/..b", false],
  ["/a..", false],
  // Servers that decode a path before they resolve it, or take a backslash for a slash.
  ["/base/..%2Fsecret", true],
  ["/base/a%2f..%2F..%2Fb", true],
  ["/base/..%5Csecret", true],
  ["/base/a%2F..", true],
  ["/base/..%252Fsecret", false],
  ["/base/..%2Csecret", false],
])("whether %s has a dot segment: %s", (path, expected) => {
  expect(hasDotSegment(path)).toBe(expected);
});
