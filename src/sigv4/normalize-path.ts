/**
 * Removes `.` and `..` segments and doubled slashes from a path, as signers are told to before they encode it. Signatures
 * are not accepted over it where it changes the path (see `canonicalPaths`); it serves to explain why.
 */
export function normalizePath(path: string): string {
  const segments: string[] = [];
  for (const segment of path.split("/")) {
    if (segment === "..") {
      segments.pop();
    } else if (segment !== "" && segment !== ".") {
      segments.push(segment);
    }
  }
  const normalized = `/${segments.join("/")}`;
  return path.endsWith("/") && segments.length > 0 ? `${normalized}/` : normalized;
}
