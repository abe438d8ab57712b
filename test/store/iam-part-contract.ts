import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccountId } from "../../src/arn/account-id.ts";
import type { IamPartRecord } from "../../src/store/iam-part-records.ts";
import type { Change, Store } from "../../src/store/store.ts";
import { openTestStore, type TestEngine } from "./engines.ts";
import { exampleAccount, exampleUser, newAccountId } from "./examples.ts";

/** What the repository of IAM's lesser things does, on any engine. */
export function iamPartContract(engine: TestEngine): void {
  let store: Store;
  beforeAll(async () => {
    store = await openTestStore(await engine.newDatabase());
  });
  afterAll(() => store.close());

  describe("parts of IAM", () => {
    test("are kept whole, secret included, for their account, kind and key only", async () => {
      const { accountId, device } = await insertDevice(store);
      await store.read(async ({ iamParts }) => {
        expect(await iamParts.get(accountId, "mfaDevice", device.key)).toEqual(device);
        expect(await iamParts.get(accountId, "mfaDevice", device.key.toUpperCase())).toBeUndefined();
        expect(await iamParts.get(accountId, "oidcProvider", device.key)).toBeUndefined();
        expect(await iamParts.get(newAccountId(), "mfaDevice", device.key)).toBeUndefined();
        expect(await iamParts.count(accountId, "mfaDevice")).toBe(1);
        expect(await iamParts.count(accountId, "oidcProvider")).toBe(0);
      });
    });

    test("have keys unique in their account and kind", async () => {
      const { device } = await insertDevice(store);
      await expect(store.write(({ iamParts }) => iamParts.insert(device))).rejects.toThrow(/unique/i);
    });

    test("are replaced by an update, losing the owner and secret it leaves out", async () => {
      const { accountId, device } = await insertDevice(store);
      const { userId: _, secret: __, ...bare } = device;
      const updated = { ...bare, detail: { ...device.detail, driftSteps: 7 } };
      await store.write(({ iamParts }) => iamParts.update(updated));
      await store.read(async ({ iamParts }) => {
        expect(await iamParts.get(accountId, "mfaDevice", device.key)).toEqual(updated);
        expect(await iamParts.listOfUser(accountId, "mfaDevice", device.userId)).toEqual([]);
      });
    });

    test("are listed by key in pages, and a user's oldest first", async () => {
      const { accountId, device } = await insertDevice(store);
      const older = { ...device, key: "z", createdAtMs: 1 };
      const { userId: _, ...unowned } = { ...device, key: "a" };
      await store.write(async ({ iamParts }) => {
        await iamParts.insert(older);
        await iamParts.insert(unowned);
      });
      await store.read(async ({ iamParts }) => {
        expect(await iamParts.list(accountId, "mfaDevice", { limit: 2 })).toEqual([unowned, device]);
        expect(await iamParts.list(accountId, "mfaDevice", { after: device.key, limit: 2 })).toEqual([older]);
        expect(await iamParts.listOfUser(accountId, "mfaDevice", device.userId)).toEqual([older, device]);
      });
    });

    test("go one by one, with their user and with what an account owns", async () => {
      const { accountId, device } = await insertDevice(store);
      await store.write(async ({ iamParts }) => {
        await iamParts.delete(newAccountId(), "mfaDevice", device.key);
        await iamParts.insert({ ...device, key: "other" });
        await iamParts.delete(accountId, "mfaDevice", "other");
      });
      expect(await store.read(({ iamParts }) => iamParts.count(accountId, "mfaDevice"))).toBe(1);
      await store.write(({ users }) => users.delete(accountId, device.userId));
      expect(await store.read(({ iamParts }) => iamParts.count(accountId, "mfaDevice"))).toBe(0);
      const { userId: _, ...unowned } = device;
      await store.write(async ({ iamParts, accounts }) => {
        await iamParts.insert(unowned);
        await accounts.clear(accountId);
      });
      expect(await store.read(({ iamParts }) => iamParts.count(accountId, "mfaDevice"))).toBe(0);
    });

    test("are announced as a change of their user, before and after, or of the account", async () => {
      const { accountId, device } = await insertDevice(store);
      const { userId, ...unowned } = device;
      const heard: Change[] = [];
      const stop = store.onChange((changes) => heard.push(...(changes === "all" ? [] : changes)));
      await store.write(({ iamParts }) => iamParts.update(unowned));
      await store.write(({ iamParts }) => iamParts.delete(accountId, "mfaDevice", device.key));
      await store.write(({ iamParts }) => iamParts.insert(device));
      stop();
      const [ofUser, ofAccount] = [`user:${userId}`, `account:${accountId}`];
      expect(heard.map(({ topic }) => topic)).toEqual([ofAccount, ofUser, ofAccount, ofUser]);
    });
  });
}

async function insertDevice(store: Store) {
  const accountId = newAccountId();
  const user = exampleUser(accountId, "alice");
  const device = exampleDevice(accountId, user.userId);
  await store.write(async ({ accounts, users, iamParts }) => {
    await accounts.insert(exampleAccount(accountId));
    await users.insert(user);
    await iamParts.insert(device);
  });
  return { accountId, device };
}

function exampleDevice(accountId: AccountId, userId: string): IamPartRecord<"mfaDevice"> & { readonly userId: string } {
  return {
    accountId,
    kind: "mfaDevice",
    key: `arn:aws:iam::${accountId}:mfa/phone`,
    userId,
    createdAtMs: 1_700_000_000_123,
    secret: "JBSWY3DPEHPK3PXP",
    detail: { deviceName: "phone", path: "/", tags: [{ key: "team", value: "ärzte ☂" }], driftSteps: 0 },
  };
}
