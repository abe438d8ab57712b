import type { AccountId } from "../arn/account-id.ts";
import { jsonOf, structureOf } from "./columns.ts";
import type { RegionalRepository } from "./regional-records.ts";
import type { RegionalRow } from "./schema.ts";
import { openText, sealText } from "./sealing.ts";
import type { Transaction } from "./transaction.ts";

/** What every record of a region has. */
interface Owned {
  readonly accountId: AccountId;
  readonly region: string;
  /** What is kept sealed, for records that have such a thing. */
  readonly secret?: string;
}

type StoredRow = Pick<RegionalRow, "resource_id" | "account_id" | "sealed_secret" | "detail">;

/** The regional records of one kind in the database; `idOf` reads a record's id. */
export function sqlRegional<Record extends Owned>(
  { db, sealer, touch }: Transaction,
  kind: RegionalRow["kind"],
  idOf: (record: Record) => string,
): RegionalRepository<Record> {
  const placeOf = (accountId: string, id: string) => `regional:${accountId}:${kind}:${id}`;
  const recordOf = (row: StoredRow): Record => {
    const { account_id, resource_id, sealed_secret, detail } = row;
    const secret =
      sealed_secret === null ? undefined : openText(sealer, sealed_secret, placeOf(account_id, resource_id));
    // Rows of a kind hold records of its type: nothing else is written.
    return { ...(structureOf(detail) as Record), ...(secret !== undefined && { secret }) };
  };
  const rowOf = (record: Record): RegionalRow => {
    const { secret, ...detail } = record;
    const { accountId, region } = record;
    const id = idOf(record);
    return {
      kind,
      resource_id: id,
      account_id: accountId,
      region,
      sealed_secret: secret === undefined ? null : sealText(sealer, secret, placeOf(accountId, id)),
      detail: jsonOf<unknown>(detail),
    };
  };
  const rows = db
    .selectFrom("regional")
    .where("kind", "=", kind)
    .select(["resource_id", "account_id", "sealed_secret", "detail"]);
  return {
    async insert(record) {
      await db.insertInto("regional").values(rowOf(record)).execute();
      touch(`${kind}:${idOf(record)}`);
    },
    async find(id) {
      const row = await rows.where("resource_id", "=", id).executeTakeFirst();
      return row && recordOf(row);
    },
    async findOfOthers(accountId, end) {
      const row = await rows
        .where("account_id", "!=", accountId)
        .where("resource_id", "like", `%${end}`)
        .where("resource_id", "not like", `%.%${end}`)
        .executeTakeFirst();
      return row && recordOf(row);
    },
    async list(accountId, region, page) {
      const found = await rows
        .where("account_id", "=", accountId)
        .where("region", "=", region)
        .where("resource_id", ">", page.after ?? "")
        .orderBy("resource_id")
        .limit(page.limit)
        .execute();
      return found.map(recordOf);
    },
    async update(record) {
      const own = db.updateTable("regional").where("kind", "=", kind).where("account_id", "=", record.accountId);
      await own.where("resource_id", "=", idOf(record)).set(rowOf(record)).execute();
      touch(`${kind}:${idOf(record)}`);
    },
    async delete(accountId, id) {
      const own = db.deleteFrom("regional").where("kind", "=", kind).where("account_id", "=", accountId);
      await own.where("resource_id", "=", id).execute();
      touch(`${kind}:${id}`);
    },
  };
}
