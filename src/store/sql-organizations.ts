import type { AccountId } from "../arn/account-id.ts";
import { jsonOf, structureOf } from "./columns.ts";
import type { OrganizationNode, OrganizationRecord } from "./organization-records.ts";
import type { OrganizationRepository } from "./organization-repositories.ts";
import type { OrganizationNodeRow, OrganizationRow } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** The organizations in the database with their trees. */
export function sqlOrganizations(tx: Transaction): OrganizationRepository {
  return { ...organizations(tx), ...trees(tx) };
}

type Trees = Pick<OrganizationRepository, "insertNode" | "getNode" | "listNodes" | "updateNode" | "deleteNode">;

function organizations(tx: Transaction): Omit<OrganizationRepository, keyof Trees> {
  const { db, touch } = tx;
  return {
    async insert(organization) {
      await db.insertInto("organization").values(rowOf(organization)).execute();
      touch(`organization:${organization.organizationId}`);
    },
    async get(organizationId) {
      const query = db.selectFrom("organization").selectAll().where("organization_id", "=", organizationId);
      const row = await query.executeTakeFirst();
      return row && recordOf(row);
    },
    async ofAccount(accountId) {
      const row = await db
        .selectFrom("organization")
        .innerJoin("organization_node", "organization_node.organization_id", "organization.organization_id")
        .selectAll("organization")
        .where("organization_node.node_id", "=", accountId)
        .executeTakeFirst();
      return row && recordOf(row);
    },
    async update(organization) {
      const { organizationId } = organization;
      const query = db.updateTable("organization").set(rowOf(organization));
      await query.where("organization_id", "=", organizationId).execute();
      touch(`organization:${organizationId}`);
    },
    delete: (organizationId) => deleteOrganization(tx, organizationId),
  };
}

/** Removes an organization with everything in it and names each of its accounts. */
export async function deleteOrganization({ db, touch }: Transaction, organizationId: string): Promise<void> {
  const accounts = await db
    .selectFrom("organization_node")
    .select("node_id")
    .where("organization_id", "=", organizationId)
    .where("kind", "=", "account")
    .execute();
  await db.deleteFrom("organization").where("organization_id", "=", organizationId).execute();
  touch(`organization:${organizationId}`);
  accounts.forEach(({ node_id }) => touch(`account:${node_id}`));
}

function trees({ db, touch }: Transaction): Trees {
  const announce = ({ organizationId, nodeId, kind }: Pick<OrganizationNode, "organizationId" | "nodeId" | "kind">) => {
    touch(`organization:${organizationId}`);
    if (kind === "account") {
      touch(`account:${nodeId}`);
    }
  };
  const nodesOf = (organizationId: string) =>
    db.selectFrom("organization_node").selectAll().where("organization_id", "=", organizationId);
  return {
    async insertNode(node) {
      await db.insertInto("organization_node").values(nodeRowOf(node)).execute();
      announce(node);
    },
    async getNode(organizationId, nodeId) {
      const row = await nodesOf(organizationId).where("node_id", "=", nodeId).executeTakeFirst();
      return row && nodeOf(row);
    },
    async listNodes<Kind extends OrganizationNode["kind"]>(organizationId: string, kind: Kind, parentId?: string) {
      const ofKind = nodesOf(organizationId).where("kind", "=", kind).orderBy("node_id");
      const rows = await (parentId === undefined ? ofKind : ofKind.where("parent_id", "=", parentId)).execute();
      // The rows were chosen by their kind.
      return rows.map(nodeOf) as Extract<OrganizationNode, { readonly kind: Kind }>[];
    },
    async updateNode(node) {
      const query = db.updateTable("organization_node").set(nodeRowOf(node));
      await query.where("organization_id", "=", node.organizationId).where("node_id", "=", node.nodeId).execute();
      announce(node);
    },
    async deleteNode(organizationId, nodeId) {
      const ofNode = db.deleteFrom("organization_policy_attachment").where("node_id", "=", nodeId);
      await ofNode.where("organization_id", "=", organizationId).execute();
      const removed = await db
        .deleteFrom("organization_node")
        .where("organization_id", "=", organizationId)
        .where("node_id", "=", nodeId)
        .returning("kind")
        .executeTakeFirst();
      if (removed !== undefined) {
        announce({ organizationId, nodeId, kind: removed.kind });
      }
    },
  };
}

function rowOf(organization: OrganizationRecord): OrganizationRow {
  const { featureSet, policyTypes, trustedServices, rootFeatures } = organization;
  return {
    organization_id: organization.organizationId,
    management_account_id: organization.managementAccountId,
    root_id: organization.rootId,
    created_at_ms: organization.createdAtMs,
    detail: jsonOf({ featureSet, policyTypes, trustedServices, ...(rootFeatures && { rootFeatures }) }),
  };
}

function recordOf(row: OrganizationRow): OrganizationRecord {
  return {
    organizationId: row.organization_id,
    // Only account ids that were checked at the edge are stored.
    managementAccountId: row.management_account_id as AccountId,
    rootId: row.root_id,
    createdAtMs: row.created_at_ms,
    ...structureOf(row.detail),
  };
}

function nodeRowOf(node: OrganizationNode): OrganizationNodeRow {
  const joined =
    node.kind === "account"
      ? { joinedMethod: node.joinedMethod, ...(node.suspended !== undefined && { suspended: node.suspended }) }
      : {};
  return {
    organization_id: node.organizationId,
    node_id: node.nodeId,
    kind: node.kind,
    parent_id: node.kind === "root" ? null : node.parentId,
    name: node.name,
    created_at_ms: node.createdAtMs,
    detail: jsonOf({ tags: node.tags, ...joined }),
  };
}

function nodeOf(row: OrganizationNodeRow): OrganizationNode {
  return {
    organizationId: row.organization_id,
    nodeId: row.node_id,
    kind: row.kind,
    name: row.name,
    createdAtMs: row.created_at_ms,
    ...(row.parent_id !== null && { parentId: row.parent_id }),
    ...structureOf(row.detail),
    // A row holds what `nodeRowOf` wrote of a node of that kind.
  } as OrganizationNode;
}
