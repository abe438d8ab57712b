import { afterEach, beforeEach, expect, test } from "vitest";
import { accountIdOf } from "../arn/account-id.ts";
import { systemSources } from "../sources.ts";
import { openStore } from "../store/open-store.ts";
import type { Store } from "../store/store.ts";
import { createMemberships, type Membership } from "./memberships.ts";

const [management, member, outsider] = ["111111111111", "222222222222", "333333333333"].map(accountIdOf) as [
  ReturnType<typeof accountIdOf>,
  ReturnType<typeof accountIdOf>,
  ReturnType<typeof accountIdOf>,
];
const organizationId = "o-0123456789";
const rootId = "r-ab12";
const unitId = "ou-ab12-00000000";
const node = { organizationId, createdAtMs: 0, tags: [], name: "n" };
const organization = {
  organizationId,
  managementAccountId: management,
  rootId,
  featureSet: "ALL",
  createdAtMs: 0,
  policyTypes: ["SERVICE_CONTROL_POLICY"],
  trustedServices: {},
} as const;

let store: Store;
let reads: number;
let find: (accountId: typeof member) => Promise<Membership | undefined>;

beforeEach(async () => {
  store = await openStore({ database: undefined, masterKey: new Uint8Array(32), sources: systemSources });
  await store.write(async ({ organizations, organizationPolicies }) => {
    await organizations.insert(organization);
    await organizations.insertNode({ ...node, kind: "root", nodeId: rootId });
    await organizations.insertNode({ ...node, kind: "unit", nodeId: unitId, parentId: rootId });
    for (const [nodeId, parentId] of [
      [management, rootId],
      [member, unitId],
    ] as const) {
      await organizations.insertNode({ ...node, kind: "account", nodeId, parentId, joinedMethod: "CREATED" });
    }
    for (const nodeId of [rootId, unitId, member]) {
      await organizationPolicies.attach(organizationId, nodeId, "p-FullAWSAccess");
    }
  });
  reads = 0;
  const counting: Store = {
    ...store,
    read: (work) => {
      reads += 1;
      return store.read(work);
    },
  };
  const memberships = createMemberships(counting);
  find = async (accountId) => memberships.get(accountId);
});
afterEach(() => store.close());

/** The ARNs of the service control policies that bind an account, level by level. */
async function controlsOf(accountId: typeof member) {
  return (await find(accountId))?.serviceControl?.map((level) => level.map(({ source }) => source.arn));
}

test("a member is bound on each level from the root down, under the path of its unit", async () => {
  const fullAccess = "arn:aws:organizations::aws:policy/service_control_policy/p-FullAWSAccess";
  expect(await controlsOf(member)).toEqual([[fullAccess], [fullAccess], [fullAccess]]);
  expect(await find(member)).toMatchObject({ organizationId, path: `${organizationId}/${rootId}/${unitId}/` });
  expect(await find(member)).not.toHaveProperty("resourceControl");
});

test("the management account is in its organization, and nothing binds it", async () => {
  expect(await find(management)).toEqual({ organizationId, path: `${organizationId}/${rootId}/` });
});

test("an account outside of organizations is read once, whatever organizations do", async () => {
  expect(await find(outsider)).toEqual({});
  await store.write(({ organizations }) => organizations.update({ ...organization, policyTypes: [] }));
  expect(await find(outsider)).toEqual({});
  expect(reads).toBe(1);
});

test("an account is read again when it joins, and when anything of its organization changes", async () => {
  await find(outsider);
  await store.write(({ organizations }) =>
    organizations.insertNode({
      ...node,
      kind: "account",
      nodeId: outsider,
      parentId: rootId,
      joinedMethod: "INVITED",
    }),
  );
  expect(await find(outsider)).toMatchObject({ organizationId });
  expect(await controlsOf(outsider)).toHaveLength(2);
  await store.write(({ organizations }) => organizations.update({ ...organization, policyTypes: [] }));
  expect(await controlsOf(outsider)).toBeUndefined();
  await store.write(({ organizations }) => organizations.delete(organizationId));
  expect(await find(outsider)).toEqual({});
});
