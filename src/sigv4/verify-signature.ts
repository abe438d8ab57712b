import type { RawRequest } from "../http/raw-request.ts";
import type { Authorization } from "./authorization.ts";
import {
  type CanonicalRequest,
  canonicalHeaders,
  canonicalHeaderValue,
  canonicalPaths,
  canonicalQuery,
  encodePath,
  formatCanonicalRequest,
} from "./canonical-request.ts";
import type { SignatureExplanation } from "./failure.ts";
import { canonicalFindings, signatureFindings } from "./signature-findings.ts";
import { isSigned } from "./signature.ts";
import type { SigningKey } from "./signing-key.ts";
import { stringToSign } from "./string-to-sign.ts";

/**
 * Whether an authorization's signature is the one that the signing key makes of this request, whose body has that
 * SHA-256 in lower-case hex. The body that came is what counts: a signed `x-amz-content-sha256` that says otherwise is
 * refused, `UNSIGNED-PAYLOAD` included. Clock and scope are not looked at, which is the part of `checkAuthorization`.
 * Never throws, whatever the request holds.
 */
// oxlint-disable-next-line max-params -- four equal inputs; an object would be made for every request
export function verifySignature(
  request: RawRequest,
  payloadHash: string,
  authorization: Authorization,
  signingKey: SigningKey,
): boolean {
  const parts = canonicalParts(request, payloadHash, authorization);
  if (parts === undefined || !payloadAgrees(request, payloadHash, authorization)) {
    return false;
  }
  const underTest = { authorization, signingKey };
  return (
    isSigned(parts, underTest) ||
    // The path as signed the likelier way is in the parts.
    canonicalPaths(request.path)
      .slice(1)
      .some((path) => isSigned({ ...parts, path }, underTest))
  );
}

/**
 * What the server made of a request whose signature did not match, and which usual mistake of a client, if any, accounts
 * for the signature it sent. For the decision trace; of callers only those of REST APIs are told the first two texts, as
 * on AWS, and nobody is told the findings.
 */
// oxlint-disable-next-line max-params -- four equal inputs; an object would be made for every request
export function explainSignature(
  request: RawRequest,
  payloadHash: string,
  authorization: Authorization,
  signingKey: SigningKey,
): SignatureExplanation {
  const parts = canonicalParts(request, payloadHash, authorization);
  if (parts === undefined) {
    return { findings: canonicalFindings(request, authorization) };
  }
  const text = stringToSign(authorization, formatCanonicalRequest(parts));
  if (text === undefined) {
    return {
      findings: ["The request holds a character above U+00FF, which cannot have come over HTTP."],
    };
  }
  const underTest = { authorization, signingKey };
  return {
    canonicalRequest: formatCanonicalRequest(maskToken(parts)),
    stringToSign: text,
    findings: signatureFindings(request, parts, underTest),
  };
}

/** The canonical request with the path in the first of its accepted forms; undefined when no signature can match. */
function canonicalParts(
  request: RawRequest,
  payloadHash: string,
  { form, signedHeaders }: Authorization,
): CanonicalRequest | undefined {
  const query = canonicalQuery(request.query, form);
  const headers = query === undefined ? undefined : canonicalHeaders(request.headers, signedHeaders);
  if (query === undefined || headers === undefined) {
    return undefined;
  }
  const path = encodePath(request.path);
  return {
    method: request.method,
    path,
    query,
    headers,
    signedHeaders: signedHeaders.join(";"),
    payloadHash,
  };
}

function payloadAgrees(request: RawRequest, payloadHash: string, { signedHeaders }: Authorization): boolean {
  return (
    !signedHeaders.includes("x-amz-content-sha256") ||
    canonicalHeaderValue(request.headers, "x-amz-content-sha256") === payloadHash
  );
}

/** A session token is as good as a credential to whoever also learns its secret: a trace keeps only how long it was. */
function maskToken(parts: CanonicalRequest): CanonicalRequest {
  const mask = (_: string, name: string, token: string) => `${name}(${token.length} characters)`;
  return {
    ...parts,
    query: parts.query.replaceAll(/(X-Amz-Security-Token=)([^&]*)/gi, mask),
    headers: parts.headers.replaceAll(/^(x-amz-security-token:)(.*)$/gm, mask),
  };
}
