import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Store } from "../../src/store/store.ts";
import { openTestStore, type TestEngine } from "./engines.ts";
import {
  exampleGroup,
  exampleInstanceProfile,
  examplePolicy,
  exampleRole,
  exampleUser,
  exampleVersion,
  newAccountId,
} from "./examples.ts";

const everything = { limit: 100 };

/** What the repositories of groups, instance profiles and accounts' settings do, on any engine. */
export function groupContract(engine: TestEngine): void {
  let store: Store;
  beforeAll(async () => {
    store = await openTestStore(await engine.newDatabase());
  });
  afterAll(() => store.close());

  describe("groups", () => {
    test("are found by id and by name ignoring case, updated and counted, within their account only", async () => {
      const group = exampleGroup(newAccountId(), "Readers", "/team/");
      const { accountId, groupId } = group;
      await store.write(({ groups }) => groups.insert(group));
      await expect(store.write(({ groups }) => groups.insert(exampleGroup(accountId, "READERS")))).rejects.toThrow(
        /unique/i,
      );
      const renamed = { ...group, groupName: "Writers", path: "/" };
      await store.write(({ groups }) => groups.update(renamed));
      await store.read(async ({ groups }) => {
        expect(await groups.get(accountId, "wRITERS")).toEqual(renamed);
        expect(await groups.get(accountId, "Readers")).toBeUndefined();
        expect(await groups.getById(accountId, groupId)).toEqual(renamed);
        expect(await groups.getById(newAccountId(), groupId)).toBeUndefined();
        expect(await groups.count(accountId)).toBe(1);
      });
    });

    test("have members once each, in pages sorted by name", async () => {
      const accountId = newAccountId();
      const group = exampleGroup(accountId, "Readers");
      const [bob, alice, carol] = ["bob", "Alice", "carol"].map((name) => exampleUser(accountId, name));
      if (bob === undefined || alice === undefined || carol === undefined) {
        throw new Error("three names make three users");
      }
      await store.write(async ({ users, groups }) => {
        await groups.insert(group);
        for (const user of [bob, alice, carol]) {
          await users.insert(user);
          await groups.addMember(accountId, group.groupId, user.userId);
          await groups.addMember(accountId, group.groupId, user.userId);
        }
        await groups.removeMember(accountId, group.groupId, carol.userId);
        await groups.removeMember(accountId, group.groupId, carol.userId);
      });
      await store.read(async ({ groups }) => {
        expect(await groups.listMembers(accountId, group.groupId, everything)).toEqual([alice, bob]);
        expect(await groups.listMembers(accountId, group.groupId, { after: "ALICE", limit: 1 })).toEqual([bob]);
        expect(await groups.listMembers(newAccountId(), group.groupId, everything)).toEqual([]);
        expect(await groups.listOfUser(accountId, bob.userId)).toEqual([group]);
        expect(await groups.listOfUser(accountId, carol.userId)).toEqual([]);
      });
    });

    test("and users leave no membership behind when they go", async () => {
      const accountId = newAccountId();
      const [kept, gone] = [exampleGroup(accountId, "kept"), exampleGroup(accountId, "gone")];
      const [alice, bob] = [exampleUser(accountId, "alice"), exampleUser(accountId, "bob")];
      const ref = { kind: "group", id: gone.groupId } as const;
      await store.write(async ({ users, groups, entityPolicies }) => {
        for (const group of [kept, gone]) {
          await groups.insert(group);
        }
        for (const user of [alice, bob]) {
          await users.insert(user);
          await groups.addMember(accountId, kept.groupId, user.userId);
          await groups.addMember(accountId, gone.groupId, user.userId);
        }
        await entityPolicies.putInline(accountId, ref, { policyName: "p", document: "{}" });
        await groups.delete(accountId, gone.groupId);
        await users.delete(accountId, bob.userId);
      });
      await store.read(async ({ groups, entityPolicies }) => {
        expect(await groups.listOfUser(accountId, alice.userId)).toEqual([kept]);
        expect(await groups.listMembers(accountId, kept.groupId, everything)).toEqual([alice]);
        expect(await entityPolicies.listInline(accountId, ref)).toEqual([]);
      });
    });

    test("are among the entities that a policy is attached to", async () => {
      const policy = examplePolicy(newAccountId(), "Read");
      const { accountId, arn } = policy;
      const group = exampleGroup(accountId, "Readers", "/team/");
      const entity = { kind: "group", id: group.groupId } as const;
      await store.write(async ({ groups, policies, entityPolicies }) => {
        await groups.insert(group);
        await policies.insert(policy, exampleVersion(policy));
        await entityPolicies.attach(accountId, entity, arn);
      });
      expect(await store.read(({ entityPolicies }) => entityPolicies.listAttachments(accountId, arn))).toEqual([
        { entity, entityName: "Readers", path: "/team/" },
      ]);
    });
  });

  test("instance profiles are found ignoring case, by their role, updated and deleted", async () => {
    const accountId = newAccountId();
    const role = exampleRole(accountId, "Web");
    const empty = { ...exampleInstanceProfile(accountId, "Empty", "/a/"), tags: [{ key: "k", value: "v" }] };
    const held = { ...exampleInstanceProfile(accountId, "Held"), roleId: role.roleId };
    await store.write(async ({ roles, instanceProfiles }) => {
      await roles.insert(role);
      await instanceProfiles.insert(empty);
      await instanceProfiles.insert(held);
    });
    await store.read(async ({ instanceProfiles }) => {
      expect(await instanceProfiles.get(accountId, "EMPTY")).toEqual(empty);
      expect(await instanceProfiles.get(newAccountId(), "Empty")).toBeUndefined();
      expect(await instanceProfiles.listOfRole(accountId, role.roleId)).toEqual([held]);
      expect(await instanceProfiles.count(accountId)).toBe(2);
    });
    const { roleId: _, ...emptied } = held;
    await store.write(async ({ instanceProfiles }) => {
      await instanceProfiles.update(emptied);
      await instanceProfiles.delete(newAccountId(), empty.instanceProfileId);
      await instanceProfiles.delete(accountId, empty.instanceProfileId);
    });
    expect(await store.read(({ instanceProfiles }) => instanceProfiles.list(accountId, "/", everything))).toEqual([
      emptied,
    ]);
  });

  test("an account has one alias, which no other account takes", async () => {
    const [first, second] = [newAccountId(), newAccountId()];
    await store.write(async ({ accountAliases }) => {
      await accountAliases.set(first, `old-${first}`);
      await accountAliases.set(first, `new-${first}`);
    });
    await expect(store.write(({ accountAliases }) => accountAliases.set(second, `new-${first}`))).rejects.toThrow(
      /unique/i,
    );
    await store.read(async ({ accountAliases }) => {
      expect(await accountAliases.get(first)).toBe(`new-${first}`);
      expect(await accountAliases.ownerOf(`new-${first}`)).toBe(first);
      expect(await accountAliases.ownerOf(`old-${first}`)).toBeUndefined();
    });
    await store.write(({ accountAliases }) => accountAliases.delete(first));
    expect(await store.read(({ accountAliases }) => accountAliases.get(first))).toBeUndefined();
  });

  test("settings are put, replaced and deleted, each account's its own", async () => {
    const [accountId, other] = [newAccountId(), newAccountId()];
    await store.write(async ({ accountSettings }) => {
      await accountSettings.put(accountId, "global-endpoint-token-version", "1");
      await accountSettings.put(accountId, "global-endpoint-token-version", "2");
      await accountSettings.put(other, "credential-report", "r");
    });
    const read = () =>
      store.read(({ accountSettings }) => accountSettings.get(accountId, "global-endpoint-token-version"));
    expect(await read()).toBe("2");
    await store.write(({ accountSettings }) => accountSettings.delete(accountId, "global-endpoint-token-version"));
    expect(await read()).toBeUndefined();
    expect(await store.read(({ accountSettings }) => accountSettings.get(other, "credential-report"))).toBe("r");
  });

  test("jobs are found by kind and id, within their account only", async () => {
    const accountId = newAccountId();
    const job = { kind: "service-last-accessed", jobId: "j", createdAtMs: 5, detail: { services: ["iam"] } } as const;
    await store.write(({ jobs }) => jobs.insert(accountId, job));
    await store.read(async ({ jobs }) => {
      expect(await jobs.get(accountId, "service-last-accessed", "j")).toEqual(job);
      expect(await jobs.get(accountId, "service-linked-role-deletion", "j")).toBeUndefined();
      expect(await jobs.get(newAccountId(), "service-last-accessed", "j")).toBeUndefined();
      expect(await jobs.countSince(accountId, "service-last-accessed", 4)).toBe(1);
      expect(await jobs.countSince(accountId, "service-last-accessed", 5)).toBe(0);
      expect(await jobs.countSince(accountId, "organizations-access-report", 4)).toBe(0);
    });
  });

  test("of each service the latest use is remembered until the user goes", async () => {
    const user = exampleUser(newAccountId(), "alice");
    const { accountId, userId } = user;
    const use = (serviceName: string, atMs: number) => ({ serviceName, atMs, region: "eu-west-1" });
    const list = () => store.read(({ serviceUses }) => serviceUses.list(accountId, userId));
    await store.write(async ({ users, serviceUses }) => {
      await users.insert(user);
      for (const each of [use("sts", 3), use("iam", 2), use("iam", 4), use("iam", 1)]) {
        await serviceUses.record(accountId, userId, each);
      }
    });
    expect(await list()).toEqual([use("iam", 4), use("sts", 3)]);
    await store.write(({ users }) => users.delete(accountId, userId));
    expect(await list()).toEqual([]);
  });
}
