import type { NotShown } from "./not-shown.ts";

const outside = "src/identity/outside/*.test.ts show it with providers of their own";

/** The Security Token Service. */
export const stsNotShown: readonly NotShown[] = [
  { code: "RegionDisabledException", reason: "no region of this server can be disabled" },
  {
    code: "IDPRejectedClaim",
    reason: "the providers that reject claims are those built into AWS, whose tokens are not accepted here",
  },
  { code: "IDPCommunicationError", reason: outside },
  { code: "ExpiredTokenException", operations: /^AssumeRoleWith\w+$/, reason: outside },
  { code: "MalformedPolicyDocument", operations: /^AssumeRoleWith\w+$/, reason: outside },
  { code: "PackedPolicyTooLarge", operations: /^AssumeRoleWith\w+$/, reason: outside },
  {
    code: "ExpiredTokenException",
    operations: /^AssumeRo(?:le|ot)$/,
    reason:
      "the token that can expire is one of a context provider, and there are none; the caller's own is ExpiredToken",
  },
  {
    code: "PackedPolicyTooLarge",
    operations: /^AssumeRole$/,
    reason: "src/services/sts/assume-role.test.ts shows it: root, who makes the calls of rows, may not assume roles",
  },
  {
    code: "SessionDurationEscalationException",
    reason: "the operation's own test shows it: rows are called with keys that do not expire",
  },
  {
    code: "JWTPayloadSizeExceededException",
    reason: "AWS documents no size, and fifty tags of a request are all that can be added to a payload",
  },
];
