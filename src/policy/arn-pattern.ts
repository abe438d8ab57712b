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

/** A text cut at its first five colons, where it has that many. */
export interface ArnText {
  readonly text: string;
  /** Offsets of the first five colons; undefined when there are fewer. */
  readonly colons: readonly number[] | undefined;
}

/** Finds the first five colons of a text. */
export function arnText(text: string): ArnText {
  const first = text.indexOf(":");
  const second = text.indexOf(":", first + 1);
  const third = text.indexOf(":", second + 1);
  const fourth = text.indexOf(":", third + 1);
  const fifth = text.indexOf(":", fourth + 1);
  const enough = first >= 0 && second > first && third > second && fourth > third && fifth > fourth;
  return { text, colons: enough ? [first, second, third, fourth, fifth] : undefined };
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
export function arnMatches(pattern: ArnPattern, arn: ArnText, context: ContextLookup): boolean {
  if (pattern.kind === "any") {
    return true;
  }
  if (pattern.kind === "never" || arn.colons === undefined) {
    return false;
  }
  if (pattern.kind === "headed") {
    const { head, rest } = pattern;
    return (
      startsAt(arn.text, head, 0) &&
      patternMatches(rest, { text: arn.text, from: head.length, to: arn.text.length }, context)
    );
  }
  if (pattern.kind === "segments") {
    return pattern.segments.every((segment, index) => patternMatches(segment, segmentOf(arn, index), context));
  }
  const tokens = resolveTokens(pattern.pieces, context);
  const parts = tokens === undefined ? [] : splitPieces(tokens);
  return (
    parts.length === 6 &&
    parts.every((part, index) =>
      tokensMatch(
        part.filter((piece) => typeof piece === "number"),
        segmentOf(arn, index),
      ),
    )
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

function segmentOf({ text, colons }: ArnText, index: number): Span {
  const before = index === 0 ? -1 : (colons?.[index - 1] ?? -1);
  const behind = index === 5 ? undefined : colons?.[index];
  return { text, from: before + 1, to: behind ?? text.length };
}
