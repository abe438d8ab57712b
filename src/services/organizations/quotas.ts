/**
 * Quotas of Organizations. https://docs.aws.amazon.com/organizations/latest/userguide/orgs_reference_limits.html
 * An organization's accounts are not limited here: AWS raises that quota on request.
 */
export const organizationsQuotas = {
  /** Units nested in one another below the root. */
  unitDepth: 5,
  units: 2000,
  policiesOfType: 1000,
  /** Characters of a policy's text. */
  policyCharacters: 5120,
  /** Policies of a type on one root, unit or account. */
  attachmentsOfType: 5,
  tags: 50,
  /** Entries of one page of a list. */
  pageSize: 20,
  /** Days until an invitation expires. */
  handshakeDays: 15,
} as const;
