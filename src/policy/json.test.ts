import { describe, expect, test } from "vitest";
import { type JsonValue, memberOf, nestingDepthMax, parseJson, textLengthMax } from "./json.ts";

describe("what JSON allows is read as JSON.parse reads it", () => {
  test.each([
    "{}",
    "[]",
    " \t\r\n{ \t\r\n} \t\r\n",
    "[ ]",
    '{ "a" : [ 1 , 2 ] , "b" : { "c" : null } }',
    '[[],[[]],{},{"a":{}}]',
    "[true,false,null]",
    "[0,9,-0,10,-1,1.5,-0.25,1e5,1E+5,1e-05,120.50e10]",
    '["", " ", "\u0020\u007F\u00E9\u{1F600}"]',
    String.raw`["\"\\\/\b\f\n\r\t\u0041\u00e9\u00E9\uABCDx","a\\","\u0009y"]`,
    String.raw`{"":1,"a\u0062":2,"/~":3}`,
    '"text"',
    "true",
    "7",
  ])("%j", (text) => {
    const result = parseJson(text);
    expect(result.ok && plain(result.value)).toEqual(JSON.parse(text));
  });

  test("as deep and as long as the limits allow", () => {
    const deep = "[".repeat(nestingDepthMax) + "]".repeat(nestingDepthMax);
    expect(parseJson(deep)).toMatchObject({ ok: true });
    expect(parseJson(`[${Array.from({ length: 40 }, () => "[{}]").join(",")}]`)).toMatchObject({ ok: true });
    expect(parseJson("[]".padEnd(textLengthMax))).toMatchObject({ ok: true });
  });
});

test("every value knows its place and its pointer", () => {
  const text = ' { "a~b" : [ -1.5 , "x" ] , "c/d" : false , "e" : null } ';
  const result = parseJson(text);
  const found = result.ok
    ? places(result.value).map(({ start, end, pointer }) => [pointer, text.slice(start, end)])
    : [];
  expect(found).toEqual([
    ["", text.trim()],
    ["/a~0b", '[ -1.5 , "x" ]'],
    ["/a~0b/0", "-1.5"],
    ["/a~0b/1", '"x"'],
    ["/c~1d", "false"],
    ["/e", "null"],
  ]);
  const root = result.ok && result.value.kind === "object" ? result.value : undefined;
  expect(root?.members.map(({ name, nameStart }) => [name, nameStart])).toEqual([
    ["a~b", 3],
    ["c/d", 28],
    ["e", 44],
  ]);
  expect(root && memberOf(root, "e")).toMatchObject({ kind: "null", text: "null" });
  expect(root && memberOf(root, "E")).toBeUndefined();
});

const noMore = "The document ends here, but more text follows.";
const controlCharacter = "A string holds a line break or control character; write it as an escape.";
const unknownEscape = "A string holds an escape that JSON does not know.";

describe("what JSON does not allow is refused where it stands", () => {
  test.each<[text: string, code: string, offset: number, pointer: string, message: string]>([
    ["", "endOfText", 0, "", "The text ends where a value is expected."],
    [" \n", "endOfText", 2, "", "The text ends where a value is expected."],
    ["\u00A0{}", "unexpectedCharacter", 0, "", "Expected a value, found `\u00A0`."],
    ["\f{}", "unexpectedCharacter", 0, "", "Expected a value, found `\\f`."],
    ["{} {}", "textBehindDocument", 3, "", noMore],
    ["truex", "textBehindDocument", 4, "", noMore],
    ["True", "unexpectedCharacter", 0, "", "Expected a value, found `T`."],
    ["/* */{}", "comment", 0, "", "JSON allows no comments."],
    ["[1 // one\n]", "comment", 3, "", "JSON allows no comments."],
    ["{a:1}", "unexpectedCharacter", 1, "", "Expected a key in double quotes or `}`, found `a`."],
    ['{"a":{"b" 1}}', "unexpectedCharacter", 10, "/a", 'Expected `:` behind the key "b", found `1`.'],
    ['{"a"', "endOfText", 4, "", 'The text ends where `:` behind the key "a" is expected.'],
    ['{"a":1;', "unexpectedCharacter", 6, "", "Expected `,` or `}`, found `;`."],
    ["[[1 2]]", "unexpectedCharacter", 4, "/0", "Expected `,` or `]`, found `2`."],
    ["[1}", "unexpectedCharacter", 2, "", "Expected `,` or `]`, found `}`."],
    ["[1", "endOfText", 2, "", "The text ends where `,` or `]` is expected."],
    ["[1,", "endOfText", 3, "/1", "The text ends where a value is expected."],
    ["[,1]", "unexpectedCharacter", 1, "/0", "Expected a value, found `,`."],
    ["[1,,2]", "unexpectedCharacter", 3, "/1", "Expected a value, found `,`."],
    [
      "[1 , ]",
      "trailingComma",
      3,
      "",
      "The comma behind the last value of the list must go: JSON allows no comma before `]`.",
    ],
    [
      '{"a":1,]',
      "trailingComma",
      6,
      "",
      "The comma behind the last member of the object must go: JSON allows no comma before `]`.",
    ],
    ['{"a":[{"b":1,"b":2}]}', "duplicateKey", 13, "/a/0", 'The key "b" is repeated in one object.'],
    [String.raw`{"a":1,"\u0061":2}`, "duplicateKey", 7, "", 'The key "a" is repeated in one object.'],
    ['["a\u001Fb"]', "badString", 3, "/0", controlCharacter],
    ['["a\tb"]', "badString", 3, "/0", controlCharacter],
    [String.raw`["a\vb"]`, "badString", 3, "/0", unknownEscape],
    [String.raw`["\u12"]`, "badString", 2, "/0", unknownEscape],
    [String.raw`["\u12345\U0041"]`, "badString", 9, "/0", unknownEscape],
    [String.raw`["\uG123"]`, "badString", 2, "/0", unknownEscape],
    [String.raw`["a\"]`, "badString", 1, "/0", "A string that starts here is never closed."],
    ['{"a', "badString", 1, "", "A string that starts here is never closed."],
    ["[-]", "badNumber", 1, "/0", "`-` is not a JSON number."],
    ["[+1]", "unexpectedCharacter", 1, "/0", "Expected a value, found `+`."],
    ["[.5]", "unexpectedCharacter", 1, "/0", "Expected a value, found `.`."],
    ["[1.]", "badNumber", 1, "/0", "`1.` is not a JSON number."],
    ["[01]", "badNumber", 1, "/0", "`01` is not a JSON number."],
    ["[1e]", "badNumber", 1, "/0", "`1e` is not a JSON number."],
    ["[1e+-1]", "badNumber", 1, "/0", "`1e+-1` is not a JSON number."],
    ["[1.2.3]", "badNumber", 1, "/0", "`1.2.3` is not a JSON number."],
    ["1-", "badNumber", 0, "", "`1-` is not a JSON number."],
    ["[:]", "unexpectedCharacter", 1, "/0", "Expected a value, found `:`."],
    [`0${"1".repeat(39)}`, "badNumber", 0, "", `\`0${"1".repeat(39)}\` is not a JSON number.`],
    [`0${"1".repeat(40)}`, "badNumber", 0, "", `\`0${"1".repeat(39)}…\` is not a JSON number.`],
    [
      "[".repeat(nestingDepthMax + 1),
      "nestedTooDeep",
      nestingDepthMax,
      "/0".repeat(nestingDepthMax),
      `Objects and lists are nested more than ${nestingDepthMax} deep.`,
    ],
    [
      "[]".padEnd(textLengthMax + 1),
      "textTooLong",
      textLengthMax,
      "",
      `The text has ${textLengthMax + 1} characters; at most ${textLengthMax} are read.`,
    ],
  ])("%#", (text, code, offset, pointer, message) => {
    expect(parseJson(text)).toEqual({ ok: false, problem: { code, offset, pointer, message } });
  });
});

function plain(value: JsonValue): unknown {
  switch (value.kind) {
    case "object":
      return Object.fromEntries(value.members.map((member) => [member.name, plain(member.value)]));
    case "array":
      return value.items.map(plain);
    case "string":
      return value.text;
    default:
      return JSON.parse(value.text);
  }
}

function places(value: JsonValue): readonly JsonValue[] {
  if (value.kind === "object") {
    return [value, ...value.members.flatMap((member) => places(member.value))];
  }
  return value.kind === "array" ? [value, ...value.items.flatMap(places)] : [value];
}
