import type { ServiceName } from "./operation-bench.ts";
import type { OperationRow, RowError, Step } from "./operation-row.ts";
import { credentialErrorRows, resourceErrorRows } from "./rows/iam-credential-errors.ts";
import { entityErrorRows } from "./rows/iam-entity-errors.ts";

/** An error that an operation answers to the root of an account, or to its user where the row says so. */
export interface ErrorRow extends Pick<OperationRow, "operation" | "input" | "given"> {
  readonly who?: "caller";
  readonly error: RowError;
}

const stsErrors: readonly ErrorRow[] = [
  {
    operation: "GetWebIdentityToken",
    input: { Audience: ["app"], SigningAlgorithm: "RS256" },
    error: ["OutboundWebIdentityFederationDisabledException", 403],
  },
];

const organization: readonly Step[] = [
  ["CreateOrganization", {}, { organization: "Organization.Id" }],
  ["ListRoots", {}, { root: "Roots.0.Id" }],
];
const unit: Step = ["CreateOrganizationalUnit", { ParentId: "{root}", Name: "u" }, { unit: "OrganizationalUnit.Id" }];

const organizationsErrors: readonly ErrorRow[] = [
  { operation: "LeaveOrganization", given: organization, error: ["MasterCannotLeaveOrganizationException", 400] },
  {
    operation: "RemoveAccountFromOrganization",
    input: { AccountId: "{account}" },
    given: organization,
    error: ["MasterCannotLeaveOrganizationException", 400],
  },
  {
    operation: "DeleteOrganizationalUnit",
    input: { OrganizationalUnitId: "{unit}" },
    given: [...organization, unit, ["CreateOrganizationalUnit", { ParentId: "{unit}", Name: "inner" }]],
    error: ["OrganizationalUnitNotEmptyException", 400],
  },
  {
    operation: "EnablePolicyType",
    input: { RootId: "r-none", PolicyType: "SERVICE_CONTROL_POLICY" },
    given: organization,
    error: ["RootNotFoundException", 400],
  },
];

/** Errors beside the one that each operation's row shows. */
export const furtherErrors: Readonly<Record<ServiceName, readonly ErrorRow[]>> = {
  iam: [...entityErrorRows, ...credentialErrorRows, ...resourceErrorRows],
  sts: stsErrors,
  apigateway: [],
  organizations: organizationsErrors,
};
