import { parseQueryParameters } from "../../http/query-parameters.ts";
import { headerValues } from "../../http/raw-request.ts";
import type { MatchedRoute } from "../authorization.ts";
import type { Exchange } from "../exchange.ts";
import { contextVariable } from "../observation/context-variables.ts";

/**
 * The value of an identity source in a request; several of one name are joined by commas. Undefined when the request has
 * none; an empty value counts as one, as observed. Names of headers ignore case, those of query parameters do not.
 */
export function identitySourceValue(source: string, exchange: Exchange, match: MatchedRoute): string | undefined {
  const [, place, name = ""] =
    /^\$(request\.header|request\.querystring|context|stageVariables)\.(.+)$/s.exec(source) ?? [];
  switch (place) {
    case "request.header":
      return joinedValues(headerValues(exchange.raw, name.toLowerCase()));
    case "request.querystring":
      return joinedValues(
        parseQueryParameters(exchange.raw.query)
          .filter((parameter) => parameter.name === name)
          .map(({ value }) => value),
      );
    case "context":
      return contextVariable(name, { exchange, ...match, endMs: exchange.nowMs });
    case "stageVariables":
      return Object.hasOwn(match.stage.stageVariables, name) ? match.stage.stageVariables[name] : undefined;
    default:
      return undefined;
  }
}

function joinedValues(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join(",");
}
