/** A reference of a mapping template. */
export type Reference =
  | { readonly kind: "context" | "stageVariables"; readonly name: string }
  | { readonly kind: "body" }
  | { readonly kind: "input"; readonly method: "json" | "path" | "params"; readonly argument: Argument }
  | { readonly kind: "util"; readonly function: UtilFunction; readonly argument: Argument };

/** What a method is called with: a text, or another reference. */
export type Argument = string | Reference;

/** The functions of `$util` that take a text and give one. */
type UtilFunction = "escapeJavaScript" | "urlEncode" | "urlDecode" | "base64Encode" | "base64Decode";

/** What starts at a `$`: undefined when it is plain text. */
type ParsedReference =
  | { readonly kind: "reference"; readonly reference: Reference; readonly end: number }
  | { readonly kind: "unsupported"; readonly reason: string };

/** How deep references may stand in one another. */
const depthMax = 8;
/** The longest text of a name or a quoted argument, in characters. */
const nameCharactersMax = 1_024;

/**
 * Reads the reference that starts at a `$`, in braces or not, quiet or not. Variables that no mapping template has are
 * text, as in Velocity; members of those it has which cannot be given are said to be unsupported.
 */
export function parseReference(text: string, start: number): ParsedReference | undefined {
  const [opening = "$", brace] = /^\$!?(\{)?/.exec(text.slice(start, start + 3)) ?? [];
  const parsed = parsePath(text, start + opening.length, 0);
  if (parsed?.kind !== "reference" || brace === undefined) {
    return parsed;
  }
  return text[parsed.end] === "}" ? { ...parsed, end: parsed.end + 1 } : unsupported(text, start);
}

function parsePath(text: string, start: number, depth: number): ParsedReference | undefined {
  const window = text.slice(start, start + nameCharactersMax);
  const [whole, root, members = ""] = /^(input|context|stageVariables|util)((?:\.[A-Za-z_][\w-]*)*)/.exec(window) ?? [];
  if (whole === undefined) {
    return undefined;
  }
  const end = start + whole.length;
  const name = members.slice(1);
  if (text[end] !== "(") {
    if ((root === "context" || root === "stageVariables") && name !== "") {
      return { kind: "reference", reference: { kind: root, name }, end };
    }
    return root === "input" && name === "body"
      ? { kind: "reference", reference: { kind: "body" }, end }
      : unsupported(text, start - 1);
  }
  const argument = depth < depthMax ? parseArgument(text, end + 1, depth + 1) : undefined;
  if (argument === undefined || text[argument.end] !== ")") {
    return unsupported(text, start - 1);
  }
  const called = calledMethod(root, name, argument.value);
  // A method of what the method gives is beyond this.
  return called === undefined || /^\.[A-Za-z]|^\[/.test(text.slice(argument.end + 1, argument.end + 3))
    ? unsupported(text, start - 1)
    : { kind: "reference", reference: called, end: argument.end + 1 };
}

function calledMethod(root: string | undefined, name: string, argument: Argument): Reference | undefined {
  if (root === "input" && (name === "json" || name === "path" || name === "params")) {
    return { kind: "input", method: name, argument };
  }
  return root === "util" && isUtilFunction(name) ? { kind: "util", function: name, argument } : undefined;
}

function isUtilFunction(name: string): name is UtilFunction {
  return ["escapeJavaScript", "urlEncode", "urlDecode", "base64Encode", "base64Decode"].includes(name);
}

function parseArgument(
  text: string,
  start: number,
  depth: number,
): { readonly value: Argument; readonly end: number } | undefined {
  const window = text.slice(start, start + nameCharactersMax);
  const [space = ""] = /^\s*/.exec(window) ?? [];
  const rest = window.slice(space.length);
  const at = start + space.length;
  const [quoted, single, double] = /^(?:'([^']*)'|"([^"$]*)")\s*/.exec(rest) ?? [];
  if (quoted !== undefined) {
    return { value: single ?? double ?? "", end: at + quoted.length };
  }
  const parsed = rest.startsWith("$") ? parsePath(text, at + 1, depth) : undefined;
  return parsed?.kind === "reference" ? { value: parsed.reference, end: parsed.end } : undefined;
}

function unsupported(text: string, start: number): ParsedReference {
  const [shown = ""] = /^[^\s"]{1,60}/.exec(text.slice(Math.max(0, start), start + 60)) ?? [];
  return { kind: "unsupported", reason: `${shown} needs a Velocity engine, and there is none here` };
}
