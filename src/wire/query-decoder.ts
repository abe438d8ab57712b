import { Buffer } from "node:buffer";
import type { QueryParameter } from "../http/query-parameters.ts";
import { AwsError } from "./aws-error.ts";
import { requestLimits } from "./limits.ts";
import type { Shape, StructureShape } from "./shape.ts";

/**
 * Builds an operation's input from the parameters of AWS's query protocol: `RoleName=…`, `Tags.member.1.Key=…`,
 * `Map.entry.1.key=…`. The first of several values wins and unknown parameters are ignored. Throws `MalformedInput`
 * for a value that is not of its member's type.
 */
export function decodeQueryInput(
  shape: StructureShape,
  parameters: readonly QueryParameter[],
): Record<string, unknown> {
  const known = new Set(shape.members.map((member) => member.name));
  return decodeStructure(shape, parameterTree(parameters, known));
}

/** A parameter's value and those whose names continue its own behind a dot. */
interface ParameterNode {
  value?: string;
  children?: Map<string, ParameterNode>;
}

function parameterTree(parameters: readonly QueryParameter[], known: ReadonlySet<string>): ParameterNode {
  const root: ParameterNode = {};
  for (const { name, value } of parameters) {
    const path = name.split(".", requestLimits.nameDepthMax + 1);
    if (!known.has(path[0] ?? "")) {
      continue;
    }
    if (path.length > requestLimits.nameDepthMax) {
      throw malformedInput();
    }
    const node = descend(root, path);
    node.value ??= value;
  }
  return root;
}

function descend(root: ParameterNode, path: readonly string[]): ParameterNode {
  let node = root;
  for (const part of path) {
    const children = (node.children ??= new Map<string, ParameterNode>());
    const child = children.get(part) ?? {};
    children.set(part, child);
    node = child;
  }
  return node;
}

function decodeStructure(shape: StructureShape, node: ParameterNode): Record<string, unknown> {
  const structure: Record<string, unknown> = {};
  for (const member of shape.members) {
    const child = node.children?.get(member.name);
    const value = child === undefined ? undefined : decodeValue(member.shape, child);
    if (value !== undefined) {
      structure[member.name] = value;
    }
  }
  return structure;
}

function decodeValue(shape: Shape, node: ParameterNode): unknown {
  switch (shape.kind) {
    case "structure":
      if (node.children === undefined && node.value !== undefined && node.value !== "") {
        throw malformedInput();
      }
      return decodeStructure(shape, node);
    case "list":
      return numbered(node.children?.get("member")).map((child) => decodeValue(shape.element, child));
    case "map":
      return decodeMap(shape.value, numbered(node.children?.get("entry")));
    default:
      return node.value === undefined ? undefined : decodeScalar(shape, node.value);
  }
}

/** The children with a number for a name, in the order of their numbers; gaps are closed. */
function numbered(node: ParameterNode | undefined): readonly ParameterNode[] {
  return [...(node?.children ?? [])]
    .filter(([name]) => /^[1-9]\d{0,8}$/.test(name))
    .toSorted(([first], [second]) => Number(first) - Number(second))
    .map(([, child]) => child);
}

function decodeMap(valueShape: Shape, entries: readonly ParameterNode[]): Record<string, unknown> {
  // Without a prototype, a key such as `__proto__` is a key like any other.
  const map: Record<string, unknown> = Object.create(null);
  for (const entry of entries) {
    const key = entry.children?.get("key")?.value;
    const child = entry.children?.get("value");
    const value = child === undefined ? undefined : decodeValue(valueShape, child);
    if (key !== undefined && value !== undefined && !Object.hasOwn(map, key)) {
      map[key] = value;
    }
  }
  return map;
}

function decodeScalar(shape: Exclude<Shape, { kind: "structure" | "list" | "map" }>, text: string): unknown {
  switch (shape.kind) {
    case "string":
      return text;
    case "number":
      return decodeInteger(text);
    case "boolean":
      return decodeBoolean(text);
    case "timestamp":
      return decodeTimestamp(text);
    case "blob":
      return new Uint8Array(Buffer.from(text, "base64"));
  }
}

/** Reads a signed 32-bit number; a plus sign and leading zeros are accepted, as observed on STS. */
function decodeInteger(text: string): number {
  if (text === "") {
    throw malformedInput("missing value for decimal type");
  }
  const number = /^[+-]?\d+$/.test(text) ? Number(text) : Number.NaN;
  // The negated test refuses NaN too.
  if (!(number >= -2_147_483_648 && number <= 2_147_483_647)) {
    throw malformedInput();
  }
  return number + 0;
}

function decodeBoolean(text: string): boolean {
  const lowerCase = text.toLowerCase();
  if (lowerCase !== "true" && lowerCase !== "false") {
    throw malformedInput();
  }
  return lowerCase === "true";
}

function decodeTimestamp(text: string): Date {
  const date = new Date(/^\d+(\.\d+)?$/.test(text) ? Number(text) * 1000 : text);
  if (Number.isNaN(date.getTime())) {
    throw malformedInput();
  }
  return date;
}

/** AWS sends most of these without any message. */
function malformedInput(message = ""): AwsError {
  return new AwsError("MalformedInput", 400, message);
}
