import {
  type CreatePolicyRequest,
  CreatePolicy$,
  type DeletePolicyRequest,
  DeletePolicy$,
  type GetPolicyRequest,
  GetPolicy$,
  type ListPoliciesRequest,
  ListPolicies$,
  type Policy,
} from "@aws-sdk/client-iam";
import type { AccountId } from "../../arn/account-id.ts";
import { newUniqueId } from "../../arn/unique-id.ts";
import type { ManagedPolicyRecord } from "../../store/records.ts";
import type { PolicyUses } from "../../store/repositories.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { pageOfAll, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { policyArn } from "./arns.ts";
import { accountCheck, creationChecks, policyCheck } from "./checks.ts";
import { iamErrors } from "./errors.ts";
import { documentSize, requireValidDocument } from "./policy-documents.ts";
import { policySortKey, requireOwnPolicy, requirePolicy } from "./policy-lookup.ts";
import { iamQuotas } from "./quotas.ts";
import { createdTags, newTags, tagRecords, tagShapes } from "./tag-rules.ts";

type NewPolicy = WithRequired<CreatePolicyRequest, "PolicyName" | "PolicyDocument">;

/** The operations on managed policies as a whole. */
export const managedPolicyOperations = [
  operation(CreatePolicy$, {
    authorize: (input: NewPolicy, context) =>
      creationChecks({
        operation: "CreatePolicy",
        arn: policyArn(context.accountId, input.Path ?? "/", input.PolicyName),
        label: `policy ${input.PolicyName}`,
        tags: tagRecords(input.Tags),
      }),
    handle: async (input, context) => {
      const policy = await createPolicy(input, context);
      return {
        Policy: {
          ...(await policyShape(policy, context)),
          ...createdTags(input.Tags),
        },
      };
    },
  }),
  operation(GetPolicy$, {
    authorize: async (input: WithRequired<GetPolicyRequest, "PolicyArn">, context) => [
      await policyCheck(context, { action: "iam:GetPolicy", name: input.PolicyArn }),
    ],
    handle: async (input, context) => {
      const policy = await requirePolicy(context, input.PolicyArn);
      return {
        Policy: {
          ...(await policyShape(policy, context)),
          ...(policy.description === undefined ? {} : { Description: policy.description }),
          Tags: tagShapes(policy.tags),
        },
      };
    },
  }),
  operation(ListPolicies$, {
    authorize: (input: ListPoliciesRequest) =>
      accountCheck("iam:ListPolicies", `policy path ${input.PathPrefix ?? "/"}`),
    handle: async (input, context) => {
      const window = readWindow(input);
      const page = pageOfAll(await listedPolicies(input, context), window, (policy) => policySortKey(policy.arn));
      const uses = await context.tx.entityPolicies.countUses(context.accountId);
      const shapes = page.entries.map((policy) => shapeOf(policy, uses.get(policy.arn) ?? unused));
      return { Policies: shapes, ...page.paging };
    },
  }),
  operation(DeletePolicy$, {
    authorize: async (input: WithRequired<DeletePolicyRequest, "PolicyArn">, context) => [
      await policyCheck(context, { action: "iam:DeletePolicy", name: input.PolicyArn }),
    ],
    handle: async (input, context) => {
      const { accountId, tx } = context;
      const { arn } = await requireOwnPolicy(context, input.PolicyArn, {
        foreign: iamErrors.cannotDeleteForeignPolicy,
      });
      const uses = await usesOf(arn, context);
      if (uses.attachments + uses.boundaries > 0) {
        throw iamErrors.policyAttached();
      }
      if ((await tx.policies.listVersions(accountId, arn)).length > 1) {
        throw iamErrors.policyHasVersions();
      }
      await tx.policies.delete(accountId, arn);
      return {};
    },
  }),
];

async function createPolicy(input: NewPolicy, context: Call): Promise<ManagedPolicyRecord> {
  const { accountId, nowMs, tx } = context;
  const tags = newTags(tagRecords(input.Tags), "significant");
  requireManagedDocument(input.PolicyDocument);
  if ((await tx.policies.getByName(accountId, input.PolicyName)) !== undefined) {
    throw iamErrors.policyExists(input.PolicyName);
  }
  if ((await tx.policies.count(accountId)) >= iamQuotas.policies) {
    throw iamErrors.quotaExceeded("PoliciesPerAccount", iamQuotas.policies);
  }
  const path = input.Path ?? "/";
  const arn = policyArn(accountId, path, input.PolicyName);
  const policy: ManagedPolicyRecord = {
    accountId,
    policyId: newUniqueId("ANPA", accountId, context.sources.randomBytes),
    policyName: input.PolicyName,
    path,
    arn,
    ...(input.Description === undefined || input.Description === "" ? {} : { description: input.Description }),
    createdAtMs: nowMs,
    updatedAtMs: nowMs,
    defaultVersion: 1,
    nextVersion: 2,
    tags,
  };
  await tx.policies.insert(policy, { policyArn: arn, version: 1, document: input.PolicyDocument, createdAtMs: nowMs });
  return policy;
}

/** Throws MalformedPolicyDocument or LimitExceeded for what cannot be a version of a managed policy. */
export function requireManagedDocument(document: string): void {
  requireValidDocument(document, "managed");
  if (documentSize(document) > iamQuotas.managedPolicySize) {
    throw iamErrors.quotaExceeded("PolicySize", iamQuotas.managedPolicySize);
  }
}

/** All managed policies of an account, or of AWS, below a path. */
async function allPolicies(
  owner: AccountId | "aws",
  pathPrefix: string,
  context: Call,
): Promise<readonly ManagedPolicyRecord[]> {
  const limit = 1000;
  const policies: ManagedPolicyRecord[] = [];
  for (;;) {
    const after = policies.at(-1)?.policyName;
    const page = await context.tx.policies.list(owner, pathPrefix, after === undefined ? { limit } : { after, limit });
    policies.push(...page);
    if (page.length < limit) {
      return policies;
    }
  }
}

async function listedPolicies(input: ListPoliciesRequest, context: Call): Promise<readonly ManagedPolicyRecord[]> {
  const { Scope: scope = "All", PathPrefix: pathPrefix = "/", PolicyUsageFilter: usage } = input;
  const policies = [
    ...(scope === "Local" ? [] : await allPolicies("aws", pathPrefix, context)),
    ...(scope === "AWS" ? [] : await allPolicies(context.accountId, pathPrefix, context)),
  ];
  if (input.OnlyAttached !== true && usage === undefined) {
    return policies;
  }
  const uses = await context.tx.entityPolicies.countUses(context.accountId);
  return policies.filter(({ arn }) => {
    const { attachments, boundaries } = uses.get(arn) ?? unused;
    const attachedEnough = attachments > 0 || (input.OnlyAttached !== true && usage !== "PermissionsPolicy");
    return attachedEnough && (boundaries > 0 || usage !== "PermissionsBoundary");
  });
}

const unused: PolicyUses = { attachments: 0, boundaries: 0 };

async function usesOf(arn: string, { accountId, tx }: Call): Promise<PolicyUses> {
  return (await tx.entityPolicies.countUses(accountId, arn)).get(arn) ?? unused;
}

/** A policy as replies show it, with how often the account uses it. */
export async function policyShape(policy: ManagedPolicyRecord, context: Call): Promise<Policy> {
  return shapeOf(policy, await usesOf(policy.arn, context));
}

/** A policy as lists show it: without description and tags (observed). */
function shapeOf(policy: ManagedPolicyRecord, uses: PolicyUses): Policy {
  return {
    PolicyName: policy.policyName,
    PolicyId: policy.policyId,
    Arn: policy.arn,
    Path: policy.path,
    DefaultVersionId: `v${policy.defaultVersion}`,
    AttachmentCount: uses.attachments,
    PermissionsBoundaryUsageCount: uses.boundaries,
    IsAttachable: true,
    CreateDate: new Date(policy.createdAtMs),
    UpdateDate: new Date(policy.updatedAtMs),
  };
}
