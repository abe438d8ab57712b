import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { Repositories } from "../../src/store/repositories.ts";
import type { Change, Store } from "../../src/store/store.ts";
import { openTestStore, type TestEngine } from "./engines.ts";
import {
  exampleAccount,
  exampleApi,
  exampleDeployment,
  exampleGroup,
  exampleIntegration,
  exampleKey,
  examplePolicy,
  exampleRole,
  exampleRoute,
  exampleStage,
  exampleUser,
  exampleVersion,
  newAccountId,
} from "./examples.ts";

const used = { atMs: 1, region: "us-east-1", serviceName: "iam" };
const other = "arn:aws:iam::aws:policy/AWSDenyAll";

/** Which topics each mutation announces, on any engine. */
export function topicContract(engine: TestEngine): void {
  let store: Store;
  beforeAll(async () => {
    store = await openTestStore(await engine.newDatabase());
  });
  afterAll(() => store.close());

  test.each(cases)("$what announces $topics", async ({ act, topics }) => {
    const scene = await buildScene(store);
    const heard: Change[] = [];
    const stop = store.onChange((changes) => heard.push(...(changes === "all" ? [] : changes)));
    await store.write((repositories) => act(repositories, scene));
    stop();
    expect(heard.map(({ topic }) => topic).sort()).toEqual(topics.map((topic) => nameIn(scene, topic)).sort());
  });

  describe("a listener", () => {
    test("hears of a commit before the write is answered, each topic once and numbered upwards", async () => {
      const scene = await buildScene(store);
      const heard: (readonly Change[] | "all")[] = [];
      const stop = store.onChange((changes) => heard.push(changes));
      await store.write(async ({ users, roles }) => {
        await users.update(scene.user);
        await roles.update(scene.role);
        await users.update(scene.user);
        expect(heard).toEqual([]);
      });
      stop();
      expect(heard).toHaveLength(1);
      const [first, second] = heard[0] === "all" ? [] : (heard[0] ?? []);
      expect(first?.topic).toBe(`user:${scene.user.userId}`);
      expect(second?.topic).toBe(`role:${scene.role.roleId}`);
      expect(second?.sequence).toBeGreaterThan(first?.sequence ?? Infinity);
    });

    test("hears nothing of what was not committed, nor after it stopped", async () => {
      const scene = await buildScene(store);
      const heard: unknown[] = [];
      const stop = store.onChange((changes) => heard.push(changes));
      const refused = store.write(async ({ users }) => {
        await users.update(scene.user);
        throw new Error("refused");
      });
      await expect(refused).rejects.toThrow("refused");
      stop();
      await store.write(({ users }) => users.update(scene.user));
      expect(heard).toEqual([]);
    });
  });
}

type Scene = Awaited<ReturnType<typeof buildScene>>;

interface Case {
  readonly what: string;
  readonly act: (repositories: Repositories, scene: Scene) => Promise<unknown>;
  /** A kind stands for the scene's record of that kind. */
  readonly topics: readonly ("account" | "user" | "role" | "group" | "root key" | "user key" | "policy" | "api")[];
}

const cases: readonly Case[] = [
  {
    what: "accounts.setDeclaration",
    act: ({ accounts }, { accountId }) => accounts.setDeclaration(accountId, "name", "{}"),
    topics: ["account"],
  },
  {
    what: "accounts.clear",
    act: ({ accounts }, { accountId }) => accounts.clear(accountId),
    topics: ["account", "user", "role", "group", "root key", "user key", "policy", "api"],
  },
  { what: "users.update", act: ({ users }, { user }) => users.update(user), topics: ["user"] },
  {
    what: "users.delete",
    act: ({ users }, { user }) => users.delete(user.accountId, user.userId),
    topics: ["user", "user key"],
  },
  { what: "roles.update", act: ({ roles }, { role }) => roles.update(role), topics: ["role"] },
  { what: "roles.delete", act: ({ roles }, { role }) => roles.delete(role.accountId, role.roleId), topics: ["role"] },
  {
    what: "roles.setLastUsed",
    act: ({ roles }, { role }) => roles.setLastUsed(role.accountId, role.roleId, used),
    topics: [],
  },
  { what: "groups.update", act: ({ groups }, { group }) => groups.update(group), topics: ["group"] },
  {
    what: "groups.delete",
    act: ({ groups }, { group }) => groups.delete(group.accountId, group.groupId),
    topics: ["group"],
  },
  {
    what: "groups.addMember",
    act: ({ groups }, { accountId, group, user }) => groups.addMember(accountId, group.groupId, user.userId),
    topics: ["user"],
  },
  {
    what: "groups.removeMember",
    act: ({ groups }, { accountId, group, user }) => groups.removeMember(accountId, group.groupId, user.userId),
    topics: ["user"],
  },
  {
    what: "serviceUses.record",
    act: ({ serviceUses }, { accountId, user }) => serviceUses.record(accountId, user.userId, used),
    topics: [],
  },
  {
    what: "accountSettings.put",
    act: ({ accountSettings }, { accountId }) => accountSettings.put(accountId, "credential-report", "{}"),
    topics: ["account"],
  },
  {
    what: "accountAliases.set",
    act: ({ accountAliases }, { accountId }) => accountAliases.set(accountId, `alias-${accountId}`),
    topics: ["account"],
  },
  {
    what: "accessKeys.setStatus",
    act: ({ accessKeys }, { accountId, rootKey }) => accessKeys.setStatus(accountId, rootKey.accessKeyId, "Inactive"),
    topics: ["root key"],
  },
  {
    what: "accessKeys.setLastUsed",
    act: ({ accessKeys }, { rootKey }) => accessKeys.setLastUsed(rootKey.accessKeyId, used),
    topics: [],
  },
  {
    what: "accessKeys.delete",
    act: ({ accessKeys }, { accountId, rootKey }) => accessKeys.delete(accountId, rootKey.accessKeyId),
    topics: ["root key"],
  },
  { what: "policies.update", act: ({ policies }, { policy }) => policies.update(policy), topics: ["policy"] },
  {
    what: "policies.delete",
    act: ({ policies }, { policy }) => policies.delete(policy.accountId, policy.arn),
    topics: ["policy", "user"],
  },
  {
    what: "policies.insertVersion",
    act: ({ policies }, { policy }) => policies.insertVersion(policy.accountId, exampleVersion(policy, 2)),
    topics: ["policy"],
  },
  {
    what: "policies.deleteVersion",
    act: ({ policies }, { policy }) => policies.deleteVersion(policy.accountId, policy.arn, 1),
    topics: ["policy"],
  },
  {
    what: "entityPolicies.attach",
    act: ({ entityPolicies }, { accountId, roleRef }) => entityPolicies.attach(accountId, roleRef, other),
    topics: ["role"],
  },
  {
    what: "entityPolicies.detach",
    act: ({ entityPolicies }, { accountId, userRef, policy }) => entityPolicies.detach(accountId, userRef, policy.arn),
    topics: ["user"],
  },
  {
    what: "entityPolicies.putInline",
    act: ({ entityPolicies }, { accountId, userRef }) =>
      entityPolicies.putInline(accountId, userRef, { policyName: "p", document: "{}" }),
    topics: ["user"],
  },
  {
    what: "entityPolicies.deleteInline",
    act: ({ entityPolicies }, { accountId, roleRef }) => entityPolicies.deleteInline(accountId, roleRef, "p"),
    topics: ["role"],
  },
  {
    what: "entityPolicies.attach to a group",
    act: ({ entityPolicies }, { accountId, groupRef }) => entityPolicies.attach(accountId, groupRef, other),
    topics: ["group"],
  },
  { what: "apis.update", act: ({ apis }, { api }) => apis.update(api), topics: ["api"] },
  { what: "apis.delete", act: ({ apis }, { api }) => apis.delete(api.accountId, api.apiId), topics: ["api"] },
  {
    what: "integrations.put",
    act: ({ integrations }, { api }) => integrations.put(api.accountId, api.apiId, exampleIntegration("i")),
    topics: ["api"],
  },
  {
    what: "routes.put",
    act: ({ routes }, { api }) => routes.put(api.accountId, api.apiId, exampleRoute("r")),
    topics: ["api"],
  },
  {
    what: "stages.delete",
    act: ({ stages }, { api }) => stages.delete(api.accountId, api.apiId, "$default"),
    topics: ["api"],
  },
  {
    what: "deployments.put",
    act: ({ deployments }, { api }) => deployments.put(api.accountId, api.apiId, exampleDeployment("d", api)),
    topics: ["api"],
  },
];

/** An account with one of everything; inserting it announces each of its things. */
async function buildScene(store: Store) {
  const accountId = newAccountId();
  const user = exampleUser(accountId, "alice");
  const role = exampleRole(accountId, "Reader");
  const group = exampleGroup(accountId, "Readers");
  const policy = examplePolicy(accountId, "Read");
  const api = exampleApi(accountId);
  const [rootKey, userKey] = [exampleKey(accountId), exampleKey(accountId, user.userId)];
  const userRef = { kind: "user", id: user.userId } as const;
  const roleRef = { kind: "role", id: role.roleId } as const;
  const groupRef = { kind: "group", id: group.groupId } as const;
  const scene = { accountId, user, role, group, policy, api, rootKey, userKey, userRef, roleRef, groupRef };
  const heard: Change[] = [];
  const stop = store.onChange((changes) => heard.push(...(changes === "all" ? [] : changes)));
  await store.write(async (repositories) => {
    await repositories.accounts.insert(exampleAccount(accountId));
    await repositories.users.insert(user);
    await repositories.roles.insert(role);
    await repositories.groups.insert(group);
    await repositories.accessKeys.insert(rootKey);
    await repositories.accessKeys.insert(userKey);
    await repositories.policies.insert(policy, exampleVersion(policy));
    await repositories.apis.insert(api);
    await repositories.entityPolicies.attach(accountId, userRef, policy.arn);
    await repositories.stages.put(accountId, api.apiId, exampleStage("$default"));
  });
  stop();
  expect(heard.map(({ topic }) => topic).sort()).toEqual(allKinds.map((kind) => nameIn(scene, kind)).sort());
  return scene;
}

const allKinds = ["account", "user", "role", "group", "root key", "user key", "policy", "api"] as const;

function nameIn(scene: Omit<Scene, never>, topic: Case["topics"][number]): string {
  const names = {
    account: `account:${scene.accountId}`,
    user: `user:${scene.user.userId}`,
    role: `role:${scene.role.roleId}`,
    group: `group:${scene.group.groupId}`,
    "root key": `access-key:${scene.rootKey.accessKeyId}`,
    "user key": `access-key:${scene.userKey.accessKeyId}`,
    policy: `policy:${scene.policy.arn}`,
    api: `api:${scene.api.apiId}`,
  };
  return names[topic];
}
