import { AwsError } from "../../wire/aws-error.ts";

/**
 * The errors of IAM with AWS's texts. Codes and statuses are those of the published model; the texts are observed on
 * AWS unless a line says otherwise.
 */
export const iamErrors = {
  userNotFound: (name: string) => noSuchEntity(`The user with name ${name} cannot be found.`),
  roleNotFound: (name: string) => noSuchEntity(`The role with name ${name} cannot be found.`),
  groupNotFound: (name: string) => noSuchEntity(`The group with name ${name} cannot be found.`),
  instanceProfileNotFound: (name: string) => noSuchEntity(`Instance Profile ${name} cannot be found.`),
  roleNotInProfile: (roleName: string, profileName: string) =>
    noSuchEntity(`Role ${roleName} in Instance Profile ${profileName} cannot be found.`),
  userPolicyNotFound: (name: string) => noSuchEntity(`The user policy with name ${name} cannot be found.`),
  rolePolicyNotFound: (name: string) => noSuchEntity(`The role policy with name ${name} cannot be found.`),
  groupPolicyNotFound: (name: string) => noSuchEntity(`The group policy with name ${name} cannot be found.`),
  policyNotFound: (arn: string) => noSuchEntity(`Policy ${arn} was not found.`),
  policyNotAttachable: (arn: string) => noSuchEntity(`Policy ${arn} does not exist or is not attachable.`),
  // Commonly quoted for roles.
  policyOfServiceRole: (kind: string) =>
    new AwsError("PolicyNotAttachable", 400, `Cannot attach a Service Role Policy to a Customer ${kind}.`),
  policyVersionNotFound: (arn: string, versionId: string) =>
    noSuchEntity(`Policy ${arn} version ${versionId} does not exist or is not attachable.`),
  boundaryNotFound: (arn: string) => noSuchEntity(`Scope ARN: ${arn} does not exist or is not attachable.`),
  accessKeyNotFound: (id: string) => noSuchEntity(`The Access Key with id ${id} cannot be found.`),
  loginProfileNotFound: (userName: string) => noSuchEntity(`Login Profile for User ${userName} cannot be found.`),
  passwordPolicyNotFound: (accountId: string) =>
    noSuchEntity(`The Password Policy with domain name ${accountId} cannot be found.`),

  userExists: (name: string) => entityAlreadyExists(`User with name ${name} already exists.`),
  roleExists: (name: string) => entityAlreadyExists(`Role with name ${name} already exists.`),
  groupExists: (name: string) => entityAlreadyExists(`Group with name ${name} already exists.`),
  instanceProfileExists: (name: string) => entityAlreadyExists(`Instance Profile ${name} already exists.`),
  // No text of either refusal is recorded.
  accountAliasExists: (alias: string) => entityAlreadyExists(`The account alias ${alias} already exists.`),
  accountAliasNotFound: (alias: string) => noSuchEntity(`The account alias ${alias} cannot be found.`),
  policyExists: (name: string) =>
    entityAlreadyExists(`A policy called ${name} already exists. Duplicate names are not allowed.`),

  mustDetachPolicies: () => deleteConflict("Cannot delete entity, must detach all policies first."),
  mustDeletePolicies: () => deleteConflict("Cannot delete entity, must delete policies first."),
  mustDeleteAccessKeys: () => deleteConflict("Cannot delete entity, must delete access keys first."),
  // Quoted by others for groups and for users alike, never recorded.
  mustRemoveUsers: () => deleteConflict("Cannot delete entity, must remove users from group first."),
  mustRemoveRoles: () => deleteConflict("Cannot delete entity, must remove roles from instance profile first."),
  policyAttached: () => deleteConflict("Cannot delete a policy attached to entities."),
  defaultVersionInUse: () => deleteConflict("Cannot delete the default version of a policy."),
  // Commonly quoted, never recorded.
  policyHasVersions: () =>
    deleteConflict(
      "This policy has more than one version. Before you delete a policy, you must delete the policy's versions. " +
        "The default version is deleted with the policy.",
    ),

  quotaExceeded: (quota: string, limit: number) => limitExceeded(`Cannot exceed quota for ${quota}: ${limit}`),
  tooManyVersions: (limit: number) =>
    limitExceeded(
      `A managed policy can have up to ${limit} versions. Before you create a new version, you must delete an existing version.`,
    ),
  inlinePoliciesTooLarge: (limit: number, kind: string, name: string) =>
    limitExceeded(`Maximum policy size of ${limit} bytes exceeded for ${kind} ${name}`),
  tooManyTags: () => limitExceeded("The number of tags has reached the maximum limit."),

  // Commonly quoted, never recorded.
  protectedRole: (name: string) =>
    new AwsError(
      "UnmodifiableEntity",
      400,
      `Cannot perform the operation on the protected role '${name}' - this role is only modifiable by AWS`,
    ),
  linkedRoleExists: (name: string) =>
    invalidInput(`Service role name ${name} has been taken in this account, please try a different suffix.`),
  suffixNotAllowed: (serviceName: string) => invalidInput(`Custom suffix is not allowed for ${serviceName}`),
  // These refusals are documented, their texts are not.
  serviceWithoutRole: (serviceName: string) => invalidInput(`${serviceName} has no service-linked role.`),
  roleNotServiceLinked: (name: string) => invalidInput(`The role ${name} is not a service-linked role.`),
  reservedRolePath: () => invalidInput("The path /aws-service-role/ is reserved for service-linked roles."),
  deletionTaskNotFound: (id: string) => noSuchEntity(`The deletion task with id ${id} cannot be found.`),

  // Attaching answers the first (observed in 2026, with the code InvalidInput before), boundaries the second (observed).
  notPolicyArn: (arn: string) => new AwsError("ValidationError", 400, `ARN ${arn} is not valid.`),
  invalidArn: (arn: string) => invalidInput(`ARN ${arn} is not valid.`),
  duplicateTagKeys: () => invalidInput("Duplicate tag keys found."),
  duplicateTagKeysIgnoringCase: () =>
    invalidInput("Duplicate tag keys found. Please note that Tag keys are case insensitive."),
  // That the prefix is reserved is documented; no text of the refusal is.
  reservedTagKey: () => invalidInput("Tag keys that start with aws: are reserved for system use."),
  // The model allows Expired for other credentials; no text of the refusal is documented.
  invalidAccessKeyStatus: (status: string) => invalidInput(`The status ${status} cannot be set on an access key.`),
  malformedPolicy: (message: string) => new AwsError("MalformedPolicyDocument", 400, message),

  // No text of these refusals is recorded.
  outboundFederationEnabled: () =>
    new AwsError("FeatureEnabled", 409, "Outbound web identity federation is already enabled for this account."),
  outboundFederationDisabled: () =>
    new AwsError("FeatureDisabled", 404, "Outbound web identity federation is not enabled for this account."),
  jobNotFound: (jobId: string) => noSuchEntity(`The job with id ${jobId} cannot be found.`),
  serviceNotReported: (namespace: string) => noSuchEntity(`The job has no details of the service ${namespace}.`),
  // AWS sends no message with the first (observed); the text of the second is its description in the model.
  reportNotPresent: () => new AwsError("ReportNotPresent", 410, ""),
  reportExpired: () =>
    new AwsError(
      "ReportExpired",
      410,
      "The most recent credential report has expired. Generate a new one with GenerateCredentialReport.",
    ),

  userNameRequired: () =>
    new AwsError("ValidationError", 400, "Must specify userName when calling with non-User credentials"),
  foreignAccessKey: (callerArn: string, accessKeyId: string) =>
    accessDenied(
      `User: ${callerArn} is not authorized to perform iam:GetAccessKeyLastUsed on resource: access key ${accessKeyId}`,
    ),
  cannotDeleteForeignPolicy: () => accessDenied("Cannot delete policies outside your own account."),
  cannotDeleteForeignVersion: () =>
    accessDenied("Cannot delete policy versions for policies outside your own account."),
  cannotUpdateForeignPolicy: () => accessDenied("Cannot update policies outside your own account."),
  sessionWithoutSecondFactor: () =>
    new AwsError("InvalidClientTokenId", 403, "The security token included in the request is invalid"),
} as const;

function noSuchEntity(message: string): AwsError {
  return new AwsError("NoSuchEntity", 404, message);
}

function entityAlreadyExists(message: string): AwsError {
  return new AwsError("EntityAlreadyExists", 409, message);
}

function deleteConflict(message: string): AwsError {
  return new AwsError("DeleteConflict", 409, message);
}

function limitExceeded(message: string): AwsError {
  return new AwsError("LimitExceeded", 409, message);
}

function invalidInput(message: string): AwsError {
  return new AwsError("InvalidInput", 400, message);
}

function accessDenied(message: string): AwsError {
  return new AwsError("AccessDenied", 403, message);
}
