import type { OperationRow, RowError } from "../operation-row.ts";

/** An error that an operation answers to the root of an account. */
export interface ErrorRow extends Pick<OperationRow, "operation" | "input" | "given"> {
  readonly error: RowError;
}
