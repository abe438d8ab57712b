import { type JsonProblemCode, type JsonResult, parseJson } from "./json.ts";
import type { PolicyDocument } from "./policy-document.ts";
import { type Position, positionLocator } from "./position.ts";
import { type GrammarProblemCode, readDocument } from "./read-document.ts";

/**
 * Parses a policy document of any kind: strict JSON in the grammar of IAM's policy language. Which elements a kind of
 * policy needs or forbids is left to `validatePolicy`. Returns the first problem when there is one; never throws.
 */
export function parsePolicy(text: string): ParseResult {
  const { document, problems } = readPolicyText(text);
  if (document === undefined) {
    return { ok: false, problem: problems[0] };
  }
  const [problem] = problems;
  return problem === undefined ? { ok: true, policy: document } : { ok: false, problem };
}

/** The ways in which a text is not a policy document. */
export type ParseProblemCode = JsonProblemCode | GrammarProblemCode;

/** Why a text is not a policy document, and where. */
export interface ParseProblem extends Position {
  readonly code: ParseProblemCode;
  /** A sentence for people. */
  readonly message: string;
  /** The JSON pointer of the element concerned. */
  readonly pointer: string;
  /** The text that stands where another was expected, for an Effect. */
  readonly found?: string;
}

/** The outcome of parsing a policy document. */
export type ParseResult =
  | { readonly ok: true; readonly policy: PolicyDocument }
  | { readonly ok: false; readonly problem: ParseProblem };

/** What reading a text as policy document found: the document when its syntax is sound, and all problems met. */
export type PolicyReading = {
  /** The outcome of reading the text as JSON. */
  readonly json: JsonResult;
} & (
  | { readonly document: PolicyDocument; readonly problems: readonly ParseProblem[] }
  /** A problem is one of syntax; an Effect in the wrong case is not. */
  | { readonly document: undefined; readonly problems: readonly [ParseProblem, ...ParseProblem[]] }
);

/** Reads a text as policy document and goes on behind a problem, so that all of them can be reported. */
export function readPolicyText(text: string): PolicyReading {
  const json = parseJson(text);
  const locate = positionLocator(text);
  const placed = <Problem extends { readonly offset: number }>(problem: Problem) => ({
    ...problem,
    ...locate(problem.offset),
  });
  if (!json.ok) {
    return { json, document: undefined, problems: [placed(json.problem)] };
  }
  const { document, problems } = readDocument(json.value, locate);
  if (document === undefined) {
    const [first, ...others] = problems;
    return { json, document, problems: [placed(first), ...others.map(placed)] };
  }
  return { json, document, problems: problems.map(placed) };
}
