import { type JsonProblemCode, type JsonResult, parseJson } from "./json.ts";
import type { PolicyDocument } from "./policy-document.ts";
import { type Position, positionLocator } from "./position.ts";
import { type DocumentReading, type GrammarProblemCode, readDocument } from "./read-document.ts";

/**
 * Parses a policy document of any kind: strict JSON in the grammar of IAM's policy language. Which elements a kind of
 * policy needs or forbids is left to `validatePolicy`. Returns the first problem when there is one; never throws.
 */
export function parsePolicy(text: string): ParseResult {
  const reading = readPolicyText(text);
  const problem = reading.problems[0];
  return problem === undefined && reading.document !== undefined
    ? { ok: true, policy: reading.document }
    : {
        ok: false,
        problem: problem ?? {
          offset: 0,
          line: 1,
          column: 1,
          code: "notAnObject",
          message: "The policy is empty.",
          pointer: "",
        },
      };
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
export interface PolicyReading {
  /** The outcome of reading the text as JSON. */
  readonly json: JsonResult;
  /** Absent when a problem is one of syntax; an Effect in the wrong case is not. */
  readonly document?: PolicyDocument;
  readonly problems: readonly ParseProblem[];
}

/** Reads a text as policy document and goes on behind a problem, so that all of them can be reported. */
export function readPolicyText(text: string): PolicyReading {
  const json = parseJson(text);
  const locate = positionLocator(text);
  if (!json.ok) {
    const { offset, ...problem } = json.problem;
    return { json, problems: [{ ...problem, ...locate(offset) }] };
  }
  const reading: DocumentReading = readDocument(json.value, locate);
  const problems = reading.problems.map(({ offset, ...problem }) => ({
    ...problem,
    ...locate(offset),
  }));
  return {
    json,
    problems,
    ...(reading.document === undefined ? {} : { document: reading.document }),
  };
}
