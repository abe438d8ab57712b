import { expect, test } from "vitest";
import { nestingDepthMax, textLengthMax } from "./json.ts";
import { parsePolicy } from "./parse.ts";

const statement = '{"Effect":"Allow","Action":"iam:GetRole","Resource":"*"}';

test("a policy keeps the place of every statement and value", () => {
  const text = `{\n  "Version": "2012-10-17",\r\n  "Statement": [\n    ${statement}\n  ]\n}`;
  const parsed = parsePolicy(text);
  const [first] = parsed.ok ? parsed.policy.statements : [];
  expect(first).toMatchObject({
    index: 0,
    pointer: "/Statement/0",
    start: { line: 4, column: 5 },
    end: { line: 4, column: 5 + statement.length },
    action: [{ value: "iam:GetRole", pointer: "/Statement/0/Action" }],
  });
  expect(text.slice(first?.start.offset, first?.end.offset)).toBe(statement);
});

test("single values stand for lists, and the version is 2008-10-17 when it is not stated", () => {
  const parsed = parsePolicy(`{"Statement":${statement}}`);
  expect(parsed).toMatchObject({
    ok: true,
    policy: { version: "2008-10-17", versionStated: false, statements: [{ effect: "Allow" }] },
  });
});

test("numbers and booleans of conditions are taken as their spelling", () => {
  const parsed = parsePolicy(
    '{"Statement":{"Effect":"Allow","Condition":{"NumericEquals":{"a":[1.50,"2"]},"BoolIfExists":{"b":true},"ForAnyValue:StringLike":{"c":"x"}}}}',
  );
  const [first] = parsed.ok ? parsed.policy.statements : [];
  expect(
    first?.conditions.map(({ operator, key, values }) => [
      operator.base.name,
      operator.quantifier,
      operator.ifExists,
      key.value,
      values.map(({ value }) => value),
    ]),
  ).toEqual([
    ["NumericEquals", undefined, false, "a", ["1.50", "2"]],
    ["Bool", undefined, true, "b", ["true"]],
    ["StringLike", "ForAnyValue", false, "c", ["x"]],
  ]);
});

test("a comma behind the last action is named with its place", () => {
  const text =
    '{\n  "Version": "2012-10-17",\n  "Statement": [{\n    "Effect": "Allow",\n    "Action": [\n      "execute-api:Invoke",\n    ],\n    "Resource": "*"\n  }]\n}';
  expect(parsePolicy(text)).toMatchObject({
    ok: false,
    problem: {
      code: "trailingComma",
      line: 6,
      column: 27,
      pointer: "/Statement/0/Action",
      message: expect.stringContaining("must go"),
    },
  });
});

test.each([
  ["", "endOfText", 1, 1],
  ["{", "endOfText", 1, 2],
  ["not json", "unexpectedCharacter", 1, 1],
  ['{"a":1} x', "textBehindDocument", 1, 9],
  ['{"Version":"2012-10-17","Version":"2012-10-17"}', "duplicateKey", 1, 25],
  ['{"a":1,}', "trailingComma", 1, 7],
  ["{\n// no\n}", "comment", 2, 1],
  ['{"a" 1}', "unexpectedCharacter", 1, 6],
  ['{"a":"x\ny"}', "badString", 1, 8],
  ['{"a":"\\x"}', "badString", 1, 7],
  ['{"a":"\\u00g0"}', "badString", 1, 7],
  ['{"a":"\\', "badString", 1, 7],
  ['{"a":"open', "badString", 1, 6],
  [`{"a":-${"0".repeat(50)}}`, "badNumber", 1, 6],
  ['{"a":1', "endOfText", 1, 7],
  ['{"a":01}', "badNumber", 1, 6],
  ['{"a":tru}', "unexpectedCharacter", 1, 6],
  ["[".repeat(nestingDepthMax + 1), "nestedTooDeep", 1, nestingDepthMax + 1],
])("%j is no JSON: %s", (text, code, line, column) => {
  expect(parsePolicy(text)).toMatchObject({ ok: false, problem: { code, line, column } });
});

test("a text beyond the longest read is refused without being read", () => {
  expect(parsePolicy(" ".repeat(textLengthMax + 1))).toMatchObject({ ok: false, problem: { code: "textTooLong" } });
});

test.each([
  ["[]", "notAnObject", ""],
  ["{}", "noStatement", ""],
  ['{"Statement":[]}', "noStatement", "/Statement"],
  ['{"Statement":["x"]}', "wrongType", "/Statement/0"],
  [`{"Version":"2013-10-17","Statement":${statement}}`, "unknownVersion", "/Version"],
  [`{"Statement":${statement},"Extra":1}`, "unknownElement", "/Extra"],
  ['{"Statement":{"effect":"Allow"}}', "unknownElement", "/Statement/effect"],
  ['{"Statement":{"Action":"*"}}', "noEffect", "/Statement"],
  ['{"Statement":{"Effect":"Maybe"}}', "unknownEffect", "/Statement/Effect"],
  ['{"Statement":{"Effect":["Allow"]}}', "wrongType", "/Statement/Effect"],
  ['{"Statement":{"Effect":null}}', "wrongType", "/Statement/Effect"],
  ['{"Statement":{"Effect":"allow"}}', "effectCase", "/Statement/Effect"],
  ['{"Statement":{"Effect":"Allow","Action":"*","NotAction":"*"}}', "exclusiveElements", "/Statement/NotAction"],
  ['{"Statement":{"Effect":"Allow","Action":[1]}}', "wrongType", "/Statement/Action/0"],
  ['{"Statement":{"Effect":"Allow","Sid":{}}}', "wrongType", "/Statement/Sid"],
  ['{"Statement":{"Effect":"Allow","Principal":"someone"}}', "wrongType", "/Statement/Principal"],
  ['{"Statement":{"Effect":"Allow","Principal":{"Aws":"*"}}}', "unknownPrincipalKind", "/Statement/Principal/Aws"],
  ['{"Statement":{"Effect":"Allow","Condition":[]}}', "wrongType", "/Statement/Condition"],
  [
    '{"Statement":{"Effect":"Allow","Condition":{"StringEquals":"x"}}}',
    "wrongType",
    "/Statement/Condition/StringEquals",
  ],
  [
    '{"Statement":{"Effect":"Allow","Condition":{"StringEquals":{"a/b":null}}}}',
    "wrongType",
    "/Statement/Condition/StringEquals/a~1b",
  ],
  [
    '{"Statement":{"Effect":"Allow","Condition":{"Equals":{"a":"b"}}}}',
    "unknownOperator",
    "/Statement/Condition/Equals",
  ],
  [
    '{"Statement":{"Effect":"Allow","Condition":{"NullIfExists":{"a":"b"}}}}',
    "unknownOperator",
    "/Statement/Condition/NullIfExists",
  ],
  [
    '{"Statement":{"Effect":"Allow","Condition":{"ForAnyValue::StringEquals":{"a":"b"}}}}',
    "unknownOperator",
    "/Statement/Condition/ForAnyValue::StringEquals",
  ],
])("%s leaves the grammar: %s", (text, code, pointer) => {
  expect(parsePolicy(text)).toMatchObject({ ok: false, problem: { code, pointer } });
});

test("an operator without keys is skipped, known or not", () => {
  expect(parsePolicy('{"Statement":{"Effect":"Allow","Condition":{"x":{},"DateEquals":{}}}}')).toMatchObject({
    ok: true,
    policy: { statements: [{ conditions: [] }] },
  });
});

test("escapes in strings are read", () => {
  expect(parsePolicy(`{"Id":"a\\u0042\\"\\\\\\/\\n","Statement":${statement}}`)).toMatchObject({
    ok: true,
    policy: { id: 'aB"\\/\n' },
  });
});
