import {
  DeleteRolePermissionsBoundary$,
  DeleteUserPermissionsBoundary$,
  PutRolePermissionsBoundary$,
  PutUserPermissionsBoundary$,
} from "@aws-sdk/client-iam";
import type { RoleRecord, UserRecord } from "../../store/records.ts";
import type { Operation } from "../../wire/operation.ts";
import { type Call, operation } from "../call.ts";
import { policyOwner } from "./arns.ts";
import { refusePolicyOfService } from "./attachments.ts";
import { boundaryKeys, entityCheck } from "./checks.ts";
import { type PrincipalType, requireChangeable, roleType, userType } from "./entities.ts";
import { iamErrors } from "./errors.ts";

type Schema = Operation<Call>["schema"];

/** The operations on permissions boundaries of users and roles. */
export const boundaryOperations = [
  putBoundary(PutUserPermissionsBoundary$, userType),
  putBoundary(PutRolePermissionsBoundary$, roleType),
  deleteBoundary(DeleteUserPermissionsBoundary$, userType),
  deleteBoundary(DeleteRolePermissionsBoundary$, roleType),
];

/** The boundary member of a user or role. */
export interface BoundaryShape {
  readonly PermissionsBoundary?: {
    // AWS sends `Policy`, although its model has PermissionsBoundaryPolicy as the only value (observed).
    readonly PermissionsBoundaryType: "Policy";
    readonly PermissionsBoundaryArn: string;
  };
}

/** The boundary as the API shows it; no member when there is none. */
export function boundaryShape(arn: string | undefined): BoundaryShape {
  return arn === undefined
    ? {}
    : { PermissionsBoundary: { PermissionsBoundaryType: "Policy", PermissionsBoundaryArn: arn } };
}

/**
 * Makes sure that a permissions boundary names a managed policy of the account or of AWS. Throws InvalidInput for what
 * is not the ARN of a policy and NoSuchEntity for a policy that is not there.
 */
export async function requireBoundary(context: Call, arn: string | undefined): Promise<void> {
  if (arn === undefined) {
    return;
  }
  if (policyOwner(arn) === undefined) {
    throw iamErrors.invalidArn(arn);
  }
  if ((await context.tx.policies.get(context.accountId, arn)) === undefined) {
    throw iamErrors.boundaryNotFound(arn);
  }
}

function putBoundary<Named, Entity extends UserRecord | RoleRecord>(
  schema: Schema,
  type: PrincipalType<Named, Entity>,
): Operation<Call> {
  return operation(schema, {
    authorize: async (input: Named & { readonly PermissionsBoundary: string }, context) => [
      await entityCheck(context, type, {
        action: `iam:${schema[2]}`,
        name: type.nameIn(input),
        keys: boundaryKeys(input.PermissionsBoundary),
      }),
    ],
    handle: async (input, context) => {
      const entity = await requireChangeable(context, type, type.nameIn(input));
      refusePolicyOfService(type.kind, input.PermissionsBoundary);
      await requireBoundary(context, input.PermissionsBoundary);
      await type.saveBoundary(context, entity, input.PermissionsBoundary);
      return {};
    },
  });
}

function deleteBoundary<Named, Entity extends UserRecord | RoleRecord>(
  schema: Schema,
  type: PrincipalType<Named, Entity>,
): Operation<Call> {
  return operation(schema, {
    authorize: async (input: Named, context) => [
      await entityCheck(context, type, {
        action: `iam:${schema[2]}`,
        name: type.nameIn(input),
        keys: (entity) => boundaryKeys(entity.permissionsBoundaryArn),
      }),
    ],
    handle: async (input, context) => {
      const entity = await requireChangeable(context, type, type.nameIn(input));
      await type.saveBoundary(context, entity, undefined);
      return {};
    },
  });
}
