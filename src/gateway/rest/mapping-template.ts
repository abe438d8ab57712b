import { Buffer } from "node:buffer";
import { type Argument, parseReference, type Reference } from "./template-reference.ts";
import { jsonPathValue, jsonText } from "../mapping/json-path.ts";
import type { MappedBody } from "./mapped-body.ts";

/**
 * A mapping template, compiled: literal texts and references in turn as they stand. No engine of the Velocity language
 * is behind it: a template with directives is known to be one that cannot be rendered.
 */
export type MappingTemplate =
  | { readonly kind: "template"; readonly pieces: readonly (string | Reference)[] }
  | { readonly kind: "unsupported"; readonly reason: string };

/** What a template takes its values from. */
export interface TemplateInput {
  readonly body: MappedBody;
  /** A parameter of the request by name: of the path, else of the query, else a header. */
  readonly parameter: (name: string) => string | undefined;
  readonly context: (name: string) => string | undefined;
  readonly stageVariables: Readonly<Record<string, string>>;
}

/** What a template makes of an input, or why it makes nothing. */
export type Rendering = { readonly ok: true; readonly text: string } | { readonly ok: false; readonly reason: string };

/** The longest text that a template, or a reference within another, may make, in characters. */
const renderedCharactersMax = 10 * 1024 * 1024;

const directive = /^#\{?@?(?:set|if|elseif|else|end|foreach|break|stop|macro|define|evaluate|parse|include)\b/;

/**
 * Compiles a template: `$input.body`, `$input.json(…)`, `$input.path(…)`, `$input.params(…)`, `$context.…`,
 * `$stageVariables.…` and the functions of `$util`, as in
 * https://docs.aws.amazon.com/apigateway/latest/developerguide/api-gateway-mapping-template-reference.html. Never throws.
 */
export function compileTemplate(text: string): MappingTemplate {
  const pieces: (string | Reference)[] = [];
  let literal = "";
  let index = 0;
  while (index < text.length) {
    const character = text[index];
    const comment = character === "#" ? commentLength(text, index) : 0;
    if (comment > 0) {
      index += comment;
      continue;
    }
    const [found] = (character === "#" && directive.exec(text.slice(index, index + 16))) || [];
    if (found !== undefined) {
      return { kind: "unsupported", reason: `the directive ${found} needs a Velocity engine, and there is none here` };
    }
    const parsed = character === "$" ? parseReference(text, index) : undefined;
    if (parsed?.kind === "unsupported") {
      return parsed;
    }
    if (parsed === undefined) {
      literal += character;
      index += 1;
    } else {
      pieces.push(literal, parsed.reference);
      literal = "";
      index = parsed.end;
    }
  }
  return { kind: "template", pieces: [...pieces, literal] };
}

/** Renders a template; a reference that leads to nothing is an empty text. */
export function renderTemplate(template: MappingTemplate, input: TemplateInput): Rendering {
  if (template.kind === "unsupported") {
    return { ok: false, reason: template.reason };
  }
  let text = "";
  try {
    for (const piece of template.pieces) {
      text = bounded(text + (typeof piece === "string" ? piece : valueOf(piece, input)));
    }
  } catch (cause) {
    return { ok: false, reason: `the template cannot be rendered: ${(cause as Error).message}` };
  }
  return { ok: true, text };
}

/** The text; throws when it is longer than it may be. Functions in one another would double it each time. */
function bounded(text: string): string {
  if (text.length > renderedCharactersMax) {
    throw new RangeError(`it makes more than ${renderedCharactersMax} characters`);
  }
  return text;
}

/** The length of a comment that starts there: `##` to the end of its line, `#*` to `*#`; 0 when none does. */
function commentLength(text: string, start: number): number {
  if (text.startsWith("##", start)) {
    const end = text.indexOf("\n", start);
    return (end < 0 ? text.length : end + 1) - start;
  }
  if (text.startsWith("#*", start)) {
    const end = text.indexOf("*#", start + 2);
    return (end < 0 ? text.length : end + 2) - start;
  }
  return 0;
}

function valueOf(reference: Reference, input: TemplateInput): string {
  switch (reference.kind) {
    case "context":
      return input.context(reference.name) ?? "";
    case "stageVariables":
      return Object.hasOwn(input.stageVariables, reference.name) ? (input.stageVariables[reference.name] ?? "") : "";
    case "body":
      return input.body.text();
    case "input":
      return inputValue(reference.method, argumentText(reference.argument, input), input);
    case "util":
      return functions[reference.function](argumentText(reference.argument, input));
  }
}

function argumentText(argument: Argument, input: TemplateInput): string {
  return typeof argument === "string" ? argument : bounded(valueOf(argument, input));
}

function inputValue(method: "json" | "path" | "params", argument: string, input: TemplateInput): string {
  switch (method) {
    case "params":
      return input.parameter(argument) ?? "";
    case "path":
      return jsonText(jsonPathValue(input.body.json(), argument)) ?? "";
    case "json": {
      const value = jsonPathValue(input.body.json(), argument);
      return value === undefined ? '""' : JSON.stringify(value);
    }
  }
}

const functions = {
  escapeJavaScript,
  urlEncode: (text) => encodeURIComponent(text.toWellFormed()).replaceAll("%20", "+"),
  urlDecode,
  base64Encode: (text) => Buffer.from(text).toString("base64"),
  base64Decode: (text) => Buffer.from(text, "base64").toString(),
} satisfies Record<Extract<Reference, { readonly kind: "util" }>["function"], (text: string) => string>;

/**
 * Escapes as Java's Commons Lang does, single quotes included, which AWS documents not to be JSON. Goes piece by piece, as
 * the engine remembers every match of one call, in more memory than it has when they are very many.
 */
function escapeJavaScript(text: string): string {
  let escaped = "";
  for (let from = 0; from < text.length; from += escapedAtOnce) {
    escaped += text.slice(from, from + escapedAtOnce).replaceAll(/["'\\/]|[^ -~]/g, (character) => {
      const escape = escapes[character];
      return escape ?? `\\u${character.charCodeAt(0).toString(16).toUpperCase().padStart(4, "0")}`;
    });
  }
  return escaped;
}

const escapedAtOnce = 65_536;

const escapes: Readonly<Record<string, string>> = {
  '"': '\\"',
  "'": "\\'",
  "\\": "\\\\",
  "/": "\\/",
  "\n": "\\n",
  "\r": "\\r",
  "\t": "\\t",
  "\b": "\\b",
  "\f": "\\f",
};

function urlDecode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll("+", " "));
  } catch {
    return text;
  }
}
