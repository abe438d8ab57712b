import type { Admitted } from "../authorization.ts";
import { clientGoneStatus, recordEnding } from "../ending.ts";
import type { Exchange, GatewayParts } from "../exchange.ts";
import { isGatewayError } from "../gateway-error.ts";
import type { RefusedClient } from "../mutual-tls.ts";
import { matchMethod } from "./match-method.ts";
import type { CompiledRestApi, MatchedMethod } from "./rest-api.ts";
import { admitToMethod } from "./rest-authorization.ts";
import { ownRestVariable, type RestFacts } from "./rest-context.ts";
import { customAnswer } from "./gateway-response.ts";
import { missingRequired } from "./required-parameters.ts";
import { type RestError, restErrorOf, restErrors, sendRestError } from "./rest-errors.ts";
import type { RestExchange } from "./rest-exchange.ts";
import { callRestIntegration } from "./rest-integration.ts";

/** A request that is for a REST API. */
export interface RestInvoke {
  readonly api: CompiledRestApi;
  /** Why its client must not be let in, where the way that it took asks for a certificate. */
  readonly uninvited?: RefusedClient;
}

/**
 * Answers an invoke of a REST API: decides, then acts, then keeps what was decided. Rejects with what went wrong inside
 * after the client was told 500.
 */
export async function invokeRest(parts: GatewayParts, arrived: Exchange, invoke: RestInvoke): Promise<void> {
  const exchange = { ...arrived, requestId: parts.sources.uuid(), extendedRequestId: arrived.requestId };
  try {
    const verdict = await decide(parts, exchange, invoke);
    const facts = await carryOut(parts, exchange, verdict);
    const ownVariable = (name: string) => ownRestVariable(name, exchange, facts);
    parts.observer.observe(exchange, { ...facts, ownVariable });
  } catch (cause) {
    if (!exchange.outgoing.headersSent) {
      sendRestError(exchange, restErrors.internal);
    }
    throw cause;
  }
}

/** What the gateway does with a request. */
type Verdict =
  | { readonly kind: "error"; readonly error: RestError; readonly facts: RestFacts }
  | { readonly kind: "admitted"; readonly match: MatchedMethod; readonly admitted: Admitted; readonly facts: RestFacts }
  | { readonly kind: "clientGone"; readonly facts: RestFacts };

/** Takes a request through everything that comes before its integration; nothing has been sent anywhere when it returns. */
async function decide(parts: GatewayParts, exchange: RestExchange, { api, uninvited }: RestInvoke): Promise<Verdict> {
  if (uninvited !== undefined) {
    return refuse(restErrorOf(uninvited.error), { api, clientFailure: uninvited.reason });
  }
  const found = matchMethod(api, exchange.target, exchange.raw.method);
  if (found.kind === "refused") {
    const { error, stage } = found;
    return refuse(error, { api, ...(stage && { stage }) });
  }
  const { match } = found;
  const { stage, route } = match;
  const admission = await admitToMethod(parts, exchange, match);
  const facts: RestFacts = { api, stage, route, ...admission };
  switch (admission.kind) {
    case "refused":
      return refuse(restErrorOf(admission.error), facts);
    case "clientGone":
      return { kind: "clientGone", facts };
    case "admitted": {
      const error = parts.throttle.admits(match, exchange.nowMs)
        ? missingRequired(exchange, match)
        : restErrors.tooManyRequests;
      return error === undefined ? { kind: "admitted", match, admitted: admission, facts } : refuse(error, facts);
    }
  }
}

function refuse(error: RestError, facts: RestFacts): Verdict {
  return { kind: "error", error, facts: { ...facts, refusal: error } };
}

/**
 * Answers the request as decided and adds the record of the decision, which is there before the client can ask for it.
 * Returns what is known of the request at its end.
 */
async function carryOut(parts: GatewayParts, exchange: RestExchange, verdict: Verdict): Promise<RestFacts> {
  const { facts } = verdict;
  switch (verdict.kind) {
    case "error":
      return answerError(parts, exchange, { facts, error: verdict.error });
    case "clientGone":
      recordEnding(parts, exchange, facts, { status: clientGoneStatus });
      return facts;
    case "admitted":
      return integrate(parts, exchange, verdict);
  }
}

/** Hands an admitted request to its integration. */
async function integrate(
  parts: GatewayParts,
  exchange: RestExchange,
  { match, admitted, facts }: Extract<Verdict, { readonly kind: "admitted" }>,
): Promise<RestFacts> {
  const { meter } = exchange;
  const { integration } = match.route;
  if (integration === undefined) {
    meter.integrationError = "the method has no integration";
    return answerError(parts, exchange, { facts, error: restErrors.internal });
  }
  meter.integrationStartMs = parts.sources.nowMs();
  const outcome = await callRestIntegration(parts, {
    exchange,
    match,
    integration,
    admitted: { ...facts, ...admitted, stage: match.stage },
    onAnswered: (status) => recordEnding(parts, exchange, facts, { status }),
    onFailed: (reason) => (meter.integrationError = reason),
  });
  if (isGatewayError(outcome)) {
    return answerError(parts, exchange, { facts, error: restErrorOf(outcome) });
  }
  if (outcome.kind === "clientGone" && !exchange.outgoing.headersSent) {
    recordEnding(parts, exchange, facts, { status: clientGoneStatus });
  }
  return facts;
}

function answerError(
  parts: GatewayParts,
  exchange: RestExchange,
  { facts, error }: { readonly facts: RestFacts; readonly error: RestError },
): RestFacts {
  const known = { ...facts, refusal: error };
  // The API's own answer may tell of it.
  exchange.meter.refusal = error.message;
  const own = customAnswer(exchange, known);
  recordEnding(parts, exchange, facts, { status: own.status ?? error.status, refusal: error.message });
  sendRestError(exchange, error, own);
  return known;
}
