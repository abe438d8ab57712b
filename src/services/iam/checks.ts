import { iamArn } from "../../arn/arn.ts";
import type { Tag } from "../../store/records.ts";
import type { AuthorizationCheck } from "../../wire/operation.ts";
import type { Call } from "../call.ts";
import { policyOwner } from "./arns.ts";
import { type EntityRecord, type EntityType, type Subject, tagsOf, userType } from "./entities.ts";

/** Condition keys by name. */
export type ConditionKeys = Readonly<Record<string, string | readonly string[]>>;

/** What is asked of an existing entity or policy: the action, the name or ARN, and the call's own condition keys. */
export interface ResourceQuestion<Keys = ConditionKeys> {
  readonly action: string;
  readonly name: string;
  readonly keys?: Keys;
}

/**
 * The check of an operation on a user, role or group. The resource is the entity's ARN with its path, and the pathless ARN
 * when there is no such entity, so that only a caller who might see it learns that it is missing (observed).
 */
export async function entityCheck<Named, Entity extends EntityRecord>(
  context: Call,
  type: EntityType<Named, Entity>,
  question: ResourceQuestion<ConditionKeys | ((entity: Entity) => ConditionKeys)>,
): Promise<AuthorizationCheck> {
  const { action, name, keys = {} } = question;
  const entity = await type.find(context, name);
  const callKeys = typeof keys === "function" ? (entity === undefined ? {} : keys(entity)) : keys;
  return {
    action,
    resource: entity === undefined ? type.pathlessArn(context, name) : type.arnOf(entity),
    resourceLabel: `${type.kind} ${name}`,
    context: { ...resourceTagKeys(entity === undefined ? [] : tagsOf(entity)), ...callKeys },
  };
}

/** The check of an operation on the credentials of a user or of root. */
export async function subjectCheck(context: Call, subject: Subject, action: string): Promise<AuthorizationCheck> {
  return subject.kind === "root"
    ? { action, resource: iamArn(context.accountId, "root") }
    : entityCheck(context, userType, { action, name: subject.userName });
}

/** The check of an operation on a managed policy, whose `name` is its ARN. */
export async function policyCheck(context: Call, question: ResourceQuestion): Promise<AuthorizationCheck> {
  const { action, name: arn, keys = {} } = question;
  const policy = await context.tx.policies.get(context.accountId, arn);
  const owner = policyOwner(arn);
  const elsewhere = owner !== undefined && owner !== "aws" && owner !== context.accountId;
  return {
    action,
    resource: arn,
    resourceLabel: `policy ${arn}`,
    ...(elsewhere ? { resourceAccountId: owner } : {}),
    context: { ...resourceTagKeys(policy?.tags ?? []), ...keys },
  };
}

/** What an operation is about to create. */
export interface Creation {
  /** `CreateUser`; the permission to tag is `TagUser`. */
  readonly operation: `Create${string}`;
  readonly arn: string;
  readonly label?: string;
  readonly tags: readonly Tag[] | undefined;
  readonly keys?: ConditionKeys;
}

/** The checks of creating an entity: with tags, the permission to tag it is needed too (observed). */
export function creationChecks(creation: Creation): readonly AuthorizationCheck[] {
  const { operation, arn, label, tags = [] } = creation;
  const check = {
    resource: arn,
    ...(label === undefined ? {} : { resourceLabel: label }),
    context: { ...requestTagKeys(tags), ...creation.keys },
  };
  const create = { action: `iam:${operation}`, ...check };
  return tags.length === 0 ? [create] : [create, { action: `iam:${operation.replace("Create", "Tag")}`, ...check }];
}

/**
 * The check of an operation without a resource type, which only `Resource: "*"` grants. The label is what AWS's
 * refusals name instead: `arn:aws:iam::111111111111:user/` for ListUsers, `policy path /` for ListPolicies (observed).
 */
export function accountCheck(action: string, label: string): readonly AuthorizationCheck[] {
  return [{ action, resource: "*", resourceLabel: label }];
}

/** The condition keys for tags in the request. */
export function requestTagKeys(tags: readonly Tag[]): ConditionKeys {
  if (tags.length === 0) {
    return {};
  }
  const values = tags.map((tag) => [`aws:RequestTag/${tag.key}`, tag.value]);
  return { ...Object.fromEntries(values), "aws:TagKeys": tags.map((tag) => tag.key) };
}

/** The condition key for a permissions boundary, when there is one. */
export function boundaryKeys(arn: string | undefined): ConditionKeys {
  return arn === undefined ? {} : { "iam:PermissionsBoundary": arn };
}

/** The condition keys for the tags that the resource has. */
export function resourceTagKeys(tags: readonly Tag[]): ConditionKeys {
  return Object.fromEntries(
    tags.flatMap((tag) => [
      [`aws:ResourceTag/${tag.key}`, tag.value],
      [`iam:ResourceTag/${tag.key}`, tag.value],
    ]),
  );
}
