import { afterEach, beforeEach, expect, test } from "vitest";
import { accountA, nowMs, userOf } from "../../test/iam-bench.ts";
import { compilePolicy } from "../policy/compile.ts";
import { systemSources } from "../sources.ts";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/store.ts";
import { createIdentity } from "./create-identity.ts";
import { createSessionTokens } from "./create-session-tokens.ts";
import { createUsage } from "./usage.ts";

let store: Store;
beforeEach(async () => {
  store = await openStore({ database: undefined, masterKey: new Uint8Array(32), sources: systemSources });
});
afterEach(() => store.close());

const raw = {
  method: "POST",
  path: "/",
  query: "",
  headers: [],
  remoteAddress: "127.0.0.1",
  secure: false,
};
const policy = (Effect: string) =>
  JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Action: "iam:ChangePassword", Resource: "*" }] });
const check = { action: "iam:ChangePassword", resource: "arn:aws:iam::111111111111:user/alice" };
const grant = { document: policy("Allow"), label: "the password policy" };

test.each([
  ["without a grant nothing is allowed", check, undefined, false],
  ["a grant allows what no policy does", { ...check, grant }, undefined, true],
  ["a grant does not stand against a deny", { ...check, grant }, "Deny", false],
  ["a grant allows no more than it says", { ...check, action: "iam:DeleteUser", grant }, undefined, false],
])("%s", async (_, asked, effect, allowed) => {
  const identity = createIdentity({
    store,
    tokens: createSessionTokens(await store.tokenKeys(), systemSources.randomBytes),
    usage: createUsage(store),
    nowMs: () => nowMs,
    randomBytes: systemSources.randomBytes,
  });
  const source = { type: "identity", label: "inline policy of alice", accountId: accountA } as const;
  const caller = {
    ...userOf(accountA, "alice"),
    policies: { identity: effect === undefined ? [] : [compilePolicy(policy(effect), source)] },
  };
  const { decision } = await identity.authorize(caller, asked, { raw, nowMs, region: "us-east-1" });
  expect(decision.allowed).toBe(allowed);
});
