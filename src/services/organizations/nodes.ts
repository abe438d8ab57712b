import type { AwsError } from "../../wire/aws-error.ts";
import type { AccountId } from "../../arn/account-id.ts";
import type { AccountNode, OrganizationNode, RootNode, UnitNode } from "../../store/organization-records.ts";
import type { Repositories } from "../../store/repositories.ts";
import { arnOfNode } from "./arns.ts";
import { organizationsErrors } from "./errors.ts";
import { byAge } from "./paging.ts";
import type { AskedResource, OrganizationCall } from "./organization-operation.ts";

/** The node with that id, whatever kind it is. */
export function findNode(
  { tx, organization }: OrganizationCall,
  nodeId: string,
): Promise<OrganizationNode | undefined> {
  return tx.organizations.getNode(organization.organizationId, nodeId);
}

/** The account with that id; throws AccountNotFoundException when it is not in the organization. */
export async function requireAccount(call: OrganizationCall, accountId: string): Promise<AccountNode> {
  const node = await findNode(call, accountId);
  if (node?.kind !== "account") {
    throw organizationsErrors.accountNotFound();
  }
  return node;
}

/** The unit with that id; throws OrganizationalUnitNotFoundException when there is none. */
export async function requireUnit(call: OrganizationCall, unitId: string): Promise<UnitNode> {
  const node = await findNode(call, unitId);
  if (node?.kind !== "unit") {
    throw organizationsErrors.unitNotFound();
  }
  return node;
}

/** The root or unit with that id; throws `missing` when there is none. */
export async function requireParent(
  call: OrganizationCall,
  parentId: string,
  missing: () => AwsError = organizationsErrors.parentNotFound,
): Promise<RootNode | UnitNode> {
  const node = await findNode(call, parentId);
  if (node === undefined || node.kind === "account") {
    throw missing();
  }
  return node;
}

/** The nodes of those ids as the permission is asked of them, tags included where they exist. */
export async function askedNodes(call: OrganizationCall, ...nodeIds: readonly string[]): Promise<AskedResource[]> {
  const asked: AskedResource[] = [];
  for (const nodeId of nodeIds) {
    const node = await findNode(call, nodeId);
    asked.push({ arn: arnOfNode(call.organization, nodeId), ...(node && { tags: node.tags }) });
  }
  return asked;
}

/** Lists show the accounts that joined and units that were made earlier first. */
export function nodeOrder({ createdAtMs, nodeId }: OrganizationNode): string {
  return byAge(createdAtMs, nodeId);
}

/** The ids from the organization's root down to a node. */
export async function wayTo(call: OrganizationCall, node: OrganizationNode): Promise<readonly string[]> {
  const way: string[] = [];
  for (let step: OrganizationNode | undefined = node; step !== undefined;) {
    way.unshift(step.nodeId);
    step = step.kind === "root" ? undefined : await findNode(call, step.parentId);
  }
  return way;
}

/** The path of a unit or account in its organization: `o-…/r-…/ou-…/`. */
export async function pathOf(call: OrganizationCall, node: OrganizationNode): Promise<string> {
  return [call.organization.organizationId, ...(await wayTo(call, node)), ""].join("/");
}

/** The e-mail address of an account's root; accounts that were made without one have an address that leads nowhere. */
export async function emailOf(tx: Repositories, accountId: AccountId): Promise<string> {
  return (await tx.accounts.get(accountId))?.email ?? `root@${accountId}.invalid`;
}
