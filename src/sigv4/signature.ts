import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import type { Authorization } from "./authorization.ts";
import { type CanonicalRequest, formatCanonicalRequest } from "./canonical-request.ts";
import { stringToSign } from "./string-to-sign.ts";

/** The signature of a string to sign: 64 lower-case hex digits. */
export function signatureOf(text: string, signingKey: KeyObject): string {
  return createHmac("sha256", signingKey).update(text).digest("hex");
}

/** A signature as sent and the key to check it with. */
export interface SignatureUnderTest {
  readonly authorization: Authorization;
  /** The bytes of the authorization's signature. */
  readonly signature: Buffer;
  readonly signingKey: KeyObject;
}

/**
 * Whether the signature is the one over that canonical request. Compares in constant time, so that a signature cannot be
 * found out digit by digit.
 */
export function isSigned(canonicalRequest: CanonicalRequest, underTest: SignatureUnderTest): boolean {
  const { authorization, signature, signingKey } = underTest;
  const text = stringToSign(authorization, formatCanonicalRequest(canonicalRequest));
  if (text === undefined) {
    return false;
  }
  const expected = Buffer.from(signatureOf(text, signingKey));
  return signature.length === expected.length && timingSafeEqual(signature, expected);
}
