import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, beforeAll, expect, test } from "vitest";
import { pino } from "pino";
import { accountIdOf } from "../src/arn/account-id.ts";
import { defaultSettings } from "../src/server/settings.ts";
import type { ListeningServer } from "../src/server/server.ts";
import { startServer } from "../src/server/start-server.ts";
import { applyAccounts } from "../src/services/accounts/apply-accounts.ts";
import { signRequest, type SigningCredentials } from "../src/sigv4/sign.ts";
import { systemSources } from "../src/sources.ts";
import { loadMasterKey } from "../src/store/master-key.ts";
import { openStore } from "../src/store/open-store.ts";
import type { Store } from "../src/store/store.ts";
import { runWell } from "./clients/run-client.ts";
import { elementOf } from "./sts-bench.ts";

let directory: string;
let stores: readonly Store[];
let nodes: readonly ListeningServer[];
const root = { accessKeyId: "ROOTKEY", secretAccessKey: "secret-of-the-root" };

/** A node of its own on the shared directory. */
async function openNode(): Promise<Store> {
  const masterKey = loadMasterKey({
    environmentValue: undefined,
    dataDirectory: directory,
    randomBytes: systemSources.randomBytes,
  });
  return openStore({ database: directory, masterKey, sources: systemSources });
}

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sallyport-keys-"));
  const first = await openNode();
  stores = [first, await openNode()];
  const account = { id: accountIdOf("111111111111"), name: "one", users: [] };
  const key = { rootAccessKeyId: root.accessKeyId, rootSecretAccessKey: root.secretAccessKey };
  await first.write((tx) => applyAccounts(tx, [{ ...account, ...key }], systemSources));
  const logger = pino({ level: "silent" });
  const settings = { ...defaultSettings, port: 0 };
  nodes = await Promise.all(stores.map((store) => startServer({ store, sources: systemSources, logger, settings })));
});

afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()));
  await Promise.all(stores.map((store) => store.close()));
  await rm(directory, { recursive: true });
});

async function sts(node: number, credentials: SigningCredentials, action: string): Promise<string> {
  const port = nodes[node]?.port ?? 0;
  const body = `Action=${action}&Version=2011-06-15`;
  const headers = ["Host", `127.0.0.1:${port}`, "Content-Type", "application/x-www-form-urlencoded"];
  const request = { method: "POST", path: "/", query: "", headers, body, region: "us-east-1", service: "sts" };
  const added = signRequest({ ...request, nowMs: Date.now(), credentials });
  const answer = await fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...added },
    body,
  });
  return answer.text();
}

async function session(node: number): Promise<SigningCredentials & { readonly keyId: number }> {
  const xml = await sts(node, root, "GetSessionToken");
  const sessionToken = elementOf(xml, "SessionToken");
  return {
    accessKeyId: elementOf(xml, "AccessKeyId"),
    secretAccessKey: elementOf(xml, "SecretAccessKey"),
    sessionToken,
    keyId: Buffer.from(sessionToken, "base64").readUInt32BE(1),
  };
}

test("`sallyport keys rotate` changes the key of running nodes, and sessions of both keys are good on all", async () => {
  const old = await session(0);
  expect(old.keyId).toBe(1);
  const printed = await runWell(process.execPath, [
    "bin/sallyport.mjs",
    "keys",
    "rotate",
    "--json",
    "--data",
    directory,
  ]);
  expect(JSON.parse(printed)).toMatchObject({ keyId: 2, retiring: [{ keyId: 1 }] });
  await expect.poll(async () => (await session(0)).keyId, { timeout: 5000 }).toBe(2);
  const renewed = await session(0);
  for (const credentials of [old, renewed]) {
    for (const node of [0, 1]) {
      expect(await sts(node, credentials, "GetCallerIdentity")).toContain("<Account>111111111111</Account>");
    }
  }
});
