import { describe, expect, test } from "vitest";
import { type Piece, anyOne, anyRun, parsePieces, resolveText, resolveTokens } from "./variables.ts";

const syntax = { variables: true, wildcards: true };

/** Pieces with literal characters as text. */
function shown(pieces: readonly Piece[]): readonly unknown[] {
  return pieces.map((piece) => (typeof piece === "number" && piece >= 0 ? String.fromCharCode(piece) : piece));
}

describe("a text is taken apart", () => {
  test.each<readonly [string, readonly unknown[]]>([
    ["a*?", ["a", anyRun, anyOne]],
    ["${*}${?}${$}", ["*", "?", "$"]],
    ["${aws:Name}", [{ name: "aws:Name", key: "aws:name" }]],
    ["${ aws:Name }", [{ name: "aws:Name", key: "aws:name" }]],
    ["${a,   'b, c'}d", [{ name: "a", key: "a", fallback: "b, c" }, "d"]],
    ["${a,''}", [{ name: "a", key: "a", fallback: "" }]],
    ["${*x}", [{ name: "*x", key: "*x" }]],
  ])("%s", (text, expected) => {
    expect(shown(parsePieces(text, syntax))).toEqual(expected);
  });

  test.each([
    "$",
    "${",
    "${}",
    "${ }",
    "${a",
    "${a{b}",
    "${a$'b'}",
    "${a,b}",
    "${a,'b}",
    "${a,'b'x}",
    "$xa}",
    "ab}${a,b}",
    "}${a,b}",
  ])("%s holds no variable", (text) => {
    expect(shown(parsePieces(text, syntax))).toEqual([...text]);
  });

  test("a dollar sign alone escapes no wildcard", () => {
    expect(shown(parsePieces("$x*}", syntax))).toEqual(["$", "x", anyRun, "}"]);
  });

  test("without variables or wildcards every character is literal", () => {
    expect(shown(parsePieces("${a}*", { variables: false, wildcards: false }))).toEqual([..."${a}*"]);
  });
});

describe("variables are replaced", () => {
  const context = (key: string) => ({ name: "abc", list: ["abc"] })[key];
  const template = parsePieces("x${name}y", syntax);

  test.each([
    [5, "xabcy"],
    [4, undefined],
  ])("in a text of at most %d characters", (lengthMax, expected) => {
    expect(resolveText(template, { context, lengthMax })).toBe(expected);
  });

  test.each([
    [4, true],
    [3, false],
  ])("in a pattern while no more than %d characters stand up to the variable's end", (lengthMax, expected) => {
    expect(resolveTokens(template, { context, lengthMax }) !== undefined).toBe(expected);
  });

  test.each([
    ["${list}", undefined],
    ["${list,'f'}", "f"],
    ["${none}", undefined],
    ["${name,'f'}", "abc"],
  ])("%s by %s", (text, expected) => {
    expect(resolveText(parsePieces(text, syntax), { context, lengthMax: 10 })).toBe(expected);
  });
});
