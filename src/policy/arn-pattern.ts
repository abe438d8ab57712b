import type { ContextLookup } from "./decision.ts";
import { type Span, type TextPattern, patternMatches, specialise, startsAt, tokensMatch } from "./text-pattern.ts";
import { type Piece, isVariable, parsePieces, resolveTokens } from "./variables.ts";

/** A pattern for ARNs, whose six parts are compared one by one. */
export type ArnPattern =
  | { readonly kind: "any" }
  | { readonly kind: "never" }
  /** The first five parts, colons included, are literal. */
  | { readonly kind: "headed"; readonly head: string; readonly rest: TextPattern }
  | { readonly kind: "segments"; readonly segments: readonly TextPattern[]; readonly rest: TextPattern }
  /** Policy variables may hold colons, so the parts are known only when they are resolved. */
  | { readonly kind: "template"; readonly pieces: readonly Piece[] };

/** A text whose first five colons were looked for; as a span it is what stands behind the fifth, from -1 when there are fewer. */
export type ArnText = Span;

/** Finds what stands behind the fifth colon of a text. */
export function arnText(text: string): ArnText {
  return { text, from: restFrom(text), to: text.length };
}

/** Where the part behind the fifth colon begins; -1 when there are fewer. */
export function restFrom(text: string): number {
  let colons = 0;
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) === colon) {
      colons += 1;
      if (colons === 5) {
        return index + 1;
      }
    }
  }
  return -1;
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
  const { text } = arn;
  if (pattern.kind === "any") {
    return true;
  }
  if (pattern.kind === "never" || arn.from < 0) {
    return false;
  }
  if (pattern.kind === "headed") {
    // Both heads end with the fifth colon, so the rest of one stands where the rest of the other does.
    return startsAt(text, pattern.head, 0) && patternMatches(pattern.rest, arn, context);
  }
  if (pattern.kind === "segments") {
    return headMatches(pattern.segments, arn, context) && patternMatches(pattern.rest, arn, context);
  }
  const tokens = resolveTokens(pattern.pieces, { context, lengthMax: text.length });
  const wanted = tokens === undefined ? [] : splitPieces(tokens);
  return wanted.length === 6 && tokensFit(wanted, arn);
}

/** Compares the first five parts, each up to its colon. */
function headMatches(segments: readonly TextPattern[], { text }: ArnText, context: ContextLookup): boolean {
  let from = 0;
  for (const segment of segments) {
    const to = text.indexOf(":", from);
    if (segment.kind === "literal") {
      if (to - from !== segment.text.length || !startsAt(text, segment.text, from)) {
        return false;
      }
    } else if (segment.kind !== "any" && !patternMatches(segment, { text, from, to }, context)) {
      return false;
    }
    from = to + 1;
  }
  return true;
}

function tokensFit(wanted: readonly (readonly number[])[], { text }: ArnText): boolean {
  let from = 0;
  return wanted.every((part, index) => {
    const span = { text, from, to: index === 5 ? text.length : text.indexOf(":", from) };
    from = span.to + 1;
    return tokensMatch(part, span);
  });
}

const colon = 58;

/** Cuts pieces at their first five colons. */
function splitPieces<Kind extends Piece>(pieces: readonly Kind[]): (readonly Kind[])[] {
  const parts: Kind[][] = [[]];
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
  const segments = parts.slice(0, 5).map(specialise);
  const rest = specialise(parts.slice(5).flat());
  const head = segments.map((segment) => (segment.kind === "literal" ? `${segment.text}:` : undefined));
  return head.includes(undefined)
    ? { kind: "segments", segments, rest }
    : { kind: "headed", head: head.join(""), rest };
}
