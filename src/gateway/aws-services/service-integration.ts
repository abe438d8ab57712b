import { Buffer } from "node:buffer";
import type { IntegrationRecord } from "../../store/records.ts";
import type { Exchange, GatewayParts } from "../exchange.ts";
import { type GatewayError, gatewayError, gatewayErrors } from "../gateway-error.ts";
import type { HttpProxyOutcome } from "../http-proxy.ts";
import type { IntegrationInput } from "../integration.ts";
import { actFor, routeSourceArn } from "../integration-role.ts";
import { sendWhole, wholeBody } from "../lambda-proxy.ts";
import { mappingInput, responseMapper } from "../map-for-integration.ts";
import { compileMappingValue, mappingText } from "../mapping/mapping-value.ts";
import { corsHeaders } from "../cors.ts";
import { callService, type ServiceOutcome } from "./call-service.ts";
import { type ServiceAction, serviceActions, type ServiceRequest } from "./service-actions.ts";
import { ParameterError, type ServiceParameters } from "./service-parameters.ts";

/** What an integration asks of a service for one request. */
interface ServiceQuestion {
  readonly action: ServiceAction;
  readonly endpoint: string;
  readonly region: string;
  readonly resources: readonly string[];
  readonly request: ServiceRequest;
}

/**
 * Hands a request to the AWS service that an integration names, in the integration's role, and its answer to the
 * client. Observed: a parameter without a value is the client's fault, 400, even one that the service could do
 * without; and what the service refuses is a 500 of the gateway's.
 */
export async function callServiceIntegration(
  parts: GatewayParts,
  exchange: Exchange,
  input: IntegrationInput & { readonly record: IntegrationRecord; readonly subtype: string },
): Promise<HttpProxyOutcome> {
  const { match, admitted, record, subtype } = input;
  const fail = (error: GatewayError, reason: string): GatewayError => {
    exchange.meter.integrationError = reason;
    return error;
  };
  const body = await wholeBody(exchange, admitted.body);
  if ("kind" in body) {
    return body;
  }
  const question = questionOf(parts, exchange, { ...input, body });
  if ("kind" in question) {
    return fail(question, question.reason);
  }
  const { action, resources } = question;
  const { accountId, apiId } = match.api;
  const actor = await actFor(
    parts,
    {
      exchange,
      match,
      authorizer: admitted.authorizer,
      credentialsArn: record.credentialsArn ?? "",
      sourceArn: routeSourceArn(match),
      place: "integration",
    },
    // Whether the resource's own policy lets another account in, its service knows, which is asked next.
    resources.map((resource) => ({ action: action.action, resource, resourceAccountId: accountId })),
  );
  exchange.meter.integrationEvaluations = actor.evaluations;
  if (actor.kind === "nobody") {
    return fail(gatewayErrors.internal, actor.reason);
  }
  const outcome = await callService(parts, {
    ...question,
    exchange,
    apiId,
    caller: actor.caller,
    service: action.service,
    timeoutMs: record.timeoutInMillis,
  });
  if (outcome.kind === "answered") {
    exchange.meter.serviceStatus = outcome.response.status;
  }
  const problem = problemOf(outcome, subtype);
  if (problem !== undefined) {
    return fail(problem, problem.reason);
  }
  return outcome.kind === "answered" ? answer(exchange, input, outcome.response) : { kind: "clientGone" };
}

type Problem = GatewayError & { readonly reason: string };

/** What is to be asked; an error for an integration whose service is not there or a request that gives no values. */
function questionOf(
  { settings }: GatewayParts,
  exchange: Exchange,
  {
    match,
    admitted,
    record,
    subtype,
    body,
  }: Parameters<typeof callServiceIntegration>[2] & { readonly body: Uint8Array },
): ServiceQuestion | Problem {
  const action = serviceActions.get(subtype);
  const endpoint = action && settings.serviceEndpoints?.[action.service];
  if (action === undefined || endpoint === undefined) {
    // Said plainly: no answer of AWS's stands for a service that is not there.
    const message = `No service is connected for ${subtype}`;
    return { ...gatewayError(502, message), reason: `no service is connected for ${subtype}; see --service-endpoints` };
  }
  const values = mappingInput(exchange, { match, admitted }, body);
  const parameters: Record<string, string> = {};
  for (const [name, text] of Object.entries(record.requestParameters ?? {})) {
    const value = mappingText(compileMappingValue(text), values);
    if (value === undefined || value === "") {
      return { ...gatewayErrors.badRequest, reason: `the request gives no value for the parameter ${name}` };
    }
    parameters[name] = value;
  }
  return ask(action, { endpoint, region: match.api.region, accountId: match.api.accountId }, parameters);
}

function ask(
  action: ServiceAction,
  place: { readonly endpoint: string; readonly region: string; readonly accountId: string },
  parameters: ServiceParameters,
): ServiceQuestion | Problem {
  const { endpoint, accountId } = place;
  const { Region: region = place.region, ...own } = parameters;
  try {
    if (!/^[a-z]{2}(?:-[a-z]+)+-\d$/.test(region)) {
      throw new ParameterError("Region is no region");
    }
    const resources = action.resources(own, { region, accountId });
    return { action, endpoint, region, resources, request: action.request(own) };
  } catch (cause) {
    if (cause instanceof ParameterError) {
      return { ...gatewayErrors.badRequest, reason: cause.message };
    }
    throw cause;
  }
}

/** What a client is told of a call that brought no good answer. */
function problemOf(outcome: ServiceOutcome, subtype: string): Problem | undefined {
  switch (outcome.kind) {
    case "timeout":
      return { ...gatewayErrors.unavailable, reason: `${subtype} did not answer within the integration's timeout` };
    case "failed":
      return { ...gatewayErrors.internal, reason: outcome.reason };
    case "answered": {
      const { status, body } = outcome.response;
      return status >= 200 && status < 300
        ? undefined
        : { ...gatewayErrors.internal, reason: `${subtype} answered ${status}: ${textOf(body)}` };
    }
    case "clientGone":
      return undefined;
  }
}

function textOf(body: Uint8Array): string {
  return Buffer.from(body.subarray(0, 512)).toString().replaceAll(/\s+/g, " ");
}

/** Sends a service's answer; observed under the lower-case name of the request id that the gateway's own answers have. */
function answer(
  exchange: Exchange,
  { match, admitted, onAnswered }: IntegrationInput,
  response: Extract<ServiceOutcome, { readonly kind: "answered" }>["response"],
): HttpProxyOutcome {
  const { cors } = match.stage;
  const mapped = {
    ...response,
    ...responseMapper(exchange, { match, admitted }, response.status)?.apply(response, response.body),
  };
  onAnswered(mapped.status);
  exchange.meter.responseBytes = mapped.body.length;
  sendWhole(exchange.outgoing, mapped, {
    exchange,
    ownCors: cors !== undefined,
    responseHeaders: ["apigw-requestid", exchange.requestId, ...corsHeaders(cors, exchange.raw)],
  });
  return { kind: "answered" };
}
