import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { EntityRef } from "../../src/store/records.ts";
import type { Store } from "../../src/store/store.ts";
import { openTestStore, type TestEngine } from "./engines.ts";
import { examplePolicy, exampleRole, exampleUser, exampleVersion, newAccountId, newId } from "./examples.ts";

const administratorAccess = "arn:aws:iam::aws:policy/AdministratorAccess";

/** What the repositories of managed, attached and inline policies do, on any engine. */
export function policyContract(engine: TestEngine): void {
  let store: Store;
  beforeAll(async () => {
    store = await openTestStore(await engine.newDatabase());
  });
  afterAll(() => store.close());

  describe("managed policies", () => {
    test("belong to their account alone, with their versions newest first", async () => {
      const policy = { ...examplePolicy(newAccountId(), "Read", "/team/"), description: "reads" };
      const { accountId, arn } = policy;
      const versions = [1, 2, 3].map((version) => exampleVersion(policy, version));
      await store.write(async ({ policies }) => {
        await policies.insert(policy, exampleVersion(policy));
        await policies.insertVersion(accountId, exampleVersion(policy, 2));
        await policies.insertVersion(accountId, exampleVersion(policy, 3));
      });
      await store.read(async ({ policies }) => {
        expect(await policies.get(accountId, arn)).toEqual(policy);
        expect(await policies.getVersion(accountId, arn, 2)).toEqual(versions[1]);
        expect(await policies.listVersions(accountId, arn)).toEqual(versions.toReversed());
        expect(await policies.countVersions(accountId)).toBe(3);
        expect(await policies.countVersions(newAccountId())).toBe(0);
        expect(await policies.get(newAccountId(), arn)).toBeUndefined();
        expect(await policies.getVersion(newAccountId(), arn, 2)).toBeUndefined();
        expect(await policies.listVersions(newAccountId(), arn)).toEqual([]);
      });
    });

    test("of AWS are those that the server brings, and those that were imported in their place or beside them", async () => {
      const accountId = newAccountId();
      const shared = { ...examplePolicy(accountId, "Aardvark"), accountId: "aws" as const };
      const added = { ...shared, arn: "arn:aws:iam::aws:policy/Aardvark", defaultVersion: 2, nextVersion: 3 };
      const denyAll = "arn:aws:iam::aws:policy/AWSDenyAll";
      const replaced = { ...added, policyId: "ANPAREPLACED", policyName: "AWSDenyAll", arn: denyAll };
      const before = await store.read(({ policies }) => policies.list("aws", "/", { limit: 1000 }));
      for (const policy of [added, replaced, replaced]) {
        const versions = [exampleVersion(policy, 1), exampleVersion(policy, 2)];
        await store.write(({ policies }) => policies.importAws(policy, versions));
      }
      await store.read(async ({ policies }) => {
        const listed = await policies.list("aws", "/", { limit: 1000 });
        expect(listed.map(({ policyName }) => policyName)).toEqual([
          "Aardvark",
          ...before.map(({ policyName }) => policyName),
        ]);
        expect(listed.find(({ arn }) => arn === denyAll)).toEqual(replaced);
        expect((await policies.list("aws", "/", { limit: 1, after: "aardvark" })).map(({ arn }) => arn)).toEqual([
          administratorAccess,
        ]);
        expect(await policies.get(accountId, denyAll)).toEqual(replaced);
        expect((await policies.listVersions(accountId, denyAll)).map(({ version }) => version)).toEqual([2, 1]);
        expect(await policies.getVersion(accountId, denyAll, 1)).toEqual(exampleVersion(replaced, 1));
        expect(await policies.getVersion(accountId, denyAll, 3)).toBeUndefined();
        expect(await policies.getVersion(accountId, administratorAccess, 1)).toBeDefined();
        expect(await policies.count(accountId)).toBe(0);
      });
      await store.write(({ policies }) => policies.delete(accountId, denyAll));
      expect(await store.read(({ policies }) => policies.get(accountId, denyAll))).toEqual(replaced);
    });

    test("are not changed through another account", async () => {
      const policy = examplePolicy(newAccountId(), "Read");
      const stranger = newAccountId();
      await store.write(async ({ policies }) => {
        await policies.insert(policy, exampleVersion(policy));
        await policies.deleteVersion(stranger, policy.arn, 1);
        await policies.delete(stranger, policy.arn);
        await policies.update({ ...policy, accountId: stranger, description: "taken" });
      });
      await expect(
        store.write(({ policies }) => policies.insertVersion(stranger, exampleVersion(policy, 2))),
      ).rejects.toThrow("has no policy");
      expect(await store.read(({ policies }) => policies.get(policy.accountId, policy.arn))).toEqual(policy);
      expect(await store.read(({ policies }) => policies.listVersions(policy.accountId, policy.arn))).toHaveLength(1);
    });

    test("are updated, lose versions, and go with versions and attachments", async () => {
      const policy = examplePolicy(newAccountId(), "Read");
      const { accountId, arn } = policy;
      const entity: EntityRef = { kind: "user", id: newId("AIDA") };
      const updated = { ...policy, defaultVersion: 2, nextVersion: 3, updatedAtMs: 1_800_000_000_000 };
      await store.write(async ({ policies, entityPolicies }) => {
        await policies.insert(policy, exampleVersion(policy));
        await policies.insertVersion(accountId, exampleVersion(policy, 2));
        await policies.update(updated);
        await policies.deleteVersion(accountId, arn, 1);
        await entityPolicies.attach(accountId, entity, arn);
      });
      expect(await store.read(({ policies }) => policies.get(accountId, arn))).toEqual(updated);
      const shouted = policy.policyName.toUpperCase();
      expect(await store.read(({ policies }) => policies.getByName(accountId, shouted))).toEqual(updated);
      expect(await store.read(({ policies }) => policies.getByName(newAccountId(), shouted))).toBeUndefined();
      expect(await store.read(({ policies }) => policies.listVersions(accountId, arn))).toEqual([
        exampleVersion(policy, 2),
      ]);

      await store.write(({ policies }) => policies.delete(accountId, arn));
      await store.read(async ({ policies, entityPolicies }) => {
        expect(await policies.count(accountId)).toBe(0);
        expect(await policies.listVersions(accountId, arn)).toEqual([]);
        expect(await entityPolicies.listAttached(accountId, entity)).toEqual([]);
      });
    });

    test("have names unique in their account ignoring case", async () => {
      const accountId = newAccountId();
      const [first, second] = [examplePolicy(accountId, "Read"), examplePolicy(accountId, "READ", "/other/")];
      await store.write(({ policies }) => policies.insert(first, exampleVersion(first)));
      await expect(store.write(({ policies }) => policies.insert(second, exampleVersion(second)))).rejects.toThrow(
        /unique/i,
      );
    });

    test("of AWS are there for every account, in pages sorted by name", async () => {
      const accountId = newAccountId();
      await store.read(async ({ policies }) => {
        const policy = await policies.get(accountId, administratorAccess);
        expect(policy).toMatchObject({ accountId: "aws", policyName: "AdministratorAccess", defaultVersion: 1 });
        const version = await policies.getVersion(accountId, administratorAccess, 1);
        expect(JSON.parse(version?.document ?? "")).toEqual({
          Version: "2012-10-17",
          Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }],
        });
        expect(await policies.getVersion(accountId, administratorAccess, 2)).toBeUndefined();
        expect(await policies.listVersions(accountId, administratorAccess)).toEqual([version]);
        expect(await policies.list(accountId, "/", { limit: 10 })).toEqual([]);
        const page = await policies.list("aws", "/service-role/", { after: "AmazonS3FullAccess", limit: 2 });
        expect(page.map(({ arn }) => arn)).toEqual([
          "arn:aws:iam::aws:policy/service-role/AWSLambdaBasicExecutionRole",
          "arn:aws:iam::aws:policy/service-role/AWSLambdaRole",
        ]);
      });
    });
  });

  describe("attachments", () => {
    test("are made once, listed by the policies' names and undone once", async () => {
      const accountId = newAccountId();
      const entity: EntityRef = { kind: "role", id: newId("AROA") };
      const own = `arn:aws:iam::${accountId}:policy/zoo/Beta`;
      await store.write(async ({ entityPolicies }) => {
        await entityPolicies.attach(accountId, entity, own);
        await entityPolicies.attach(accountId, entity, administratorAccess);
        await entityPolicies.attach(accountId, entity, own);
      });
      const list = () => store.read(({ entityPolicies }) => entityPolicies.listAttached(accountId, entity));
      const detach = () => store.write(({ entityPolicies }) => entityPolicies.detach(accountId, entity, own));
      expect(await list()).toEqual([administratorAccess, own]);
      expect(await detach()).toBe(true);
      expect(await detach()).toBe(false);
      expect(await list()).toEqual([administratorAccess]);
    });

    test("and boundaries of a policy are listed by the entities' names, within the account", async () => {
      const accountId = newAccountId();
      const boundary = { permissionsBoundaryArn: administratorAccess };
      const user = { ...exampleUser(accountId, "bob", "/u/"), ...boundary };
      const role = { ...exampleRole(accountId, "Admin", "/r/"), ...boundary };
      const stranger = { ...exampleUser(newAccountId(), "eve"), ...boundary };
      const refs = { user: { kind: "user", id: user.userId }, role: { kind: "role", id: role.roleId } } as const;
      await store.write(async ({ users, roles, entityPolicies }) => {
        await users.insert(user);
        await users.insert(stranger);
        await roles.insert(role);
        await entityPolicies.attach(accountId, refs.user, administratorAccess);
        await entityPolicies.attach(accountId, refs.role, administratorAccess);
        await entityPolicies.attach(stranger.accountId, { kind: "user", id: stranger.userId }, administratorAccess);
      });
      const expected = [
        { entity: refs.role, entityName: "Admin", path: "/r/" },
        { entity: refs.user, entityName: "bob", path: "/u/" },
      ];
      await store.read(async ({ entityPolicies }) => {
        expect(await entityPolicies.listAttachments(accountId, administratorAccess)).toEqual(expected);
        expect(await entityPolicies.listBounded(accountId, administratorAccess)).toEqual(expected);
        expect(await entityPolicies.listBounded(newAccountId(), administratorAccess)).toEqual([]);
        const uses = new Map([[administratorAccess, { attachments: 2, boundaries: 2 }]]);
        expect(await entityPolicies.countUses(accountId)).toEqual(uses);
        expect(await entityPolicies.countUses(accountId, administratorAccess)).toEqual(uses);
        expect(await entityPolicies.countUses(accountId, "arn:aws:iam::aws:policy/Other")).toEqual(new Map());
        expect(await entityPolicies.countUses(newAccountId())).toEqual(new Map());
      });
    });
  });

  test("inline policies are put, replaced, listed by name and deleted once", async () => {
    const accountId = newAccountId();
    const entity: EntityRef = { kind: "user", id: newId("AIDA") };
    const [first, second] = [
      { policyName: "a", document: '{"Statement": [ ]}' },
      { policyName: "b", document: "{}" },
    ];
    await store.write(async ({ entityPolicies }) => {
      await entityPolicies.putInline(accountId, entity, second);
      await entityPolicies.putInline(accountId, entity, { ...first, document: "old" });
      await entityPolicies.putInline(accountId, entity, first);
    });
    await store.read(async ({ entityPolicies }) => {
      expect(await entityPolicies.listInline(accountId, entity)).toEqual([first, second]);
      expect(await entityPolicies.getInline(accountId, entity, "a")).toEqual(first);
      expect(await entityPolicies.getInline(newAccountId(), entity, "a")).toBeUndefined();
    });
    const remove = () => store.write(({ entityPolicies }) => entityPolicies.deleteInline(accountId, entity, "a"));
    expect(await remove()).toBe(true);
    expect(await remove()).toBe(false);
  });
}
