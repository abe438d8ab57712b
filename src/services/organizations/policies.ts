import {
  CreatePolicy$,
  type CreatePolicyRequest,
  DeletePolicy$,
  type DeletePolicyRequest,
  DescribePolicy$,
  type DescribePolicyRequest,
  ListPolicies$,
  type ListPoliciesRequest,
  type Policy,
  UpdatePolicy$,
  type UpdatePolicyRequest,
} from "@aws-sdk/client-organizations";
import { malformedPolicy } from "../../policy/validate.ts";
import type { OrganizationPolicyRecord, OrganizationRecord } from "../../store/organization-records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { organizationsErrors } from "./errors.ts";
import { newPolicyId } from "./ids.ts";
import { readManagementPolicy } from "./management-policy.ts";
import { administratorOperation, managementOperation, type OrganizationCall } from "./organization-operation.ts";
import { pagedList } from "./paging.ts";
import {
  type AnyPolicy,
  askedPolicy,
  policiesOfType,
  policyOrder,
  policySummary,
  requireOwnPolicy,
  requirePolicy,
} from "./policy-lookup.ts";
import { availableType, policyTypeOf } from "./policy-types.ts";
import { organizationsQuotas, policyCharactersMax } from "./quotas.ts";
import { newTags, requestTagKeys } from "./tag-rules.ts";

type NewPolicy = WithRequired<CreatePolicyRequest, "Content" | "Description" | "Name" | "Type">;

/** The operations on policies of all types. */
export const policyOperations = [
  managementOperation(CreatePolicy$, {
    keys: ({ Type: type, Tags }: NewPolicy) => ({ "organizations:PolicyType": type, ...requestTagKeys(Tags) }),
    handle: async (input, call) => ({ Policy: policyShape(call.organization, await createPolicy(input, call)) }),
  }),
  administratorOperation(DescribePolicy$, {
    on: async (input: WithRequired<DescribePolicyRequest, "PolicyId">, call) => [
      await askedPolicy(call, input.PolicyId),
    ],
    handle: async (input, call) => ({
      Policy: policyShape(call.organization, await requirePolicy(call, input.PolicyId)),
    }),
  }),
  administratorOperation(ListPolicies$, {
    keys: ({ Filter: type }: WithRequired<ListPoliciesRequest, "Filter">) => ({ "organizations:PolicyType": type }),
    handle: async (input, call) => {
      const policies = await policiesOfType(call, policyTypeOf(input.Filter));
      const { entries, next } = pagedList(policies, input, policyOrder);
      return { Policies: entries.map((policy) => policySummary(call.organization, policy)), ...next };
    },
  }),
  managementOperation(UpdatePolicy$, {
    on: async (input: WithRequired<UpdatePolicyRequest, "PolicyId">, call) => [await askedPolicy(call, input.PolicyId)],
    handle: async (input, call) => {
      const policy = await requireOwnPolicy(call, input.PolicyId);
      const updated: OrganizationPolicyRecord = {
        ...policy,
        name: input.Name ?? policy.name,
        description: input.Description ?? policy.description,
        document: input.Content ?? policy.document,
        updatedAtMs: call.nowMs,
      };
      await requireSound(call, updated);
      await call.tx.organizationPolicies.update(updated);
      return { Policy: policyShape(call.organization, updated) };
    },
  }),
  managementOperation(DeletePolicy$, {
    on: async (input: WithRequired<DeletePolicyRequest, "PolicyId">, call) => [await askedPolicy(call, input.PolicyId)],
    handle: async (input, call) => {
      const { tx, organization } = call;
      const { policyId } = await requireOwnPolicy(call, input.PolicyId);
      if ((await tx.organizationPolicies.listNodesOf(organization.organizationId, policyId)).length > 0) {
        throw organizationsErrors.policyInUse();
      }
      await tx.organizationPolicies.delete(organization.organizationId, policyId);
    },
  }),
];

async function createPolicy(input: NewPolicy, call: OrganizationCall): Promise<OrganizationPolicyRecord> {
  const { tx, organization, nowMs, sources } = call;
  const { organizationId } = organization;
  const policy: OrganizationPolicyRecord = {
    organizationId,
    policyId: newPolicyId(sources.randomBytes),
    type: availableType(organization, input.Type),
    name: input.Name,
    description: input.Description,
    document: input.Content,
    createdAtMs: nowMs,
    tags: newTags(input.Tags),
  };
  await requireSound(call, policy);
  const policies = await tx.organizationPolicies.list(organizationId, policy.type);
  if (policies.length >= organizationsQuotas.policiesOfType) {
    throw organizationsErrors.tooManyPolicies();
  }
  await tx.organizationPolicies.insert(policy);
  return policy;
}

/** Throws what is wrong with a policy that is about to be saved: its document, its size or its name. */
async function requireSound(call: OrganizationCall, policy: OrganizationPolicyRecord): Promise<void> {
  if (policy.document.length > policyCharactersMax(policy.type)) {
    throw organizationsErrors.policyTooLong();
  }
  if (!isSound(policy)) {
    throw organizationsErrors.malformedPolicy();
  }
  const others = await policiesOfType(call, policy.type);
  if (others.some(({ policyId, name }) => policyId !== policy.policyId && name === policy.name)) {
    throw organizationsErrors.duplicatePolicy();
  }
}

function isSound({ document, type }: OrganizationPolicyRecord): boolean {
  switch (type) {
    case "SERVICE_CONTROL_POLICY":
      return malformedPolicy(document, "serviceControl") === undefined;
    case "RESOURCE_CONTROL_POLICY":
      return malformedPolicy(document, "resourceControl") === undefined;
    default:
      return readManagementPolicy(document, type) !== undefined;
  }
}

function policyShape(organization: OrganizationRecord, policy: AnyPolicy): Policy {
  return { PolicySummary: policySummary(organization, policy), Content: policy.document };
}
