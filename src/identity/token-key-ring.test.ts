import { randomBytes } from "node:crypto";
import { expect, test } from "vitest";
import { accountIdOf } from "../arn/account-id.ts";
import { openStore } from "../store/open-store.ts";
import { systemSources } from "../sources.ts";
import { createSessionTokens } from "./create-session-tokens.ts";
import type { Session } from "./session-token.ts";
import { openTokenKeyRing } from "./token-key-ring.ts";

const session: Session = {
  kind: "role",
  accountId: accountIdOf("111111111111"),
  accessKeyId: "ASIAEXAMPLE",
  secretAccessKey: "secret-of-the-session",
  issuerId: "AROAEXAMPLE",
  issuedAtMs: 1,
  expiresAtMs: 2,
};
const dayMs = 86_400_000;

async function openRotating() {
  const clock = { nowMs: Date.UTC(2026, 0, 2) };
  const sources = { ...systemSources, nowMs: () => clock.nowMs };
  const store = await openStore({ database: undefined, masterKey: randomBytes(32), sources });
  let reads = 0;
  // A node that is never told of changes: it must find out by what it meets.
  const deaf = {
    tokenKeys: () => {
      reads += 1;
      return store.tokenKeys();
    },
    onChange: () => () => {},
  };
  const tokensOver = async (of: Parameters<typeof openTokenKeyRing>[0]["store"]) =>
    createSessionTokens(await openTokenKeyRing({ store: of, nowMs: sources.nowMs }), randomBytes);
  return { clock, store, deaf, tokensOver, reads: () => reads };
}

const keyIdOf = (token: string) => Buffer.from(token, "base64").readUInt32BE(1);

test("after a rotation new sessions are sealed with the new key and older ones still open", async () => {
  const { store, tokensOver } = await openRotating();
  const tokens = await tokensOver(store);
  const old = tokens.seal(session);
  await store.rotateTokenKey();
  await expect.poll(() => keyIdOf(tokens.seal(session))).toBe(2);
  expect(await tokens.open(old)).toEqual(session);
  expect(await tokens.open(tokens.seal(session))).toEqual(session);
  await store.close();
});

test("a key opens nothing any more once the longest session sealed with it is over, and the next rotation removes it", async () => {
  const { clock, store, tokensOver } = await openRotating();
  const tokens = await tokensOver(store);
  const old = tokens.seal(session);
  await store.rotateTokenKey();
  await expect.poll(() => keyIdOf(tokens.seal(session))).toBe(2);
  clock.nowMs += 1.5 * dayMs - 1;
  expect(await tokens.open(old)).toEqual(session);
  clock.nowMs += 1;
  expect(await tokens.open(old)).toBeUndefined();
  await store.rotateTokenKey();
  expect((await store.tokenKeys()).map(({ keyId }) => keyId)).toEqual([3, 2]);
  await store.close();
});

test("a token of a key that is not known yet makes a node look, once a second at most", async () => {
  const { clock, store, deaf, tokensOver, reads } = await openRotating();
  const node = await tokensOver(deaf);
  await store.rotateTokenKey();
  const token = (await tokensOver(store)).seal(session);
  const [first, second] = await Promise.all([node.open(token), node.open(token)]);
  expect([first, second]).toEqual([session, session]);
  expect(reads()).toBe(2);
  const madeUp = Buffer.from(token, "base64");
  madeUp.writeUInt32BE(999, 1);
  for (let attempt = 0; attempt < 5; attempt += 1) {
    expect(await node.open(madeUp.toString("base64"))).toBeUndefined();
  }
  expect(reads()).toBe(2);
  clock.nowMs += 1000;
  expect(await node.open(madeUp.toString("base64"))).toBeUndefined();
  expect(reads()).toBe(3);
  await store.close();
});
