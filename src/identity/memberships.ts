import { type AccountId, parseAccountId } from "../arn/account-id.ts";
import { awsControlPolicyArn, controlPolicyArn } from "../arn/organization-arn.ts";
import { type CompiledPolicy, compilePolicy } from "../policy/compile.ts";
import type { ContextLookup } from "../policy/decision.ts";
import type { PolicyLevels } from "../policy/evaluate.ts";
import { awsControlPolicy } from "../store/aws-control-policies.ts";
import { type ChangeCache, createChangeCache, type Loaded } from "../store/change-cache.ts";
import type {
  AccountNode,
  ControlPolicyType,
  OrganizationNode,
  OrganizationRecord,
} from "../store/organization-records.ts";
import type { Tag } from "../store/records.ts";
import type { Repositories } from "../store/repositories.ts";
import type { Store } from "../store/store.ts";
import type { AuthorizationCheck } from "../wire/operation.ts";
import type { NowOrLater } from "../now-or-later.ts";
import type { Caller } from "./caller.ts";

/** How many accounts are kept with the policies of their organizations. */
const accountsMax = 20_000;

/** An account's place in its organization and what the organization's policies leave it; nothing outside of any. */
export interface Membership {
  readonly organizationId?: string;
  /** `o-…/r-…/ou-…/`, as `aws:PrincipalOrgPaths` has it. */
  readonly path?: string;
  /** Of the levels from the root to the account; absent for the management account, to which they do not apply. */
  readonly serviceControl?: PolicyLevels;
  readonly resourceControl?: PolicyLevels;
}

/** The memberships on both sides of a request. */
export interface RequestMemberships {
  readonly caller: Membership;
  readonly resource: Membership;
}

/** Keeps the memberships of accounts until anything of the organization or the account changes. */
export function createMemberships(store: Store): ChangeCache<AccountId, Membership> {
  return createChangeCache<AccountId, Membership>({
    store,
    entriesMax: accountsMax,
    load: (accountId) => store.read((repositories) => loadMembership(repositories, accountId)),
  });
}

/** The organizations on both sides of a request; an anonymous caller and one from outside AWS are in none. */
export function requestMemberships(
  memberships: ChangeCache<AccountId, Membership>,
  caller: Caller | undefined,
  { resourceAccountId }: AuthorizationCheck,
): NowOrLater<RequestMemberships> {
  const own = caller !== undefined && caller.outside === undefined ? memberships.get(caller.accountId) : undefined;
  const ownerId = resourceAccountId ?? caller?.accountId ?? "";
  // Most requests are within an account, which need not be found twice.
  const isOwn = own !== undefined && ownerId === caller?.accountId;
  const owner = isOwn ? undefined : parseAccountId(ownerId);
  const ofOwner = isOwn ? own : owner && memberships.get(owner);
  return own instanceof Promise || ofOwner instanceof Promise
    ? Promise.all([own, ofOwner]).then((found) => bothOf(...found))
    : bothOf(own, ofOwner);
}

function bothOf(ofCaller = noMembership, ofOwner = noMembership): RequestMemberships {
  return ofCaller === noMembership && ofOwner === noMembership
    ? noMemberships
    : { caller: ofCaller, resource: ofOwner };
}

/** What is known of accounts that are in no organization. */
const noMembership: Membership = {};
const noMemberships: RequestMemberships = { caller: noMembership, resource: noMembership };

/** Reads an account's place in its organization with the policies on the way to it, compiled. */
export async function loadMembership(repositories: Repositories, accountId: AccountId): Promise<Loaded<Membership>> {
  const organization = await repositories.organizations.ofAccount(accountId);
  const account = organization && (await repositories.organizations.getNode(organization.organizationId, accountId));
  if (organization === undefined || account?.kind !== "account") {
    // Joining one is announced as a change of the account.
    return { value: noMembership, dependsOn: [`account:${accountId}`] };
  }
  const { organizationId } = organization;
  const way = await wayFromRoot(repositories, account);
  const value = {
    organizationId,
    path: [organizationId, ...way.slice(0, -1).map(({ nodeId }) => nodeId), ""].join("/"),
    ...(organization.managementAccountId === accountId ? {} : await controls(repositories, organization, way)),
    ...(account.suspended && {
      serviceControl: [[nothingAllowed("serviceControl")]],
      resourceControl: [[nothingAllowed("resourceControl")]],
    }),
  };
  return { value, dependsOn: [`account:${accountId}`, `organization:${organizationId}`] };
}

/** The nodes from the root of the tree down to the account. */
async function wayFromRoot(repositories: Repositories, account: AccountNode): Promise<readonly OrganizationNode[]> {
  const way: OrganizationNode[] = [account];
  for (let node: OrganizationNode | undefined = account; node !== undefined && node.kind !== "root";) {
    node = await repositories.organizations.getNode(node.organizationId, node.parentId);
    if (node !== undefined) {
      way.unshift(node);
    }
  }
  return way;
}

async function controls(
  repositories: Repositories,
  organization: OrganizationRecord,
  way: readonly OrganizationNode[],
): Promise<Pick<Membership, "serviceControl" | "resourceControl">> {
  const compiledLevels = async (type: ControlPolicyType, compiledType: "serviceControl" | "resourceControl") => {
    const levels = await levelsOnWay(repositories, organization, { way, type });
    const accountId = organization.managementAccountId;
    return levels?.map((policies) =>
      policies.map(({ arn, document }) => compilePolicy(document, { type: compiledType, label: arn, arn, accountId })),
    );
  };
  const serviceControl = await compiledLevels("SERVICE_CONTROL_POLICY", "serviceControl");
  const resourceControl = await compiledLevels("RESOURCE_CONTROL_POLICY", "resourceControl");
  return { ...(serviceControl && { serviceControl }), ...(resourceControl && { resourceControl }) };
}

/** A control policy where it is attached. */
export interface AttachedControl {
  readonly arn: string;
  readonly document: string;
  readonly tags: readonly Tag[];
}

/**
 * The service control policies that bind an account, level by level from the root of its organization; undefined for
 * accounts that none bind.
 */
export async function serviceControlLevels(
  repositories: Repositories,
  accountId: AccountId,
): Promise<readonly (readonly AttachedControl[])[] | undefined> {
  const organization = await repositories.organizations.ofAccount(accountId);
  const account = organization && (await repositories.organizations.getNode(organization.organizationId, accountId));
  if (account?.kind !== "account" || organization?.managementAccountId === accountId) {
    return undefined;
  }
  const way = await wayFromRoot(repositories, account);
  return organization && levelsOnWay(repositories, organization, { way, type: "SERVICE_CONTROL_POLICY" });
}

/** The policies of a type on each node of a way through the tree; undefined when the type is not enabled. */
export async function levelsOnWay(
  repositories: Repositories,
  organization: OrganizationRecord,
  { way, type }: { readonly way: readonly OrganizationNode[]; readonly type: ControlPolicyType },
): Promise<readonly (readonly AttachedControl[])[] | undefined> {
  return organization.policyTypes.includes(type)
    ? Promise.all(way.map(({ nodeId }) => policiesOn(repositories, organization, { nodeId, type })))
    : undefined;
}

async function policiesOn(
  { organizationPolicies }: Repositories,
  { organizationId, managementAccountId }: OrganizationRecord,
  { nodeId, type }: { readonly nodeId: string; readonly type: ControlPolicyType },
): Promise<readonly AttachedControl[]> {
  const attached: AttachedControl[] = [];
  for (const policyId of await organizationPolicies.listOfNode(organizationId, nodeId)) {
    const managed = awsControlPolicy(policyId);
    const policy = managed ?? (await organizationPolicies.get(organizationId, policyId));
    if (policy?.type === type) {
      const arn =
        managed === undefined
          ? controlPolicyArn({ organizationId, managementAccountId, type, policyId })
          : awsControlPolicyArn(managed);
      attached.push({ arn, document: policy.document, tags: "tags" in policy ? policy.tags : [] });
    }
  }
  return attached;
}

/** What a closed account is left with: its callers may do nothing, and nobody may assume its roles. */
function nothingAllowed(type: "serviceControl" | "resourceControl"): CompiledPolicy {
  const everything = { Effect: "Deny", Action: "*", Resource: "*" };
  const statement = type === "resourceControl" ? { ...everything, Principal: "*" } : everything;
  return compilePolicy(JSON.stringify({ Statement: [statement] }), {
    type,
    label: "the account is closed",
    accountId: "",
  });
}

/**
 * The services whose resources resource control policies protect; calls to others pass them by.
 * https://docs.aws.amazon.com/organizations/latest/userguide/orgs_manage_policies_rcps.html
 */
const resourceControlledServices: ReadonlySet<string> = new Set([
  "s3",
  "sts",
  "kms",
  "sqs",
  "secretsmanager",
  "cognito-idp",
  "cognito-identity",
  "logs",
  "dynamodb",
  "ecr",
  "aoss",
]);

/** What counts where no organization binds either side. */
export const noControls: Pick<Membership, "serviceControl" | "resourceControl"> = {};

/** The control policies that count for a call of an action. */
export function controlPolicies(
  { caller, resource }: RequestMemberships,
  action: string,
): Pick<Membership, "serviceControl" | "resourceControl"> {
  const { serviceControl } = caller;
  const service = action.slice(0, action.indexOf(":"));
  const resourceControl = resourceControlledServices.has(service) ? resource.resourceControl : undefined;
  if (serviceControl === undefined && resourceControl === undefined) {
    return noControls;
  }
  return { ...(serviceControl && { serviceControl }), ...(resourceControl && { resourceControl }) };
}

/** Adds the keys about the organizations of caller and resource to a request's condition context. */
export function withOrganizationKeys(lookup: ContextLookup, memberships: RequestMemberships): ContextLookup {
  const { caller, resource } = memberships;
  if (caller.organizationId === undefined && resource.organizationId === undefined) {
    return lookup;
  }
  return (key) => {
    switch (key) {
      case "aws:principalorgid":
        return lookup(key) ?? caller.organizationId;
      case "aws:principalorgpaths":
        return lookup(key) ?? (caller.path === undefined ? undefined : [caller.path]);
      case "aws:resourceorgid":
        return lookup(key) ?? resource.organizationId;
      case "aws:resourceorgpaths":
        return lookup(key) ?? (resource.path === undefined ? undefined : [resource.path]);
      default:
        return lookup(key);
    }
  };
}
