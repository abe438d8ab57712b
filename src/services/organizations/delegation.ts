import {
  type DelegatedAdministrator,
  DeregisterDelegatedAdministrator$,
  type DeregisterDelegatedAdministratorRequest,
  DisableAWSServiceAccess$,
  type DisableAWSServiceAccessRequest,
  EnableAWSServiceAccess$,
  type EnableAWSServiceAccessRequest,
  ListAWSServiceAccessForOrganization$,
  type ListAWSServiceAccessForOrganizationRequest,
  ListDelegatedAdministrators$,
  type ListDelegatedAdministratorsRequest,
  ListDelegatedServicesForAccount$,
  type ListDelegatedServicesForAccountRequest,
  RegisterDelegatedAdministrator$,
  type RegisterDelegatedAdministratorRequest,
} from "@aws-sdk/client-organizations";
import type { OrganizationPart } from "../../store/organization-records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { accountShape } from "./accounts.ts";
import { organizationsErrors } from "./errors.ts";
import { askedNodes, requireAccount } from "./nodes.ts";
import {
  administratorOperation,
  managementOperation,
  type OrganizationCall,
  requireAllFeatures,
} from "./organization-operation.ts";
import { byAge, pagedList } from "./paging.ts";
import { isTrustable } from "./trusted-services.ts";

type Delegation = OrganizationPart<"delegatedAdministrator">;
type NamesService = WithRequired<EnableAWSServiceAccessRequest & DisableAWSServiceAccessRequest, "ServicePrincipal">;
type NamesBoth = WithRequired<
  RegisterDelegatedAdministratorRequest & DeregisterDelegatedAdministratorRequest,
  "AccountId" | "ServicePrincipal"
>;

const serviceKeys = ({ ServicePrincipal: service }: NamesService) => ({ "organizations:ServicePrincipal": service });

/** The operations on the services that an organization trusts and the members that administer them. */
export const delegationOperations = [
  managementOperation(EnableAWSServiceAccess$, {
    keys: serviceKeys,
    handle: async ({ ServicePrincipal: service }: NamesService, call) => {
      const { tx, organization, nowMs } = call;
      requireAllFeatures(call);
      requireTrustable(service);
      const trustedServices = { [service]: nowMs, ...organization.trustedServices };
      await tx.organizations.update({ ...organization, trustedServices });
    },
  }),
  managementOperation(DisableAWSServiceAccess$, {
    keys: serviceKeys,
    handle: async ({ ServicePrincipal: service }: NamesService, { tx, organization }) => {
      requireTrustable(service);
      const { [service]: _, ...trustedServices } = organization.trustedServices;
      await tx.organizations.update({ ...organization, trustedServices });
    },
  }),
  administratorOperation(ListAWSServiceAccessForOrganization$, {
    handle: async (input: ListAWSServiceAccessForOrganizationRequest, { organization }) => {
      const services = Object.entries(organization.trustedServices);
      const { entries, next } = pagedList(services, input, ([service]) => service);
      return {
        EnabledServicePrincipals: entries.map(([service, sinceMs]) => ({
          ServicePrincipal: service,
          DateEnabled: new Date(sinceMs),
        })),
        ...next,
      };
    },
  }),
  managementOperation(RegisterDelegatedAdministrator$, {
    on: (input: NamesBoth, call) => askedNodes(call, input.AccountId),
    keys: serviceKeys,
    handle: async (input, call) => {
      const { tx, organization, nowMs } = call;
      const { organizationId } = organization;
      requireAllFeatures(call);
      const { nodeId: accountId, suspended } = await requireAccount(call, input.AccountId);
      if (accountId === organization.managementAccountId) {
        throw organizationsErrors.masterAsDelegate();
      }
      if (suspended) {
        throw organizationsErrors.suspendedAsDelegate();
      }
      requireTrustable(input.ServicePrincipal);
      if (!Object.hasOwn(organization.trustedServices, input.ServicePrincipal)) {
        throw organizationsErrors.serviceAccessNotEnabled();
      }
      const key = delegationKey(input);
      if ((await tx.organizationParts.get(organizationId, "delegatedAdministrator", key)) !== undefined) {
        throw organizationsErrors.alreadyDelegate();
      }
      const kind = "delegatedAdministrator" as const;
      await tx.organizationParts.insert({ organizationId, kind, key, accountId, createdAtMs: nowMs, detail: {} });
    },
  }),
  managementOperation(DeregisterDelegatedAdministrator$, {
    on: (input: NamesBoth, call) => askedNodes(call, input.AccountId),
    keys: serviceKeys,
    handle: async (input, call) => {
      const { tx, organization } = call;
      const { organizationId } = organization;
      const { nodeId } = await requireAccount(call, input.AccountId);
      if (nodeId === organization.managementAccountId) {
        throw organizationsErrors.masterAsDelegate();
      }
      const key = delegationKey(input);
      if ((await tx.organizationParts.get(organizationId, "delegatedAdministrator", key)) === undefined) {
        throw organizationsErrors.notDelegate();
      }
      await tx.organizationParts.delete(organizationId, "delegatedAdministrator", key);
    },
  }),
  administratorOperation(ListDelegatedAdministrators$, {
    keys: ({ ServicePrincipal: service }: ListDelegatedAdministratorsRequest) =>
      service === undefined ? {} : { "organizations:ServicePrincipal": service },
    handle: async (input, call) => {
      if (input.ServicePrincipal !== undefined) {
        requireTrustable(input.ServicePrincipal);
      }
      const delegations = await delegationsOf(call);
      const wanted = delegations.filter((one) => (input.ServicePrincipal ?? serviceOf(one)) === serviceOf(one));
      const first = new Map(wanted.toReversed().map((one) => [one.accountId, one]));
      const { entries, next } = pagedList([...first.values()], input, ({ createdAtMs, key }) =>
        byAge(createdAtMs, key),
      );
      return {
        DelegatedAdministrators: await Promise.all(entries.map((one) => administratorShape(call, one))),
        ...next,
      };
    },
  }),
  administratorOperation(ListDelegatedServicesForAccount$, {
    on: (input: WithRequired<ListDelegatedServicesForAccountRequest, "AccountId">, call) =>
      askedNodes(call, input.AccountId),
    handle: async (input, call) => {
      const { nodeId } = await requireAccount(call, input.AccountId);
      const delegations = (await delegationsOf(call)).filter(({ accountId }) => accountId === nodeId);
      if (delegations.length === 0) {
        throw organizationsErrors.notDelegate();
      }
      const { entries, next } = pagedList(delegations, input, ({ key }) => key);
      return {
        DelegatedServices: entries.map((one) => ({
          ServicePrincipal: serviceOf(one),
          DelegationEnabledDate: new Date(one.createdAtMs),
        })),
        ...next,
      };
    },
  }),
];

/** Throws InvalidInputException for what is no service that works with Organizations. */
function requireTrustable(service: string): void {
  if (!isTrustable(service)) {
    throw organizationsErrors.unknownService();
  }
}

function delegationsOf({ tx, organization }: OrganizationCall): Promise<readonly Delegation[]> {
  return tx.organizationParts.list(organization.organizationId, "delegatedAdministrator");
}

function delegationKey({ AccountId: accountId, ServicePrincipal: service }: NamesBoth): string {
  return `${accountId}/${service}`;
}

function serviceOf({ key }: Delegation): string {
  return key.slice(key.indexOf("/") + 1);
}

async function administratorShape(call: OrganizationCall, delegation: Delegation): Promise<DelegatedAdministrator> {
  const account = await requireAccount(call, delegation.accountId ?? "");
  const { Paths: _, ...shape } = await accountShape(call, account);
  return { ...shape, DelegationEnabledDate: new Date(delegation.createdAtMs) };
}
