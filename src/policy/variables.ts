import type { ContextLookup } from "./decision.ts";

/** Stands in a pattern for any run of characters, the empty one included: `*`. */
export const anyRun = -1;

/** Stands in a pattern for exactly one character: `?`. */
export const anyOne = -2;

/** A policy variable: `${aws:username, 'anonymous'}`. */
export interface Variable {
  /** The condition key as written. */
  readonly name: string;
  /** The key in lower case. */
  readonly key: string;
  /** What stands for the variable when the request lacks the key. */
  readonly fallback?: string;
}

/** A part of a pattern: the code of a literal character, `anyRun`, `anyOne` or a variable. */
export type Piece = number | Variable;

/** What has a meaning of its own in a text of a policy. */
export interface PatternSyntax {
  /** Whether `${…}` is a policy variable: from version 2012-10-17 on. */
  readonly variables: boolean;
  /** Whether `*` and `?` are wildcards. */
  readonly wildcards: boolean;
}

/** Whether a piece is a policy variable. */
export function isVariable(piece: Piece): piece is Variable {
  return typeof piece !== "number";
}

/** Takes a text of a policy apart. What looks like a variable but is none, such as `${`, is literal text. */
export function parsePieces(text: string, { variables, wildcards }: PatternSyntax): readonly Piece[] {
  const pieces: Piece[] = [];
  for (let index = 0; index < text.length; index += 1) {
    const code = text.charCodeAt(index);
    const reference = variables && code === dollar ? readReference(text, index) : undefined;
    if (reference !== undefined) {
      pieces.push(reference.piece);
      index = reference.end - 1;
    } else {
      pieces.push(wildcards && code === star ? anyRun : wildcards && code === questionMark ? anyOne : code);
    }
  }
  return pieces;
}

/** Puts the request's values in place of the variables, as literal characters; undefined when one has no value. */
export function resolveTokens(pieces: readonly Piece[], context: ContextLookup): readonly number[] | undefined {
  const tokens: number[] = [];
  for (const piece of pieces) {
    if (!isVariable(piece)) {
      tokens.push(piece);
      continue;
    }
    const value = valueOf(piece, context);
    if (value === undefined) {
      return undefined;
    }
    for (let index = 0; index < value.length; index += 1) {
      tokens.push(value.charCodeAt(index));
    }
  }
  return tokens;
}

/** Writes pieces without wildcards as text, variables replaced; undefined when one has no value. */
export function resolveText(pieces: readonly Piece[], context: ContextLookup): string | undefined {
  let text = "";
  for (const piece of pieces) {
    const part = isVariable(piece) ? valueOf(piece, context) : String.fromCharCode(piece);
    if (part === undefined) {
      return undefined;
    }
    text += part;
  }
  return text;
}

const star = 42;
const questionMark = 63;
const dollar = 36;

/** The value of a variable: a list cannot be one, so a multivalued key counts as absent. */
function valueOf(variable: Variable, context: ContextLookup): string | undefined {
  const value = context(variable.key);
  return typeof value === "string" ? value : variable.fallback;
}

/** Reads `${…}` at that offset: an escaped character or a variable. */
function readReference(text: string, start: number): { readonly piece: Piece; readonly end: number } | undefined {
  if (text[start + 1] !== "{") {
    return undefined;
  }
  const close = text.indexOf("}", start + 2);
  if (close < 0) {
    return undefined;
  }
  const inside = text.slice(start + 2, close);
  if (inside === "*" || inside === "?" || inside === "$") {
    return { piece: inside.charCodeAt(0), end: close + 1 };
  }
  const separator = inside.indexOf(",");
  const name = (separator < 0 ? inside : inside.slice(0, separator)).trim();
  if (name === "") {
    return undefined;
  }
  if (separator < 0) {
    return { piece: { name, key: name.toLowerCase() }, end: close + 1 };
  }
  const fallback = readFallback(text, start + 3 + separator);
  return (
    fallback && {
      piece: { name, key: name.toLowerCase(), fallback: fallback.text },
      end: fallback.end,
    }
  );
}

/** Reads ` 'default'}` behind the comma; the quotes may hold any character but a quote. */
function readFallback(text: string, start: number): { readonly text: string; readonly end: number } | undefined {
  let open = start;
  while (text[open] === " ") {
    open += 1;
  }
  const close = text[open] === "'" ? text.indexOf("'", open + 1) : -1;
  return close >= 0 && text[close + 1] === "}" ? { text: text.slice(open + 1, close), end: close + 2 } : undefined;
}
