import type { AccountId } from "../arn/account-id.ts";
import { jsonOf, nameKey, pathStartsWith, structureOf } from "./columns.ts";
import type { InstanceProfileRecord } from "./records.ts";
import type { InstanceProfileRepository } from "./repositories.ts";
import type { InstanceProfileRow } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** The instance profiles in the database; no decision depends on them, so no change of theirs is announced. */
export function sqlInstanceProfiles({ db }: Transaction): InstanceProfileRepository {
  const profilesOf = (accountId: AccountId) =>
    db.selectFrom("instance_profile").selectAll().where("account_id", "=", accountId);
  return {
    async insert(profile) {
      await db.insertInto("instance_profile").values(rowOf(profile)).execute();
    },
    async get(accountId, instanceProfileName) {
      const row = await profilesOf(accountId).where("name_key", "=", nameKey(instanceProfileName)).executeTakeFirst();
      return row && recordOf(row);
    },
    async list(accountId, pathPrefix, page) {
      const rows = await profilesOf(accountId)
        .where("name_key", ">", nameKey(page.after ?? ""))
        .where(pathStartsWith(pathPrefix))
        .orderBy("name_key")
        .limit(page.limit)
        .execute();
      return rows.map(recordOf);
    },
    async listOfRole(accountId, roleId) {
      const rows = await profilesOf(accountId).where("role_id", "=", roleId).orderBy("name_key").execute();
      return rows.map(recordOf);
    },
    async count(accountId) {
      const query = db.selectFrom("instance_profile").select(({ fn }) => fn.countAll<number>().as("count"));
      return (await query.where("account_id", "=", accountId).executeTakeFirstOrThrow()).count;
    },
    async update(profile) {
      await db
        .updateTable("instance_profile")
        .set(rowOf(profile))
        .where("account_id", "=", profile.accountId)
        .where("instance_profile_id", "=", profile.instanceProfileId)
        .execute();
    },
    async delete(accountId, instanceProfileId) {
      await db
        .deleteFrom("instance_profile")
        .where("account_id", "=", accountId)
        .where("instance_profile_id", "=", instanceProfileId)
        .execute();
    },
  };
}

function rowOf(profile: InstanceProfileRecord): InstanceProfileRow {
  return {
    instance_profile_id: profile.instanceProfileId,
    account_id: profile.accountId,
    instance_profile_name: profile.instanceProfileName,
    name_key: nameKey(profile.instanceProfileName),
    path: profile.path,
    created_at_ms: profile.createdAtMs,
    role_id: profile.roleId ?? null,
    tags: jsonOf(profile.tags),
  };
}

function recordOf(row: InstanceProfileRow): InstanceProfileRecord {
  return {
    // Only account ids that were checked at the edge are stored.
    accountId: row.account_id as AccountId,
    instanceProfileId: row.instance_profile_id,
    instanceProfileName: row.instance_profile_name,
    path: row.path,
    createdAtMs: row.created_at_ms,
    ...(row.role_id !== null && { roleId: row.role_id }),
    tags: structureOf(row.tags),
  };
}
