import { Buffer } from "node:buffer";
import { parseQueryParameters } from "../../http/query-parameters.ts";
import { headerValues, type RawRequest } from "../../http/raw-request.ts";
import { jsonPathText } from "./json-path.ts";

/** Where the values of mappings come from; what is undefined a mapping does not find. */
export interface MappingInput {
  /** The request as the client sent it. */
  readonly raw: Pick<RawRequest, "headers" | "query">;
  /** The decoded path of the request without its stage. */
  readonly path: string;
  readonly pathParameters: Readonly<Record<string, string>>;
  readonly context: (name: string) => string | undefined;
  readonly stageVariables: Readonly<Record<string, string>>;
  /** The request's body, or that of the response where a response is mapped. */
  readonly body: Uint8Array;
  /** Headers of the response, name and value in turn. */
  readonly responseHeaders?: readonly string[];
}

/** The value of a mapping, compiled: literal pieces and expressions in turn, starting with a literal. */
export interface MappingValue {
  readonly pieces: readonly string[];
  /** Whether a body has to be there to find it. */
  readonly needsBody: boolean;
}

/** How much of a body is looked at for a JSON path, in bytes, as documented. */
export const mappedBodyBytesMax = 102_400;

/** Compiles static text, one `$…` expression, or text with `${…}` expressions in it. */
export function compileMappingValue(text: string): MappingValue {
  const pieces = text.startsWith("$") && !text.startsWith("${") ? ["", text.slice(1), ""] : text.split(/\$\{([^}]*)\}/);
  const needsBody = pieces.some((piece, index) => index % 2 === 1 && /^(?:request|response)\.body/.test(piece));
  return { pieces, needsBody };
}

/** The value for a request or response; undefined when a single expression finds nothing, or its text is all of it. */
export function mappingText({ pieces }: MappingValue, input: MappingInput): string | undefined {
  if (pieces.length === 3 && pieces[0] === "" && pieces[2] === "") {
    return expressionText(pieces[1] ?? "", input);
  }
  return pieces.map((piece, index) => (index % 2 === 0 ? piece : (expressionText(piece, input) ?? ""))).join("");
}

/** A text as the value of a header: UTF-8 bytes, one a character. Undefined when it would break out of its header. */
export function headerText(text: string): string | undefined {
  // oxlint-disable-next-line no-control-regex -- these are what must not pass
  return /[\0-\u0008\u000A-\u001F\u007F]/.test(text) ? undefined : Buffer.from(text).toString("latin1");
}

function expressionText(expression: string, input: MappingInput): string | undefined {
  const [, source, name] = /^(context|stageVariables|(?:request|response)\.[a-z]+)(?:\.(.+))?$/s.exec(expression) ?? [];
  switch (source) {
    case "context":
      return input.context(name ?? "");
    case "stageVariables":
      return own(input.stageVariables, name ?? "");
    case "request.header":
      return joinedText(headerValues(input.raw, (name ?? "").toLowerCase()));
    case "response.header":
      return joinedText(headerValues({ headers: input.responseHeaders ?? [] }, (name ?? "").toLowerCase()));
    case "request.querystring":
      return joinedText(
        parseQueryParameters(input.raw.query)
          .filter((parameter) => parameter.name === name)
          .map(({ value }) => value),
      );
    case "request.path":
      return name === undefined ? input.path : own(input.pathParameters, name);
    case "request.body":
    case "response.body":
      return bodyText(input.body, name);
    default:
      return undefined;
  }
}

function bodyText(body: Uint8Array, path: string | undefined): string | undefined {
  const text = Buffer.from(body.subarray(0, mappedBodyBytesMax)).toString();
  return path === undefined ? text : jsonPathText(text, path);
}

function joinedText(values: readonly string[]): string | undefined {
  return values.length === 0 ? undefined : values.join(",");
}

function own(values: Readonly<Record<string, string>>, name: string): string | undefined {
  return Object.hasOwn(values, name) ? values[name] : undefined;
}
