import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, test } from "vitest";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "src");

/** A layer imports only from itself and from layers before it. */
const layers = [
  "arn",
  "http",
  "policy",
  "sigv4",
  "x509",
  "wire",
  "store",
  "identity",
  "trace",
  "services",
  "gateway",
  "server",
  "cli",
];
/** Folders whose code also runs where there is no Node. */
const pureLayers = ["arn", "http", "policy"];
const linesMax = 400;
const generated = /^src\/wire\/constraints\//;

const files = readdirSync(source, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts"))
  .map((name) => ({ path: `src/${name.replaceAll("\\", "/")}`, text: readFileSync(join(source, name), "utf8") }));
const modules = files.filter(({ path }) => !path.endsWith(".test.ts"));

test.each(files.filter(({ path }) => !generated.test(path)))("$path is at most 400 lines long", ({ text }) => {
  expect(text.split("\n").length - 1).toBeLessThanOrEqual(linesMax);
});

test.each(files)("$path is named in kebab case, after what it holds", ({ path }) => {
  expect(path).toMatch(/^(?:src\/)?(?:[a-z0-9-]+\/)*[a-z0-9-]+(?:\.test)?\.ts$/);
  expect(path).not.toMatch(/\b(?:utils?|helpers?|common|manager|misc)\b/);
});

describe("layers", () => {
  test.each(modules)("$path imports only what lies before it", ({ path, text }) => {
    const layer = layerOf(path);
    for (const target of importsOf(path, text)) {
      const other = layerOf(target);
      const allowed = layer === undefined || other === undefined || layers.indexOf(other) <= layers.indexOf(layer);
      expect(allowed, `${path} imports ${target}`).toBe(true);
    }
  });

  test.each(modules.filter(({ path }) => /^src\/services\/[^/]+\//.test(path)))(
    "$path meets other services only in the store",
    ({ path, text }) => {
      const service = path.split("/")[2];
      const others = importsOf(path, text).filter((target) => /^src\/services\/[^/]+\//.test(target));
      expect(others.filter((target) => target.split("/")[2] !== service)).toEqual([]);
    },
  );

  test.each(modules.filter(({ path }) => pureLayers.includes(layerOf(path) ?? "")))(
    "$path has no Node import",
    ({ text }) => {
      expect(text).not.toMatch(/from "node:/);
    },
  );
});

test.each(modules.filter(({ path }) => !generated.test(path) && !path.endsWith("/index.ts")))(
  "$path documents all it exports",
  ({ text }) => {
    const lines = text.split("\n");
    const bare = lines.filter((line, index) => /^export (?!\{|\*|type \{)/.test(line) && !isDocumented(lines, index));
    expect(bare).toEqual([]);
  },
);

test.each(modules)("$path exports by name only", ({ text }) => {
  expect(text).not.toMatch(/^export (?:default|\*)/m);
});

/** Whether a docstring ends right before an export, a linter's remark between them aside. */
function isDocumented(lines: readonly string[], index: number): boolean {
  const before = lines[index - 1] ?? "";
  return before.trimEnd().endsWith("*/") || (before.startsWith("// oxlint-disable") && isDocumented(lines, index - 1));
}

function layerOf(path: string): string | undefined {
  const [, folder = "", ...rest] = path.split("/");
  return rest.length > 0 ? folder : undefined;
}

/** The files of this project that a module imports, from the root. */
function importsOf(path: string, text: string): readonly string[] {
  return [...text.matchAll(/(?:from|import\() ?"(\.[^"]+)"/g)].map(([, target = ""]) =>
    relative(root, join(root, dirname(path), target)).replaceAll("\\", "/"),
  );
}
