import type { PolicySource, PolicyType } from "./decision.ts";
import type { StatementCheck, StatementReference } from "./explain-statement.ts";
import type { ParseProblem } from "./parse.ts";

/** One kind of policy, or one level of an organization, and what it said. */
export interface ExplainedStep {
  readonly type: PolicyType;
  /** For control policies the level, 0 being the root of the organization. */
  readonly level?: number;
  /** Whether the request needed an allow here. */
  readonly needed: boolean;
  /** Whether a statement here allows it. */
  readonly allows: boolean;
  /** The policies looked at. */
  readonly policies: readonly PolicySource[];
  /** Statements here that allow the request. */
  readonly allowing: readonly StatementReference[];
  /** Statements here that deny it. */
  readonly denying: readonly StatementReference[];
  /** When an allow was needed and none was found: the statement that came closest, and how it compares. */
  readonly nearest?: StatementCheck;
  /** Documents that could not be read, and so deny everything. */
  readonly unreadable: readonly { readonly policy: PolicySource; readonly problem: ParseProblem }[];
}
