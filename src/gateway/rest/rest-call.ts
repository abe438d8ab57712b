import type { Admitted } from "../authorization.ts";
import type { MappedBody } from "./mapped-body.ts";
import type { ParameterInput } from "./parameter-source.ts";
import { pathVariables } from "../routes.ts";
import type { CompiledRestIntegration } from "./compile-integration.ts";
import type { MatchedMethod } from "./rest-api.ts";
import { restVariable } from "./rest-context.ts";
import type { RestExchange } from "./rest-exchange.ts";

/** One admitted request on its way to its method's integration. */
export interface RestCall {
  readonly exchange: RestExchange;
  readonly match: MatchedMethod;
  readonly integration: CompiledRestIntegration;
  readonly admitted: Admitted & Parameters<typeof restVariable>[2];
  /** Called with the status of the answer before anything of it is sent. */
  readonly onAnswered: (status: number) => void;
  /** Called with the cause of a failure that the answer does not tell. */
  readonly onFailed: (reason: string) => void;
}

/** What the parameters of a call's request are taken from. */
export function parameterInput({ exchange, match, admitted }: RestCall, body: MappedBody): ParameterInput {
  return {
    raw: exchange.raw,
    pathVariables: pathVariables(match.route.pattern, match.parts),
    context: (name) => restVariable(name, exchange, admitted),
    stageVariables: match.stage.stageVariables,
    body,
  };
}
