import type { AccountId } from "../arn/account-id.ts";
import { jsonOf, structureOf } from "./columns.ts";
import type { ApiPartRepository, ApiRepository } from "./repositories.ts";
import type { ApiPartRow, ApiProtocol, ApiRow } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** What the records of both protocols have. */
interface OwnedApi {
  readonly apiId: string;
  readonly accountId: AccountId;
  readonly region: string;
}

/** The APIs of one protocol in the database. */
export function sqlApis<Api extends OwnedApi>({ db, touch }: Transaction, protocol: ApiProtocol): ApiRepository<Api> {
  const ofProtocol = () => db.selectFrom("api").selectAll().where("protocol", "=", protocol);
  const rowOf = ({ apiId, accountId, region, ...detail }: Api): ApiRow => {
    return { api_id: apiId, account_id: accountId, region, protocol, detail: jsonOf<unknown>(detail) };
  };
  // Rows of a protocol hold records of its type: nothing else is written.
  const recordOf = ({ api_id: apiId, account_id: accountId, region, detail }: ApiRow) =>
    ({ apiId, accountId, region, ...Object(structureOf(detail)) }) as Api;
  return {
    async insert(api) {
      await db.insertInto("api").values(rowOf(api)).execute();
      touch(`api:${api.apiId}`);
    },
    async get(accountId, apiId) {
      const query = ofProtocol().where("account_id", "=", accountId).where("api_id", "=", apiId);
      const row = await query.executeTakeFirst();
      return row && recordOf(row);
    },
    async find(apiId) {
      const row = await ofProtocol().where("api_id", "=", apiId).executeTakeFirst();
      return row && recordOf(row);
    },
    async list(accountId, region, page) {
      const rows = await ofProtocol()
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
        .where("protocol", "=", protocol)
        .where("account_id", "=", api.accountId)
        .where("api_id", "=", api.apiId)
        .execute();
      touch(`api:${api.apiId}`);
    },
    async delete(accountId, apiId) {
      // Its parts go with it.
      await db
        .deleteFrom("api")
        .where("protocol", "=", protocol)
        .where("account_id", "=", accountId)
        .where("api_id", "=", apiId)
        .execute();
      touch(`api:${apiId}`);
    },
  };
}

/** The parts of one kind of the APIs in the database; `idOf` reads a record's id within its API. */
export function sqlApiParts<Part>(
  { db, touch }: Transaction,
  kind: ApiPartRow["kind"],
  idOf: (record: Part) => string,
): ApiPartRepository<Part> {
  const rowsOf = (accountId: AccountId, apiId: string) =>
    db.selectFrom("api_part").where("account_id", "=", accountId).where("api_id", "=", apiId).where("kind", "=", kind);
  const partsOf = (accountId: AccountId, apiId: string) => rowsOf(accountId, apiId).select("detail");
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
    async count(accountId, apiId) {
      const query = rowsOf(accountId, apiId).select(({ fn }) => fn.countAll<number>().as("count"));
      return (await query.executeTakeFirstOrThrow()).count;
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
