import {
  CreateOrganizationalUnit$,
  type CreateOrganizationalUnitRequest,
  DeleteOrganizationalUnit$,
  type DeleteOrganizationalUnitRequest,
  DescribeOrganizationalUnit$,
  type DescribeOrganizationalUnitRequest,
  ListOrganizationalUnitsForParent$,
  type ListOrganizationalUnitsForParentRequest,
  type OrganizationalUnit,
  UpdateOrganizationalUnit$,
  type UpdateOrganizationalUnitRequest,
} from "@aws-sdk/client-organizations";
import type { UnitNode } from "../../store/organization-records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { arnOfNode } from "./arns.ts";
import { organizationsErrors } from "./errors.ts";
import { newOrganizationsId, rootSuffix } from "./ids.ts";
import { askedNodes, nodeOrder, pathOf, requireParent, requireUnit, wayTo } from "./nodes.ts";
import { administratorOperation, managementOperation, type OrganizationCall } from "./organization-operation.ts";
import { pagedList } from "./paging.ts";
import { attachAwsPolicies } from "./policy-types.ts";
import { organizationsQuotas } from "./quotas.ts";
import { newTags, requestTagKeys } from "./tag-rules.ts";

type NewUnit = WithRequired<CreateOrganizationalUnitRequest, "ParentId" | "Name">;

/** The operations on organizational units. */
export const unitOperations = [
  managementOperation(CreateOrganizationalUnit$, {
    on: (input: NewUnit, call) => askedNodes(call, input.ParentId),
    keys: ({ Tags }) => requestTagKeys(Tags),
    handle: async (input, call) => ({ OrganizationalUnit: await unitShape(call, await createUnit(input, call)) }),
  }),
  administratorOperation(DescribeOrganizationalUnit$, {
    on: (input: WithRequired<DescribeOrganizationalUnitRequest, "OrganizationalUnitId">, call) =>
      askedNodes(call, input.OrganizationalUnitId),
    handle: async (input, call) => ({
      OrganizationalUnit: await unitShape(call, await requireUnit(call, input.OrganizationalUnitId)),
    }),
  }),
  managementOperation(UpdateOrganizationalUnit$, {
    on: (input: WithRequired<UpdateOrganizationalUnitRequest, "OrganizationalUnitId">, call) =>
      askedNodes(call, input.OrganizationalUnitId),
    handle: async ({ OrganizationalUnitId: unitId, Name: name }, call) => {
      const unit = await requireUnit(call, unitId);
      const renamed = { ...unit, name: name ?? unit.name };
      await requireFreeName(call, renamed);
      await call.tx.organizations.updateNode(renamed);
      return { OrganizationalUnit: await unitShape(call, renamed) };
    },
  }),
  managementOperation(DeleteOrganizationalUnit$, {
    on: (input: WithRequired<DeleteOrganizationalUnitRequest, "OrganizationalUnitId">, call) =>
      askedNodes(call, input.OrganizationalUnitId),
    handle: async (input, call) => {
      const { tx, organization } = call;
      const { nodeId } = await requireUnit(call, input.OrganizationalUnitId);
      for (const kind of ["unit", "account"] as const) {
        if ((await tx.organizations.listNodes(organization.organizationId, kind, nodeId)).length > 0) {
          throw organizationsErrors.unitNotEmpty();
        }
      }
      await tx.organizations.deleteNode(organization.organizationId, nodeId);
    },
  }),
  administratorOperation(ListOrganizationalUnitsForParent$, {
    on: (input: WithRequired<ListOrganizationalUnitsForParentRequest, "ParentId">, call) =>
      askedNodes(call, input.ParentId),
    handle: async (input, call) => {
      const { tx, organization } = call;
      const parent = await requireParent(call, input.ParentId);
      const units = await tx.organizations.listNodes(organization.organizationId, "unit", parent.nodeId);
      const { entries, next } = pagedList(units, input, nodeOrder);
      return { OrganizationalUnits: await Promise.all(entries.map((unit) => unitShape(call, unit))), ...next };
    },
  }),
];

async function createUnit(input: NewUnit, call: OrganizationCall): Promise<UnitNode> {
  const { tx, organization, nowMs, sources } = call;
  const { organizationId, rootId } = organization;
  const parent = await requireParent(call, input.ParentId);
  const unit: UnitNode = {
    organizationId,
    kind: "unit",
    nodeId: newOrganizationsId(`ou-${rootSuffix(rootId)}`, 8, sources.randomBytes),
    parentId: parent.nodeId,
    name: input.Name,
    createdAtMs: nowMs,
    tags: newTags(input.Tags),
  };
  // The way to the parent has the root in it, which is no level of units.
  if ((await wayTo(call, parent)).length > organizationsQuotas.unitDepth) {
    throw organizationsErrors.unitTooDeep();
  }
  if ((await tx.organizations.listNodes(organizationId, "unit")).length >= organizationsQuotas.units) {
    throw organizationsErrors.tooManyUnits();
  }
  await requireFreeName(call, unit);
  await tx.organizations.insertNode(unit);
  await attachAwsPolicies(tx, organization, unit.nodeId);
  return unit;
}

/** Throws DuplicateOrganizationalUnitException when another unit of the same parent has the name. */
async function requireFreeName({ tx }: OrganizationCall, unit: UnitNode): Promise<void> {
  const siblings = await tx.organizations.listNodes(unit.organizationId, "unit", unit.parentId);
  if (siblings.some(({ nodeId, name }) => nodeId !== unit.nodeId && name === unit.name)) {
    throw organizationsErrors.duplicateUnit();
  }
}

async function unitShape(call: OrganizationCall, unit: UnitNode): Promise<OrganizationalUnit> {
  return {
    Id: unit.nodeId,
    Arn: arnOfNode(call.organization, unit.nodeId),
    Name: unit.name,
    Path: await pathOf(call, unit),
  };
}
