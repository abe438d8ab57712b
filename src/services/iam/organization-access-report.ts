import {
  type GenerateOrganizationsAccessReportRequest,
  GenerateOrganizationsAccessReport$,
  type GetOrganizationsAccessReportRequest,
  GetOrganizationsAccessReport$,
} from "@aws-sdk/client-iam";
import { iamArn } from "../../arn/arn.ts";
import type { OrganizationRecord } from "../../store/organization-records.ts";
import type { WithRequired } from "../../wire/operation.ts";
import { pageOfAll, readWindow } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { accountCheck } from "./checks.ts";
import { iamErrors } from "./errors.ts";
import { type AccessedService, makeReport, type OrganizationReport } from "./organization-activity.ts";
import { organizationErrors } from "./organization-errors.ts";
import { organizationReadChecks } from "./organization-read-checks.ts";
import { iamQuotas } from "./quotas.ts";
import { serviceNames } from "./service-names.ts";

type GenerateRequest = WithRequired<GenerateOrganizationsAccessReportRequest, "EntityPath">;
type GetRequest = WithRequired<GetOrganizationsAccessReportRequest, "JobId">;

const kind = "organizations-access-report";
const minuteMs = 60_000;

/** The operations that tell which services the accounts of an organization may call, and when they last did. */
export const organizationAccessReportOperations = [
  operation(GenerateOrganizationsAccessReport$, {
    authorize: async (input: GenerateRequest, call) => {
      const { EntityPath, OrganizationsPolicyId } = input;
      const check = {
        action: "iam:GenerateOrganizationsAccessReport",
        resource: iamArn(call.accountId, `access-report/${EntityPath}`),
        ...(OrganizationsPolicyId !== undefined && { context: { "iam:OrganizationsPolicyId": OrganizationsPolicyId } }),
      };
      const organization = await call.tx.organizations.ofAccount(call.accountId);
      // Whom the call refuses anyway is asked for nothing in the organization.
      return organization?.managementAccountId === call.accountId && isIn(organization, EntityPath)
        ? [check, ...(await organizationReadChecks(call, organization, input))]
        : [check];
    },
    // The report is made at once: it holds the calls of which this server knows when it is asked for.
    handle: async (input, call) => {
      const { accountId, tx, nowMs } = call;
      const organization = await requireManaged(call);
      if (!isIn(organization, input.EntityPath)) {
        throw organizationErrors.entityOfAnother();
      }
      const limit = iamQuotas.organizationReportsPerMinute;
      if ((await tx.jobs.countSince(accountId, kind, nowMs - minuteMs)) >= limit) {
        throw organizationErrors.tooManyReports(limit);
      }
      const jobId = call.sources.uuid();
      const detail = await makeReport(call, organization, input);
      await tx.jobs.insert(accountId, { kind, jobId, createdAtMs: nowMs, detail });
      return { JobId: jobId };
    },
  }),
  operation(GetOrganizationsAccessReport$, {
    authorize: () => accountCheck("iam:GetOrganizationsAccessReport", "*"),
    handle: async (input: GetRequest, call) => {
      const window = readWindow(input);
      await requireManaged(call);
      const job = await call.tx.jobs.get(call.accountId, kind, input.JobId);
      if (job === undefined) {
        throw iamErrors.jobNotFound(input.JobId);
      }
      const date = new Date(job.createdAtMs);
      const dates = { JobCreationDate: date, JobCompletionDate: date };
      // Jobs of this kind hold what GenerateOrganizationsAccessReport wrote.
      const report = job.detail as OrganizationReport;
      if ("failure" in report) {
        const { code, message } = report.failure;
        return { JobStatus: "FAILED", ...dates, IsTruncated: false, ErrorDetails: { Code: code, Message: message } };
      }
      const sorted = report.services.toSorted(orderOf(input.SortKey));
      const page = pageOfAll(sorted, window, (_, index) => String(index).padStart(6, "0"));
      return {
        JobStatus: "COMPLETED",
        ...dates,
        NumberOfServicesAccessible: sorted.length,
        NumberOfServicesNotAccessed: sorted.filter(({ accounts }) => accounts === 0).length,
        AccessDetails: page.entries.map(detailShape),
        ...page.paging,
      };
    },
  }),
];

/**
 * The organization that the caller's account manages; throws AccessDenied for other accounts, delegated administrators
 * among them, and while service control policies are not enabled. Both are documented as conditions of either
 * operation: https://docs.aws.amazon.com/IAM/latest/APIReference/API_GenerateOrganizationsAccessReport.html
 */
async function requireManaged({ accountId, tx }: Call): Promise<OrganizationRecord> {
  const organization = await tx.organizations.ofAccount(accountId);
  if (organization?.managementAccountId !== accountId) {
    throw organizationErrors.reportsOfManagement();
  }
  if (!organization.policyTypes.includes("SERVICE_CONTROL_POLICY")) {
    throw organizationErrors.controlPoliciesNotEnabled();
  }
  return organization;
}

function isIn({ organizationId }: OrganizationRecord, entityPath: string): boolean {
  return entityPath.startsWith(`${organizationId}/`);
}

/** The order of a sort key. Services that were never called come before all times, and equal times go by namespace. */
function orderOf(sortKey = "SERVICE_NAMESPACE_ASCENDING") {
  const direction = sortKey.endsWith("_DESCENDING") ? -1 : 1;
  const timeOf = ({ last }: AccessedService) => (sortKey.startsWith("LAST_AUTHENTICATED_TIME") ? (last?.atMs ?? 0) : 0);
  return (left: AccessedService, right: AccessedService): number =>
    direction * (timeOf(left) - timeOf(right) || (left.namespace < right.namespace ? -1 : 1));
}

function detailShape({ namespace, accounts, last }: AccessedService) {
  return {
    ServiceName: serviceNames.get(namespace) ?? namespace,
    ServiceNamespace: namespace,
    ...(last && { Region: last.region, EntityPath: last.entityPath, LastAuthenticatedTime: new Date(last.atMs) }),
    TotalAuthenticatedEntities: accounts,
  };
}
