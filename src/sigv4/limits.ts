/**
 * How much of a request is looked at before it is refused unread, so that checking takes bounded time. All lie far above
 * what signers send: a signature is under 1,000 characters, a session token under 4,000.
 */
export const sigv4Limits = {
  /** Header lines of a request. */
  headerLines: 2_000,
  /** Characters of the Authorization header. */
  authorizationCharacters: 16_384,
  /** Names in the SignedHeaders list. */
  signedHeaders: 200,
  /** Characters of the path and of the query, each. */
  targetCharacters: 131_072,
} as const;

/** A limit of `sigv4Limits` by name. */
export type Sigv4Limit = keyof typeof sigv4Limits;
