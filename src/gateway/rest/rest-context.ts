import type { ContextValue } from "../../policy/decision.ts";
import type { AdmissionFacts } from "../authorization.ts";
import { contextVariable } from "../observation/context-variables.ts";
import type { CompiledRestApi, CompiledRestMethod, CompiledRestStage } from "./rest-api.ts";
import type { RestError } from "./rest-errors.ts";
import type { RestExchange } from "./rest-exchange.ts";

/** What was found out about a request of a REST API, as far as its handling went. */
export interface RestFacts extends AdmissionFacts {
  readonly api: CompiledRestApi;
  readonly stage?: CompiledRestStage;
  /** The method that the request matched. */
  readonly route?: CompiledRestMethod;
  /** What the gateway itself answered. */
  readonly refusal?: RestError;
  /** Why the client's certificate does not let it in. */
  readonly clientFailure?: string;
}

/**
 * The `$context` variables of REST APIs that HTTP APIs have otherwise or not at all; undefined for all others
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-variables-for-access-logging.html).
 */
export function ownRestVariable(name: string, exchange: RestExchange, facts: RestFacts): string | undefined {
  switch (name) {
    case "extendedRequestId":
      return exchange.extendedRequestId;
    case "requestTimeEpoch":
      return String(exchange.nowMs);
    case "resourceId":
      return facts.route?.resourceId;
    case "resourcePath":
      return facts.route?.resourcePath;
    case "deploymentId":
      return facts.stage?.deploymentId;
    case "identity.accessKey":
      return facts.authentication?.kind === "authenticated" ? facts.authentication.caller.accessKeyId : undefined;
    case "identity.principalOrgId":
      return principalOrgId(facts) ?? "";
    case "error.responseType":
      return facts.refusal?.responseType;
    default:
      return undefined;
  }
}

/** Any `$context` variable of a request that has been admitted, as parameters and templates of its integration see it. */
export function restVariable(
  name: string,
  exchange: RestExchange,
  facts: RestFacts & { readonly stage: CompiledRestStage },
): string | undefined {
  return ownRestVariable(name, exchange, facts) ?? contextVariable(name, { ...facts, exchange, endMs: exchange.nowMs });
}

/** The organization of a caller whose signature was verified; REST APIs were observed to give the real one. */
export function principalOrgId({ evaluation }: AdmissionFacts): string | undefined {
  const value: ContextValue | undefined = evaluation?.request.context("aws:principalorgid");
  return typeof value === "string" ? value : undefined;
}
