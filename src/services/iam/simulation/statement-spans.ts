import type { Statement as MatchedStatement } from "@aws-sdk/client-iam";
import { positionLocator } from "../../../policy/position.ts";
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
  const locate = positionLocator(document);
  const { statements } = parsed.policy;
  return statements.map((statement, index) => {
    const start = locate(startOffset(document, statement, statements[index - 1]));
    return {
      StartPosition: { Line: start.line, Column: start.column },
      EndPosition: { Line: statement.end.line, Column: statement.end.column },
    };
  });
}

function startOffset(document: string, { pointer, start }: Statement, previous: Statement | undefined): number {
  if (previous !== undefined) {
    return previous.end.offset;
  }
  // `/Statement/0` is the first of a list: nothing but white space stands between it and the bracket.
  return pointer === "/Statement" ? start.offset + 1 : document.lastIndexOf("[", start.offset) + 1;
}
