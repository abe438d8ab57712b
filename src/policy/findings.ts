import type { FaultCode } from "./fault.ts";
import { type LintCode, type LintOptions, lintPolicy } from "./lint.ts";
import { type ParseProblemCode, readPolicyText } from "./parse.ts";
import { positionLocator } from "./position.ts";
import { type PolicyKind, policyFaults } from "./validate.ts";

/** Something to know about a policy document. */
export interface Finding {
  readonly code: ParseProblemCode | FaultCode | LintCode;
  /** An error is refused by AWS; a warning is accepted, but surely not what was meant. */
  readonly severity: "error" | "warning";
  /** A sentence that helps. */
  readonly message: string;
  /** The JSON pointer of the element concerned. */
  readonly pointer: string;
  readonly offset: number;
  /** From 1. */
  readonly line: number;
  /** From 1. */
  readonly column: number;
}

/**
 * Lists everything wrong with a policy document of that kind, in the order of the text: what AWS refuses, and what it
 * accepts though it cannot be meant. A text that is no JSON has one finding, the first place where it is not.
 */
export function validatePolicy(text: string, kind: PolicyKind, options: LintOptions = {}): readonly Finding[] {
  const { document, problems } = readPolicyText(text);
  const locate = positionLocator(text);
  const finding = (severity: Finding["severity"], found: Found): Finding => {
    const { code, message, pointer, offset } = found;
    const { line, column } = locate(offset);
    return { code, severity, message, pointer, offset, line, column };
  };
  const errors = problems.map((problem) => finding("error", problem));
  if (document === undefined) {
    return errors;
  }
  const faults = policyFaults(document, kind).map((fault) => finding("error", fault));
  const lints = lintPolicy(document, kind, options).map((lint) => finding("warning", lint));
  return [...errors, ...faults, ...lints].toSorted((one, other) => one.offset - other.offset);
}

/** What problems, faults and lints have in common. */
type Found = Pick<Finding, "code" | "message" | "pointer" | "offset">;
