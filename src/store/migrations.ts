import { type Kysely, sql } from "kysely";
import type { Schema } from "./schema.ts";

/** How an engine spells the few column types in use. */
export interface ColumnTypes {
  /** Text ordered by its bytes. */
  readonly text: string;
  /** A whole number of at least 53 bits. */
  readonly integer: string;
  /** A primary key that numbers its rows upwards and never uses a number twice. */
  readonly sequence: string;
}

/**
 * Brings a database, new or of an earlier release, to this release's schema. The caller makes sure that it runs alone.
 * Throws when a later release wrote the database.
 */
export async function migrate(db: Kysely<Schema>, types: ColumnTypes): Promise<void> {
  await sql.raw(`create table if not exists meta (name ${types.text} primary key, value text not null)`).execute(db);
  const row = await db.selectFrom("meta").select("value").where("name", "=", versionName).executeTakeFirst();
  const found = Number(row?.value ?? 0);
  if (found > steps.length) {
    throw new Error(
      `it has schema version ${found} and this release knows versions up to ${steps.length}; ` +
        "start the release that wrote it or a later one",
    );
  }
  for (const statements of steps.slice(found)) {
    for (const statement of statements(types)) {
      await sql.raw(statement).execute(db);
    }
  }
  const value = String(steps.length);
  await db
    .insertInto("meta")
    .values({ name: versionName, value })
    .onConflict((conflict) => conflict.column("name").doUpdateSet({ value }))
    .execute();
}

const versionName = "schema-version";

/** Step n takes the schema from version n to n + 1. A step that was released never changes. */
const steps: readonly ((types: ColumnTypes) => readonly string[])[] = [
  ({ text, integer, sequence }) => [
    `create table change (sequence ${sequence}, topic text not null)`,
    `create table token_key (key_id ${integer} primary key, sealed_key text not null)`,
    `create table account (
      account_id ${text} primary key, name text not null, created_at_ms ${integer} not null, sealed_declaration text)`,
    `create table iam_user (
      user_id ${text} primary key, account_id ${text} not null, user_name text not null, name_key ${text} not null,
      path text not null, created_at_ms ${integer} not null, permissions_boundary_arn ${text}, tags text not null)`,
    "create unique index iam_user_name on iam_user (account_id, name_key)",
    "create index iam_user_boundary on iam_user (permissions_boundary_arn)",
    `create table iam_role (
      role_id ${text} primary key, account_id ${text} not null, role_name text not null, name_key ${text} not null,
      path text not null, created_at_ms ${integer} not null, trust_policy text not null, trusted_ids text not null,
      description text, max_session_duration_seconds ${integer} not null, permissions_boundary_arn ${text},
      tags text not null, last_used text)`,
    "create unique index iam_role_name on iam_role (account_id, name_key)",
    "create index iam_role_boundary on iam_role (permissions_boundary_arn)",
    `create table access_key (
      access_key_id ${text} primary key, account_id ${text} not null,
      user_id ${text} references iam_user (user_id) on delete cascade, sealed_secret text not null,
      status text not null, created_at_ms ${integer} not null, last_used text)`,
    "create index access_key_owner on access_key (account_id, user_id)",
    "create index access_key_user on access_key (user_id)",
    `create table managed_policy (
      arn ${text} primary key, account_id ${text} not null, policy_id text not null, policy_name text not null,
      name_key ${text} not null, path text not null, description text, created_at_ms ${integer} not null,
      updated_at_ms ${integer} not null, default_version ${integer} not null, next_version ${integer} not null,
      tags text not null)`,
    "create unique index managed_policy_name on managed_policy (account_id, name_key)",
    `create table policy_version (
      policy_arn ${text} not null references managed_policy (arn) on delete cascade, version ${integer} not null,
      document text not null, created_at_ms ${integer} not null, primary key (policy_arn, version))`,
    `create table policy_attachment (
      account_id ${text} not null, entity_kind text not null, entity_id ${text} not null, policy_arn ${text} not null,
      primary key (entity_id, policy_arn))`,
    "create index policy_attachment_policy on policy_attachment (account_id, policy_arn)",
    `create table inline_policy (
      account_id ${text} not null, entity_id ${text} not null, policy_name ${text} not null, document text not null,
      primary key (entity_id, policy_name))`,
    "create index inline_policy_account on inline_policy (account_id)",
    `create table api (
      api_id ${text} primary key, account_id ${text} not null, region ${text} not null, detail text not null,
      unique (account_id, api_id))`,
    "create index api_region on api (account_id, region, api_id)",
    `create table api_part (
      api_id ${text} not null, account_id ${text} not null, kind ${text} not null, part_id ${text} not null,
      detail text not null, primary key (api_id, kind, part_id),
      foreign key (account_id, api_id) references api (account_id, api_id) on delete cascade)`,
    "create index api_part_api on api_part (account_id, api_id)",
  ],
  ({ text, integer }) => [
    `create table iam_group (
      group_id ${text} primary key, account_id ${text} not null, group_name text not null, name_key ${text} not null,
      path text not null, created_at_ms ${integer} not null)`,
    "create unique index iam_group_name on iam_group (account_id, name_key)",
    `create table group_membership (
      account_id ${text} not null, group_id ${text} not null references iam_group (group_id) on delete cascade,
      user_id ${text} not null references iam_user (user_id) on delete cascade, primary key (group_id, user_id))`,
    "create index group_membership_user on group_membership (user_id)",
    `create table instance_profile (
      instance_profile_id ${text} primary key, account_id ${text} not null, instance_profile_name text not null,
      name_key ${text} not null, path text not null, created_at_ms ${integer} not null,
      role_id ${text} references iam_role (role_id) on delete set null, tags text not null)`,
    "create unique index instance_profile_name on instance_profile (account_id, name_key)",
    "create index instance_profile_role on instance_profile (role_id)",
    `create table account_alias (account_id ${text} primary key, alias ${text} not null unique)`,
    `create table account_setting (
      account_id ${text} not null, setting ${text} not null, value text not null, primary key (account_id, setting))`,
    `create table iam_job (
      account_id ${text} not null, kind ${text} not null, job_id ${text} not null, created_at_ms ${integer} not null,
      detail text not null, primary key (account_id, kind, job_id))`,
    `create table service_use (
      account_id ${text} not null, entity_id ${text} not null, service_name ${text} not null,
      at_ms ${integer} not null, region text not null, primary key (account_id, entity_id, service_name))`,
  ],
  ({ text, integer }) => [
    `create table iam_part (
      account_id ${text} not null, kind ${text} not null, part_key ${text} not null,
      user_id ${text} references iam_user (user_id) on delete cascade, created_at_ms ${integer} not null,
      sealed_secret text, detail text not null, primary key (account_id, kind, part_key))`,
    "create index iam_part_user on iam_part (user_id)",
  ],
  ({ text, integer }) => [
    `alter table account add column email ${text}`,
    "create unique index account_email on account (email)",
    `create table organization (
      organization_id ${text} primary key, management_account_id ${text} not null unique, root_id ${text} not null,
      created_at_ms ${integer} not null, detail text not null)`,
    `create table organization_node (
      node_id ${text} primary key,
      organization_id ${text} not null references organization (organization_id) on delete cascade,
      kind ${text} not null, parent_id ${text}, name text not null, created_at_ms ${integer} not null,
      detail text not null)`,
    "create index organization_node_kind on organization_node (organization_id, kind, node_id)",
    "create index organization_node_parent on organization_node (parent_id)",
    `create table organization_policy (
      policy_id ${text} primary key,
      organization_id ${text} not null references organization (organization_id) on delete cascade,
      type ${text} not null, name text not null, created_at_ms ${integer} not null, detail text not null)`,
    "create index organization_policy_type on organization_policy (organization_id, type, policy_id)",
    `create table organization_policy_attachment (
      organization_id ${text} not null references organization (organization_id) on delete cascade,
      node_id ${text} not null, policy_id ${text} not null, primary key (node_id, policy_id))`,
    "create index organization_policy_attachment_policy on organization_policy_attachment (organization_id, policy_id)",
    `create table organization_part (
      organization_id ${text} not null references organization (organization_id) on delete cascade,
      kind ${text} not null, part_key ${text} not null, account_id ${text}, created_at_ms ${integer} not null,
      detail text not null, primary key (organization_id, kind, part_key))`,
    "create index organization_part_account on organization_part (account_id, kind)",
  ],
  ({ text }) => [
    `create table regional (
      kind ${text} not null, resource_id ${text} not null, account_id ${text} not null, region ${text} not null,
      detail text not null, primary key (kind, resource_id))`,
    "create index regional_owner on regional (account_id, region, kind, resource_id)",
  ],
  ({ text }) => [`alter table regional add column sealed_secret ${text}`],
  ({ text }) => [`alter table api add column protocol ${text} not null default 'HTTP'`],
];
