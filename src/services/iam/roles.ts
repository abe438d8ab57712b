import {
  type CreateRoleRequest,
  CreateRole$,
  type DeleteRoleRequest,
  DeleteRole$,
  type GetRoleRequest,
  GetRole$,
  type ListRolesRequest,
  ListRoles$,
  type Role,
  type RoleLastUsed,
  type UpdateRoleDescriptionRequest,
  UpdateRoleDescription$,
  type UpdateRoleRequest,
  UpdateRole$,
} from "@aws-sdk/client-iam";
import { iamArn } from "../../arn/arn.ts";
import { newUniqueId } from "../../arn/unique-id.ts";
import type { RoleRecord } from "../../store/records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { pageOf, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { roleArn } from "./arns.ts";
import { boundaryShape, requireBoundary } from "./boundaries.ts";
import { accountCheck, boundaryKeys, creationChecks, entityCheck } from "./checks.ts";
import { requireChangeable, requireEntity, roleType, serviceRolePath } from "./entities.ts";
import { iamErrors } from "./errors.ts";
import { encodeDocument } from "./policy-documents.ts";
import { iamQuotas } from "./quotas.ts";
import { createdTags, newTags, tagRecords, tagShapes } from "./tag-rules.ts";
import { savedTrust, shownTrustPolicy } from "./trust-policy.ts";

type NewRole = WithRequired<CreateRoleRequest, "RoleName" | "AssumeRolePolicyDocument">;

const defaultSessionSeconds = 3600;

/** The operations on IAM roles. */
export const roleOperations = [
  operation(CreateRole$, {
    authorize: (input: NewRole, context) =>
      creationChecks({
        operation: "CreateRole",
        arn: roleArn({ accountId: context.accountId, path: input.Path ?? "/", roleName: input.RoleName }),
        tags: tagRecords(input.Tags),
        keys: boundaryKeys(input.PermissionsBoundary),
      }),
    // AWS leaves description and session duration out of this reply (observed).
    handle: async (input, context) => {
      const role = await createRole(input, context);
      return {
        Role: { ...(await roleShape(role, context)), ...boundaryAndTags(role), ...createdTags(input.Tags) },
      };
    },
  }),
  operation(GetRole$, {
    authorize: async (input: WithRequired<GetRoleRequest, "RoleName">, context) => [
      await entityCheck(context, roleType, { action: "iam:GetRole", name: input.RoleName }),
    ],
    handle: async (input, context) => {
      const role = await requireEntity(context, roleType, input.RoleName);
      return {
        Role: {
          ...(await roleShape(role, context)),
          ...settings(role),
          ...boundaryAndTags(role),
          RoleLastUsed: lastUsedShape(role, context),
        },
      };
    },
  }),
  operation(ListRoles$, {
    authorize: (input: ListRolesRequest, context) =>
      accountCheck("iam:ListRoles", iamArn(context.accountId, `role${input.PathPrefix ?? "/"}`)),
    handle: async (input, context) => {
      const window = readWindow(input);
      const roles = await context.tx.roles.list(context.accountId, input.PathPrefix ?? "/", {
        ...window,
        limit: window.size + 1,
      });
      const page = pageOf(roles, window, (role) => role.roleName);
      const shapes: Role[] = [];
      for (const role of page.entries) {
        shapes.push({ ...(await roleShape(role, context)), ...settings(role) });
      }
      return { Roles: shapes, ...page.paging };
    },
  }),
  operation(UpdateRole$, {
    authorize: async (input: WithRequired<UpdateRoleRequest, "RoleName">, context) => [
      await entityCheck(context, roleType, { action: "iam:UpdateRole", name: input.RoleName }),
    ],
    handle: async (input, context) => {
      // Of a service's role, only the description may be changed (documented).
      const find = input.MaxSessionDuration === undefined ? requireEntity : requireChangeable;
      const role = await find(context, roleType, input.RoleName);
      const described = input.Description === undefined ? role : withDescription(role, input.Description);
      await context.tx.roles.update({
        ...described,
        maxSessionDurationSeconds: input.MaxSessionDuration ?? role.maxSessionDurationSeconds,
      });
      return {};
    },
  }),
  operation(UpdateRoleDescription$, {
    authorize: async (input: WithRequired<UpdateRoleDescriptionRequest, "RoleName" | "Description">, context) => [
      await entityCheck(context, roleType, { action: "iam:UpdateRoleDescription", name: input.RoleName }),
    ],
    handle: async (input, context) => {
      const role = withDescription(await requireEntity(context, roleType, input.RoleName), input.Description);
      await context.tx.roles.update(role);
      return { Role: { ...(await roleShape(role, context)), ...description(role) } };
    },
  }),
  operation(DeleteRole$, {
    authorize: async (input: WithRequired<DeleteRoleRequest, "RoleName">, context) => [
      await entityCheck(context, roleType, { action: "iam:DeleteRole", name: input.RoleName }),
    ],
    handle: async (input, context) => {
      const { accountId, tx } = context;
      const role = await requireChangeable(context, roleType, input.RoleName);
      const ref = roleType.refOf(role);
      if ((await tx.instanceProfiles.listOfRole(accountId, role.roleId)).length > 0) {
        throw iamErrors.mustRemoveRoles();
      }
      if ((await tx.entityPolicies.listAttached(accountId, ref)).length > 0) {
        throw iamErrors.mustDetachPolicies();
      }
      if ((await tx.entityPolicies.listInline(accountId, ref)).length > 0) {
        throw iamErrors.mustDeletePolicies();
      }
      await tx.roles.delete(accountId, role.roleId);
      return {};
    },
  }),
];

async function createRole(input: NewRole, context: Call): Promise<RoleRecord> {
  const { accountId, tx } = context;
  const tags = newTags(tagRecords(input.Tags), "ignored");
  const trust = await savedTrust(input.AssumeRolePolicyDocument, context);
  await requireBoundary(context, input.PermissionsBoundary);
  if (input.Path?.startsWith(serviceRolePath) === true) {
    throw iamErrors.reservedRolePath();
  }
  if ((await tx.roles.get(accountId, input.RoleName)) !== undefined) {
    throw iamErrors.roleExists(input.RoleName);
  }
  if ((await tx.roles.count(accountId)) >= iamQuotas.roles) {
    throw iamErrors.quotaExceeded("RolesPerAccount", iamQuotas.roles);
  }
  const role: RoleRecord = {
    accountId,
    roleId: newUniqueId("AROA", accountId, context.sources.randomBytes),
    roleName: input.RoleName,
    path: input.Path ?? "/",
    createdAtMs: context.nowMs,
    ...trust,
    ...(input.Description === undefined || input.Description === "" ? {} : { description: input.Description }),
    maxSessionDurationSeconds: input.MaxSessionDuration ?? defaultSessionSeconds,
    ...(input.PermissionsBoundary === undefined ? {} : { permissionsBoundaryArn: input.PermissionsBoundary }),
    tags,
  };
  await tx.roles.insert(role);
  return role;
}

/** What every reply says of a role. */
export async function roleShape(role: RoleRecord, context: Call): Promise<Omit<Role, "PermissionsBoundary">> {
  return {
    Path: role.path,
    RoleName: role.roleName,
    RoleId: role.roleId,
    Arn: roleArn(role),
    CreateDate: new Date(role.createdAtMs),
    AssumeRolePolicyDocument: encodeDocument(await shownTrustPolicy(role, context.tx)),
  };
}

/** When the role was last used; nothing for one that never was. */
export function lastUsedShape(role: RoleRecord, context: Call): RoleLastUsed {
  const lastUsed = context.lastUse(role.roleId) ?? role.lastUsed;
  return lastUsed === undefined ? {} : { LastUsedDate: new Date(lastUsed.atMs), Region: lastUsed.region };
}

function settings(role: RoleRecord) {
  return { ...description(role), MaxSessionDuration: role.maxSessionDurationSeconds };
}

function description(role: RoleRecord) {
  return role.description === undefined ? {} : { Description: role.description };
}

function boundaryAndTags(role: RoleRecord) {
  return {
    ...boundaryShape(role.permissionsBoundaryArn),
    ...(role.tags.length === 0 ? {} : { Tags: tagShapes(role.tags) }),
  };
}

/** An empty description is none. */
function withDescription(role: RoleRecord, text: string): RoleRecord {
  const { description: _, ...undescribed } = role;
  return text === "" ? undescribed : { ...undescribed, description: text };
}
