import type { AccountId } from "../arn/account-id.ts";
import { type JsonText, jsonOf, structureOf } from "./columns.ts";
import type { IamPartDetails, IamPartKind, IamPartRecord } from "./iam-part-records.ts";
import type { IamPartRepository } from "./repositories.ts";
import type { IamPartRow } from "./schema.ts";
import { openText, sealText, type Sealer } from "./sealing.ts";
import type { Transaction } from "./transaction.ts";

/** The lesser things of IAM in the database, their secrets sealed. */
export function sqlIamParts({ db, sealer, touch }: Transaction): IamPartRepository {
  const partsOf = (accountId: AccountId, kind: IamPartKind) =>
    db.selectFrom("iam_part").selectAll().where("account_id", "=", accountId).where("kind", "=", kind);
  const touchOwner = (accountId: string, userId: string | null) =>
    touch(userId === null ? `account:${accountId}` : `user:${userId}`);
  return {
    async insert(part) {
      const row = rowOf(part, sealer);
      await db.insertInto("iam_part").values(row).execute();
      touchOwner(row.account_id, row.user_id);
    },
    async get(accountId, kind, key) {
      const row = await partsOf(accountId, kind).where("part_key", "=", key).executeTakeFirst();
      return row && recordOf(row, kind, sealer);
    },
    async list(accountId, kind, page) {
      const rows = await partsOf(accountId, kind)
        .where("part_key", ">", page.after ?? "")
        .orderBy("part_key")
        .limit(page.limit)
        .execute();
      return rows.map((row) => recordOf(row, kind, sealer));
    },
    async listOfUser(accountId, kind, userId) {
      const rows = await partsOf(accountId, kind)
        .where("user_id", "=", userId)
        .orderBy("created_at_ms")
        .orderBy("part_key")
        .execute();
      return rows.map((row) => recordOf(row, kind, sealer));
    },
    async count(accountId, kind) {
      const query = db.selectFrom("iam_part").select(({ fn }) => fn.countAll<number>().as("count"));
      const counted = query.where("account_id", "=", accountId).where("kind", "=", kind);
      return (await counted.executeTakeFirstOrThrow()).count;
    },
    async update(part) {
      const row = rowOf(part, sealer);
      const former = await partsOf(part.accountId, part.kind).where("part_key", "=", part.key).executeTakeFirst();
      await db
        .updateTable("iam_part")
        .set(row)
        .where("account_id", "=", part.accountId)
        .where("kind", "=", part.kind)
        .where("part_key", "=", part.key)
        .execute();
      touchOwner(row.account_id, row.user_id);
      if (former !== undefined && former.user_id !== row.user_id) {
        touchOwner(former.account_id, former.user_id);
      }
    },
    async delete(accountId, kind, key) {
      const removed = await db
        .deleteFrom("iam_part")
        .where("account_id", "=", accountId)
        .where("kind", "=", kind)
        .where("part_key", "=", key)
        .returning("user_id")
        .executeTakeFirst();
      if (removed !== undefined) {
        touchOwner(accountId, removed.user_id);
      }
    },
  };
}

function rowOf<Kind extends IamPartKind>(part: IamPartRecord<Kind>, sealer: Sealer): IamPartRow {
  return {
    account_id: part.accountId,
    kind: part.kind,
    part_key: part.key,
    user_id: part.userId ?? null,
    created_at_ms: part.createdAtMs,
    sealed_secret:
      part.secret === undefined ? null : sealText(sealer, part.secret, placeOf(part.accountId, part.kind, part.key)),
    detail: jsonOf<unknown>(part.detail),
  };
}

// oxlint-disable-next-line max-params -- the sealer opens what the row holds
function recordOf<Kind extends IamPartKind>(row: IamPartRow, kind: Kind, sealer: Sealer): IamPartRecord<Kind> {
  const { account_id, part_key, user_id, sealed_secret } = row;
  return {
    // Only account ids that were checked at the edge are stored.
    accountId: account_id as AccountId,
    kind,
    key: part_key,
    ...(user_id !== null && { userId: user_id }),
    createdAtMs: row.created_at_ms,
    ...(sealed_secret !== null && { secret: openText(sealer, sealed_secret, placeOf(account_id, kind, part_key)) }),
    // A row of a kind holds what `rowOf` wrote of a record of that kind.
    detail: structureOf(row.detail as JsonText<IamPartDetails[Kind]>),
  };
}

function placeOf(accountId: string, kind: string, key: string): string {
  return `iam-part:${accountId}:${kind}:${key}`;
}
