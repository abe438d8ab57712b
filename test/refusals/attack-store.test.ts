import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SigningCredentials } from "../../src/sigv4/sign.ts";
import { elementOf, type Fixture, keys, startFixture } from "./fixture.ts";

let fixture: Fixture;
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sallyport-refusals-"));
  fixture = await startFixture({}, directory);
});

afterAll(async () => {
  await fixture.close();
  await rm(directory, { recursive: true });
});

async function newKey(UserName: string): Promise<SigningCredentials> {
  await fixture.must(keys.adminA, "CreateUser", { UserName });
  await fixture.must(keys.adminA, "AttachUserPolicy", {
    UserName,
    PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
  });
  const key = await fixture.must(keys.adminA, "CreateAccessKey", { UserName });
  return { accessKeyId: elementOf(key, "AccessKeyId"), secretAccessKey: elementOf(key, "SecretAccessKey") };
}

/** Runs statements on the database behind the server's back. */
function tamper(sql: string, ...parameters: readonly string[]): void {
  const database = new DatabaseSync(join(directory, "sallyport.db"));
  try {
    database.prepare(sql).run(...parameters);
  } finally {
    database.close();
  }
}

test("a sealed secret copied to another key's row opens for nobody, and says nothing of it to the caller", async () => {
  const mine = await newKey("mine");
  const theirs = await newKey("theirs");
  const untouched = await newKey("untouched");
  tamper(
    "update access_key set sealed_secret = (select sealed_secret from access_key where access_key_id = ?) where access_key_id = ?",
    mine.accessKeyId,
    theirs.accessKeyId,
  );
  const forged = { accessKeyId: theirs.accessKeyId, secretAccessKey: mine.secretAccessKey };
  for (const credentials of [forged, theirs]) {
    expect(await fixture.invokeStatus(credentials)).toBe(500);
    const reply = await fixture.call(credentials, "GetCallerIdentity");
    expect([reply.status, reply.code]).toEqual([500, "InternalFailure"]);
    expect(reply.message).not.toMatch(/seal|access-key|authenticate/);
  }
  expect(fixture.logged()).not.toContain(mine.secretAccessKey);
  expect(fixture.logged()).not.toContain(theirs.secretAccessKey);
  expect(await fixture.invokeStatus(mine)).toBe(200);
  expect(await fixture.invokeStatus(untouched)).toBe(200);
});

test("no secret is in the files of the database as it is", async () => {
  const { secretAccessKey } = await newKey("plain");
  const database = new DatabaseSync(join(directory, "sallyport.db"), { readOnly: true });
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
  const texts = tables.map(({ name }) => JSON.stringify(database.prepare(`select * from "${String(name)}"`).all()));
  database.close();
  const all = texts.join("\n");
  expect(all).toContain("ADMINKEYOFA");
  for (const secret of [secretAccessKey, ...Object.values(keys).map((key) => key.secretAccessKey)]) {
    expect(all.includes(secret)).toBe(false);
  }
});
