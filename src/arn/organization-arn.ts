/** A kind of policy in the resource part of an ARN: `service_control_policy` for `SERVICE_CONTROL_POLICY`. */
function policyTypePart(type: string): string {
  return type.toLowerCase();
}

/** The ARN of a resource of Organizations, which the management account owns: `organizationArn(account, "root/o-1/r-1")`. */
export function organizationArn(managementAccountId: string, resource: string): string {
  return `arn:aws:organizations::${managementAccountId}:${resource}`;
}

/** Which policy an ARN is to name. */
export interface NamedPolicy {
  readonly organizationId: string;
  readonly managementAccountId: string;
  readonly type: string;
  readonly policyId: string;
}

/** The ARN of an organization's own policy. */
export function controlPolicyArn({ organizationId, managementAccountId, type, policyId }: NamedPolicy): string {
  return organizationArn(managementAccountId, `policy/${organizationId}/${policyTypePart(type)}/${policyId}`);
}

/** The ARN of a policy that AWS manages for every organization. */
export function awsControlPolicyArn({ type, policyId }: Pick<NamedPolicy, "type" | "policyId">): string {
  return organizationArn("aws", `policy/${policyTypePart(type)}/${policyId}`);
}
