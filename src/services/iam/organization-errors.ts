import { AwsError } from "../../wire/aws-error.ts";

/** The errors of IAM that are about organizations; the texts of its exceptions are those of the API reference. */
export const organizationErrors = {
  notFound: () =>
    new AwsError(
      "OrganizationNotFoundException",
      400,
      "The request was rejected because no organization is associated with your account.",
    ),
  notAdministrator: () =>
    new AwsError(
      "AccountNotManagementOrDelegatedAdministratorException",
      400,
      "The request was rejected because the account making the request is not the management account or delegated " +
        "administrator account for centralized root access.",
    ),
  notManagement: () =>
    new AwsError(
      "CallerIsNotManagementAccountException",
      400,
      "The request was rejected because the account making the request is not the management account for the organization.",
    ),
  notInAllFeatures: () =>
    new AwsError(
      "OrganizationNotInAllFeaturesModeException",
      400,
      "The request was rejected because your organization does not have All features enabled.",
    ),
  serviceAccessNotEnabled: () =>
    new AwsError(
      "ServiceAccessNotEnabledException",
      400,
      "The request was rejected because trusted access is not enabled for IAM in AWS Organizations.",
    ),
  reportsOfManagement: () =>
    accessDenied("Access reports of an organization are made and read with credentials of its management account."),
  controlPoliciesNotEnabled: () =>
    accessDenied("Service control policies must be enabled in the root of the organization for access reports."),
  // The text is observed.
  entityOfAnother: () =>
    accessDenied("The organization ID in the specified entity path is different than your organization ID."),
  tooManyReports: (limit: number) =>
    new AwsError(
      "ReportGenerationLimitExceeded",
      409,
      `The account asked for ${limit} access reports in the last minute; ask again when a minute has passed.`,
    ),
} as const;

function accessDenied(message: string): AwsError {
  return new AwsError("AccessDenied", 403, message);
}
