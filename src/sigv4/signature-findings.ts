import { hash } from "node:crypto";
import type { RawRequest } from "../http/raw-request.ts";
import type { Authorization } from "./authorization.ts";
import {
  type CanonicalRequest,
  canonicalHeaderValue,
  canonicalQuery,
  encodePath,
  formatCanonicalRequest,
} from "./canonical-request.ts";
import { normalizePath } from "./normalize-path.ts";
import { isSigned, type SignatureUnderTest } from "./signature.ts";

/** Why no canonical request can be written for a request, a sentence each. */
export function canonicalFindings(request: RawRequest, { form, signedHeaders }: Authorization): readonly string[] {
  const findings: string[] = [];
  if (canonicalQuery(request.query, form) === undefined) {
    findings.push("The query has a percent sign that two hex digits do not follow.");
  }
  if ([...new Set(signedHeaders)].sort().join(";") !== signedHeaders.join(";")) {
    findings.push("The list of signed headers is not in ascending order, each name once.");
  }
  for (const name of signedHeaders) {
    if (name !== name.toLowerCase()) {
      findings.push(`The signed header '${name}' is not listed in lower case.`);
    } else if (canonicalHeaderValue(request.headers, name) === undefined) {
      findings.push(`The signed header '${name}' did not arrive, or holds a line feed.`);
    }
  }
  return findings;
}

/** Which usual mistakes of a client account for the signature it sent; when none does, what remains. */
export function signatureFindings(
  request: RawRequest,
  canonicalRequest: CanonicalRequest,
  underTest: SignatureUnderTest,
): readonly string[] {
  const findings = variations(request, canonicalRequest, underTest.authorization)
    .map(({ change, finding }) => ({ varied: { ...canonicalRequest, ...change }, finding }))
    .filter(({ varied }) => formatCanonicalRequest(varied) !== formatCanonicalRequest(canonicalRequest))
    .filter(({ varied }) => isSigned(varied, underTest))
    .map(({ finding }) => finding);
  const declared = declaredFindings(request, canonicalRequest, underTest.authorization);
  return declared.length + findings.length > 0 ? [...declared, ...findings] : [unexplained];
}

const unexplained =
  "It was made with another secret access key, or the request was changed after it was signed: compare the client's canonical request with this one.";

function declaredFindings(
  { headers }: RawRequest,
  { payloadHash }: CanonicalRequest,
  { signedHeaders }: Authorization,
): readonly string[] {
  const name = "x-amz-content-sha256";
  const declared = signedHeaders.includes(name) ? canonicalHeaderValue(headers, name) : payloadHash;
  return declared === payloadHash
    ? []
    : [`The signed header ${name} is '${declared?.slice(0, 64)}'; the body's SHA-256 is ${payloadHash}.`];
}

/** A canonical request that clients are known to sign by mistake, and what to say when this one did. */
interface Variation {
  readonly change: Partial<CanonicalRequest>;
  readonly finding: string;
}

function variations(
  { path, query }: RawRequest,
  canonicalRequest: CanonicalRequest,
  { form }: Authorization,
): readonly Variation[] {
  const normalized = normalizePath(path);
  const literalPlus = [canonicalQuery(query.replaceAll("+", "%2B"), form)].filter((changed) => changed !== undefined);
  return [
    {
      change: { path: encodePath(normalized) },
      finding: `The client signed the path '${normalized}' but sent '${path}': it has to send what it signs.`,
    },
    {
      change: { path },
      finding: "The client signed the path as sent; one with %25 in it has to be encoded once more.",
    },
    ...literalPlus.map((changed) => ({
      change: { query: changed },
      finding: "The client took a '+' in the query for a plus sign; it is a space, a plus sign is %2B.",
    })),
    {
      change: { query },
      finding:
        "The client signed the query as sent, as older releases of curl do; it has to be sorted and encoded anew.",
    },
    {
      change: { payloadHash: "UNSIGNED-PAYLOAD" },
      finding: "The client left the payload unsigned, which this service does not accept.",
    },
    { change: { payloadHash: hash("sha256", "") }, finding: "The client signed an empty body but sent another." },
    {
      change: { headers: canonicalRequest.headers.replace(/^(host:.*):\d+$/m, "$1") },
      finding: "The client signed the host without the port that its Host header names.",
    },
  ];
}
