import { hash } from "node:crypto";
import { LRUCache } from "lru-cache";
import { headerValue } from "../../http/raw-request.ts";
import type { Evaluation, Identity } from "../../identity/identity.ts";
import type { ContextLookup } from "../../policy/decision.ts";
import { evaluate } from "../../policy/evaluate.ts";
import type { CompiledStage } from "../api-cache.ts";
import type { MatchedRoute } from "../authorization.ts";
import type { Exchange } from "../exchange.ts";
import type { FunctionInvoker } from "../function-invoker.ts";
import type { FunctionOutcome } from "../functions/function-call.ts";
import { gatewayErrors } from "../gateway-error.ts";
import { type Actor, actFor, authorizerSourceArn, invocationOf } from "../integration-role.ts";
import { crossAccount } from "../lambda-proxy.ts";
import { lambdaRequest } from "../lambda-request.ts";
import { peerAddress } from "../peer-address.ts";
import { authorizerEvent } from "./authorizer-event.ts";
import { type AuthorizerReading, type AuthorizerResponse, readAuthorizerResponse } from "./authorizer-response.ts";
import type { CompiledAuthorizer } from "./compiled-authorizer.ts";
import { identitySourceValue } from "./identity-source.ts";
import type { AuthorizerVerdict } from "./jwt-authorizer.ts";

/** Asks REQUEST authorizers. */
export interface LambdaAuthorizers {
  /** Decides about a request; rejects only when the store fails. */
  authorize(question: LambdaQuestion): Promise<LambdaVerdict>;
}

/** What a REQUEST authorizer is asked. */
export interface LambdaQuestion {
  readonly authorizer: RequestAuthorizer;
  readonly exchange: Exchange;
  readonly match: MatchedRoute;
  readonly routeArn: string;
}

/** A verdict and, where a policy was asked, what that said. */
export type LambdaVerdict = AuthorizerVerdict & { readonly evaluation?: Evaluation };

type RequestAuthorizer = Extract<CompiledAuthorizer, { readonly kind: "request" }>;

/** What asking authorizers takes at most: the time is a documented quota, the rest is this server's. */
const authorizerLimits = { timeoutMs: 10_000, resultsMax: 10_000, keptPayloadCharacters: 65_536 } as const;

interface Kept {
  readonly response: AuthorizerResponse;
  readonly untilMs: number;
}

/**
 * Makes what asks REQUEST authorizers, with the memory of their results. A result belongs to the stage as it was
 * compiled, so that any change of its API, a reset of its authorizers' cache among them, makes it forgotten.
 */
export function createLambdaAuthorizers(functions: FunctionInvoker, identity: Identity): LambdaAuthorizers {
  const results = new LRUCache<string, Kept>({ max: authorizerLimits.resultsMax });
  const stageNumbers = new WeakMap<CompiledStage, number>();
  let stages = 0;

  return {
    async authorize(question) {
      const { authorizer, exchange, match } = question;
      const sources = authorizer.identitySources.map((source) => identitySourceValue(source, exchange, match));
      const values = sources.filter((value) => value !== undefined);
      if (values.length < sources.length) {
        return refused("unauthorized", "the request lacks an identity source of the authorizer");
      }
      const key = resultKey(question, values);
      const kept = results.get(key);
      if (authorizer.resultTtlMs > 0 && kept !== undefined && exchange.nowMs < kept.untilMs) {
        return decide(kept.response, question);
      }
      const actor = await actorOf(question);
      if (actor?.kind === "nobody") {
        const [evaluation] = actor.evaluations.slice(-1);
        return { ...refused("internal", actor.reason), ...(evaluation && { evaluation }) };
      }
      const { reading, payloadCharacters } = await ask(functions, question, values);
      if (reading.kind !== "response") {
        return reading.kind === "unauthorized"
          ? refused("unauthorized", "the authorizer's function answered Unauthorized")
          : refused("internal", reading.reason);
      }
      const { response } = reading;
      if (authorizer.resultTtlMs > 0 && payloadCharacters <= authorizerLimits.keptPayloadCharacters) {
        results.set(key, { response, untilMs: exchange.nowMs + authorizer.resultTtlMs });
      }
      return decide(response, question);
    },
  };

  /** Who calls the function, where the authorizer names credentials for that. */
  async function actorOf({ authorizer, exchange, match }: LambdaQuestion): Promise<Actor | undefined> {
    const { credentialsArn, authorizerId } = authorizer;
    if (credentialsArn === undefined) {
      return undefined;
    }
    const source = { sourceArn: authorizerSourceArn(match, authorizerId), place: "authorizer" } as const;
    const call = { exchange, match, authorizer: { kind: "none" }, credentialsArn, ...source } as const;
    return actFor({ identity }, call, [invocationOf(authorizer.function)]);
  }

  /** Of the values only a digest is kept: they are credentials. */
  function resultKey({ authorizer, match: { stage } }: LambdaQuestion, values: readonly string[]): string {
    let stageNumber = stageNumbers.get(stage);
    if (stageNumber === undefined) {
      stageNumber = stages;
      stages += 1;
      stageNumbers.set(stage, stageNumber);
    }
    return `${stageNumber}:${authorizer.authorizerId}:${hash("sha256", JSON.stringify(values), "base64")}`;
  }
}

interface Asked {
  readonly reading: AuthorizerReading;
  readonly payloadCharacters: number;
}

async function ask(functions: FunctionInvoker, question: LambdaQuestion, sources: readonly string[]): Promise<Asked> {
  const { authorizer, exchange, match, routeArn } = question;
  const bodyBytes = Number(headerValue(exchange.raw, "content-length") ?? 0);
  const request = lambdaRequest({ exchange, match, authorizer: { kind: "none" }, bodyBytes });
  const foreign = crossAccount({ function: authorizer.function, accountId: match.api.accountId });
  const outcome =
    foreign ??
    (await functions.invoke({
      functionArn: authorizer.function.arn,
      event: authorizerEvent(authorizer.format, { request, routeArn, sources }),
      timeoutMs: authorizerLimits.timeoutMs,
    }));
  return outcome.kind === "returned"
    ? { reading: readAuthorizerResponse(outcome.payload, authorizer), payloadCharacters: outcome.payload.length }
    : { reading: readFailure(outcome), payloadCharacters: 0 };
}

function readFailure(outcome: Exclude<FunctionOutcome, { readonly kind: "returned" }>): AuthorizerReading {
  switch (outcome.kind) {
    case "failed":
      return outcome.errorMessage === "Unauthorized"
        ? { kind: "unauthorized" }
        : { kind: "wrong", reason: `the authorizer's function failed: ${outcome.errorMessage}` };
    case "timeout":
      return { kind: "wrong", reason: `the authorizer's function took over ${authorizerLimits.timeoutMs} ms` };
    case "unavailable":
      return { kind: "wrong", reason: outcome.reason };
  }
}

/** Holds a response, new or kept, against the request: a policy is asked about each request anew. */
function decide(response: AuthorizerResponse, question: LambdaQuestion): LambdaVerdict {
  const { context } = response;
  if (response.kind === "simple") {
    return response.allowed
      ? { kind: "allowed", result: { kind: "lambda", context } }
      : refused("forbidden", "the authorizer's function answered that the request is not authorized");
  }
  const { principalId } = response;
  const evaluation = evaluatePolicy(response, question);
  return evaluation.decision.allowed
    ? { kind: "allowed", result: { kind: "lambda", context, principalId }, evaluation }
    : { ...refused("forbidden", "the policy of the authorizer's function does not allow the request"), evaluation };
}

function evaluatePolicy(
  { principalId, policy }: Extract<AuthorizerResponse, { readonly kind: "policy" }>,
  { exchange, match, routeArn }: LambdaQuestion,
): Evaluation {
  const { accountId } = match.api;
  const check = { action: "execute-api:Invoke", resource: routeArn, resourceAccountId: accountId };
  const request = {
    ...check,
    // Somebody of the owner's whom only this policy allows anything: a root would need no policy.
    principal: { type: "user", accountId, arn: principalId } as const,
    context: requestContext(exchange),
  };
  const policies = { identity: [policy] };
  return { check, request, policies, decision: evaluate(request, policies) };
}

/** The condition keys of a caller of whom only the request is known. */
function requestContext({ raw, nowMs }: Exchange): ContextLookup {
  return (key) => {
    switch (key) {
      case "aws:currenttime":
        return new Date(nowMs).toISOString();
      case "aws:epochtime":
        return String(Math.floor(nowMs / 1000));
      case "aws:sourceip":
        return peerAddress(raw.remoteAddress);
      case "aws:securetransport":
        return String(raw.secure);
      case "aws:useragent":
        return headerValue(raw, "user-agent");
      case "aws:referer":
        return headerValue(raw, "referer");
      default:
        return undefined;
    }
  };
}

function refused(
  error: "unauthorized" | "forbidden" | "internal",
  reason: string,
): AuthorizerVerdict & { kind: "refused" } {
  return { kind: "refused", error: gatewayErrors[error], reason };
}
