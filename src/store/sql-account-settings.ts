import type { AccountId } from "../arn/account-id.ts";
import type { AccountAliasRepository, AccountSettingRepository } from "./repositories.ts";
import type { Transaction } from "./transaction.ts";

/** The settings of accounts in the database. */
export function sqlAccountSettings({ db, touch }: Transaction): AccountSettingRepository {
  return {
    async get(accountId, setting) {
      const row = await db
        .selectFrom("account_setting")
        .select("value")
        .where("account_id", "=", accountId)
        .where("setting", "=", setting)
        .executeTakeFirst();
      return row?.value;
    },
    async put(accountId, setting, value) {
      await db
        .insertInto("account_setting")
        .values({ account_id: accountId, setting, value })
        .onConflict((conflict) => conflict.columns(["account_id", "setting"]).doUpdateSet({ value }))
        .execute();
      touch(`account:${accountId}`);
    },
    async delete(accountId, setting) {
      await db
        .deleteFrom("account_setting")
        .where("account_id", "=", accountId)
        .where("setting", "=", setting)
        .execute();
      touch(`account:${accountId}`);
    },
  };
}

/** The aliases of accounts in the database. */
export function sqlAccountAliases({ db, touch }: Transaction): AccountAliasRepository {
  return {
    async get(accountId) {
      const row = await db
        .selectFrom("account_alias")
        .select("alias")
        .where("account_id", "=", accountId)
        .executeTakeFirst();
      return row?.alias;
    },
    async ownerOf(alias) {
      const row = await db
        .selectFrom("account_alias")
        .select("account_id")
        .where("alias", "=", alias)
        .executeTakeFirst();
      // Only account ids that were checked at the edge are stored.
      return row?.account_id as AccountId | undefined;
    },
    async set(accountId, alias) {
      await db
        .insertInto("account_alias")
        .values({ account_id: accountId, alias })
        .onConflict((conflict) => conflict.column("account_id").doUpdateSet({ alias }))
        .execute();
      touch(`account:${accountId}`);
    },
    async delete(accountId) {
      await db.deleteFrom("account_alias").where("account_id", "=", accountId).execute();
      touch(`account:${accountId}`);
    },
  };
}
