import type { AccountId } from "../arn/account-id.ts";
import { jsonOf, nameKey, pathStartsWith, structureOf } from "./columns.ts";
import { deleteEntityPolicies } from "./sql-entity-policies.ts";
import type { UserRecord } from "./records.ts";
import type { UserRepository } from "./repositories.ts";
import type { UserRow } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** The IAM users in the database. */
export function sqlUsers(tx: Transaction): UserRepository {
  const { db, touch } = tx;
  const usersOf = (accountId: AccountId) => db.selectFrom("iam_user").selectAll().where("account_id", "=", accountId);
  return {
    async insert(user) {
      await db.insertInto("iam_user").values(rowOf(user)).execute();
      touch(`user:${user.userId}`);
    },
    async get(accountId, userName) {
      const row = await usersOf(accountId).where("name_key", "=", nameKey(userName)).executeTakeFirst();
      return row && userRecordOf(row);
    },
    async getById(accountId, userId) {
      const row = await usersOf(accountId).where("user_id", "=", userId).executeTakeFirst();
      return row && userRecordOf(row);
    },
    async list(accountId, pathPrefix, page) {
      const rows = await usersOf(accountId)
        .where("name_key", ">", nameKey(page.after ?? ""))
        .where(pathStartsWith(pathPrefix))
        .orderBy("name_key")
        .limit(page.limit)
        .execute();
      return rows.map(userRecordOf);
    },
    async count(accountId) {
      const query = db.selectFrom("iam_user").select(({ fn }) => fn.countAll<number>().as("count"));
      return (await query.where("account_id", "=", accountId).executeTakeFirstOrThrow()).count;
    },
    async update(user) {
      await db
        .updateTable("iam_user")
        .set(rowOf(user))
        .where("account_id", "=", user.accountId)
        .where("user_id", "=", user.userId)
        .execute();
      touch(`user:${user.userId}`);
    },
    async delete(accountId, userId) {
      const keys = await db
        .deleteFrom("access_key")
        .where("account_id", "=", accountId)
        .where("user_id", "=", userId)
        .returning("access_key_id")
        .execute();
      await db.deleteFrom("iam_user").where("account_id", "=", accountId).where("user_id", "=", userId).execute();
      await deleteEntityPolicies(tx, accountId, userId);
      touch(`user:${userId}`);
      keys.forEach((key) => touch(`access-key:${key.access_key_id}`));
    },
  };
}

function rowOf(user: UserRecord): UserRow {
  return {
    user_id: user.userId,
    account_id: user.accountId,
    user_name: user.userName,
    name_key: nameKey(user.userName),
    path: user.path,
    created_at_ms: user.createdAtMs,
    permissions_boundary_arn: user.permissionsBoundaryArn ?? null,
    tags: jsonOf(user.tags),
  };
}

/** The user in a row of its table. */
export function userRecordOf(row: UserRow): UserRecord {
  return {
    // Only account ids that were checked at the edge are stored.
    accountId: row.account_id as AccountId,
    userId: row.user_id,
    userName: row.user_name,
    path: row.path,
    createdAtMs: row.created_at_ms,
    ...(row.permissions_boundary_arn !== null && {
      permissionsBoundaryArn: row.permissions_boundary_arn,
    }),
    tags: structureOf(row.tags),
  };
}
