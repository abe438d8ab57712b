import {
  type GenerateServiceLastAccessedDetailsRequest,
  GenerateServiceLastAccessedDetails$,
  type GetServiceLastAccessedDetailsRequest,
  GetServiceLastAccessedDetails$,
  type GetServiceLastAccessedDetailsWithEntitiesRequest,
  GetServiceLastAccessedDetailsWithEntities$,
  type ListPoliciesGrantingServiceAccessRequest,
  ListPoliciesGrantingServiceAccess$,
} from "@aws-sdk/client-iam";
import type { AuthorizationCheck, WithRequired } from "../../wire/operation.ts";
import { pageOfAll, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { policyOwner } from "./arns.ts";
import { accountCheck, entityCheck, policyCheck } from "./checks.ts";
import { groupType, requireEntity, roleType, userType } from "./entities.ts";
import { iamErrors } from "./errors.ts";
import { grantingPolicies, isGranted, type PolicyHolder, servicesOfManaged } from "./granted-services.ts";
import {
  allMembers,
  type LastAccessedReport,
  lastUses,
  principalsOf,
  type ReportedService,
} from "./last-accessed-report.ts";
import { requirePolicy } from "./policy-lookup.ts";
import { serviceNames } from "./service-names.ts";
import { type EntityName, parseEntityArn } from "./simulation/source-entity.ts";

type ReportRequest = WithRequired<GenerateServiceLastAccessedDetailsRequest, "Arn">;
type GrantsRequest = WithRequired<ListPoliciesGrantingServiceAccessRequest, "Arn" | "ServiceNamespaces">;

/** The operations that tell which services an entity may call, by which policies, and when it last did. */
export const serviceLastAccessedOperations = [
  operation(GenerateServiceLastAccessedDetails$, {
    authorize: async (input: ReportRequest, context) => [
      await arnCheck(input.Arn, "GenerateServiceLastAccessedDetails", context),
    ],
    // The report is made at once: it holds the calls of which this server knows when it is asked for.
    handle: async (input, context) => {
      const jobId = context.sources.uuid();
      const detail: LastAccessedReport = {
        jobType: input.Granularity ?? "SERVICE_LEVEL",
        ...(await usesBy(input.Arn, context)),
      };
      await context.tx.jobs.insert(context.accountId, {
        kind: "service-last-accessed",
        jobId,
        createdAtMs: context.nowMs,
        detail,
      });
      return { JobId: jobId };
    },
  }),
  operation(GetServiceLastAccessedDetails$, {
    authorize: () => accountCheck("iam:GetServiceLastAccessedDetails", "*"),
    handle: async (input: WithRequired<GetServiceLastAccessedDetailsRequest, "JobId">, context) => {
      const window = readWindow(input);
      const { report, dates } = await requireReport(context, input.JobId);
      const page = pageOfAll(report.services, window, ({ namespace }) => namespace);
      return {
        JobStatus: "COMPLETED",
        JobType: report.jobType,
        ...dates,
        ServicesLastAccessed: page.entries.map(serviceShape),
        ...page.paging,
      };
    },
  }),
  operation(GetServiceLastAccessedDetailsWithEntities$, {
    authorize: () => accountCheck("iam:GetServiceLastAccessedDetailsWithEntities", "*"),
    handle: async (
      input: WithRequired<GetServiceLastAccessedDetailsWithEntitiesRequest, "JobId" | "ServiceNamespace">,
      context,
    ) => {
      const window = readWindow(input);
      const { report, dates } = await requireReport(context, input.JobId);
      const service = report.services.find(({ namespace }) => namespace === input.ServiceNamespace);
      if (service === undefined) {
        throw iamErrors.serviceNotReported(input.ServiceNamespace);
      }
      const page = pageOfAll(report.entities, window, ({ id }) => id);
      return {
        JobStatus: "COMPLETED",
        ...dates,
        EntityDetailsList: page.entries.map(({ arn, name, type, id, path }) => {
          const use = service.uses.find(({ entityArn }) => entityArn === arn);
          return {
            EntityInfo: { Arn: arn, Name: name, Type: type, Id: id, Path: path },
            ...(use === undefined ? {} : { LastAuthenticated: new Date(use.atMs) }),
          };
        }),
        ...page.paging,
      };
    },
  }),
  operation(ListPoliciesGrantingServiceAccess$, {
    authorize: async (input: GrantsRequest, context) => [
      await arnCheck(input.Arn, "ListPoliciesGrantingServiceAccess", context),
    ],
    handle: async (input, context) => {
      const policies = await grantingPolicies(context, await holderOf(requireEntityName(input.Arn), context));
      return {
        PoliciesGrantingServiceAccess: input.ServiceNamespaces.map((namespace) => ({
          ServiceNamespace: namespace,
          Policies: policies
            .filter(({ services }) => isGranted(services, namespace))
            .map(({ policyName, policyArn, holder }) =>
              policyArn === undefined
                ? {
                    PolicyName: policyName,
                    PolicyType: "INLINE",
                    EntityType: holder.kind.toUpperCase(),
                    EntityName: holder.name,
                  }
                : { PolicyName: policyName, PolicyType: "MANAGED", PolicyArn: policyArn },
            ),
        })),
        IsTruncated: false,
      };
    },
  }),
];

/** The check of an operation on the user, role, group or policy with that ARN. */
async function arnCheck(arn: string, operationName: string, context: Call): Promise<AuthorizationCheck> {
  const action = `iam:${operationName}`;
  if (policyOwner(arn) !== undefined) {
    return policyCheck(context, { action, name: arn });
  }
  const entity = parseEntityArn(arn);
  if (entity === undefined || entity.accountId !== context.accountId) {
    return { action, resource: arn };
  }
  const question = { action, name: entity.name };
  switch (entity.kind) {
    case "user":
      return entityCheck(context, userType, question);
    case "role":
      return entityCheck(context, roleType, question);
    case "group":
      return entityCheck(context, groupType, question);
  }
}

/** The services that the entity or policy with that ARN grants and when they were last called because of it. */
async function usesBy(arn: string, context: Call): Promise<Omit<LastAccessedReport, "jobType">> {
  if (policyOwner(arn) !== undefined) {
    const policy = await requirePolicy(context, arn);
    const attachments = await context.tx.entityPolicies.listAttachments(context.accountId, policy.arn);
    return lastUses(context, [await servicesOfManaged(context, policy.arn)], await principalsOf(context, attachments));
  }
  const name = requireEntityName(arn);
  const holder = await holderOf(name, context);
  const granted = (await grantingPolicies(context, holder)).map(({ services }) => services);
  const principals =
    holder.kind === "group"
      ? await allMembers(context, holder.id)
      : [
          name.kind === "user"
            ? await requireEntity(context, userType, name.name)
            : await requireEntity(context, roleType, name.name),
        ];
  return lastUses(context, granted, principals);
}

function requireEntityName(arn: string): EntityName {
  const name = parseEntityArn(arn);
  if (name === undefined) {
    throw iamErrors.invalidArn(arn);
  }
  return name;
}

/** The user, role or group; throws NoSuchEntity for one that the account does not have. */
async function holderOf({ kind, name, accountId }: EntityName, context: Call): Promise<PolicyHolder> {
  const types = { user: userType, role: roleType, group: groupType };
  if (accountId !== context.accountId) {
    throw types[kind].notFound(name);
  }
  switch (kind) {
    case "user": {
      const user = await requireEntity(context, userType, name);
      return { ...userType.refOf(user), name: user.userName };
    }
    case "role": {
      const role = await requireEntity(context, roleType, name);
      return { ...roleType.refOf(role), name: role.roleName };
    }
    case "group": {
      const group = await requireEntity(context, groupType, name);
      return { ...groupType.refOf(group), name: group.groupName };
    }
  }
}

async function requireReport(context: Call, jobId: string) {
  const job = await context.tx.jobs.get(context.accountId, "service-last-accessed", jobId);
  if (job === undefined) {
    throw iamErrors.jobNotFound(jobId);
  }
  const date = new Date(job.createdAtMs);
  // Jobs of this kind hold what GenerateServiceLastAccessedDetails wrote.
  return { report: job.detail as LastAccessedReport, dates: { JobCreationDate: date, JobCompletionDate: date } };
}

function serviceShape({ namespace, uses }: ReportedService) {
  const [last] = uses;
  return {
    ServiceName: serviceNames.get(namespace) ?? namespace,
    ServiceNamespace: namespace,
    ...(last === undefined
      ? {}
      : {
          LastAuthenticated: new Date(last.atMs),
          LastAuthenticatedEntity: last.entityArn,
          LastAuthenticatedRegion: last.region,
        }),
    TotalAuthenticatedEntities: uses.length,
  };
}
