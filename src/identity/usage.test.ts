import { afterEach, beforeEach, expect, test } from "vitest";
import { parseAccountId } from "../arn/account-id.ts";
import type { LastUsed } from "../store/records.ts";
import type { Store } from "../store/store.ts";
import { openTestStore } from "../../test/store/engines.ts";
import type { Caller } from "./caller.ts";
import { createUsage, type Usage } from "./usage.ts";

const accountId = parseAccountId("111111111111") ?? expect.unreachable();
const arn = `arn:aws:iam::${accountId}:user/alice`;

/** Alice as one of her credentials shows her. */
const alice = (): Caller => ({
  kind: "user",
  accountId,
  accessKeyId: "AKIAALICE",
  arn,
  userId: "AIDAALICE",
  tags: [],
  principal: { type: "user", accountId, arn, uniqueId: "AIDAALICE" },
  policies: { identity: [] },
});

const useAt = (atMs: number, serviceName = "sts"): LastUsed => ({ atMs, region: "us-east-1", serviceName });

let store: Store;
let usage: Usage;

beforeEach(async () => {
  store = await openTestStore(undefined);
  usage = createUsage(store);
});

afterEach(() => store.close());

test("a use is pending for the key, the user and the account until it is written down", async () => {
  usage.note(alice(), useAt(1));
  for (const id of ["AKIAALICE", "AIDAALICE/sts", `${accountId}/sts`]) {
    expect(usage.pending(id)).toEqual(useAt(1));
  }
  await usage.flush();
  expect(usage.pending("AKIAALICE")).toBeUndefined();
  expect(await store.read(({ serviceUses }) => serviceUses.list(accountId, "AIDAALICE"))).toEqual([useAt(1)]);
});

test.each([
  [1, 2],
  [2, 1],
])("of a key's uses at %d and at %d the latest counts, whichever came first", (first, second) => {
  usage.note(alice(), useAt(first));
  usage.note(alice(), useAt(second));
  expect(usage.pending("AKIAALICE")).toEqual(useAt(2));
});

test("what a caller does again within a second, in the same region, is not noted again", () => {
  const caller = alice();
  const noted = [useAt(1_000), useAt(1_999), { ...useAt(1_999), region: "eu-west-1" }, useAt(2_999)].map((use) => {
    usage.note(caller, use);
    return usage.pending("AKIAALICE");
  });
  expect(noted).toEqual([useAt(1_000), useAt(1_000), { ...useAt(1_999), region: "eu-west-1" }, useAt(2_999)]);
});

test("what could not be written down is kept beside what is noted meanwhile", async () => {
  const caller = alice();
  usage.note(caller, useAt(1));
  usage.note(caller, useAt(2, "iam"));
  await store.close();
  const flushed = usage.flush();
  usage.note(caller, useAt(3));
  await expect(flushed).rejects.toThrow("already been destroyed");
  expect(usage.pending("AIDAALICE/sts")).toEqual(useAt(3));
  expect(usage.pending("AIDAALICE/iam")).toEqual(useAt(2, "iam"));
  store = await openTestStore(undefined);
});
