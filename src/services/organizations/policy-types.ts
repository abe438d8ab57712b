import {
  DisablePolicyType$,
  type DisablePolicyTypeRequest,
  EnablePolicyType$,
  type EnablePolicyTypeRequest,
} from "@aws-sdk/client-organizations";
import { awsControlPolicies } from "../../store/aws-control-policies.ts";
import type {
  ControlPolicyType,
  OrganizationNode,
  OrganizationPolicyType,
  OrganizationRecord,
} from "../../store/organization-records.ts";
import type { Repositories } from "../../store/repositories.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { organizationsErrors } from "./errors.ts";
import { askedNodes } from "./nodes.ts";
import { managementOperation } from "./organization-operation.ts";
import { requireRoot, rootShape } from "./organizations.ts";

/** The operations that turn the types of policies on and off. */
export const policyTypeOperations = [
  managementOperation(EnablePolicyType$, {
    on: (input: WithRequired<EnablePolicyTypeRequest, "RootId" | "PolicyType">, call) => askedNodes(call, input.RootId),
    keys: ({ PolicyType: type }) => ({ "organizations:PolicyType": type }),
    handle: async (input, call) => {
      const root = await requireRoot(call, input.RootId);
      const { tx, organization } = call;
      const type = availableType(organization, input.PolicyType);
      if (organization.policyTypes.includes(type)) {
        throw organizationsErrors.policyTypeEnabled();
      }
      const enabled = { ...organization, policyTypes: [...organization.policyTypes, type] };
      await tx.organizations.update(enabled);
      for (const node of isControlType(type) ? await allNodes(tx, organization) : []) {
        await attachAwsPolicies(tx, { ...organization, policyTypes: [type] }, node.nodeId);
      }
      return { Root: rootShape(enabled, root) };
    },
  }),
  managementOperation(DisablePolicyType$, {
    on: (input: WithRequired<DisablePolicyTypeRequest, "RootId" | "PolicyType">, call) =>
      askedNodes(call, input.RootId),
    keys: ({ PolicyType: type }) => ({ "organizations:PolicyType": type }),
    handle: async (input, call) => {
      const root = await requireRoot(call, input.RootId);
      const { tx, organization } = call;
      const { organizationId, policyTypes } = organization;
      const type = policyTypeOf(input.PolicyType);
      if (!policyTypes.includes(type)) {
        throw organizationsErrors.policyTypeNotEnabled();
      }
      const disabled = { ...organization, policyTypes: policyTypes.filter((other) => other !== type) };
      await tx.organizations.update(disabled);
      const policies = await tx.organizationPolicies.list(organizationId, type);
      for (const { policyId } of isControlType(type) ? [awsControlPolicies[type], ...policies] : policies) {
        for (const nodeId of await tx.organizationPolicies.listNodesOf(organizationId, policyId)) {
          await tx.organizationPolicies.detach(organizationId, nodeId, policyId);
        }
      }
      return { Root: rootShape(disabled, root) };
    },
  }),
];

/** A type that a request names, which its validation has compared with the set of all. */
export function policyTypeOf(text: string): OrganizationPolicyType {
  return text as OrganizationPolicyType;
}

/** Whether policies of the type decide permissions; AWS has a policy of its own of each such type. */
export function isControlType(type: OrganizationPolicyType): type is ControlPolicyType {
  return Object.hasOwn(awsControlPolicies, type);
}

/** The type if an organization may have policies of it; throws PolicyTypeNotAvailableForOrganizationException if not. */
export function availableType({ featureSet }: OrganizationRecord, text: string): OrganizationPolicyType {
  if (featureSet !== "ALL") {
    throw organizationsErrors.policyTypeNotAvailable();
  }
  return policyTypeOf(text);
}

/** Attaches AWS's policies of the enabled types to a node, which has all permissions by them. */
export async function attachAwsPolicies(
  tx: Repositories,
  { organizationId, policyTypes }: OrganizationRecord,
  nodeId: string,
): Promise<void> {
  for (const type of policyTypes.filter(isControlType)) {
    await tx.organizationPolicies.attach(organizationId, nodeId, awsControlPolicies[type].policyId);
  }
}

async function allNodes(tx: Repositories, { organizationId }: OrganizationRecord): Promise<OrganizationNode[]> {
  return [
    ...(await tx.organizations.listNodes(organizationId, "root")),
    ...(await tx.organizations.listNodes(organizationId, "unit")),
    ...(await tx.organizations.listNodes(organizationId, "account")),
  ];
}
