import type { AccountId } from "../arn/account-id.ts";
import { nameKey } from "./columns.ts";
import type { EntityRef } from "./records.ts";
import type { EntityPolicyRepository, PolicyAttachment, PolicyUses } from "./repositories.ts";
import type { Transaction } from "./transaction.ts";

/** What is attached to and embedded in entities, in the database. */
export function sqlEntityPolicies(tx: Transaction): EntityPolicyRepository {
  return { ...attachments(tx), ...policyUses(tx), ...inlinePolicies(tx) };
}

/** Removes what is attached to, embedded in and remembered of an entity that goes away. */
export async function deleteEntityPolicies({ db }: Transaction, accountId: AccountId, entityId: string): Promise<void> {
  for (const table of ["policy_attachment", "inline_policy", "service_use"] as const) {
    await db.deleteFrom(table).where("account_id", "=", accountId).where("entity_id", "=", entityId).execute();
  }
}

type Attachments = Pick<EntityPolicyRepository, "attach" | "detach" | "listAttached">;
type Uses = Pick<EntityPolicyRepository, "listAttachments" | "listBounded" | "countUses">;
type InlinePolicies = Omit<EntityPolicyRepository, keyof Attachments | keyof Uses>;

function attachments({ db, touch }: Transaction): Attachments {
  return {
    async attach(accountId, entity, policyArn) {
      await db
        .insertInto("policy_attachment")
        .values({
          account_id: accountId,
          entity_kind: entity.kind,
          entity_id: entity.id,
          policy_arn: policyArn,
        })
        .onConflict((conflict) => conflict.columns(["entity_id", "policy_arn"]).doNothing())
        .execute();
      touch(`${entity.kind}:${entity.id}`);
    },
    async detach(accountId, entity, policyArn) {
      const removed = await db
        .deleteFrom("policy_attachment")
        .where("account_id", "=", accountId)
        .where("entity_id", "=", entity.id)
        .where("policy_arn", "=", policyArn)
        .executeTakeFirst();
      touch(`${entity.kind}:${entity.id}`);
      return removed.numDeletedRows > 0n;
    },
    async listAttached(accountId, entity) {
      const rows = await db
        .selectFrom("policy_attachment")
        .select("policy_arn")
        .where("account_id", "=", accountId)
        .where("entity_id", "=", entity.id)
        .execute();
      return rows.map((row) => row.policy_arn).sort(compareBy(policyNameOf));
    },
  };
}

/** Where managed policies are attached and whose boundaries they are. */
function policyUses({ db }: Transaction): Uses {
  return {
    async listAttachments(accountId, policyArn) {
      const rows = db.selectFrom("policy_attachment").where("policy_attachment.account_id", "=", accountId);
      const users = await rows
        .innerJoin("iam_user", "iam_user.user_id", "policy_attachment.entity_id")
        .select(["iam_user.user_id as id", "iam_user.user_name as name", "iam_user.path"])
        .where("policy_arn", "=", policyArn)
        .execute();
      const roles = await rows
        .innerJoin("iam_role", "iam_role.role_id", "policy_attachment.entity_id")
        .select(["iam_role.role_id as id", "iam_role.role_name as name", "iam_role.path"])
        .where("policy_arn", "=", policyArn)
        .execute();
      const groups = await rows
        .innerJoin("iam_group", "iam_group.group_id", "policy_attachment.entity_id")
        .select(["iam_group.group_id as id", "iam_group.group_name as name", "iam_group.path"])
        .where("policy_arn", "=", policyArn)
        .execute();
      return byName({ user: users, role: roles, group: groups });
    },
    async listBounded(accountId, policyArn) {
      const users = await db
        .selectFrom("iam_user")
        .select(["user_id as id", "user_name as name", "path"])
        .where("account_id", "=", accountId)
        .where("permissions_boundary_arn", "=", policyArn)
        .execute();
      const roles = await db
        .selectFrom("iam_role")
        .select(["role_id as id", "role_name as name", "path"])
        .where("account_id", "=", accountId)
        .where("permissions_boundary_arn", "=", policyArn)
        .execute();
      return byName({ user: users, role: roles, group: [] });
    },
    async countUses(accountId, policyArn) {
      const attached = db
        .selectFrom("policy_attachment")
        .select(({ fn }) => ["policy_arn as arn", fn.countAll<number>().as("count")])
        .where("account_id", "=", accountId)
        .$if(policyArn !== undefined, (query) => query.where("policy_arn", "=", policyArn ?? ""))
        .groupBy("policy_arn");
      const bounding = (table: "iam_user" | "iam_role") =>
        db
          .selectFrom(table)
          .select(({ fn }) => ["permissions_boundary_arn as arn", fn.countAll<number>().as("count")])
          .where("account_id", "=", accountId)
          .where("permissions_boundary_arn", "is not", null)
          .$if(policyArn !== undefined, (query) => query.where("permissions_boundary_arn", "=", policyArn ?? ""))
          .groupBy("permissions_boundary_arn");
      const uses = new Map<string, PolicyUses>();
      for (const { arn, count } of await attached.execute()) {
        uses.set(arn, { attachments: count, boundaries: 0 });
      }
      for (const { arn, count } of [
        ...(await bounding("iam_user").execute()),
        ...(await bounding("iam_role").execute()),
      ]) {
        const { attachments, boundaries } = uses.get(arn ?? "") ?? { attachments: 0, boundaries: 0 };
        uses.set(arn ?? "", { attachments, boundaries: boundaries + count });
      }
      return uses;
    },
  };
}

function inlinePolicies({ db, touch }: Transaction): InlinePolicies {
  const policiesOf = (accountId: AccountId, entity: EntityRef) =>
    db
      .selectFrom("inline_policy")
      .select(["policy_name as policyName", "document"])
      .where("account_id", "=", accountId)
      .where("entity_id", "=", entity.id);
  return {
    async putInline(accountId, entity, { policyName, document }) {
      await db
        .insertInto("inline_policy")
        .values({ account_id: accountId, entity_id: entity.id, policy_name: policyName, document })
        .onConflict((conflict) => conflict.columns(["entity_id", "policy_name"]).doUpdateSet({ document }))
        .execute();
      touch(`${entity.kind}:${entity.id}`);
    },
    getInline: (accountId, entity, policyName) =>
      policiesOf(accountId, entity).where("policy_name", "=", policyName).executeTakeFirst(),
    listInline: (accountId, entity) => policiesOf(accountId, entity).orderBy("policy_name").execute(),
    async deleteInline(accountId, entity, policyName) {
      const removed = await db
        .deleteFrom("inline_policy")
        .where("account_id", "=", accountId)
        .where("entity_id", "=", entity.id)
        .where("policy_name", "=", policyName)
        .executeTakeFirst();
      touch(`${entity.kind}:${entity.id}`);
      return removed.numDeletedRows > 0n;
    },
  };
}

interface NamedEntity {
  readonly id: string;
  readonly name: string;
  readonly path: string;
}

function byName(entities: Readonly<Record<EntityRef["kind"], readonly NamedEntity[]>>): readonly PolicyAttachment[] {
  const kinds = ["user", "role", "group"] as const;
  return kinds
    .flatMap((kind) =>
      entities[kind].map(({ id, name, path }): PolicyAttachment => ({ entity: { kind, id }, entityName: name, path })),
    )
    .sort(compareBy((attachment) => attachment.entityName));
}

/** An ARN ends in the policy's path and name. */
function policyNameOf(arn: string): string {
  return arn.slice(arn.lastIndexOf("/") + 1);
}

function compareBy<Item>(nameOf: (item: Item) => string): (left: Item, right: Item) => number {
  return (left, right) => {
    const [leftKey, rightKey] = [nameKey(nameOf(left)), nameKey(nameOf(right))];
    return leftKey < rightKey ? -1 : Number(leftKey > rightKey);
  };
}
