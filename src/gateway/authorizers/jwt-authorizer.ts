import { compactVerify, errors } from "jose";
import type { CompiledRoute } from "../api-cache.ts";
import type { AuthorizerResult } from "../authorizer-result.ts";
import { type GatewayError, gatewayErrors } from "../gateway-error.ts";
import type { CompiledAuthorizer } from "./compiled-authorizer.ts";
import { type Claims, claimsProblem, claimTexts, scopesOf } from "./jwt-claims.ts";
import type { JwtKeys } from "./jwt-keys.ts";

/** What a JWT authorizer is asked. */
export interface JwtQuestion {
  readonly authorizer: Extract<CompiledAuthorizer, { readonly kind: "jwt" }>;
  readonly route: Pick<CompiledRoute, "authorizationScopes">;
  /** The value of the identity source, if the request has one. */
  readonly source: string | undefined;
  readonly nowMs: number;
}

/** What an authorizer says about a request. */
export type AuthorizerVerdict =
  | { readonly kind: "allowed"; readonly result: AuthorizerResult }
  | { readonly kind: "refused"; readonly error: GatewayError; readonly reason: string };

/** Decides by the token of a request, with the observed statuses, bodies and `www-authenticate` headers. Never rejects. */
export async function authorizeByJwt(keys: JwtKeys, question: JwtQuestion): Promise<AuthorizerVerdict> {
  const { authorizer, route, source, nowMs } = question;
  const token = source?.replace(/^Bearer(?: +|$)/i, "").trim();
  if (token === undefined || token === "") {
    const error = { ...gatewayErrors.unauthorized, wwwAuthenticate: "Bearer" };
    return { kind: "refused", error, reason: "the request has no token" };
  }
  const read = await verifyToken(keys, authorizer.issuer, token);
  const problem = read.ok ? claimsProblem(read.claims, { ...authorizer, nowMs }) : read.problem;
  const wanted = route.authorizationScopes;
  if (!read.ok || problem !== undefined) {
    const wwwAuthenticate = challenge(wanted, "invalid_token", problem ?? "");
    return {
      kind: "refused",
      error: { ...gatewayErrors.unauthorized, wwwAuthenticate },
      reason: `invalid_token: ${problem}`,
    };
  }
  const scopes = scopesOf(read.claims);
  if (wanted.length > 0 && !wanted.some((scope) => scopes.includes(scope))) {
    const description = "expected scopes within the token";
    const error = { ...gatewayErrors.forbidden, wwwAuthenticate: challenge(wanted, "insufficient_scope", description) };
    return { kind: "refused", error, reason: `insufficient_scope: ${description}` };
  }
  const claims = claimTexts(read.json);
  return { kind: "allowed", result: { kind: "jwt", claims, scopes: wanted.length === 0 ? null : scopes } };
}

type TokenReading =
  /** The claims, and the JSON that they were read from. */
  | { readonly ok: true; readonly claims: Claims; readonly json: string }
  | { readonly ok: false; readonly problem: string };

/** Only RSA is accepted, as documented: a token must never choose how it is checked. */
const algorithms = ["RS256", "RS384", "RS512"];

async function verifyToken(keys: JwtKeys, issuer: string, token: string): Promise<TokenReading> {
  const [encodedHeader = "", ...others] = token.split(".");
  if (others.length !== 2) {
    return { ok: false, problem: "token contains an invalid number of segments" };
  }
  const header = decodeObject(encodedHeader);
  if (header === undefined) {
    return { ok: false, problem: "token is malformed" };
  }
  const { alg, kid } = header;
  if (typeof alg !== "string" || !algorithms.includes(alg)) {
    return { ok: false, problem: `signing method ${typeof alg === "string" ? printable(alg) : "none"} is invalid` };
  }
  if (typeof kid !== "string") {
    return { ok: false, problem: "the token has no key id" };
  }
  const answer = await keys.get(issuer, kid);
  if (answer.kind === "failed") {
    return { ok: false, problem: answer.description };
  }
  try {
    const { payload } = await compactVerify(token, answer.keys, { algorithms });
    const json = new TextDecoder().decode(payload);
    const claims: unknown = JSON.parse(json);
    return isObject(claims) ? { ok: true, claims, json } : { ok: false, problem: "token is malformed" };
  } catch (cause) {
    return { ok: false, problem: problemOf(cause) };
  }
}

function problemOf(cause: unknown): string {
  if (cause instanceof errors.JWKSNoMatchingKey || cause instanceof errors.JWKSMultipleMatchingKeys) {
    return "unable to find the key that signed the token";
  }
  return cause instanceof errors.JWSSignatureVerificationFailed ? "signature is invalid" : "token is malformed";
}

function decodeObject(encoded: string): Claims | undefined {
  try {
    const value: unknown = JSON.parse(Buffer.from(encoded, "base64url").toString());
    return isObject(value) ? value : undefined;
  } catch {
    return undefined;
  }
}

function isObject(value: unknown): value is Claims {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

function challenge(scopes: readonly string[], error: string, description: string): string {
  return `Bearer scope="${scopes.join(" ")}" error="${error}" error_description="${description}"`;
}

/** A text of the client's as a header may hold it. */
function printable(text: string): string {
  return text.replaceAll(/[^\w-]/g, "").slice(0, 32);
}
