// Generated from AWS's published service model by scripts/generate-constraints.ts, which says how to run it again.
import type { ServiceModel } from "../service-model.ts";

/** Limits, operations and errors of sts, API version 2011-06-15. */
export const stsModel: ServiceModel = {
  apiVersion: "2011-06-15",
  operations: {
    AssumeRole:
      "ExpiredTokenException MalformedPolicyDocument PackedPolicyTooLarge RegionDisabledException",
    AssumeRoleWithSAML:
      "ExpiredTokenException IDPRejectedClaim InvalidIdentityToken MalformedPolicyDocument PackedPolicyTooLarge RegionDisabledException",
    AssumeRoleWithWebIdentity:
      "ExpiredTokenException IDPCommunicationError IDPRejectedClaim InvalidIdentityToken MalformedPolicyDocument PackedPolicyTooLarge RegionDisabledException",
    AssumeRoot: "ExpiredTokenException RegionDisabledException",
    DecodeAuthorizationMessage: "InvalidAuthorizationMessageException",
    GetAccessKeyInfo: "",
    GetCallerIdentity: "",
    GetDelegatedAccessToken:
      "ExpiredTradeInTokenException PackedPolicyTooLarge RegionDisabledException",
    GetFederationToken: "MalformedPolicyDocument PackedPolicyTooLarge RegionDisabledException",
    GetSessionToken: "RegionDisabledException",
    GetWebIdentityToken:
      "JWTPayloadSizeExceededException OutboundWebIdentityFederationDisabledException SessionDurationEscalationException",
  },
  http: {},
  errors: {
    ExpiredTokenException: 400,
    ExpiredTradeInTokenException: 400,
    IDPCommunicationError: 400,
    IDPRejectedClaim: 403,
    InvalidAuthorizationMessageException: 400,
    InvalidIdentityToken: 400,
    JWTPayloadSizeExceededException: 400,
    MalformedPolicyDocument: 400,
    OutboundWebIdentityFederationDisabledException: 403,
    PackedPolicyTooLarge: 400,
    RegionDisabledException: 403,
    SessionDurationEscalationException: 403,
  },
  shapes: {
    ProvidedContextsListType: {
      min: 1,
      max: 5,
    },
    RootDurationSecondsType: {
      min: 0,
      max: 900,
      integer: true,
    },
    SAMLAssertionType: {
      min: 4,
      max: 100000,
    },
    TargetPrincipalType: {
      min: 12,
      max: 2048,
    },
    accessKeyIdType: {
      min: 16,
      max: 128,
      pattern: "[\\w]*",
    },
    arnType: {
      min: 20,
      max: 2048,
      pattern:
        "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u0085\\u00A0-\\uD7FF\\uE000-\\uFFFD\\u10000-\\u10FFFF]+",
    },
    clientTokenType: {
      min: 4,
      max: 20000,
    },
    contextAssertionType: {
      min: 4,
      max: 2048,
    },
    durationSecondsType: {
      min: 900,
      max: 129600,
      integer: true,
    },
    encodedMessageType: {
      min: 1,
      max: 10240,
    },
    externalIdType: {
      min: 2,
      max: 1224,
      pattern: "[\\w+=,.@:\\/-]*",
    },
    jwtAlgorithmType: {
      min: 5,
      max: 5,
    },
    roleDurationSecondsType: {
      min: 900,
      max: 43200,
      integer: true,
    },
    roleSessionNameType: {
      min: 2,
      max: 64,
      pattern: "[\\w+=,.@-]*",
    },
    serialNumberType: {
      min: 9,
      max: 256,
      pattern: "[\\w+=/:,.@-]*",
    },
    sessionPolicyDocumentType: {
      min: 1,
      max: 2048,
      pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
    },
    sourceIdentityType: {
      min: 2,
      max: 256,
      pattern: "[\\w+=,.@-]*",
    },
    tagKeyListType: {
      max: 50,
      element: "tagKeyType",
    },
    tagKeyType: {
      min: 1,
      max: 128,
      pattern: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+",
    },
    tagListType: {
      max: 50,
    },
    tagValueType: {
      min: 0,
      max: 256,
      pattern: "[\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*",
    },
    tokenCodeType: {
      min: 6,
      max: 6,
      pattern: "[\\d]*",
    },
    unrestrictedSessionPolicyDocumentType: {
      min: 1,
      pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
    },
    urlType: {
      min: 4,
      max: 2048,
    },
    userNameType: {
      min: 2,
      max: 32,
      pattern: "[\\w+=,.@-]*",
    },
    webIdentityTokenAudienceListType: {
      min: 1,
      max: 10,
      element: "webIdentityTokenAudienceStringType",
    },
    webIdentityTokenAudienceStringType: {
      min: 1,
      max: 1000,
    },
    webIdentityTokenDurationSecondsType: {
      min: 60,
      max: 3600,
      integer: true,
    },
  },
  structures: {
    AssumeRoleRequest:
      "DurationSeconds:roleDurationSecondsType ExternalId:externalIdType Policy:unrestrictedSessionPolicyDocumentType ProvidedContexts:ProvidedContextsListType RoleArn:arnType RoleSessionName:roleSessionNameType SerialNumber:serialNumberType SourceIdentity:sourceIdentityType Tags:tagListType TokenCode:tokenCodeType TransitiveTagKeys:tagKeyListType",
    AssumeRoleWithSAMLRequest:
      "DurationSeconds:roleDurationSecondsType Policy:sessionPolicyDocumentType PrincipalArn:arnType RoleArn:arnType SAMLAssertion:SAMLAssertionType",
    AssumeRoleWithWebIdentityRequest:
      "DurationSeconds:roleDurationSecondsType Policy:sessionPolicyDocumentType ProviderId:urlType RoleArn:arnType RoleSessionName:roleSessionNameType WebIdentityToken:clientTokenType",
    AssumeRootRequest:
      "DurationSeconds:RootDurationSecondsType TargetPrincipal:TargetPrincipalType",
    DecodeAuthorizationMessageRequest: "EncodedMessage:encodedMessageType",
    GetAccessKeyInfoRequest: "AccessKeyId:accessKeyIdType",
    GetFederationTokenRequest:
      "DurationSeconds:durationSecondsType Name:userNameType Policy:sessionPolicyDocumentType Tags:tagListType",
    GetSessionTokenRequest:
      "DurationSeconds:durationSecondsType SerialNumber:serialNumberType TokenCode:tokenCodeType",
    GetWebIdentityTokenRequest:
      "Audience:webIdentityTokenAudienceListType DurationSeconds:webIdentityTokenDurationSecondsType SigningAlgorithm:jwtAlgorithmType Tags:tagListType",
    PolicyDescriptorType: "arn:arnType",
    ProvidedContext: "ContextAssertion:contextAssertionType ProviderArn:arnType",
    Tag: "Key:tagKeyType Value:tagValueType",
  },
  memberOrder: {
    AssumeRoleResponse: ["AssumedRoleUser", "Credentials", "PackedPolicySize", "SourceIdentity"],
    GetCallerIdentityResponse: ["Arn", "UserId", "Account"],
  },
  echoesValues: true,
  texts: {},
};

/** The names of all operations of sts. */
export const stsOperationNames: readonly string[] = Object.keys(stsModel.operations);
