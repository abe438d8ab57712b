import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { afterAll, beforeAll, expect, test } from "vitest";
import type { SigningCredentials } from "../../src/sigv4/sign.ts";
import { selfSigned } from "../self-signed.ts";
import { signed } from "./draft.ts";
import { exchange, type Reply } from "./exchange.ts";
import { elementOf, type Fixture, keys, region, startFixture } from "./fixture.ts";

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
  const { certificate, privateKey } = selfSigned.domains;
  const imported = await importCertificate({ Certificate: encoded(certificate), PrivateKey: encoded(privateKey) });
  expect(imported.status).toBe(200);
  const database = new DatabaseSync(join(directory, "sallyport.db"), { readOnly: true });
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
  const texts = tables.map(({ name }) => JSON.stringify(database.prepare(`select * from "${String(name)}"`).all()));
  database.close();
  const all = texts.join("\n");
  expect(all).toContain("ADMINKEYOFA");
  expect(all).toContain(lineOf(certificate));
  for (const secret of [
    secretAccessKey,
    lineOf(privateKey),
    encoded(privateKey),
    ...Object.values(keys).map((key) => key.secretAccessKey),
  ]) {
    expect(all.includes(secret)).toBe(false);
  }
});

const encoded = (text: string) => Buffer.from(text).toString("base64");

/** A line of a PEM text from its middle, as it stands in JSON. */
const lineOf = (pem: string) => pem.split("\n")[1] ?? "";

function importCertificate(input: object): Promise<Reply> {
  const draft = signed({
    method: "POST",
    host: `127.0.0.1:${fixture.port}`,
    path: "/",
    query: "",
    headers: ["X-Amz-Target", "CertificateManager.ImportCertificate"],
    body: JSON.stringify(input),
    credentials: keys.adminA,
    region,
    service: "acm",
    nowMs: fixture.clock.nowMs,
  });
  return exchange(fixture.port, draft);
}
