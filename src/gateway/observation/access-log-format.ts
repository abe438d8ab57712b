/** An access-log format, compiled: literal pieces and names of `$context` variables in turn, starting with a literal. */
export type CompiledLogFormat = readonly string[];

/** Compiles a format; `$context.name` and `${context.name}` are variables, everything else is text. */
export function compileLogFormat(format: string): CompiledLogFormat {
  const pieces: string[] = [];
  let end = 0;
  for (const match of format.matchAll(/\$context\.([A-Za-z0-9_.-]+)|\$\{context\.([A-Za-z0-9_.-]+)\}/g)) {
    pieces.push(format.slice(end, match.index), match[1] ?? match[2] ?? "");
    end = match.index + match[0].length;
  }
  return [...pieces, format.slice(end)];
}

/** The longest line, as CloudWatch Logs takes no longer events. */
const lineCharactersMax = 1_000_000;

/**
 * One line of a log, without its end. Values stand as they are, unquoted, and `-` for what is missing or empty, as AWS
 * does; control characters are escaped, so that no request can write a second line.
 */
export function logLine(format: CompiledLogFormat, valueOf: (name: string) => string | undefined): string {
  const pieces = format.map((piece, index) => (index % 2 === 0 ? piece : escaped(valueOf(piece) || "-")));
  const line = pieces.join("");
  return line.length > lineCharactersMax ? line.slice(0, lineCharactersMax) : line;
}

function escaped(value: string): string {
  return value.replaceAll(/[\p{Cc}\u2028\u2029]/gu, (character) => {
    return `\\u${(character.codePointAt(0) ?? 0).toString(16).padStart(4, "0")}`;
  });
}
