import { createHmac, type KeyObject, timingSafeEqual } from "node:crypto";
import type { RawRequest } from "../http/raw-request.ts";
import type { Authorization } from "./authorization.ts";
import {
  canonicalHeaders,
  canonicalHeaderValue,
  canonicalPaths,
  canonicalQuery,
  formatCanonicalRequest,
} from "./canonical-request.ts";
import { stringToSign } from "./string-to-sign.ts";

/**
 * Whether an authorization's signature is the one that the signing key makes of this request, whose body has that SHA-256 in lower-case
 * hex. The body that came is what counts: a signed `x-amz-content-sha256` that says otherwise, `UNSIGNED-PAYLOAD` included, is refused.
 * Neither clock nor scope is looked at, which is `checkAuthorization`'s part. Never throws, whatever the request holds.
 */
export function verifySignature(
  request: RawRequest,
  payloadHash: string,
  authorization: Authorization,
  signingKey: KeyObject,
): boolean {
  const given = Buffer.from(authorization.signature);
  const parts = canonicalParts(request, payloadHash, authorization);
  if (given.length !== signatureLength || parts === undefined) {
    return false;
  }
  for (const path of canonicalPaths(request.path)) {
    const text = stringToSign(authorization, formatCanonicalRequest({ ...parts, path }));
    if (text !== undefined && timingSafeEqual(given, Buffer.from(signatureOf(text, signingKey)))) {
      return true;
    }
  }
  return false;
}

/** The signature of a string to sign: 64 lower-case hex digits. */
export function signatureOf(text: string, signingKey: KeyObject): string {
  return createHmac("sha256", signingKey).update(text).digest("hex");
}

const signatureLength = 64;

/** All of the canonical request but its path; undefined when no signature can match. */
function canonicalParts(request: RawRequest, payloadHash: string, authorization: Authorization) {
  const { form, signedHeaders } = authorization;
  const query = canonicalQuery(request.query, form);
  const headers = canonicalHeaders(request.headers, signedHeaders);
  if (
    query === undefined ||
    headers === undefined ||
    !payloadAgrees(request, payloadHash, signedHeaders)
  ) {
    return undefined;
  }
  return {
    method: request.method,
    query,
    headers,
    signedHeaders: signedHeaders.join(";"),
    payloadHash,
  };
}

function payloadAgrees(
  request: RawRequest,
  payloadHash: string,
  signedHeaders: readonly string[],
): boolean {
  return (
    !signedHeaders.includes("x-amz-content-sha256") ||
    canonicalHeaderValue(request.headers, "x-amz-content-sha256") === payloadHash
  );
}
