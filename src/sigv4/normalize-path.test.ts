import { expect, test } from "vitest";
import { normalizePath } from "./normalize-path.ts";

test.each([
  ["", "/"],
  ["/", "/"],
  ["//", "/"],
  ["/a", "/a"],
  ["/a/", "/a/"],
  ["//a///b", "/a/b"],
  ["/a/./b/.", "/a/b"],
  ["/a/../b", "/b"],
  ["/../a", "/a"],
  ["/a/../", "/"],
  ["/a..b/...", "/a..b/..."],
  ["/a b/../c", "/c"],
])("%j is %j without dots and doubled slashes", (path, normalized) => {
  expect(normalizePath(path)).toBe(normalized);
});
