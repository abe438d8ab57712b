import { expect, test } from "vitest";
import { actionMatches, actionName, compileAction } from "./action-pattern.ts";

test.each([
  ["*", "Invoke", true],
  ["x:*", "x:Invoke", true],
  ["X:in*", "x:INVOKE", true],
  ["x:Invoke", "y:Invoke", false],
  ["x*:Invoke", "x:Invoke", false],
  ["Invoke", "x:Invoke", false],
  ["Invoke", "Invoke", false],
  [":Invoke", ":Invoke", false],
  [":Invoke", "Invoke", false],
  [":*", "Invoke", false],
  ["x:", "x:", true],
  ["x:a:b", "x:a:b", true],
  ["x:a", "x:a:b", false],
])("the entry %s against the action %s: %s", (entry, action, expected) => {
  expect(actionMatches(compileAction(entry), actionName(action))).toBe(expected);
  // Taken apart before, and so remembered.
  expect(actionMatches(compileAction(entry), actionName(action))).toBe(expected);
});
