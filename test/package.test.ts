import { mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, expect, test } from "vitest";
import { runWell } from "./clients/run-client.ts";

// The package as a user gets it: packed, installed in an empty folder, run there.

const root = fileURLToPath(new URL("..", import.meta.url));
const timeoutMs = 240_000;
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sallyport-package-"));
  await runWell("npm", ["pack", "--silent", "--pack-destination", folder], { cwd: root, timeoutMs });
  const tarball = (await readdir(folder)).find((name) => name.endsWith(".tgz")) ?? "";
  await writeFile(join(folder, "package.json"), '{"private":true,"type":"module"}');
  // A connection to the registry that stalls is tried again within the time limit, in place of npm's five minutes.
  const patience = ["--fetch-timeout", "30000", "--fetch-retries", "4", "--fetch-retry-mintimeout", "1000"];
  const quiet = ["--prefer-offline", "--no-audit", "--no-fund", "--ignore-scripts"];
  const install = ["install", ...quiet, ...patience, join(folder, tarball)];
  await runWell("npm", install, { cwd: folder, timeoutMs });
}, timeoutMs);

afterAll(() => rm(folder, { recursive: true, force: true }));

const sallyport = (...args: readonly string[]) =>
  runWell(join(folder, "node_modules", ".bin", "sallyport"), args, { cwd: folder });

test("its command runs the demo: 403 but as the assumed role, and but for B's own key once a resource policy lets it in", async () => {
  const output = await sallyport("demo", "--once", "--port", "0");
  expect(output).toMatch(/unsigned\) +403 [\s\S]*own key +403 [\s\S]*as A's role +200 /);
  expect(output).toMatch(/REST +nobody \(unsigned\) +403 [\s\S]*before 3 +403 [\s\S]*REST +B's user, own key +200 /);
  expect(output).toContain("npx sallyport explain");
});

test("its command knows its version", async () => {
  expect((await sallyport("--version")).trim()).toMatch(/^\d+\.\d+\.\d+$/);
});

test("its libraries can be imported by name", async () => {
  const program = `
    import { compilePolicy, evaluate } from "sallyport/policy";
    import { verifySignature } from "sallyport/sigv4";
    console.log(typeof compilePolicy, typeof evaluate, typeof verifySignature);
  `;
  await writeFile(join(folder, "program.mjs"), program);
  const output = await runWell(process.execPath, ["program.mjs"], { cwd: folder });
  expect(output.trim()).toBe("function function function");
});
