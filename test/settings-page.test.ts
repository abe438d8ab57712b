import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { serveCommand } from "../src/cli/serve.ts";

const page = readFileSync(new URL("../docs/settings.md", import.meta.url), "utf8");

test.each(serveCommand().options.map(({ long, envVar }) => ({ long, envVar })))(
  "docs/settings.md explains $long and its variable $envVar",
  ({ long, envVar }) => {
    const row = page.split("\n").find((line) => line.startsWith(`| \`${long}\``));
    expect(row, `a row for ${long}`).toBeDefined();
    expect(row).toContain(envVar === undefined ? "" : `\`${envVar}\``);
  },
);
