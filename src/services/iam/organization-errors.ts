import { AwsError } from "../../wire/aws-error.ts";

/** The errors of IAM that are about organizations; the texts are those of the API reference. */
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
} as const;
