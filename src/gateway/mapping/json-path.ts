/**
 * What a path like `user.names[0]` leads to in a JSON text, as text: strings as they stand, anything else as JSON. A
 * leading `$.` changes nothing. Undefined when the text is no JSON or has nothing there. Recursive descent and filters
 * are not supported, as documented.
 */
export function jsonPathText(text: string, path: string): string | undefined {
  return jsonText(jsonPathValue(jsonValue(text), path));
}

/**
 * A JSON text's value; undefined when it is none. Whole numbers too long for a number are kept as they are written, in
 * what `JSON.stringify` writes so: rounded, an id would be another's.
 */
export function jsonValue(text: string): unknown {
  try {
    // Hardly any text has such a number, and looking for them takes longer than parsing.
    return /\d{16}/.test(text) ? JSON.parse(text, keepLongNumber) : JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** For `JSON.parse`, whose third argument the compiler does not know of yet. */
function keepLongNumber(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  const source = context?.source ?? "";
  return typeof value === "number" && !Number.isSafeInteger(value) && /^-?\d+$/.test(source)
    ? JSON.rawJSON(source)
    : value;
}

declare global {
  /** Parts of the language that the compiler does not know of yet. */
  interface JSON {
    rawJSON(text: string): object;
    isRawJSON(value: unknown): boolean;
  }
}

/** A value as it stands in a text; undefined for what is null or not there. */
export function jsonText(value: unknown): string | undefined {
  return value === undefined || value === null ? undefined : typeof value === "string" ? value : JSON.stringify(value);
}

/** What a path leads to in a value; undefined when nothing is there. */
export function jsonPathValue(root: unknown, path: string): unknown {
  let value = root;
  for (const [, name, index, quoted] of path.replace(/^\$\.?/, "").matchAll(step)) {
    const key = name ?? index ?? quoted ?? "";
    if (typeof value !== "object" || value === null || (Array.isArray(value) && index === undefined)) {
      return undefined;
    }
    if (JSON.isRawJSON(value) || !Object.hasOwn(value, key)) {
      return undefined;
    }
    // Just seen to be a member of its own; a list's indices are such members too.
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

const step = /([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]/g;
