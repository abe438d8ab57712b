import type { IncomingMessage, ServerResponse } from "node:http";
import type { RawRequest } from "../http/raw-request.ts";
import type { Identity } from "../identity/identity.ts";
import { andThen, type NowOrLater } from "../now-or-later.ts";
import type { Sources } from "../sources.ts";
import type { DomainNameRecord } from "../store/regional-records.ts";
import type { Store } from "../store/store.ts";
import type { DecisionLog } from "../trace/decision-record.ts";
import { createAlarms } from "./alarms.ts";
import { type CompiledApi, type CompiledRoute, type CompiledStage, createApiCache } from "./api-cache.ts";
import { type Admission, type AdmissionFacts, type Admitted, admit, type MatchedRoute } from "./authorization.ts";
import type { AuthorizerResult } from "./authorizer-result.ts";
import { createJwtKeys } from "./authorizers/jwt-keys.ts";
import { createLambdaAuthorizers } from "./authorizers/lambda-authorizer.ts";
import { bodyFraming, discardBody } from "./body.ts";
import { watchClient } from "./client-watch.ts";
import { corsHeaders, preflightHeaders } from "./cors.ts";
import { createDomainCache } from "./domain-cache.ts";
import { domainTargetOf } from "./domain-target.ts";
import { clientGoneStatus, recordEnding } from "./ending.ts";
import type { Exchange, GatewayParts, GatewaySettings } from "./exchange.ts";
import { createFunctionInvoker, type FunctionTable } from "./function-invoker.ts";
import { type GatewayError, gatewayErrors, isGatewayError, sendGatewayError } from "./gateway-error.ts";
import type { HttpProxyOutcome } from "./http-proxy.ts";
import { callIntegration } from "./integration.ts";
import { createTargetReader, type InvokeTarget } from "./invoke-target.ts";
import { headSize, limits } from "./limits.ts";
import { refusedClient } from "./mutual-tls.ts";
import type { LogDestinations } from "./observation/log-destinations.ts";
import { createObserver, type Observer } from "./observation/observer.ts";
import { newMeter } from "./observation/request-meter.ts";
import { createOriginPools } from "./origin-pools.ts";
import { requestNamer } from "./request-id.ts";
import { pathParts } from "./request-path.ts";
import { invokeRest, type RestInvoke } from "./rest/invoke-rest.ts";
import { matchRoute } from "./routes.ts";
import { selectStage } from "./stage.ts";
import { createThrottle } from "./throttle.ts";
import { createTurnEnd } from "./turn-end.ts";

/** The execute-api data plane of HTTP and REST APIs. */
export interface Gateway {
  /** What an invoke addresses; undefined when the request is for somebody else. */
  targetOf(raw: RawRequest): InvokeTarget | undefined;
  /** The same for a request whose host may be a custom domain; to be asked where `targetOf` found nothing. */
  domainTargetOf(raw: RawRequest): InvokeTarget | undefined | Promise<InvokeTarget | undefined>;
  /** The custom domain that a host name in lower case is, or that a wildcard over it is. */
  findDomain(name: string): Promise<DomainNameRecord | undefined>;
  /**
   * Answers an invoke. Resolves when the answer has been handed to the connection or the client is gone. Rejects with
   * what went wrong inside, a store that fails for one, after the client was told 500; the caller logs it.
   */
  invoke(incoming: IncomingMessage, outgoing: ServerResponse, raw: RawRequest, target: InvokeTarget): Promise<void>;
  readonly metrics: Observer["metrics"];
  /** Ends the connections to backends once the requests on them are answered. */
  close(): Promise<void>;
}

/** What a gateway stands on. */
export interface GatewayOptions {
  readonly store: Store;
  readonly identity: Identity;
  readonly decisions: DecisionLog;
  readonly sources: Sources;
  readonly settings: GatewaySettings;
  /** Where access logs go; nowhere when absent. Closing them is left to whoever opened them. */
  readonly logs?: LogDestinations;
  /** Where Lambda functions run; none are set up when absent. */
  readonly functions?: FunctionTable;
}

/** Makes the gateway in front of all APIs of a store. */
export function createGateway({ store, functions = new Map(), ...given }: GatewayOptions): Gateway {
  const invoker = createFunctionInvoker(functions, given.sources.uuid);
  const domains = createDomainCache(store);
  const parts: GatewayParts = {
    ...given,
    functions: invoker,
    jwtKeys: createJwtKeys(given.sources.nowMs),
    lambdaAuthorizers: createLambdaAuthorizers(invoker, given.identity),
    apis: createApiCache(store),
    pools: createOriginPools(),
    alarms: createAlarms(),
    throttle: createThrottle(given.settings.accountThrottle),
    observer: createObserver(given.sources.nowMs, given.logs),
    nameRequest: requestNamer(given.sources.randomBytes),
    turnEnd: createTurnEnd(),
  };
  return {
    targetOf: createTargetReader(parts.settings.domains),
    domainTargetOf: (raw) => domainTargetOf(domains, raw, parts.settings.domains),
    findDomain: async (name) => (await domains.find(name))?.record,
    invoke: (...arrival) => invoke(parts, newExchange(parts, arrival)),
    metrics: parts.observer.metrics,
    close: async () => {
      await Promise.all([parts.pools.close(), parts.functions.close()]);
    },
  };
}

/**
 * Decides, then acts, then keeps what was decided. It waits before that, as what the parser finds wrong behind the head is
 * its to answer and has to come first; over TLS no longer than that takes, because a handshake's failure may be told late
 * and would answer in place of the gateway.
 */
async function invoke(parts: GatewayParts, exchange: Exchange): Promise<void> {
  try {
    await (exchange.raw.secure ? undefined : parts.turnEnd());
    const decided = decide(parts, exchange);
    const verdict = decided instanceof Promise ? await decided : decided;
    if (verdict.kind === "rest") {
      await invokeRest(parts, exchange, verdict);
      return;
    }
    const carriedOut = carryOut(parts, exchange, verdict);
    finish(parts, exchange, verdict.facts, carriedOut instanceof Promise ? await carriedOut : carriedOut);
    parts.observer.observe(exchange, verdict.facts);
  } catch (cause) {
    if (!exchange.outgoing.headersSent) {
      sendError(exchange, gatewayErrors.internal, undefined);
    } else if (!exchange.outgoing.writableEnded) {
      exchange.outgoing.destroy();
    }
    throw cause;
  } finally {
    exchange.client.stop();
  }
}

/** What the gateway does with a request. */
type Verdict = HttpVerdict | ({ readonly kind: "rest" } & RestInvoke);

type HttpVerdict =
  | { readonly kind: "error"; readonly error: GatewayError; readonly facts: Facts | undefined }
  | { readonly kind: "preflight"; readonly headers: readonly string[]; readonly facts: Facts }
  | {
      readonly kind: "admitted";
      readonly match: MatchedRoute;
      readonly admitted: Admitted;
      readonly facts: Facts;
    }
  | { readonly kind: "clientGone"; readonly facts: Facts };

/** What was found out about a request of an API, as far as its handling went. */
interface Facts extends AdmissionFacts {
  readonly api: CompiledApi;
  readonly stage?: CompiledStage;
  readonly route?: CompiledRoute;
  readonly authorizer?: AuthorizerResult | undefined;
  /** Why the client's certificate does not let it in. */
  readonly clientFailure?: string;
}

/**
 * Takes a request through everything that comes before its integration; nothing has been sent anywhere when it returns.
 * There is nothing to wait for while what it takes is in memory and no body has to be read.
 */
function decide(parts: GatewayParts, exchange: Exchange): NowOrLater<Verdict> {
  const malformed = checkForm(exchange.raw, exchange.target);
  return malformed === undefined
    ? andThen(parts.apis.find(exchange.target.apiId), (api) => decideOn(parts, exchange, api))
    : refuse(malformed);
}

function decideOn(parts: GatewayParts, exchange: Exchange, api: FoundApi): NowOrLater<Verdict> {
  const { raw, target } = exchange;
  const uninvited = refusedClient(exchange);
  if (uninvited !== undefined) {
    // The API counts for the form of the answer and for the record: its owner may learn why.
    return api?.protocol === "REST"
      ? { kind: "rest", api, uninvited }
      : refuse(uninvited.error, api && { api, clientFailure: uninvited.reason });
  }
  if (api === undefined || (target.region !== undefined && target.region !== api.region)) {
    return refuse(gatewayErrors.unknownApi);
  }
  if (api.protocol === "REST") {
    return { kind: "rest", api };
  }
  const path = pathParts(target.path);
  const place = path && selectStage(api, target, path);
  if (place === undefined) {
    return refuse(path === undefined ? gatewayErrors.badRequest : gatewayErrors.notFound, { api });
  }
  const { stage } = place;
  if (stage.disableExecuteApiEndpoint && target.stageByDomain === undefined) {
    return refuse(gatewayErrors.forbidden, { api, stage });
  }
  const preflight = preflightHeaders(stage.cors, raw);
  const route = matchRoute(stage.routes, raw.method, place.parts);
  if (route === undefined) {
    return stage.cors !== undefined && raw.method === "OPTIONS"
      ? { kind: "preflight", headers: preflight ?? [], facts: { api, stage } }
      : refuse(gatewayErrors.notFound, { api, stage });
  }
  const match: MatchedRoute = { api, route, stage, parts: place.parts };
  if (!parts.throttle.admits(match, exchange.nowMs)) {
    return refuse(gatewayErrors.tooManyRequests, { api, stage, route });
  }
  return andThen(admit(parts, exchange, match), (admission) => verdictOn(match, admission, preflight));
}

type FoundApi = Awaited<ReturnType<GatewayParts["apis"]["find"]>>;

function verdictOn(match: MatchedRoute, admission: Admission, preflight: readonly string[] | undefined): HttpVerdict {
  const facts: Facts = {
    api: match.api,
    stage: match.stage,
    route: match.route,
    authorizer: admission.kind === "admitted" ? admission.authorizer : undefined,
    authentication: admission.authentication,
    evaluation: admission.evaluation,
    authorizerFailure: admission.authorizerFailure,
    payloadHash: admission.payloadHash,
  };
  switch (admission.kind) {
    case "admitted":
      // Documented and observed: a route that takes OPTIONS has its authorization asked for preflights too.
      return preflight === undefined
        ? { kind: "admitted", match, admitted: admission, facts }
        : { kind: "preflight", headers: preflight, facts };
    case "refused":
      return refuse(admission.error, facts);
    case "clientGone":
      return { kind: "clientGone", facts };
  }
}

/** Refuses what must not be interpreted at all: doubtful framing or address, and heads over AWS's limit. */
function checkForm(raw: RawRequest, { malformed }: InvokeTarget): GatewayError | undefined {
  if (malformed) {
    return gatewayErrors.badRequest;
  }
  if (headSize(raw) > limits.headBytes) {
    return gatewayErrors.headTooLarge;
  }
  if (raw.method === "TRACE") {
    // What a backend makes of it is a copy of the request, with all that the gateway added.
    return gatewayErrors.methodNotAllowed;
  }
  return bodyFraming(raw).kind === "unknown" ? gatewayErrors.notImplemented : undefined;
}

function refuse(error: GatewayError, facts?: Facts): HttpVerdict {
  return { kind: "error", error, facts };
}

/** Acts as decided. What is answered here is recorded before that, so that the client can ask for the record at once. */
function carryOut(parts: GatewayParts, exchange: Exchange, verdict: HttpVerdict): NowOrLater<HttpProxyOutcome> {
  switch (verdict.kind) {
    case "clientGone":
      return { kind: "clientGone" };
    case "error":
      return verdict.error;
    case "preflight":
      recordEnding(parts, exchange, verdict.facts, { status: 204 });
      exchange.outgoing.writeHead(204, ["apigw-requestid", exchange.requestId, ...verdict.headers]);
      exchange.outgoing.end();
      return { kind: "answered" };
    case "admitted": {
      const { match, admitted, facts } = verdict;
      exchange.meter.integrationStartMs = parts.sources.nowMs();
      const onAnswered = (status: number) => recordEnding(parts, exchange, facts, { status });
      return callIntegration(parts, exchange, { match, admitted, onAnswered });
    }
  }
}

/** Answers what has not been answered yet, and records it: a refusal, or a failure of the integration. */
// oxlint-disable-next-line max-params -- called for every request, for which no object needs to be made
function finish(parts: GatewayParts, exchange: Exchange, facts: Facts | undefined, outcome: HttpProxyOutcome): void {
  if (isGatewayError(outcome)) {
    recordEnding(parts, exchange, facts, { status: outcome.status, refusal: outcome.message });
    sendError(exchange, outcome, facts);
  } else if (outcome.kind === "clientGone" && !exchange.outgoing.headersSent) {
    recordEnding(parts, exchange, facts, { status: clientGoneStatus });
  }
}

function sendError(exchange: Exchange, error: GatewayError, facts: Facts | undefined): void {
  const { incoming, outgoing, raw, requestId } = exchange;
  sendGatewayError(outgoing, error, { requestId, headers: corsHeaders(facts?.stage?.cors, raw) });
  if (!incoming.complete) {
    discardBody(incoming);
  }
}

function newExchange({ sources, nameRequest }: GatewayParts, arrival: Parameters<Gateway["invoke"]>): Exchange {
  const [incoming, outgoing, raw, target] = arrival;
  const { requestId, traceId } = nameRequest();
  return {
    incoming,
    outgoing,
    raw,
    target,
    requestId,
    traceId,
    nowMs: sources.nowMs(),
    client: watchClient(incoming, outgoing),
    meter: newMeter(),
  };
}
