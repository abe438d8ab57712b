import {
  ListChildren$,
  type ListChildrenRequest,
  ListParents$,
  type ListParentsRequest,
  MoveAccount$,
  type MoveAccountRequest,
} from "@aws-sdk/client-organizations";
import type { WithRequired } from "../../wire/operation.ts";
import { organizationsErrors } from "./errors.ts";
import { askedNodes, findNode, nodeOrder, requireAccount, requireParent } from "./nodes.ts";
import { administratorOperation, managementOperation } from "./organization-operation.ts";
import { pagedList } from "./paging.ts";

/** The operations on what lies where in an organization's tree. */
export const treeOperations = [
  administratorOperation(ListChildren$, {
    on: (input: WithRequired<ListChildrenRequest, "ParentId" | "ChildType">, call) => askedNodes(call, input.ParentId),
    handle: async (input, call) => {
      const { tx, organization } = call;
      const parent = await requireParent(call, input.ParentId);
      const kind = input.ChildType === "ACCOUNT" ? "account" : "unit";
      const children = await tx.organizations.listNodes(organization.organizationId, kind, parent.nodeId);
      const { entries, next } = pagedList(children, input, nodeOrder);
      return { Children: entries.map(({ nodeId }) => ({ Id: nodeId, Type: input.ChildType })), ...next };
    },
  }),
  administratorOperation(ListParents$, {
    on: (input: WithRequired<ListParentsRequest, "ChildId">, call) => askedNodes(call, input.ChildId),
    handle: async (input, call) => {
      const child = await findNode(call, input.ChildId);
      if (child === undefined || child.kind === "root") {
        throw organizationsErrors.childNotFound();
      }
      const { parentId } = child;
      const type = parentId === call.organization.rootId ? ("ROOT" as const) : ("ORGANIZATIONAL_UNIT" as const);
      const { entries, next } = pagedList([{ Id: parentId, Type: type }], input, ({ Id }) => Id);
      return { Parents: entries, ...next };
    },
  }),
  managementOperation(MoveAccount$, {
    on: (input: WithRequired<MoveAccountRequest, "AccountId" | "SourceParentId" | "DestinationParentId">, call) =>
      askedNodes(call, input.AccountId, input.SourceParentId, input.DestinationParentId),
    handle: async (input, call) => {
      const account = await requireAccount(call, input.AccountId);
      const source = await requireParent(call, input.SourceParentId, organizationsErrors.sourceNotFound);
      const destination = await requireParent(call, input.DestinationParentId, organizationsErrors.destinationNotFound);
      if (account.parentId === destination.nodeId) {
        throw organizationsErrors.duplicateAccount();
      }
      if (account.parentId !== source.nodeId) {
        throw organizationsErrors.sourceNotFound();
      }
      await call.tx.organizations.updateNode({ ...account, parentId: destination.nodeId });
    },
  }),
];
