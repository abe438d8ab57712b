/** What is asked of, and accepted from, the servers of identity providers. */
export const providerLimits = {
  /** The longest that one document may take to come, in milliseconds. */
  fetchMs: 5000,
  /** The longest document, in bytes. */
  documentBytes: 262_144,
  /** How many issuers' keys are kept. */
  issuersMax: 1000,
  /** How long keys are used without asking again, in milliseconds. */
  keysLifeMs: 3_600_000,
  /** How long after asking an issuer it is not asked again, in milliseconds, whatever tokens name unknown keys. */
  askPauseMs: 10_000,
  /** How long after asking an issuer in vain it is not asked again, in milliseconds. */
  failurePauseMs: 1_000,
  /** How far the clocks of providers may be off: AWS documents five minutes beyond a token's expiry. */
  clockSkewMs: 300_000,
} as const;
