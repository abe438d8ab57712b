/**
 * The parts of a request's path, each decoded: `/pets/a%20b` is `["pets", "a b"]`, `/` is empty, `/pets/` ends in an
 * empty part. The path is decoded before it is split, as observed, so an encoded slash separates parts too. Dot
 * segments stay as they are. Undefined when the path does not start with `/` or its escapes are not UTF-8.
 */
export function pathParts(rawPath: string): readonly string[] | undefined {
  if (!rawPath.startsWith("/")) {
    return undefined;
  }
  if (rawPath === "/") {
    return [];
  }
  const decoded = rawPath.includes("%") ? decode(rawPath) : rawPath;
  return decoded === undefined ? undefined : splitPath(decoded);
}

/** By hand: to split a text that was never split before takes half as long again. */
function splitPath(path: string): readonly string[] {
  const parts: string[] = [];
  let start = 1;
  for (let slash = path.indexOf("/", start); slash >= 0; slash = path.indexOf("/", start)) {
    parts.push(path.slice(start, slash));
    start = slash + 1;
  }
  parts.push(path.slice(start));
  return parts;
}

/** The parts as one decoded path without its leading slash, as it stands in the ARN of an invoke. */
export function joinParts(parts: readonly string[]): string {
  let joined = parts[0] ?? "";
  for (let index = 1; index < parts.length; index += 1) {
    joined += `/${parts[index]}`;
  }
  return joined;
}

/** The parts, encoded so that a server reads exactly them: whatever could end a part, start a query or hide a parameter is escaped. */
export function encodeParts(parts: readonly string[]): string {
  return parts.length === 1 ? encodePart(parts[0] ?? "") : parts.map(encodePart).join("/");
}

/**
 * Whether a path has a part `.` or `..`, slashes and backslashes in escapes ending parts too. No encoding keeps a server
 * from resolving those, and what it would then serve is not what was authorized.
 */
export function hasDotSegment(path: string): boolean {
  return (path.includes("/.") || path.includes("%")) && dotSegment.test(path);
}

const dotSegment = /(?:\/|%2F|%5C)\.\.?(?:\/|%2F|%5C|$)/i;

const plainPart = /^[\w.~:@!$&'()*+,=-]*$/;

/** The escapes of `:@$&+,=`, which a path may hold as they are. */
const plainEscapes = /%(?:3A|40|24|26|2B|2C|3D)/g;

function encodePart(part: string): string {
  return plainPart.test(part)
    ? part
    : encodeURIComponent(part).replaceAll(plainEscapes, (escape) => decodeURIComponent(escape));
}

function decode(text: string): string | undefined {
  try {
    return decodeURIComponent(text);
  } catch {
    return undefined;
  }
}
