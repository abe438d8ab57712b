import type { AccountId } from "../arn/account-id.ts";
import { type JsonText, jsonOf, structureOf } from "./columns.ts";
import type { OrganizationPart, OrganizationPartDetails, OrganizationPartKind } from "./organization-records.ts";
import type { OrganizationPartRepository } from "./organization-repositories.ts";
import type { OrganizationPartRow } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** The lesser things of organizations in the database. */
export function sqlOrganizationParts({ db }: Transaction): OrganizationPartRepository {
  const partsOf = (kind: OrganizationPartKind) =>
    db.selectFrom("organization_part").selectAll().where("kind", "=", kind).orderBy("part_key");
  return {
    async insert(part) {
      await db.insertInto("organization_part").values(rowOf(part)).execute();
    },
    async get(organizationId, kind, key) {
      const ofKey = partsOf(kind).where("part_key", "=", key);
      const row = await ofKey.where("organization_id", "=", organizationId).executeTakeFirst();
      return row && recordOf(row, kind);
    },
    async list(organizationId, kind) {
      const rows = await partsOf(kind).where("organization_id", "=", organizationId).execute();
      return rows.map((row) => recordOf(row, kind));
    },
    async listOfAccount(accountId, kind) {
      const rows = await partsOf(kind).where("account_id", "=", accountId).execute();
      return rows.map((row) => recordOf(row, kind));
    },
    async update(part) {
      const query = db.updateTable("organization_part").set(rowOf(part)).where("kind", "=", part.kind);
      await query.where("organization_id", "=", part.organizationId).where("part_key", "=", part.key).execute();
    },
    async delete(organizationId, kind, key) {
      const query = db.deleteFrom("organization_part").where("organization_id", "=", organizationId);
      await query.where("kind", "=", kind).where("part_key", "=", key).execute();
    },
  };
}

function rowOf<Kind extends OrganizationPartKind>(part: OrganizationPart<Kind>): OrganizationPartRow {
  return {
    organization_id: part.organizationId,
    kind: part.kind,
    part_key: part.key,
    account_id: part.accountId ?? null,
    created_at_ms: part.createdAtMs,
    detail: jsonOf<unknown>(part.detail),
  };
}

function recordOf<Kind extends OrganizationPartKind>(row: OrganizationPartRow, kind: Kind): OrganizationPart<Kind> {
  return {
    organizationId: row.organization_id,
    kind,
    key: row.part_key,
    // Only account ids that were checked at the edge are stored.
    ...(row.account_id !== null && { accountId: row.account_id as AccountId }),
    createdAtMs: row.created_at_ms,
    // A row of a kind holds what `rowOf` wrote of a part of that kind.
    detail: structureOf(row.detail as JsonText<OrganizationPartDetails[Kind]>),
  };
}
