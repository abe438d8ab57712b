import { hash } from "node:crypto";
import { compilePolicy } from "../policy/compile.ts";
import type { PolicyPrincipal } from "../policy/decision.ts";
import { evaluate, type PolicySet } from "../policy/evaluate.ts";
import type { RawRequest } from "../http/raw-request.ts";
import { type Authorization, parseAuthorization } from "../sigv4/authorization.ts";
import { checkAuthorization } from "../sigv4/check-authorization.ts";
import { createSigningKeys, type SigningKeys } from "../sigv4/signing-key.ts";
import { explainSignature, verifySignature } from "../sigv4/verify-signature.ts";
import type { Store } from "../store/store.ts";
import type { AuthorizationCheck } from "../wire/operation.ts";
import { callerOf } from "./caller-of.ts";
import type { Caller } from "./caller.ts";
import { conditionContext } from "./condition-context.ts";
import { type Credential, createCredentials } from "./credentials.ts";
import type { AuthenticationFailure, Evaluation, Identity, RequestFacts, SignatureAuthentication } from "./identity.ts";
import { authenticateOutside } from "./outside/authenticate-outside.ts";
import { createSamlIdentities } from "./outside/saml.ts";
import { createWebIdentities } from "./outside/web-identity.ts";
import {
  controlPolicies,
  createMemberships,
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
  const signingKeys = createSigningKeys(signingKeysMax);
  const serviceRoles = createServiceRoles({ store, tokens, principals, memberships, nowMs, randomBytes });

  const outside = {
    webIdentities: createWebIdentities({ store, nowMs, allowHttp: allowHttpIssuers }),
    samlIdentities: createSamlIdentities({ store, nowMs }),
  };

  return {
    authenticate,
    authenticateOutside: (proof) => authenticateOutside(proof, outside),
    async authorize(caller, check, facts) {
      return decide(caller, { check, facts, memberships: await requestMemberships(memberships, caller, check) });
    },
    assumeForService: (assumption) => serviceRoles.assume(assumption),
    credentialsFor: (caller) => serviceRoles.credentialsFor(caller),
  };

  /** The order of these checks is the one observed on STS: a scope error hides every fault of the credential. */
  async function authenticate(
    request: RawRequest,
    body: Uint8Array,
    expectation: Parameters<Identity["authenticate"]>[2],
  ): Promise<SignatureAuthentication> {
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
    const credential = await findCredential(authorization, now);
    if ("reason" in credential) {
      return { kind: "refused", failure: credential, authorization };
    }
    const issuer = await loadIssuer(credential);
    if (credential.issuer !== undefined && issuer === undefined) {
      return { kind: "refused", failure: { reason: "issuerGone" }, authorization };
    }
    const refusal = checkSignature({ request, body, authorization, credential, signingKeys });
    if (refusal !== undefined) {
      return { kind: "refused", failure: refusal, authorization };
    }
    const caller = callerOf(credential, issuer);
    usage.note(caller, { atMs: now, region: authorization.scope.region, serviceName: authorization.scope.service });
    return { kind: "authenticated", caller, authorization };
  }

  async function findCredential(
    { accessKeyId, sessionToken }: Authorization,
    now: number,
  ): Promise<Credential | AuthenticationFailure> {
    const stale = store.catchUp();
    if (stale !== undefined) {
      await stale;
    }
    return credentials.find(accessKeyId, sessionToken, now);
  }

  async function loadIssuer({ accountId, issuer }: Credential): Promise<Principal | undefined> {
    return issuer && principals.get(`${issuer.kind}/${accountId}/${issuer.id}`);
  }
}

interface SignedRequest {
  readonly request: RawRequest;
  readonly body: Uint8Array;
  readonly authorization: Authorization;
  readonly credential: Credential;
  readonly signingKeys: SigningKeys;
}

function checkSignature(signed: SignedRequest): AuthenticationFailure | undefined {
  const { request, body, authorization, credential, signingKeys } = signed;
  const signingKey = signingKeys.get(credential.secretAccessKey, authorization.scope);
  const payloadHash = hash("sha256", body, "hex");
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
function decide(caller: Caller | undefined, { check, facts, memberships }: Question): Evaluation {
  const policies = policySet(caller, check, memberships);
  const request = {
    principal: caller?.principal ?? anonymousPrincipal,
    action: check.action,
    resource: check.resource,
    resourceAccountId: check.resourceAccountId ?? caller?.accountId ?? "",
    context: withOrganizationKeys(conditionContext(caller, check, facts), memberships),
  };
  const decision =
    check.impossible === undefined
      ? evaluate(request, policies)
      : ({ allowed: false, outcome: "implicitDeny" } as const);
  return { request, policies, decision, check };
}

const anonymousPrincipal: PolicyPrincipal = { type: "anonymous", accountId: "", arn: "" };

function policySet(
  caller: Caller | undefined,
  { action, trust, grant, resourceAccountId, resourcePolicy }: AuthorizationCheck,
  memberships: RequestMemberships,
): PolicySet {
  const controls = {
    ...controlPolicies(memberships, action),
    ...(resourcePolicy !== undefined && { resource: resourcePolicy }),
  };
  if (caller === undefined) {
    return { identity: [], ...controls };
  }
  if (grant !== undefined) {
    const granting = { type: "identity", label: grant.label, accountId: caller.accountId } as const;
    const identity = [...caller.policies.identity, compilePolicy(grant.document, granting)];
    return { ...caller.policies, ...controls, identity };
  }
  if (trust === undefined) {
    return { ...caller.policies, ...controls };
  }
  const source = {
    type: "trust",
    label: `trust policy of ${trust.roleArn}`,
    accountId: resourceAccountId ?? caller.accountId,
  } as const;
  const compiled = compilePolicy(trust.document, source, { trustedIds: trust.trustedIds });
  return { ...caller.policies, ...controls, trust: compiled };
}
