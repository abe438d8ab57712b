import { jsonOf, structureOf } from "./columns.ts";
import type { OrganizationPolicyRecord } from "./organization-records.ts";
import type { OrganizationPolicyRepository } from "./organization-repositories.ts";
import type { OrganizationPolicyRow } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** The control policies in the database and their attachments. */
export function sqlOrganizationPolicies(tx: Transaction): OrganizationPolicyRepository {
  return { ...policies(tx), ...attachments(tx) };
}

type Attachments = Pick<OrganizationPolicyRepository, "attach" | "detach" | "listOfNode" | "listNodesOf">;

function policies({ db, touch }: Transaction): Omit<OrganizationPolicyRepository, keyof Attachments> {
  const policiesOf = (organizationId: string) =>
    db.selectFrom("organization_policy").selectAll().where("organization_id", "=", organizationId);
  return {
    async insert(policy) {
      await db.insertInto("organization_policy").values(rowOf(policy)).execute();
      touch(`organization:${policy.organizationId}`);
    },
    async get(organizationId, policyId) {
      const row = await policiesOf(organizationId).where("policy_id", "=", policyId).executeTakeFirst();
      return row && recordOf(row);
    },
    async list(organizationId, type) {
      const rows = await policiesOf(organizationId).where("type", "=", type).orderBy("policy_id").execute();
      return rows.map(recordOf);
    },
    async update(policy) {
      const query = db.updateTable("organization_policy").set(rowOf(policy));
      await query
        .where("organization_id", "=", policy.organizationId)
        .where("policy_id", "=", policy.policyId)
        .execute();
      touch(`organization:${policy.organizationId}`);
    },
    async delete(organizationId, policyId) {
      for (const table of ["organization_policy_attachment", "organization_policy"] as const) {
        const query = db.deleteFrom(table).where("organization_id", "=", organizationId);
        await query.where("policy_id", "=", policyId).execute();
      }
      touch(`organization:${organizationId}`);
    },
  };
}

function attachments({ db, touch }: Transaction): Attachments {
  return {
    async attach(organizationId, nodeId, policyId) {
      await db
        .insertInto("organization_policy_attachment")
        .values({ organization_id: organizationId, node_id: nodeId, policy_id: policyId })
        .onConflict((conflict) => conflict.columns(["node_id", "policy_id"]).doNothing())
        .execute();
      touch(`organization:${organizationId}`);
    },
    async detach(organizationId, nodeId, policyId) {
      const removed = await db
        .deleteFrom("organization_policy_attachment")
        .where("organization_id", "=", organizationId)
        .where("node_id", "=", nodeId)
        .where("policy_id", "=", policyId)
        .returning("policy_id")
        .executeTakeFirst();
      touch(`organization:${organizationId}`);
      return removed !== undefined;
    },
    async listOfNode(organizationId, nodeId) {
      const rows = await db
        .selectFrom("organization_policy_attachment")
        .select("policy_id")
        .where("organization_id", "=", organizationId)
        .where("node_id", "=", nodeId)
        .orderBy("policy_id")
        .execute();
      return rows.map(({ policy_id }) => policy_id);
    },
    async listNodesOf(organizationId, policyId) {
      const rows = await db
        .selectFrom("organization_policy_attachment")
        .select("node_id")
        .where("organization_id", "=", organizationId)
        .where("policy_id", "=", policyId)
        .orderBy("node_id")
        .execute();
      return rows.map(({ node_id }) => node_id);
    },
  };
}

function rowOf(policy: OrganizationPolicyRecord): OrganizationPolicyRow {
  const { description, document, tags, updatedAtMs } = policy;
  return {
    organization_id: policy.organizationId,
    policy_id: policy.policyId,
    type: policy.type,
    name: policy.name,
    created_at_ms: policy.createdAtMs,
    detail: jsonOf({ description, document, tags, ...(updatedAtMs !== undefined && { updatedAtMs }) }),
  };
}

function recordOf(row: OrganizationPolicyRow): OrganizationPolicyRecord {
  return {
    organizationId: row.organization_id,
    policyId: row.policy_id,
    type: row.type,
    name: row.name,
    createdAtMs: row.created_at_ms,
    ...structureOf(row.detail),
  };
}
