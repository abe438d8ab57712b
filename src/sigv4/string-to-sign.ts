import { hash } from "node:crypto";
import { type Authorization, type CredentialScope, signatureAlgorithm } from "./authorization.ts";

/**
 * The string to sign over a canonical request. Undefined when the request holds a character above U+00FF: header values and
 * paths are bytes, one character each, and such a text has not come over a wire.
 */
export function stringToSign(
  signing: Pick<Authorization, "timestamp" | "scope">,
  canonicalRequest: string,
): string | undefined {
  const requestHash = hashOfBytes(canonicalRequest);
  return requestHash === undefined
    ? undefined
    : `${signatureAlgorithm}\n${signing.timestamp}\n${formatScope(signing.scope)}\n${requestHash}`;
}

/** A credential scope as it is signed: `date/region/service/terminator`. */
export function formatScope(scope: CredentialScope): string {
  return `${scope.date}/${scope.region}/${scope.service}/${scope.terminator}`;
}

/** The hex SHA-256 of a text whose characters stand for one byte each. */
function hashOfBytes(text: string): string | undefined {
  if (Buffer.byteLength(text) === text.length) {
    return hash("sha256", text);
  }
  for (let index = 0; index < text.length; index += 1) {
    if (text.charCodeAt(index) > 255) {
      return undefined;
    }
  }
  return hash("sha256", Buffer.from(text, "latin1"));
}
