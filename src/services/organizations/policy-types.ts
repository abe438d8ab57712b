import {
  DisablePolicyType$,
  type DisablePolicyTypeRequest,
  EnablePolicyType$,
  type EnablePolicyTypeRequest,
} from "@aws-sdk/client-organizations";
import { awsControlPolicies } from "../../store/aws-control-policies.ts";
import type { ControlPolicyType, OrganizationNode, OrganizationRecord } from "../../store/organization-records.ts";
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
      for (const node of await allNodes(tx, organization)) {
        await tx.organizationPolicies.attach(
          organization.organizationId,
          node.nodeId,
          awsControlPolicies[type].policyId,
        );
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
      const type = controlPolicyType(input.PolicyType);
      if (type === undefined || !policyTypes.includes(type)) {
        throw organizationsErrors.policyTypeNotEnabled();
      }
      const disabled = { ...organization, policyTypes: policyTypes.filter((other) => other !== type) };
      await tx.organizations.update(disabled);
      const policies = await tx.organizationPolicies.list(organizationId, type);
      for (const { policyId } of [awsControlPolicies[type], ...policies]) {
        for (const nodeId of await tx.organizationPolicies.listNodesOf(organizationId, policyId)) {
          await tx.organizationPolicies.detach(organizationId, nodeId, policyId);
        }
      }
      return { Root: rootShape(disabled, root) };
    },
  }),
];

/** The type as it is stored; undefined for the types that decide nothing about permissions, which are not served. */
export function controlPolicyType(type: string): ControlPolicyType | undefined {
  return type === "SERVICE_CONTROL_POLICY" || type === "RESOURCE_CONTROL_POLICY" ? type : undefined;
}

/** The type if an organization may have policies of it; throws PolicyTypeNotAvailableForOrganizationException if not. */
export function availableType({ featureSet }: OrganizationRecord, text: string): ControlPolicyType {
  const type = controlPolicyType(text);
  if (type === undefined || featureSet !== "ALL") {
    throw organizationsErrors.policyTypeNotAvailable();
  }
  return type;
}

/** Attaches AWS's policies of the enabled types to a new node, which starts with all permissions. */
export async function attachAwsPolicies(
  tx: Repositories,
  { organizationId, policyTypes }: OrganizationRecord,
  nodeId: string,
): Promise<void> {
  for (const type of policyTypes) {
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
