import type { AccountId } from "../arn/account-id.ts";
import { charactersKept, type DecisionRecord } from "../trace/decision-record.ts";
import type { AdmissionFacts } from "./authorization.ts";
import type { Exchange, GatewayParts } from "./exchange.ts";

/** How a request ended: the status of its answer, and its message where the gateway itself gave it. */
export interface Ending {
  readonly status: number;
  readonly refusal?: string | undefined;
}

/** What a record says when nobody was left to answer; never sent. */
export const clientGoneStatus = 499;

/** What was found out about a request of an API, of either protocol, as far as its handling went. */
export interface EndedFacts extends AdmissionFacts {
  readonly api: { readonly apiId: string; readonly accountId: AccountId };
  readonly stage?: { readonly stageName: string };
  readonly route?: { readonly routeKey: string; readonly authorizationType: string };
  /** Why the client's certificate does not let it in. */
  readonly clientFailure?: string;
}

/** Notes how a request ended and, where it was one of an API, adds the record of what was decided. */
// oxlint-disable-next-line max-params -- called for every request, for which no object needs to be made
export function recordEnding(
  { sources, decisions }: GatewayParts,
  exchange: Exchange,
  facts: EndedFacts | undefined,
  ending: Ending,
): void {
  const { meter } = exchange;
  meter.answeredMs = sources.nowMs();
  if (ending.status !== clientGoneStatus) {
    meter.status = ending.status;
  }
  if (ending.refusal !== undefined) {
    meter.refusal = ending.refusal;
  }
  if (facts !== undefined) {
    decisions.add(decisionRecord(exchange, facts, ending));
  }
}

function decisionRecord(
  { requestId, raw, nowMs, meter }: Exchange,
  { api, stage, route, authentication, evaluation, payloadHash, authorizerFailure, clientFailure }: EndedFacts,
  { status, refusal }: Ending,
): DecisionRecord {
  const { integrationEvaluations = noEvaluations } = meter;
  const evaluations = evaluation === undefined ? integrationEvaluations : [evaluation, ...integrationEvaluations];
  return {
    requestId,
    atMs: nowMs,
    method: raw.method,
    path: raw.path,
    query: raw.query,
    characters: charactersKept(raw, { authentication, evaluations }),
    ownerAccountId: api.accountId,
    action: "execute-api:Invoke",
    evaluations,
    status,
    payloadHash,
    authentication,
    refusal,
    clientFailure,
    authorizerFailure,
    integrationFailure: meter.integrationError,
    route: stage && route && recordedRoute(api.apiId, stage.stageName, route),
  };
}

/** What records say of a route that was compiled: one object for all of them, as it belongs to one stage of one API. */
function recordedRoute(apiId: string, stage: string, route: NonNullable<EndedFacts["route"]>): DecisionRecord["route"] {
  const known = recordedRoutes.get(route);
  if (known !== undefined) {
    return known;
  }
  const { routeKey, authorizationType } = route;
  const made = { apiId, stage, routeKey, authorizationType };
  recordedRoutes.set(route, made);
  return made;
}

const recordedRoutes = new WeakMap<NonNullable<EndedFacts["route"]>, DecisionRecord["route"]>();

const noEvaluations: DecisionRecord["evaluations"] = [];
