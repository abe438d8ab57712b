/** What a mapping does to a header or parameter. */
export type HeaderVerb = "append" | "overwrite" | "remove";

/** Changes all headers of a name, in any case, in a list of names and values in turn. */
export function changeHeader(
  headers: readonly string[],
  { verb, name }: { readonly verb: HeaderVerb; readonly name: string },
  value: string,
): readonly string[] {
  const lowerCase = name.toLowerCase();
  const changed: string[] = [];
  for (let index = 0; index < headers.length; index += 2) {
    const own = headers[index] ?? "";
    if (verb === "append" || own.toLowerCase() !== lowerCase) {
      changed.push(own, headers[index + 1] ?? "");
    }
  }
  return verb === "remove" ? changed : [...changed, name, value];
}
