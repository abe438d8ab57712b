import { expect, test } from "vitest";
import { compileSelection } from "./compile-integration.ts";

test.each([
  ["4\\d{2}", "404", true],
  ["4\\d{2}", "4040", false],
  [".*Not Found.*", "Error:\nNot Found", true],
  ["5..", "4xx", false],
  ["(", "(", false],
])("the pattern %j selects %j: %s", (pattern, text, expected) => {
  expect(compileSelection(pattern)(text)).toBe(expected);
});

test("a pattern over which others backtrack for ever takes a text in one pass", () => {
  expect(compileSelection("(a+)+b")("a".repeat(50_000))).toBe(false);
});

test("patterns cost nothing before they are asked", () => {
  const start = performance.now();
  Array.from({ length: 200 }, () => compileSelection("(?:.?){1000}".repeat(80)));
  expect(performance.now() - start).toBeLessThan(1_000);
});
