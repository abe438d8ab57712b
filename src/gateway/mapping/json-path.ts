/**
 * What a path like `user.names[0]` leads to in a JSON text, as text: strings as they stand, anything else as JSON. A
 * leading `$.` changes nothing. Undefined when the text is no JSON or has nothing there. Recursive descent and filters
 * are not supported, as documented.
 */
export function jsonPathText(text: string, path: string): string | undefined {
  return jsonText(jsonPathValue(jsonValue(text), path));
}

/** A JSON text's value; undefined when it is none. */
export function jsonValue(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
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
    if (!Object.hasOwn(value, key)) {
      return undefined;
    }
    // Just seen to be a member of its own; a list's indices are such members too.
    value = (value as Readonly<Record<string, unknown>>)[key];
  }
  return value;
}

const step = /([^.[\]]+)|\[(\d+)\]|\['([^']*)'\]/g;
