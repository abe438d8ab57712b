import { expect, test } from "vitest";
import { positionLocator } from "./position.ts";

test("a line ends with LF, CR or CRLF, and any offset has a line and a column", () => {
  const locate = positionLocator("ab\nc\r\rd\r\n\ne");
  const places = Array.from({ length: 13 }, (_, offset) => locate(offset)).map(({ line, column }) => [line, column]);
  expect(places).toEqual([
    ...[1, 2, 3].map((column) => [1, column]),
    ...[1, 2].map((column) => [2, column]),
    [3, 1],
    ...[1, 2, 3].map((column) => [4, column]),
    [5, 1],
    ...[1, 2, 3].map((column) => [6, column]),
  ]);
});

test("the place of an empty text is its first line and column", () => {
  expect(positionLocator("")(0)).toEqual({ offset: 0, line: 1, column: 1 });
});
