import { timingSafeEqual } from "node:crypto";
import type { Authorization } from "./authorization.ts";
import { type CanonicalRequest, formatCanonicalRequest } from "./canonical-request.ts";
import type { SigningKey } from "./signing-key.ts";
import { stringToSign } from "./string-to-sign.ts";

/** A signature as sent and the key to check it with. */
export interface SignatureUnderTest {
  readonly authorization: Authorization;
  readonly signingKey: SigningKey;
}

/**
 * Whether the signature is the one over that canonical request. Compares in constant time, so that a signature cannot be
 * found out digit by digit.
 */
export function isSigned(
  canonicalRequest: CanonicalRequest,
  { authorization, signingKey }: SignatureUnderTest,
): boolean {
  const text = stringToSign(authorization, formatCanonicalRequest(canonicalRequest));
  const { signature } = authorization;
  // What is longer in characters or in bytes would be cut here, and is no signature.
  if (text === undefined || signature.length !== claimed.length || claimed.write(signature) !== claimed.length) {
    return false;
  }
  expected.write(signingKey.sign(text));
  return timingSafeEqual(claimed, expected);
}

/** The two signatures under comparison, which is over before anything else runs. */
const claimed = Buffer.alloc(64);
const expected = Buffer.alloc(64);
