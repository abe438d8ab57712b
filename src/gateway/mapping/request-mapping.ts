import { parseQueryParameters } from "../../http/query-parameters.ts";
import { changeHeader, type HeaderVerb } from "./change-header.ts";
import { compileMappingValue, headerText, type MappingInput, mappingText, type MappingValue } from "./mapping-value.ts";

/** The request mappings of an integration, compiled. */
export interface RequestMapping {
  readonly steps: readonly RequestStep[];
  readonly needsBody: boolean;
}

/** What mappings change of a request on its way to an integration. */
export interface MappedRequest {
  /** Name and value in turn. */
  readonly headers: readonly string[];
  /** The query as it stands in a request line. */
  readonly query: string;
  /** A path in place of the integration's own, decoded; absent when none is mapped. */
  readonly path?: string;
}

interface RequestStep {
  readonly verb: HeaderVerb;
  readonly place: "header" | "querystring" | "path";
  readonly name: string;
  readonly value: MappingValue;
}

/** Compiles `requestParameters`; undefined when there are none. Keys that are none were refused at creation. */
export function compileRequestMapping(
  parameters: Readonly<Record<string, string>> | undefined,
): RequestMapping | undefined {
  const steps = Object.entries(parameters ?? {}).flatMap(([key, text]): readonly RequestStep[] => {
    const [, verb, place, name = ""] =
      /^(append|overwrite|remove):(header|querystring|path)(?:\.(.+))?$/s.exec(key) ?? [];
    const isStep = isVerb(verb) && (place === "header" || place === "querystring" || place === "path");
    return isStep ? [{ verb, place, name, value: compileMappingValue(text) }] : [];
  });
  return steps.length === 0
    ? undefined
    : { steps, needsBody: steps.some(({ verb, value }) => verb !== "remove" && value.needsBody) };
}

/** Whether a text is one of the verbs of mappings. */
export function isVerb(text: string | undefined): text is HeaderVerb {
  return text === "append" || text === "overwrite" || text === "remove";
}

/**
 * Maps a request. All values are read from the request as it was sent, and one that is not there changes nothing
 * (https://docs.aws.amazon.com/apigateway/latest/developerguide/http-api-parameter-mapping.html).
 */
export function mapRequest({ steps }: RequestMapping, request: MappedRequest, input: MappingInput): MappedRequest {
  let mapped = request;
  for (const step of steps) {
    const value = step.verb === "remove" ? "" : mappingText(step.value, input);
    if (value !== undefined) {
      mapped = applyStep(step, value, mapped);
    }
  }
  return mapped;
}

function applyStep({ verb, place, name }: RequestStep, value: string, request: MappedRequest): MappedRequest {
  switch (place) {
    case "header": {
      const text = headerText(value);
      return text === undefined
        ? request
        : { ...request, headers: changeHeader(request.headers, { verb, name }, text) };
    }
    case "querystring":
      return { ...request, query: changeQuery(request.query, { verb, name }, value) };
    case "path":
      return { ...request, path: value.startsWith("/") ? value : `/${value}` };
  }
}

function changeQuery(query: string, { verb, name }: Pick<RequestStep, "verb" | "name">, value: string): string {
  const pieces = query.split("&").filter((piece) => piece !== "");
  const kept = verb === "append" ? pieces : pieces.filter((piece) => parseQueryParameters(piece)[0]?.name !== name);
  const added = verb === "remove" ? [] : [`${encodeURIComponent(name)}=${encodeURIComponent(value.toWellFormed())}`];
  return [...kept, ...added].join("&");
}
