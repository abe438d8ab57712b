import {
  DeleteGroupPolicy$,
  DeleteRolePolicy$,
  DeleteUserPolicy$,
  GetGroupPolicy$,
  GetRolePolicy$,
  GetUserPolicy$,
  ListGroupPolicies$,
  ListRolePolicies$,
  ListUserPolicies$,
  PutGroupPolicy$,
  PutRolePolicy$,
  PutUserPolicy$,
} from "@aws-sdk/client-iam";
import type { Operation } from "../../wire/operation.ts";
import { type PagingInput, pageOfAll, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
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
import { documentSize, encodeDocument, requireValidDocument } from "./policy-documents.ts";

type Schema = Operation<Call>["schema"];

/** The operations on policies embedded in users, roles and groups. */
export const inlinePolicyOperations = [
  put(PutUserPolicy$, userType),
  put(PutRolePolicy$, roleType),
  put(PutGroupPolicy$, groupType),
  get(GetUserPolicy$, userType),
  get(GetRolePolicy$, roleType),
  get(GetGroupPolicy$, groupType),
  list(ListUserPolicies$, userType),
  list(ListRolePolicies$, roleType),
  list(ListGroupPolicies$, groupType),
  remove(DeleteUserPolicy$, userType),
  remove(DeleteRolePolicy$, roleType),
  remove(DeleteGroupPolicy$, groupType),
];

interface NamesPolicy {
  readonly PolicyName: string;
}

function put<Named, Entity extends EntityRecord>(schema: Schema, type: EntityType<Named, Entity>): Operation<Call> {
  return operation(schema, {
    authorize: changeChecks(schema, type),
    handle: async (input: Named & NamesPolicy & { readonly PolicyDocument: string }, context) => {
      const entity = await requireChangeable(context, type, type.nameIn(input));
      requireValidDocument(input.PolicyDocument, "inline");
      const { entityPolicies } = context.tx;
      const policies = await entityPolicies.listInline(context.accountId, type.refOf(entity));
      const others = policies.filter((policy) => policy.policyName !== input.PolicyName);
      const size = [input.PolicyDocument, ...others.map((policy) => policy.document)]
        .map(documentSize)
        .reduce((sum, each) => sum + each);
      if (size > type.inlinePoliciesSizeMax) {
        throw iamErrors.inlinePoliciesTooLarge(type.inlinePoliciesSizeMax, type.kind, type.nameOf(entity));
      }
      await entityPolicies.putInline(context.accountId, type.refOf(entity), {
        policyName: input.PolicyName,
        document: input.PolicyDocument,
      });
      return {};
    },
  });
}

function get<Named, Entity extends EntityRecord>(schema: Schema, type: EntityType<Named, Entity>): Operation<Call> {
  return operation(schema, {
    authorize: readChecks(schema, type),
    handle: async (input: Named & NamesPolicy, context) => {
      const entity = await requireEntity(context, type, type.nameIn(input));
      const policy = await context.tx.entityPolicies.getInline(context.accountId, type.refOf(entity), input.PolicyName);
      if (policy === undefined) {
        throw type.inlinePolicyNotFound(input.PolicyName);
      }
      return {
        ...type.named(entity),
        PolicyName: policy.policyName,
        PolicyDocument: encodeDocument(policy.document),
      };
    },
  });
}

function list<Named, Entity extends EntityRecord>(schema: Schema, type: EntityType<Named, Entity>): Operation<Call> {
  return operation(schema, {
    authorize: readChecks(schema, type),
    handle: async (input: Named & PagingInput, context) => {
      const window = readWindow(input);
      const entity = await requireEntity(context, type, type.nameIn(input));
      const policies = await context.tx.entityPolicies.listInline(context.accountId, type.refOf(entity));
      const names = policies.map((policy) => policy.policyName);
      const page = pageOfAll(names, window, (name) => name);
      return { PolicyNames: page.entries, ...page.paging };
    },
  });
}

function remove<Named, Entity extends EntityRecord>(schema: Schema, type: EntityType<Named, Entity>): Operation<Call> {
  return operation(schema, {
    authorize: changeChecks(schema, type),
    handle: async (input: Named & NamesPolicy, context) => {
      const entity = await requireChangeable(context, type, type.nameIn(input));
      const { accountId, tx } = context;
      if (!(await tx.entityPolicies.deleteInline(accountId, type.refOf(entity), input.PolicyName))) {
        throw type.inlinePolicyNotFound(input.PolicyName);
      }
      return {};
    },
  });
}

function readChecks<Named, Entity extends EntityRecord>(schema: Schema, type: EntityType<Named, Entity>) {
  return async (input: Named, context: Call) => [
    await entityCheck(context, type, { action: `iam:${schema[2]}`, name: type.nameIn(input) }),
  ];
}

function changeChecks<Named, Entity extends EntityRecord>(schema: Schema, type: EntityType<Named, Entity>) {
  return async (input: Named, context: Call) => [
    await entityCheck(context, type, {
      action: `iam:${schema[2]}`,
      name: type.nameIn(input),
      keys: (entity) => boundaryKeys(boundaryOf(entity)),
    }),
  ];
}
