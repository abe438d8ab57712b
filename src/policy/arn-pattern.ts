import type { ContextLookup } from "./decision.ts";
import { type Span, type TextPattern, patternMatches, specialise, startsAt, tokensMatch } from "./text-pattern.ts";
import { type Piece, isVariable, parsePieces, resolveTokens } from "./variables.ts";

/** A pattern for ARNs, whose six parts are compared one by one. */
export type ArnPattern =
  | { readonly kind: "any" }
  | { readonly kind: "never" }
  /** The first five parts, colons included, are literal. */
  | { readonly kind: "headed"; readonly head: string; readonly rest: TextPattern }
  | { readonly kind: "segments"; readonly segments: readonly TextPattern[] }
  /** Policy variables may hold colons, so the parts are known only when they are resolved. */
  | { readonly kind: "template"; readonly pieces: readonly Piece[] };

/** A text cut into the six parts of an ARN. */
export interface ArnText {
  readonly text: string;
  /** What stands between its first five colons and behind them; undefined when it has fewer. */
  readonly parts: ArnParts | undefined;
}

type ArnParts = readonly [Span, Span, Span, Span, Span, Span];

/** Cuts a text at its first five colons. */
export function arnText(text: string): ArnText {
  const first = text.indexOf(":");
  const second = text.indexOf(":", first + 1);
  const third = text.indexOf(":", second + 1);
  const fourth = text.indexOf(":", third + 1);
  const fifth = text.indexOf(":", fourth + 1);
  // Where one is missing, the search for the next starts over and finds no colon behind it.
  if (!(first >= 0 && second > first && third > second && fourth > third && fifth > fourth)) {
    return { text, parts: undefined };
  }
  const parts: ArnParts = [
    { text, from: 0, to: first },
    { text, from: first + 1, to: second },
    { text, from: second + 1, to: third },
    { text, from: third + 1, to: fourth },
    { text, from: fourth + 1, to: fifth },
    { text, from: fifth + 1, to: text.length },
  ];
  return { text, parts };
}

/**
 * Compiles an entry of Resource or NotResource. Variables stand behind the fifth colon only; parts that are missing at
 * the end count as `*`; a text without a colon other than `*` matches nothing.
 */
export function compileResource(text: string, variables: boolean): ArnPattern {
  if (text === "*") {
    return { kind: "any" };
  }
  const parts = splitPieces(parsePieces(text, { variables, wildcards: true }));
  if (parts.length === 1) {
    return { kind: "never" };
  }
  if (parts.slice(0, 5).some((part) => part.some(isVariable))) {
    // A variable before the fifth colon is not replaced, and no ARN holds its spelling there.
    return { kind: "never" };
  }
  while (parts.length < 6) {
    parts.push(parsePieces("*", { variables, wildcards: true }));
  }
  return fromParts(parts);
}

/**
 * Compiles a value of an Arn condition operator. Variables may stand anywhere. `*` alone matches every ARN, any other
 * text with fewer than six parts none.
 */
export function compileArnValue(text: string, variables: boolean): ArnPattern {
  if (text === "*") {
    return { kind: "any" };
  }
  const pieces = parsePieces(text, { variables, wildcards: true });
  const parts = splitPieces(pieces);
  if (parts.length === 6 && !parts.slice(0, 5).some((part) => part.some(isVariable))) {
    return fromParts(parts);
  }
  return pieces.some(isVariable) ? { kind: "template", pieces } : { kind: "never" };
}

/** Whether an ARN fits the pattern; a text that is no ARN fits only a Resource of `*`. */
export function arnMatches(pattern: ArnPattern, { text, parts }: ArnText, context: ContextLookup): boolean {
  if (pattern.kind === "any") {
    return true;
  }
  if (pattern.kind === "never" || parts === undefined) {
    return false;
  }
  if (pattern.kind === "headed") {
    // Both heads end with the fifth colon, so the rest of one stands where the rest of the other does.
    return startsAt(text, pattern.head, 0) && patternMatches(pattern.rest, parts[5], context);
  }
  if (pattern.kind === "segments") {
    const { segments } = pattern;
    for (let index = 0; index < 6; index += 1) {
      const segment = segments[index];
      const part = parts[index];
      if (segment === undefined || part === undefined || !patternMatches(segment, part, context)) {
        return false;
      }
    }
    return true;
  }
  const tokens = resolveTokens(pattern.pieces, { context, lengthMax: text.length });
  const wanted = tokens === undefined ? [] : splitPieces(tokens);
  return (
    wanted.length === 6 &&
    parts.every((part, index) => tokensMatch(wanted[index]?.filter((piece) => typeof piece === "number") ?? [], part))
  );
}

const colon = 58;

/** Cuts pieces at their first five colons. */
function splitPieces(pieces: readonly Piece[]): (readonly Piece[])[] {
  const parts: Piece[][] = [[]];
  for (const piece of pieces) {
    if (piece === colon && parts.length < 6) {
      parts.push([]);
    } else {
      parts.at(-1)?.push(piece);
    }
  }
  return parts;
}

function fromParts(parts: readonly (readonly Piece[])[]): ArnPattern {
  const segments = parts.map(specialise);
  const head = segments.slice(0, 5).map((segment) => (segment.kind === "literal" ? `${segment.text}:` : undefined));
  const rest = segments[5];
  return rest === undefined || head.includes(undefined)
    ? { kind: "segments", segments }
    : { kind: "headed", head: head.join(""), rest };
}
