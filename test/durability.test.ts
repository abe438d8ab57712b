import { spawn } from "node:child_process";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { parseAccountId } from "../src/arn/account-id.ts";
import { systemSources } from "../src/sources.ts";
import { loadMasterKey } from "../src/store/master-key.ts";
import { openStore } from "../src/store/open-store.ts";

const rounds = 20;
const writer = fileURLToPath(new URL("store/durable-writer.ts", import.meta.url));

test("no answered write is lost when the process is killed at any moment", { timeout: 60_000 }, async () => {
  const dataDirectory = mkdtempSync(join(tmpdir(), "sallyport-durability-"));
  onTestFinished(() => rmSync(dataDirectory, { recursive: true, force: true }));
  const answered: string[] = [];
  for (let round = 0; round < rounds; round += 1) {
    // Every fourth process dies early, while it creates or opens the database; the others in the midst of writing.
    const killAfter = round % 4 === 0 ? { ms: Math.random() * 200 } : { answers: 1 + Math.floor(Math.random() * 80) };
    answered.push(...(await writeUntilKilled(dataDirectory, `round${round}`, killAfter)));
    const { userNames, keyIds, topics } = await contentOf(dataDirectory);
    // Whatever is there is whole: a user has its key and its place in the change feed.
    expect(new Set(answered).difference(userNames)).toEqual(new Set());
    expect(keyIds).toEqual(new Set([...userNames].map((name) => `AKIA-${name}`)));
    expect(topics).toEqual(new Set([...userNames].flatMap((name) => [`user:AIDA-${name}`, `access-key:AKIA-${name}`])));
    // At most the write in flight at each kill was committed without an answer.
    expect(userNames.size).toBeLessThanOrEqual(answered.length + round + 1);
  }
  expect(answered.length).toBeGreaterThan(rounds);
});

/** When to kill the writer: after so many answers, or so long after its start. */
type KillAfter = { readonly ms: number } | { readonly answers: number };

/** Runs a writer, kills it without warning, and returns the names of the users whose writes it saw answered. */
function writeUntilKilled(dataDirectory: string, prefix: string, killAfter: KillAfter): Promise<readonly string[]> {
  return new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [writer, dataDirectory, prefix], { stdio: ["ignore", "pipe", "pipe"] });
    let output = "";
    let errors = "";
    const timer = "ms" in killAfter ? setTimeout(() => child.kill("SIGKILL"), killAfter.ms) : undefined;
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      if ("answers" in killAfter && output.split("\n").length > killAfter.answers) {
        child.kill("SIGKILL");
      }
    });
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => {
      errors += chunk;
    });
    child.on("error", reject);
    child.on("close", (_code, signal) => {
      clearTimeout(timer);
      if (signal === "SIGKILL") {
        // The last line may be cut off.
        resolve(output.split("\n").slice(0, -1));
      } else {
        reject(new Error(`the writer ended by itself: ${errors}`));
      }
    });
  });
}

interface Content {
  readonly userNames: ReadonlySet<string>;
  readonly keyIds: ReadonlySet<string>;
  readonly topics: ReadonlySet<string>;
}

/** Opens the database as a restarted server does, then reads all of it. */
async function contentOf(dataDirectory: string): Promise<Content> {
  const { randomBytes } = systemSources;
  const masterKey = loadMasterKey({ environmentValue: undefined, dataDirectory, randomBytes });
  const store = await openStore({ database: dataDirectory, masterKey, sources: systemSources });
  const accountId = parseAccountId("111111111111");
  if (accountId === undefined) {
    throw new Error("not an account id");
  }
  const users = await store.read((repositories) => repositories.users.list(accountId, "/", { limit: 100_000 }));
  await store.close();
  const database = new DatabaseSync(join(dataDirectory, "sallyport.db"), { readOnly: true });
  const column = (query: string) =>
    new Set(
      database
        .prepare(query)
        .all()
        .map((row) => String(Object.values(row)[0])),
    );
  const [integrity] = column("pragma integrity_check");
  expect(integrity).toBe("ok");
  const content = {
    userNames: new Set(users.map(({ userName }) => userName)),
    keyIds: column("select access_key_id from access_key"),
    topics: column("select topic from change"),
  };
  database.close();
  return content;
}
