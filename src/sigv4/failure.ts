import type { Sigv4Limit } from "./limits.ts";

/** Why a signature is refused, in the order of the checks, with what an error message or an explanation needs to say. */
export type SignatureFailure =
  | FormFailure
  | ClockFailure
  /** `host` is not among the signed headers. */
  | { readonly reason: "hostNotSigned" }
  /** The credential has not the five parts key, date, region, service and terminator. */
  | { readonly reason: "credentialParts"; readonly credential: string }
  | { readonly reason: "scopeMismatch"; readonly parts: readonly ScopeMismatch[] }
  /** The signature is not the one that the secret makes of this request. */
  | ({ readonly reason: "signatureMismatch" } & SignatureExplanation);

/** What the server made of a request, to be laid beside what the client made of it. Holds neither secret nor session token. */
export interface SignatureExplanation {
  /** The server's canonical request, a session token in it masked; absent when none can be written. */
  readonly canonicalRequest?: string;
  /** The string to sign over the unmasked canonical request. */
  readonly stringToSign?: string;
  /** What is known of why it does not match, a sentence each. */
  readonly findings: readonly string[];
}

/** The authorization cannot be read at all. */
export type FormFailure =
  /** The request is larger than this module looks at. */
  | { readonly reason: "limitExceeded"; readonly limit: Sigv4Limit }
  /** The query and an Authorization header both claim to sign the request. */
  | { readonly reason: "bothForms" }
  /** There are several Authorization headers; picking one would let a proxy and this server pick differently. */
  | { readonly reason: "severalAuthorizations" }
  /** The first word is not `AWS4-HMAC-SHA256`; empty when naming it could repeat a bare token. */
  | { readonly reason: "unsupportedAlgorithm"; readonly algorithm: string }
  /** A piece of the Authorization header has no `=`. */
  | { readonly reason: "malformedPair"; readonly headerHash: string }
  | {
      readonly reason: "missingParts";
      readonly form: "header";
      readonly parts: readonly AuthorizationPart[];
      readonly headerHash: string;
    }
  | {
      readonly reason: "missingParts";
      readonly form: "query";
      readonly parts: readonly AuthorizationPart[];
    }
  /** The request's time is not written `YYYYMMDDTHHMMSSZ`. */
  | { readonly reason: "badDate"; readonly value: string };

/** The request's time is too far from the server's. */
export interface ClockFailure {
  readonly reason: "skewed";
  readonly direction: "expired" | "notYetCurrent";
  /** The request's time as it wrote it. */
  readonly timestamp: string;
  readonly nowMs: number;
  /** How far the two may be apart. */
  readonly minutes: number;
  /** `X-Amz-Expires` as written, where that is what the request did not hold to. */
  readonly expires?: string;
}

/** What an authorization consists of, in the order in which AWS lists what is missing. */
export type AuthorizationPart = "Algorithm" | "Credential" | "Signature" | "SignedHeaders" | "Date";

/** One part of the credential scope that is not what the service expects. */
export type ScopeMismatch =
  | {
      readonly part: "region" | "service" | "terminator";
      readonly got: string;
      readonly expected: string;
    }
  | {
      readonly part: "date";
      readonly got: string;
      readonly expected: string;
      /** The request's time, whose day the scope should name. */
      readonly timestamp: string;
    };
