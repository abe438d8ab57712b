import type { OrganizationPolicyType } from "../../store/organization-records.ts";

/**
 * Quotas of Organizations. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 * An organization's accounts are not limited here: AWS raises that quota on request.
 */
export const organizationsQuotas = {
  /** Units nested in one another below the root. */
  unitDepth: 5,
  units: 2000,
  policiesOfType: 1000,
  tags: 50,
  /** Entries of one page of a list. */
  pageSize: 20,
  /** Days until an invitation expires. */
  handshakeDays: 15,
  /** Days to finish the change to all features. */
  allFeaturesDays: 90,
} as const;

/** Characters that the text of a policy may have. */
export function policyCharactersMax(type: OrganizationPolicyType): number {
  switch (type) {
    case "SERVICE_CONTROL_POLICY":
    case "RESOURCE_CONTROL_POLICY":
      return 5120;
    case "AISERVICES_OPT_OUT_POLICY":
      return 2500;
    default:
      return 10_000;
  }
}

/** Policies of a type that one root, unit or account may have. */
export function attachmentsMax(type: OrganizationPolicyType): number {
  return type === "TAG_POLICY" || type === "BACKUP_POLICY" || type === "DECLARATIVE_POLICY_EC2" ? 10 : 5;
}
