import { Buffer } from "node:buffer";
import { type Admission, admitByIam, streamedBody } from "../authorization.ts";
import { invokeCheck } from "../invoke-arn.ts";
import type { GatewayParts } from "../exchange.ts";
import { limits } from "../limits.ts";
import type { MatchedMethod } from "./rest-api.ts";
import { refusalOf, restErrors } from "./rest-errors.ts";
import type { RestExchange } from "./rest-exchange.ts";

/**
 * Lets a request pass or not, as its method and the API's resource policy demand
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/apigateway-authorization-flow.html). With `AWS_IAM` the
 * caller's policies and the resource policy are decided on together; without authorization a resource policy decides
 * alone, and where there is none everyone may pass. Any other type of authorization lets nothing pass.
 */
export async function admitToMethod(
  parts: GatewayParts,
  exchange: RestExchange,
  match: MatchedMethod,
): Promise<Admission> {
  const { route, stage, api } = match;
  if (route.apiKeyRequired) {
    const authorizerFailure = "the method requires an API key, and there are none here";
    return { kind: "refused", error: restErrors.noApiKey, authorizerFailure };
  }
  switch (route.authorizationType) {
    case "NONE":
      return stage.hasPolicy
        ? admitAnonymous(parts, exchange, match)
        : { kind: "admitted", body: streamedBody(exchange), authorizer: { kind: "none" } };
    case "AWS_IAM": {
      const check = { ...invokeCheck(match, exchange.raw.method), resourcePolicy: stage.policy };
      const admission = await admitByIam(parts, exchange, { region: api.region, check });
      return admission.kind === "refused" ? { ...admission, error: refusalOf(admission, admission.error) } : admission;
    }
    default: {
      const authorizerFailure = `authorization of type ${route.authorizationType} is not connected for REST APIs`;
      return { kind: "refused", error: restErrors.badAuthorizer, authorizerFailure };
    }
  }
}

/** Who signed is not looked at: the method did not ask for it. */
async function admitAnonymous(
  { identity }: GatewayParts,
  exchange: RestExchange,
  match: MatchedMethod,
): Promise<Admission> {
  const { raw, nowMs } = exchange;
  const check = { ...invokeCheck(match, raw.method), resourcePolicy: match.stage.policy };
  if (Buffer.byteLength(check.resource) > limits.resourceArnBytes) {
    return { kind: "refused", error: restErrors.uriTooLong };
  }
  const evaluation = await identity.authorize(undefined, check, { raw, nowMs, region: match.api.region });
  return evaluation.decision.allowed
    ? { kind: "admitted", body: streamedBody(exchange), authorizer: { kind: "none" }, evaluation }
    : { kind: "refused", error: refusalOf({ evaluation }, restErrors.forbidden), evaluation };
}
