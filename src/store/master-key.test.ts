import { mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { randomBytes } from "node:crypto";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { loadMasterKey } from "./master-key.ts";

let dataDirectory: string;
beforeEach(() => {
  dataDirectory = mkdtempSync(join(tmpdir(), "sallyport-key-"));
  onTestFinished(() => rmSync(dataDirectory, { recursive: true, force: true }));
});

const load = (environmentValue?: string) => loadMasterKey({ environmentValue, dataDirectory, randomBytes });

test("the first start creates a key for its owner only, and later starts find it", () => {
  const key = load();
  expect(key).toHaveLength(32);
  expect(readdirSync(dataDirectory)).toEqual(["master.key"]);
  expect(statSync(join(dataDirectory, "master.key")).mode & 0o777).toBe(0o600);
  expect(load()).toEqual(key);
});

test("a start that finds the key created meanwhile takes that one", () => {
  const theirs = randomBytes(32);
  const key = loadMasterKey({
    environmentValue: undefined,
    dataDirectory,
    randomBytes(count) {
      // The first random bytes are asked for once the key was found missing.
      writeFileSync(join(dataDirectory, "master.key"), theirs.toString("base64"));
      return randomBytes(count);
    },
  });
  expect(key).toEqual(theirs);
  expect(readdirSync(dataDirectory)).toEqual(["master.key"]);
});

test.each([
  ["base64", Buffer.alloc(32, 7).toString("base64")],
  ["base64 for addresses", Buffer.alloc(32, 7).toString("base64url")],
  ["hexadecimal digits", Buffer.alloc(32, 7).toString("hex").toUpperCase()],
  ["base64 with a line end", `${Buffer.alloc(32, 7).toString("base64")}\n`],
])("the environment's key is read as %s, and no file is made", (_, value) => {
  expect(load(value)).toEqual(Buffer.alloc(32, 7));
  expect(readdirSync(dataDirectory)).toEqual([]);
});

test.each(["short", "%%%", Buffer.alloc(31).toString("base64"), Buffer.alloc(33).toString("hex")])(
  "the environment's key %s is refused without being shown",
  (value) => {
    expect(() => load(value)).toThrow(
      /^the environment variable SALLYPORT_MASTER_KEY does not hold a master key: 32 bytes/,
    );
  },
);

test("a damaged key file is refused by name and left alone", () => {
  const file = join(dataDirectory, "master.key");
  writeFileSync(file, "damaged");
  expect(() => load()).toThrow(`${file} does not hold a master key`);
  expect(readFileSync(file, "utf8")).toBe("damaged");
});
