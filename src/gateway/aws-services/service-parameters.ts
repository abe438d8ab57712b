/** The parameters of an integration with the values that a request gave them; none is empty. */
export type ServiceParameters = Readonly<Record<string, string>>;

/** A list as a mapping gives it: JSON, or texts with commas between, as mapped headers and queries have them. */
export function listOf(text: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) {
      return value.map(String);
    }
  } catch {
    // Not JSON, so the text itself is the list.
  }
  return text.split(",").map((item) => item.trim());
}

/** Encodes as Signature Version 4 wants it: everything but letters, digits and `-._~`. */
export function encode(text: string): string {
  return encodeURIComponent(text.toWellFormed()).replaceAll(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
}

/** A parameter whose value a service's protocol has no form for; the message says which and why. */
export class ParameterError extends Error {
  override readonly name = "ParameterError";
}
