import {
  AttachPolicy$,
  type AttachPolicyRequest,
  DetachPolicy$,
  type DetachPolicyRequest,
  ListPoliciesForTarget$,
  type ListPoliciesForTargetRequest,
  ListTargetsForPolicy$,
  type ListTargetsForPolicyRequest,
  type PolicyTargetSummary,
} from "@aws-sdk/client-organizations";
import { awsControlPolicies } from "../../store/aws-control-policies.ts";
import type { OrganizationNode, OrganizationPolicyType } from "../../store/organization-records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { arnOfNode } from "./arns.ts";
import { organizationsErrors } from "./errors.ts";
import { askedNodes, findNode } from "./nodes.ts";
import {
  administratorOperation,
  type AskedResource,
  managementOperation,
  type OrganizationCall,
} from "./organization-operation.ts";
import { pagedList } from "./paging.ts";
import { type AnyPolicy, askedPolicy, policyOrder, policySummary, requirePolicy } from "./policy-lookup.ts";
import { isControlType, policyTypeOf } from "./policy-types.ts";
import { attachmentsMax } from "./quotas.ts";

interface Attachment {
  readonly PolicyId: string;
  readonly TargetId: string;
}

/** The operations that attach control policies to roots, units and accounts. */
export const policyAttachmentOperations = [
  managementOperation(AttachPolicy$, {
    on: (input: WithRequired<AttachPolicyRequest, "PolicyId" | "TargetId">, call) => askedBoth(input, call),
    handle: async (input, call) => {
      const { policy, node, attached } = await requireBoth(input, call);
      if (attached.some(({ policyId }) => policyId === policy.policyId)) {
        throw organizationsErrors.duplicateAttachment();
      }
      if (attached.length >= attachmentsMax(policy.type)) {
        throw organizationsErrors.tooManyAttachments();
      }
      await call.tx.organizationPolicies.attach(call.organization.organizationId, node.nodeId, policy.policyId);
    },
  }),
  managementOperation(DetachPolicy$, {
    on: (input: WithRequired<DetachPolicyRequest, "PolicyId" | "TargetId">, call) => askedBoth(input, call),
    handle: async (input, call) => {
      const { policy, node, attached } = await requireBoth(input, call);
      if (!attached.some(({ policyId }) => policyId === policy.policyId)) {
        throw organizationsErrors.notAttached();
      }
      // Documented: AWS's resource control policy stays where it is.
      if (policy.policyId === awsControlPolicies.RESOURCE_CONTROL_POLICY.policyId) {
        throw organizationsErrors.policyOfAws();
      }
      if (attached.length === 1 && isControlType(policy.type)) {
        throw organizationsErrors.lastAttachment();
      }
      await call.tx.organizationPolicies.detach(call.organization.organizationId, node.nodeId, policy.policyId);
    },
  }),
  administratorOperation(ListPoliciesForTarget$, {
    on: (input: WithRequired<ListPoliciesForTargetRequest, "TargetId" | "Filter">, call) =>
      askedNodes(call, input.TargetId),
    keys: ({ Filter: type }) => ({ "organizations:PolicyType": type }),
    handle: async (input, call) => {
      const node = await requireTarget(call, input.TargetId);
      const policies = await attachedPolicies(call, node, policyTypeOf(input.Filter));
      const { entries, next } = pagedList(policies, input, policyOrder);
      return { Policies: entries.map((policy) => policySummary(call.organization, policy)), ...next };
    },
  }),
  administratorOperation(ListTargetsForPolicy$, {
    on: async (input: WithRequired<ListTargetsForPolicyRequest, "PolicyId">, call) => [
      await askedPolicy(call, input.PolicyId),
    ],
    handle: async (input, call) => {
      const { tx, organization } = call;
      const { policyId } = await requirePolicy(call, input.PolicyId);
      const nodeIds = await tx.organizationPolicies.listNodesOf(organization.organizationId, policyId);
      const { entries, next } = pagedList(nodeIds, input, (nodeId) => nodeId);
      const nodes = await Promise.all(entries.map((nodeId) => findNode(call, nodeId)));
      return { Targets: nodes.flatMap((node) => (node === undefined ? [] : targetShape(call, node))), ...next };
    },
  }),
];

async function askedBoth(input: Attachment, call: OrganizationCall): Promise<readonly AskedResource[]> {
  return [await askedPolicy(call, input.PolicyId), ...(await askedNodes(call, input.TargetId))];
}

/** The policy, whose type must be enabled, the node, and what of that type is attached to it already. */
async function requireBoth(input: Attachment, call: OrganizationCall) {
  const policy = await requirePolicy(call, input.PolicyId);
  const node = await requireTarget(call, input.TargetId);
  if (!call.organization.policyTypes.includes(policy.type)) {
    throw organizationsErrors.policyTypeNotEnabled();
  }
  return { policy, node, attached: await attachedPolicies(call, node, policy.type) };
}

async function requireTarget(call: OrganizationCall, targetId: string): Promise<OrganizationNode> {
  const node = await findNode(call, targetId);
  if (node === undefined) {
    throw organizationsErrors.targetNotFound();
  }
  return node;
}

/** The policies of a type that are attached to a node itself. */
export async function attachedPolicies(
  call: OrganizationCall,
  { nodeId }: Pick<OrganizationNode, "nodeId">,
  type: OrganizationPolicyType,
): Promise<readonly AnyPolicy[]> {
  const ids = await call.tx.organizationPolicies.listOfNode(call.organization.organizationId, nodeId);
  const policies = await Promise.all(ids.map((policyId) => requirePolicy(call, policyId)));
  return policies.filter((policy) => policy.type === type);
}

function targetShape(
  { organization }: OrganizationCall,
  { nodeId, name, kind }: OrganizationNode,
): PolicyTargetSummary {
  const types = { root: "ROOT", unit: "ORGANIZATIONAL_UNIT", account: "ACCOUNT" } as const;
  return { TargetId: nodeId, Arn: arnOfNode(organization, nodeId), Name: name, Type: types[kind] };
}
