import type { OperationRow, RowError } from "../operation-row.ts";

/** An error that an operation answers to the root of an account, or of the other account. */
export interface ErrorRow extends Pick<OperationRow, "operation" | "input" | "given" | "by"> {
  readonly error: RowError;
}
