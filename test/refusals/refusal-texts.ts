/** Why a call is refused before anyone knows who makes it, with what a text names. */
export type Refusal =
  | {
      readonly kind:
        | "unsigned"
        | "invalidToken"
        | "expiredToken"
        | "mismatch"
        | "hostNotSigned"
        | "bothForms"
        | "several";
    }
  | { readonly kind: "skewed"; readonly text: string }
  | { readonly kind: "scope"; readonly text: string; readonly jsonText?: string }
  | { readonly kind: "incomplete"; readonly text: string };

/** Codes on both protocols, the status on the query protocol, and the text; JSON words a few texts otherwise. */
export interface RefusalTexts {
  readonly query: string;
  readonly json: string;
  readonly status: number;
  readonly text: string;
  readonly jsonText?: string;
}

/** The texts and codes of AWS for a refusal. */
export function authenticationMessages(refusal: Refusal, service: string): RefusalTexts {
  const mismatch = { query: "SignatureDoesNotMatch", json: "InvalidSignatureException", status: 403 };
  const incomplete = { query: "IncompleteSignature", json: "IncompleteSignatureException", status: 400 };
  switch (refusal.kind) {
    case "unsigned":
      return {
        query: "MissingAuthenticationToken",
        json: "MissingAuthenticationTokenException",
        status: 403,
        text: "Request is missing Authentication Token",
      };
    case "invalidToken":
      return {
        query: "InvalidClientTokenId",
        json: "UnrecognizedClientException",
        status: 403,
        text: "The security token included in the request is invalid.",
      };
    case "expiredToken":
      return {
        query: "ExpiredToken",
        json: "ExpiredTokenException",
        status: 403,
        text: "The security token included in the request is expired",
      };
    case "mismatch":
      return {
        ...mismatch,
        text: "The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.",
      };
    case "hostNotSigned":
      return { ...mismatch, text: "'Host' or ':authority' must be a 'SignedHeader' in the AWS Authorization." };
    case "bothForms":
      return {
        ...mismatch,
        text: "Found both 'X-Amz-Algorithm' as a query-string param and 'Authorization' as HTTP header.",
      };
    case "several":
      return { ...incomplete, text: "The request has more than one Authorization header." };
    case "skewed":
      return { ...mismatch, text: refusal.text };
    case "scope":
      return {
        ...mismatch,
        ...refusal,
        text: refusal.text.replaceAll("SERVICE", service),
        jsonText: (refusal.jsonText ?? refusal.text).replaceAll("SERVICE", service),
      };
    case "incomplete":
      return { ...incomplete, text: refusal.text };
  }
}
