import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { AccountId } from "../../src/arn/account-id.ts";
import type {
  AccountNode,
  OrganizationPart,
  OrganizationPolicyRecord,
  OrganizationRecord,
  RootNode,
  UnitNode,
} from "../../src/store/organization-records.ts";
import type { Repositories } from "../../src/store/repositories.ts";
import type { Change, Store } from "../../src/store/store.ts";
import { openTestStore, type TestEngine } from "./engines.ts";
import { exampleAccount, newAccountId, newId } from "./examples.ts";

/** What the repositories of organizations do, on any engine. */
export function organizationContract(engine: TestEngine): void {
  let store: Store;
  beforeAll(async () => {
    store = await openTestStore(await engine.newDatabase());
  });
  afterAll(() => store.close());

  describe("accounts", () => {
    test("are found by their e-mail address ignoring case, which no other may have", async () => {
      const account = { ...exampleAccount(newAccountId()), email: "ops@example.com" };
      await store.write(({ accounts }) => accounts.insert(account));
      expect(await store.read(({ accounts }) => accounts.findByEmail("OPS@Example.com"))).toEqual(account);
      expect(await store.read(({ accounts }) => accounts.findByEmail("dev@example.com"))).toBeUndefined();
      const other = { ...account, accountId: newAccountId() };
      await expect(store.write(({ accounts }) => accounts.insert(other))).rejects.toThrow(/unique/i);
    });
  });

  describe("organizations", () => {
    test("are found by id and by each of their accounts", async () => {
      const { organization, member } = await insertScene(store);
      const updated: OrganizationRecord = { ...organization, policyTypes: ["SERVICE_CONTROL_POLICY"] };
      await store.write(({ organizations }) => organizations.update(updated));
      await store.read(async ({ organizations }) => {
        expect(await organizations.get(organization.organizationId)).toEqual(updated);
        expect(await organizations.get("o-other")).toBeUndefined();
        expect(await organizations.ofAccount(organization.managementAccountId)).toEqual(updated);
        expect(await organizations.ofAccount(member.nodeId)).toEqual(updated);
        expect(await organizations.ofAccount(newAccountId())).toBeUndefined();
      });
    });

    test("have one tree, in which an account is once", async () => {
      const { organization, root, unit, member } = await insertScene(store);
      const { organizationId } = organization;
      const moved: AccountNode = { ...member, parentId: root.nodeId, suspended: true };
      await store.write(({ organizations }) => organizations.updateNode(moved));
      await expect(store.write(({ organizations }) => organizations.insertNode(member))).rejects.toThrow(/unique/i);
      await store.read(async ({ organizations }) => {
        expect(await organizations.getNode(organizationId, unit.nodeId)).toEqual(unit);
        expect(await organizations.getNode("o-other", unit.nodeId)).toBeUndefined();
        expect(await organizations.listNodes(organizationId, "root")).toEqual([root]);
        expect(await organizations.listNodes(organizationId, "unit", root.nodeId)).toEqual([unit]);
        expect(await organizations.listNodes(organizationId, "account", unit.nodeId)).toEqual([]);
        expect(await organizations.listNodes(organizationId, "account", root.nodeId)).toContainEqual(moved);
        expect(await organizations.listNodes(organizationId, "account")).toHaveLength(2);
      });
    });

    test("have policies of two types, attached once to a node", async () => {
      const { organization, policy, unit } = await insertScene(store);
      const { organizationId } = organization;
      await store.write(async ({ organizationPolicies }) => {
        await organizationPolicies.attach(organizationId, unit.nodeId, "p-FullAWSAccess");
        await organizationPolicies.attach(organizationId, unit.nodeId, policy.policyId);
        await organizationPolicies.attach(organizationId, unit.nodeId, policy.policyId);
        await organizationPolicies.update({ ...policy, name: "renamed" });
      });
      await store.read(async ({ organizationPolicies }) => {
        const renamed = { ...policy, name: "renamed" };
        expect(await organizationPolicies.get(organizationId, policy.policyId)).toEqual(renamed);
        expect(await organizationPolicies.list(organizationId, "SERVICE_CONTROL_POLICY")).toEqual([renamed]);
        expect(await organizationPolicies.list(organizationId, "RESOURCE_CONTROL_POLICY")).toEqual([]);
        const attached = [policy.policyId, "p-FullAWSAccess"];
        expect(await organizationPolicies.listOfNode(organizationId, unit.nodeId)).toEqual(attached);
        expect(await organizationPolicies.listNodesOf(organizationId, policy.policyId)).toEqual([unit.nodeId]);
      });
      await store.write(async ({ organizationPolicies }) => {
        expect(await organizationPolicies.detach(organizationId, unit.nodeId, "p-FullAWSAccess")).toBe(true);
        expect(await organizationPolicies.detach(organizationId, unit.nodeId, "p-FullAWSAccess")).toBe(false);
        await organizationPolicies.delete(organizationId, policy.policyId);
        expect(await organizationPolicies.listOfNode(organizationId, unit.nodeId)).toEqual([]);
      });
    });

    test("have parts, found by key, by organization and by account", async () => {
      const { organization, member, part } = await insertScene(store);
      const { organizationId } = organization;
      const updated = { ...part, detail: { ...part.detail, accountName: "renamed" } };
      await store.write(({ organizationParts }) => organizationParts.update(updated));
      await store.read(async ({ organizationParts }) => {
        expect(await organizationParts.get(organizationId, "accountCreation", part.key)).toEqual(updated);
        expect(await organizationParts.get(organizationId, "handshake", part.key)).toBeUndefined();
        expect(await organizationParts.list(organizationId, "accountCreation")).toEqual([updated]);
        expect(await organizationParts.listOfAccount(member.nodeId, "accountCreation")).toEqual([updated]);
      });
      await store.write(({ organizationParts }) =>
        organizationParts.delete(organizationId, "accountCreation", part.key),
      );
      expect(
        await store.read(({ organizationParts }) => organizationParts.list(organizationId, "accountCreation")),
      ).toEqual([]);
    });

    test("go with their management account's things, and not with a member's", async () => {
      const { organization, member } = await insertScene(store);
      await store.write(({ accounts }) => accounts.clear(member.nodeId));
      expect(await store.read(({ organizations }) => organizations.ofAccount(member.nodeId))).toEqual(organization);
      await store.write(({ accounts }) => accounts.clear(organization.managementAccountId));
      await store.read(async ({ organizations, organizationParts, organizationPolicies }) => {
        const { organizationId } = organization;
        expect(await organizations.get(organizationId)).toBeUndefined();
        expect(await organizations.ofAccount(member.nodeId)).toBeUndefined();
        expect(await organizationParts.list(organizationId, "accountCreation")).toEqual([]);
        expect(await organizationPolicies.list(organizationId, "SERVICE_CONTROL_POLICY")).toEqual([]);
      });
    });

    test.each(announcements)("$what announces $topics", async ({ act, topics }) => {
      const scene = await insertScene(store);
      const heard: Change[] = [];
      const stop = store.onChange((changes) => heard.push(...(changes === "all" ? [] : changes)));
      await store.write((repositories) => act(repositories, scene));
      stop();
      const names = {
        organization: `organization:${scene.organization.organizationId}`,
        management: `account:${scene.organization.managementAccountId}`,
        member: `account:${scene.member.nodeId}`,
      };
      expect(heard.map(({ topic }) => topic).sort()).toEqual(topics.map((topic) => names[topic]).sort());
    });
  });
}

interface Announcement {
  readonly what: string;
  readonly act: (repositories: Repositories, scene: Scene) => Promise<unknown>;
  readonly topics: readonly ("organization" | "management" | "member")[];
}

const announcements: readonly Announcement[] = [
  {
    what: "organizations.update",
    act: ({ organizations }, { organization }) => organizations.update(organization),
    topics: ["organization"],
  },
  {
    what: "organizations.delete",
    act: ({ organizations }, { organization }) => organizations.delete(organization.organizationId),
    topics: ["organization", "management", "member"],
  },
  {
    what: "organizations.updateNode of a unit",
    act: ({ organizations }, { unit }) => organizations.updateNode(unit),
    topics: ["organization"],
  },
  {
    what: "organizations.deleteNode of an account",
    act: ({ organizations }, { member }) => organizations.deleteNode(member.organizationId, member.nodeId),
    topics: ["organization", "member"],
  },
  {
    what: "organizationPolicies.update",
    act: ({ organizationPolicies }, { policy }) => organizationPolicies.update(policy),
    topics: ["organization"],
  },
  {
    what: "organizationPolicies.attach",
    act: ({ organizationPolicies }, { unit, policy }) =>
      organizationPolicies.attach(unit.organizationId, unit.nodeId, policy.policyId),
    topics: ["organization"],
  },
  {
    what: "organizationPolicies.detach",
    act: ({ organizationPolicies }, { unit, policy }) =>
      organizationPolicies.detach(unit.organizationId, unit.nodeId, policy.policyId),
    topics: ["organization"],
  },
  {
    what: "organizationPolicies.delete",
    act: ({ organizationPolicies }, { policy }) => organizationPolicies.delete(policy.organizationId, policy.policyId),
    topics: ["organization"],
  },
  {
    what: "organizationParts.update",
    act: ({ organizationParts }, { part }) => organizationParts.update(part),
    topics: [],
  },
];

type Scene = Awaited<ReturnType<typeof insertScene>>;

/** An organization with a unit, a member in it, a policy and the record of the member's making. */
async function insertScene(store: Store) {
  const organizationId = newId("o-");
  const base = { organizationId, createdAtMs: 1_700_000_000_123, tags: [] } as const;
  const organization: OrganizationRecord = {
    organizationId,
    managementAccountId: newAccountId(),
    rootId: newId("r-"),
    featureSet: "ALL",
    createdAtMs: base.createdAtMs,
    policyTypes: [],
    trustedServices: { "sso.amazonaws.com": 1 },
  };
  const root: RootNode = { ...base, kind: "root", nodeId: organization.rootId, name: "Root" };
  const unit: UnitNode = {
    ...base,
    kind: "unit",
    nodeId: newId("ou-"),
    parentId: root.nodeId,
    name: "Workloads",
    tags: [{ key: "team", value: "ärzte ☂" }],
  };
  const account = (nodeId: AccountId, parentId: string): AccountNode => ({
    ...base,
    kind: "account",
    nodeId,
    parentId,
    name: "account",
    joinedMethod: "CREATED",
  });
  const member = account(newAccountId(), unit.nodeId);
  const policy: OrganizationPolicyRecord = {
    ...base,
    policyId: newId("p-"),
    type: "SERVICE_CONTROL_POLICY",
    name: "deny",
    description: "",
    document: "{}",
  };
  const part: OrganizationPart<"accountCreation"> = {
    organizationId,
    kind: "accountCreation",
    key: newId("car-"),
    accountId: member.nodeId,
    createdAtMs: base.createdAtMs,
    detail: { accountName: "account", state: "SUCCEEDED", completedAtMs: base.createdAtMs },
  };
  await store.write(async ({ organizations, organizationPolicies, organizationParts }) => {
    await organizations.insert(organization);
    for (const node of [root, unit, account(organization.managementAccountId, root.nodeId), member]) {
      await organizations.insertNode(node);
    }
    await organizationPolicies.insert(policy);
    await organizationParts.insert(part);
  });
  return { organization, root, unit, member, policy, part };
}
