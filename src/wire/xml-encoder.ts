import { Buffer } from "node:buffer";
import type { Shape, StructureShape } from "./shape.ts";

/** An element of a reply: text, or elements inside it. */
export interface XmlElement {
  readonly name: string;
  readonly attributes?: Readonly<Record<string, string>>;
  readonly content: string | readonly XmlElement[];
}

/** The order of members by structure name, where AWS's is not the schema's. */
export type MemberOrder = Readonly<Record<string, readonly string[]>>;

/** Writes an element with two-space indentation and a final newline, as AWS's query services do. */
export function writeXml(element: XmlElement, indentation = ""): string {
  const { name, attributes = {}, content } = element;
  const start = `${indentation}<${name}${Object.entries(attributes)
    .map(([key, value]) => ` ${key}="${escapeXml(value).replaceAll('"', "&quot;")}"`)
    .join("")}`;
  if (content.length === 0) {
    return `${start}/>\n`;
  }
  return typeof content === "string"
    ? `${start}>${escapeXml(content)}</${name}>\n`
    : `${start}>\n${content.map((child) => writeXml(child, `${indentation}  `)).join("")}${indentation}</${name}>\n`;
}

/** The elements of a structure's members that are present; a present but empty list is an empty element. */
export function structureElements(shape: StructureShape, value: object, order: MemberOrder): readonly XmlElement[] {
  const members = Object.hasOwn(order, shape.name) ? inOrder(shape.members, order[shape.name] ?? []) : shape.members;
  const elements: XmlElement[] = [];
  for (const member of members) {
    // The value was built by a service for this shape: its members are looked up by the schema's own names.
    const memberValue: unknown = (value as Readonly<Record<string, unknown>>)[member.name];
    if (memberValue !== undefined && memberValue !== null) {
      elements.push({ name: member.name, content: contentOf(member.shape, memberValue, order) });
    }
  }
  return elements;
}

function inOrder<Named extends { readonly name: string }>(
  members: readonly Named[],
  names: readonly string[],
): readonly Named[] {
  const rank = (member: Named): number => (names.includes(member.name) ? names.indexOf(member.name) : names.length);
  return members.toSorted((first, second) => rank(first) - rank(second));
}

function contentOf(shape: Shape, value: unknown, order: MemberOrder): XmlElement["content"] {
  switch (shape.kind) {
    case "structure":
      return structureElements(shape, Object(value), order);
    case "list":
      return [...asIterable(value)].map((element) => ({
        name: "member",
        content: contentOf(shape.element, element, order),
      }));
    case "map":
      return Object.entries(Object(value)).map(([key, entry]) => ({
        name: "entry",
        content: [
          { name: "key", content: key },
          { name: "value", content: contentOf(shape.value, entry, order) },
        ],
      }));
    case "timestamp":
      return value instanceof Date ? formatTimestamp(value) : String(value);
    case "blob":
      return value instanceof Uint8Array ? Buffer.from(value).toString("base64") : String(value);
    default:
      return String(value);
  }
}

function asIterable(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

/** ISO 8601 in UTC with whole seconds: `2026-07-13T12:00:00Z`. */
export function formatTimestamp(date: Date): string {
  return `${date.toISOString().slice(0, 19)}Z`;
}

/** Escapes a text for XML 1.0; characters that XML cannot hold become U+FFFD. */
function escapeXml(text: string): string {
  return (
    text
      .toWellFormed()
      // oxlint-disable-next-line no-control-regex -- these characters are what is looked for
      .replaceAll(/[\u0000-\u0008\u000B\u000C\u000E-\u001F\uFFFE\uFFFF]/g, "\uFFFD")
      .replaceAll("&", "&amp;")
      .replaceAll("<", "&lt;")
      .replaceAll(">", "&gt;")
      .replaceAll("\r", "&#xD;")
  );
}
