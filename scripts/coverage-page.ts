// Writes docs/coverage.md, the page of implemented operations, from the operation tables.
//
//   npm run coverage-page
import { writeFileSync } from "node:fs";
import { services } from "../src/services/services.ts";
import { unimplemented } from "./unimplemented.ts";

/** The page as Markdown. */
export function coveragePage(): string {
  const sections = services.map(({ name, version, operations, knownOperations }) => {
    const implemented = new Set(operations.map(({ name }) => name));
    const missing = knownOperations.filter((name) => !implemented.has(name));
    return [
      `## ${name} (${version}): ${implemented.size} of ${knownOperations.length} operations`,
      "",
      "Implemented:",
      "",
      ...nameList(knownOperations.filter((name) => implemented.has(name))),
      "",
      missing.length === 0 ? "Not implemented: none" : "Not implemented:",
      ...missingByReason(name, missing),
    ].join("\n");
  });
  const intro = [
    "# What is implemented",
    "",
    "Generated from the operation tables by `npm run coverage-page`; a test holds it against them. An operation of AWS that",
    "is not implemented answers a 4xx error that names it: `InvalidAction` on IAM and STS, `NotImplementedException` on",
    "API Gateway, Organizations and Certificate Manager.",
  ].join("\n");
  return `${[intro, ...sections].join("\n\n")}\n`;
}

/** The missing operations under the reason of their family; those without one come last, under none. */
function missingByReason(name: string, missing: readonly string[]): readonly string[] {
  const families = unimplemented[name] ?? [];
  const groups = families.map(({ title, names, reason }) => ({
    heading: `${title}: ${reason}`,
    operations: missing.filter((name) => names.test(name)),
  }));
  const unexplained = missing.filter((name) => !families.some(({ names }) => names.test(name)));
  return [...groups, { heading: "Without a reason:", operations: unexplained }]
    .filter(({ operations }) => operations.length > 0)
    .flatMap(({ heading, operations }) => ["", heading, "", ...nameList(operations)]);
}

function nameList(names: readonly string[]): readonly string[] {
  return names.toSorted().map((name) => `- \`${name}\``);
}

if (import.meta.main) {
  writeFileSync(new URL("../docs/coverage.md", import.meta.url), coveragePage());
}
