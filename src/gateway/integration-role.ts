import type { Caller } from "../identity/caller.ts";
import type { Evaluation } from "../identity/identity.ts";
import type { AuthorizationCheck } from "../wire/operation.ts";
import type { MatchedRoute } from "./authorization.ts";
import type { AuthorizerResult } from "./authorizer-result.ts";
import type { Exchange, GatewayParts } from "./exchange.ts";
import type { FunctionName } from "./functions/function-arn.ts";
import { substituteStageVariables } from "./integration-uri.ts";

/** Something that the gateway is to call with credentials of the API's account. */
export interface CredentialedCall {
  readonly exchange: Exchange;
  readonly match: MatchedRoute;
  readonly authorizer: AuthorizerResult;
  /** A role, or `arn:aws:iam::*:user/*` for the caller's own permissions. */
  readonly credentialsArn: string;
  /** What the gateway acts for: the ARN of the route or of the authorizer. */
  readonly sourceArn: string;
  /** Which of the two messages name. */
  readonly place: "integration" | "authorizer";
}

/** Who makes a call for the gateway, or why nobody may; with what decided. */
export type Actor = { readonly evaluations: readonly Evaluation[] } & (
  | { readonly kind: "actor"; readonly caller: Caller }
  | { readonly kind: "nobody"; readonly reason: string }
);

/** The gateway's name in trust policies. */
const servicePrincipal = "apigateway.amazonaws.com";

/** Observed as the name of the gateway's sessions of roles. */
const sessionName = "BackplaneAssumeRoleSession";

/**
 * Acts for a call as its credentials say, if all of the checks allow it: the role has to trust the gateway, and the
 * policies of the role, or of the caller whose permissions are passed on, have to allow what is called
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-develop-integrations-aws-services.html).
 */
export async function actFor(
  parts: Pick<GatewayParts, "identity">,
  call: CredentialedCall,
  checks: readonly AuthorizationCheck[],
): Promise<Actor> {
  const actor = await actorOf(parts, call);
  if (actor.kind === "nobody") {
    return actor;
  }
  const evaluations = [...actor.evaluations];
  for (const check of checks) {
    const evaluation = await parts.identity.authorize(actor.caller, check, factsOf(call));
    evaluations.push(evaluation);
    if (!evaluation.decision.allowed) {
      return { kind: "nobody", reason: notPermitted(call.place), evaluations };
    }
  }
  return { ...actor, evaluations };
}

/** The permission that invoking a function takes of whoever does it. */
export function invocationOf({ arn, accountId }: FunctionName): AuthorizationCheck {
  return { action: "lambda:InvokeFunction", resource: arn, resourceAccountId: accountId };
}

/** The ARN by which policies know a route as the source of a call, of its key as documented for permissions of functions. */
export function routeSourceArn({ api, stage, route }: MatchedRoute): string {
  const [method = "", path] = route.routeKey.split(" ");
  const place = path === undefined ? "$default" : `${method.replace("ANY", "*")}${path}`;
  return `arn:aws:execute-api:${api.region}:${api.accountId}:${api.apiId}/${stage.stageName}/${place}`;
}

/** The ARN of an authorizer as the source of a call, as documented for permissions of functions. */
export function authorizerSourceArn({ api }: MatchedRoute, authorizerId: string): string {
  return `arn:aws:execute-api:${api.region}:${api.accountId}:${api.apiId}/authorizers/${authorizerId}`;
}

async function actorOf({ identity }: Pick<GatewayParts, "identity">, call: CredentialedCall): Promise<Actor> {
  const { match, authorizer, sourceArn, place } = call;
  const { api, stage } = match;
  const nobody = { kind: "nobody", reason: notAssumed(place), evaluations: [] } as const;
  const credentialsArn = substituteStageVariables(call.credentialsArn, stage.stageVariables) ?? "";
  if (/^arn:[^:]+:iam::(?:\*|\d{12}):user\/\*$/.test(credentialsArn)) {
    return authorizer.kind === "iam" ? { kind: "actor", caller: authorizer.caller, evaluations: [] } : nobody;
  }
  // A stage variable must not lead to a role that could not have been passed.
  if (!credentialsArn.startsWith(`arn:aws:iam::${api.accountId}:role/`)) {
    return nobody;
  }
  const role = await identity.assumeForService({
    service: servicePrincipal,
    roleArn: credentialsArn,
    sessionName,
    source: { arn: sourceArn, accountId: api.accountId },
    region: api.region,
  });
  const evaluations = [role.evaluation];
  return role.kind === "assumed" ? { kind: "actor", caller: role.caller, evaluations } : { ...nobody, evaluations };
}

/** The call as the policies of its actor see it: made by the gateway, over TLS. */
function factsOf({ exchange, match: { api } }: CredentialedCall): Parameters<GatewayParts["identity"]["authorize"]>[2] {
  const raw = {
    method: "POST",
    path: "/",
    query: "",
    headers: ["user-agent", gatewayUserAgent(api.apiId)],
    remoteAddress: exchange.incoming.socket.localAddress ?? "",
    secure: true,
  };
  return { raw, nowMs: exchange.nowMs, region: api.region };
}

/** How the gateway names itself to other services, observed on REST APIs. */
export function gatewayUserAgent(apiId: string): string {
  return `AmazonAPIGateway_${apiId}`;
}

/** Observed for integrations, apostrophe included; for authorizers by analogy. */
function notAssumed(place: CredentialedCall["place"]): string {
  return `API Gateway doesn’t have permissions to assume the IAM role configured on the ${place}. Check the permissions and try again.`;
}

/** Observed for both. */
function notPermitted(place: CredentialedCall["place"]): string {
  return `The IAM role configured on the ${place} or API Gateway doesn't have permissions to call the ${place}. Check the permissions and try again.`;
}
