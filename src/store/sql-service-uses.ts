import type { ServiceUseRepository } from "./repositories.ts";
import type { Transaction } from "./transaction.ts";

/** The last uses of services in the database. */
export function sqlServiceUses({ db }: Transaction): ServiceUseRepository {
  return {
    async record(accountId, entityId, { serviceName, atMs, region }) {
      await db
        .insertInto("service_use")
        .values({ account_id: accountId, entity_id: entityId, service_name: serviceName, at_ms: atMs, region })
        .onConflict((conflict) =>
          conflict
            .columns(["account_id", "entity_id", "service_name"])
            .doUpdateSet({ at_ms: atMs, region })
            // Another node may have written a later use first.
            .where("service_use.at_ms", "<", atMs),
        )
        .execute();
    },
    async list(accountId, entityId) {
      const rows = await db
        .selectFrom("service_use")
        .select(["service_name as serviceName", "at_ms as atMs", "region"])
        .where("account_id", "=", accountId)
        .where("entity_id", "=", entityId)
        .orderBy("service_name")
        .execute();
      return rows;
    },
  };
}
