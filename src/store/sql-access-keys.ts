import type { AccountId } from "../arn/account-id.ts";
import { jsonOf, structureOf } from "./columns.ts";
import type { AccessKeyRecord } from "./records.ts";
import type { AccessKeyRepository } from "./repositories.ts";
import type { AccessKeyRow } from "./schema.ts";
import { openText, sealText, type Sealer } from "./sealing.ts";
import type { Transaction } from "./transaction.ts";

/** The long-term access keys in the database, their secrets sealed. */
export function sqlAccessKeys({ db, sealer, touch }: Transaction): AccessKeyRepository {
  return {
    async insert(key) {
      await db.insertInto("access_key").values(rowOf(key, sealer)).execute();
      touch(`access-key:${key.accessKeyId}`);
    },
    async find(accessKeyId) {
      const query = db.selectFrom("access_key").selectAll().where("access_key_id", "=", accessKeyId);
      const row = await query.executeTakeFirst();
      return row && recordOf(row, sealer);
    },
    async list(accountId, userId) {
      const rows = await db
        .selectFrom("access_key")
        .selectAll()
        .where("account_id", "=", accountId)
        .where("user_id", userId === undefined ? "is" : "=", userId ?? null)
        .orderBy("created_at_ms")
        .orderBy("access_key_id")
        .execute();
      return rows.map((row) => recordOf(row, sealer));
    },
    async setStatus(accountId, accessKeyId, status) {
      await db
        .updateTable("access_key")
        .set({ status })
        .where("account_id", "=", accountId)
        .where("access_key_id", "=", accessKeyId)
        .execute();
      touch(`access-key:${accessKeyId}`);
    },
    async setLastUsed(accessKeyId, lastUsed) {
      const change = { last_used: jsonOf(lastUsed) };
      await db.updateTable("access_key").set(change).where("access_key_id", "=", accessKeyId).execute();
    },
    async delete(accountId, accessKeyId) {
      await db
        .deleteFrom("access_key")
        .where("account_id", "=", accountId)
        .where("access_key_id", "=", accessKeyId)
        .execute();
      touch(`access-key:${accessKeyId}`);
    },
  };
}

function rowOf(key: AccessKeyRecord, sealer: Sealer): AccessKeyRow {
  return {
    access_key_id: key.accessKeyId,
    account_id: key.accountId,
    user_id: key.userId ?? null,
    sealed_secret: sealText(sealer, key.secretAccessKey, placeOf(key.accountId, key.accessKeyId)),
    status: key.status,
    created_at_ms: key.createdAtMs,
    last_used: key.lastUsed === undefined ? null : jsonOf(key.lastUsed),
  };
}

function recordOf(row: AccessKeyRow, sealer: Sealer): AccessKeyRecord {
  return {
    accessKeyId: row.access_key_id,
    // Only account ids that were checked at the edge are stored.
    accountId: row.account_id as AccountId,
    ...(row.user_id !== null && { userId: row.user_id }),
    secretAccessKey: openText(sealer, row.sealed_secret, placeOf(row.account_id, row.access_key_id)),
    status: row.status,
    createdAtMs: row.created_at_ms,
    ...(row.last_used !== null && { lastUsed: structureOf(row.last_used) }),
  };
}

function placeOf(accountId: string, accessKeyId: string): string {
  return `access-key:${accountId}:${accessKeyId}`;
}
