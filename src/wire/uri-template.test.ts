import { expect, test } from "vitest";
import { compareUriTemplates, firstSegments, parseUriTemplate } from "./uri-template.ts";

test("a template may ask for a parameter of the query", () => {
  expect(parseUriTemplate("POST", "/restapis?mode=import")).toEqual({
    method: "POST",
    segments: [{ kind: "fixed", text: "restapis" }],
    parameter: "mode=import",
  });
  expect(parseUriTemplate("POST", "/restapis")).not.toHaveProperty("parameter");
});

test("of two templates of one path, the one with a parameter is tried first", () => {
  const [plain, asking] = ["/restapis", "/restapis?mode=import"].map((uri) => parseUriTemplate("POST", uri));
  expect(plain && asking && [plain, asking].toSorted(compareUriTemplates)).toEqual([asking, plain]);
});

test("paths begin with what is before their second slash", () => {
  expect(firstSegments(["/restapis/{id}", "/restapis?mode=import", "/v2/apis", "/"])).toEqual(
    new Set(["restapis", "v2", ""]),
  );
});
