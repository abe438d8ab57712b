import { expect, test } from "vitest";
import { firstParameter, parseQueryParameters } from "./query-parameters.ts";

test.each([
  ["", []],
  ["a=1", [["a", "1"]]],
  [
    "a=1&b=2&a=3",
    [
      ["a", "1"],
      ["b", "2"],
      ["a", "3"],
    ],
  ],
  ["a", [["a", ""]]],
  ["&&a=&", [["a", ""]]],
  ["a=b=c", [["a", "b=c"]]],
  ["a+b=c+d", [["a b", "c d"]]],
  ["a%2Bb=%20%C3%A9", [["a+b", " é"]]],
  ["a=100%", [["a", "100%"]]],
  ["a=%zz%41", [["a", "%zzA"]]],
  ["a=%FF%41", [["a", "\uFFFDA"]]],
  ["a=%FFA", [["a", "\uFFFDA"]]],
  ["a=%fF%4a%4A%7e%00%C3%28", [["a", "\uFFFDJJ~\u0000\uFFFD("]]],
])("%j decodes to %j", (text, pairs) => {
  expect(parseQueryParameters(text)).toEqual(pairs.map(([name, value]) => ({ name, value })));
});

test("the first of several values counts", () => {
  expect(firstParameter(parseQueryParameters("Action=A&Action=B"), "Action")).toBe("A");
});
