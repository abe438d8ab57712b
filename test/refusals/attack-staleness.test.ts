import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import pino from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { defaultSettings } from "../../src/server/settings.ts";
import { startServer } from "../../src/server/start-server.ts";
import type { SigningCredentials } from "../../src/sigv4/sign.ts";
import { systemSources } from "../../src/sources.ts";
import { openStore } from "../../src/store/open-store.ts";
import { signed } from "./draft.ts";
import { exchange } from "./exchange.ts";
import { accountA, elementOf, type Fixture, keys, startFixture } from "./fixture.ts";

let fixture: Fixture;
/** A second server on the same database. */
let second: { readonly port: number; close(): Promise<void> };
let directory: string;

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), "sallyport-refusals-"));
  fixture = await startFixture({ allowReset: true }, directory);
  second = await startSecond(fixture, directory);
});

afterAll(async () => {
  await second.close();
  await fixture.close();
  await rm(directory, { recursive: true });
});

async function startSecond({ clock }: Fixture, database: string): Promise<typeof second> {
  const sources = { ...systemSources, nowMs: () => clock.nowMs };
  const store = await openStore({ database, masterKey: new Uint8Array(32).fill(7), sources });
  const settings = { ...defaultSettings, port: 0 };
  const server = await startServer({ store, sources, logger: pino({ level: "silent" }), settings });
  return {
    port: server.port,
    close: async () => {
      await server.close();
      await store.close();
    },
  };
}

const attachment = { RoleName: "ApiCaller", PolicyArn: `arn:aws:iam::${accountA}:policy/InvokeApi` };

/** The statuses of an invoke on both servers. */
async function statuses(credentials: SigningCredentials): Promise<readonly number[]> {
  const request = signed(fixture.draft(credentials));
  const replies = await Promise.all([fixture.port, second.port].map((port) => exchange(port, request)));
  return replies.map(({ status }) => status);
}

describe("a permission that is taken away", () => {
  test("is gone on every server of the database with the answer to the call, again and again", async () => {
    const session = await fixture.assume(fixture.caller);
    for (let round = 0; round < 20; round += 1) {
      await fixture.must(keys.adminA, "DetachRolePolicy", attachment);
      expect(await statuses(session)).toEqual([403, 403]);
      await fixture.must(keys.adminA, "AttachRolePolicy", attachment);
      expect(await statuses(session)).toEqual([200, 200]);
    }
  });

  test("is gone for every request that starts after the answer, however many are in flight", async () => {
    const session = await fixture.assume(fixture.caller);
    const state = { stop: false, detached: false };
    const late: number[] = [];
    let early = 0;
    const hammer = async (port: number) => {
      while (!state.stop) {
        const startedAfter = state.detached;
        const { status } = await exchange(port, signed(fixture.draft(session)));
        if (startedAfter) {
          late.push(status);
        } else {
          early += status === 200 ? 1 : 0;
        }
      }
    };
    const hammers = [fixture.port, second.port].flatMap((port) => Array.from({ length: 8 }, () => hammer(port)));
    for (let round = 0; round < 5; round += 1) {
      state.detached = false;
      await fixture.must(keys.adminA, "AttachRolePolicy", attachment);
      expect(await statuses(session)).toEqual([200, 200]);
      await fixture.must(keys.adminA, "DetachRolePolicy", attachment);
      state.detached = true;
      expect(await statuses(session)).toEqual([403, 403]);
    }
    state.stop = true;
    await Promise.all(hammers);
    await fixture.must(keys.adminA, "AttachRolePolicy", attachment);
    expect(early).toBeGreaterThan(0);
    expect(late.filter((status) => status !== 403)).toEqual([]);
  });

  test("is gone with the key, on the server that has not seen the change", async () => {
    const { must } = fixture;
    const created = await must(keys.adminA, "CreateUser", { UserName: "short" });
    expect(created).toContain("short");
    const PolicyArn = "arn:aws:iam::aws:policy/AdministratorAccess";
    await must(keys.adminA, "AttachUserPolicy", { UserName: "short", PolicyArn });
    const key = await must(keys.adminA, "CreateAccessKey", { UserName: "short" });
    const [, AccessKeyId = ""] = /<AccessKeyId>([^<]+)</.exec(key) ?? [];
    const [, secretAccessKey = ""] = /<SecretAccessKey>([^<]+)</.exec(key) ?? [];
    const credentials = { accessKeyId: AccessKeyId, secretAccessKey };
    expect(await statuses(credentials)).toEqual([200, 200]);
    const change = { UserName: "short", AccessKeyId };
    await must(keys.adminA, "UpdateAccessKey", { ...change, Status: "Inactive" });
    expect(await statuses(credentials)).toEqual([403, 403]);
    await must(keys.adminA, "UpdateAccessKey", { ...change, Status: "Active" });
    expect(await statuses(credentials)).toEqual([200, 200]);
    await must(keys.adminA, "DeleteAccessKey", change);
    expect(await statuses(credentials)).toEqual([403, 403]);
  });
});

describe("reset", () => {
  const reset = (credentials: SigningCredentials, port = fixture.port, method = "POST") => {
    const path = "/_sallyport/v1/reset";
    const draft = fixture.draft(credentials, { method, host: "localhost", path, service: "sallyport" });
    return exchange(port, signed(draft));
  };

  test("does not exist on a server that was not told to allow it", async () => {
    expect((await reset(keys.rootB, second.port)).status).toBe(404);
    expect(await fixture.invokeStatus(await fixture.assume(fixture.caller))).toBe(200);
  });

  test("is refused to everyone but administrators, and to no one's requests by accident", async () => {
    expect((await reset(fixture.caller)).status).toBe(403);
    expect((await reset(await fixture.assume(fixture.caller))).status).toBe(403);
    expect((await reset(keys.rootB, fixture.port, "GET")).status).toBe(405);
    const bare = { method: "POST", target: "/_sallyport/v1/reset", headers: ["Host", "localhost"], body: "" };
    expect((await exchange(fixture.port, bare)).status).toBe(403);
    const good = signed(
      fixture.draft(keys.rootB, { method: "POST", host: "localhost", path: "/_sallyport/v1/reset", service: "iam" }),
    );
    expect((await exchange(fixture.port, { ...good, target: "/_sallyport/v1/reset?x" })).status).toBe(403);
    expect(await fixture.invokeStatus(await fixture.assume(fixture.caller))).toBe(200);
  });

  test("is refused, as traces are, to those who may do everything but IAM", async () => {
    const { must } = fixture;
    const refused = await fixture.invoke(keys.adminB);
    await must(keys.adminA, "CreateUser", { UserName: "power" });
    const attach = (name: string) =>
      must(keys.adminA, "AttachUserPolicy", { UserName: "power", PolicyArn: `arn:aws:iam::aws:policy/${name}` });
    await attach("PowerUserAccess");
    const key = await must(keys.adminA, "CreateAccessKey", { UserName: "power" });
    const power = { accessKeyId: elementOf(key, "AccessKeyId"), secretAccessKey: elementOf(key, "SecretAccessKey") };
    const path = `/_sallyport/v1/traces/${encodeURIComponent(refused.headers.get("apigw-requestid") ?? "")}`;
    const trace = () =>
      exchange(fixture.port, signed(fixture.draft(power, { host: "localhost", path, service: "sallyport" })));
    expect(await fixture.invokeStatus(power)).toBe(200);
    expect((await trace()).status).toBe(404);
    expect((await reset(power)).status).toBe(403);
    await attach("AdministratorAccess");
    expect((await trace()).status).toBe(200);
  });

  test("of B ends what was made in B at once, and nothing of A", async () => {
    const session = await fixture.assume(fixture.caller);
    expect((await reset(keys.adminB)).status).toBe(200);
    expect((await fixture.call(fixture.caller, "GetCallerIdentity")).code).toBe("InvalidClientTokenId");
    expect(await statuses(session)).toEqual([200, 200]);
    expect((await fixture.call(keys.adminB, "GetCallerIdentity")).status).toBe(200);
  });

  test("of A ends A's sessions on every server", async () => {
    const session = await fixture.assume(keys.adminB);
    expect(await statuses(session)).toEqual([200, 200]);
    expect((await reset(keys.adminA)).status).toBe(200);
    // The API is gone too, and an address without an API is answered the same way.
    expect(await statuses(session)).toEqual([403, 403]);
    expect((await fixture.call(session, "GetCallerIdentity")).code).toBe("InvalidClientTokenId");
  });
});
