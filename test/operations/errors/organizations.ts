import type { Step } from "../operation-row.ts";
import type { ErrorRow } from "./error-row.ts";

const organization: readonly Step[] = [
  ["CreateOrganization", {}, { organization: "Organization.Id" }],
  ["ListRoots", {}, { root: "Roots.0.Id" }],
];
const unit: Step = ["CreateOrganizationalUnit", { ParentId: "{root}", Name: "u" }, { unit: "OrganizationalUnit.Id" }];

/** Organizations. */
export const organizationsErrors: readonly ErrorRow[] = [
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
