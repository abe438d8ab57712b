import type { ServiceName } from "./operation-bench.ts";
import type { OperationRow } from "./operation-row.ts";
import { apigatewayRows } from "./rows/apigateway.ts";
import { accountRows, resourceRows } from "./rows/iam-account.ts";
import { credentialRows } from "./rows/iam-credentials.ts";
import { entityRows } from "./rows/iam-entities.ts";
import { entityPolicyRows, managedPolicyRows } from "./rows/iam-policies.ts";
import { organizationsRows } from "./rows/organizations.ts";
import { stsRows } from "./rows/sts.ts";

/** The rows of every service's operations. */
export const tables: Readonly<Record<ServiceName, readonly OperationRow[]>> = {
  iam: [...entityRows, ...entityPolicyRows, ...managedPolicyRows, ...credentialRows, ...accountRows, ...resourceRows],
  sts: stsRows,
  apigateway: apigatewayRows,
  organizations: organizationsRows,
};

/** Operations that still lack a row; none may be added. */
export const rowsMissing: Readonly<Record<ServiceName, readonly string[]>> = {
  iam: [],
  sts: [],
  apigateway: [],
  organizations: [],
};
