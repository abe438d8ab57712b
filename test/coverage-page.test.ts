import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { coveragePage } from "../scripts/coverage-page.ts";
import { services } from "../src/services/services.ts";

test("docs/coverage.md lists what the operation tables hold (npm run coverage-page writes it)", () => {
  const page = readFileSync(new URL("../docs/coverage.md", import.meta.url), "utf8");
  expect(page).toBe(coveragePage());
});

test.each(services)("every operation of $signingName is one that AWS defines", ({ operations, knownOperations }) => {
  expect(operations.map(({ name }) => name).filter((name) => !knownOperations.includes(name))).toEqual([]);
});
