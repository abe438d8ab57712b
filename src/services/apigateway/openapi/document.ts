import { type Document, isScalar, parseDocument, visit } from "yaml";
import type { Call } from "../../call.ts";
import { badRequest } from "../errors.ts";
import { quotas } from "../quotas.ts";

/** A JSON object of unknown content. */
export type JsonObject = Readonly<Record<string, unknown>>;

/**
 * Reads an OpenAPI 3.0 document in JSON or YAML, with AWS's variables such as `${AWS::Region}` filled in. Throws a 400
 * for what is none; the words up to the full stop are those of REST APIs.
 */
export function parseOpenApi(body: string, { region, accountId }: Pick<Call, "region" | "accountId">): JsonObject {
  if (Buffer.byteLength(body) > quotas.openApiBytesMax) {
    throw badRequest(`Invalid OpenAPI input. It is longer than ${quotas.openApiBytesMax} bytes`);
  }
  const variables: Readonly<Record<string, string>> = { Region: region, AccountId: accountId, Partition: "aws" };
  const text = body.replaceAll(/\$\{AWS::(Region|AccountId|Partition)\}/g, (_, name: string) => variables[name] ?? "");
  const document = object(parsed(text));
  if (document === undefined || typeof document["openapi"] !== "string" || !document["openapi"].startsWith("3.0")) {
    throw badRequest("Invalid OpenAPI input. Only OpenAPI 3.0 documents are supported for HTTP APIs");
  }
  return document;
}

/** The value as an object; undefined when it is none. */
export function object(value: unknown): JsonObject | undefined {
  // What is neither null nor a list has nothing but texts for keys: it came out of a parser.
  return typeof value === "object" && value !== null && !Array.isArray(value) ? (value as JsonObject) : undefined;
}

/** The members of an object; none when the value is no object. */
export function members(value: unknown): readonly (readonly [string, unknown])[] {
  return Object.entries(object(value) ?? {});
}

/** The value as a text that is not empty; undefined when it is none. */
export function text(value: unknown): string | undefined {
  return typeof value === "string" && value !== "" ? value : undefined;
}

/** The texts of a list; undefined when the value is no list. */
export function texts(value: unknown): readonly string[] | undefined {
  return Array.isArray(value) ? value.filter((item) => typeof item === "string") : undefined;
}

function parsed(body: string): unknown {
  try {
    return /^\s*\{/.test(body) ? JSON.parse(body) : parsedYaml(body);
  } catch {
    throw badRequest("Invalid OpenAPI input. It is neither JSON nor YAML");
  }
}

/**
 * Observed: a version that is written like a number is a text, `2.0` included. What the library does beside reading takes
 * the square of the time: comparing every member of a map with every other, and pointing at each of many faults.
 */
function parsedYaml(body: string): unknown {
  const document = parseDocument(body, { uniqueKeys: false, prettyErrors: false });
  if (document.errors.length > 0) {
    throw document.errors[0];
  }
  requireUniqueMembers(document);
  const version = document.getIn(["info", "version"], true);
  if (isScalar(version) && typeof version.value === "number" && version.source !== undefined) {
    document.setIn(["info", "version"], version.source);
  }
  return document.toJS({ maxAliasCount: 100 });
}

/** Throws for a map with two members of one name: the one that counts might not be the one that its owner looked at. */
function requireUniqueMembers(document: Document): void {
  visit(document, {
    Map(_, { items }) {
      const names = items.map(({ key }) => String(isScalar(key) ? key.value : key));
      if (new Set(names).size < names.length) {
        throw new Error("a member of a map is there twice");
      }
    },
  });
}
