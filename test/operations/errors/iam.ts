import type { ErrorRow } from "./error-row.ts";
import {
  accessReportErrorRows,
  credentialErrorRows,
  resourceErrorRows,
  rootAccessErrorRows,
} from "./iam-credentials.ts";
import { entityErrorRows } from "./iam-entities.ts";

/** Errors of IAM beside those of the operations' rows. */
export const iamErrors: readonly ErrorRow[] = [
  ...entityErrorRows,
  ...credentialErrorRows,
  ...resourceErrorRows,
  ...rootAccessErrorRows,
  ...accessReportErrorRows,
];
