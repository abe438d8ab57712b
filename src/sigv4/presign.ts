import { signatureAlgorithm } from "./authorization.ts";
import { credentialOf, headerNames, type Signing, signatureFor, type UnsignedRequest } from "./sign.ts";
import { formatTimestamp } from "./timestamp.ts";

/** A request to be signed in its query, whose body is empty. */
export interface PresignRequest extends Omit<UnsignedRequest, "body">, Signing {
  /** Written into the URL; services other than S3 go by their own window around the time of signing. */
  readonly expiresSeconds: number;
}

/**
 * Signs a request in its query, for a URL that anyone may use until it expires, and returns the whole query to send.
 * Throws a RangeError as `signRequest` does.
 */
export function presignRequest(request: PresignRequest): string {
  const { sessionToken } = request.credentials;
  const signedHeaders = headerNames(request.headers);
  const parameters = [
    ["X-Amz-Algorithm", signatureAlgorithm],
    ["X-Amz-Credential", credentialOf(request)],
    ["X-Amz-Date", formatTimestamp(request.nowMs)],
    ["X-Amz-Expires", String(request.expiresSeconds)],
    ["X-Amz-SignedHeaders", signedHeaders.join(";")],
    ...(sessionToken === undefined ? [] : [["X-Amz-Security-Token", sessionToken]]),
  ];
  const added = parameters.map(([name = "", value = ""]) => `${name}=${encodeURIComponent(value)}`).join("&");
  const query = request.query === "" ? added : `${request.query}&${added}`;
  return `${query}&X-Amz-Signature=${signatureFor({ ...request, query, body: "" }, signedHeaders)}`;
}
