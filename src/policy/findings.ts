import type { FaultCode } from "./fault.ts";
import { positionLocator } from "./json.ts";
import { type LintCode, type LintOptions, lintPolicy } from "./lint.ts";
import { type ParseProblemCode, readPolicyText } from "./parse.ts";
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
  const errors: readonly Finding[] = problems.map(({ code, message, pointer, offset, line, column }) => ({
    code,
    severity: "error",
    message,
    pointer,
    offset,
    line,
    column,
  }));
  if (document === undefined) {
    return errors;
  }
  const faults = policyFaults(document, kind).map(({ code, message, pointer, offset }): Finding => {
    return { code, severity: "error", message, pointer, ...locate(offset) };
  });
  const lints = lintPolicy(document, kind, options).map(({ code, message, pointer, offset }): Finding => {
    return { code, severity: "warning", message, pointer, ...locate(offset) };
  });
  return [...errors, ...faults, ...lints].toSorted((one, other) => one.offset - other.offset);
}
