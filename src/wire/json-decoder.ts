import { Buffer } from "node:buffer";
import { AwsError } from "./aws-error.ts";
import { requestLimits } from "./limits.ts";
import type { Shape, StructureShape } from "./shape.ts";

/**
 * Reads the JSON object of a body; an empty body is an empty object. Throws `SerializationException` for what is not
 * JSON, not an object, or nested too deep.
 */
export function parseJsonBody(body: Uint8Array): object {
  const text = new TextDecoder().decode(body);
  if (text.trim() === "") {
    return {};
  }
  if (nestingDepth(text) > requestLimits.jsonDepthMax) {
    throw serializationError("The request body is nested too deep.");
  }
  const value = parseJson(text);
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw serializationError("The request body must be a JSON object.");
  }
  return value;
}

/** Builds the members that travel in a JSON body; unknown members are ignored and null is the same as absent. */
export function decodeJsonStructure(shape: StructureShape, source: object): Record<string, unknown> {
  const structure: Record<string, unknown> = {};
  for (const member of shape.members) {
    const value = ownValue(source, member.jsonName);
    if (member.location === "body" && value !== undefined && value !== null) {
      structure[member.name] = decodeJsonValue(member.shape, value);
    }
  }
  return structure;
}

/** Reads a query parameter, header or path label; throws `SerializationException` for a text that is not of the type. */
export function decodeJsonText(shape: Shape, text: string): unknown {
  switch (shape.kind) {
    case "number":
      if (!/^[+-]?\d+(\.\d+)?$/.test(text)) {
        throw serializationError("STRING_VALUE can not be converted to a number");
      }
      return Number(text);
    case "boolean":
      if (text !== "true" && text !== "false") {
        throw serializationError("STRING_VALUE can not be converted to a boolean");
      }
      return text === "true";
    case "timestamp":
      return decodeTimestamp(text);
    default:
      return text;
  }
}

function decodeJsonValue(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case "structure":
      return decodeJsonStructure(shape, expectObject(value));
    case "list":
      return expectArray(value)
        .filter((element) => element !== null)
        .map((element) => decodeJsonValue(shape.element, element));
    case "map":
      return decodeMap(shape.value, expectObject(value));
    case "timestamp":
      return decodeTimestamp(value);
    case "blob":
      return new Uint8Array(Buffer.from(String(expectScalar(value, "string")), "base64"));
    case "string":
    case "number":
    case "boolean":
      return expectScalar(value, shape.kind);
  }
}

function decodeMap(valueShape: Shape, source: object): Record<string, unknown> {
  // Without a prototype, a key such as `__proto__` is a key like any other.
  const map: Record<string, unknown> = Object.create(null);
  for (const [key, value] of Object.entries(source)) {
    if (value !== null) {
      map[key] = decodeJsonValue(valueShape, value);
    }
  }
  return map;
}

/** Dates come as ISO 8601 or as seconds since 1970, whichever the client's model says. */
function decodeTimestamp(value: unknown): Date {
  const date = new Date(typeof value === "number" ? value * 1000 : typeof value === "string" ? value : Number.NaN);
  if (Number.isNaN(date.getTime())) {
    throw serializationError(`${tokenName(value)} can not be converted to a timestamp`);
  }
  return date;
}

function expectScalar(value: unknown, type: "string" | "number" | "boolean"): unknown {
  // oxlint-disable-next-line valid-typeof -- the parameter's type holds only names that typeof gives
  if (typeof value !== type) {
    throw serializationError(unexpected(value, type));
  }
  return value;
}

function expectObject(value: unknown): object {
  if (typeof value !== "object" || value === null || Array.isArray(value)) {
    throw serializationError(
      Array.isArray(value) ? "Start of list found where not expected" : unexpected(value, "structure"),
    );
  }
  return value;
}

function expectArray(value: unknown): readonly unknown[] {
  if (!Array.isArray(value)) {
    throw serializationError(unexpected(value, "list"));
  }
  return value;
}

function unexpected(value: unknown, wanted: string): string {
  if (Array.isArray(value)) {
    return "Start of list found where not expected";
  }
  return typeof value === "object"
    ? "Start of structure or map found where not expected"
    : `${tokenName(value)} can not be converted to a ${wanted}`;
}

function tokenName(value: unknown): string {
  return typeof value === "boolean" ? `${String(value).toUpperCase()}_VALUE` : `${(typeof value).toUpperCase()}_VALUE`;
}

function ownValue(source: object, name: string): unknown {
  return Object.hasOwn(source, name) ? (source as Readonly<Record<string, unknown>>)[name] : undefined;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw serializationError("The request body is not valid JSON.");
  }
}

/** How deep brackets are nested outside of strings, without building anything. */
function nestingDepth(text: string): number {
  let depth = 0;
  let deepest = 0;
  let inString = false;
  for (let index = 0; index < text.length; index += 1) {
    const character = text.charAt(index);
    if (inString) {
      if (character === "\\") {
        index += 1;
      } else if (character === '"') {
        inString = false;
      }
    } else if (character === '"') {
      inString = true;
    } else if (character === "{" || character === "[") {
      depth += 1;
      deepest = Math.max(deepest, depth);
    } else if (character === "}" || character === "]") {
      depth -= 1;
    }
  }
  return deepest;
}

function serializationError(message: string): AwsError {
  return new AwsError("SerializationException", 400, message);
}
