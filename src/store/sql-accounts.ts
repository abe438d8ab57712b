import type { AccountId } from "../arn/account-id.ts";
import type { AccountRecord } from "./records.ts";
import type { AccountRepository } from "./repositories.ts";
import type { AccountRow } from "./schema.ts";
import { openText, sealText, type Sealer } from "./sealing.ts";
import { deleteOrganization } from "./sql-organizations.ts";
import type { Transaction } from "./transaction.ts";

/** The accounts in the database. */
export function sqlAccounts(tx: Transaction): AccountRepository {
  const { db, sealer, touch } = tx;
  return {
    async insert(account) {
      await db.insertInto("account").values(rowOf(account, sealer)).execute();
      touch(`account:${account.accountId}`);
    },
    async get(accountId) {
      const row = await db.selectFrom("account").selectAll().where("account_id", "=", accountId).executeTakeFirst();
      return row && recordOf(row, sealer);
    },
    async findByEmail(email) {
      const query = db.selectFrom("account").selectAll().where("email", "=", email.toLowerCase());
      const row = await query.executeTakeFirst();
      return row && recordOf(row, sealer);
    },
    async list() {
      const rows = await db.selectFrom("account").selectAll().orderBy("account_id").execute();
      return rows.map((row) => recordOf(row, sealer));
    },
    async setDeclaration(accountId, name, declaration) {
      const sealed_declaration = sealText(sealer, declaration, placeOf(accountId));
      await db.updateTable("account").set({ name, sealed_declaration }).where("account_id", "=", accountId).execute();
      touch(`account:${accountId}`);
    },
    clear: (accountId) => clear(tx, accountId),
  };
}

/** What belongs to an account and either hangs on something named or is kept by no cache. */
const unannouncedTables = [
  "policy_attachment",
  "inline_policy",
  "iam_part",
  "instance_profile",
  "account_alias",
  "account_setting",
  "iam_job",
  "service_use",
] as const;

/** Removes all that an account owns, naming each thing that a cache may hold. */
async function clear(tx: Transaction, accountId: AccountId): Promise<void> {
  const { db, touch } = tx;
  const keys = await db
    .deleteFrom("access_key")
    .where("account_id", "=", accountId)
    .returning("access_key_id as id")
    .execute();
  const users = await db
    .deleteFrom("iam_user")
    .where("account_id", "=", accountId)
    .returning("user_id as id")
    .execute();
  const roles = await db
    .deleteFrom("iam_role")
    .where("account_id", "=", accountId)
    .returning("role_id as id")
    .execute();
  const groups = await db
    .deleteFrom("iam_group")
    .where("account_id", "=", accountId)
    .returning("group_id as id")
    .execute();
  const policies = await db.deleteFrom("managed_policy").where("account_id", "=", accountId).returning("arn").execute();
  const apis = await db.deleteFrom("api").where("account_id", "=", accountId).returning("api_id as id").execute();
  const regional = await db
    .deleteFrom("regional")
    .where("account_id", "=", accountId)
    .returning(["kind", "resource_id as id"])
    .execute();
  const managed = db.selectFrom("organization").select("organization_id as id");
  for (const { id } of await managed.where("management_account_id", "=", accountId).execute()) {
    await deleteOrganization(tx, id);
  }
  for (const table of unannouncedTables) {
    await db.deleteFrom(table).where("account_id", "=", accountId).execute();
  }
  touch(`account:${accountId}`);
  keys.forEach(({ id }) => touch(`access-key:${id}`));
  users.forEach(({ id }) => touch(`user:${id}`));
  roles.forEach(({ id }) => touch(`role:${id}`));
  groups.forEach(({ id }) => touch(`group:${id}`));
  policies.forEach(({ arn }) => touch(`policy:${arn}`));
  apis.forEach(({ id }) => touch(`api:${id}`));
  regional.forEach(({ kind, id }) => touch(`${kind}:${id}`));
}

function rowOf(account: AccountRecord, sealer: Sealer): AccountRow {
  const { accountId, declaration } = account;
  return {
    account_id: accountId,
    name: account.name,
    created_at_ms: account.createdAtMs,
    email: account.email?.toLowerCase() ?? null,
    sealed_declaration: declaration === undefined ? null : sealText(sealer, declaration, placeOf(accountId)),
  };
}

function recordOf(row: AccountRow, sealer: Sealer): AccountRecord {
  // Only account ids that were checked at the edge are stored.
  const accountId = row.account_id as AccountId;
  return {
    accountId,
    name: row.name,
    createdAtMs: row.created_at_ms,
    ...(row.email !== null && { email: row.email }),
    ...(row.sealed_declaration !== null && {
      declaration: openText(sealer, row.sealed_declaration, placeOf(accountId)),
    }),
  };
}

function placeOf(accountId: AccountId): string {
  return `account-declaration:${accountId}`;
}
