import type { ServiceName } from "./operation-bench.ts";
import type { OperationRow } from "./operation-row.ts";
import { acmRows } from "./rows/acm.ts";
import { apigatewayRows } from "./rows/apigateway.ts";
import { apigatewayv2Rows } from "./rows/apigatewayv2.ts";
import { accountRows, resourceRows } from "./rows/iam-account.ts";
import { resourceTagKeys } from "./rows/iam-documents.ts";
import { credentialRows } from "./rows/iam-credentials.ts";
import { entityRows } from "./rows/iam-entities.ts";
import { entityPolicyRows, managedPolicyRows } from "./rows/iam-policies.ts";
import { organizationsRows } from "./rows/organizations.ts";
import { stsRows } from "./rows/sts.ts";

/** The rows of every service's operations. */
export const tables: Readonly<Record<ServiceName, readonly OperationRow[]>> = {
  iam: [
    ...[...entityRows, ...entityPolicyRows, ...managedPolicyRows, ...credentialRows, ...accountRows].map(underTags),
    ...resourceRows,
  ],
  sts: stsRows,
  apigateway: apigatewayRows,
  apigatewayv2: apigatewayv2Rows,
  organizations: organizationsRows,
  acm: acmRows,
};

/** Operations that still lack a row; none may be added. */
export const rowsMissing: Readonly<Record<ServiceName, readonly string[]>> = {
  iam: [],
  sts: [],
  apigateway: [],
  apigatewayv2: [],
  organizations: [],
  acm: [],
};

/** Whatever acts on the tagged user, role or policy that was made for the row is allowed by its tags. */
function underTags(row: OperationRow): OperationRow {
  const [on = "", ...others] = row.on ?? [];
  const tagged = /^(?:user\/team\/bob|role\/app\/reader|policy\/readers)$/.test(on) && others.length === 0;
  return tagged && row.given !== undefined ? { ...row, keys: { ...row.keys, ...resourceTagKeys } } : row;
}
