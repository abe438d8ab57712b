/** One parameter of a query or form, name and value decoded. */
export interface QueryParameter {
  readonly name: string;
  readonly value: string;
}

/**
 * Decodes a query string or form body, in which `+` is a space. A parameter without `=` has an empty value. A percent
 * sign that begins no escape is kept.
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

/** Decodes percent escapes and `+`. Bytes that are no UTF-8 become U+FFFD, however they are spelt. */
function decodeForm(text: string): string {
  return text.replaceAll("+", " ").replaceAll(/(?:%[0-9A-Fa-f]{2})+/g, decodeEscapes);
}

function decodeEscapes(escapes: string): string {
  try {
    return decodeURIComponent(escapes);
  } catch {
    return decodeBytes(escapes);
  }
}

/** A character for each escaped byte. A plain loop: a caller who has proven nothing may send megabytes of these. */
function decodeBytes(escapes: string): string {
  let text = "";
  for (let index = 1; index < escapes.length; index += 3) {
    const byte = hexDigit(escapes.charCodeAt(index)) * 16 + hexDigit(escapes.charCodeAt(index + 1));
    text += byte < 0x80 ? String.fromCharCode(byte) : "\uFFFD";
  }
  return text;
}

/** The value of a hex digit, told by its code. */
function hexDigit(code: number): number {
  return code < 58 ? code - 48 : (code | 32) - 87;
}
