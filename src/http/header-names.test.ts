import { expect, test } from "vitest";
import { headerNames } from "./header-names.ts";

const names = headerNames(["te", "via", "expect", "upgrade"]);

test.each([
  ["te", true],
  ["Via", true],
  ["EXPECT", true],
  ["upgrade", true],
  ["accept", false],
  ["tv", false],
  ["", false],
  ["x-a-name-longer-than-all", false],
  // Not the letter that its lower case would be in another alphabet.
  ["\u0130E", false],
])("%j is one of the names: %s", (name, expected) => {
  expect(names.has(name)).toBe(expected);
});
