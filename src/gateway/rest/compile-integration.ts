import { RE2JS } from "re2js";
import type { RestIntegration, RestIntegrationResponse, RestMethodResponse } from "../../store/rest-records.ts";
import { compileFunctionUri, type FunctionName } from "../functions/function-arn.ts";
import { compileIntegrationUri, type IntegrationUri } from "../integration-uri.ts";
import { compileTemplate, type MappingTemplate } from "./mapping-template.ts";
import { compileSource, type ParameterSource } from "./parameter-source.ts";
import { isHeaderName } from "./rest-headers.ts";

/** An integration as one stage uses it. */
export interface CompiledRestIntegration {
  /** Its kind under the name that HTTP APIs have for it, which metrics and logs go by. */
  readonly record: { readonly integrationType: RestIntegration["type"] };
  readonly settings: RestIntegration;
  /** Undefined when its URI is no HTTP URL in this stage, or has a variable that no parameter fills. */
  readonly uri: IntegrationUri | undefined;
  /** The function of an `AWS_PROXY` integration; undefined when its URI names none in this stage. */
  readonly function: FunctionName | undefined;
  readonly requestParameters: readonly RequestParameter[];
  readonly requestTemplates: Templates;
  /** In the order of their statuses. */
  readonly responses: readonly CompiledIntegrationResponse[];
}

/** One parameter of the request to an integration. */
export interface RequestParameter {
  readonly place: "path" | "querystring" | "header";
  readonly name: string;
  readonly source: ParameterSource;
}

/** How one kind of answer of a backend becomes a response. */
export interface CompiledIntegrationResponse {
  readonly status: number;
  /** Undefined on the default response. */
  readonly selects: ((text: string) => boolean) | undefined;
  /** Headers of the response that the method declares. */
  readonly headers: readonly { readonly name: string; readonly source: ParameterSource }[];
  readonly templates: Templates;
}

/** Mapping templates by lower-case media type. */
export type Templates = ReadonlyMap<string, MappingTemplate>;

/** What compiling an integration needs beside it. */
export interface IntegrationSetting {
  readonly methodResponses: Readonly<Record<string, RestMethodResponse>> | undefined;
  readonly stageVariables: Readonly<Record<string, string>>;
}

/** Compiles an integration for a stage, once per deployment. */
export function compileRestIntegration(
  settings: RestIntegration,
  { methodResponses = {}, stageVariables }: IntegrationSetting,
): CompiledRestIntegration {
  const requestParameters = Object.entries(settings.requestParameters ?? {}).flatMap(compileRequestParameter);
  const names = new Set(requestParameters.filter(({ place }) => place === "path").map(({ name }) => name));
  const { uri = "" } = settings;
  return {
    record: { integrationType: settings.type },
    settings,
    uri: compileIntegrationUri(uri, stageVariables, names),
    function: compileFunctionUri(uri, stageVariables),
    requestParameters,
    requestTemplates: compileTemplates(settings.requestTemplates),
    responses: Object.entries(settings.integrationResponses ?? {})
      .toSorted(([one], [other]) => Number(one) - Number(other))
      .map(([status, response]) => compileResponse(Number(status), response, methodResponses[status])),
  };
}

function compileRequestParameter([target, source]: readonly [string, string]): readonly RequestParameter[] {
  const [, place, name = ""] = /^integration\.request\.(path|querystring|header)\.(.+)$/s.exec(target) ?? [];
  return place === "path" || place === "querystring" || place === "header"
    ? [{ place, name, source: compileSource(source) }]
    : [];
}

function compileResponse(
  status: number,
  { selectionPattern = "", responseParameters = {}, responseTemplates }: RestIntegrationResponse,
  declared: RestMethodResponse | undefined,
): CompiledIntegrationResponse {
  const declaredHeaders = declared?.responseParameters ?? {};
  const headers = Object.entries(responseParameters).flatMap(([target, source]) => {
    const [, name] = /^method\.response\.header\.(.+)$/s.exec(target) ?? [];
    return name !== undefined && isHeaderName(name) && Object.hasOwn(declaredHeaders, target)
      ? [{ name, source: compileSource(source) }]
      : [];
  });
  return {
    status,
    selects: selectionPattern === "" ? undefined : compileSelection(selectionPattern),
    headers,
    templates: compileTemplates(responseTemplates),
  };
}

/**
 * A pattern takes a whole text, as Java's `matches` does; one that is no pattern here selects nothing. It is the text of
 * an API's developer, so it runs on an engine whose time grows with the text alone, and is compiled when it is first
 * asked: an API may have very many of them.
 */
export function compileSelection(pattern: string): (text: string) => boolean {
  let matches: ((text: string) => boolean) | undefined;
  return (text) => (matches ??= matcherOf(pattern))(text);
}

function matcherOf(pattern: string): (text: string) => boolean {
  try {
    const compiled = RE2JS.compile(pattern, RE2JS.DOTALL);
    return (text) => compiled.matches(text);
  } catch {
    return () => false;
  }
}

/** Compiles mapping templates by their media types. */
export function compileTemplates(templates: Readonly<Record<string, string>> | undefined): Templates {
  return new Map(
    Object.entries(templates ?? {}).map(([mediaType, text]) => [mediaType.toLowerCase(), compileTemplate(text)]),
  );
}
