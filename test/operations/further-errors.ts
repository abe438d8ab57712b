import { acmErrors } from "./errors/acm.ts";
import { iamErrors } from "./errors/iam.ts";
import type { ErrorRow } from "./errors/error-row.ts";
import { organizationsErrors } from "./errors/organizations.ts";
import { stsErrors } from "./errors/sts.ts";
import type { ServiceName } from "./operation-bench.ts";

/** Errors beside the one that each operation's row shows. */
export const furtherErrors: Readonly<Record<ServiceName, readonly ErrorRow[]>> = {
  iam: iamErrors,
  sts: stsErrors,
  apigateway: [],
  apigatewayv2: [],
  organizations: organizationsErrors,
  acm: acmErrors,
};
