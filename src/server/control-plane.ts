import type { Logger } from "pino";
import { accountOfUniqueId } from "../arn/unique-id.ts";
import { parseAccountId, type AccountId } from "../arn/account-id.ts";
import { regions } from "../arn/regions.ts";
import { headerValue, type RawRequest, type RawResponse } from "../http/raw-request.ts";
import { authenticationError } from "../identity/authentication-error.ts";
import type { Caller } from "../identity/caller.ts";
import type { Authentication, Evaluation, Identity, SignatureAuthentication } from "../identity/identity.ts";
import { outsideError } from "../identity/outside/outside-identity.ts";
import type { SessionTokens } from "../identity/session-tokens.ts";
import type { WebIdentityIssuer } from "../identity/web-identity-issuer.ts";
import type { Usage } from "../identity/usage.ts";
import type { Call } from "../services/call.ts";
import type { ScopeExpectation } from "../sigv4/check-authorization.ts";
import type { Sources } from "../sources.ts";
import type { Store } from "../store/store.ts";
import { charactersKept, type DecisionLog, type DecisionRecord } from "../trace/decision-record.ts";
import { accessDenied } from "../wire/access-denied.ts";
import { AwsError } from "../wire/aws-error.ts";
import type { AuthorizationCheck, OutsideProof, Service } from "../wire/operation.ts";
import { createProtocol, type MatchedOperation, type Protocol } from "../wire/protocol.ts";
import { chooseService, scopeService } from "./choose-service.ts";

/** The region in request ids that carry one. */
const region = "us-east-1";

/** What the control planes stand on. */
export interface ControlPlaneOptions {
  readonly services: readonly Service<Call>[];
  readonly store: Store;
  readonly identity: Identity;
  readonly tokens: SessionTokens;
  readonly webIdentityIssuer?: WebIdentityIssuer;
  /** The files that S3 URIs of trust stores stand for. */
  readonly truststores?: ReadonlyMap<string, string>;
  readonly usage: Usage;
  readonly decisions: DecisionLog;
  readonly sources: Sources;
  readonly logger: Logger;
}

/** Answers requests to the APIs of all services. */
export interface ControlPlane {
  /** The reply to a request, whatever it is: a refusal is a reply too, and nothing is thrown. */
  serve(raw: RawRequest, body: Uint8Array): Promise<RawResponse>;
}

/** One call on its way through the pipeline. */
interface CallInProgress {
  readonly service: Service<Call>;
  readonly protocol: Protocol<Call>;
  readonly matched: MatchedOperation<Call>;
  readonly requestId: string;
  readonly nowMs: number;
  readonly expectation: ScopeExpectation;
  /** What has come to light so far, for the decision record. */
  authentication?: Authentication;
  readonly evaluations: Evaluation[];
}

/** Makes the control planes: one pipeline for every operation of every service. */
export function createControlPlane(options: ControlPlaneOptions): ControlPlane {
  const { services, decisions, sources } = options;
  const [defaultService] = services;
  const protocolsOf = (repliesJson: boolean) =>
    new Map(services.map((service) => [service, createProtocol(service, { sources, region, repliesJson })]));
  const protocols = protocolsOf(false);
  const jsonProtocols = protocolsOf(true);
  return {
    async serve(raw, body) {
      const requestId = sources.uuid();
      const chosen = chooseService(services, raw, body);
      const service = chosen?.service ?? defaultService;
      const protocol = service && (acceptsJson(raw) ? jsonProtocols : protocols).get(service);
      if (service === undefined || protocol === undefined) {
        throw new Error("a control plane needs at least one service");
      }
      const absent = chosen === undefined ? scopeService(raw) : undefined;
      if (absent !== undefined) {
        return protocol.encodeError(noSuchService(absent, services), requestId);
      }
      const matched = protocol.match(raw, body, requestId);
      if (matched.kind === "reply") {
        return matched.response;
      }
      const call: CallInProgress = {
        service,
        protocol,
        matched,
        requestId,
        nowMs: sources.nowMs(),
        expectation: scopeExpectation(service, chosen?.hostRegion),
        evaluations: [],
      };
      const { response, refusal } = await answer(options, call);
      decisions.add(decisionRecord(call, response.status, refusal));
      return response;
    },
  };
}

/** Whether a client asks for JSON, which protocols that know nothing else answer anyway. */
function acceptsJson(raw: RawRequest): boolean {
  return /^\s*application\/json\s*(?:[,;]|$)/i.test(headerValue(raw, "accept") ?? "");
}

interface Answer {
  readonly response: RawResponse;
  readonly refusal?: string;
}

async function answer(options: ControlPlaneOptions, call: CallInProgress): Promise<Answer> {
  const { protocol, matched, requestId } = call;
  try {
    return { response: protocol.encode(matched.operation, await perform(options, call), requestId) };
  } catch (cause) {
    const error = cause instanceof AwsError ? cause : internalFailure(cause);
    if (error.status >= 500) {
      options.logger.error({ requestId, operation: matched.operation.name, err: cause }, "a call failed");
    }
    return { response: protocol.encodeError(error, requestId), refusal: `${error.code}: ${error.message}` };
  }
}

/** Authenticate, decode, validate, authorize, handle: AWS reports what is wrong with a call in this order. */
async function perform(options: ControlPlaneOptions, progress: CallInProgress): Promise<unknown> {
  const { store, identity, tokens, webIdentityIssuer, truststores, usage, sources } = options;
  const { service, matched, requestId, nowMs, evaluations } = progress;
  const { operation, request } = matched;
  const { caller, callRegion, input } = await (operation.behaviour.proofOf === undefined
    ? signedCall(identity, progress)
    : provenCall(identity, progress, operation.behaviour.proofOf));
  const facts = { raw: request, nowMs, region: callRegion };
  const writes = operation.behaviour.writes?.(input) ?? !operation.readOnly;
  const transact = !writes ? store.read.bind(store) : store.write.bind(store);
  const requireAll = async (checks: readonly AuthorizationCheck[]): Promise<void> => {
    for (const check of checks) {
      const evaluation = await identity.authorize(caller, check, facts);
      evaluations.push(evaluation);
      if (!evaluation.decision.allowed) {
        throw accessDenied(service.protocol, { callerArn: caller.arn, check, decision: evaluation.decision });
      }
    }
  };
  const authorized = async (tx: Call["tx"]): Promise<Call> => {
    // The database may ask for the work to be done again; only its last run counts.
    evaluations.length = 0;
    const { accountId } = caller;
    const lastUse = usage.pending;
    const call: Call = {
      requestId,
      nowMs,
      region: facts.region,
      caller,
      accountId,
      tx,
      sources,
      tokens,
      ...(webIdentityIssuer && { webIdentityIssuer }),
      ...(truststores && { truststores }),
      lastUse,
    };
    await requireAll(await operation.behaviour.authorize(input, call));
    await requireAll((await operation.behaviour.authorizeFurther?.(input, call)) ?? []);
    return call;
  };
  if (operation.behaviour.prepare !== undefined) {
    await store.read(authorized);
    await operation.behaviour.prepare(input);
  }
  return transact(async (tx) => operation.behaviour.handle(input, await authorized(tx)));
}

/** Who makes a call and what is asked. */
interface AuthenticatedCall {
  readonly caller: Caller;
  readonly callRegion: string;
  readonly input: unknown;
}

async function signedCall(identity: Identity, progress: CallInProgress): Promise<AuthenticatedCall> {
  const { service, matched, expectation } = progress;
  const authentication = await identity.authenticate(matched.request, matched.body, expectation);
  progress.authentication = authentication;
  if (authentication.kind !== "authenticated") {
    throw refusedAuthentication(authentication, service);
  }
  const { caller, authorization } = authentication;
  return { caller, callRegion: authorization.scope.region, input: validInput(progress) };
}

/** A call that needs no signature, because its input proves who calls; a signature that it has all the same is not read. */
async function provenCall(
  identity: Identity,
  progress: CallInProgress,
  proofOf: (input: unknown) => OutsideProof,
): Promise<AuthenticatedCall> {
  const input = validInput(progress);
  const authentication = await identity.authenticateOutside(proofOf(input));
  progress.authentication = authentication;
  if (authentication.kind === "outsideRefused") {
    throw outsideError(authentication.failure);
  }
  const { region: expected } = progress.expectation;
  return { caller: authentication.caller, callRegion: typeof expected === "string" ? expected : region, input };
}

function validInput({ protocol, matched }: CallInProgress): unknown {
  const input = protocol.decode(matched);
  protocol.validate(matched.operation, input);
  return input;
}

function scopeExpectation(service: Service<Call>, hostRegion: string | undefined): ScopeExpectation {
  const { signingName, globalRegion, skewMinutes } = service;
  return { services: [signingName], region: globalRegion ?? hostRegion ?? regions, skewMinutes };
}

function refusedAuthentication(
  authentication: Exclude<SignatureAuthentication, { readonly kind: "authenticated" }>,
  { protocol, signingName }: Service<Call>,
): AwsError {
  const failure = authentication.kind === "unsigned" ? ({ reason: "unsigned" } as const) : authentication.failure;
  return authenticationError(failure, protocol, signingName);
}

/** The refusal of a request that is signed for a service which is not served here. */
function noSuchService(name: string, services: readonly Service<Call>[]): AwsError {
  const served = [...new Set(services.map(({ signingName }) => signingName))].join(", ");
  return new AwsError("InvalidAction", 400, `This server has no service ${name.slice(0, 64)}; it has ${served}`);
}

/** A fault of this server. Its cause goes to the log; the client learns that it is not at fault. */
function internalFailure(cause: unknown): AwsError {
  const message = "The request processing has failed because of an unknown error, exception or failure.";
  return new AwsError("InternalFailure", 500, message, { cause });
}

function decisionRecord(call: CallInProgress, status: number, refusal: string | undefined): DecisionRecord {
  const { requestId, nowMs, matched, service, authentication, evaluations } = call;
  const { method, path, query } = matched.request;
  const ownerAccountId = ownerOf(call);
  return {
    requestId,
    atMs: nowMs,
    method,
    path,
    query,
    characters: charactersKept(matched.request, call),
    ...(ownerAccountId !== undefined && { ownerAccountId }),
    action: `${service.signingName}:${matched.operation.name}`,
    ...(authentication && { authentication }),
    evaluations,
    status,
    ...(refusal !== undefined && { refusal }),
  };
}

/** Who may read the record: the account that owns what was called, else the caller's own. */
function ownerOf({ authentication, evaluations }: CallInProgress): AccountId | undefined {
  return parseAccountId(evaluations.at(-1)?.request.resourceAccountId ?? signerAccount(authentication) ?? "");
}

function signerAccount(authentication: Authentication | undefined): string | undefined {
  switch (authentication?.kind) {
    case undefined:
    case "unsigned":
    case "outsideRefused":
      return undefined;
    case "authenticated":
    case "outside":
      return authentication.caller.accountId;
    case "refused":
      return accountOfUniqueId(authentication.authorization?.accessKeyId ?? "");
  }
}
