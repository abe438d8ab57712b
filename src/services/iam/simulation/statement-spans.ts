import type { Statement as MatchedStatement } from "@aws-sdk/client-iam";
import { parsePolicy } from "../../../policy/parse.ts";
import type { Statement } from "../../../policy/policy-document.ts";

/** Where a statement stands in the simulator's replies. */
export type StatementSpan = Required<Pick<MatchedStatement, "StartPosition" | "EndPosition">>;

/**
 * The places of a document's statements, in its order, as AWS was observed to count them: lines and columns from 1; a
 * statement ends behind its closing brace and starts where the text before it ends, which is behind the list's bracket,
 * behind the statement before, or, for a statement outside a list, behind its own opening brace. Empty for a text that
 * is no policy.
 */
export function statementSpans(document: string): readonly StatementSpan[] {
  const parsed = parsePolicy(document);
  if (!parsed.ok) {
    return [];
  }
  const { statements } = parsed.policy;
  return statements.map((statement, index) => {
    const previous = statements[index - 1];
    return {
      StartPosition: previous === undefined ? startOfFirst(document, statement) : wirePosition(previous.end),
      EndPosition: wirePosition(statement.end),
    };
  });
}

function wirePosition({ line, column }: Statement["end"]): StatementSpan["StartPosition"] {
  return { Line: line, Column: column };
}

function startOfFirst(document: string, { pointer, start }: Statement): StatementSpan["StartPosition"] {
  if (pointer === "/Statement") {
    return { Line: start.line, Column: start.column + 1 };
  }
  // Nothing but white space stands between the bracket and the first statement.
  const lines = document.slice(0, document.lastIndexOf("[", start.offset) + 1).split(/\r\n|\r|\n/);
  return { Line: lines.length, Column: (lines.at(-1) ?? "").length + 1 };
}
