import type { EntityRef, GroupRecord, RoleRecord, Tag, UserRecord } from "../../store/records.ts";
import type { AwsError } from "../../wire/aws-error.ts";
import type { Call } from "../call.ts";
import { groupArn, roleArn, userArn } from "./arns.ts";
import { iamErrors } from "./errors.ts";
import { iamQuotas } from "./quotas.ts";

/** The input of operations on a user. */
export interface NamesUser {
  readonly UserName: string;
}

/** The input of operations on a role. */
export interface NamesRole {
  readonly RoleName: string;
}

/** The input of operations on a group. */
export interface NamesGroup {
  readonly GroupName: string;
}

/** What policies are attached to and embedded in. */
export type EntityRecord = UserRecord | RoleRecord | GroupRecord;

/** What the operations that treat users, roles and groups alike need to know of each. */
export interface EntityType<Named, Entity extends EntityRecord> {
  readonly kind: EntityRef["kind"];
  readonly nameIn: (input: Named) => string;
  /** The member that names the entity, for replies that repeat it. */
  readonly named: (entity: Entity) => Named;
  /** Looks a name up in the caller's account, ignoring case as AWS's names do. */
  readonly find: (context: Call, name: string) => Promise<Entity | undefined>;
  readonly refOf: (entity: Entity) => EntityRef;
  readonly nameOf: (entity: Entity) => string;
  readonly arnOf: (entity: Entity) => string;
  /** The ARN that a missing entity is authorized against: AWS knows no path for it. */
  readonly pathlessArn: (context: Call, name: string) => string;
  readonly notFound: (name: string) => AwsError;
  readonly inlinePolicyNotFound: (policyName: string) => AwsError;
  readonly attachedPolicies: { readonly quota: string; readonly limit: number };
  /** How large all inline policies may be together, in characters without white space. */
  readonly inlinePoliciesSizeMax: number;
}

/** What the operations that treat users and roles alike need to know of either: both have tags and a boundary. */
export interface PrincipalType<Named, Entity extends UserRecord | RoleRecord> extends EntityType<Named, Entity> {
  readonly saveTags: (context: Call, entity: Entity, tags: readonly Tag[]) => Promise<void>;
  /** Sets the permissions boundary, or removes it when the ARN is undefined. */
  readonly saveBoundary: (context: Call, entity: Entity, boundaryArn: string | undefined) => Promise<void>;
}

/** IAM users. */
export const userType: PrincipalType<NamesUser, UserRecord> = {
  kind: "user",
  nameIn: (input) => input.UserName,
  named: (user) => ({ UserName: user.userName }),
  find: (context, name) => context.tx.users.get(context.accountId, name),
  refOf: (user) => ({ kind: "user", id: user.userId }),
  nameOf: (user) => user.userName,
  arnOf: userArn,
  pathlessArn: (context, name) => userArn({ accountId: context.accountId, path: "/", userName: name }),
  saveTags: (context, user, tags) => context.tx.users.update({ ...user, tags }),
  saveBoundary: (context, user, boundaryArn) => {
    const { permissionsBoundaryArn: _, ...unbounded } = user;
    return context.tx.users.update(
      boundaryArn === undefined ? unbounded : { ...unbounded, permissionsBoundaryArn: boundaryArn },
    );
  },
  notFound: iamErrors.userNotFound,
  inlinePolicyNotFound: iamErrors.userPolicyNotFound,
  attachedPolicies: { quota: "PoliciesPerUser", limit: iamQuotas.attachedPoliciesPerUser },
  inlinePoliciesSizeMax: iamQuotas.userInlinePoliciesSize,
};

/** IAM roles. */
export const roleType: PrincipalType<NamesRole, RoleRecord> = {
  kind: "role",
  nameIn: (input) => input.RoleName,
  named: (role) => ({ RoleName: role.roleName }),
  find: (context, name) => context.tx.roles.get(context.accountId, name),
  refOf: (role) => ({ kind: "role", id: role.roleId }),
  nameOf: (role) => role.roleName,
  arnOf: roleArn,
  pathlessArn: (context, name) => roleArn({ accountId: context.accountId, path: "/", roleName: name }),
  saveTags: (context, role, tags) => context.tx.roles.update({ ...role, tags }),
  saveBoundary: (context, role, boundaryArn) => {
    const { permissionsBoundaryArn: _, ...unbounded } = role;
    return context.tx.roles.update(
      boundaryArn === undefined ? unbounded : { ...unbounded, permissionsBoundaryArn: boundaryArn },
    );
  },
  notFound: iamErrors.roleNotFound,
  inlinePolicyNotFound: iamErrors.rolePolicyNotFound,
  attachedPolicies: { quota: "PoliciesPerRole", limit: iamQuotas.attachedPoliciesPerRole },
  inlinePoliciesSizeMax: iamQuotas.roleInlinePoliciesSize,
};

/** Groups of users. */
export const groupType: EntityType<NamesGroup, GroupRecord> = {
  kind: "group",
  nameIn: (input) => input.GroupName,
  named: (group) => ({ GroupName: group.groupName }),
  find: (context, name) => context.tx.groups.get(context.accountId, name),
  refOf: (group) => ({ kind: "group", id: group.groupId }),
  nameOf: (group) => group.groupName,
  arnOf: groupArn,
  pathlessArn: (context, name) => groupArn({ accountId: context.accountId, path: "/", groupName: name }),
  notFound: iamErrors.groupNotFound,
  inlinePolicyNotFound: iamErrors.groupPolicyNotFound,
  attachedPolicies: { quota: "PoliciesPerGroup", limit: iamQuotas.attachedPoliciesPerGroup },
  inlinePoliciesSizeMax: iamQuotas.groupInlinePoliciesSize,
};

/** The permissions boundary of an entity; groups have none. */
export function boundaryOf(entity: EntityRecord): string | undefined {
  return "permissionsBoundaryArn" in entity ? entity.permissionsBoundaryArn : undefined;
}

/** The tags of an entity; groups have none. */
export function tagsOf(entity: EntityRecord): readonly Tag[] {
  return "tags" in entity ? entity.tags : [];
}

/** The entity of that name; throws NoSuchEntity when the account has none. */
export async function requireEntity<Named, Entity extends EntityRecord>(
  context: Call,
  type: EntityType<Named, Entity>,
  name: string,
): Promise<Entity> {
  const entity = await type.find(context, name);
  if (entity === undefined) {
    throw type.notFound(name);
  }
  return entity;
}

/**
 * The entity of that name, to be changed. Throws as `requireEntity` does, and UnmodifiableEntity for the role of a
 * service, which only AWS may change.
 */
export async function requireChangeable<Named, Entity extends EntityRecord>(
  context: Call,
  type: EntityType<Named, Entity>,
  name: string,
): Promise<Entity> {
  const entity = await requireEntity(context, type, name);
  if (isServiceLinked(entity)) {
    throw iamErrors.protectedRole(type.nameOf(entity));
  }
  return entity;
}

/** The path below which the roles of services stand, and no others. */
export const serviceRolePath = "/aws-service-role/";

/** Whether the entity is the role of a service: their path is reserved. */
export function isServiceLinked(entity: EntityRecord): boolean {
  return "roleName" in entity && entity.path.startsWith(serviceRolePath);
}

/** Whose credentials an operation with an optional user name is about. */
export type Subject = { readonly kind: "root" } | { readonly kind: "user"; readonly userName: string };

/**
 * The named user, or the caller when no name is given: a user or the account's root. Throws ValidationError for a
 * caller that is neither. (That root may leave the name out to manage its own keys is documented at CreateAccessKey.)
 */
export function subjectOf(userName: string | undefined, context: Call): Subject {
  if (userName !== undefined) {
    return { kind: "user", userName };
  }
  const { caller } = context;
  if (caller.kind === "root") {
    return { kind: "root" };
  }
  if (caller.kind === "user" && caller.userName !== undefined) {
    return { kind: "user", userName: caller.userName };
  }
  throw iamErrors.userNameRequired();
}
