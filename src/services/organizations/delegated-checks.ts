import { type CompiledPolicy, compilePolicy } from "../../policy/compile.ts";
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
  scope: Scope,
  own: readonly AuthorizationCheck[],
): Promise<readonly AuthorizationCheck[]> {
  const resourcePolicy = await policyOn(scope);
  return own.map((check) => {
    const asked = { ...check, resourceAccountId: scope.organization.managementAccountId, refusal };
    return resourcePolicy === undefined || !isDelegable(check)
      ? { ...asked, impossible: "only the organization's management account may call this" }
      : { ...asked, resourcePolicy };
  });
}

/**
 * The permissions for a call that is open to a member account anyway: its own, with what the organization's resource
 * policy denies. What that policy allows is left out, for it must not stand in for a permission of the member's.
 */
export async function deniableChecks(
  scope: Scope,
  own: readonly AuthorizationCheck[],
): Promise<readonly AuthorizationCheck[]> {
  const policy = await policyOn(scope);
  const resourcePolicy = policy && { ...policy, allows: noStatements };
  return own.map((check) => (resourcePolicy && isDelegable(check) ? { ...check, resourcePolicy } : check));
}

const noStatements: CompiledPolicy["allows"] = { size: 0, everyService: [], byService: new Map() };

type Scope = Pick<Call, "tx"> & { readonly organization: OrganizationRecord };

async function policyOn({ tx, organization }: Scope): Promise<CompiledPolicy | undefined> {
  const { organizationId, managementAccountId } = organization;
  const part = await tx.organizationParts.get(organizationId, "resourcePolicy", resourcePolicyKey);
  const label = `resource policy of organization ${organizationId}`;
  const source = { type: "resource", label, accountId: managementAccountId } as const;
  return part && compilePolicy(part.detail.document, source);
}

function isDelegable({ action }: AuthorizationCheck): boolean {
  return delegableOperations.has(action.slice(action.indexOf(":") + 1));
}
