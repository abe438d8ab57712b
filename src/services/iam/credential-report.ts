import { GenerateCredentialReport$, GetCredentialReport$ } from "@aws-sdk/client-iam";
import { operation } from "../call.ts";
import { accountCheck } from "./checks.ts";
import { credentialReportCsv } from "./credential-report-csv.ts";
import { iamErrors } from "./errors.ts";

/** A report serves for four hours; only then is a new one made (documented under "Getting credential reports"). */
const reportLifeMs = 4 * 3_600_000;

/** The operations on the report of all of an account's credentials. */
export const credentialReportOperations = [
  operation(GenerateCredentialReport$, {
    authorize: () => accountCheck("iam:GenerateCredentialReport", "*"),
    // The report is made at once; clients ask again until it is complete, as of one that takes its time.
    handle: async (_: object, context) => {
      const { accountId, nowMs, tx } = context;
      const former = readReport(await tx.accountSettings.get(accountId, "credential-report"));
      if (former !== undefined && nowMs - former.generatedAtMs < reportLifeMs) {
        return { State: "COMPLETE" };
      }
      const report: Report = { generatedAtMs: nowMs, content: await credentialReportCsv(context) };
      await tx.accountSettings.put(accountId, "credential-report", JSON.stringify(report));
      return { State: "STARTED", Description: "No report exists. Starting a new report generation task" };
    },
  }),
  operation(GetCredentialReport$, {
    authorize: () => accountCheck("iam:GetCredentialReport", "*"),
    handle: async (_: object, { accountId, nowMs, tx }) => {
      const report = readReport(await tx.accountSettings.get(accountId, "credential-report"));
      if (report === undefined) {
        throw iamErrors.reportNotPresent();
      }
      if (nowMs - report.generatedAtMs >= reportLifeMs) {
        throw iamErrors.reportExpired();
      }
      return {
        Content: new TextEncoder().encode(report.content),
        ReportFormat: "text/csv",
        GeneratedTime: new Date(report.generatedAtMs),
      };
    },
  }),
];

interface Report {
  readonly generatedAtMs: number;
  readonly content: string;
}

function readReport(json: string | undefined): Report | undefined {
  // The setting holds what GenerateCredentialReport wrote.
  return json === undefined ? undefined : (JSON.parse(json) as Report);
}
