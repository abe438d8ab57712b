import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { coveragePage } from "../scripts/coverage-page.ts";
import { unimplemented } from "../scripts/unimplemented.ts";
import { services } from "../src/services/services.ts";

test("docs/coverage.md lists what the operation tables hold (npm run coverage-page writes it)", () => {
  const page = readFileSync(new URL("../docs/coverage.md", import.meta.url), "utf8");
  expect(page).toBe(coveragePage());
});

test.each(services)("every operation of $name is one that AWS defines", ({ operations, knownOperations }) => {
  expect(operations.map(({ name }) => name).filter((name) => !knownOperations.includes(name))).toEqual([]);
});

describe.each(services)("what $name lacks", ({ name, operations, knownOperations }) => {
  const families = unimplemented[name] ?? [];
  const implemented = new Set(operations.map(({ name }) => name));
  const missing = knownOperations.filter((name) => !implemented.has(name));

  test("is of exactly one family, which gives the reason", () => {
    const explained = missing.filter((name) => families.filter(({ names }) => names.test(name)).length === 1);
    expect(missing.filter((name) => !explained.includes(name))).toEqual([]);
  });

  test("includes something of every family", () => {
    const empty = families.filter(({ names }) => !missing.some((name) => names.test(name)));
    expect(empty.map(({ title }) => title)).toEqual([]);
  });
});
