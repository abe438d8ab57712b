import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { canonicalHeaders, canonicalPaths, canonicalQuery, formatCanonicalRequest } from "./canonical-request.ts";

test("a canonical request is six lines, the headers' among them ended by an empty one", () => {
  const parts = {
    method: "GET",
    path: "/",
    query: "a=",
    headers: "host:b\n",
    signedHeaders: "host",
    payloadHash: "00",
  };
  expect(formatCanonicalRequest(parts)).toBe("GET\n/\na=\nhost:b\n\nhost\n00");
});

describe("a path is accepted", () => {
  test.each([
    ["/", ["/"]],
    ["", ["/", ""]],
    ["/a-b_c.d~e/F9/", ["/a-b_c.d~e/F9/"]],
    ["/a%40b", ["/a%2540b", "/a%40b"]],
    ["/a@b", ["/a%40b", "/a@b"]],
    ["/a%2Fb", ["/a%252Fb", "/a%2Fb"]],
    ["/100%", ["/100%25", "/100%"]],
    ["/\u00C3\u00A9", ["/%C3%A9", "/\u00C3\u00A9"]],
    ["/a\nb", ["/a%0Ab", "/a\nb"]],
  ])("%j, encoded once more or as sent", (path, forms) => {
    expect(canonicalPaths(path)).toEqual(forms);
  });

  test("encoded once more only, when it holds an escaped percent sign: as sent it would be another path's encoding", () => {
    expect(canonicalPaths("/a%2540b")).toEqual(["/a%252540b"]);
    expect(canonicalPaths("/a%40b")).toContain("/a%2540b");
  });

  test.each(["//b", "/a//b", "/./b", "/a/../b", "/b/.", "/b/.."])(
    "%s, but not in the form without its dots or slashes",
    (path) => {
      expect(canonicalPaths(path)).toEqual([path]);
    },
  );

  test("no two paths share a form and decode differently, so an altered path cannot reach another route", () => {
    const pathText = fc.string({
      unit: fc.constantFrom("/", "%", "25", "40", "2F", "2f", "@", "a", ".", "\u00E9", "%25", "%40", "%C3%A9"),
      maxLength: 5,
    });
    fc.assert(
      fc.property(pathText, fc.nat(3), fc.boolean(), (text, depth, up) => {
        // Paths that are each other's encodings are the ones that could collide.
        const one = `/${text}`;
        let other = one;
        for (let step = 0; step < depth; step += 1) {
          other = (up ? canonicalPaths(other)[0] : decodeOnce(other)) ?? other;
        }
        const shared = canonicalPaths(one).some((form) => canonicalPaths(other).includes(form));
        expect(!shared || decodeOnce(one) === decodeOnce(other)).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});

describe("a query", () => {
  test.each([
    ["", ""],
    ["a", "a="],
    ["=", "="],
    ["=1", "=1"],
    ["a=%00", "a=%00"],
    ["a=%c3%A9%a0%0a%aF", "a=%C3%A9%A0%0A%AF"],
    ["&&a=1&", "a=1"],
    ["b=2&a=1", "a=1&b=2"],
    ["a=2&a=1&a=2", "a=1&a=2&a=2"],
    ["a-b=1&a=1", "a=1&a-b=1"],
    ["a=1=2", "a=1%3D2"],
    ["a=b+c%20d", "a=b%20c%20d"],
    ["a=%2b%2B", "a=%2B%2B"],
    ["%61=%7e%7E", "a=~~"],
    ["a=/?@", "a=%2F%3F%40"],
    ["a=\u00C3\u00A9", "a=%C3%A9"],
    ["a=\u4E2D", "a=\u4E2D"],
    ["A=1&a=1&%C3%A9=1", "%C3%A9=1&A=1&a=1"],
    ["X-Amz-Signature=1", "X-Amz-Signature=1"],
  ])("%j becomes %j", (query, canonical) => {
    expect(canonicalQuery(query, "header")).toBe(canonical);
  });

  test.each(["%", "%4", "a=%4", "%zz=1", "a=%0g", "a=1&b=%/0", "a=%:0", "a=%`0", "a=%0@"])(
    "%j has a broken escape",
    (query) => {
      expect(canonicalQuery(query, "header")).toBeUndefined();
    },
  );

  test("does not cover the signature it carries", () => {
    expect(canonicalQuery("b=1&X-Amz-Signature=0&a=1", "query")).toBe("a=1&b=1");
    expect(canonicalQuery("X-Amz-Signature=0", "query")).toBe("");
    expect(canonicalQuery("X%2DAmz-Signature=0", "query")).toBe("X-Amz-Signature=0");
  });
});

describe("headers", () => {
  const headers = [
    "Host",
    "a",
    "X-B",
    "  one  \t two ",
    "x-b",
    "three",
    "X-Empty",
    "",
    "X-Blank",
    " ",
    "X-Line",
    "a\nb",
    "X-A",
    "\u00E9",
    "X-Runs",
    "one  two   three",
    "X-Tab",
    "one\ttwo",
    "X-First",
    " one",
    "X-Last",
    "one ",
  ];
  test.each<[readonly string[], string | undefined]>([
    [["host"], "host:a\n"],
    [["host", "x-b"], "host:a\nx-b:one two,three\n"],
    [["x-blank", "x-empty"], "x-blank:\nx-empty:\n"],
    [["x-a"], "x-a:\u00E9\n"],
    [["x-runs"], "x-runs:one two three\n"],
    [["x-tab"], "x-tab:one two\n"],
    [["x-first", "x-last"], "x-first:one\nx-last:one\n"],
    [[], ""],
    [[""], undefined],
    [["host", "x-absent"], undefined],
    [["x-b", "host"], undefined],
    [["host", "host"], undefined],
    [["Host"], undefined],
    [["x-line"], undefined],
  ])("%j are signed as %j", (signedHeaders, lines) => {
    expect(canonicalHeaders(headers, signedHeaders)).toBe(lines);
  });

  test("a name without a value is no header", () => {
    expect(canonicalHeaders(["a", "1", "host"], ["host"])).toBeUndefined();
  });

  test("the host of HTTP/2 is signed as host, and never one of two", () => {
    expect(canonicalHeaders([":authority", "a"], ["host"])).toBe("host:a\n");
    expect(canonicalHeaders([":authority", "a"], [":authority"])).toBe(":authority:a\n");
    expect(canonicalHeaders([":authority", "a", "host", "b"], ["host"])).toBe("host:a,b\n");
    expect(canonicalHeaders([":authority", "a", "host", "b"], [":authority"])).toBe(":authority:a,b\n");
  });
});

/** Decodes the well-formed escapes of a path byte by byte, as a router does. */
function decodeOnce(path: string): string {
  return path.replaceAll(/%([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}
