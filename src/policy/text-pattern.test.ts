import { describe, expect, test } from "vitest";
import { patternMatches, specialise } from "./text-pattern.ts";
import { parsePieces } from "./variables.ts";

function compiled(pattern: string) {
  return specialise(parsePieces(pattern, { variables: true, wildcards: true }));
}

function fits(pattern: string, text: string, [from, to]: readonly [number, number] = [0, text.length]): boolean {
  return patternMatches(compiled(pattern), { text, from, to }, () => "v");
}

test.each([
  ["*", "any"],
  ["ab", "literal"],
  ["ab*", "prefix"],
  ["*ab", "suffix"],
  ["a*b", "tokens"],
  ["**", "tokens"],
  ["a?", "tokens"],
  ["*a*", "tokens"],
  ["${a}*", "template"],
])("%s is compared as %s", (pattern, kind) => {
  expect(compiled(pattern).kind).toBe(kind);
});

describe("wildcards", () => {
  test.each([
    ["*a*", "ba", true],
    ["*a*", "ab", true],
    ["*a*", "b", false],
    ["a*b*", "ab", true],
    ["a*b**", "acb", true],
    ["a?c", "abc", true],
    ["a?c", "bbc", false],
    ["a?", "a", false],
    ["?", "", false],
    ["**", "", true],
    ["a*b*c", "abbc", true],
    ["a*bc", "abbbc", true],
    ["a*bc", "abbbcd", false],
    ["?*x", "ax", true],
    ["${v}*", "vw", true],
    ["${v}*", "wv", false],
  ])("%s against %s: %s", (pattern, text, expected) => {
    expect(fits(pattern, text)).toBe(expected);
  });
});

describe("nothing outside the part compared counts", () => {
  test.each<readonly [string, string, readonly [number, number], boolean]>([
    ["ab", "xabx", [1, 3], true],
    ["ab", "xabx", [1, 4], false],
    ["ab*", "xabx", [1, 4], true],
    ["ab*", "xabx", [1, 2], false],
    ["ab*", "abab", [2, 3], false],
    ["*ab", "xabx", [0, 3], true],
    ["*ab", "xabx", [2, 3], false],
    ["*ab", "xxab", [3, 4], false],
    ["a?b", "xacbx", [1, 4], true],
    ["a?b", "xacbx", [1, 3], false],
    ["${v}b", "xvbx", [1, 3], true],
  ])("%s against %s from and to %j: %s", (pattern, text, part, expected) => {
    expect(fits(pattern, text, part)).toBe(expected);
  });
});
