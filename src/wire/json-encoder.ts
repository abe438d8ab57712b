import { Buffer } from "node:buffer";
import type { Shape, StructureShape } from "./shape.ts";
import { formatTimestamp } from "./xml-encoder.ts";

/**
 * The members that travel in a JSON body, by their JSON names; absent members are left out. A reply has no query: where
 * a schema places a member of an output there, as with API Gateway's `position`, it travels in the body.
 */
export function jsonStructure(shape: StructureShape, value: object): Record<string, unknown> {
  const body: Record<string, unknown> = Object.create(null);
  for (const member of shape.members) {
    // The value was built by a service for this shape: its members are looked up by the schema's own names.
    const memberValue: unknown = (value as Readonly<Record<string, unknown>>)[member.name];
    if (
      (member.location === "body" || member.location === "query") &&
      memberValue !== undefined &&
      memberValue !== null
    ) {
      body[member.jsonName] = jsonValue(member.shape, memberValue);
    }
  }
  return body;
}

function jsonValue(shape: Shape, value: unknown): unknown {
  switch (shape.kind) {
    case "structure":
      return jsonStructure(shape, Object(value));
    case "list":
      return Array.isArray(value) ? value.map((element) => jsonValue(shape.element, element)) : [];
    case "map":
      return jsonMap(shape.value, Object(value));
    case "timestamp":
      return value instanceof Date ? jsonTimestamp(shape.format, value) : value;
    case "blob":
      return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : value;
    default:
      return value;
  }
}

function jsonMap(valueShape: Shape, value: object): Record<string, unknown> {
  const map: Record<string, unknown> = Object.create(null);
  for (const [key, entry] of Object.entries(value)) {
    if (entry !== undefined && entry !== null) {
      map[key] = jsonValue(valueShape, entry);
    }
  }
  return map;
}

function jsonTimestamp(format: string, date: Date): string | number {
  if (format === "httpDate") {
    return date.toUTCString();
  }
  return format === "dateTime" ? formatTimestamp(date) : date.getTime() / 1000;
}
