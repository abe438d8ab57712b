import type { EntityRef, RoleRecord, Tag, UserRecord } from "../../store/records.ts";
import type { AwsError } from "../../wire/aws-error.ts";
import type { Call } from "../call.ts";
import { roleArn, userArn } from "./arns.ts";
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

/** What the operations that treat users and roles alike need to know of either. */
export interface EntityType<Named, Entity extends UserRecord | RoleRecord> {
  readonly kind: "user" | "role";
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
  readonly saveTags: (context: Call, entity: Entity, tags: readonly Tag[]) => Promise<void>;
  /** Sets the permissions boundary, or removes it when the ARN is undefined. */
  readonly saveBoundary: (context: Call, entity: Entity, boundaryArn: string | undefined) => Promise<void>;
  readonly notFound: (name: string) => AwsError;
  readonly inlinePolicyNotFound: (policyName: string) => AwsError;
  readonly attachedPolicies: { readonly quota: string; readonly limit: number };
  /** How large all inline policies may be together, in characters without white space. */
  readonly inlinePoliciesSizeMax: number;
}

/** IAM users. */
export const userType: EntityType<NamesUser, UserRecord> = {
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
export const roleType: EntityType<NamesRole, RoleRecord> = {
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

/** The entity of that name; throws NoSuchEntity when the account has none. */
export async function requireEntity<Named, Entity extends UserRecord | RoleRecord>(
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
