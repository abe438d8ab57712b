import { randomBytes } from "node:crypto";
import { pino } from "pino";
import { request } from "undici";
import { type AccountId, accountIdOf } from "../src/arn/account-id.ts";
import { iamArn } from "../src/arn/arn.ts";
import { newUniqueId } from "../src/arn/unique-id.ts";
import { defaultSettings } from "../src/server/settings.ts";
import { startServer } from "../src/server/start-server.ts";
import { applyAccounts } from "../src/services/accounts/apply-accounts.ts";
import { signRequest } from "../src/sigv4/sign.ts";
import { systemSources } from "../src/sources.ts";
import { openStore } from "../src/store/open-store.ts";
import type { Store } from "../src/store/store.ts";

const accountsFilled = 200;
const rolesEach = 500;
const policiesEach = 100;
const rounds = 200;

const document = '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Action":"s3:Get*","Resource":"*"}}';
const trust =
  '{"Version":"2012-10-17","Statement":{"Effect":"Allow","Principal":{"AWS":"*"},"Action":"sts:AssumeRole"}}';
const credentials = { accessKeyId: "bench-root", secretAccessKey: "the secret of the benchmark" };
const caller = accountIdOf("900000000000");

/**
 * Prints what reads and lists cost on a full server beside an empty one: 200 accounts with 500 roles each, 20,000
 * policies in all. The calls are the same on both, in an account of 500 roles and 100 policies.
 */
export async function scaleBench(): Promise<void> {
  const empty = await measure(async (store) => fill(store, caller));
  const full = await measure(async (store) => {
    for (let number = 0; number < accountsFilled - 1; number += 1) {
      await fill(store, accountIdOf(String(100_000_000_000 + number)));
    }
    await fill(store, caller);
  });
  for (const [name, ms] of empty) {
    const other = full.get(name) ?? 0;
    console.log(
      `${name.padEnd(18)} one account ${ms.toFixed(2)} ms, ${accountsFilled} accounts ${other.toFixed(2)} ms: ${(other / ms).toFixed(2)} times`,
    );
  }
}

async function fill(store: Store, accountId: AccountId): Promise<void> {
  const createdAtMs = systemSources.nowMs();
  await store.write(async (tx) => {
    if ((await tx.accounts.get(accountId)) === undefined) {
      await tx.accounts.insert({ accountId, name: `account ${accountId}`, createdAtMs });
    }
    for (let number = 0; number < policiesEach; number += 1) {
      const policyName = `policy-${number}`;
      const arn = iamArn(accountId, `policy/${policyName}`);
      const times = { createdAtMs, updatedAtMs: createdAtMs, defaultVersion: 1, nextVersion: 2, tags: [] };
      const policyId = newUniqueId("ANPA", accountId, randomBytes);
      await tx.policies.insert(
        { accountId, policyId, policyName, path: "/", arn, ...times },
        { policyArn: arn, version: 1, document, createdAtMs },
      );
    }
    for (let number = 0; number < rolesEach; number += 1) {
      const roleId = newUniqueId("AROA", accountId, randomBytes);
      await tx.roles.insert({
        accountId,
        roleId,
        roleName: `role-${number}`,
        path: "/",
        createdAtMs,
        trustPolicy: trust,
        trustedIds: {},
        maxSessionDurationSeconds: 3600,
        tags: [],
      });
      const policyArn = iamArn(accountId, `policy/policy-${number % policiesEach}`);
      await tx.entityPolicies.attach(accountId, { kind: "role", id: roleId }, policyArn);
    }
  });
}

/** The median time of each call in milliseconds, on a server over a store that `prepare` has filled. */
async function measure(prepare: (store: Store) => Promise<void>): Promise<ReadonlyMap<string, number>> {
  const store = await openStore({ database: undefined, masterKey: randomBytes(32), sources: systemSources });
  const root = { rootAccessKeyId: credentials.accessKeyId, rootSecretAccessKey: credentials.secretAccessKey };
  await store.write((tx) => applyAccounts(tx, [{ id: caller, name: "bench", ...root, users: [] }], systemSources));
  await prepare(store);
  const settings = { ...defaultSettings, port: 0 };
  const server = await startServer({ store, sources: systemSources, logger: pino({ level: "silent" }), settings });
  const policyArn = encodeURIComponent(iamArn(caller, "policy/policy-7"));
  const calls: readonly (readonly [string, string])[] = [
    ["ListRoles", "Action=ListRoles&MaxItems=100&Version=2010-05-08"],
    ["ListPolicies", "Action=ListPolicies&MaxItems=100&Scope=Local&Version=2010-05-08"],
    ["GetRole", "Action=GetRole&RoleName=role-250&Version=2010-05-08"],
    ["GetPolicy", `Action=GetPolicy&PolicyArn=${policyArn}&Version=2010-05-08`],
  ];
  const medians = new Map<string, number>();
  for (const [name, query] of calls) {
    const times: number[] = [];
    for (let round = 0; round < rounds; round += 1) {
      const start = performance.now();
      await call(server.port, query);
      times.push(performance.now() - start);
    }
    medians.set(name, times.toSorted((left, right) => left - right)[rounds / 2] ?? 0);
  }
  await server.close();
  await store.close();
  return medians;
}

async function call(port: number, query: string): Promise<void> {
  const host = `127.0.0.1:${port}`;
  const parts = { method: "GET", path: "/", query, headers: ["host", host], body: "" };
  const signed = signRequest({ ...parts, credentials, service: "iam", region: "us-east-1", nowMs: Date.now() });
  const { statusCode, body } = await request(`http://${host}/?${query}`, { headers: { host, ...signed } });
  const text = await body.text();
  if (statusCode !== 200) {
    throw new Error(`${query} was answered ${statusCode}: ${text}`);
  }
}
