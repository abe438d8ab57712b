/** Reads an integer or decimal number; undefined when the text is anything else. */
export function parseNumber(text: string): number | undefined {
  return /^[+-]?(?:\d+(?:\.\d*)?|\.\d+)(?:[eE][+-]?\d{1,3})?$/.test(text) ? Number(text) : undefined;
}

/** Reads `true` or `false` in any case; undefined when the text is anything else. */
export function parseBoolean(text: string): boolean | undefined {
  // As every server writes them, which spares lower-casing.
  if (text === "true" || text === "false") {
    return text === "true";
  }
  const lower = text.toLowerCase();
  return lower === "true" ? true : lower === "false" ? false : undefined;
}
