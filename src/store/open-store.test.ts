import { mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { beforeEach, expect, onTestFinished, test } from "vitest";
import { newAccountId } from "../../test/store/examples.ts";
import { systemSources } from "../sources.ts";
import { openStore } from "./open-store.ts";

const masterKey = new Uint8Array(32);
let directory: string;
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), "sallyport-open-"));
  onTestFinished(() => rmSync(directory, { recursive: true, force: true }));
});

const open = (database: string) => openStore({ database, masterKey, sources: systemSources });

test("a data directory is created for its owner only, and so is the database", async () => {
  const dataDirectory = join(directory, "deeper", "data");
  const store = await open(dataDirectory);
  expect(statSync(dataDirectory).mode & 0o777).toBe(0o700);
  expect(statSync(join(dataDirectory, "sallyport.db")).mode & 0o777).toBe(0o600);
  expect(statSync(join(dataDirectory, "sallyport.db-wal")).mode & 0o777).toBe(0o600);
  await store.close();
});

test("what one process commits is noticed by another without a promise to wait for", async () => {
  const [first, second] = [await open(directory), await open(directory)];
  const heard: string[] = [];
  const account = { accountId: newAccountId(), name: "owner", createdAtMs: 1 };
  second.onChange((changes) => heard.push(...(changes === "all" ? ["all"] : changes.map(({ topic }) => topic))));
  await first.write(({ accounts }) => accounts.insert(account));
  expect(heard).toEqual([]);
  expect(second.catchUp()).toBeUndefined();
  expect(heard).toEqual([`account:${account.accountId}`]);
  await first.close();
  await second.close();
});

test.each([
  {
    when: "a file is in the directory's place",
    prepare: (path: string) => writeFileSync(path, ""),
    expected: /^cannot use the data directory .*data: E(EXIST|NOTDIR).*choose another$/,
  },
  {
    when: "the database is a directory",
    prepare: (path: string) => mkdirSync(join(path, "sallyport.db"), { recursive: true }),
    expected: /^cannot open the database .*sallyport\.db: EISDIR.*choose another data directory$/,
  },
  {
    when: "the database is another kind of file",
    prepare: (path: string) => {
      mkdirSync(path);
      writeFileSync(join(path, "sallyport.db"), "not a database ".repeat(100));
    },
    expected: /^cannot open the database .*sallyport\.db: file is not a database; .*choose another data directory$/,
  },
])("opening fails in one line that names the way out when $when", async ({ prepare, expected }) => {
  const dataDirectory = join(directory, "data");
  prepare(dataDirectory);
  await expect(open(dataDirectory)).rejects.toThrow(expected);
});
