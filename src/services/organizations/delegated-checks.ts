import { compilePolicy } from "../../policy/compile.ts";
import type { OrganizationRecord } from "../../store/organization-records.ts";
import type { AuthorizationCheck } from "../../wire/operation.ts";
import type { Call } from "../call.ts";

/** The key of the organization's one resource policy among its parts. */
export const resourcePolicyKey = "policy";

/**
 * The operations that an organization's resource policy can open to member accounts; everything else stays with the
 * management account whatever a policy says.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_delegate_policies.html
 */
export const delegableOperations: ReadonlySet<string> = new Set([
  "AttachPolicy",
  "CreatePolicy",
  "DeletePolicy",
  "DescribeAccount",
  "DescribeCreateAccountStatus",
  "DescribeEffectivePolicy",
  "DescribeHandshake",
  "DescribeOrganization",
  "DescribeOrganizationalUnit",
  "DescribePolicy",
  "DescribeResourcePolicy",
  "DetachPolicy",
  "DisablePolicyType",
  "EnablePolicyType",
  "ListAccounts",
  "ListAccountsForParent",
  "ListAWSServiceAccessForOrganization",
  "ListChildren",
  "ListCreateAccountStatus",
  "ListDelegatedAdministrators",
  "ListDelegatedServicesForAccount",
  "ListHandshakesForAccount",
  "ListHandshakesForOrganization",
  "ListOrganizationalUnitsForParent",
  "ListParents",
  "ListPolicies",
  "ListPoliciesForTarget",
  "ListRoots",
  "ListTagsForResource",
  "ListTargetsForPolicy",
  "TagResource",
  "UntagResource",
  "UpdatePolicy",
]);

// Observed.
const refusal = "You don't have permissions to access this resource.";

/**
 * The permissions that a member account needs from the organization's resource policy for a call that is not open to it
 * otherwise. The resources are the management account's, so that the policy on them must allow as well as the caller's own.
 */
export async function delegatedChecks(
  { tx, organization }: Pick<Call, "tx"> & { readonly organization: OrganizationRecord },
  own: readonly AuthorizationCheck[],
): Promise<readonly AuthorizationCheck[]> {
  const { organizationId, managementAccountId } = organization;
  const part = await tx.organizationParts.get(organizationId, "resourcePolicy", resourcePolicyKey);
  const label = `resource policy of organization ${organizationId}`;
  const source = { type: "resource", label, accountId: managementAccountId } as const;
  const policy = part && compilePolicy(part.detail.document, source);
  return own.map((check) => {
    const asked = { ...check, resourceAccountId: managementAccountId, refusal };
    const operation = check.action.slice(check.action.indexOf(":") + 1);
    if (policy === undefined || !delegableOperations.has(operation)) {
      return { ...asked, impossible: "only the organization's management account may call this" };
    }
    return { ...asked, resourcePolicy: policy };
  });
}
