import { levelsOnWay } from "../../identity/memberships.ts";
import { awsControlPolicy } from "../../store/aws-control-policies.ts";
import type { AccountNode, OrganizationNode, OrganizationRecord } from "../../store/organization-records.ts";
import type { Call } from "../call.ts";
import { servicesLeft } from "./granted-services.ts";

/** What a job of GenerateOrganizationsAccessReport found, as it is kept, or why it found nothing. */
export type OrganizationReport =
  | { readonly services: readonly AccessedService[] }
  | { readonly failure: { readonly code: string; readonly message: string } };

/** A service that control policies leave, and its use by the accounts that are reported. */
export interface AccessedService {
  readonly namespace: string;
  /** How many accounts called it. */
  readonly accounts: number;
  /** The latest call, with the path of the account that made it. */
  readonly last?: { readonly entityPath: string; readonly atMs: number; readonly region: string };
}

/** What a report is about. */
export interface ReportSubject {
  readonly EntityPath: string;
  readonly OrganizationsPolicyId?: string | undefined;
}

/**
 * Finds which services the control policies above an entity leave, or the one policy allows, and when the accounts under
 * it last called them. Nothing binds the management account: its own report has every service, and no other report
 * counts it. The codes of failures are observed on AWS.
 * https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateOrganizationsAccessReport.html
 */
export async function makeReport(
  call: Call,
  organization: OrganizationRecord,
  { EntityPath, OrganizationsPolicyId }: ReportSubject,
): Promise<OrganizationReport> {
  const way = await wayTo(call, EntityPath);
  const entity = way?.at(-1);
  if (way === undefined || entity === undefined) {
    return failure("INVALID_ORGANIZATIONS_ENTITY_PATH", `The organization has no entity with the path ${EntityPath}.`);
  }
  const all = await accountsUnder(call, entity);
  if (entity.nodeId === organization.managementAccountId) {
    return { services: await usesOf(call, servicesLeft([]), all) };
  }
  const members = all.filter(({ account }) => account.nodeId !== organization.managementAccountId);
  if (OrganizationsPolicyId === undefined) {
    const levels = await levelsOnWay(call.tx, organization, { way, type: "SERVICE_CONTROL_POLICY" });
    const documents = (levels ?? []).map((level) => level.map(({ document }) => document));
    return { services: await usesOf(call, servicesLeft(documents), members) };
  }
  const { organizationId } = organization;
  const policy =
    awsControlPolicy(OrganizationsPolicyId) ??
    (await call.tx.organizationPolicies.get(organizationId, OrganizationsPolicyId));
  if (policy?.type !== "SERVICE_CONTROL_POLICY") {
    const message = `The organization has no service control policy with the id ${OrganizationsPolicyId}.`;
    return failure("INVALID_ORGANIZATIONS_POLICY", message);
  }
  const targets = new Set(await call.tx.organizationPolicies.listNodesOf(organizationId, policy.policyId));
  const bound = members.filter(({ fromEntity }) => fromEntity.some((nodeId) => targets.has(nodeId)));
  return { services: await usesOf(call, servicesLeft([[policy.document]]), bound) };
}

/** The nodes that an entity path names, from the root down; undefined when they do not lie under each other. */
export async function wayTo({ tx }: Call, entityPath: string): Promise<readonly OrganizationNode[] | undefined> {
  const [organizationId = "", ...nodeIds] = entityPath.split("/");
  const way: OrganizationNode[] = [];
  for (const nodeId of nodeIds) {
    const node = await tx.organizations.getNode(organizationId, nodeId);
    const parentId = node === undefined || node.kind === "root" ? undefined : node.parentId;
    if (node === undefined || parentId !== way.at(-1)?.nodeId) {
      return undefined;
    }
    way.push(node);
  }
  return way;
}

/** An account in the part of the tree that is reported. */
interface ReportedAccount {
  readonly account: AccountNode;
  readonly entityPath: string;
  /** The ids of the nodes from the reported entity down to the account, both included. */
  readonly fromEntity: readonly string[];
}

async function accountsUnder({ tx }: Call, entity: OrganizationNode): Promise<readonly ReportedAccount[]> {
  const { organizationId, nodeId } = entity;
  const units = await tx.organizations.listNodes(organizationId, "unit");
  const parents = new Map(units.map((unit) => [unit.nodeId, unit.parentId]));
  const accounts = await tx.organizations.listNodes(organizationId, "account");
  return accounts.flatMap((account) => {
    const way: string[] = [account.nodeId];
    for (let id: string | undefined = account.parentId; id !== undefined; id = parents.get(id)) {
      way.unshift(id);
    }
    const at = way.indexOf(nodeId);
    return at === -1 ? [] : [{ account, entityPath: [organizationId, ...way].join("/"), fromEntity: way.slice(at) }];
  });
}

async function usesOf(
  call: Call,
  namespaces: readonly string[],
  accounts: readonly ReportedAccount[],
): Promise<readonly AccessedService[]> {
  const services = new Map<string, AccessedService>(
    namespaces.map((namespace) => [namespace, { namespace, accounts: 0 }]),
  );
  for (const { account, entityPath } of accounts) {
    const accountId = account.nodeId;
    const written = await call.tx.serviceUses.list(accountId, accountId);
    const byService = new Map(written.map((use) => [use.serviceName, use]));
    for (const [namespace, service] of services) {
      const use = call.lastUse(`${accountId}/${namespace}`) ?? byService.get(namespace);
      if (use !== undefined) {
        const { last = { atMs: 0 } } = service;
        services.set(namespace, {
          ...service,
          accounts: service.accounts + 1,
          ...(use.atMs > last.atMs && { last: { entityPath, atMs: use.atMs, region: use.region } }),
        });
      }
    }
  }
  return [...services.values()];
}

function failure(code: string, message: string): OrganizationReport {
  return { failure: { code, message } };
}
