import type { AccountId } from "../arn/account-id.ts";
import { jsonOf, structureOf } from "./columns.ts";
import type { RegionalRepository } from "./regional-records.ts";
import type { RegionalRow } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** What every record of a region has. */
interface Owned {
  readonly accountId: AccountId;
  readonly region: string;
}

/** The regional records of one kind in the database; `idOf` reads a record's id. */
export function sqlRegional<Record extends Owned>(
  { db, touch }: Transaction,
  kind: RegionalRow["kind"],
  idOf: (record: Record) => string,
): RegionalRepository<Record> {
  // Rows of a kind hold records of its type: nothing else is written.
  const recordOf = (row: Pick<RegionalRow, "detail">) => structureOf(row.detail) as Record;
  const rowOf = (record: Record): RegionalRow => ({
    kind,
    resource_id: idOf(record),
    account_id: record.accountId,
    region: record.region,
    detail: jsonOf<unknown>(record),
  });
  return {
    async insert(record) {
      await db.insertInto("regional").values(rowOf(record)).execute();
      touch(`${kind}:${idOf(record)}`);
    },
    async find(id) {
      const query = db.selectFrom("regional").select("detail").where("kind", "=", kind).where("resource_id", "=", id);
      const row = await query.executeTakeFirst();
      return row && recordOf(row);
    },
    async list(accountId, region, page) {
      const rows = await db
        .selectFrom("regional")
        .select("detail")
        .where("account_id", "=", accountId)
        .where("region", "=", region)
        .where("kind", "=", kind)
        .where("resource_id", ">", page.after ?? "")
        .orderBy("resource_id")
        .limit(page.limit)
        .execute();
      return rows.map(recordOf);
    },
    async update(record) {
      await db
        .updateTable("regional")
        .set(rowOf(record))
        .where("kind", "=", kind)
        .where("resource_id", "=", idOf(record))
        .where("account_id", "=", record.accountId)
        .execute();
      touch(`${kind}:${idOf(record)}`);
    },
    async delete(accountId, id) {
      await db
        .deleteFrom("regional")
        .where("kind", "=", kind)
        .where("resource_id", "=", id)
        .where("account_id", "=", accountId)
        .execute();
      touch(`${kind}:${id}`);
    },
  };
}
