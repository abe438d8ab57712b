import { parsePolicy } from "../../policy/parse.ts";
import { malformedPolicy } from "../../policy/validate.ts";
import { iamErrors } from "./errors.ts";

/** The kinds of policy document that IAM takes. */
export type DocumentKind = Parameters<typeof malformedPolicy>[1];

/**
 * Throws MalformedPolicyDocument, with AWS's text, for a document that is no policy of that kind. For a trailing comma,
 * which the cross-account article itself prints, the place of the comma follows that text.
 */
export function requireValidDocument(document: string, kind: DocumentKind): void {
  const message = malformedPolicy(document, kind);
  if (message !== undefined) {
    throw iamErrors.malformedPolicy([message, ...trailingComma(document)].join(" "));
  }
}

function trailingComma(document: string): readonly string[] {
  const parsed = parsePolicy(document);
  if (parsed.ok || parsed.problem.code !== "trailingComma") {
    return [];
  }
  const { line, column, message } = parsed.problem;
  return [`Line ${line}, column ${column}: ${message}`];
}

/** How much a document counts against a quota: IAM does not count white space (documented at its quotas). */
export function documentSize(document: string): number {
  return document.replace(/\s/g, "").length;
}

/** A document as replies carry it: percent-encoded as RFC 3986 has it, every reserved character included. */
export function encodeDocument(document: string): string {
  return encodeURIComponent(document).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}
