import { awsControlPolicyArn, controlPolicyArn, organizationArn } from "../../arn/organization-arn.ts";
import { awsControlPolicy } from "../../store/aws-control-policies.ts";
import type { OrganizationPart, OrganizationRecord } from "../../store/organization-records.ts";

type Organization = Pick<OrganizationRecord, "organizationId" | "managementAccountId">;

/** The ARN of an organization itself. */
export function arnOfOrganization({ organizationId, managementAccountId }: Organization): string {
  return organizationArn(managementAccountId, `organization/${organizationId}`);
}

/** The ARN of a root, unit or account, by the form of its id. */
export function arnOfNode({ organizationId, managementAccountId }: Organization, nodeId: string): string {
  const kind = nodeId.startsWith("r-") ? "root" : nodeId.startsWith("ou-") ? "ou" : "account";
  return organizationArn(managementAccountId, `${kind}/${organizationId}/${nodeId}`);
}

/** The ARN of a policy of the organization or of AWS. */
export function arnOfPolicy(
  { organizationId, managementAccountId }: Organization,
  policy: { readonly policyId: string; readonly type: string },
): string {
  return awsControlPolicy(policy.policyId) === undefined
    ? controlPolicyArn({ organizationId, managementAccountId, ...policy })
    : awsControlPolicyArn(policy);
}

/** The ARN of the organization's resource policy. */
export function arnOfResourcePolicy(organization: Organization, resourcePolicyId: string): string {
  return organizationArn(
    organization.managementAccountId,
    `resourcepolicy/${organization.organizationId}/${resourcePolicyId}`,
  );
}

/** The ARN of a handshake; of one that is only known by its id, as an invitation's. */
export function arnOfHandshake(
  { organizationId, managementAccountId }: Organization,
  { key, detail }: Pick<OrganizationPart<"handshake">, "key"> & Partial<OrganizationPart<"handshake">>,
): string {
  const action = (detail?.action ?? "INVITE").toLowerCase();
  return organizationArn(managementAccountId, `handshake/${organizationId}/${action}/${key}`);
}
