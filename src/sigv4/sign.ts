import { hash } from "node:crypto";
import { signatureAlgorithm } from "./authorization.ts";
import { canonicalHeaders, canonicalQuery, encodePath, formatCanonicalRequest } from "./canonical-request.ts";
import { scopeTerminator } from "./check-authorization.ts";
import { deriveSigningKey } from "./signing-key.ts";
import { formatScope, stringToSign } from "./string-to-sign.ts";
import { formatTimestamp } from "./timestamp.ts";

/** A request to be signed, in the form in which it will go over the wire. */
export interface UnsignedRequest {
  readonly method: string;
  /** Percent-encoded as it will be sent. */
  readonly path: string;
  /** Percent-encoded as it will be sent, without the `?`; empty for none. */
  readonly query: string;
  /** Name and value in turn; all are signed. `host` has to be among them. */
  readonly headers: readonly string[];
  readonly body: string | Uint8Array;
}

/** With what and for what a request is signed. */
export interface Signing {
  readonly credentials: SigningCredentials;
  readonly region: string;
  /** The signing name: `iam`, `execute-api`. */
  readonly service: string;
  readonly nowMs: number;
}

/** An access key, with its session token when it is a temporary one. */
export interface SigningCredentials {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  readonly sessionToken?: string;
}

/**
 * Signs a request and returns the headers to send beside its own. Throws a RangeError when it cannot be signed: a name
 * is empty or a value holds a line feed or a character above U+00FF, or the query has a broken escape.
 */
export function signRequest(request: UnsignedRequest & Signing): Readonly<Record<string, string>> {
  const { sessionToken } = request.credentials;
  const added = {
    "x-amz-date": formatTimestamp(request.nowMs),
    ...(sessionToken === undefined ? {} : { "x-amz-security-token": sessionToken }),
  };
  const headers = [...request.headers, ...Object.entries(added).flat()];
  const signedHeaders = headerNames(headers);
  const signature = signatureFor({ ...request, headers }, signedHeaders);
  const parts = [
    `Credential=${credentialOf(request)}`,
    `SignedHeaders=${signedHeaders.join(";")}`,
    `Signature=${signature}`,
  ];
  return { ...added, authorization: `${signatureAlgorithm} ${parts.join(", ")}` };
}

/** The names of a list of headers in lower case, sorted, each once. */
export function headerNames(headers: readonly string[]): readonly string[] {
  const names = headers.filter((_, index) => index % 2 === 0).map((name) => name.toLowerCase());
  return [...new Set(names)].sort();
}

/** The `Credential` of a signature: the access key id and its scope. */
export function credentialOf(signing: Signing): string {
  return `${signing.credentials.accessKeyId}/${formatScope(scopeOf(signing))}`;
}

/** The signature of a request over those headers of it; throws as `signRequest` does. */
export function signatureFor(request: UnsignedRequest & Signing, signedHeaders: readonly string[]): string {
  const query = canonicalQuery(request.query, "header");
  const headers = canonicalHeaders(request.headers, signedHeaders);
  const scope = scopeOf(request);
  const text =
    query === undefined || headers === undefined
      ? undefined
      : stringToSign(
          { timestamp: formatTimestamp(request.nowMs), scope },
          formatCanonicalRequest({
            method: request.method,
            path: encodePath(request.path),
            query,
            headers,
            signedHeaders: signedHeaders.join(";"),
            payloadHash: hash("sha256", request.body),
          }),
        );
  if (text === undefined) {
    throw new RangeError("The request cannot be signed: a header or an escape in its query is not well-formed.");
  }
  return deriveSigningKey(request.credentials.secretAccessKey, scope).sign(text);
}

function scopeOf({ region, service, nowMs }: Signing) {
  return { date: formatTimestamp(nowMs).slice(0, 8), region, service, terminator: scopeTerminator };
}
