/** Quotas of Certificate Manager. https://docs.aws.amazon.com/acm/latest/userguide/acm-limits.html */
export const acmQuotas = {
  /** Certificates of an account in a region. How many may be imported in a year is not limited here. */
  certificates: 2500,
  tags: 50,
  /** Entries of one page of a list, at most and when the call does not say. */
  pageSize: 1000,
} as const;
