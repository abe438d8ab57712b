import { parseQueryParameters } from "../../http/query-parameters.ts";
import { headerValues, type RawRequest } from "../../http/raw-request.ts";
import { jsonPathValue, jsonText } from "../mapping/json-path.ts";
import type { MappedBody } from "./mapped-body.ts";

/**
 * Where the value of a parameter comes from, compiled from `method.request.path.id`, `integration.response.header.x`,
 * `context.x`, `stageVariables.x` or a static text in single quotes, as in
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/request-response-data-mappings.html.
 */
export type ParameterSource =
  | { readonly kind: "static"; readonly text: string }
  | { readonly kind: "path" | "querystring" | "header" | "context" | "stageVariables"; readonly name: string }
  /** The whole body, or what a JSON path leads to in it. */
  | { readonly kind: "body"; readonly jsonPath: string | undefined }
  | { readonly kind: "nothing" };

/** What parameters are taken from. */
export interface ParameterInput {
  /** Headers of the request or, where a response is mapped, of the response. */
  readonly raw: Pick<RawRequest, "headers" | "query">;
  /** The decoded parts that each variable of the path stands for. */
  readonly pathVariables: ReadonlyMap<string, readonly string[]>;
  readonly context: (name: string) => string | undefined;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly body: MappedBody;
}

/** Compiles the source of a parameter; a text that is none leads to nothing. */
export function compileSource(text: string): ParameterSource {
  const [, quoted] = /^'(.*)'$/s.exec(text) ?? [];
  if (quoted !== undefined) {
    return { kind: "static", text: quoted };
  }
  const [, plain, plainName = ""] = /^(context|stageVariables)\.(.+)$/s.exec(text) ?? [];
  if (plain === "context" || plain === "stageVariables") {
    return { kind: plain, name: plainName };
  }
  const [, place, name] = /^(?:method\.request|integration\.response)\.([a-z]+)(?:\.(.+))?$/s.exec(text) ?? [];
  switch (place) {
    case "path":
    case "querystring":
    case "header":
      return name === undefined ? { kind: "nothing" } : { kind: place, name };
    case "multivaluequerystring":
      return { kind: "querystring", name: name ?? "" };
    case "multivalueheader":
      return { kind: "header", name: name ?? "" };
    case "body":
      return { kind: "body", jsonPath: name };
    default:
      return { kind: "nothing" };
  }
}

/** The value that a source has in a request or response, as text; undefined when there is none. */
export function sourceText(source: ParameterSource, input: ParameterInput): string | undefined {
  switch (source.kind) {
    case "static":
      return source.text;
    case "path":
      return input.pathVariables.get(source.name)?.join("/");
    case "querystring":
      return joined(
        parseQueryParameters(input.raw.query)
          .filter(({ name }) => name === source.name)
          .map(({ value }) => value),
      );
    case "header":
      return joined(headerValues(input.raw, source.name.toLowerCase()));
    case "context":
      return input.context(source.name);
    case "stageVariables":
      return Object.hasOwn(input.stageVariables, source.name) ? input.stageVariables[source.name] : undefined;
    case "body":
      return source.jsonPath === undefined
        ? input.body.text()
        : jsonText(jsonPathValue(input.body.json(), source.jsonPath));
    case "nothing":
      return undefined;
  }
}

/** The parts that a source puts into a path: those of a path variable one by one, so that its slashes stay slashes. */
export function sourceParts(source: ParameterSource, input: ParameterInput): readonly string[] | undefined {
  if (source.kind === "path") {
    return input.pathVariables.get(source.name);
  }
  const text = sourceText(source, input);
  return text === undefined ? undefined : [text];
}

function joined(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join(",");
}
