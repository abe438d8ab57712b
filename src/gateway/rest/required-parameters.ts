import { parseQueryParameters } from "../../http/query-parameters.ts";
import { headerValue } from "../../http/raw-request.ts";
import type { Exchange } from "../exchange.ts";
import type { MatchedMethod } from "./rest-api.ts";
import { missingParameters, type RestError } from "./rest-errors.ts";

/** A parameter that a request must have; one of the path it always has. */
export interface RequiredParameter {
  readonly place: "querystring" | "header";
  readonly name: string;
}

/** The parameters that a method declares as required: `method.request.header.x` to true. */
export function requiredParameters(
  parameters: Readonly<Record<string, boolean>> | undefined,
): readonly RequiredParameter[] {
  return Object.entries(parameters ?? {}).flatMap(([key, required]): readonly RequiredParameter[] => {
    const [, place, name = ""] = /^method\.request\.(querystring|header)\.(.+)$/s.exec(key) ?? [];
    return required && (place === "querystring" || place === "header") ? [{ place, name }] : [];
  });
}

/** The error of a request that lacks parameters, an empty one counting as none; undefined when it has all. */
export function missingRequired({ raw }: Exchange, { route }: MatchedMethod): RestError | undefined {
  if (route.required.length === 0) {
    return undefined;
  }
  const query = parseQueryParameters(raw.query);
  const missing = route.required.filter(({ place, name }) =>
    place === "header"
      ? !headerValue(raw, name.toLowerCase())
      : query.every((parameter) => parameter.name !== name || parameter.value === ""),
  );
  return missing.length === 0 ? undefined : missingParameters(missing.map(({ name }) => name));
}
