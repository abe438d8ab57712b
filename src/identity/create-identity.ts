import { hash } from "node:crypto";
import { compilePolicy } from "../policy/compile.ts";
import type { AccessRequest, Decision, PolicyPrincipal } from "../policy/decision.ts";
import { evaluate, type PolicySet } from "../policy/evaluate.ts";
import type { RawRequest } from "../http/raw-request.ts";
import { andThen, type NowOrLater } from "../now-or-later.ts";
import { type Authorization, parseAuthorization } from "../sigv4/authorization.ts";
import { checkAuthorization, type ScopeExpectation } from "../sigv4/check-authorization.ts";
import type { SigningKey, SigningScope } from "../sigv4/signing-key.ts";
import { explainSignature, verifySignature } from "../sigv4/verify-signature.ts";
import type { Store } from "../store/store.ts";
import type { AuthorizationCheck } from "../wire/operation.ts";
import { createCallers } from "./caller-of.ts";
import type { Caller } from "./caller.ts";
import { type ClientFacts, clientFacts, conditionContext } from "./condition-context.ts";
import { createCredentialKeys } from "./credential-keys.ts";
import { type Credential, type Credentials, createCredentials } from "./credentials.ts";
import type { AuthenticationFailure, Evaluation, Identity, RequestFacts, SignatureAuthentication } from "./identity.ts";
import { authenticateOutside } from "./outside/authenticate-outside.ts";
import { createSamlIdentities } from "./outside/saml.ts";
import { createWebIdentities } from "./outside/web-identity.ts";
import {
  controlPolicies,
  createMemberships,
  noControls,
  type RequestMemberships,
  requestMemberships,
  withOrganizationKeys,
} from "./memberships.ts";
import { createPrincipals, type Principal } from "./principals.ts";
import { createServiceRoles } from "./service-roles.ts";
import type { SessionTokens } from "./session-tokens.ts";
import type { Usage } from "./usage.ts";

/** How many signing keys are kept; one serves a secret for a day, a region and a service. */
const signingKeysMax = 20_000;

/** What identity stands on. */
export interface IdentityOptions {
  readonly store: Store;
  readonly tokens: SessionTokens;
  readonly usage: Usage;
  readonly nowMs: () => number;
  readonly randomBytes: (count: number) => Uint8Array;
  /** Whether identity providers elsewhere than on this machine may be asked without TLS. */
  readonly allowHttpIssuers?: boolean;
}

/**
 * Makes the one path on which callers are told apart and permissions decided. Keys, principals and policies are kept
 * until the change feed names them, so a change counts from the very next request.
 */
export function createIdentity(options: IdentityOptions): Identity {
  const { store, tokens, usage, nowMs, randomBytes, allowHttpIssuers = false } = options;
  const credentials = createCredentials(store, tokens);
  const principals = createPrincipals(store);
  const memberships = createMemberships(store);
  const signingKeyOf = createCredentialKeys(signingKeysMax);
  const callerBehind = createCallers();
  const serviceRoles = createServiceRoles({ store, tokens, principals, memberships, nowMs, randomBytes });

  const outside = {
    webIdentities: createWebIdentities({ store, nowMs, allowHttp: allowHttpIssuers }),
    samlIdentities: createSamlIdentities({ store, nowMs }),
  };

  return {
    authenticate,
    couldAuthenticate: (request, expectation) => couldPass(request, expectation, { now: nowMs(), credentials }),
    authenticateOutside: (proof) => authenticateOutside(proof, outside),
    authorize: (caller, check, facts) =>
      andThen(requestMemberships(memberships, caller, check), (found) =>
        decide(caller, { check, facts, memberships: found }),
      ),
    assumeForService: (assumption) => serviceRoles.assume(assumption),
    credentialsFor: (caller) => serviceRoles.credentialsFor(caller),
  };

  /** The order of these checks is the one observed on STS: a scope error hides every fault of the credential. */
  function authenticate(
    request: RawRequest,
    body: Uint8Array,
    expectation: ScopeExpectation,
  ): NowOrLater<SignatureAuthentication> {
    const parsed = parseAuthorization(request);
    if (parsed.kind === "unsigned") {
      return parsed;
    }
    if (parsed.kind === "malformed") {
      return { kind: "refused", failure: parsed.failure };
    }
    const { authorization } = parsed;
    const now = nowMs();
    const failure = checkAuthorization(authorization, expectation, now);
    if (failure !== undefined) {
      return { kind: "refused", failure, authorization };
    }
    return andThen(credentials.find(authorization.accessKeyId, authorization.sessionToken, now), (credential) => {
      if ("reason" in credential) {
        return { kind: "refused", failure: credential, authorization };
      }
      return andThen(loadIssuer(credential), (issuer) =>
        verify({ request, body, authorization, credential, signingKeyOf }, issuer, now),
      );
    });
  }

  function loadIssuer({ issuer }: Credential): NowOrLater<Principal | undefined> {
    return issuer && principals.get(issuer);
  }

  function verify(signed: SignedRequest, issuer: Principal | undefined, atMs: number): SignatureAuthentication {
    const { authorization, credential } = signed;
    if (credential.issuer !== undefined && issuer === undefined) {
      return { kind: "refused", failure: { reason: "issuerGone" }, authorization };
    }
    const failure = checkSignature(signed);
    if (failure !== undefined) {
      return { kind: "refused", failure, authorization };
    }
    const caller = callerBehind(credential, issuer);
    usage.note(caller, { atMs, region: authorization.scope.region, serviceName: authorization.scope.service });
    return { kind: "authenticated", caller, authorization };
  }
}

/** The hex SHA-256 of no bytes, which is the body of most requests. */
const emptyHash = hash("sha256", "", "hex");

interface CredentialSearch {
  readonly now: number;
  readonly credentials: Credentials;
}

/** The checks of `authenticate` that need no body. */
function couldPass(
  request: RawRequest,
  expectation: ScopeExpectation,
  { now, credentials }: CredentialSearch,
): NowOrLater<boolean> {
  const parsed = parseAuthorization(request);
  if (parsed.kind !== "signed" || checkAuthorization(parsed.authorization, expectation, now) !== undefined) {
    return false;
  }
  const { accessKeyId, sessionToken } = parsed.authorization;
  return andThen(credentials.find(accessKeyId, sessionToken, now), (credential) => !("reason" in credential));
}

interface SignedRequest {
  readonly request: RawRequest;
  readonly body: Uint8Array;
  readonly authorization: Authorization;
  readonly credential: Credential;
  readonly signingKeyOf: (credential: Credential, scope: SigningScope) => SigningKey;
}

function checkSignature(signed: SignedRequest): AuthenticationFailure | undefined {
  const { request, body, authorization, credential, signingKeyOf } = signed;
  const signingKey = signingKeyOf(credential, authorization.scope);
  const payloadHash = body.length === 0 ? emptyHash : hash("sha256", body, "hex");
  if (!verifySignature(request, payloadHash, authorization, signingKey)) {
    const expected = explainSignature(request, payloadHash, authorization, signingKey);
    return { reason: "signatureMismatch", ...expected };
  }
  return credential.unexpectedToken ? { reason: "tokenUnexpected" } : undefined;
}

interface Question {
  readonly check: AuthorizationCheck;
  readonly facts: RequestFacts;
  readonly memberships: RequestMemberships;
}

/** Decides one check: the caller's own policies, those on the resource where it has any, the organizations'. */
function decide(caller: Caller | undefined, question: Question): Evaluation {
  return new KeptEvaluation(caller, question, policySet(caller, question.check, question.memberships));
}

/**
 * An evaluation that makes its question when it is asked for: a record keeps it for a long time, and each object that it
 * consists of is work for the garbage collector at every request. A class, because a getter made for each would be one too.
 */
class KeptEvaluation implements Evaluation {
  readonly decision: Decision;
  readonly check: AuthorizationCheck;
  readonly policies: PolicySet;
  readonly #caller: Caller | undefined;
  readonly #memberships: RequestMemberships;
  readonly #client: ClientFacts;
  readonly #nowMs: number;
  readonly #region: string;

  constructor(caller: Caller | undefined, { check, facts, memberships }: Question, policies: PolicySet) {
    this.check = check;
    this.policies = policies;
    this.#caller = caller;
    this.#memberships = memberships;
    this.#client = clientFacts(caller, facts.raw);
    this.#nowMs = facts.nowMs;
    this.#region = facts.region;
    this.decision = check.impossible === undefined ? evaluate(this.request, policies) : impossible;
  }

  get request(): AccessRequest {
    const caller = this.#caller;
    const { action, resource, resourceAccountId = caller?.accountId ?? "" } = this.check;
    const facts = { client: this.#client, nowMs: this.#nowMs, region: this.#region };
    return {
      principal: caller?.principal ?? anonymousPrincipal,
      action,
      resource,
      resourceAccountId,
      context: withOrganizationKeys(conditionContext(caller, this.check, facts), this.#memberships),
    };
  }
}

const impossible: Decision = { allowed: false, outcome: "implicitDeny" };

const anonymousPrincipal: PolicyPrincipal = { type: "anonymous", accountId: "", arn: "" };

function policySet(
  caller: Caller | undefined,
  { action, trust, grant, resourceAccountId, resourcePolicy }: AuthorizationCheck,
  memberships: RequestMemberships,
): PolicySet {
  const ofOrganizations = controlPolicies(memberships, action);
  const controls = resourcePolicy === undefined ? ofOrganizations : { ...ofOrganizations, resource: resourcePolicy };
  if (caller === undefined) {
    return { identity: [], ...controls };
  }
  if (grant !== undefined) {
    const granting = { type: "identity", label: grant.label, accountId: caller.accountId } as const;
    const identity = [...caller.policies.identity, compilePolicy(grant.document, granting)];
    return { ...caller.policies, ...controls, identity };
  }
  if (trust === undefined) {
    return controls === noControls ? caller.policies : { ...caller.policies, ...controls };
  }
  const source = {
    type: "trust",
    label: `trust policy of ${trust.roleArn}`,
    accountId: resourceAccountId ?? caller.accountId,
  } as const;
  const compiled = compilePolicy(trust.document, source, { trustedIds: trust.trustedIds });
  return { ...caller.policies, ...controls, trust: compiled };
}
