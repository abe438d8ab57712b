import { AwsError } from "../../wire/aws-error.ts";

/** The errors of STS, one function each, with the texts AWS sends. */
export const stsErrors = {
  rootMayNotAssume: () => new AwsError("AccessDenied", 403, "Roles may not be assumed by root accounts."),
  sessionMayNotCall: (operation: string) =>
    new AwsError("AccessDenied", 403, `Cannot call ${operation} with session credentials`),
  noContextProviders: () =>
    new AwsError("InvalidParameterValue", 400, "ProvidedContexts names a context provider that is not known here."),
  invalidArn: (arn: string) => new AwsError("ValidationError", 400, `${arn} is invalid`),
  durationExceedsRole: () =>
    new AwsError(
      "ValidationError",
      400,
      "The requested DurationSeconds exceeds the MaxSessionDuration set for this role.",
    ),
  durationExceedsChaining: () =>
    new AwsError(
      "ValidationError",
      400,
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    ),
  sourceIdentityFixed: () =>
    new AwsError("ValidationError", 400, "The source identity is already set for this assume role session"),
  duplicateTags: () =>
    new AwsError(
      "InvalidParameterValue",
      400,
      "Duplicate tag keys found. Please note that Tag keys are case insensitive.",
    ),
  reservedTag: (key: string) =>
    new AwsError(
      "InvalidParameterValue",
      400,
      `Tag keys that begin with aws: are reserved for AWS; ${key} cannot be passed.`,
    ),
  transitiveTagMissing: () =>
    new AwsError(
      "InvalidParameterValue",
      400,
      "The specified transitive tag key must be included in the requested tags.",
    ),
  transitiveTagConflict: () =>
    new AwsError(
      "InvalidParameterValue",
      400,
      "One of the specified transitive tag keys can't be set because it conflicts with a transitive tag key from the calling session.",
    ),
  malformedPolicy: (message: string) => new AwsError("MalformedPolicyDocument", 400, message),
  packedPolicyTooLarge: (percent: number) =>
    new AwsError(
      "PackedPolicyTooLarge",
      400,
      `Packed policy consumes ${percent}% of allotted space, please use smaller policy.`,
    ),
  sessionPolicyNotFound: (arn: string) =>
    new AwsError("ValidationError", 400, `Policy ${arn} does not exist or is not attachable.`),
  wrongMfaCode: () =>
    new AwsError("AccessDenied", 403, "MultiFactorAuthentication failed with invalid MFA one time pass code. "),
  unknownMfaDevice: () =>
    new AwsError(
      "AccessDenied",
      403,
      "MultiFactorAuthentication failed, unable to validate MFA code.  Please verify your MFA serial number is valid and associated with this user.",
    ),
  invalidAccessKeyId: (id: string) => new AwsError("ValidationError", 400, `${id} is not the id of an access key`),
  invalidMessage: () => new AwsError("InvalidAuthorizationMessageException", 400, "Message is not valid"),
  providerIdNotSupported: () =>
    new AwsError("ValidationError", 400, "ProviderId is for OAuth 2.0 access tokens, which are not accepted here."),
  unknownSigningAlgorithm: (value: string) =>
    new AwsError(
      "ValidationError",
      400,
      `1 validation error detected: Value '${value}' at 'signingAlgorithm' failed to satisfy constraint: Member must satisfy enum value set: [RS256, ES384]`,
    ),
  outboundFederationDisabled: () =>
    new AwsError(
      "OutboundWebIdentityFederationDisabledException",
      403,
      "Outbound web identity federation is not enabled for this account.",
    ),
  durationBeyondSession: () =>
    new AwsError(
      "SessionDurationEscalationException",
      403,
      "The requested token duration would extend beyond the expiration of the caller's session.",
    ),
  policyNotForRoot: (arn: string) => new AwsError("ValidationError", 400, `${arn} is not a task policy of AssumeRoot.`),
} as const;
