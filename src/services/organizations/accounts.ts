import {
  type Account,
  CloseAccount$,
  type CloseAccountRequest,
  DescribeAccount$,
  type DescribeAccountRequest,
  LeaveOrganization$,
  ListAccounts$,
  ListAccountsForParent$,
  type ListAccountsForParentRequest,
  type ListAccountsRequest,
  RemoveAccountFromOrganization$,
  type RemoveAccountFromOrganizationRequest,
} from "@aws-sdk/client-organizations";
import type { AccountNode } from "../../store/organization-records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { arnOfNode } from "./arns.ts";
import { organizationsErrors } from "./errors.ts";
import { askedNodes, emailOf, nodeOrder, pathOf, requireAccount, requireParent } from "./nodes.ts";
import {
  administratorOperation,
  managementOperation,
  memberOperation,
  type OrganizationCall,
} from "./organization-operation.ts";
import { pagedList } from "./paging.ts";

/** The operations on accounts that are in an organization. */
export const accountOperations = [
  administratorOperation(DescribeAccount$, {
    on: (input: WithRequired<DescribeAccountRequest, "AccountId">, call) => askedNodes(call, input.AccountId),
    handle: async (input, call) => ({ Account: await accountShape(call, await requireAccount(call, input.AccountId)) }),
  }),
  administratorOperation(ListAccounts$, {
    handle: async (input: ListAccountsRequest, call) => {
      const accounts = await call.tx.organizations.listNodes(call.organization.organizationId, "account");
      const { entries, next } = pagedList(accounts, input, nodeOrder);
      return { Accounts: await Promise.all(entries.map((account) => accountShape(call, account))), ...next };
    },
  }),
  administratorOperation(ListAccountsForParent$, {
    on: (input: WithRequired<ListAccountsForParentRequest, "ParentId">, call) => askedNodes(call, input.ParentId),
    handle: async (input, call) => {
      const { tx, organization } = call;
      const parent = await requireParent(call, input.ParentId);
      const accounts = await tx.organizations.listNodes(organization.organizationId, "account", parent.nodeId);
      const { entries, next } = pagedList(accounts, input, nodeOrder);
      return { Accounts: await Promise.all(entries.map((account) => accountShape(call, account))), ...next };
    },
  }),
  managementOperation(CloseAccount$, {
    on: (input: WithRequired<CloseAccountRequest, "AccountId">, call) => askedNodes(call, input.AccountId),
    handle: async (input, call) => {
      const account = await requireAccount(call, input.AccountId);
      if (account.nodeId === call.organization.managementAccountId) {
        throw organizationsErrors.masterCannotClose();
      }
      if (account.suspended) {
        throw organizationsErrors.accountAlreadyClosed();
      }
      await call.tx.organizations.updateNode({ ...account, suspended: true });
    },
  }),
  managementOperation(RemoveAccountFromOrganization$, {
    on: (input: WithRequired<RemoveAccountFromOrganizationRequest, "AccountId">, call) =>
      askedNodes(call, input.AccountId),
    handle: async (input, call) => removeAccount(call, await requireAccount(call, input.AccountId)),
  }),
  memberOperation(LeaveOrganization$, {
    handle: async (_: object, call) => removeAccount(call, await requireAccount(call, call.accountId)),
  }),
];

/** Lets an account go, with all that it owns; from then on no policy of the organization counts for it. */
async function removeAccount({ tx, organization }: OrganizationCall, { nodeId }: AccountNode): Promise<void> {
  if (nodeId === organization.managementAccountId) {
    throw organizationsErrors.masterCannotLeave();
  }
  if ((await tx.organizationParts.listOfAccount(nodeId, "delegatedAdministrator")).length > 0) {
    throw organizationsErrors.delegateCannotLeave();
  }
  await tx.organizations.deleteNode(organization.organizationId, nodeId);
}

/** An account as replies have it. */
export async function accountShape(call: OrganizationCall, account: AccountNode): Promise<Account> {
  return {
    Id: account.nodeId,
    Arn: arnOfNode(call.organization, account.nodeId),
    Email: await emailOf(call.tx, account.nodeId),
    Name: account.name,
    Status: account.suspended ? "SUSPENDED" : "ACTIVE",
    State: account.suspended ? "SUSPENDED" : "ACTIVE",
    Paths: [await pathOf(call, account)],
    JoinedMethod: account.joinedMethod,
    JoinedTimestamp: new Date(account.createdAtMs),
  };
}
