import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";
import { startServer } from "./fixture.ts";
import { executables, reportMissing, runWell } from "./run-client.ts";

const missing = await missingPrograms(["bash", "aws", "curl"]);
if (missing.length > 0) {
  reportMissing("readme", `the README's walk-through needs ${missing.join(", ")}`);
}

test.skipIf(missing.length > 0)(
  "the README's walk-through, as printed but for its ports, ends in 403 unsigned and 200 as the assumed role",
  async () => {
    const readme = await readFile(fileURLToPath(new URL("../../README.md", import.meta.url)), "utf8");
    const folder = await mkdtemp(join(tmpdir(), "sallyport-readme-"));
    const backend = http.createServer((_, response) => response.end('["dog","cat"]'));
    await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
    // A TCP server's address is never a string.
    const backendPort = (backend.address() as AddressInfo).port;
    const accounts = join(folder, "accounts.json");
    await writeFile(accounts, block(readme, "json", '{\n  "accounts"'));
    const server = await startServer(["--data", join(folder, "data"), "--accounts", accounts]);
    try {
      const script = `${block(readme, "sh", "export AWS_REGION")}\n${block(readme, "sh", "export HTTPS_PROXY")}`
        .replace(/^.*python3 -m http\.server.*$/m, "")
        .replaceAll("127.0.0.1:8000", `127.0.0.1:${backendPort}`)
        .replaceAll(".sallyport/", "data/")
        .replaceAll("4566", new URL(server.endpoint).port);
      const output = await runWell("bash", ["-euc", script], { cwd: folder });
      const answers = output.slice(output.indexOf("HTTP/1.1"));
      expect(answers).toMatch(
        /^HTTP\/1\.1 403 Forbidden[\s\S]*"Missing Authentication Token"[\s\S]*HTTP\/1\.1 200 OK[\s\S]*\["dog","cat"\]\{[\s\S]*user\/alice"\s*\}\s*\["dog","cat"\]$/,
      );
    } finally {
      await server.stop();
      backend.closeAllConnections();
      backend.close();
      await rm(folder, { recursive: true, force: true });
    }
  },
  60_000,
);

/** The README's fenced block of that language which starts so. */
function block(readme: string, language: string, start: string): string {
  const blocks = [...readme.matchAll(/^```(\w*)\n([\s\S]*?)^```$/gm)];
  const found = blocks.find(([, name, text]) => name === language && text?.startsWith(start));
  if (found?.[2] === undefined) {
    throw new Error(`the README has no ${language} block that starts with ${start}`);
  }
  return found[2];
}

async function missingPrograms(names: readonly string[]): Promise<readonly string[]> {
  const found = await Promise.all(names.map(executables));
  return names.filter((_, index) => found[index]?.length === 0);
}
