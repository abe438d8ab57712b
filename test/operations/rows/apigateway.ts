import type { OperationRow } from "../operation-row.ts";

/** The management of REST APIs; the action is the method. */
export const apigatewayRows: readonly OperationRow[] = [];
