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

/** What variables are replaced with, and how long the result may get. */
export interface Resolution {
  readonly context: ContextLookup;
  /** The most literal characters of use, beyond which nothing is built: a longer pattern cannot fit its text. */
  readonly lengthMax: number;
}

/**
 * Puts the request's values in place of the variables, as literal characters; undefined when one has no value or the
 * result grows too long.
 */
export function resolveTokens(
  pieces: readonly Piece[],
  { context, lengthMax }: Resolution,
): readonly number[] | undefined {
  const tokens: number[] = [];
  let length = 0;
  for (const piece of pieces) {
    if (!isVariable(piece)) {
      tokens.push(piece);
      length += piece === anyRun ? 0 : 1;
      continue;
    }
    const value = valueOf(piece, context);
    length += value?.length ?? 0;
    if (value === undefined || length > lengthMax) {
      return undefined;
    }
    for (let index = 0; index < value.length; index += 1) {
      tokens.push(value.charCodeAt(index));
    }
  }
  return tokens;
}

/**
 * Writes pieces without wildcards as text, variables replaced; undefined when one has no value or the result grows too
 * long.
 */
export function resolveText(pieces: readonly Piece[], { context, lengthMax }: Resolution): string | undefined {
  let text = "";
  for (const piece of pieces) {
    const part = isVariable(piece) ? valueOf(piece, context) : String.fromCharCode(piece);
    if (part === undefined || text.length + part.length > lengthMax) {
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

/**
 * Reads `${…}` at that offset: an escaped character or a variable. A name holds none of `$`, `{` and `}`, so that each
 * character is looked at once whatever the text.
 */
function readReference(text: string, start: number): { readonly piece: Piece; readonly end: number } | undefined {
  if (text[start + 1] !== "{") {
    return undefined;
  }
  const escaped = text.charAt(start + 2);
  if (text[start + 3] === "}" && "*?$".includes(escaped)) {
    return { piece: escaped.charCodeAt(0), end: start + 4 };
  }
  let end = start + 2;
  while (end < text.length && !",${}".includes(text.charAt(end))) {
    end += 1;
  }
  const name = text.slice(start + 2, end).trim();
  if (name === "") {
    return undefined;
  }
  const key = name.toLowerCase();
  if (text[end] === "}") {
    return { piece: { name, key }, end: end + 1 };
  }
  const fallback = text[end] === "," ? readFallback(text, end + 1) : undefined;
  return fallback && { piece: { name, key, fallback: fallback.text }, end: fallback.end };
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
