import type { AccountId } from "../arn/account-id.ts";
import { awsManagedPolicies, awsManagedPolicy } from "./aws-managed-policies.ts";
import { jsonOf, nameKey, pathStartsWith, structureOf } from "./columns.ts";
import type { ManagedPolicyRecord, PolicyVersionRecord } from "./records.ts";
import type { Page, PolicyRepository } from "./repositories.ts";
import type { ManagedPolicyRow, PolicyVersionRow } from "./schema.ts";
import type { Transaction } from "./transaction.ts";

/** Managed policies: the customers' and the imported ones of AWS in the database, and AWS's that this server brings. */
export function sqlPolicies(tx: Transaction): PolicyRepository {
  return { ...policies(tx), ...versions(tx) };
}

type Versions = Pick<
  PolicyRepository,
  "insertVersion" | "getVersion" | "listVersions" | "deleteVersion" | "countVersions"
>;

function policies({ db, touch }: Transaction): Omit<PolicyRepository, keyof Versions> {
  return {
    async insert(policy, firstVersion) {
      await db.insertInto("managed_policy").values(rowOf(policy)).execute();
      await db.insertInto("policy_version").values(versionRowOf(firstVersion)).execute();
      touch(`policy:${policy.arn}`);
    },
    async importAws(policy, versions) {
      const replaced = await db
        .deleteFrom("managed_policy")
        .where("account_id", "=", "aws")
        .where("name_key", "=", nameKey(policy.policyName))
        .returning("arn")
        .execute();
      await db.insertInto("managed_policy").values(rowOf(policy)).execute();
      await db.insertInto("policy_version").values(versions.map(versionRowOf)).execute();
      new Set([policy.arn, ...replaced.map(({ arn }) => arn)]).forEach((arn) => touch(`policy:${arn}`));
    },
    async get(accountId, arn) {
      const query = db.selectFrom("managed_policy").selectAll().where("arn", "=", arn);
      const row = await query.where("account_id", "in", [accountId, "aws"]).executeTakeFirst();
      return row === undefined ? awsManagedPolicy(arn)?.policy : recordOf(row);
    },
    async getByName(accountId, policyName) {
      const query = db.selectFrom("managed_policy").selectAll().where("account_id", "=", accountId);
      const row = await query.where("name_key", "=", nameKey(policyName)).executeTakeFirst();
      return row && recordOf(row);
    },
    async list(accountId, pathPrefix, page) {
      const rows = await db
        .selectFrom("managed_policy")
        .selectAll()
        .where("account_id", "=", accountId)
        .where("name_key", ">", nameKey(page.after ?? ""))
        .where(pathStartsWith(pathPrefix))
        .orderBy("name_key")
        .limit(page.limit)
        .execute();
      const stored = rows.map(recordOf);
      return accountId === "aws" ? withBuiltIn(stored, pathPrefix, page) : stored;
    },
    async count(accountId) {
      const query = db.selectFrom("managed_policy").select(({ fn }) => fn.countAll<number>().as("count"));
      return (await query.where("account_id", "=", accountId).executeTakeFirstOrThrow()).count;
    },
    async update(policy) {
      await db
        .updateTable("managed_policy")
        .set(rowOf(policy))
        .where("account_id", "=", policy.accountId)
        .where("arn", "=", policy.arn)
        .execute();
      touch(`policy:${policy.arn}`);
    },
    async delete(accountId, arn) {
      await db.deleteFrom("managed_policy").where("account_id", "=", accountId).where("arn", "=", arn).execute();
      const attachments = await db
        .deleteFrom("policy_attachment")
        .where("account_id", "=", accountId)
        .where("policy_arn", "=", arn)
        .returning(["entity_kind", "entity_id"])
        .execute();
      touch(`policy:${arn}`);
      attachments.forEach((row) => touch(`${row.entity_kind}:${row.entity_id}`));
    },
  };
}

function versions({ db, touch }: Transaction): Versions {
  /** The versions of a policy, provided that the account or AWS owns it. */
  const versionsOf = (accountId: AccountId, arn: string) =>
    db
      .selectFrom("policy_version")
      .innerJoin("managed_policy", "managed_policy.arn", "policy_version.policy_arn")
      .selectAll("policy_version")
      .where("managed_policy.account_id", "in", [accountId, "aws"])
      .where("policy_arn", "=", arn);
  return {
    async insertVersion(accountId, version) {
      await refuseForeign(db, accountId, version.policyArn);
      await db.insertInto("policy_version").values(versionRowOf(version)).execute();
      touch(`policy:${version.policyArn}`);
    },
    async getVersion(accountId, arn, version) {
      const row = await versionsOf(accountId, arn).where("version", "=", version).executeTakeFirst();
      if (row !== undefined) {
        return versionOf(row);
      }
      const builtIn = awsManagedPolicy(arn)?.version;
      const known = builtIn?.version === version && (await versionsOf(accountId, arn).executeTakeFirst()) === undefined;
      return known ? builtIn : undefined;
    },
    async listVersions(accountId, arn) {
      const rows = await versionsOf(accountId, arn).orderBy("version", "desc").execute();
      const builtIn = awsManagedPolicy(arn)?.version;
      return rows.length === 0 && builtIn !== undefined ? [builtIn] : rows.map(versionOf);
    },
    async deleteVersion(accountId, arn, version) {
      await db
        .deleteFrom("policy_version")
        .where("policy_arn", "in", (query) =>
          query.selectFrom("managed_policy").select("arn").where("account_id", "=", accountId).where("arn", "=", arn),
        )
        .where("version", "=", version)
        .execute();
      touch(`policy:${arn}`);
    },
    async countVersions(accountId) {
      const query = db
        .selectFrom("policy_version")
        .innerJoin("managed_policy", "managed_policy.arn", "policy_version.policy_arn")
        .select(({ fn }) => fn.countAll<number>().as("count"));
      return (await query.where("account_id", "=", accountId).executeTakeFirstOrThrow()).count;
    },
  };
}

async function refuseForeign(db: Transaction["db"], accountId: AccountId, arn: string): Promise<void> {
  const query = db.selectFrom("managed_policy").select("arn").where("arn", "=", arn);
  if ((await query.where("account_id", "=", accountId).executeTakeFirst()) === undefined) {
    throw new Error(`account ${accountId} has no policy ${arn} to add a version to`);
  }
}

/** A page of AWS's policies: the imported ones, and those that this server brings unless they were imported. */
function withBuiltIn(
  imported: readonly ManagedPolicyRecord[],
  pathPrefix: string,
  { after, limit }: Page,
): readonly ManagedPolicyRecord[] {
  const afterKey = nameKey(after ?? "");
  const replaced = new Set(imported.map(({ arn }) => arn));
  const builtIn = awsManagedPolicies
    .map(({ policy }) => policy)
    .filter(
      ({ arn, path, policyName }) =>
        !replaced.has(arn) && path.startsWith(pathPrefix) && nameKey(policyName) > afterKey,
    );
  return [...imported, ...builtIn]
    .toSorted((left, right) => (nameKey(left.policyName) < nameKey(right.policyName) ? -1 : 1))
    .slice(0, limit);
}

function rowOf(policy: ManagedPolicyRecord): ManagedPolicyRow {
  return {
    arn: policy.arn,
    account_id: policy.accountId,
    policy_id: policy.policyId,
    policy_name: policy.policyName,
    name_key: nameKey(policy.policyName),
    path: policy.path,
    description: policy.description ?? null,
    created_at_ms: policy.createdAtMs,
    updated_at_ms: policy.updatedAtMs,
    default_version: policy.defaultVersion,
    next_version: policy.nextVersion,
    tags: jsonOf(policy.tags),
  };
}

function recordOf(row: ManagedPolicyRow): ManagedPolicyRecord {
  return {
    // Only account ids that were checked at the edge are stored.
    accountId: row.account_id as AccountId,
    policyId: row.policy_id,
    policyName: row.policy_name,
    path: row.path,
    arn: row.arn,
    ...(row.description !== null && { description: row.description }),
    createdAtMs: row.created_at_ms,
    updatedAtMs: row.updated_at_ms,
    defaultVersion: row.default_version,
    nextVersion: row.next_version,
    tags: structureOf(row.tags),
  };
}

function versionRowOf(version: PolicyVersionRecord): PolicyVersionRow {
  return {
    policy_arn: version.policyArn,
    version: version.version,
    document: version.document,
    created_at_ms: version.createdAtMs,
  };
}

function versionOf(row: PolicyVersionRow): PolicyVersionRecord {
  return {
    policyArn: row.policy_arn,
    version: row.version,
    document: row.document,
    createdAtMs: row.created_at_ms,
  };
}
