import type { PolicySummary } from "@aws-sdk/client-organizations";
import { type AwsControlPolicy, awsControlPolicies, awsControlPolicy } from "../../store/aws-control-policies.ts";
import type {
  OrganizationPolicyRecord,
  OrganizationPolicyType,
  OrganizationRecord,
} from "../../store/organization-records.ts";
import { arnOfPolicy } from "./arns.ts";
import { organizationsErrors } from "./errors.ts";
import { isControlType } from "./policy-types.ts";
import type { AskedResource, OrganizationCall } from "./organization-operation.ts";
import { byAge } from "./paging.ts";

/** A policy of the organization or of AWS. */
export type AnyPolicy = OrganizationPolicyRecord | AwsControlPolicy;

/** The policy with that id, of the organization or of AWS; throws PolicyNotFoundException when there is none. */
export async function requirePolicy(call: OrganizationCall, policyId: string): Promise<AnyPolicy> {
  const policy = await findPolicy(call, policyId);
  if (policy === undefined) {
    throw organizationsErrors.policyNotFound();
  }
  return policy;
}

/** The organization's own policy with that id; throws PolicyNotFoundException, or InvalidInputException for AWS's. */
export async function requireOwnPolicy(call: OrganizationCall, policyId: string): Promise<OrganizationPolicyRecord> {
  const policy = await requirePolicy(call, policyId);
  if (!isOwn(policy)) {
    throw organizationsErrors.policyOfAws();
  }
  return policy;
}

/** The policy as the permission is asked of it, with the condition key of its type. */
export async function askedPolicy(call: OrganizationCall, policyId: string): Promise<AskedResource> {
  const policy = await findPolicy(call, policyId);
  const arn = arnOfPolicy(call.organization, policy ?? { policyId, type: "SERVICE_CONTROL_POLICY" });
  return {
    arn,
    ...(policy && { keys: { "organizations:PolicyType": policy.type } }),
    ...(policy && isOwn(policy) && { tags: policy.tags }),
  };
}

/** AWS's policy of a type, if it has one, and the organization's own. */
export async function policiesOfType(
  { tx, organization }: OrganizationCall,
  type: OrganizationPolicyType,
): Promise<readonly AnyPolicy[]> {
  const own = await tx.organizationPolicies.list(organization.organizationId, type);
  return isControlType(type) ? [awsControlPolicies[type], ...own] : own;
}

/** Lists show AWS's policies first and the organization's own by their age. */
export function policyOrder(policy: AnyPolicy): string {
  return byAge(isOwn(policy) ? policy.createdAtMs : 0, policy.policyId);
}

/** What lists say of a policy. */
export function policySummary(organization: OrganizationRecord, policy: AnyPolicy): PolicySummary {
  return {
    Id: policy.policyId,
    Arn: arnOfPolicy(organization, policy),
    Name: policy.name,
    Description: policy.description,
    Type: policy.type,
    AwsManaged: !isOwn(policy),
  };
}

async function findPolicy({ tx, organization }: OrganizationCall, policyId: string): Promise<AnyPolicy | undefined> {
  return awsControlPolicy(policyId) ?? tx.organizationPolicies.get(organization.organizationId, policyId);
}

function isOwn(policy: AnyPolicy): policy is OrganizationPolicyRecord {
  return "organizationId" in policy;
}
