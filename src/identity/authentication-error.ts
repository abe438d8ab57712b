import type { ClockFailure, FormFailure, ScopeMismatch } from "../sigv4/failure.ts";
import { sigv4Limits } from "../sigv4/limits.ts";
import { formatTimestamp } from "../sigv4/timestamp.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { AuthenticationFailure } from "./identity.ts";

/** The protocols that report authentication failures, each with its own codes. */
export type ErrorProtocol = "awsQuery" | "restJson1" | "awsJson1_1";

/**
 * The error that a client gets for a request that could not be authenticated. Codes and texts are AWS's, as observed on STS
 * and IAM for the query protocol and on API Gateway for JSON. No text repeats a token, a secret or an Authorization header.
 */
export function authenticationError(
  failure: AuthenticationFailure | { readonly reason: "unsigned" },
  protocol: ErrorProtocol,
  signingName: string,
): AwsError {
  const [kind, message] = describe(failure, protocol, signingName);
  const { code, status } = errorKinds[kind][protocol];
  return new AwsError(code, status, message);
}

/** The codes of the five kinds of failure. API Gateway answers 403 to all of them, services of AWS JSON 400. */
const errorKinds = {
  missing: {
    awsQuery: { code: "MissingAuthenticationToken", status: 403 },
    restJson1: { code: "MissingAuthenticationTokenException", status: 403 },
    awsJson1_1: { code: "MissingAuthenticationTokenException", status: 400 },
  },
  incomplete: {
    awsQuery: { code: "IncompleteSignature", status: 400 },
    restJson1: { code: "IncompleteSignatureException", status: 403 },
    awsJson1_1: { code: "IncompleteSignatureException", status: 400 },
  },
  invalidSignature: {
    awsQuery: { code: "SignatureDoesNotMatch", status: 403 },
    restJson1: { code: "InvalidSignatureException", status: 403 },
    awsJson1_1: { code: "InvalidSignatureException", status: 400 },
  },
  invalidToken: {
    awsQuery: { code: "InvalidClientTokenId", status: 403 },
    restJson1: { code: "UnrecognizedClientException", status: 403 },
    awsJson1_1: { code: "UnrecognizedClientException", status: 400 },
  },
  expiredToken: {
    awsQuery: { code: "ExpiredToken", status: 403 },
    restJson1: { code: "ExpiredTokenException", status: 403 },
    awsJson1_1: { code: "ExpiredTokenException", status: 400 },
  },
} as const;

type Described = readonly [kind: keyof typeof errorKinds, message: string];

function describe(
  failure: AuthenticationFailure | { readonly reason: "unsigned" },
  protocol: ErrorProtocol,
  signingName: string,
): Described {
  switch (failure.reason) {
    case "unsigned":
      return ["missing", "Request is missing Authentication Token"];
    case "skewed":
      return ["invalidSignature", clockMessage(failure)];
    case "hostNotSigned":
      return ["invalidSignature", "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization."];
    case "credentialParts":
      return [
        "incomplete",
        `Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got '${failure.credential}'`,
      ];
    case "scopeMismatch":
      return ["invalidSignature", failure.parts.map((part) => scopeMessage(part, protocol, signingName)).join("")];
    case "signatureMismatch":
      return ["invalidSignature", mismatchMessage];
    case "tokenExpired":
      return ["expiredToken", "The security token included in the request is expired"];
    case "unknownAccessKey":
    case "inactiveAccessKey":
    case "tokenMissing":
    case "tokenInvalid":
    case "issuerGone":
    case "tokenUnexpected":
      return ["invalidToken", "The security token included in the request is invalid."];
    default:
      return describeForm(failure);
  }
}

/** The failures of an authorization that cannot be read. */
function describeForm(failure: FormFailure): Described {
  switch (failure.reason) {
    case "limitExceeded":
      return [
        "incomplete",
        `The request exceeds the limit of ${sigv4Limits[failure.limit]} ${limitNames[failure.limit]}.`,
      ];
    case "bothForms":
      return [
        "invalidSignature",
        "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
      ];
    case "severalAuthorizations":
      return ["incomplete", "The request has more than one Authorization header."];
    case "unsupportedAlgorithm":
      return ["incomplete", `Unsupported AWS 'algorithm': '${failure.algorithm}'.`];
    case "malformedPair":
      return [
        "incomplete",
        `Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): '${failure.headerHash}'.`,
      ];
    case "missingParts":
      return ["incomplete", missingPartsMessage(failure)];
    case "badDate":
      return [
        "incomplete",
        `Date must be in ISO-8601 'basic format'. Got '${failure.value}'. See http://en.wikipedia.org/wiki/ISO_8601`,
      ];
  }
}

function missingPartsMessage(failure: Extract<FormFailure, { readonly reason: "missingParts" }>): string {
  if (failure.form === "query") {
    const sentences = failure.parts.map((part) => `AWS query-string parameters must include 'X-Amz-${part}'. `);
    return `${sentences.join("")}Re-examine the query-string parameters.`;
  }
  const sentences = failure.parts.map((part) =>
    part === "Date"
      ? "Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. "
      : `Authorization header requires '${part}' parameter. `,
  );
  return `${sentences.join("")}(Hashed with SHA-256 and encoded with Base64) Authorization=${failure.headerHash}`;
}

/** Names the request's time, the end of the window it lies beyond, and the server's time. */
function clockMessage({ direction, timestamp, nowMs, minutes }: ClockFailure): string {
  const now = formatTimestamp(nowMs);
  return direction === "expired"
    ? `Signature expired: ${timestamp} is now earlier than ${formatTimestamp(nowMs - minutes * 60_000)} (${now} - ${minutes} min.)`
    : `Signature not yet current: ${timestamp} is still later than ${formatTimestamp(nowMs + minutes * 60_000)} (${now} + ${minutes} min.)`;
}

/** One sentence per wrong part, each with a space behind it; only JSON services name the wrong region and terminator. */
function scopeMessage(mismatch: ScopeMismatch, protocol: ErrorProtocol, signingName: string): string {
  const not = protocol === "awsQuery" ? "" : `, not '${mismatch.got}'`;
  switch (mismatch.part) {
    case "region":
      return `Credential should be scoped to a valid region${not}. `;
    case "service":
      return `Credential should be scoped to correct service: '${signingName}'. `;
    case "terminator":
      return `Credential should be scoped with a valid terminator: '${mismatch.expected}'${not}. `;
    case "date":
      return (
        "Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: " +
        `'${mismatch.got}' != '${mismatch.expected}', from '${mismatch.timestamp}'. `
      );
  }
}

const mismatchMessage =
  "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.";

const limitNames: Readonly<Record<keyof typeof sigv4Limits, string>> = {
  headerLines: "header lines",
  authorizationCharacters: "characters in the Authorization header",
  signedHeaders: "signed headers",
  targetCharacters: "characters in its path or query",
};
