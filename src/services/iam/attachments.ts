import {
  AttachGroupPolicy$,
  AttachRolePolicy$,
  AttachUserPolicy$,
  DetachGroupPolicy$,
  DetachRolePolicy$,
  DetachUserPolicy$,
  ListAttachedGroupPolicies$,
  ListAttachedRolePolicies$,
  ListAttachedUserPolicies$,
} from "@aws-sdk/client-iam";
import type { Operation } from "../../wire/operation.ts";
import { type PagingInput, pageOfAll, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { policyOwner } from "./arns.ts";
import { boundaryKeys, entityCheck } from "./checks.ts";
import {
  boundaryOf,
  type EntityRecord,
  type EntityType,
  groupType,
  requireChangeable,
  requireEntity,
  roleType,
  userType,
} from "./entities.ts";
import { iamErrors } from "./errors.ts";
import { linkedRolePolicyArns } from "./linked-services.ts";
import { policyNameAndPath, policySortKey, requirePolicy } from "./policy-lookup.ts";

type Schema = Operation<Call>["schema"];

/** The operations that attach managed policies to users, roles and groups. */
export const attachmentOperations = [
  attach(AttachUserPolicy$, userType),
  attach(AttachRolePolicy$, roleType),
  attach(AttachGroupPolicy$, groupType),
  detach(DetachUserPolicy$, userType),
  detach(DetachRolePolicy$, roleType),
  detach(DetachGroupPolicy$, groupType),
  listAttached(ListAttachedUserPolicies$, userType),
  listAttached(ListAttachedRolePolicies$, roleType),
  listAttached(ListAttachedGroupPolicies$, groupType),
];

interface NamesPolicy {
  readonly PolicyArn: string;
}

function attach<Named, Entity extends EntityRecord>(schema: Schema, type: EntityType<Named, Entity>): Operation<Call> {
  return operation(schema, {
    authorize: changeChecks(schema, type),
    handle: async (input: Named & NamesPolicy, context) => {
      refuseOtherArns(input.PolicyArn);
      const entity = await requireChangeable(context, type, type.nameIn(input));
      refusePolicyOfService(type.kind, input.PolicyArn);
      await requirePolicy(context, input.PolicyArn, iamErrors.policyNotAttachable);
      const { entityPolicies } = context.tx;
      const attached = await entityPolicies.listAttached(context.accountId, type.refOf(entity));
      const { quota, limit } = type.attachedPolicies;
      if (attached.length >= limit && !attached.includes(input.PolicyArn)) {
        throw iamErrors.quotaExceeded(quota, limit);
      }
      await entityPolicies.attach(context.accountId, type.refOf(entity), input.PolicyArn);
      return {};
    },
  });
}

function detach<Named, Entity extends EntityRecord>(schema: Schema, type: EntityType<Named, Entity>): Operation<Call> {
  return operation(schema, {
    authorize: changeChecks(schema, type),
    handle: async (input: Named & NamesPolicy, context) => {
      refuseOtherArns(input.PolicyArn);
      const entity = await requireChangeable(context, type, type.nameIn(input));
      if (!(await context.tx.entityPolicies.detach(context.accountId, type.refOf(entity), input.PolicyArn))) {
        throw iamErrors.policyNotFound(input.PolicyArn);
      }
      return {};
    },
  });
}

function listAttached<Named, Entity extends EntityRecord>(
  schema: Schema,
  type: EntityType<Named, Entity>,
): Operation<Call> {
  return operation(schema, {
    authorize: async (input: Named & PagingInput & { readonly PathPrefix?: string | undefined }, context) => [
      await entityCheck(context, type, { action: `iam:${schema[2]}`, name: type.nameIn(input) }),
    ],
    handle: async (input, context) => {
      const window = readWindow(input);
      const entity = await requireEntity(context, type, type.nameIn(input));
      const arns = await context.tx.entityPolicies.listAttached(context.accountId, type.refOf(entity));
      const below = arns.filter((arn) => policyNameAndPath(arn).path.startsWith(input.PathPrefix ?? "/"));
      const page = pageOfAll(below, window, policySortKey);
      return {
        AttachedPolicies: page.entries.map((arn) => ({ PolicyName: policyNameAndPath(arn).name, PolicyArn: arn })),
        ...page.paging,
      };
    },
  });
}

/** Attaching and detaching ask alike, with the policy's ARN and the entity's boundary as condition keys. */
function changeChecks<Named, Entity extends EntityRecord>(schema: Schema, type: EntityType<Named, Entity>) {
  return async (input: Named & NamesPolicy, context: Call) => [
    await entityCheck(context, type, {
      action: `iam:${schema[2]}`,
      name: type.nameIn(input),
      keys: (entity) => ({ "iam:PolicyARN": input.PolicyArn, ...boundaryKeys(boundaryOf(entity)) }),
    }),
  ];
}

/** Throws PolicyNotAttachable for the policy of a service's own role. */
export function refusePolicyOfService(kind: string, arn: string): void {
  if (linkedRolePolicyArns.has(arn)) {
    throw iamErrors.policyOfServiceRole(`${kind.charAt(0).toUpperCase()}${kind.slice(1)}`);
  }
}

/** AWS looks at the shape of the ARN before it looks for the entity. */
function refuseOtherArns(arn: string): void {
  if (policyOwner(arn) === undefined) {
    throw iamErrors.notPolicyArn(arn);
  }
}
