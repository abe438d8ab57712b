import { NormalizedSchema } from "@smithy/core/schema";
import type { SchemaRef, StaticOperationSchema } from "@smithy/types";

/** The type of a value on the wire, read once from the SDK's schema. */
export type Shape = ScalarShape | TimestampShape | ListShape | MapShape | StructureShape;

/** A value that is one text on the wire. */
interface ScalarShape {
  readonly kind: "string" | "number" | "boolean" | "blob";
}

/** A date, with the notation its schema asks for. */
interface TimestampShape {
  readonly kind: "timestamp";
  readonly format: "default" | "dateTime" | "httpDate" | "epochSeconds";
}

/** A list of values of one type. */
interface ListShape {
  readonly kind: "list";
  readonly element: Shape;
}

/** Values of one type under text keys. */
interface MapShape {
  readonly kind: "map";
  readonly value: Shape;
}

/** Named members; a union is a structure too. */
export interface StructureShape {
  readonly kind: "structure";
  readonly name: string;
  /** In the schema's order. */
  readonly members: readonly Member[];
}

/** One member of a structure. */
export interface Member {
  readonly name: string;
  readonly shape: Shape;
  readonly required: boolean;
  /** The value is a secret, which messages must not echo. */
  readonly sensitive: boolean;
  /** The name in a JSON body. */
  readonly jsonName: string;
  /** Where the value travels on REST protocols. */
  readonly location: "body" | "label" | "query" | "header" | "payload";
  /** The name of the query parameter or header. */
  readonly locationName: string;
}

const structures = new WeakMap<object, StructureShape>();
const emptyStructure: StructureShape = { kind: "structure", name: "Unit", members: [] };

/** The input structure of an operation; a structure without members when it takes none. */
export function inputShape(schema: StaticOperationSchema): StructureShape {
  return rootStructure(schema[4]);
}

/** The output structure of an operation; undefined when it answers nothing. */
export function outputShape(schema: StaticOperationSchema): StructureShape | undefined {
  const output = NormalizedSchema.of(schema[5]);
  return output.isUnitSchema() ? undefined : structureOf(output);
}

/** Method, URI template and success status of an operation; undefined on protocols without them. */
export function httpBinding(schema: StaticOperationSchema): HttpBinding | undefined {
  const traits: unknown = schema[3];
  // Traits are a bit set or an object; `http` holds the three parts in the SDK's own order.
  const http = typeof traits === "object" && traits !== null && "http" in traits ? traits.http : undefined;
  if (!Array.isArray(http)) {
    return undefined;
  }
  const [method, uri, status] = http as readonly unknown[];
  return typeof method === "string" && typeof uri === "string"
    ? { method, uri, status: typeof status === "number" ? status : 200 }
    : undefined;
}

/** How an operation is called over HTTP. */
export interface HttpBinding {
  readonly method: string;
  readonly uri: string;
  readonly status: number;
}

function rootStructure(ref: SchemaRef): StructureShape {
  const schema = NormalizedSchema.of(ref);
  return schema.isUnitSchema() ? emptyStructure : structureOf(schema);
}

function shapeOf(schema: NormalizedSchema): Shape {
  if (schema.isStructSchema()) {
    return structureOf(schema);
  }
  if (schema.isListSchema()) {
    return { kind: "list", element: shapeOf(schema.getValueSchema()) };
  }
  if (schema.isMapSchema()) {
    return { kind: "map", value: shapeOf(schema.getValueSchema()) };
  }
  if (schema.isTimestampSchema()) {
    return { kind: "timestamp", format: timestampFormats[Number(schema.getSchema())] ?? "default" };
  }
  if (schema.isBooleanSchema()) {
    return { kind: "boolean" };
  }
  if (schema.isNumericSchema()) {
    return { kind: "number" };
  }
  return schema.isBlobSchema() ? { kind: "blob" } : { kind: "string" };
}

/** By the SDK's numbers for timestamp schemas. */
const timestampFormats: Readonly<Record<number, TimestampShape["format"]>> = {
  5: "dateTime",
  6: "httpDate",
  7: "epochSeconds",
};

function structureOf(schema: NormalizedSchema): StructureShape {
  // A structure's schema is always the static array that defines it.
  const definition = schema.getSchema() as readonly unknown[];
  const known = structures.get(definition);
  if (known !== undefined) {
    return known;
  }
  const members: Member[] = [];
  const shape: StructureShape = { kind: "structure", name: schema.getName() ?? "", members };
  // Entered before its members are read, so that a structure may contain itself.
  structures.set(definition, shape);
  const requiredCount = Number(definition[6] ?? 0);
  for (const [name, member] of schema.structIterator()) {
    members.push(memberOf(name, member, members.length < requiredCount));
  }
  return shape;
}

function memberOf(name: string, schema: NormalizedSchema, required: boolean): Member {
  const traits = schema.getMergedTraits();
  const base = {
    name,
    shape: shapeOf(schema),
    required,
    sensitive: Boolean(traits.sensitive),
    jsonName: traits.jsonName ?? name,
  };
  if (traits.httpLabel) {
    return { ...base, location: "label", locationName: name };
  }
  if (traits.httpQuery !== undefined) {
    return { ...base, location: "query", locationName: traits.httpQuery };
  }
  if (traits.httpHeader !== undefined) {
    return { ...base, location: "header", locationName: traits.httpHeader.toLowerCase() };
  }
  return { ...base, location: traits.httpPayload ? "payload" : "body", locationName: name };
}
