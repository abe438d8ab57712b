import { expect, test } from "vitest";
import { authenticationError, type ErrorProtocol } from "./authentication-error.ts";
import type { AuthenticationFailure } from "./identity.ts";

type Failure = AuthenticationFailure | { readonly reason: "unsigned" };

const invalidToken = "The security token included in the request is invalid.";

/** Failure, code and status on the query protocol, code on JSON (always 403 there), text on both. */
const sameText: readonly (readonly [Failure, string, number, string, string])[] = [
  [
    { reason: "unsigned" },
    "MissingAuthenticationToken",
    403,
    "MissingAuthenticationTokenException",
    "Request is missing Authentication Token",
  ],
  [
    { reason: "bothForms" },
    "SignatureDoesNotMatch",
    403,
    "InvalidSignatureException",
    "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
  ],
  [
    { reason: "severalAuthorizations" },
    "IncompleteSignature",
    400,
    "IncompleteSignatureException",
    "The request has more than one Authorization header.",
  ],
  [
    { reason: "limitExceeded", limit: "signedHeaders" },
    "IncompleteSignature",
    400,
    "IncompleteSignatureException",
    "The request exceeds the limit of 200 signed headers.",
  ],
  [
    { reason: "unsupportedAlgorithm", algorithm: "AWS5-HMAC-SHA256" },
    "IncompleteSignature",
    400,
    "IncompleteSignatureException",
    "Unsupported AWS 'algorithm': 'AWS5-HMAC-SHA256'.",
  ],
  [
    { reason: "malformedPair", headerHash: "aGFzaA==" },
    "IncompleteSignature",
    400,
    "IncompleteSignatureException",
    "Invalid key=value pair (missing equal-sign) in Authorization header (hashed with SHA-256 and encoded with Base64): 'aGFzaA=='.",
  ],
  [
    {
      reason: "missingParts",
      form: "header",
      parts: ["Credential", "Signature", "SignedHeaders", "Date"],
      headerHash: "aGFzaA==",
    },
    "IncompleteSignature",
    400,
    "IncompleteSignatureException",
    "Authorization header requires 'Credential' parameter. Authorization header requires 'Signature' parameter. Authorization header requires 'SignedHeaders' parameter. Authorization header requires existence of either a 'X-Amz-Date' or a 'Date' header. (Hashed with SHA-256 and encoded with Base64) Authorization=aGFzaA==",
  ],
  [
    { reason: "missingParts", form: "query", parts: ["Credential", "Date"] },
    "IncompleteSignature",
    400,
    "IncompleteSignatureException",
    "AWS query-string parameters must include 'X-Amz-Credential'. AWS query-string parameters must include 'X-Amz-Date'. Re-examine the query-string parameters.",
  ],
  [
    { reason: "badDate", value: "201" },
    "IncompleteSignature",
    400,
    "IncompleteSignatureException",
    "Date must be in ISO-8601 'basic format'. Got '201'. See http://en.wikipedia.org/wiki/ISO_8601",
  ],
  [
    {
      reason: "skewed",
      direction: "expired",
      timestamp: "20220127T001427Z",
      nowMs: Date.UTC(2022, 0, 27, 1, 59, 28, 999),
      minutes: 15,
    },
    "SignatureDoesNotMatch",
    403,
    "InvalidSignatureException",
    "Signature expired: 20220127T001427Z is now earlier than 20220127T014428Z (20220127T015928Z - 15 min.)",
  ],
  [
    {
      reason: "skewed",
      direction: "notYetCurrent",
      timestamp: "20230804T000000Z",
      nowMs: Date.UTC(2023, 7, 3, 17, 17, 33),
      minutes: 5,
    },
    "SignatureDoesNotMatch",
    403,
    "InvalidSignatureException",
    "Signature not yet current: 20230804T000000Z is still later than 20230803T172233Z (20230803T171733Z + 5 min.)",
  ],
  [
    { reason: "hostNotSigned" },
    "SignatureDoesNotMatch",
    403,
    "InvalidSignatureException",
    "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization.",
  ],
  [
    { reason: "credentialParts", credential: "a/b/c/d" },
    "IncompleteSignature",
    400,
    "IncompleteSignatureException",
    "Credential must have exactly 5 slash-delimited elements, e.g. keyid/date/region/service/term, got 'a/b/c/d'",
  ],
  [
    {
      reason: "signatureMismatch",
      canonicalRequest: "POST",
      stringToSign: "AWS4",
      findings: ["why"],
    },
    "SignatureDoesNotMatch",
    403,
    "InvalidSignatureException",
    "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
  ],
  [
    { reason: "tokenExpired", expiredAtMs: 0 },
    "ExpiredToken",
    403,
    "ExpiredTokenException",
    "The security token included in the request is expired",
  ],
  [{ reason: "unknownAccessKey" }, "InvalidClientTokenId", 403, "UnrecognizedClientException", invalidToken],
  [{ reason: "inactiveAccessKey" }, "InvalidClientTokenId", 403, "UnrecognizedClientException", invalidToken],
  [{ reason: "tokenMissing" }, "InvalidClientTokenId", 403, "UnrecognizedClientException", invalidToken],
  [{ reason: "tokenInvalid" }, "InvalidClientTokenId", 403, "UnrecognizedClientException", invalidToken],
  [{ reason: "issuerGone" }, "InvalidClientTokenId", 403, "UnrecognizedClientException", invalidToken],
  [{ reason: "tokenUnexpected" }, "InvalidClientTokenId", 403, "UnrecognizedClientException", invalidToken],
];

test.each(sameText)("%o", (failure, queryCode, queryStatus, jsonCode, message) => {
  expect(authenticationError(failure, "awsQuery", "sts")).toMatchObject({
    code: queryCode,
    status: queryStatus,
    message,
  });
  expect(authenticationError(failure, "restJson1", "apigateway")).toMatchObject({
    code: jsonCode,
    status: 403,
    message,
  });
  expect(authenticationError(failure, "awsJson1_1", "organizations")).toMatchObject({
    code: jsonCode,
    status: 400,
    message,
  });
});

test.each<[ErrorProtocol, string, string]>([
  [
    "awsQuery",
    "sts",
    "Credential should be scoped to a valid region. Credential should be scoped to correct service: 'sts'. Credential should be scoped with a valid terminator: 'aws4_request'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: 'b' != '20130609', from '20130609T095204Z'. ",
  ],
  [
    "restJson1",
    "apigateway",
    "Credential should be scoped to a valid region, not 'c'. Credential should be scoped to correct service: 'apigateway'. Credential should be scoped with a valid terminator: 'aws4_request', not 'e'. Date in Credential scope does not match YYYYMMDD from ISO-8601 version of date from HTTP: 'b' != '20130609', from '20130609T095204Z'. ",
  ],
])("a wrong scope on %s names all wrong parts", (protocol, signingName, message) => {
  const error = authenticationError(
    {
      reason: "scopeMismatch",
      parts: [
        { part: "region", got: "c", expected: "us-east-1" },
        { part: "service", got: "d", expected: signingName },
        { part: "terminator", got: "e", expected: "aws4_request" },
        { part: "date", got: "b", expected: "20130609", timestamp: "20130609T095204Z" },
      ],
    },
    protocol,
    signingName,
  );
  expect(error).toMatchObject({ status: 403, message });
});
