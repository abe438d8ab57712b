import type { ContextLookup } from "./decision.ts";
import { type Piece, anyOne, anyRun, isVariable, resolveTokens } from "./variables.ts";

/**
 * A string pattern, specialised by its shape. `tokens` is the general case: character codes with `anyRun` and `anyOne`
 * among them; `template` is one that holds policy variables and is completed for each request.
 */
export type TextPattern =
  | { readonly kind: "any" }
  | { readonly kind: "literal"; readonly text: string }
  | { readonly kind: "prefix"; readonly text: string }
  | { readonly kind: "suffix"; readonly text: string }
  | { readonly kind: "tokens"; readonly tokens: readonly number[] }
  | { readonly kind: "template"; readonly pieces: readonly Piece[] };

/** A part of a text: from an offset up to, but not including, another. */
export interface Span {
  readonly text: string;
  readonly from: number;
  readonly to: number;
}

/** Chooses the cheapest form of a pattern. */
export function specialise(pieces: readonly Piece[]): TextPattern {
  if (pieces.some(isVariable)) {
    return { kind: "template", pieces };
  }
  // No piece is a variable, as just checked.
  const tokens = pieces.filter((piece) => typeof piece === "number");
  const wild = tokens.filter((token) => token === anyRun || token === anyOne);
  if (wild.length === 0) {
    return { kind: "literal", text: textOf(tokens) };
  }
  if (wild.length === 1 && wild[0] === anyRun) {
    if (tokens.length === 1) {
      return { kind: "any" };
    }
    if (tokens.at(-1) === anyRun) {
      return { kind: "prefix", text: textOf(tokens.slice(0, -1)) };
    }
    if (tokens[0] === anyRun) {
      return { kind: "suffix", text: textOf(tokens.slice(1)) };
    }
  }
  return { kind: "tokens", tokens };
}

/**
 * Whether the whole span fits the pattern, case-sensitively. A template with a variable that the request lacks fits
 * nothing. Takes at most pattern length times text length steps, whatever the stars.
 */
export function patternMatches(pattern: TextPattern, span: Span, context: ContextLookup): boolean {
  const { text, from, to } = span;
  switch (pattern.kind) {
    case "any":
      return true;
    case "literal":
      return to - from === pattern.text.length && startsAt(text, pattern.text, from);
    case "prefix":
      return to - from >= pattern.text.length && startsAt(text, pattern.text, from);
    case "suffix":
      return to - from >= pattern.text.length && startsAt(text, pattern.text, to - pattern.text.length);
    case "tokens":
      return tokensMatch(pattern.tokens, span);
    case "template": {
      const tokens = resolveTokens(pattern.pieces, { context, lengthMax: to - from });
      return tokens !== undefined && tokensMatch(tokens, span);
    }
  }
}

/** Whether the whole span fits the tokens: on a mismatch, the last star met takes one character more. */
export function tokensMatch(tokens: readonly number[], { text, from, to }: Span): boolean {
  let at = from;
  let token = 0;
  let starToken = -1;
  let starAt = 0;
  while (at < to) {
    const wanted = tokens[token];
    if (wanted === anyRun) {
      starToken = token;
      starAt = at;
      token += 1;
    } else if (wanted === anyOne || wanted === text.charCodeAt(at)) {
      token += 1;
      at += 1;
    } else if (starToken >= 0) {
      starAt += 1;
      at = starAt;
      token = starToken + 1;
    } else {
      return false;
    }
  }
  while (tokens[token] === anyRun) {
    token += 1;
  }
  return token === tokens.length;
}

/** Whether `part` stands in the text at that offset. A loop over codes, which costs a fraction of `String.startsWith`. */
export function startsAt(text: string, part: string, offset: number): boolean {
  for (let index = 0; index < part.length; index += 1) {
    if (text.charCodeAt(offset + index) !== part.charCodeAt(index)) {
      return false;
    }
  }
  return true;
}

function textOf(codes: readonly number[]): string {
  return codes.map((code) => String.fromCharCode(code)).join("");
}
