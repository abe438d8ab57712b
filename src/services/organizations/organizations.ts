import {
  CreateOrganization$,
  type CreateOrganizationRequest,
  DeleteOrganization$,
  DescribeOrganization$,
  type ListRootsRequest,
  ListRoots$,
  type Organization,
  type Root,
} from "@aws-sdk/client-organizations";
import type { OrganizationRecord, RootNode } from "../../store/organization-records.ts";
import { type Call, operation } from "../call.ts";
import { arnOfNode, arnOfOrganization } from "./arns.ts";
import { organizationsErrors } from "./errors.ts";
import { newOrganizationsId } from "./ids.ts";
import { emailOf } from "./nodes.ts";
import {
  administratorOperation,
  managementOperation,
  memberOperation,
  type OrganizationCall,
  permissionChecks,
} from "./organization-operation.ts";
import { pagedList } from "./paging.ts";

/** The operations on organizations themselves and on their roots. */
export const organizationOperations = [
  operation(CreateOrganization$, {
    authorize: () => permissionChecks("CreateOrganization"),
    handle: async (input: CreateOrganizationRequest, call) => {
      if ((await call.tx.organizations.ofAccount(call.accountId)) !== undefined) {
        throw organizationsErrors.alreadyInOrganization();
      }
      return { Organization: await organizationShape(call, await createOrganization(call, input)) };
    },
  }),
  memberOperation(DescribeOrganization$, {
    handle: async (_: object, call) => ({ Organization: await organizationShape(call, call.organization) }),
  }),
  managementOperation(DeleteOrganization$, {
    handle: async (_: object, { tx, organization: { organizationId } }) => {
      if ((await tx.organizations.listNodes(organizationId, "account")).length > 1) {
        throw organizationsErrors.organizationNotEmpty();
      }
      await tx.organizations.delete(organizationId);
    },
  }),
  administratorOperation(ListRoots$, {
    handle: async (input: ListRootsRequest, call) => {
      const roots = await call.tx.organizations.listNodes(call.organization.organizationId, "root");
      const { entries, next } = pagedList(roots, input, ({ nodeId }) => nodeId);
      return { Roots: entries.map((root) => rootShape(call.organization, root)), ...next };
    },
  }),
];

/** A root as replies have it. */
export function rootShape(organization: OrganizationRecord, root: RootNode): Root {
  return {
    Id: root.nodeId,
    Arn: arnOfNode(organization, root.nodeId),
    Name: root.name,
    PolicyTypes: organization.policyTypes.map((type) => ({ Type: type, Status: "ENABLED" })),
  };
}

/** The root of the caller's organization; throws RootNotFoundException for another id. */
export async function requireRoot({ tx, organization }: OrganizationCall, rootId: string): Promise<RootNode> {
  const node = await tx.organizations.getNode(organization.organizationId, rootId);
  if (node?.kind !== "root") {
    throw organizationsErrors.rootNotFound();
  }
  return node;
}

/** Makes an organization of one root with the caller's account in it. */
async function createOrganization(
  { tx, accountId, nowMs, sources }: Call,
  { FeatureSet: featureSet = "ALL" }: CreateOrganizationRequest,
): Promise<OrganizationRecord> {
  const organizationId = newOrganizationsId("o", 10, sources.randomBytes);
  const rootId = newOrganizationsId("r", 4, sources.randomBytes);
  const organization: OrganizationRecord = {
    organizationId,
    managementAccountId: accountId,
    rootId,
    featureSet,
    createdAtMs: nowMs,
    policyTypes: [],
    trustedServices: {},
  };
  await tx.organizations.insert(organization);
  const node = { organizationId, createdAtMs: nowMs, tags: [] };
  await tx.organizations.insertNode({ ...node, kind: "root", nodeId: rootId, name: "Root" });
  const name = (await tx.accounts.get(accountId))?.name ?? accountId;
  await tx.organizations.insertNode({
    ...node,
    kind: "account",
    nodeId: accountId,
    parentId: rootId,
    name,
    joinedMethod: "INVITED",
  });
  return organization;
}

async function organizationShape({ tx }: Call, organization: OrganizationRecord): Promise<Organization> {
  const { organizationId, managementAccountId, featureSet } = organization;
  return {
    Id: organizationId,
    Arn: arnOfOrganization(organization),
    FeatureSet: featureSet,
    MasterAccountArn: arnOfNode(organization, managementAccountId),
    MasterAccountId: managementAccountId,
    MasterAccountEmail: await emailOf(tx, managementAccountId),
    // Documented as out of use: it names this one type whatever is enabled.
    AvailablePolicyTypes: featureSet === "ALL" ? [{ Type: "SERVICE_CONTROL_POLICY", Status: "ENABLED" }] : [],
  };
}
