import type { RawRequest } from "../http/raw-request.ts";
import type { NowOrLater } from "../now-or-later.ts";
import type { AccessRequest, Decision } from "../policy/decision.ts";
import type { PolicySet } from "../policy/evaluate.ts";
import type { Authorization } from "../sigv4/authorization.ts";
import type { ScopeExpectation } from "../sigv4/check-authorization.ts";
import type { SignatureFailure } from "../sigv4/failure.ts";
import type { SigningCredentials } from "../sigv4/sign.ts";
import type { AuthorizationCheck, OutsideProof } from "../wire/operation.ts";
import type { Caller } from "./caller.ts";
import type { OutsideFailure } from "./outside/outside-identity.ts";

/** Why authentication refused a request, in the order AWS checks. */
export type AuthenticationFailure =
  | SignatureFailure
  | {
      readonly reason:
        | "unknownAccessKey"
        | "inactiveAccessKey"
        | "tokenMissing"
        | "tokenInvalid"
        | "issuerGone"
        | "tokenUnexpected";
    }
  | { readonly reason: "tokenExpired"; readonly expiredAtMs: number };

/** The outcome of authenticating a call, as far as it has to be kept: of a signature that was verified, for what and when. */
export type Authentication =
  | Exclude<SignatureAuthentication, { readonly kind: "authenticated" }>
  | {
      readonly kind: "authenticated";
      readonly caller: Caller;
      readonly authorization: Pick<Authorization, "scope" | "timestampMs">;
    }
  | OutsideAuthentication;

/** The outcome of verifying the signature of a request. */
export type SignatureAuthentication =
  | { readonly kind: "unsigned" }
  | {
      readonly kind: "refused";
      readonly failure: AuthenticationFailure;
      /** Present when the header or query could be parsed. */
      readonly authorization?: Authorization;
    }
  | { readonly kind: "authenticated"; readonly caller: Caller; readonly authorization: Authorization };

/** The outcome of checking what an identity provider says of a caller. */
export type OutsideAuthentication =
  | { readonly kind: "outside"; readonly caller: Caller }
  | { readonly kind: "outsideRefused"; readonly failure: OutsideFailure };

/** What was asked of the policy engine, what it was given and what it said; enough to explain it later. */
export interface Evaluation {
  readonly request: AccessRequest;
  readonly policies: PolicySet;
  readonly decision: Decision;
  readonly check: AuthorizationCheck;
}

/** The one path on which callers are told apart and permissions decided. */
export interface Identity {
  /**
   * Verifies the signature of a request with that body and finds out who made it. There is nothing to wait for, here and
   * below, when key and policies are in memory.
   */
  authenticate(
    request: RawRequest,
    body: Uint8Array,
    expectation: ScopeExpectation,
  ): NowOrLater<SignatureAuthentication>;
  /**
   * Whether the signature of a request could be right, as far as that can be told without its body: by its form, its
   * clock and scope, and a key that exists. Whoever fails here fails `authenticate`, whatever the body is.
   */
  couldAuthenticate(request: RawRequest, expectation: ScopeExpectation): NowOrLater<boolean>;
  /** Verifies what an identity provider says of the caller; may ask that provider for its keys. */
  authenticateOutside(proof: OutsideProof): Promise<OutsideAuthentication>;
  /**
   * Decides one check for a caller, under the condition context of its request and the policies of organizations.
   * Undefined stands for an anonymous caller, whom nothing but a policy on the resource can allow anything.
   */
  authorize(caller: Caller | undefined, check: AuthorizationCheck, request: RequestFacts): NowOrLater<Evaluation>;
  /** Decides whether a service may act in a role of an account, which the role's trust policy must allow. */
  assumeForService(assumption: ServiceAssumption): Promise<ServiceRole>;
  /** Temporary credentials that stand for a caller, for one call that is made in its name. */
  credentialsFor(caller: Caller): SigningCredentials;
}

/** A role that a service wants to act in, and for what. */
export interface ServiceAssumption {
  /** The service's principal: `apigateway.amazonaws.com`. */
  readonly service: string;
  readonly roleArn: string;
  readonly sessionName: string;
  /** The resource that the service acts for, for conditions on `aws:SourceArn` and `aws:SourceAccount`. */
  readonly source: { readonly arn: string; readonly accountId: string };
  readonly region: string;
}

/** The service's session of a role, or none; either with what the trust policy said. */
export type ServiceRole =
  | { readonly kind: "assumed"; readonly caller: Caller; readonly evaluation: Evaluation }
  | { readonly kind: "refused"; readonly evaluation: Evaluation };

/** What the condition context takes from a request. */
export interface RequestFacts {
  readonly raw: RawRequest;
  readonly nowMs: number;
  readonly region: string;
}
