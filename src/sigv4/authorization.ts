import { hash } from "node:crypto";
import type { RawRequest } from "../http/raw-request.ts";
import { type Declaration, rememberDeclaration, rememberedDeclaration, splitSignature } from "./declaration.ts";
import type { AuthorizationPart, FormFailure } from "./failure.ts";
import { type Sigv4Limit, sigv4Limits } from "./limits.ts";
import { parseTimestamp } from "./timestamp.ts";

/** What a request says about its own signature. Nothing of it has been checked against a key or a clock. */
export interface Authorization {
  /** Whether it came in the Authorization header or in the query, as with presigned URLs. */
  readonly form: "header" | "query";
  readonly accessKeyId: string;
  /** What the key was derived for; of no meaning before `checkAuthorization` has passed. */
  readonly scope: CredentialScope;
  /** `key/date/region/service/terminator` as written, of which the two members above are the parts. */
  readonly credential: string;
  /** The names as listed, not checked to be sorted or in lower case: a list that is not matches no signature. */
  readonly signedHeaders: readonly string[];
  readonly signature: string;
  /** The request's time as written: `20260101T000000Z`. */
  readonly timestamp: string;
  /** The same in milliseconds since 1970. */
  readonly timestampMs: number;
  /** The session token sent along; several are joined with a comma, which no token contains. */
  readonly sessionToken?: string;
  /** `X-Amz-Expires` of a query as written, which some services hold presigned requests to. */
  readonly expires?: string;
}

/** The four parts of a credential behind the access key id. */
export interface CredentialScope {
  /** `YYYYMMDD`. */
  readonly date: string;
  readonly region: string;
  /** The signing name: `iam`, `execute-api`. */
  readonly service: string;
  /** `aws4_request`. */
  readonly terminator: string;
}

/** The one algorithm this module knows. */
export const signatureAlgorithm = "AWS4-HMAC-SHA256";

/** Whether a request is signed, and with what; the failure is the first in the order in which AWS checks. */
export type ParsedAuthorization =
  | { readonly kind: "unsigned" }
  | { readonly kind: "malformed"; readonly failure: FormFailure }
  | { readonly kind: "signed"; readonly authorization: Authorization };

/**
 * Reads the authorization of a request from its Authorization header or its query. Time, signed host, credential and scope are
 * left to `checkAuthorization`. As documented, a name of a query parameter counts only in its exact case.
 */
export function parseAuthorization(request: RawRequest): ParsedAuthorization {
  const tooLarge = exceededLimit(request);
  if (tooLarge !== undefined) {
    return malformed({ reason: "limitExceeded", limit: tooLarge });
  }
  const headers = authorizationHeaders(request.headers);
  const inQuery = hasAlgorithm(request.query);
  if (headers.count === 0) {
    return inQuery ? parseQueryForm(request.query, headers) : { kind: "unsigned" };
  }
  if (inQuery) {
    return malformed({ reason: "bothForms" });
  }
  return headers.count === 1 ? parseHeaderForm(headers) : malformed({ reason: "severalAuthorizations" });
}

function exceededLimit(request: RawRequest): Sigv4Limit | undefined {
  if (request.headers.length > sigv4Limits.headerLines * 2) {
    return "headerLines";
  }
  return Math.max(request.path.length, request.query.length) > sigv4Limits.targetCharacters
    ? "targetCharacters"
    : undefined;
}

function parseHeaderForm(headers: AuthorizationHeaders): ParsedAuthorization {
  const text = headers.authorization;
  if (text.length > sigv4Limits.authorizationCharacters) {
    return malformed({ reason: "limitExceeded", limit: "authorizationCharacters" });
  }
  const split = splitSignature(text);
  const known = split && rememberedDeclaration(split.declaration);
  const timestamp = headers.amzDate ?? headers.date ?? "";
  const timestampMs = known && parseTimestamp(timestamp);
  if (split !== undefined && known !== undefined && timestampMs !== undefined) {
    return signed("header", known, { signature: split.signature, timestamp, timestampMs, token: headers.token });
  }
  const parsed = parsePairs(headers);
  if (parsed.kind === "signed" && parsed.authorization.signature === split?.signature) {
    const { accessKeyId, scope, credential, signedHeaders } = parsed.authorization;
    rememberDeclaration(split.declaration, { accessKeyId, scope, credential, signedHeaders });
  }
  return parsed;
}

function parsePairs(headers: AuthorizationHeaders): ParsedAuthorization {
  const text = headers.authorization;
  const space = text.indexOf(" ");
  const scheme = space < 0 ? text : text.slice(0, space);
  if (scheme !== signatureAlgorithm) {
    // A header of a single word may be nothing but a token, which no message may repeat.
    return malformed({
      reason: "unsupportedAlgorithm",
      algorithm: space < 0 ? "" : scheme.slice(0, 64),
    });
  }
  const parts: AuthorizationParts = {
    algorithm: scheme,
    timestamp: headers.amzDate ?? headers.date,
    token: headers.token,
  };
  for (const piece of text.slice(space + 1).split(",")) {
    for (const pair of pairsOf(piece)) {
      const equals = pair.indexOf("=");
      if (equals >= 0) {
        takePair(parts, pair.slice(0, equals), pair.slice(equals + 1));
      } else if (pair !== "") {
        return malformed({ reason: "malformedPair", headerHash: hashOfHeader(text) });
      }
    }
  }
  return assemble("header", parts, text);
}

/** What stands between two commas: most often one pair, with the usual blank in front of it. */
function pairsOf(piece: string): readonly string[] {
  const pair = piece.startsWith(" ") ? piece.slice(1) : piece;
  return pair.includes(" ") || pair.includes("\t") ? pair.split(/[ \t]+/) : [pair];
}

function takePair(parts: AuthorizationParts, name: string, value: string): void {
  if (name === "Credential") {
    parts.credential = joined(parts.credential, value);
  } else if (name === "SignedHeaders") {
    parts.signedHeaders = joined(parts.signedHeaders, value);
  } else if (name === "Signature") {
    parts.signature = joined(parts.signature, value);
  }
}

function parseQueryForm(query: string, headers: AuthorizationHeaders): ParsedAuthorization {
  const parts: AuthorizationParts = {};
  for (const piece of query.split("&")) {
    const equals = piece.startsWith("X-Amz-") ? piece.indexOf("=") : -1;
    const member = equals < 0 ? undefined : queryMembers.get(piece.slice(0, equals));
    if (member !== undefined) {
      parts[member] = joined(parts[member], decodeValue(piece.slice(equals + 1)));
    }
  }
  const { algorithm } = parts;
  if (algorithm && algorithm !== signatureAlgorithm) {
    return malformed({ reason: "unsupportedAlgorithm", algorithm: algorithm.slice(0, 64) });
  }
  parts.token ??= headers.token;
  return assemble("query", parts, "");
}

/** Checks that nothing is missing and that the time can be read, in that order. */
function assemble(form: Authorization["form"], parts: AuthorizationParts, header: string): ParsedAuthorization {
  const { algorithm, credential, signature, signedHeaders, timestamp, token, expires } = parts;
  if (!algorithm || !credential || !signature || !signedHeaders || !timestamp) {
    return malformed(missingParts(form, parts, header));
  }
  const timestampMs = parseTimestamp(timestamp);
  if (timestampMs === undefined) {
    return malformed({ reason: "badDate", value: timestamp.slice(0, 64) });
  }
  const names = signedHeaders.split(";");
  if (names.length > sigv4Limits.signedHeaders) {
    return malformed({ reason: "limitExceeded", limit: "signedHeaders" });
  }
  const [accessKeyId = "", date = "", region = "", service = "", terminator = ""] = credential.split("/", 5);
  const scope = { date, region, service, terminator };
  const declaration = { accessKeyId, scope, credential, signedHeaders: names };
  return signed(form, declaration, { signature, timestamp, timestampMs, token, expires });
}

/** What an authorization says beside its declaration. */
interface SignatureParts extends Pick<Authorization, "signature" | "timestamp" | "timestampMs"> {
  readonly token: string | undefined;
  readonly expires?: string | undefined;
}

function signed(
  form: Authorization["form"],
  { accessKeyId, scope, credential, signedHeaders }: Declaration,
  { signature, timestamp, timestampMs, token, expires }: SignatureParts,
): ParsedAuthorization {
  const authorization: { -readonly [Member in keyof Authorization]: Authorization[Member] } = {
    form,
    accessKeyId,
    scope,
    credential,
    signedHeaders,
    signature,
    timestamp,
    timestampMs,
  };
  if (token !== undefined) {
    authorization.sessionToken = token;
  }
  if (expires !== undefined) {
    authorization.expires = expires;
  }
  return { kind: "signed", authorization };
}

function missingParts(form: Authorization["form"], parts: AuthorizationParts, header: string): FormFailure {
  const missing = partMembers.filter(([, member]) => !parts[member]).map(([part]) => part);
  return form === "query"
    ? { reason: "missingParts", form, parts: missing }
    : { reason: "missingParts", form, parts: missing, headerHash: hashOfHeader(header) };
}

/** The texts of an authorization while they are gathered; those sent twice are joined, never chosen from. */
interface AuthorizationParts {
  algorithm?: string | undefined;
  credential?: string | undefined;
  signature?: string | undefined;
  signedHeaders?: string | undefined;
  timestamp?: string | undefined;
  token?: string | undefined;
  expires?: string | undefined;
}

const partMembers: readonly (readonly [AuthorizationPart, keyof AuthorizationParts])[] = [
  ["Algorithm", "algorithm"],
  ["Credential", "credential"],
  ["Signature", "signature"],
  ["SignedHeaders", "signedHeaders"],
  ["Date", "timestamp"],
];

const queryMembers: ReadonlyMap<string, keyof AuthorizationParts> = new Map([
  ["X-Amz-Algorithm", "algorithm"],
  ["X-Amz-Credential", "credential"],
  ["X-Amz-Signature", "signature"],
  ["X-Amz-SignedHeaders", "signedHeaders"],
  ["X-Amz-Date", "timestamp"],
  ["X-Amz-Security-Token", "token"],
  ["X-Amz-Expires", "expires"],
]);

/** The headers that have a say in the authorization, found in one pass. */
interface AuthorizationHeaders {
  /** How many Authorization headers there are. */
  count: number;
  authorization: string;
  amzDate?: string;
  date?: string;
  token?: string;
}

function authorizationHeaders(headers: readonly string[]): AuthorizationHeaders {
  const found: AuthorizationHeaders = { count: 0, authorization: "" };
  for (let index = 0; index < headers.length; index += 2) {
    const name = headers[index];
    const value = headers[index + 1];
    if (name === undefined || value === undefined) {
      break;
    }
    // Most headers are told apart by their length alone, which spares lower-casing their names.
    if (name.length === 13 && name.toLowerCase() === "authorization") {
      found.count += 1;
      found.authorization = value;
    } else if (name.length === 10 && name.toLowerCase() === "x-amz-date") {
      found.amzDate = joined(found.amzDate, value);
    } else if (name.length === 20 && name.toLowerCase() === "x-amz-security-token") {
      found.token = joined(found.token, value);
    } else if (name.length === 4 && name.toLowerCase() === "date") {
      found.date = joined(found.date, value);
    }
  }
  return found;
}

/** Whether the query has a parameter `X-Amz-Algorithm`, which makes it the query form whatever its value. */
function hasAlgorithm(query: string): boolean {
  const name = "X-Amz-Algorithm";
  for (let at = query.indexOf(name); at >= 0; at = query.indexOf(name, at + name.length)) {
    const before = at === 0 ? "&" : query.charAt(at - 1);
    const after = query.charAt(at + name.length);
    if (before === "&" && (after === "=" || after === "&" || after === "")) {
      return true;
    }
  }
  return false;
}

function joined(first: string | undefined, next: string): string {
  return first === undefined ? next : `${first},${next}`;
}

/** Decodes a value of the query; one with a broken escape stays as it is and then matches nothing. */
function decodeValue(text: string): string {
  if (!text.includes("%")) {
    return text;
  }
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function hashOfHeader(header: string): string {
  return hash("sha256", Buffer.from(header, "latin1"), "base64");
}

function malformed(failure: FormFailure): ParsedAuthorization {
  return { kind: "malformed", failure };
}
