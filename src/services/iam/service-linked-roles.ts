import {
  type CreateServiceLinkedRoleRequest,
  CreateServiceLinkedRole$,
  DeleteServiceLinkedRole$,
  GetServiceLinkedRoleDeletionStatus$,
  type GetServiceLinkedRoleDeletionStatusRequest,
} from "@aws-sdk/client-iam";
import { iamArn } from "../../arn/arn.ts";
import { newUniqueId } from "../../arn/unique-id.ts";
import type { RoleRecord } from "../../store/records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { roleArn } from "./arns.ts";
import { entityCheck } from "./checks.ts";
import { isServiceLinked, type NamesRole, requireEntity, roleType, serviceRolePath } from "./entities.ts";
import { iamErrors } from "./errors.ts";
import { iamQuotas } from "./quotas.ts";
import { roleShape } from "./roles.ts";
import { linkedRolePolicyArn, linkedServices } from "./linked-services.ts";

type NewLinkedRole = WithRequired<CreateServiceLinkedRoleRequest, "AWSServiceName">;

/** The operations on roles that belong to a service of AWS. */
export const serviceLinkedRoleOperations = [
  operation(CreateServiceLinkedRole$, {
    authorize: (input: NewLinkedRole, { accountId }) => [
      {
        action: "iam:CreateServiceLinkedRole",
        resource: roleArn({ accountId, path: pathOf(input.AWSServiceName), roleName: linkedRoleName(input) }),
        context: { "iam:AWSServiceName": input.AWSServiceName },
      },
    ],
    handle: async (input, context) => ({ Role: await roleShape(await createLinkedRole(input, context), context) }),
  }),
  operation(DeleteServiceLinkedRole$, {
    authorize: async (input: NamesRole, context) => [
      await entityCheck(context, roleType, { action: "iam:DeleteServiceLinkedRole", name: input.RoleName }),
    ],
    // AWS first asks the service whether the role is in use. None uses it here, so the task is done when it is answered.
    handle: async (input, context) => {
      const { accountId, nowMs, sources, tx } = context;
      const role = await requireEntity(context, roleType, input.RoleName);
      if (!isServiceLinked(role)) {
        throw iamErrors.roleNotServiceLinked(role.roleName);
      }
      await tx.roles.delete(accountId, role.roleId);
      const jobId = `task${role.path}${role.roleName}/${sources.uuid()}`;
      await tx.jobs.insert(accountId, {
        kind: "service-linked-role-deletion",
        jobId,
        createdAtMs: nowMs,
        detail: { status: "SUCCEEDED" },
      });
      return { DeletionTaskId: jobId };
    },
  }),
  operation(GetServiceLinkedRoleDeletionStatus$, {
    authorize: (input: WithRequired<GetServiceLinkedRoleDeletionStatusRequest, "DeletionTaskId">, { accountId }) => {
      const role = /^task\/(.+)\/[^/]+$/.exec(input.DeletionTaskId)?.[1];
      return [
        {
          action: "iam:GetServiceLinkedRoleDeletionStatus",
          resource: iamArn(accountId, `role/${role ?? input.DeletionTaskId}`),
        },
      ];
    },
    handle: async (input, { accountId, tx }) => {
      if ((await tx.jobs.get(accountId, "service-linked-role-deletion", input.DeletionTaskId)) === undefined) {
        throw iamErrors.deletionTaskNotFound(input.DeletionTaskId);
      }
      return { Status: "SUCCEEDED" };
    },
  }),
];

async function createLinkedRole(input: NewLinkedRole, context: Call): Promise<RoleRecord> {
  const { accountId, tx } = context;
  const serviceName = input.AWSServiceName;
  const service = linkedServices.get(serviceName);
  if (service === undefined) {
    throw iamErrors.serviceWithoutRole(serviceName);
  }
  if (input.CustomSuffix !== undefined && !service.takesSuffix) {
    throw iamErrors.suffixNotAllowed(serviceName);
  }
  const roleName = linkedRoleName(input);
  if ((await tx.roles.get(accountId, roleName)) !== undefined) {
    throw iamErrors.linkedRoleExists(roleName);
  }
  if ((await tx.roles.count(accountId)) >= iamQuotas.roles) {
    throw iamErrors.quotaExceeded("RolesPerAccount", iamQuotas.roles);
  }
  const role: RoleRecord = {
    accountId,
    roleId: newUniqueId("AROA", accountId, context.sources.randomBytes),
    roleName,
    path: pathOf(serviceName),
    createdAtMs: context.nowMs,
    trustPolicy: JSON.stringify({
      Version: "2012-10-17",
      Statement: [{ Effect: "Allow", Principal: { Service: serviceName }, Action: "sts:AssumeRole" }],
    }),
    trustedIds: {},
    ...(input.Description === undefined || input.Description === "" ? {} : { description: input.Description }),
    maxSessionDurationSeconds: 3600,
    tags: [],
  };
  await tx.roles.insert(role);
  await tx.entityPolicies.attach(accountId, roleType.refOf(role), linkedRolePolicyArn(service.policyName));
  return role;
}

function pathOf(serviceName: string): string {
  return `${serviceRolePath}${serviceName}/`;
}

/** The role's name; for a service that this server does not know, which is refused later, only as far as AWS's go. */
function linkedRoleName({ AWSServiceName: serviceName, CustomSuffix: suffix }: NewLinkedRole): string {
  const roleName = linkedServices.get(serviceName)?.roleName ?? "AWSServiceRoleFor";
  return suffix === undefined ? roleName : `${roleName}_${suffix}`;
}
