import type { AccountId } from "../arn/account-id.ts";
import { jsonOf, nameKey, pathStartsWith, structureOf } from "./columns.ts";
import type { RoleRecord } from "./records.ts";
import type { RoleRepository } from "./repositories.ts";
import type { RoleRow } from "./schema.ts";
import { deleteEntityPolicies } from "./sql-entity-policies.ts";
import type { Transaction } from "./transaction.ts";

/** The IAM roles in the database. */
export function sqlRoles(tx: Transaction): RoleRepository {
  const { db, touch } = tx;
  const rolesOf = (accountId: AccountId) => db.selectFrom("iam_role").selectAll().where("account_id", "=", accountId);
  return {
    async insert(role) {
      await db.insertInto("iam_role").values(rowOf(role)).execute();
      touch(`role:${role.roleId}`);
    },
    async get(accountId, roleName) {
      const row = await rolesOf(accountId).where("name_key", "=", nameKey(roleName)).executeTakeFirst();
      return row && recordOf(row);
    },
    async getById(accountId, roleId) {
      const row = await rolesOf(accountId).where("role_id", "=", roleId).executeTakeFirst();
      return row && recordOf(row);
    },
    async list(accountId, pathPrefix, page) {
      const rows = await rolesOf(accountId)
        .where("name_key", ">", nameKey(page.after ?? ""))
        .where(pathStartsWith(pathPrefix))
        .orderBy("name_key")
        .limit(page.limit)
        .execute();
      return rows.map(recordOf);
    },
    async count(accountId) {
      const query = db.selectFrom("iam_role").select(({ fn }) => fn.countAll<number>().as("count"));
      return (await query.where("account_id", "=", accountId).executeTakeFirstOrThrow()).count;
    },
    async update(role) {
      await db
        .updateTable("iam_role")
        .set(rowOf(role))
        .where("account_id", "=", role.accountId)
        .where("role_id", "=", role.roleId)
        .execute();
      touch(`role:${role.roleId}`);
    },
    async setLastUsed(accountId, roleId, lastUsed) {
      await db
        .updateTable("iam_role")
        .set({ last_used: jsonOf(lastUsed) })
        .where("account_id", "=", accountId)
        .where("role_id", "=", roleId)
        .execute();
    },
    async delete(accountId, roleId) {
      await db.deleteFrom("iam_role").where("account_id", "=", accountId).where("role_id", "=", roleId).execute();
      await deleteEntityPolicies(tx, accountId, roleId);
      touch(`role:${roleId}`);
    },
  };
}

function rowOf(role: RoleRecord): RoleRow {
  return {
    role_id: role.roleId,
    account_id: role.accountId,
    role_name: role.roleName,
    name_key: nameKey(role.roleName),
    path: role.path,
    created_at_ms: role.createdAtMs,
    trust_policy: role.trustPolicy,
    trusted_ids: jsonOf(role.trustedIds),
    description: role.description ?? null,
    max_session_duration_seconds: role.maxSessionDurationSeconds,
    permissions_boundary_arn: role.permissionsBoundaryArn ?? null,
    tags: jsonOf(role.tags),
    last_used: role.lastUsed === undefined ? null : jsonOf(role.lastUsed),
  };
}

function recordOf(row: RoleRow): RoleRecord {
  return {
    // Only account ids that were checked at the edge are stored.
    accountId: row.account_id as AccountId,
    roleId: row.role_id,
    roleName: row.role_name,
    path: row.path,
    createdAtMs: row.created_at_ms,
    trustPolicy: row.trust_policy,
    trustedIds: structureOf(row.trusted_ids),
    ...(row.description !== null && { description: row.description }),
    maxSessionDurationSeconds: row.max_session_duration_seconds,
    ...(row.permissions_boundary_arn !== null && {
      permissionsBoundaryArn: row.permissions_boundary_arn,
    }),
    tags: structureOf(row.tags),
    ...(row.last_used !== null && { lastUsed: structureOf(row.last_used) }),
  };
}
