import { Buffer } from "node:buffer";
import { hash } from "node:crypto";
import { headerValues, type RawRequest } from "../http/raw-request.ts";
import type { Caller } from "../identity/caller.ts";
import type { Authentication, Evaluation, SignatureAuthentication } from "../identity/identity.ts";
import { andThen, type NowOrLater } from "../now-or-later.ts";
import type { Authorization } from "../sigv4/authorization.ts";
import { isSameScope } from "../sigv4/signing-key.ts";
import type { AuthorizerResult } from "./authorizer-result.ts";
import { identitySourceValue } from "./authorizers/identity-source.ts";
import { authorizeByJwt } from "./authorizers/jwt-authorizer.ts";
import type { LambdaVerdict } from "./authorizers/lambda-authorizer.ts";
import type { AuthorizationCheck } from "../wire/operation.ts";
import type { CompiledApi, CompiledRoute } from "./api-cache.ts";
import { bodyFraming, readBody, type WholeBody } from "./body.ts";
import type { Exchange, GatewayParts } from "./exchange.ts";
import { type GatewayError, gatewayError, gatewayErrors } from "./gateway-error.ts";
import type { ProxyBody } from "./http-proxy.ts";
import { invokeArn, invokeCheck } from "./invoke-arn.ts";
import { limits } from "./limits.ts";
import { namedByConnection } from "./proxy-headers.ts";
import type { StagePath } from "./stage.ts";

/** The part of an API that a request matched. */
export interface MatchedRoute extends StagePath {
  readonly api: CompiledApi;
  readonly route: CompiledRoute;
}

/** Whether a request may pass to its integration, and what that was decided by. */
export type Admission = AdmissionFacts &
  (Admitted | { readonly kind: "refused"; readonly error: GatewayError } | { readonly kind: "clientGone" });

/** A request that may pass. */
export interface Admitted {
  readonly kind: "admitted";
  readonly body: ProxyBody;
  readonly authorizer: AuthorizerResult;
}

/** What was found out about a request's caller. */
export interface AdmissionFacts {
  readonly authentication?: Authentication | undefined;
  readonly evaluation?: Evaluation | undefined;
  /** Why the route's authorizer refused. */
  readonly authorizerFailure?: string | undefined;
  /** The hex SHA-256 of the body, kept for a signature that did not verify. */
  readonly payloadHash?: string | undefined;
}

/** The signing name of invokes. */
const services = ["execute-api"];

/** How far a signed request's time may be from the server's, as documented for Signature Version 4. */
const skewMinutes = 5;

/** Lets a request pass or not, as its route demands. A type of authorization that is not known here lets nothing pass. */
export function admit(parts: GatewayParts, exchange: Exchange, match: MatchedRoute): NowOrLater<Admission> {
  switch (match.route.authorizationType) {
    case "NONE":
      return { kind: "admitted", body: streamedBody(exchange), authorizer: { kind: "none" } };
    case "AWS_IAM":
      return admitByIam(parts, exchange, {
        region: match.api.region,
        check: invokeCheck(match, exchange.raw.method),
      });
    case "JWT":
    case "CUSTOM":
      return admitByAuthorizer(parts, exchange, match);
    default:
      return { kind: "refused", error: gatewayErrors.internal };
  }
}

/** The body is left on the connection until the authorizer, which never sees it, has decided. */
async function admitByAuthorizer(parts: GatewayParts, exchange: Exchange, match: MatchedRoute): Promise<Admission> {
  const verdict = await authorizerVerdict(parts, exchange, match);
  const evaluation = verdict.evaluation && { evaluation: verdict.evaluation };
  if (exchange.client.isGone()) {
    return { kind: "clientGone", ...evaluation };
  }
  if (verdict.kind === "allowed") {
    return { kind: "admitted", body: streamedBody(exchange), authorizer: verdict.result, ...evaluation };
  }
  exchange.meter.authorizerError = verdict.reason;
  return { kind: "refused", error: verdict.error, authorizerFailure: verdict.reason, ...evaluation };
}

function authorizerVerdict(
  { jwtKeys, lambdaAuthorizers }: GatewayParts,
  exchange: Exchange,
  match: MatchedRoute,
): NowOrLater<LambdaVerdict> {
  const { authorizer } = match.route;
  switch (authorizer?.kind) {
    case undefined:
      return { kind: "refused", error: gatewayErrors.internal, reason: "the route's authorizer is not there" };
    case "jwt": {
      const source = identitySourceValue(authorizer.identitySource, exchange, match);
      return authorizeByJwt(jwtKeys, { authorizer, route: match.route, source, nowMs: exchange.nowMs });
    }
    case "request": {
      const routeArn = invokeArn(match, exchange.raw.method);
      return isTooLong(routeArn)
        ? { kind: "refused", error: gatewayErrors.uriTooLong, reason: "the ARN of the request is too long" }
        : lambdaAuthorizers.authorize({ authorizer, exchange, match, routeArn });
    }
  }
}

/** The body as it comes, for routes that can be decided without it. */
export function streamedBody({ raw }: Exchange): ProxyBody {
  return { kind: "stream", framing: bodyFraming(raw) };
}

/**
 * Lets a signed request pass when the check does. Nothing of it goes anywhere before its signature, body included, is
 * verified and its caller is allowed.
 */
export function admitByIam(
  parts: GatewayParts,
  exchange: Exchange,
  { region, check }: { readonly region: string; readonly check: AuthorizationCheck },
): NowOrLater<Admission> {
  if (isTooLong(check.resource)) {
    return { kind: "refused", error: gatewayErrors.uriTooLong };
  }
  const expectation = { services, region, skewMinutes, heedsExpires: true };
  return andThen<BodyToVerify, Admission>(bodyToVerify(parts, exchange, expectation), (body) => {
    if (body.kind === "cut") {
      return { kind: "clientGone" };
    }
    if (body.kind === "tooLarge") {
      return { kind: "refused", error: gatewayErrors.bodyTooLarge };
    }
    const bytes = body.kind === "body" ? body.bytes : new Uint8Array();
    return andThen(parts.identity.authenticate(exchange.raw, bytes, expectation), (authentication) =>
      authorizeCaller(parts, exchange, { region, check, body, authentication }),
    );
  });
}

/** Whether the ARN of an invoke is over the limit; its bytes are counted where its characters leave that open. */
function isTooLong(arn: string): boolean {
  return arn.length * 3 > limits.resourceArnBytes && Buffer.byteLength(arn) > limits.resourceArnBytes;
}

/** A request whose signature was checked over its body, and what it asks for. */
interface CheckedRequest {
  readonly region: string;
  readonly check: AuthorizationCheck;
  readonly body: Extract<BodyToVerify, { readonly kind: "body" | "unread" }>;
  readonly authentication: SignatureAuthentication;
}

function authorizeCaller(
  parts: GatewayParts,
  { raw, nowMs }: Exchange,
  { region, check, body, authentication }: CheckedRequest,
): NowOrLater<Admission> {
  if (authentication.kind === "unsigned") {
    return { kind: "refused", error: gatewayError(403, parts.settings.unsignedMessage), authentication };
  }
  if (authentication.kind === "refused") {
    const hashed = body.kind === "body" && { payloadHash: hash("sha256", body.bytes, "hex") };
    return { kind: "refused", error: gatewayErrors.forbidden, authentication, ...hashed };
  }
  if (body.kind !== "body") {
    return { kind: "refused", error: gatewayErrors.internal, authentication };
  }
  const { authorization, caller } = authentication;
  const verified = verifiedOf(caller, authorization);
  const stripped = strippedHeader(raw, authorization);
  if (stripped !== undefined) {
    const findings = [`The Connection header would keep the signed header '${stripped}' from the backend.`];
    const failure = { reason: "signatureMismatch", findings } as const;
    const refused = { kind: "refused", failure, authorization } as const;
    return { kind: "refused", error: gatewayErrors.forbidden, authentication: refused };
  }
  return andThen<Evaluation, Admission>(parts.identity.authorize(caller, check, { raw, nowMs, region }), (evaluation) =>
    evaluation.decision.allowed
      ? {
          kind: "admitted",
          body: { kind: "whole", bytes: body.bytes },
          authorizer: { kind: "iam", caller },
          authentication: verified,
          evaluation,
        }
      : { kind: "refused", error: gatewayErrors.forbidden, authentication: verified, evaluation },
  );
}

/** What is kept of a signature that was verified. */
type Verified = Extract<Authentication, { readonly kind: "authenticated" }>;

/**
 * What a record keeps outlives many other objects, and costs the garbage collector accordingly: the requests that a caller
 * signs in one second share it.
 */
function verifiedOf(caller: Caller, { scope, timestampMs }: Authorization): Verified {
  const latest = latestVerified.get(caller);
  if (latest?.authorization.timestampMs === timestampMs && isSameScope(latest.authorization.scope, scope)) {
    return latest;
  }
  const made: Verified = { kind: "authenticated", caller, authorization: { scope, timestampMs } };
  latestVerified.set(caller, made);
  return made;
}

const latestVerified = new WeakMap<Caller, Verified>();

/**
 * A signed header that a Connection header names as one for this connection only, and so not for the backend; undefined
 * when there is none. Anyone on the way may add a Connection header, and what was signed is what the backend has to see.
 */
function strippedHeader(raw: RawRequest, { signedHeaders }: Authorization): string | undefined {
  const named = namedByConnection(headerValues(raw, "connection"));
  return named && signedHeaders.find((name) => named.has(name));
}

type BodyToVerify = WholeBody | { readonly kind: "unread" };

/**
 * The body that a signature is to be verified over. A request whose signature cannot be right fails whatever its body,
 * which is then left unread: only with a key that exists can somebody make the gateway hold a body in memory.
 */
function bodyToVerify(
  { identity }: GatewayParts,
  { incoming, raw }: Exchange,
  expectation: Parameters<GatewayParts["identity"]["couldAuthenticate"]>[1],
): NowOrLater<BodyToVerify> {
  const framing = bodyFraming(raw);
  return framing.kind === "none"
    ? readBody(incoming, framing)
    : andThen<boolean, BodyToVerify>(identity.couldAuthenticate(raw, expectation), (could) =>
        could ? readBody(incoming, framing) : { kind: "unread" },
      );
}
