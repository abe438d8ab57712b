import type { AccountId } from "../arn/account-id.ts";
import { jsonOf, structureOf } from "./columns.ts";
import type { ApiRecord } from "./records.ts";
import type { ApiPartRepository, ApiRepository } from "./repositories.ts";
import type { ApiPartRow, ApiRow } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** The HTTP APIs in the database. */
export function sqlApis({ db, touch }: Transaction): ApiRepository {
  return {
    async insert(api) {
      await db.insertInto("api").values(rowOf(api)).execute();
      touch(`api:${api.apiId}`);
    },
    async get(accountId, apiId) {
      const query = db.selectFrom("api").selectAll().where("account_id", "=", accountId).where("api_id", "=", apiId);
      const row = await query.executeTakeFirst();
      return row && recordOf(row);
    },
    async find(apiId) {
      const row = await db.selectFrom("api").selectAll().where("api_id", "=", apiId).executeTakeFirst();
      return row && recordOf(row);
    },
    async list(accountId, region, page) {
      const rows = await db
        .selectFrom("api")
        .selectAll()
        .where("account_id", "=", accountId)
        .where("region", "=", region)
        .where("api_id", ">", page.after ?? "")
        .orderBy("api_id")
        .limit(page.limit)
        .execute();
      return rows.map(recordOf);
    },
    async update(api) {
      await db
        .updateTable("api")
        .set(rowOf(api))
        .where("account_id", "=", api.accountId)
        .where("api_id", "=", api.apiId)
        .execute();
      touch(`api:${api.apiId}`);
    },
    async delete(accountId, apiId) {
      // Its parts go with it.
      await db.deleteFrom("api").where("account_id", "=", accountId).where("api_id", "=", apiId).execute();
      touch(`api:${apiId}`);
    },
  };
}

/** The parts of one kind of the HTTP APIs in the database; `idOf` reads a record's id within its API. */
export function sqlApiParts<Part>(
  { db, touch }: Transaction,
  kind: ApiPartRow["kind"],
  idOf: (record: Part) => string,
): ApiPartRepository<Part> {
  const partsOf = (accountId: AccountId, apiId: string) =>
    db
      .selectFrom("api_part")
      .select("detail")
      .where("account_id", "=", accountId)
      .where("api_id", "=", apiId)
      .where("kind", "=", kind);
  // Rows of a kind hold records of its type: `put` writes no others.
  const partOf = (row: Pick<ApiPartRow, "detail">) => structureOf(row.detail) as Part;
  return {
    async get(accountId, apiId, id) {
      const row = await partsOf(accountId, apiId).where("part_id", "=", id).executeTakeFirst();
      return row && partOf(row);
    },
    async list(accountId, apiId) {
      const rows = await partsOf(accountId, apiId).orderBy("part_id").execute();
      return rows.map(partOf);
    },
    async put(accountId, apiId, record) {
      const detail = jsonOf<unknown>(record);
      await db
        .insertInto("api_part")
        .values({ api_id: apiId, account_id: accountId, kind, part_id: idOf(record), detail })
        .onConflict((conflict) =>
          conflict
            .columns(["api_id", "kind", "part_id"])
            .doUpdateSet({ detail })
            .where("api_part.account_id", "=", accountId),
        )
        .execute();
      touch(`api:${apiId}`);
    },
    async delete(accountId, apiId, id) {
      await db
        .deleteFrom("api_part")
        .where("account_id", "=", accountId)
        .where("api_id", "=", apiId)
        .where("kind", "=", kind)
        .where("part_id", "=", id)
        .execute();
      touch(`api:${apiId}`);
    },
  };
}

function rowOf(api: ApiRecord): ApiRow {
  const { apiId, accountId, region, ...detail } = api;
  return { api_id: apiId, account_id: accountId, region, detail: jsonOf(detail) };
}

function recordOf(row: ApiRow): ApiRecord {
  return {
    apiId: row.api_id,
    // Only account ids that were checked at the edge are stored.
    accountId: row.account_id as AccountId,
    region: row.region,
    ...structureOf(row.detail),
  };
}
