import { describe, expect, test } from "vitest";
import type { ContextValue } from "../decision.ts";
import { parsePolicy } from "../parse.ts";
import { compileCondition } from "./compile-condition.ts";

/** Whether one operator with the values for the key `k` holds for a request whose `k` is `got`. */
function holds(operator: string, values: unknown, got: ContextValue | undefined, version = "2012-10-17"): boolean {
  const text = JSON.stringify({
    Version: version,
    Statement: { Effect: "Allow", Condition: { [operator]: { K: values } } },
  });
  const parsed = parsePolicy(text);
  const [clause] = parsed.ok ? (parsed.policy.statements[0]?.conditions ?? []) : [];
  if (clause === undefined) {
    throw new Error(`no condition in ${text}`);
  }
  const context = new Map<string, ContextValue>([
    ["aws:username", "alice"],
    ["aws:tagkeys", ["a", "b"]],
    ["x:star", "*"],
    ...(got === undefined ? [] : [["k", got] as const]),
  ]);
  return compileCondition(clause, version === "2012-10-17").holds((key) => context.get(key));
}

const role = "arn:aws:iam::111111111111:role/app/Reader";

describe("one value", () => {
  test.each([
    ["StringEquals", "a", "a", true],
    ["StringEquals", "a", "A", false],
    ["StringEquals", ["b", "a"], "a", true],
    ["StringEquals", [], "a", false],
    ["StringEquals", "a*", "ab", false],
    ["StringEquals", "a*?", "a*?", true],
    ["StringEqualsIgnoreCase", "a*?", "A*?", true],
    ["StringNotEquals", ["b", "a"], "a", false],
    ["StringNotEquals", ["b", "c"], "a", true],
    ["StringEqualsIgnoreCase", "STRASSE", "strasse", true],
    ["StringNotEqualsIgnoreCase", "A", "a", false],
    ["StringEqualsIgnoreCase", "STRASSE", "straße", false],
    ["StringLike", "a*c?", "abbcd", true],
    ["StringLike", "a?", "a", false],
    ["StringLike", "", "", true],
    ["StringLike", "*bc", "abc", true],
    ["StringLike", "*abc", "abc", true],
    ["StringLike", "*abc", "bc", false],
    ["StringLike", "*bc", "abd", false],
    ["StringLike", "ab*", "ab", true],
    ["StringLike", "ab*", "a", false],
    ["StringLike", "ab*", "ba", false],
    ["StringNotLike", ["x*", "a*"], "abc", false],
    ["NumericEquals", "10", "10.0", true],
    ["NumericEquals", 10, "1e1", true],
    ["NumericEquals", "ten", "ten", false],
    ["NumericNotEquals", "10", "11", true],
    ["NumericNotEquals", "10", "eleven", false],
    ["NumericNotEquals", ["10", "11"], "11", false],
    ["NumericLessThan", "10", "9.99", true],
    ["NumericLessThan", "10", "10", false],
    ["NumericLessThanEquals", "10", "10", true],
    ["NumericGreaterThan", "-1", "-0.5", true],
    ["NumericGreaterThanEquals", "3", "2", false],
    ["DateEquals", "2026-01-01T00:00:00Z", "1767225600", true],
    ["DateEquals", "2026-01-01", "2026-01-01T02:00:00+02:00", true],
    ["DateNotEquals", "2026-01-01", "2026-01-02", true],
    ["DateLessThan", "2026-01-01T00:00:00Z", "2025-12-31T23:59:59.999Z", true],
    ["DateLessThanEquals", "2026", "2025-12-31", false],
    ["DateGreaterThan", "2026-01-01", "2026-01-01T00:00:00.5Z", true],
    ["DateGreaterThanEquals", "2026-01-01", "soon", false],
    ["Bool", "true", "TRUE", true],
    ["Bool", true, "true", true],
    ["Bool", "yes", "yes", false],
    ["Bool", "true", "false", false],
    ["Bool", "false", "true", false],
    ["Bool", ["true", "false"], "false", true],
    ["BinaryEquals", "QmluYXJ5", "QmluYXJ5", true],
    ["BinaryEquals", "QmluYXJ5", "qmluYXJ5", false],
    ["BinaryEquals", "Qml*", "Qml*", true],
    ["BinaryEquals", "Qml*", "QmluYXJ5", false],
    ["IpAddress", "10.0.0.0/8", "10.255.0.1", true],
    ["IpAddress", "10.0.0.7/8", "10.255.0.1", true],
    ["IpAddress", "192.0.2.1", "192.0.2.1", true],
    ["IpAddress", "192.0.2.1", "192.0.2.2", false],
    ["IpAddress", "0.0.0.0/0", "203.0.113.9", true],
    ["IpAddress", "0.0.0.0/0", "::1", false],
    ["IpAddress", "2001:db8::/32", "2001:DB8:0:1::5", true],
    ["IpAddress", "::ffff:10.0.0.0/104", "::ffff:10.1.2.3", true],
    ["IpAddress", "10.0.0.0/33", "10.0.0.1", false],
    ["IpAddress", "10.0.0.0/8", "010.0.0.1", false],
    ["NotIpAddress", "10.0.0.0/8", "::1", true],
    ["NotIpAddress", ["10.0.0.0/8", "192.0.2.0/24"], "192.0.2.200", false],
    ["ArnLike", "arn:aws:iam::*:role/*", role, true],
    ["ArnEquals", "arn:aws:iam::1*1:role/app/Reade?", role, true],
    ["ArnLike", "arn:aws:iam:*", role, false],
    ["ArnLike", "arn:*", "arn:aws:iam::1:", false],
    ["ArnLike", "arn:*:Reader", role, false],
    ["ArnLike", "*", role, true],
    ["ArnLike", "*", "no arn", false],
    ["ArnLike", "arn:aws:sns:*:*:a:*", "arn:aws:sns:eu-west-1:1:a:b:c", true],
    ["ArnNotEquals", "arn:aws:iam::*:role/*", role, false],
    ["ArnNotLike", "arn:aws:iam::*:user/*", role, true],
    ["Null", "false", "", true],
    ["Null", "true", "x", false],
    ["Null", ["true", "false"], "x", true],
    ["Null", "perhaps", "x", false],
  ] as const)("%s of %j with %j: %s", (operator, wanted, got, expected) => {
    expect(holds(operator, wanted, got)).toBe(expected);
  });
});

describe.each([
  ["Numeric", "10", ["9", "10", "11"]],
  ["Date", "2026-02-01", ["2026-01-31", "2026-02-01T00:00:00Z", "2026-02-01T00:00:01Z"]],
])("%s operators compare with what is less, equal and greater", (family, wanted, got) => {
  test.each([
    ["Equals", [false, true, false]],
    ["NotEquals", [true, false, true]],
    ["LessThan", [true, false, false]],
    ["LessThanEquals", [true, true, false]],
    ["GreaterThan", [false, false, true]],
    ["GreaterThanEquals", [false, true, true]],
  ])("%s: %j", (relation, expected) => {
    expect(got.map((value) => holds(family + relation, wanted, value))).toEqual(expected);
    expect(holds(family + relation, ["x", wanted], "y")).toBe(false);
  });
});

describe("a missing key", () => {
  const positive = [
    "StringEquals",
    "StringLike",
    "NumericLessThan",
    "DateEquals",
    "Bool",
    "BinaryEquals",
    "IpAddress",
    "ArnLike",
  ];
  const negated = [
    "StringNotEquals",
    "StringNotEqualsIgnoreCase",
    "StringNotLike",
    "NumericNotEquals",
    "DateNotEquals",
    "NotIpAddress",
    "ArnNotEquals",
    "ArnNotLike",
  ];
  test.each([
    ...positive.map((operator) => [operator, false] as const),
    ...negated.map((operator) => [operator, true] as const),
    ...[...positive, ...negated].map((operator) => [`${operator}IfExists`, true] as const),
    ["Null", true],
    ["ForAllValues:StringEquals", true],
    ["ForAllValues:StringNotEquals", true],
    ["ForAnyValue:StringEquals", false],
    ["ForAnyValue:StringNotEquals", false],
    ["ForAnyValue:StringEqualsIfExists", true],
  ] as const)("%s: %s", (operator, expected) => {
    expect(holds(operator, "true", undefined)).toBe(expected);
    expect(holds(operator, "true", [])).toBe(expected);
  });
});

describe("several values", () => {
  test.each([
    ["StringEquals", ["a", "b"], ["a"], false],
    ["StringNotEquals", "c", ["a"], false],
    ["StringEqualsIfExists", "a", ["a"], false],
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "b", "a"], true],
    ["ForAllValues:StringEquals", ["a", "b"], ["a", "c"], false],
    ["ForAllValues:StringNotEquals", ["a", "b"], ["c", "a"], false],
    ["ForAllValues:StringLike", "a*", ["ab", "ac"], true],
    ["ForAnyValue:StringEquals", ["a", "b"], ["c", "b"], true],
    ["ForAnyValue:StringEquals", ["a", "b"], ["c", "d"], false],
    ["ForAnyValue:StringNotEquals", ["a", "b"], ["a", "c"], true],
    ["ForAnyValue:StringNotEquals", ["a", "b"], ["a", "b"], false],
    ["ForAnyValue:StringEquals", "a", "a", true],
    ["Null", "false", ["a"], true],
    ["Null", "true", ["a"], false],
    ["ForAllValues:StringEquals", "a", "b", false],
  ] as const)("%s of %j with %j: %s", (operator, wanted, got, expected) => {
    expect(holds(operator, wanted, got)).toBe(expected);
  });
});

describe("policy variables", () => {
  test.each([
    ["StringEquals", "${aws:username}", "alice", true],
    ["StringEquals", "${AWS:UserName}", "alice", true],
    ["StringEquals", "${aws:username}", "clara", false],
    ["StringEquals", "${k}", "any", true],
    ["StringEquals", "${*k}", "*", false],
    ["StringEquals", ["clara", "${aws:username}"], "alice", true],
    ["StringEquals", ["${x:none}", "${aws:username}"], "alice", true],
    ["StringEqualsIgnoreCase", "${x:none}", "a", false],
    ["StringLike", "*****${aws:username}", "alice", true],
    ["StringEquals", "${aws:username, 'x'y}", "alice", false],
    ["StringLike", "home/${aws:username}/*", "home/alice/x", true],
    ["StringLike", "${x:star}", "anything", false],
    ["StringLike", "${x:star}", "*", true],
    ["StringLike", "${*}${?}${$}", "*?$", true],
    ["StringLike", "${*}", "a", false],
    ["StringEquals", "${x:none}", "${x:none}", false],
    ["StringNotEquals", "${x:none}", "a", true],
    ["StringEquals", "${x:none, 'nobody'}", "nobody", true],
    ["StringEquals", "${x:none,'no}body'}", "no}body", true],
    ["StringEquals", "${aws:username, 'nobody'}", "alice", true],
    ["StringEquals", "${aws:TagKeys}", "a", false],
    ["StringEquals", "${aws:TagKeys, 'a'}", "a", true],
    ["StringEquals", "${open", "${open", true],
    ["StringEquals", "${}", "${}", true],
    ["StringEquals", "${aws:username, nobody}", "${aws:username, nobody}", true],
    ["ArnEquals", "${x:none}", "arn:aws:iam::1:user/alice", false],
    ["ArnEquals", "${aws:username}", "arn:aws:iam::1:user/alice", false],
    ["StringEqualsIgnoreCase", "${aws:username}", "ALICE", true],
    ["ArnEquals", "arn:aws:iam::1:user/${aws:username}", "arn:aws:iam::1:user/alice", true],
    ["ArnEquals", "arn:aws:iam::${x:none, '1'}:user/alice", "arn:aws:iam::1:user/alice", true],
    ["ArnEquals", "${x:none, 'arn:aws:iam::1:user/alice'}", "arn:aws:iam::1:user/alice", true],
    ["BinaryEquals", "${aws:username}", "alice", false],
  ] as const)("%s of %j with %j: %s", (operator, wanted, got, expected) => {
    expect(holds(operator, wanted, got)).toBe(expected);
  });

  test.each([
    ["StringEquals", "${aws:username}", "alice", false],
    ["StringEquals", "${aws:username}", "${aws:username}", true],
    ["StringLike", "${*}", "${anything}", true],
  ] as const)("are plain text in version 2008-10-17: %s of %j with %j: %s", (operator, wanted, got, expected) => {
    expect(holds(operator, wanted, got, "2008-10-17")).toBe(expected);
  });
});

test("a value that thousands of variables would make huge is not built", () => {
  const context = "x".repeat(8000);
  const parsed = parsePolicy(
    JSON.stringify({
      Version: "2012-10-17",
      Statement: { Effect: "Allow", Condition: { StringLike: { k: "${k}".repeat(30_000) } } },
    }),
  );
  const [clause] = parsed.ok ? (parsed.policy.statements[0]?.conditions ?? []) : [];
  expect(clause && compileCondition(clause, true).holds(() => context)).toBe(false);
});
