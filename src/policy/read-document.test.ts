import { describe, expect, test } from "vitest";
import { parsePolicy, readPolicyText } from "./parse.ts";

describe("every node of a document", () => {
  const text = JSON.stringify({
    Version: "2008-10-17",
    Id: "i",
    Statement: [
      {
        Sid: "s",
        Effect: "Allow",
        Principal: { AWS: ["1", "2"], Service: "a", Federated: "b", CanonicalUser: "c" },
        Action: ["d", "e"],
        Resource: "f",
        Condition: { StringLike: { "g/h": ["i", 1, true], j: "k" } },
      },
      { Effect: "Deny", NotPrincipal: "*", NotAction: "l", NotResource: ["m"] },
    ],
  });
  const at = (spelling: string, pointer: string) => ({
    offset: text.indexOf(spelling),
    pointer,
  });
  const read = () => {
    const parsed = parsePolicy(text);
    return parsed.ok ? parsed.policy : undefined;
  };

  test("of its head is read", () => {
    expect(read()).toMatchObject({ version: "2008-10-17", versionStated: true, id: "i" });
    expect(parsePolicy('{"Statement":{"Effect":"Deny"}}')).toStrictEqual({
      ok: true,
      policy: {
        version: "2008-10-17",
        versionStated: false,
        statements: [
          {
            index: 0,
            pointer: "/Statement",
            start: { offset: 13, line: 1, column: 14 },
            end: { offset: 30, line: 1, column: 31 },
            effect: "Deny",
            conditions: [],
          },
        ],
      },
    });
  });

  test("of its statements has its text and its place", () => {
    const [first, second] = read()?.statements ?? [];
    expect(first).toMatchObject({
      index: 0,
      effect: "Allow",
      sid: { ...at('"s"', "/Statement/0/Sid"), value: "s" },
      principal: {
        everyone: false,
        offset: text.indexOf('{"AWS"'),
        pointer: "/Statement/0/Principal",
        entries: [
          { kind: "AWS", ...at('"1"', "/Statement/0/Principal/AWS/0"), value: "1" },
          { kind: "AWS", ...at('"2"', "/Statement/0/Principal/AWS/1"), value: "2" },
          { kind: "Service", ...at('"a"', "/Statement/0/Principal/Service"), value: "a" },
          { kind: "Federated", ...at('"b"', "/Statement/0/Principal/Federated"), value: "b" },
          { kind: "CanonicalUser", ...at('"c"', "/Statement/0/Principal/CanonicalUser"), value: "c" },
        ],
      },
      action: [
        { ...at('"d"', "/Statement/0/Action/0"), value: "d" },
        { ...at('"e"', "/Statement/0/Action/1"), value: "e" },
      ],
      resource: [{ ...at('"f"', "/Statement/0/Resource"), value: "f" }],
      conditions: [
        {
          operator: { text: "StringLike" },
          key: { ...at('"g/h"', "/Statement/0/Condition/StringLike/g~1h"), value: "g/h" },
          values: [
            { offset: text.indexOf('["i"') + 1, pointer: "/Statement/0/Condition/StringLike/g~1h/0", value: "i" },
            { ...at("1,true", "/Statement/0/Condition/StringLike/g~1h/1"), value: "1" },
            { ...at("true]", "/Statement/0/Condition/StringLike/g~1h/2"), value: "true" },
          ],
        },
        {
          key: { ...at('"j"', "/Statement/0/Condition/StringLike/j"), value: "j" },
          values: [{ ...at('"k"', "/Statement/0/Condition/StringLike/j"), value: "k" }],
        },
      ],
    });
    expect(first).not.toHaveProperty("notAction");
    expect(second).toEqual({
      index: 1,
      pointer: "/Statement/1",
      start: { offset: text.indexOf('{"Effect":"Deny"'), line: 1, column: text.indexOf('{"Effect":"Deny"') + 1 },
      end: { offset: text.length - 2, line: 1, column: text.length - 1 },
      effect: "Deny",
      conditions: [],
      notPrincipal: {
        everyone: true,
        entries: [],
        offset: text.indexOf('"*"'),
        pointer: "/Statement/1/NotPrincipal",
      },
      notAction: [{ value: "l", offset: text.indexOf('"l"'), pointer: "/Statement/1/NotAction" }],
      notResource: [{ value: "m", offset: text.indexOf('"m"'), pointer: "/Statement/1/NotResource/0" }],
    });
  });
});

const allowed = { Effect: "Allow", Action: "*", Resource: "*" };
const known = "Known are Sid, Effect, Principal, NotPrincipal, Action, NotAction, Resource, NotResource, Condition.";
const conditionValue = "The value of a condition key is a string, number or boolean, or a list of them.";

describe("each problem is told at its place, and reading goes on behind it", () => {
  test.each<[document: unknown, problems: readonly (readonly [code: string, at: string, message: string])[]]>([
    ["text", [["notAnObject", '"text"', "A policy is a JSON object with the member Statement."]]],
    [
      { Version: "2", Id: 1, version: 2, Other: 3 },
      [
        ["unknownElement", '"version"', '"version" is not an element of the policy language. It is written Version.'],
        [
          "unknownElement",
          '"Other"',
          '"Other" is not an element of the policy language. Known are Version, Id, Statement.',
        ],
        ["unknownVersion", '"2"', "The version of a policy is 2012-10-17, or 2008-10-17 for old ones."],
        ["wrongType", "1,", "Id holds a number where a string is expected."],
        ["noStatement", "{", "The policy has no Statement."],
      ],
    ],
    [
      { Version: 1, Statement: [] },
      [
        ["wrongType", "1", "Version holds a number where a string is expected."],
        ["noStatement", "[]", "The list of statements is empty."],
      ],
    ],
    [
      { Statement: ["x", allowed, { ...allowed, Effect: "MAYBE" }] },
      [
        ["wrongType", '"x"', "A statement is a JSON object."],
        ["unknownEffect", '"MAYBE"', "Effect is Allow or Deny."],
      ],
    ],
    [
      { Statement: { ...allowed, Effect: true } },
      [["wrongType", "true", "Effect holds a boolean where a string is expected."]],
    ],
    [
      { Statement: { ...allowed, Effect: {} } },
      [["wrongType", "{}", "Effect holds an object where a string is expected."]],
    ],
    [
      { Statement: { ...allowed, Effect: [] } },
      [["wrongType", "[]", "Effect holds an array where a string is expected."]],
    ],
    [
      { Statement: { ...allowed, Effect: null } },
      [["wrongType", "null", "Effect holds null where a string is expected."]],
    ],
    [{ Statement: { Action: "*" } }, [["noEffect", '{"Action"', "The statement has no Effect; it is Allow or Deny."]]],
    [
      { Statement: { ...allowed, extra: 1, action: "*" } },
      [
        ["unknownElement", '"extra"', `"extra" is not an element of the policy language. ${known}`],
        ["unknownElement", '"action"', '"action" is not an element of the policy language. It is written Action.'],
      ],
    ],
    [
      { Statement: { ...allowed, Principal: 7, NotPrincipal: "a", NotAction: "b", NotResource: "c" } },
      [
        ["exclusiveElements", '"a"', "A statement has Principal or NotPrincipal, not both."],
        ["exclusiveElements", '"b"', "A statement has Action or NotAction, not both."],
        ["exclusiveElements", '"c"', "A statement has Resource or NotResource, not both."],
        ["wrongType", "7", 'A principal is "*" or an object such as {"AWS": "123456789012"}.'],
        ["wrongType", '"a"', 'A principal is "*" or an object such as {"AWS": "123456789012"}.'],
      ],
    ],
    [
      { Statement: { Effect: "Deny", Action: [1, "a", null], NotResource: { a: 1 } } },
      [
        ["wrongType", "1", "Action holds a number where a string is expected."],
        ["wrongType", "null", "Action holds null where a string is expected."],
        ["wrongType", '{"a"', "NotResource holds an object where a string is expected."],
      ],
    ],
    [
      { Statement: { ...allowed, Principal: { aws: "*", AWS: [false] } } },
      [
        [
          "unknownPrincipalKind",
          '"aws"',
          "aws is no kind of principal; those are AWS, Service, Federated and CanonicalUser.",
        ],
        ["wrongType", "false", "AWS holds a boolean where a string is expected."],
      ],
    ],
    [
      { Statement: { ...allowed, Principal: ["*"] } },
      [["wrongType", '["*"]', 'A principal is "*" or an object such as {"AWS": "123456789012"}.']],
    ],
    [
      { Statement: { ...allowed, Condition: "x" } },
      [["wrongType", '"x"', 'Condition is an object such as {"StringEquals": {"aws:PrincipalTag/team": "a"}}.']],
    ],
    [
      { Statement: { ...allowed, Condition: { StringLike: [], Likes: { a: "b" }, Bool: { c: [{}, null], d: null } } } },
      [
        ["wrongType", "[]", "A condition operator holds an object of condition keys."],
        ["unknownOperator", '"Likes"', "Likes is not a condition operator."],
        ["wrongType", "{}", conditionValue],
        ["wrongType", "null}", conditionValue],
      ],
    ],
  ])("%j", (document, problems) => {
    const text = JSON.stringify(document);
    const reading = readPolicyText(text);
    expect(reading.document).toBeUndefined();
    expect(reading.problems.map(({ code, offset, message }) => [code, offset, message])).toEqual(
      problems.map(([code, at, message]) => [code, text.indexOf(at), message]),
    );
  });

  test.each([
    ["allow", "Allow"],
    ["DENY", "Deny"],
  ])("but an effect written %s is taken for what it means", (written, effect) => {
    const text = JSON.stringify({ Statement: { ...allowed, Effect: written } });
    const message = `Effect is written Allow or Deny, not ${written}.`;
    const problem = { code: "effectCase", found: written, message, pointer: "/Statement/Effect" };
    expect(readPolicyText(text)).toMatchObject({ document: { statements: [{ effect }] }, problems: [problem] });
    expect(parsePolicy(text)).toMatchObject({ ok: false, problem });
  });

  test("an effect that is none is repeated, and what is no text is not", () => {
    const found = (effect: unknown) => parsePolicy(JSON.stringify({ Statement: { ...allowed, Effect: effect } }));
    expect(found("Maybe")).toMatchObject({ problem: { found: "Maybe" } });
    expect(found(1)).not.toHaveProperty("problem.found");
  });

  test("a wrong case among other problems leaves no document", () => {
    const text = JSON.stringify({ Version: "1", Statement: { ...allowed, Effect: "allow" } });
    expect(readPolicyText(text)).toMatchObject({
      document: undefined,
      problems: [{ code: "unknownVersion", line: 1, column: 12 }, { code: "effectCase" }],
    });
  });
});
