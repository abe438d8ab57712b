/** What every value of a JSON text knows about itself. */
interface Located {
  /** The offset of its first character. */
  readonly start: number;
  /** The offset behind its last character. */
  readonly end: number;
  /** Its JSON pointer: `/Statement/0/Action`. */
  readonly pointer: string;
}

/** One member of a JSON object. */
export interface JsonMember {
  readonly name: string;
  /** The offset of the name's opening quote. */
  readonly nameStart: number;
  readonly value: JsonValue;
}

/** A JSON object with its members in the order of the text. */
export interface JsonObject extends Located {
  readonly kind: "object";
  readonly members: readonly JsonMember[];
}

/** A JSON array. */
export interface JsonArray extends Located {
  readonly kind: "array";
  readonly items: readonly JsonValue[];
}

/** A JSON string, number, boolean or null; `text` is a string's content and the others' spelling. */
export interface JsonScalar extends Located {
  readonly kind: "string" | "number" | "boolean" | "null";
  readonly text: string;
}

/** A value of a JSON text that remembers where it stands. */
export type JsonValue = JsonObject | JsonArray | JsonScalar;

/** The ways in which a text is not acceptable JSON. */
export type JsonProblemCode =
  | "textTooLong"
  | "nestedTooDeep"
  | "endOfText"
  | "trailingComma"
  | "comment"
  | "duplicateKey"
  | "unexpectedCharacter"
  | "badString"
  | "badNumber"
  | "textBehindDocument";

/** Why a text is not acceptable JSON, and where. */
export interface JsonProblem {
  readonly code: JsonProblemCode;
  readonly message: string;
  readonly offset: number;
  /** The JSON pointer of the value being read when the problem was met. */
  readonly pointer: string;
}

/** The outcome of reading a JSON text. */
export type JsonResult =
  | { readonly ok: true; readonly value: JsonValue }
  | { readonly ok: false; readonly problem: JsonProblem };

/** The longest text read, in UTF-16 units: what IAM accepts as a policy document parameter. */
export const textLengthMax = 131_072;

/** How deep objects and arrays may be nested; policies need seven levels. */
export const nestingDepthMax = 32;

/**
 * Reads a JSON text strictly: no trailing commas, comments or repeated keys, bounded in length and depth. Takes time
 * in proportion to the length of the text and never throws.
 */
export function parseJson(text: string): JsonResult {
  if (text.length > textLengthMax) {
    const message = `The text has ${text.length} characters; at most ${textLengthMax} are read.`;
    return {
      ok: false,
      problem: { code: "textTooLong", message, offset: textLengthMax, pointer: "" },
    };
  }
  const problem = { code: "endOfText", message: "The text is empty.", offset: 0, pointer: "" } as const;
  const cursor: Cursor = { text, offset: 0, depth: 0, problem };
  skipSpace(cursor);
  const value = readValue(cursor, "");
  if (value !== undefined) {
    skipSpace(cursor);
    if (cursor.offset === text.length) {
      return { ok: true, value };
    }
    fail(cursor, "textBehindDocument", { message: "The document ends here, but more text follows.", pointer: "" });
  }
  return { ok: false, problem: cursor.problem };
}

/** The value of an object's member of that name; undefined when it has none. */
export function memberOf(object: JsonObject, name: string): JsonValue | undefined {
  return object.members.find((member) => member.name === name)?.value;
}

interface Cursor {
  readonly text: string;
  offset: number;
  depth: number;
  /** Why reading failed, once it has: the first `fail` ends it. */
  problem: JsonProblem;
}

const quote = 34;
const comma = 44;
const slash = 47;
const backslash = 92;

function readValue(cursor: Cursor, pointer: string): JsonValue | undefined {
  const start = cursor.offset;
  const character = cursor.text[start];
  if (character === undefined) {
    return fail(cursor, "endOfText", { message: "The text ends where a value is expected.", pointer });
  }
  if (character === "{" || character === "[") {
    if (cursor.depth >= nestingDepthMax) {
      return fail(cursor, "nestedTooDeep", {
        message: `Objects and lists are nested more than ${nestingDepthMax} deep.`,
        pointer,
      });
    }
    cursor.depth += 1;
    const container = character === "{" ? readObject(cursor, pointer) : readArray(cursor, pointer);
    cursor.depth -= 1;
    return container;
  }
  if (character === '"') {
    const text = readString(cursor, pointer);
    return text === undefined ? undefined : { kind: "string", text, start, end: cursor.offset, pointer };
  }
  if (character === "-" || isDigit(cursor.text.charCodeAt(start))) {
    return readNumber(cursor, pointer);
  }
  return readWord(cursor, pointer);
}

function readObject(cursor: Cursor, pointer: string): JsonObject | undefined {
  const start = cursor.offset;
  const members: JsonMember[] = [];
  const names = new Set<string>();
  cursor.offset += 1;
  skipSpace(cursor);
  while (cursor.text[cursor.offset] !== "}") {
    const nameStart = cursor.offset;
    if (cursor.text.charCodeAt(nameStart) !== quote) {
      return failAt(cursor, "a key in double quotes or `}`", pointer);
    }
    const name = readString(cursor, pointer);
    if (name === undefined) {
      return undefined;
    }
    if (names.has(name)) {
      cursor.offset = nameStart;
      return fail(cursor, "duplicateKey", {
        message: `The key ${JSON.stringify(name)} is repeated in one object.`,
        pointer,
      });
    }
    names.add(name);
    skipSpace(cursor);
    if (cursor.text[cursor.offset] !== ":") {
      return failAt(cursor, `\`:\` behind the key ${JSON.stringify(name)}`, pointer);
    }
    cursor.offset += 1;
    skipSpace(cursor);
    const value = readValue(cursor, `${pointer}/${escapePointer(name)}`);
    if (value === undefined) {
      return undefined;
    }
    members.push({ name, nameStart, value });
    if (!readSeparator(cursor, "}", pointer)) {
      return undefined;
    }
  }
  cursor.offset += 1;
  return { kind: "object", members, start, end: cursor.offset, pointer };
}

function readArray(cursor: Cursor, pointer: string): JsonArray | undefined {
  const start = cursor.offset;
  const items: JsonValue[] = [];
  cursor.offset += 1;
  skipSpace(cursor);
  while (cursor.text[cursor.offset] !== "]") {
    const item = readValue(cursor, `${pointer}/${items.length}`);
    if (item === undefined) {
      return undefined;
    }
    items.push(item);
    if (!readSeparator(cursor, "]", pointer)) {
      return undefined;
    }
  }
  cursor.offset += 1;
  return { kind: "array", items, start, end: cursor.offset, pointer };
}

/** Steps over the comma between two members, or stops before the closing bracket. False when neither stands there. */
function readSeparator(cursor: Cursor, closing: "}" | "]", pointer: string): boolean {
  skipSpace(cursor);
  if (cursor.text[cursor.offset] === closing) {
    return true;
  }
  if (cursor.text.charCodeAt(cursor.offset) !== comma) {
    failAt(cursor, `\`,\` or \`${closing}\``, pointer);
    return false;
  }
  const commaAt = cursor.offset;
  cursor.offset += 1;
  skipSpace(cursor);
  const next = cursor.text[cursor.offset];
  if (next === "}" || next === "]") {
    cursor.offset = commaAt;
    const what = closing === "]" ? "last value of the list" : "last member of the object";
    fail(cursor, "trailingComma", {
      message: `The comma behind the ${what} must go: JSON allows no comma before \`${next}\`.`,
      pointer,
    });
    return false;
  }
  return true;
}

function readString(cursor: Cursor, pointer: string): string | undefined {
  const { text } = cursor;
  let content = "";
  let from = cursor.offset + 1;
  for (let index = from; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    if (code === quote) {
      cursor.offset = index + 1;
      return content + text.slice(from, index);
    }
    if (code < 32) {
      cursor.offset = index;
      return fail(cursor, "badString", {
        message: "A string holds a line break or control character; write it as an escape.",
        pointer,
      });
    }
    if (code === backslash) {
      const escaped = readEscape(text, index);
      if (escaped === undefined) {
        cursor.offset = index;
        return fail(cursor, "badString", { message: "A string holds an escape that JSON does not know.", pointer });
      }
      content += text.slice(from, index) + escaped.character;
      index += escaped.length - 1;
      from = index + 1;
    }
  }
  return fail(cursor, "badString", { message: "A string that starts here is never closed.", pointer });
}

const escapes = new Map([
  ['"', '"'],
  ["\\", "\\"],
  ["/", "/"],
  ["b", "\b"],
  ["f", "\f"],
  ["n", "\n"],
  ["r", "\r"],
  ["t", "\t"],
]);

function readEscape(text: string, offset: number): { readonly character: string; readonly length: number } | undefined {
  const letter = text[offset + 1];
  if (letter === "u") {
    const digits = text.slice(offset + 2, offset + 6);
    return /^[0-9A-Fa-f]{4}$/.test(digits)
      ? { character: String.fromCharCode(Number.parseInt(digits, 16)), length: 6 }
      : undefined;
  }
  const character = letter === undefined ? undefined : escapes.get(letter);
  return character === undefined ? undefined : { character, length: 2 };
}

function readNumber(cursor: Cursor, pointer: string): JsonScalar | undefined {
  const start = cursor.offset;
  let end = start + 1;
  while (end < cursor.text.length && /[0-9.eE+-]/.test(cursor.text.charAt(end))) {
    end += 1;
  }
  const text = cursor.text.slice(start, end);
  if (!/^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/.test(text)) {
    return fail(cursor, "badNumber", { message: `\`${shorten(text)}\` is not a JSON number.`, pointer });
  }
  cursor.offset = end;
  return { kind: "number", text, start, end, pointer };
}

function readWord(cursor: Cursor, pointer: string): JsonScalar | undefined {
  const start = cursor.offset;
  for (const [text, kind] of [
    ["true", "boolean"],
    ["false", "boolean"],
    ["null", "null"],
  ] as const) {
    if (cursor.text.startsWith(text, start)) {
      cursor.offset = start + text.length;
      return { kind, text, start, end: cursor.offset, pointer };
    }
  }
  return failAt(cursor, "a value", pointer);
}

function failAt(cursor: Cursor, expected: string, pointer: string): undefined {
  const code = cursor.text.charCodeAt(cursor.offset);
  if (Number.isNaN(code)) {
    return fail(cursor, "endOfText", { message: `The text ends where ${expected} is expected.`, pointer });
  }
  if (code === slash) {
    return fail(cursor, "comment", { message: "JSON allows no comments.", pointer });
  }
  const found = JSON.stringify(cursor.text.charAt(cursor.offset)).slice(1, -1);
  return fail(cursor, "unexpectedCharacter", { message: `Expected ${expected}, found \`${found}\`.`, pointer });
}

function fail(
  cursor: Cursor,
  code: JsonProblemCode,
  { message, pointer }: { readonly message: string; readonly pointer: string },
): undefined {
  cursor.problem = { code, message, offset: cursor.offset, pointer };
  return undefined;
}

function skipSpace(cursor: Cursor): void {
  const { text } = cursor;
  for (;;) {
    const code = text.charCodeAt(cursor.offset);
    if (code !== 32 && code !== 10 && code !== 13 && code !== 9) {
      return;
    }
    cursor.offset += 1;
  }
}

function isDigit(code: number): boolean {
  return code >= 48 && code <= 57;
}

function escapePointer(name: string): string {
  return name.replaceAll("~", "~0").replaceAll("/", "~1");
}

function shorten(text: string): string {
  return text.length > 40 ? `${text.slice(0, 40)}…` : text;
}
