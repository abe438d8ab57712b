import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { iamArn } from "../../src/arn/arn.ts";
import type { EntityRef, LastUsed } from "../../src/store/records.ts";
import type { Repositories } from "../../src/store/repositories.ts";
import type { Store } from "../../src/store/store.ts";
import { openTestStore, type TestEngine } from "./engines.ts";
import {
  exampleAccount,
  exampleApi,
  exampleGroup,
  exampleInstanceProfile,
  exampleKey,
  examplePolicy,
  exampleRole,
  exampleStage,
  exampleUser,
  exampleVersion,
  newAccountId,
  newId,
} from "./examples.ts";

const used: LastUsed = { atMs: 1_700_000_001_000, region: "eu-west-1", serviceName: "execute-api" };
const everything = { limit: 100 };

/** What every repository does, on any engine. */
export function repositoryContract(engine: TestEngine): void {
  let store: Store;
  beforeAll(async () => {
    store = await openTestStore(await engine.newDatabase());
  });
  afterAll(() => store.close());

  /** Writes, then reads what became of it in another transaction. */
  const after = async <Result>(
    write: (repositories: Repositories) => Promise<unknown>,
    read: (repositories: Repositories) => Promise<Result>,
  ): Promise<Result> => {
    await store.write(write);
    return store.read(read);
  };

  describe("accounts", () => {
    test("are kept with their declaration and listed by id", async () => {
      const [first, second] = [exampleAccount(newAccountId()), exampleAccount(newAccountId())];
      const all = await after(
        async ({ accounts }) => {
          await accounts.insert({ ...second, declaration: '{"id":"x"}' });
          await accounts.insert(first);
        },
        ({ accounts }) => accounts.list(),
      );
      expect(all).toEqual([first, { ...second, declaration: '{"id":"x"}' }]);
    });

    test("take another name and declaration", async () => {
      const account = exampleAccount(newAccountId());
      const { accountId } = account;
      const found = await after(
        async ({ accounts }) => {
          await accounts.insert(account);
          await accounts.setDeclaration(accountId, "renamed", "{}");
        },
        ({ accounts }) => accounts.get(accountId),
      );
      expect(found).toEqual({ ...account, name: "renamed", declaration: "{}" });
      expect(await store.read(({ accounts }) => accounts.get(newAccountId()))).toBeUndefined();
    });

    test("lose all they own when cleared, and nobody else does", async () => {
      const [cleared, kept] = [exampleAccount(newAccountId()), exampleAccount(newAccountId())];
      await store.write(async (repositories) => {
        await fill(repositories, cleared);
        await fill(repositories, kept);
      });
      const before = await store.read((repositories) => inventory(repositories, kept));
      await store.write(({ accounts }) => accounts.clear(cleared.accountId));
      expect(before.flat()).toHaveLength(12);
      expect(await store.read((repositories) => inventory(repositories, cleared))).toEqual([
        [cleared],
        [],
        [],
        [],
        [],
        [],
        [],
        [],
        [],
      ]);
      expect(await store.read((repositories) => inventory(repositories, kept))).toEqual(before);
    });
  });

  describe("users", () => {
    test("are found by id and by name ignoring case, within their account only", async () => {
      const user = {
        ...exampleUser(newAccountId(), "Alice", "/team/"),
        permissionsBoundaryArn: "arn:aws:iam::aws:policy/PowerUserAccess",
        tags: [{ key: "Team", value: "ärzte ☂" }],
      };
      const { accountId, userId } = user;
      await store.write(({ users }) => users.insert(user));
      await store.read(async ({ users }) => {
        expect(await users.get(accountId, "aLICE")).toEqual(user);
        expect(await users.getById(accountId, userId)).toEqual(user);
        expect(await users.get(newAccountId(), "Alice")).toBeUndefined();
        expect(await users.getById(newAccountId(), userId)).toBeUndefined();
      });
    });

    test("have names unique in their account ignoring case", async () => {
      const accountId = newAccountId();
      await store.write(({ users }) => users.insert(exampleUser(accountId, "alice")));
      await expect(store.write(({ users }) => users.insert(exampleUser(accountId, "ALICE")))).rejects.toThrow(
        /unique/i,
      );
      await store.write(({ users }) => users.insert(exampleUser(newAccountId(), "ALICE")));
      expect(await store.read(({ users }) => users.count(accountId))).toBe(1);
    });

    test("are replaced by an update, name included, and losing what it leaves out", async () => {
      const accountId = newAccountId();
      const user = exampleUser(accountId, "alice");
      const bounded = { ...user, permissionsBoundaryArn: "arn:aws:iam::aws:policy/AWSDenyAll" };
      const renamed = { ...user, userName: "Carol", path: "/new/", tags: [{ key: "a", value: "b" }] };
      await store.write(async ({ users }) => {
        await users.insert(bounded);
        await users.update(renamed);
      });
      expect(await store.read(({ users }) => users.get(accountId, "carol"))).toEqual(renamed);
      expect(await store.read(({ users }) => users.get(accountId, "alice"))).toBeUndefined();
    });

    test("leave no keys, attachments or inline policies behind", async () => {
      const user = exampleUser(newAccountId(), "alice");
      const { accountId, userId } = user;
      const key = exampleKey(accountId, userId);
      const entity: EntityRef = { kind: "user", id: userId };
      await store.write(async ({ users, accessKeys, entityPolicies }) => {
        await users.insert(user);
        await accessKeys.insert(key);
        await entityPolicies.attach(accountId, entity, "arn:aws:iam::aws:policy/AWSDenyAll");
        await entityPolicies.putInline(accountId, entity, { policyName: "p", document: "{}" });
        await users.delete(accountId, userId);
        await users.insert(user);
      });
      await store.read(async ({ accessKeys, entityPolicies }) => {
        expect(await accessKeys.find(key.accessKeyId)).toBeUndefined();
        expect(await entityPolicies.listAttached(accountId, entity)).toEqual([]);
        expect(await entityPolicies.listInline(accountId, entity)).toEqual([]);
      });
    });

    test("are not deleted for another account", async () => {
      const user = exampleUser(newAccountId(), "alice");
      const count = await after(
        async ({ users }) => {
          await users.insert(user);
          await users.delete(newAccountId(), user.userId);
        },
        ({ users }) => users.count(user.accountId),
      );
      expect(count).toBe(1);
    });
  });

  describe("lists of users, roles, groups, instance profiles and policies", () => {
    // Code points order `_` between upper and lower case letters; keys are in lower case.
    const names = ["b", "A", "a-b", "C", "a_b", "aa"];
    const sorted = ["A", "a-b", "a_b", "aa", "b", "C"];
    const kinds = [
      {
        kind: "users",
        insert: ({ users }: Repositories, account: ReturnType<typeof newAccountId>, name: string, path: string) =>
          users.insert(exampleUser(account, name, path)),
        list: async ({ users }: Repositories, ...args: Parameters<Repositories["users"]["list"]>) =>
          (await users.list(...args)).map((user) => user.userName),
      },
      {
        kind: "roles",
        insert: ({ roles }: Repositories, account: ReturnType<typeof newAccountId>, name: string, path: string) =>
          roles.insert(exampleRole(account, name, path)),
        list: async ({ roles }: Repositories, ...args: Parameters<Repositories["roles"]["list"]>) =>
          (await roles.list(...args)).map((role) => role.roleName),
      },
      {
        kind: "groups",
        insert: ({ groups }: Repositories, account: ReturnType<typeof newAccountId>, name: string, path: string) =>
          groups.insert(exampleGroup(account, name, path)),
        list: async ({ groups }: Repositories, ...args: Parameters<Repositories["groups"]["list"]>) =>
          (await groups.list(...args)).map((group) => group.groupName),
      },
      {
        kind: "instance profiles",
        insert: (
          { instanceProfiles }: Repositories,
          account: ReturnType<typeof newAccountId>,
          name: string,
          path: string,
        ) => instanceProfiles.insert(exampleInstanceProfile(account, name, path)),
        list: async ({ instanceProfiles }: Repositories, ...args: Parameters<Repositories["users"]["list"]>) =>
          (await instanceProfiles.list(...args)).map((profile) => profile.instanceProfileName),
      },
      {
        kind: "policies",
        insert: ({ policies }: Repositories, account: ReturnType<typeof newAccountId>, name: string, path: string) => {
          const policy = examplePolicy(account, name, path);
          return policies.insert(policy, exampleVersion(policy));
        },
        list: async ({ policies }: Repositories, ...args: Parameters<Repositories["users"]["list"]>) =>
          (await policies.list(...args)).map((policy) => policy.policyName),
      },
    ];

    test.each(kinds)("$kind come in pages sorted by the bytes of the lower-case name", async ({ insert, list }) => {
      const accountId = newAccountId();
      await store.write(async (repositories) => {
        for (const name of names) {
          await insert(repositories, accountId, name, "/");
        }
      });
      await store.read(async (repositories) => {
        expect(await list(repositories, accountId, "/", everything)).toEqual(sorted);
        expect(await list(repositories, accountId, "/", { limit: 2 })).toEqual(["A", "a-b"]);
        expect(await list(repositories, accountId, "/", { after: "A-B", limit: 2 })).toEqual(["a_b", "aa"]);
        expect(await list(repositories, accountId, "/", { after: "c", limit: 2 })).toEqual([]);
      });
    });

    test.each(kinds)("$kind are chosen by the exact beginning of their path", async ({ insert, list }) => {
      const accountId = newAccountId();
      await store.write(async (repositories) => {
        await insert(repositories, accountId, "plain", "/a_b/");
        await insert(repositories, accountId, "other", "/aXb/");
        await insert(repositories, accountId, "percent", "/%/");
        await insert(repositories, accountId, "upper", "/A_B/");
      });
      await store.read(async (repositories) => {
        expect(await list(repositories, accountId, "/a_b/", everything)).toEqual(["plain"]);
        expect(await list(repositories, accountId, "/a", everything)).toEqual(["other", "plain"]);
        expect(await list(repositories, accountId, "/%", everything)).toEqual(["percent"]);
        expect(await list(repositories, accountId, "' or ''='", everything)).toEqual([]);
      });
    });
  });

  describe("roles", () => {
    test("are kept whole, found by name ignoring case, updated and deleted", async () => {
      const role = { ...exampleRole(newAccountId(), "Reader", "/app/"), description: "reads", lastUsed: used };
      const { accountId, roleId } = role;
      await store.write(({ roles }) => roles.insert(role));
      expect(await store.read(({ roles }) => roles.get(accountId, "READER"))).toEqual(role);
      expect(await store.read(({ roles }) => roles.getById(accountId, roleId))).toEqual(role);
      expect(await store.read(({ roles }) => roles.count(accountId))).toBe(1);

      const { description: _, ...plain } = { ...role, maxSessionDurationSeconds: 7200 };
      await store.write(({ roles }) => roles.update(plain));
      expect(await store.read(({ roles }) => roles.getById(accountId, roleId))).toEqual(plain);

      await store.write(({ roles }) => roles.delete(accountId, roleId));
      expect(await store.read(({ roles }) => roles.getById(accountId, roleId))).toBeUndefined();
    });

    test("remember their last use and pass over one that was deleted", async () => {
      const role = exampleRole(newAccountId(), "Reader");
      const found = await after(
        async ({ roles }) => {
          await roles.insert(role);
          await roles.setLastUsed(role.accountId, role.roleId, used);
          await roles.setLastUsed(role.accountId, newId("AROA"), used);
        },
        ({ roles }) => roles.get(role.accountId, "Reader"),
      );
      expect(found).toEqual({ ...role, lastUsed: used });
    });
  });

  describe("access keys", () => {
    test("are found by id alone and listed oldest first, root's apart from users'", async () => {
      const user = exampleUser(newAccountId(), "alice");
      const { accountId, userId } = user;
      const newer = exampleKey(accountId, userId);
      const older = { ...exampleKey(accountId, userId), createdAtMs: 1 };
      const root = exampleKey(accountId);
      await store.write(async ({ users, accessKeys }) => {
        await users.insert(user);
        for (const key of [newer, older, root]) {
          await accessKeys.insert(key);
        }
      });
      await store.read(async ({ accessKeys }) => {
        expect(await accessKeys.find(newer.accessKeyId)).toEqual(newer);
        expect(await accessKeys.find(newer.accessKeyId.toLowerCase())).toBeUndefined();
        expect(await accessKeys.list(accountId, userId)).toEqual([older, newer]);
        expect(await accessKeys.list(accountId, undefined)).toEqual([root]);
        expect(await accessKeys.list(newAccountId(), undefined)).toEqual([]);
      });
    });

    test("change status, remember their last use and go, for their own account only", async () => {
      const key = exampleKey(newAccountId());
      const { accessKeyId, accountId } = key;
      const find = () => store.read(({ accessKeys }) => accessKeys.find(accessKeyId));
      await store.write(async ({ accessKeys }) => {
        await accessKeys.insert(key);
        await accessKeys.setStatus(accountId, accessKeyId, "Inactive");
        await accessKeys.setStatus(newAccountId(), accessKeyId, "Active");
        await accessKeys.setLastUsed(accessKeyId, used);
        await accessKeys.delete(newAccountId(), accessKeyId);
      });
      expect(await find()).toEqual({ ...key, status: "Inactive", lastUsed: used });
      await store.write(({ accessKeys }) => accessKeys.delete(accountId, accessKeyId));
      expect(await find()).toBeUndefined();
    });
  });
}

/** Gives an account one of everything. */
async function fill(repositories: Repositories, account: ReturnType<typeof exampleAccount>): Promise<void> {
  const { accountId } = account;
  const user = exampleUser(accountId, "alice");
  const role = exampleRole(accountId, "Reader");
  const policy = examplePolicy(accountId, "Read");
  const api = exampleApi(accountId);
  await repositories.accounts.insert(account);
  await repositories.users.insert(user);
  await repositories.roles.insert(role);
  const group = exampleGroup(accountId, "Readers");
  await repositories.groups.insert(group);
  await repositories.groups.addMember(accountId, group.groupId, user.userId);
  await repositories.instanceProfiles.insert(exampleInstanceProfile(accountId, "Web"));
  await repositories.accountAliases.set(accountId, `alias-${accountId}`);
  await repositories.accountSettings.put(accountId, "organizations-features", "[]");
  await repositories.accessKeys.insert(exampleKey(accountId));
  await repositories.accessKeys.insert(exampleKey(accountId, user.userId));
  await repositories.policies.insert(policy, exampleVersion(policy));
  await repositories.entityPolicies.attach(accountId, { kind: "user", id: user.userId }, policy.arn);
  await repositories.entityPolicies.attach(accountId, { kind: "role", id: role.roleId }, policy.arn);
  await repositories.entityPolicies.putInline(
    accountId,
    { kind: "role", id: role.roleId },
    { policyName: "p", document: "{}" },
  );
  await repositories.apis.insert(api);
  await repositories.stages.put(accountId, api.apiId, exampleStage("$default"));
}

/** All that can be listed of an account. */
async function inventory(repositories: Repositories, { accountId }: ReturnType<typeof exampleAccount>) {
  const account = await repositories.accounts.get(accountId);
  const policies = await repositories.policies.list(accountId, "/", everything);
  const attachments = await repositories.entityPolicies.listAttachments(accountId, iamArn(accountId, "policy/Read"));
  return [
    [account],
    await repositories.users.list(accountId, "/", everything),
    await repositories.roles.list(accountId, "/", everything),
    await repositories.groups.list(accountId, "/", everything),
    await repositories.instanceProfiles.list(accountId, "/", everything),
    [
      (await repositories.accountAliases.get(accountId)) ?? [],
      (await repositories.accountSettings.get(accountId, "organizations-features")) ?? [],
    ].flat(),
    [...(await repositories.accessKeys.list(accountId, undefined)), ...policies],
    attachments,
    await repositories.apis.list(accountId, "us-east-1", everything),
  ];
}
