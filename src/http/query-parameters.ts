/** One parameter of a query or form, name and value decoded. */
export interface QueryParameter {
  readonly name: string;
  readonly value: string;
}

/**
 * Decodes a query string or form body, in which `+` is a space. A parameter without `=` has an empty value. A broken
 * percent escape is kept as it stands.
 */
export function parseQueryParameters(text: string): readonly QueryParameter[] {
  return text
    .split("&")
    .filter((piece) => piece !== "")
    .map((piece) => {
      const equals = piece.indexOf("=");
      return equals < 0
        ? { name: decodeForm(piece), value: "" }
        : { name: decodeForm(piece.slice(0, equals)), value: decodeForm(piece.slice(equals + 1)) };
    });
}

/** The value of the first parameter of that name; undefined when absent. AWS lets the first of several win. */
export function firstParameter(parameters: readonly QueryParameter[], name: string): string | undefined {
  return parameters.find((parameter) => parameter.name === name)?.value;
}

function decodeForm(text: string): string {
  const spaced = text.replaceAll("+", " ");
  try {
    return decodeURIComponent(spaced);
  } catch {
    return spaced;
  }
}
