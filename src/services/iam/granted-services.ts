import type { EntityRef, GroupRecord } from "../../store/records.ts";
import { compileAction } from "../../policy/action-pattern.ts";
import { parsePolicy } from "../../policy/parse.ts";
import type { Statement } from "../../policy/policy-document.ts";
import type { Call } from "../call.ts";
import { policyNameAndPath } from "./policy-lookup.ts";
import { serviceNames } from "./service-names.ts";

/** The services that a policy allows anything of: their namespaces, or all there are. */
export type GrantedServices = ReadonlySet<string> | "all";

/** A policy of an entity and the services that it allows anything of. */
export interface GrantingPolicy {
  readonly policyName: string;
  /** Absent for an inline policy. */
  readonly policyArn?: string;
  readonly holder: PolicyHolder;
  readonly services: GrantedServices;
}

/** A user, role or group that has policies. */
export interface PolicyHolder extends EntityRef {
  readonly name: string;
}

/** A group as the holder of its policies. */
export function groupHolder({ groupId, groupName }: GroupRecord): PolicyHolder {
  return { kind: "group", id: groupId, name: groupName };
}

/** The services that the document allows anything of; what it denies does not count, as AWS documents. */
export function grantedServices(document: string): GrantedServices {
  const parsed = parsePolicy(document);
  const granted = new Set<string>();
  for (const statement of parsed.ok ? parsed.policy.statements : []) {
    const services = statement.effect === "Allow" ? servicesOf(statement) : [];
    if (services === "all") {
      return "all";
    }
    services.forEach((service) => granted.add(service));
  }
  return granted;
}

function servicesOf({ action = [], notAction }: Statement): readonly string[] | "all" {
  const patterns = action.map(({ value }) => compileAction(value));
  return notAction !== undefined || patterns.some(({ kind }) => kind === "any")
    ? "all"
    : patterns.flatMap((pattern) => (pattern.kind === "action" ? [pattern.service] : []));
}

/** Whether a policy allows anything of a service. */
export function isGranted(services: GrantedServices, namespace: string): boolean {
  return services === "all" || services.has(namespace);
}

/**
 * The services that control policies leave, sorted: those of which every level, from the root of an organization down,
 * allows something and which no statement denies whole. Known services are left where there are no levels.
 */
export function servicesLeft(levels: readonly (readonly string[])[]): readonly string[] {
  const granted = levels.map((documents) => documents.map(grantedServices));
  const named = granted.flat().flatMap((services) => (services === "all" ? [] : [...services]));
  const denials = levels.flat().flatMap(denialsOfServices);
  return [...new Set([...serviceNames.keys(), ...named])]
    .sort()
    .filter((namespace) => granted.every((level) => level.some((services) => isGranted(services, namespace))))
    .filter((namespace) => !denials.some((statement) => deniesAll(statement, namespace)));
}

/** The statements that deny on every resource under no condition. */
function denialsOfServices(document: string): readonly Statement[] {
  const parsed = parsePolicy(document);
  return (parsed.ok ? parsed.policy.statements : []).filter(
    ({ effect, conditions, resource }) =>
      effect === "Deny" && conditions.length === 0 && resource?.some(({ value }) => value === "*"),
  );
}

function deniesAll({ action = [], notAction }: Statement, namespace: string): boolean {
  if (notAction === undefined) {
    return action.some(({ value }) => value === "*" || value.toLowerCase() === `${namespace}:*`);
  }
  return !notAction.some(({ value }) => value === "*" || value.toLowerCase().startsWith(`${namespace}:`));
}

/** The policies of a user, with those of its groups, or of a role or group, each with what it grants. */
export async function grantingPolicies(context: Call, entity: PolicyHolder): Promise<readonly GrantingPolicy[]> {
  const { accountId, tx } = context;
  const groups = entity.kind === "user" ? await tx.groups.listOfUser(accountId, entity.id) : [];
  const policies: GrantingPolicy[] = [];
  for (const holder of [entity, ...groups.map(groupHolder)]) {
    for (const policyArn of await tx.entityPolicies.listAttached(accountId, holder)) {
      const services = await servicesOfManaged(context, policyArn);
      policies.push({ policyName: policyNameAndPath(policyArn).name, policyArn, holder, services });
    }
    for (const { policyName, document } of await tx.entityPolicies.listInline(accountId, holder)) {
      policies.push({ policyName, holder, services: grantedServices(document) });
    }
  }
  return policies;
}

/** What the default version of a managed policy grants; one that is not there grants nothing. */
export async function servicesOfManaged({ accountId, tx }: Call, arn: string): Promise<GrantedServices> {
  const policy = await tx.policies.get(accountId, arn);
  const version = policy && (await tx.policies.getVersion(accountId, arn, policy.defaultVersion));
  return version === undefined ? new Set() : grantedServices(version.document);
}
