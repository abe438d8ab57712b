import type { OperationRow, RowError } from "../operation-row.ts";

/** An error that an operation answers to the root of an account, or to its user or the other account's root where the row says so. */
export interface ErrorRow extends Pick<OperationRow, "operation" | "input" | "given"> {
  readonly who?: "caller" | "other root";
  readonly error: RowError;
}
