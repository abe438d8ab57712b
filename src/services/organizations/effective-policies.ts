import {
  DescribeEffectivePolicy$,
  type DescribeEffectivePolicyRequest,
  type EffectivePolicy,
} from "@aws-sdk/client-organizations";
import type {
  ManagementPolicyType,
  OrganizationNode,
  OrganizationPolicyRecord,
} from "../../store/organization-records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { organizationsErrors } from "./errors.ts";
import { effectivePolicy, readManagementPolicy } from "./management-policy.ts";
import { askedNodes, findNode, wayTo } from "./nodes.ts";
import { isAdministrator, memberOperation, type OrganizationCall } from "./organization-operation.ts";
import { attachedPolicies } from "./policy-attachments.ts";
import { byAge } from "./paging.ts";

type Input = WithRequired<DescribeEffectivePolicyRequest, "PolicyType">;

/** The operations on what the management policies on the way to an account come to. */
export const effectivePolicyOperations = [
  memberOperation(DescribeEffectivePolicy$, {
    on: (input: Input, call) => askedNodes(call, input.TargetId ?? call.accountId),
    keys: ({ PolicyType: type }) => ({ "organizations:PolicyType": type }),
    // Every account may ask for its own policy, and only administrators for that of another.
    open: async (input, call) => (input.TargetId ?? call.accountId) === call.accountId || isAdministrator(call),
    handle: async (input, call) => ({
      EffectivePolicy: await effectivePolicyOf(call, {
        // The set of effective policy types, which validation has compared it with, is that of management policies.
        type: input.PolicyType as ManagementPolicyType,
        targetId: input.TargetId ?? call.accountId,
      }),
    }),
  }),
];

interface Wanted {
  readonly type: ManagementPolicyType;
  readonly targetId: string;
}

async function effectivePolicyOf(call: OrganizationCall, { type, targetId }: Wanted): Promise<EffectivePolicy> {
  const node = await findNode(call, targetId);
  if (node === undefined) {
    throw organizationsErrors.targetNotFound();
  }
  const enabled = call.organization.policyTypes.includes(type);
  const levels = enabled ? await policiesOnWay(call, node, type) : [];
  const content = effectivePolicy(
    levels.map((policies) =>
      policies.map(({ document }) => readManagementPolicy(document, type)).filter((policy) => policy !== undefined),
    ),
  );
  if (content === undefined) {
    throw organizationsErrors.noEffectivePolicy();
  }
  const updatedAtMs = Math.max(...levels.flat().map((policy) => policy.updatedAtMs ?? policy.createdAtMs));
  return { PolicyContent: content, PolicyType: type, TargetId: targetId, LastUpdatedTimestamp: new Date(updatedAtMs) };
}

/** The policies of a type attached to each node from the root of the organization to that node, the oldest first. */
async function policiesOnWay(
  call: OrganizationCall,
  node: OrganizationNode,
  type: ManagementPolicyType,
): Promise<readonly (readonly OrganizationPolicyRecord[])[]> {
  const way = await wayTo(call, node);
  return Promise.all(
    way.map(async (nodeId) => {
      const attached = await attachedPolicies(call, { nodeId }, type);
      // Policies of these types are the organization's own; AWS has none.
      const own = attached.flatMap((policy) => ("organizationId" in policy ? policy : []));
      const order = (policy: OrganizationPolicyRecord) => byAge(policy.createdAtMs, policy.policyId);
      return own.toSorted((left, right) => (order(left) < order(right) ? -1 : 1));
    }),
  );
}
