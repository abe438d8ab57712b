import type { AccountId } from "../arn/account-id.ts";
import { nameKey, pathStartsWith } from "./columns.ts";
import type { GroupRecord } from "./records.ts";
import type { GroupRepository } from "./repositories.ts";
import type { GroupRow } from "./schema.ts";
import { deleteEntityPolicies } from "./sql-entity-policies.ts";
import { userRecordOf } from "./sql-users.ts";
import type { Transaction } from "./transaction.ts";

/** The groups in the database. */
export function sqlGroups(tx: Transaction): GroupRepository {
  return { ...groups(tx), ...memberships(tx) };
}

type Memberships = Pick<GroupRepository, "addMember" | "removeMember" | "listMembers" | "listOfUser">;

function groups(tx: Transaction): Omit<GroupRepository, keyof Memberships> {
  const { db, touch } = tx;
  const groupsOf = (accountId: AccountId) => db.selectFrom("iam_group").selectAll().where("account_id", "=", accountId);
  return {
    async insert(group) {
      await db.insertInto("iam_group").values(rowOf(group)).execute();
      touch(`group:${group.groupId}`);
    },
    async get(accountId, groupName) {
      const row = await groupsOf(accountId).where("name_key", "=", nameKey(groupName)).executeTakeFirst();
      return row && recordOf(row);
    },
    async getById(accountId, groupId) {
      const row = await groupsOf(accountId).where("group_id", "=", groupId).executeTakeFirst();
      return row && recordOf(row);
    },
    async list(accountId, pathPrefix, page) {
      const rows = await groupsOf(accountId)
        .where("name_key", ">", nameKey(page.after ?? ""))
        .where(pathStartsWith(pathPrefix))
        .orderBy("name_key")
        .limit(page.limit)
        .execute();
      return rows.map(recordOf);
    },
    async count(accountId) {
      const query = db.selectFrom("iam_group").select(({ fn }) => fn.countAll<number>().as("count"));
      return (await query.where("account_id", "=", accountId).executeTakeFirstOrThrow()).count;
    },
    async update(group) {
      await db
        .updateTable("iam_group")
        .set(rowOf(group))
        .where("account_id", "=", group.accountId)
        .where("group_id", "=", group.groupId)
        .execute();
      touch(`group:${group.groupId}`);
    },
    async delete(accountId, groupId) {
      await db.deleteFrom("iam_group").where("account_id", "=", accountId).where("group_id", "=", groupId).execute();
      await deleteEntityPolicies(tx, accountId, groupId);
      touch(`group:${groupId}`);
    },
  };
}

/** A membership is announced as a change of the user, whose policies it changes. */
function memberships({ db, touch }: Transaction): Memberships {
  return {
    async addMember(accountId, groupId, userId) {
      await db
        .insertInto("group_membership")
        .values({ account_id: accountId, group_id: groupId, user_id: userId })
        .onConflict((conflict) => conflict.columns(["group_id", "user_id"]).doNothing())
        .execute();
      touch(`user:${userId}`);
    },
    async removeMember(accountId, groupId, userId) {
      await db
        .deleteFrom("group_membership")
        .where("account_id", "=", accountId)
        .where("group_id", "=", groupId)
        .where("user_id", "=", userId)
        .execute();
      touch(`user:${userId}`);
    },
    async listMembers(accountId, groupId, page) {
      const rows = await db
        .selectFrom("group_membership")
        .innerJoin("iam_user", "iam_user.user_id", "group_membership.user_id")
        .selectAll("iam_user")
        .where("group_membership.account_id", "=", accountId)
        .where("group_membership.group_id", "=", groupId)
        .where("iam_user.name_key", ">", nameKey(page.after ?? ""))
        .orderBy("iam_user.name_key")
        .limit(page.limit)
        .execute();
      return rows.map(userRecordOf);
    },
    async listOfUser(accountId, userId) {
      const rows = await db
        .selectFrom("group_membership")
        .innerJoin("iam_group", "iam_group.group_id", "group_membership.group_id")
        .selectAll("iam_group")
        .where("group_membership.account_id", "=", accountId)
        .where("group_membership.user_id", "=", userId)
        .orderBy("iam_group.name_key")
        .execute();
      return rows.map(recordOf);
    },
  };
}

function rowOf(group: GroupRecord): GroupRow {
  return {
    group_id: group.groupId,
    account_id: group.accountId,
    group_name: group.groupName,
    name_key: nameKey(group.groupName),
    path: group.path,
    created_at_ms: group.createdAtMs,
  };
}

function recordOf(row: GroupRow): GroupRecord {
  return {
    // Only account ids that were checked at the edge are stored.
    accountId: row.account_id as AccountId,
    groupId: row.group_id,
    groupName: row.group_name,
    path: row.path,
    createdAtMs: row.created_at_ms,
  };
}
