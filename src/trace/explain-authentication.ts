import type { Authentication, AuthenticationFailure } from "../identity/identity.ts";
import { formatTimestamp } from "../sigv4/timestamp.ts";
import type { Link } from "./explanation.ts";

/** The links signature, credential and principal of a request's chain, as far as authentication went. */
export function explainAuthentication(authentication: Authentication): readonly Link[] {
  switch (authentication.kind) {
    case "unsigned":
      return [
        failed("signature", "the request is not signed: it has neither an Authorization header nor X-Amz-Algorithm"),
        notReached("credential"),
        notReached("principal"),
      ];
    case "outside": {
      const { caller } = authentication;
      const text = `${caller.outside?.subject ?? ""}, as ${caller.arn} says`;
      return [
        passed("signature", "not needed: an identity provider vouches for the caller"),
        passed("principal", text),
      ];
    }
    case "outsideRefused":
      return [
        passed("signature", "not needed: an identity provider vouches for the caller"),
        failed("principal", `the identity provider's statement was not accepted: ${outsideText(authentication)}`),
      ];
    case "authenticated": {
      const { caller, authorization } = authentication;
      const { region, service } = authorization.scope;
      const signedAt = formatTimestamp(authorization.timestampMs);
      return [
        passed("signature", `verified for service ${service} in ${region}, signed at ${signedAt}`),
        passed("credential", `${caller.session === undefined ? "access key" : "temporary key"} ${caller.accessKeyId}`),
        passed("principal", `${caller.arn} of account ${caller.accountId}`, { userId: caller.userId }),
      ];
    }
    case "refused": {
      const { failure, authorization } = authentication;
      const accessKeyId = authorization?.accessKeyId ?? "";
      return isAboutCredential(failure)
        ? [
            // AWS looks at the key before it computes the signature.
            notReached("signature"),
            failed("credential", credentialText(failure, accessKeyId)),
            notReached("principal"),
          ]
        : [
            failed("signature", signatureText(failure), signatureDetails(failure)),
            notReached("credential"),
            notReached("principal"),
          ];
    }
  }
}

/** What the client was told, and what lies behind it. */
function outsideText({ failure }: Extract<Authentication, { readonly kind: "outsideRefused" }>): string {
  return failure.cause instanceof Error ? `${failure.message} (${failure.cause.message})` : failure.message;
}

type CredentialFailure = Extract<
  AuthenticationFailure,
  {
    reason:
      | "unknownAccessKey"
      | "inactiveAccessKey"
      | "tokenMissing"
      | "tokenInvalid"
      | "tokenExpired"
      | "issuerGone"
      | "tokenUnexpected";
  }
>;

const credentialReasons: ReadonlySet<string> = new Set<CredentialFailure["reason"]>([
  "unknownAccessKey",
  "inactiveAccessKey",
  "tokenMissing",
  "tokenInvalid",
  "tokenExpired",
  "issuerGone",
  "tokenUnexpected",
]);

function isAboutCredential(failure: AuthenticationFailure): failure is CredentialFailure {
  return credentialReasons.has(failure.reason);
}

function credentialText(failure: CredentialFailure, accessKeyId: string): string {
  switch (failure.reason) {
    case "unknownAccessKey":
      return `there is no access key ${accessKeyId}: it was never made here, or was deleted`;
    case "inactiveAccessKey":
      return `access key ${accessKeyId} is inactive`;
    case "tokenMissing":
      return `temporary key ${accessKeyId} came without its session token (x-amz-security-token)`;
    case "tokenInvalid":
      return `the session token does not belong to temporary key ${accessKeyId}, or was changed`;
    case "tokenExpired":
      return `the session of key ${accessKeyId} ended at ${new Date(failure.expiredAtMs).toISOString()}`;
    case "issuerGone":
      return `the role or user behind key ${accessKeyId} has been deleted; one made anew under its name is another`;
    case "tokenUnexpected":
      return `a session token came with long-term key ${accessKeyId}, which takes none`;
  }
}

type SignatureFailure = Exclude<AuthenticationFailure, CredentialFailure>;

function signatureText(failure: SignatureFailure): string {
  switch (failure.reason) {
    case "signatureMismatch":
      return "the signature is not the one that this key makes of this request";
    case "skewed":
      return failure.expires !== undefined
        ? `the URL presigned at ${failure.timestamp} says X-Amz-Expires=${failure.expires}, and it is ${new Date(failure.nowMs).toISOString()}; from 1 to 604800 seconds can be said`
        : `the request's time ${failure.timestamp} is more than ${failure.minutes} minutes from the server's, ${new Date(failure.nowMs).toISOString()}`;
    case "hostNotSigned":
      return "the host header is not among the signed headers";
    case "credentialParts":
      return "the credential has not five parts: key/date/region/service/aws4_request";
    case "scopeMismatch":
      return `the credential scope is wrong: ${failure.parts.map(({ part, got, expected }) => `${part} is "${got}", expected "${expected}"`).join("; ")}`;
    case "missingParts":
      return `the authorization lacks ${failure.parts.join(", ")}`;
    case "badDate":
      return `the request's time "${failure.value}" is not written YYYYMMDDTHHMMSSZ`;
    case "unsupportedAlgorithm":
      return `the algorithm is not AWS4-HMAC-SHA256 but "${failure.algorithm}"`;
    case "malformedPair":
      return "a piece of the Authorization header has no equal sign";
    case "bothForms":
      return "both the query and an Authorization header claim to sign the request";
    case "severalAuthorizations":
      return "there is more than one Authorization header";
    case "limitExceeded":
      return `the request is too large to be looked at (${failure.limit})`;
  }
}

/** For a mismatch, what the server computed: the client's own canonical request, held against it, shows the difference. */
function signatureDetails(failure: SignatureFailure): Link["details"] {
  if (failure.reason !== "signatureMismatch") {
    return undefined;
  }
  const { canonicalRequest, stringToSign, findings } = failure;
  return {
    ...(canonicalRequest !== undefined && { canonicalRequest }),
    ...(stringToSign !== undefined && { stringToSign }),
    ...(findings !== undefined && findings.length > 0 && { findings }),
  };
}

function passed(name: Link["name"], text: string, details?: Link["details"]): Link {
  return { name, outcome: "passed", text, ...(details && { details }) };
}

function failed(name: Link["name"], text: string, details?: Link["details"]): Link {
  return { name, outcome: "failed", text, ...(details && { details }) };
}

function notReached(name: Link["name"]): Link {
  return { name, outcome: "notReached", text: "not reached" };
}
