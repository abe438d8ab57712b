import { changeHeader, type HeaderVerb } from "./change-header.ts";
import { compileMappingValue, headerText, type MappingInput, mappingText, type MappingValue } from "./mapping-value.ts";
import { isVerb } from "./request-mapping.ts";

/** The response mappings of an integration, compiled, by the status that the integration answers. */
export type ResponseMappings = ReadonlyMap<number, ResponseMapping>;

/** The mappings of one status. */
export interface ResponseMapping {
  readonly steps: readonly ResponseStep[];
  readonly needsBody: boolean;
}

/** What mappings change of a response. */
export interface MappedResponse {
  readonly status: number;
  /** Name and value in turn. */
  readonly headers: readonly string[];
}

interface ResponseStep {
  readonly verb: HeaderVerb;
  /** The header; undefined for the status code. */
  readonly header: string | undefined;
  readonly value: MappingValue;
}

/** Compiles `responseParameters`. */
export function compileResponseMappings(
  parameters: Readonly<Record<string, Readonly<Record<string, string>>>> | undefined,
): ResponseMappings {
  return new Map(
    Object.entries(parameters ?? {}).map(([status, mappings]) => [Number(status), compileMapping(mappings)]),
  );
}

function compileMapping(mappings: Readonly<Record<string, string>>): ResponseMapping {
  const steps = Object.entries(mappings).flatMap(([key, text]): readonly ResponseStep[] => {
    const value = compileMappingValue(text);
    const [, verb, header] = /^(append|overwrite|remove):header\.(.+)$/s.exec(key) ?? [];
    if (isVerb(verb)) {
      return [{ verb, header, value }];
    }
    return key === "overwrite:statuscode" ? [{ verb: "overwrite", header: undefined, value }] : [];
  });
  return { steps, needsBody: steps.some(({ verb, value }) => verb !== "remove" && value.needsBody) };
}

/** Maps a response; a value that is not there, or is none for its place, changes nothing. */
export function mapResponse({ steps }: ResponseMapping, response: MappedResponse, input: MappingInput): MappedResponse {
  let { status, headers } = response;
  for (const { verb, header, value } of steps) {
    const text = verb === "remove" ? "" : mappingText(value, { ...input, responseHeaders: response.headers });
    if (text === undefined) {
      continue;
    }
    if (header === undefined) {
      status = /^[2-5]\d\d$/.test(text) ? Number(text) : status;
    } else {
      const sendable = headerText(text);
      headers = sendable === undefined ? headers : changeHeader(headers, { verb, name: header }, sendable);
    }
  }
  return { status, headers };
}
