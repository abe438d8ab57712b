import { describe, expect, test } from "vitest";
import { parseOperator, takesVariables } from "./operators.ts";

describe("an operator is read", () => {
  test.each([
    ["StringEquals", "StringEquals", undefined, false],
    ["StringEqualsIfExists", "StringEquals", undefined, true],
    ["ForAllValues:StringLike", "StringLike", "ForAllValues", false],
    ["ForAnyValue:ArnLikeIfExists", "ArnLike", "ForAnyValue", true],
    ["Null", "Null", undefined, false],
    ["ForAllValues:Null", "Null", "ForAllValues", false],
  ])("%s", (text, name, quantifier, ifExists) => {
    const operator = parseOperator(text);
    expect([operator?.text, operator?.base.name, operator?.quantifier, operator?.ifExists]).toEqual([
      text,
      name,
      quantifier,
      ifExists,
    ]);
  });

  test.each(["", "stringEquals", ":StringEquals", "ForSomeValues:StringEquals", "NullIfExists", "IfExists", "BoolNot"])(
    "%j is none",
    (text) => {
      expect(parseOperator(text)).toBeUndefined();
    },
  );
});

test.each([
  ["StringEquals", true],
  ["StringNotEqualsIgnoreCase", true],
  ["StringLike", true],
  ["ArnEquals", true],
  ["NumericEquals", false],
  ["Bool", false],
])("the values of %s may hold policy variables: %s", (text, expected) => {
  const operator = parseOperator(text);
  expect(operator && takesVariables(operator.base)).toBe(expected);
});
