import { existsSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { spawnSync } from "node:child_process";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, expect, test } from "vitest";
import { createDataDirectory } from "./data-directory.ts";

const folder = mkdtempSync(join(tmpdir(), "sallyport-directory-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test("a directory is made with those above it, for its owner only", () => {
  const directory = join(folder, "a", "b", "c");
  createDataDirectory(directory);
  expect(statSync(directory).mode & 0o777).toBe(0o700);
});

test("a directory that is there is left as it is", () => {
  createDataDirectory(folder);
  createDataDirectory(`${folder}/`);
  expect(statSync(folder).isDirectory()).toBe(true);
});

test.each([
  ["a file", "file"],
  ["below a file", "file/below"],
])("%s is refused in one line that names it", (_, name) => {
  writeFileSync(join(folder, "file"), "");
  expect(() => createDataDirectory(join(folder, name))).toThrow(
    /^cannot use the data directory \S+: E(?:NOTDIR|EXIST): .*; make it readable and writable or choose another$/,
  );
});

// In a process of its own: what this holds against is a call that never comes back.
test.skipIf(!existsSync("/proc/self"))("a file system that takes no directories is refused, and at once", () => {
  const program = `
    const { createDataDirectory } = await import(${JSON.stringify(fileURLToPath(new URL("data-directory.ts", import.meta.url)))});
    createDataDirectory("/proc/sallyport/data");
  `;
  const { status, signal, stderr } = spawnSync(process.execPath, ["--input-type=module", "-e", program], {
    encoding: "utf8",
    timeout: 20_000,
    killSignal: "SIGKILL",
  });
  expect({ status, signal }).toEqual({ status: 1, signal: null });
  expect(stderr).toContain("cannot use the data directory /proc/sallyport/data: ENOENT");
});
