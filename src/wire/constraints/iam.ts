// Generated from AWS's published service model by scripts/generate-constraints.ts, which says how to run it again.
import type { ServiceModel } from "../service-model.ts";

/** Limits, operations and errors of iam, API version 2010-05-08. */
export const iamModel: ServiceModel = {
  apiVersion: "2010-05-08",
  operations: {
    AcceptDelegationRequest: "ConcurrentModification NoSuchEntity ServiceFailure",
    AddClientIDToOpenIDConnectProvider:
      "ConcurrentModification InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    AddRoleToInstanceProfile:
      "EntityAlreadyExists LimitExceeded NoSuchEntity ServiceFailure UnmodifiableEntity",
    AddUserToGroup: "LimitExceeded NoSuchEntity ServiceFailure",
    AssociateDelegationRequest: "ConcurrentModification InvalidInput NoSuchEntity ServiceFailure",
    AttachGroupPolicy: "InvalidInput LimitExceeded NoSuchEntity PolicyNotAttachable ServiceFailure",
    AttachRolePolicy:
      "InvalidInput LimitExceeded NoSuchEntity PolicyNotAttachable ServiceFailure UnmodifiableEntity",
    AttachUserPolicy: "InvalidInput LimitExceeded NoSuchEntity PolicyNotAttachable ServiceFailure",
    ChangePassword:
      "EntityTemporarilyUnmodifiable InvalidUserType LimitExceeded NoSuchEntity PasswordPolicyViolation ServiceFailure",
    CreateAccessKey: "LimitExceeded NoSuchEntity ServiceFailure",
    CreateAccountAlias: "ConcurrentModification EntityAlreadyExists LimitExceeded ServiceFailure",
    CreateDelegationRequest:
      "ConcurrentModification EntityAlreadyExists InvalidInput LimitExceeded ServiceFailure",
    CreateGroup: "EntityAlreadyExists LimitExceeded NoSuchEntity ServiceFailure",
    CreateInstanceProfile:
      "ConcurrentModification EntityAlreadyExists InvalidInput LimitExceeded ServiceFailure",
    CreateLoginProfile:
      "EntityAlreadyExists LimitExceeded NoSuchEntity PasswordPolicyViolation ServiceFailure",
    CreateOpenIDConnectProvider:
      "ConcurrentModification EntityAlreadyExists InvalidInput LimitExceeded OpenIdIdpCommunicationError ServiceFailure",
    CreatePolicy:
      "ConcurrentModification EntityAlreadyExists InvalidInput LimitExceeded MalformedPolicyDocument ServiceFailure",
    CreatePolicyVersion:
      "InvalidInput LimitExceeded MalformedPolicyDocument NoSuchEntity ServiceFailure",
    CreateRole:
      "ConcurrentModification EntityAlreadyExists InvalidInput LimitExceeded MalformedPolicyDocument ServiceFailure",
    CreateSAMLProvider:
      "ConcurrentModification EntityAlreadyExists InvalidInput LimitExceeded ServiceFailure",
    CreateServiceLinkedRole: "InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    CreateServiceSpecificCredential: "LimitExceeded NoSuchEntity NotSupportedService",
    CreateUser:
      "ConcurrentModification EntityAlreadyExists InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    CreateVirtualMFADevice:
      "ConcurrentModification EntityAlreadyExists InvalidInput LimitExceeded ServiceFailure",
    DeactivateMFADevice:
      "ConcurrentModification EntityTemporarilyUnmodifiable LimitExceeded NoSuchEntity ServiceFailure",
    DeleteAccessKey: "LimitExceeded NoSuchEntity ServiceFailure",
    DeleteAccountAlias: "ConcurrentModification LimitExceeded NoSuchEntity ServiceFailure",
    DeleteAccountPasswordPolicy: "LimitExceeded NoSuchEntity ServiceFailure",
    DeleteGroup: "DeleteConflict LimitExceeded NoSuchEntity ServiceFailure",
    DeleteGroupPolicy: "LimitExceeded NoSuchEntity ServiceFailure",
    DeleteInstanceProfile: "DeleteConflict LimitExceeded NoSuchEntity ServiceFailure",
    DeleteLoginProfile: "EntityTemporarilyUnmodifiable LimitExceeded NoSuchEntity ServiceFailure",
    DeleteOpenIDConnectProvider: "InvalidInput NoSuchEntity ServiceFailure",
    DeletePolicy: "DeleteConflict InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    DeletePolicyVersion: "DeleteConflict InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    DeleteRole:
      "ConcurrentModification DeleteConflict LimitExceeded NoSuchEntity ServiceFailure UnmodifiableEntity",
    DeleteRolePermissionsBoundary: "NoSuchEntity ServiceFailure UnmodifiableEntity",
    DeleteRolePolicy: "LimitExceeded NoSuchEntity ServiceFailure UnmodifiableEntity",
    DeleteSAMLProvider: "InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    DeleteSSHPublicKey: "NoSuchEntity",
    DeleteServerCertificate: "DeleteConflict LimitExceeded NoSuchEntity ServiceFailure",
    DeleteServiceLinkedRole: "LimitExceeded NoSuchEntity ServiceFailure",
    DeleteServiceSpecificCredential: "NoSuchEntity",
    DeleteSigningCertificate: "ConcurrentModification LimitExceeded NoSuchEntity ServiceFailure",
    DeleteUser: "ConcurrentModification DeleteConflict LimitExceeded NoSuchEntity ServiceFailure",
    DeleteUserPermissionsBoundary: "NoSuchEntity ServiceFailure",
    DeleteUserPolicy: "LimitExceeded NoSuchEntity ServiceFailure",
    DeleteVirtualMFADevice:
      "ConcurrentModification DeleteConflict LimitExceeded NoSuchEntity ServiceFailure",
    DetachGroupPolicy: "InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    DetachRolePolicy: "InvalidInput LimitExceeded NoSuchEntity ServiceFailure UnmodifiableEntity",
    DetachUserPolicy: "InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    DisableOrganizationsRootCredentialsManagement:
      "AccountNotManagementOrDelegatedAdministratorException OrganizationNotFoundException OrganizationNotInAllFeaturesModeException ServiceAccessNotEnabledException",
    DisableOrganizationsRootSessions:
      "AccountNotManagementOrDelegatedAdministratorException OrganizationNotFoundException OrganizationNotInAllFeaturesModeException ServiceAccessNotEnabledException",
    DisableOutboundWebIdentityFederation: "FeatureDisabled",
    EnableMFADevice:
      "ConcurrentModification EntityAlreadyExists EntityTemporarilyUnmodifiable InvalidAuthenticationCode LimitExceeded NoSuchEntity ServiceFailure",
    EnableOrganizationsRootCredentialsManagement:
      "AccountNotManagementOrDelegatedAdministratorException CallerIsNotManagementAccountException OrganizationNotFoundException OrganizationNotInAllFeaturesModeException ServiceAccessNotEnabledException",
    EnableOrganizationsRootSessions:
      "AccountNotManagementOrDelegatedAdministratorException CallerIsNotManagementAccountException OrganizationNotFoundException OrganizationNotInAllFeaturesModeException ServiceAccessNotEnabledException",
    EnableOutboundWebIdentityFederation: "FeatureEnabled",
    GenerateCredentialReport: "LimitExceeded ServiceFailure",
    GenerateOrganizationsAccessReport: "ReportGenerationLimitExceeded",
    GenerateServiceLastAccessedDetails: "InvalidInput NoSuchEntity",
    GetAccessKeyLastUsed: "",
    GetAccountAuthorizationDetails: "ServiceFailure",
    GetAccountPasswordPolicy: "NoSuchEntity ServiceFailure",
    GetAccountSummary: "ServiceFailure",
    GetContextKeysForCustomPolicy: "InvalidInput",
    GetContextKeysForPrincipalPolicy: "InvalidInput NoSuchEntity",
    GetCredentialReport: "ReportExpired ReportInProgress ReportNotPresent ServiceFailure",
    GetDelegationRequest: "NoSuchEntity ServiceFailure",
    GetGroup: "NoSuchEntity ServiceFailure",
    GetGroupPolicy: "NoSuchEntity ServiceFailure",
    GetHumanReadableSummary: "InvalidInput NoSuchEntity ServiceFailure",
    GetInstanceProfile: "NoSuchEntity ServiceFailure",
    GetLoginProfile: "NoSuchEntity ServiceFailure",
    GetMFADevice: "NoSuchEntity ServiceFailure",
    GetOpenIDConnectProvider: "InvalidInput NoSuchEntity ServiceFailure",
    GetOrganizationsAccessReport: "NoSuchEntity",
    GetOutboundWebIdentityFederationInfo: "FeatureDisabled",
    GetPolicy: "InvalidInput NoSuchEntity ServiceFailure",
    GetPolicyVersion: "InvalidInput NoSuchEntity ServiceFailure",
    GetRole: "NoSuchEntity ServiceFailure",
    GetRolePolicy: "NoSuchEntity ServiceFailure",
    GetSAMLProvider: "InvalidInput NoSuchEntity ServiceFailure",
    GetSSHPublicKey: "NoSuchEntity UnrecognizedPublicKeyEncoding",
    GetServerCertificate: "NoSuchEntity ServiceFailure",
    GetServiceLastAccessedDetails: "InvalidInput NoSuchEntity",
    GetServiceLastAccessedDetailsWithEntities: "InvalidInput NoSuchEntity",
    GetServiceLinkedRoleDeletionStatus: "InvalidInput NoSuchEntity ServiceFailure",
    GetUser: "NoSuchEntity ServiceFailure",
    GetUserPolicy: "NoSuchEntity ServiceFailure",
    ListAccessKeys: "NoSuchEntity ServiceFailure",
    ListAccountAliases: "ServiceFailure",
    ListAttachedGroupPolicies: "InvalidInput NoSuchEntity ServiceFailure",
    ListAttachedRolePolicies: "InvalidInput NoSuchEntity ServiceFailure",
    ListAttachedUserPolicies: "InvalidInput NoSuchEntity ServiceFailure",
    ListDelegationRequests: "InvalidInput NoSuchEntity ServiceFailure",
    ListEntitiesForPolicy: "InvalidInput NoSuchEntity ServiceFailure",
    ListGroupPolicies: "NoSuchEntity ServiceFailure",
    ListGroups: "ServiceFailure",
    ListGroupsForUser: "NoSuchEntity ServiceFailure",
    ListInstanceProfileTags: "NoSuchEntity ServiceFailure",
    ListInstanceProfiles: "ServiceFailure",
    ListInstanceProfilesForRole: "NoSuchEntity ServiceFailure",
    ListMFADeviceTags: "InvalidInput NoSuchEntity ServiceFailure",
    ListMFADevices: "NoSuchEntity ServiceFailure",
    ListOpenIDConnectProviderTags: "InvalidInput NoSuchEntity ServiceFailure",
    ListOpenIDConnectProviders: "ServiceFailure",
    ListOrganizationsFeatures:
      "AccountNotManagementOrDelegatedAdministratorException OrganizationNotFoundException OrganizationNotInAllFeaturesModeException ServiceAccessNotEnabledException",
    ListPolicies: "ServiceFailure",
    ListPoliciesGrantingServiceAccess: "InvalidInput NoSuchEntity",
    ListPolicyTags: "InvalidInput NoSuchEntity ServiceFailure",
    ListPolicyVersions: "InvalidInput NoSuchEntity ServiceFailure",
    ListRolePolicies: "NoSuchEntity ServiceFailure",
    ListRoleTags: "NoSuchEntity ServiceFailure",
    ListRoles: "ServiceFailure",
    ListSAMLProviderTags: "InvalidInput NoSuchEntity ServiceFailure",
    ListSAMLProviders: "ServiceFailure",
    ListSSHPublicKeys: "NoSuchEntity",
    ListServerCertificateTags: "NoSuchEntity ServiceFailure",
    ListServerCertificates: "ServiceFailure",
    ListServiceSpecificCredentials: "NoSuchEntity NotSupportedService",
    ListSigningCertificates: "NoSuchEntity ServiceFailure",
    ListUserPolicies: "NoSuchEntity ServiceFailure",
    ListUserTags: "NoSuchEntity ServiceFailure",
    ListUsers: "ServiceFailure",
    ListVirtualMFADevices: "",
    PutGroupPolicy: "LimitExceeded MalformedPolicyDocument NoSuchEntity ServiceFailure",
    PutRolePermissionsBoundary:
      "InvalidInput NoSuchEntity PolicyNotAttachable ServiceFailure UnmodifiableEntity",
    PutRolePolicy:
      "LimitExceeded MalformedPolicyDocument NoSuchEntity ServiceFailure UnmodifiableEntity",
    PutUserPermissionsBoundary: "InvalidInput NoSuchEntity PolicyNotAttachable ServiceFailure",
    PutUserPolicy: "LimitExceeded MalformedPolicyDocument NoSuchEntity ServiceFailure",
    RejectDelegationRequest: "ConcurrentModification InvalidInput NoSuchEntity ServiceFailure",
    RemoveClientIDFromOpenIDConnectProvider:
      "ConcurrentModification InvalidInput NoSuchEntity ServiceFailure",
    RemoveRoleFromInstanceProfile: "LimitExceeded NoSuchEntity ServiceFailure UnmodifiableEntity",
    RemoveUserFromGroup: "LimitExceeded NoSuchEntity ServiceFailure",
    ResetServiceSpecificCredential: "NoSuchEntity",
    ResyncMFADevice:
      "ConcurrentModification InvalidAuthenticationCode LimitExceeded NoSuchEntity ServiceFailure",
    SendDelegationToken: "ConcurrentModification InvalidInput NoSuchEntity ServiceFailure",
    SetDefaultPolicyVersion: "InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    SetSecurityTokenServicePreferences: "ServiceFailure",
    SimulateCustomPolicy: "InvalidInput PolicyEvaluation",
    SimulatePrincipalPolicy: "InvalidInput NoSuchEntity PolicyEvaluation",
    TagInstanceProfile:
      "ConcurrentModification InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    TagMFADevice: "ConcurrentModification InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    TagOpenIDConnectProvider:
      "ConcurrentModification InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    TagPolicy: "ConcurrentModification InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    TagRole: "ConcurrentModification InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    TagSAMLProvider:
      "ConcurrentModification InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    TagServerCertificate:
      "ConcurrentModification InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    TagUser: "ConcurrentModification InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    UntagInstanceProfile: "ConcurrentModification InvalidInput NoSuchEntity ServiceFailure",
    UntagMFADevice: "ConcurrentModification InvalidInput NoSuchEntity ServiceFailure",
    UntagOpenIDConnectProvider: "ConcurrentModification InvalidInput NoSuchEntity ServiceFailure",
    UntagPolicy: "ConcurrentModification InvalidInput NoSuchEntity ServiceFailure",
    UntagRole: "ConcurrentModification NoSuchEntity ServiceFailure",
    UntagSAMLProvider: "ConcurrentModification InvalidInput NoSuchEntity ServiceFailure",
    UntagServerCertificate: "ConcurrentModification InvalidInput NoSuchEntity ServiceFailure",
    UntagUser: "ConcurrentModification NoSuchEntity ServiceFailure",
    UpdateAccessKey: "InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    UpdateAccountPasswordPolicy:
      "LimitExceeded MalformedPolicyDocument NoSuchEntity ServiceFailure",
    UpdateAssumeRolePolicy:
      "LimitExceeded MalformedPolicyDocument NoSuchEntity ServiceFailure UnmodifiableEntity",
    UpdateDelegationRequest: "ConcurrentModification InvalidInput NoSuchEntity ServiceFailure",
    UpdateGroup: "EntityAlreadyExists LimitExceeded NoSuchEntity ServiceFailure",
    UpdateLoginProfile:
      "EntityTemporarilyUnmodifiable LimitExceeded NoSuchEntity PasswordPolicyViolation ServiceFailure",
    UpdateOpenIDConnectProviderThumbprint:
      "ConcurrentModification InvalidInput NoSuchEntity ServiceFailure",
    UpdateRole: "NoSuchEntity ServiceFailure UnmodifiableEntity",
    UpdateRoleDescription: "NoSuchEntity ServiceFailure UnmodifiableEntity",
    UpdateSAMLProvider:
      "ConcurrentModification InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    UpdateSSHPublicKey: "InvalidInput NoSuchEntity",
    UpdateServerCertificate: "EntityAlreadyExists LimitExceeded NoSuchEntity ServiceFailure",
    UpdateServiceSpecificCredential: "NoSuchEntity",
    UpdateSigningCertificate: "InvalidInput LimitExceeded NoSuchEntity ServiceFailure",
    UpdateUser:
      "ConcurrentModification EntityAlreadyExists EntityTemporarilyUnmodifiable LimitExceeded NoSuchEntity ServiceFailure",
    UploadSSHPublicKey:
      "DuplicateSSHPublicKey InvalidPublicKey LimitExceeded NoSuchEntity UnrecognizedPublicKeyEncoding",
    UploadServerCertificate:
      "ConcurrentModification EntityAlreadyExists InvalidInput KeyPairMismatch LimitExceeded MalformedCertificate ServiceFailure",
    UploadSigningCertificate:
      "ConcurrentModification DuplicateCertificate EntityAlreadyExists InvalidCertificate LimitExceeded MalformedCertificate NoSuchEntity ServiceFailure",
  },
  http: {},
  errors: {
    AccountNotManagementOrDelegatedAdministratorException: 400,
    CallerIsNotManagementAccountException: 400,
    ConcurrentModification: 409,
    DeleteConflict: 409,
    DuplicateCertificate: 409,
    DuplicateSSHPublicKey: 400,
    EntityAlreadyExists: 409,
    EntityTemporarilyUnmodifiable: 409,
    FeatureDisabled: 404,
    FeatureEnabled: 409,
    InvalidAuthenticationCode: 403,
    InvalidCertificate: 400,
    InvalidInput: 400,
    InvalidPublicKey: 400,
    InvalidUserType: 400,
    KeyPairMismatch: 400,
    LimitExceeded: 409,
    MalformedCertificate: 400,
    MalformedPolicyDocument: 400,
    NoSuchEntity: 404,
    NotSupportedService: 404,
    OpenIdIdpCommunicationError: 400,
    OrganizationNotFoundException: 400,
    OrganizationNotInAllFeaturesModeException: 400,
    PasswordPolicyViolation: 400,
    PolicyEvaluation: 500,
    PolicyNotAttachable: 400,
    ReportExpired: 410,
    ReportGenerationLimitExceeded: 409,
    ReportInProgress: 404,
    ReportNotPresent: 410,
    ServiceAccessNotEnabledException: 400,
    ServiceFailure: 500,
    UnmodifiableEntity: 400,
    UnrecognizedPublicKeyEncoding: 400,
  },
  shapes: {
    AccessAdvisorUsageGranularityType: {
      enum: ["SERVICE_LEVEL", "ACTION_LEVEL"],
    },
    ActionNameListType: {
      element: "ActionNameType",
    },
    ActionNameType: {
      min: 3,
      max: 128,
    },
    ContextKeyNameType: {
      min: 5,
      max: 256,
    },
    ContextKeyTypeEnum: {
      enum: [
        "string",
        "stringList",
        "numeric",
        "numericList",
        "boolean",
        "booleanList",
        "ip",
        "ipList",
        "binary",
        "binaryList",
        "date",
        "dateList",
      ],
    },
    DeletionTaskIdType: {
      min: 1,
      max: 1000,
    },
    EntityType: {
      enum: ["User", "Role", "Group", "LocalManagedPolicy", "AWSManagedPolicy"],
    },
    OpenIDConnectProviderUrlType: {
      min: 1,
      max: 255,
    },
    PolicyParameterTypeEnum: {
      enum: ["string", "stringList"],
    },
    PolicyUsageType: {
      enum: ["PermissionsPolicy", "PermissionsBoundary"],
    },
    ResourceHandlingOptionType: {
      min: 1,
      max: 64,
    },
    ResourceNameListType: {
      element: "ResourceNameType",
    },
    ResourceNameType: {
      min: 1,
      max: 2048,
    },
    SAMLMetadataDocumentType: {
      min: 1000,
      max: 10000000,
    },
    SAMLProviderNameType: {
      min: 1,
      max: 128,
      pattern: "[\\w._-]+",
    },
    SimulationPolicyListType: {
      element: "policyDocumentType",
    },
    accessKeyIdType: {
      min: 16,
      max: 128,
      pattern: "[\\w]+",
    },
    accountAliasType: {
      min: 3,
      max: 63,
      pattern: "^[a-z0-9]([a-z0-9]|-(?!-)){1,61}[a-z0-9]$",
    },
    accountIdType: {
      pattern: "\\d{12}",
    },
    arnType: {
      min: 20,
      max: 2048,
    },
    assertionEncryptionModeType: {
      enum: ["Required", "Allowed"],
    },
    assignmentStatusType: {
      enum: ["Assigned", "Unassigned", "Any"],
    },
    authenticationCodeType: {
      min: 6,
      max: 6,
      pattern: "[\\d]+",
    },
    certificateBodyType: {
      min: 1,
      max: 16384,
      pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
    },
    certificateChainType: {
      min: 1,
      max: 2097152,
      pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
    },
    certificateIdType: {
      min: 24,
      max: 128,
      pattern: "[\\w]+",
    },
    clientIDListType: {
      element: "clientIDType",
    },
    clientIDType: {
      min: 1,
      max: 255,
    },
    credentialAgeDays: {
      min: 1,
      max: 36600,
      integer: true,
    },
    customSuffixType: {
      min: 1,
      max: 64,
      pattern: "[\\w+=,.@-]+",
    },
    delegationRequestDescriptionType: {
      max: 1000,
      pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*",
    },
    delegationRequestIdType: {
      min: 16,
      max: 128,
      pattern: "[\\w-]+",
    },
    encodingType: {
      enum: ["SSH", "PEM"],
    },
    entityListType: {
      element: "EntityType",
    },
    existingUserNameType: {
      min: 1,
      max: 128,
      pattern: "[\\w+=,.@-]+",
    },
    globalEndpointTokenVersion: {
      enum: ["v1Token", "v2Token"],
    },
    groupNameType: {
      min: 1,
      max: 128,
      pattern: "[\\w+=,.@-]+",
    },
    instanceProfileNameType: {
      min: 1,
      max: 128,
      pattern: "[\\w+=,.@-]+",
    },
    jobIDType: {
      min: 36,
      max: 36,
    },
    localeType: {
      min: 2,
      max: 12,
    },
    markerType: {
      min: 1,
      max: 320,
      pattern: "[\\u0020-\\u00FF]+",
    },
    maxItemsType: {
      min: 1,
      max: 1000,
      integer: true,
    },
    maxPasswordAgeType: {
      min: 1,
      max: 1095,
      integer: true,
    },
    minimumPasswordLengthType: {
      min: 6,
      max: 128,
      integer: true,
    },
    notesType: {
      max: 500,
      pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*",
    },
    notificationChannelType: {
      min: 2,
      max: 400,
      pattern: "^[a-zA-Z0-9:_.-]+$",
    },
    organizationsEntityPathType: {
      min: 19,
      max: 427,
      pattern: "^o-[0-9a-z]{10,32}\\/r-[0-9a-z]{4,32}[0-9a-z-\\/]*",
    },
    organizationsPolicyIdType: {
      pattern: "^p-[0-9a-zA-Z_]{8,128}$",
    },
    ownerIdType: {
      min: 20,
      max: 2048,
      pattern: "^[a-zA-Z0-9:/+=,.@_-]+$",
    },
    passwordReusePreventionType: {
      min: 1,
      max: 24,
      integer: true,
    },
    passwordType: {
      min: 1,
      max: 128,
      pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
    },
    pathPrefixType: {
      min: 1,
      max: 512,
      pattern: "\\u002F[\\u0021-\\u007F]*",
    },
    pathType: {
      min: 1,
      max: 512,
      pattern: "(\\u002F)|(\\u002F[\\u0021-\\u007E]+\\u002F)",
    },
    policyDescriptionType: {
      max: 1000,
    },
    policyDocumentType: {
      min: 1,
      max: 131072,
      pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
    },
    policyNameType: {
      min: 1,
      max: 128,
      pattern: "[\\w+=,.@-]+",
    },
    policyParameterListType: {
      max: 50,
    },
    policyParameterNameType: {
      min: 5,
      max: 256,
      pattern: "[ -~]+",
    },
    policyParameterValueType: {
      pattern: "[ -~]+",
    },
    policyParameterValuesListType: {
      element: "policyParameterValueType",
    },
    policyPathType: {
      min: 1,
      max: 512,
      pattern: "((/[A-Za-z0-9\\.,\\+@=_-]+)*)/",
    },
    policyScopeType: {
      enum: ["All", "AWS", "Local"],
    },
    policyVersionIdType: {
      pattern: "v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?",
    },
    privateKeyIdType: {
      min: 22,
      max: 64,
      pattern: "[A-Z0-9]+",
    },
    privateKeyType: {
      min: 1,
      max: 16384,
      pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
    },
    publicKeyIdType: {
      min: 20,
      max: 128,
      pattern: "[\\w]+",
    },
    publicKeyMaterialType: {
      min: 1,
      max: 16384,
      pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+",
    },
    redirectUrlType: {
      min: 1,
      max: 255,
      pattern: "^http(s?)://[a-zA-Z0-9._/-]*(\\?[a-zA-Z0-9._=&-]*)?(#[a-zA-Z0-9._/-]*)?$",
    },
    requestMessageType: {
      max: 200,
      pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*",
    },
    requestorWorkflowIdType: {
      min: 5,
      max: 400,
      pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]+",
    },
    roleDescriptionType: {
      max: 1000,
      pattern: "[\\u0009\\u000A\\u000D\\u0020-\\u007E\\u00A1-\\u00FF]*",
    },
    roleMaxSessionDurationType: {
      min: 3600,
      max: 43200,
      integer: true,
    },
    roleNameType: {
      min: 1,
      max: 64,
      pattern: "[\\w+=,.@-]+",
    },
    serialNumberType: {
      min: 9,
      max: 256,
      pattern: "[\\w+=/:,.@-]+",
    },
    serverCertificateNameType: {
      min: 1,
      max: 128,
      pattern: "[\\w+=,.@-]+",
    },
    serviceNamespaceListType: {
      min: 1,
      max: 200,
      element: "serviceNamespaceType",
    },
    serviceNamespaceType: {
      min: 1,
      max: 64,
      pattern: "[\\w-]*",
    },
    serviceSpecificCredentialId: {
      min: 20,
      max: 128,
      pattern: "[\\w]+",
    },
    sessionDurationType: {
      min: 300,
      max: 43200,
      integer: true,
    },
    sortKeyType: {
      enum: [
        "SERVICE_NAMESPACE_ASCENDING",
        "SERVICE_NAMESPACE_DESCENDING",
        "LAST_AUTHENTICATED_TIME_ASCENDING",
        "LAST_AUTHENTICATED_TIME_DESCENDING",
      ],
    },
    statusType: {
      enum: ["Active", "Inactive", "Expired"],
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
    thumbprintListType: {
      element: "thumbprintType",
    },
    thumbprintType: {
      min: 40,
      max: 40,
    },
    userNameType: {
      min: 1,
      max: 64,
      pattern: "[\\w+=,.@-]+",
    },
    virtualMFADeviceName: {
      min: 1,
      pattern: "[\\w+=,.@-]+",
    },
  },
  structures: {
    AcceptDelegationRequestRequest: "DelegationRequestId:delegationRequestIdType",
    AddClientIDToOpenIDConnectProviderRequest:
      "ClientID:clientIDType OpenIDConnectProviderArn:arnType",
    AddRoleToInstanceProfileRequest:
      "InstanceProfileName:instanceProfileNameType RoleName:roleNameType",
    AddUserToGroupRequest: "GroupName:groupNameType UserName:existingUserNameType",
    AssociateDelegationRequestRequest: "DelegationRequestId:delegationRequestIdType",
    AttachGroupPolicyRequest: "GroupName:groupNameType PolicyArn:arnType",
    AttachRolePolicyRequest: "PolicyArn:arnType RoleName:roleNameType",
    AttachUserPolicyRequest: "PolicyArn:arnType UserName:userNameType",
    ChangePasswordRequest: "NewPassword:passwordType OldPassword:passwordType",
    ContextEntry: "ContextKeyName:ContextKeyNameType ContextKeyType:ContextKeyTypeEnum",
    CreateAccessKeyRequest: "UserName:existingUserNameType",
    CreateAccountAliasRequest: "AccountAlias:accountAliasType",
    CreateDelegationRequestRequest:
      "Description:delegationRequestDescriptionType NotificationChannel:notificationChannelType OwnerAccountId:accountIdType RedirectUrl:redirectUrlType RequestMessage:requestMessageType RequestorWorkflowId:requestorWorkflowIdType SessionDuration:sessionDurationType",
    CreateGroupRequest: "GroupName:groupNameType Path:pathType",
    CreateInstanceProfileRequest:
      "InstanceProfileName:instanceProfileNameType Path:pathType Tags:tagListType",
    CreateLoginProfileRequest: "Password:passwordType UserName:userNameType",
    CreateOpenIDConnectProviderRequest:
      "ClientIDList:clientIDListType Tags:tagListType ThumbprintList:thumbprintListType Url:OpenIDConnectProviderUrlType",
    CreatePolicyRequest:
      "Description:policyDescriptionType Path:policyPathType PolicyDocument:policyDocumentType PolicyName:policyNameType Tags:tagListType",
    CreatePolicyVersionRequest: "PolicyArn:arnType PolicyDocument:policyDocumentType",
    CreateRoleRequest:
      "AssumeRolePolicyDocument:policyDocumentType Description:roleDescriptionType MaxSessionDuration:roleMaxSessionDurationType Path:pathType PermissionsBoundary:arnType RoleName:roleNameType Tags:tagListType",
    CreateSAMLProviderRequest:
      "AddPrivateKey:privateKeyType AssertionEncryptionMode:assertionEncryptionModeType Name:SAMLProviderNameType SAMLMetadataDocument:SAMLMetadataDocumentType Tags:tagListType",
    CreateServiceLinkedRoleRequest:
      "AWSServiceName:groupNameType CustomSuffix:customSuffixType Description:roleDescriptionType",
    CreateServiceSpecificCredentialRequest:
      "CredentialAgeDays:credentialAgeDays UserName:userNameType",
    CreateUserRequest:
      "Path:pathType PermissionsBoundary:arnType Tags:tagListType UserName:userNameType",
    CreateVirtualMFADeviceRequest:
      "Path:pathType Tags:tagListType VirtualMFADeviceName:virtualMFADeviceName",
    DeactivateMFADeviceRequest: "SerialNumber:serialNumberType UserName:existingUserNameType",
    DelegationPermission: "Parameters:policyParameterListType PolicyTemplateArn:arnType",
    DeleteAccessKeyRequest: "AccessKeyId:accessKeyIdType UserName:existingUserNameType",
    DeleteAccountAliasRequest: "AccountAlias:accountAliasType",
    DeleteGroupPolicyRequest: "GroupName:groupNameType PolicyName:policyNameType",
    DeleteGroupRequest: "GroupName:groupNameType",
    DeleteInstanceProfileRequest: "InstanceProfileName:instanceProfileNameType",
    DeleteLoginProfileRequest: "UserName:userNameType",
    DeleteOpenIDConnectProviderRequest: "OpenIDConnectProviderArn:arnType",
    DeletePolicyRequest: "PolicyArn:arnType",
    DeletePolicyVersionRequest: "PolicyArn:arnType VersionId:policyVersionIdType",
    DeleteRolePermissionsBoundaryRequest: "RoleName:roleNameType",
    DeleteRolePolicyRequest: "PolicyName:policyNameType RoleName:roleNameType",
    DeleteRoleRequest: "RoleName:roleNameType",
    DeleteSAMLProviderRequest: "SAMLProviderArn:arnType",
    DeleteSSHPublicKeyRequest: "SSHPublicKeyId:publicKeyIdType UserName:userNameType",
    DeleteServerCertificateRequest: "ServerCertificateName:serverCertificateNameType",
    DeleteServiceLinkedRoleRequest: "RoleName:roleNameType",
    DeleteServiceSpecificCredentialRequest:
      "ServiceSpecificCredentialId:serviceSpecificCredentialId UserName:userNameType",
    DeleteSigningCertificateRequest:
      "CertificateId:certificateIdType UserName:existingUserNameType",
    DeleteUserPermissionsBoundaryRequest: "UserName:userNameType",
    DeleteUserPolicyRequest: "PolicyName:policyNameType UserName:existingUserNameType",
    DeleteUserRequest: "UserName:existingUserNameType",
    DeleteVirtualMFADeviceRequest: "SerialNumber:serialNumberType",
    DetachGroupPolicyRequest: "GroupName:groupNameType PolicyArn:arnType",
    DetachRolePolicyRequest: "PolicyArn:arnType RoleName:roleNameType",
    DetachUserPolicyRequest: "PolicyArn:arnType UserName:userNameType",
    EnableMFADeviceRequest:
      "AuthenticationCode1:authenticationCodeType AuthenticationCode2:authenticationCodeType SerialNumber:serialNumberType UserName:existingUserNameType",
    GenerateOrganizationsAccessReportRequest:
      "EntityPath:organizationsEntityPathType OrganizationsPolicyId:organizationsPolicyIdType",
    GenerateServiceLastAccessedDetailsRequest:
      "Arn:arnType Granularity:AccessAdvisorUsageGranularityType",
    GetAccessKeyLastUsedRequest: "AccessKeyId:accessKeyIdType",
    GetAccountAuthorizationDetailsRequest:
      "Filter:entityListType Marker:markerType MaxItems:maxItemsType",
    GetContextKeysForCustomPolicyRequest: "PolicyInputList:SimulationPolicyListType",
    GetContextKeysForPrincipalPolicyRequest:
      "PolicyInputList:SimulationPolicyListType PolicySourceArn:arnType",
    GetDelegationRequestRequest: "DelegationRequestId:delegationRequestIdType",
    GetGroupPolicyRequest: "GroupName:groupNameType PolicyName:policyNameType",
    GetGroupRequest: "GroupName:groupNameType Marker:markerType MaxItems:maxItemsType",
    GetHumanReadableSummaryRequest: "EntityArn:arnType Locale:localeType",
    GetInstanceProfileRequest: "InstanceProfileName:instanceProfileNameType",
    GetLoginProfileRequest: "UserName:userNameType",
    GetMFADeviceRequest: "SerialNumber:serialNumberType UserName:userNameType",
    GetOpenIDConnectProviderRequest: "OpenIDConnectProviderArn:arnType",
    GetOrganizationsAccessReportRequest:
      "JobId:jobIDType Marker:markerType MaxItems:maxItemsType SortKey:sortKeyType",
    GetPolicyRequest: "PolicyArn:arnType",
    GetPolicyVersionRequest: "PolicyArn:arnType VersionId:policyVersionIdType",
    GetRolePolicyRequest: "PolicyName:policyNameType RoleName:roleNameType",
    GetRoleRequest: "RoleName:roleNameType",
    GetSAMLProviderRequest: "SAMLProviderArn:arnType",
    GetSSHPublicKeyRequest:
      "Encoding:encodingType SSHPublicKeyId:publicKeyIdType UserName:userNameType",
    GetServerCertificateRequest: "ServerCertificateName:serverCertificateNameType",
    GetServiceLastAccessedDetailsRequest: "JobId:jobIDType Marker:markerType MaxItems:maxItemsType",
    GetServiceLastAccessedDetailsWithEntitiesRequest:
      "JobId:jobIDType Marker:markerType MaxItems:maxItemsType ServiceNamespace:serviceNamespaceType",
    GetServiceLinkedRoleDeletionStatusRequest: "DeletionTaskId:DeletionTaskIdType",
    GetUserPolicyRequest: "PolicyName:policyNameType UserName:existingUserNameType",
    GetUserRequest: "UserName:existingUserNameType",
    ListAccessKeysRequest: "Marker:markerType MaxItems:maxItemsType UserName:existingUserNameType",
    ListAccountAliasesRequest: "Marker:markerType MaxItems:maxItemsType",
    ListAttachedGroupPoliciesRequest:
      "GroupName:groupNameType Marker:markerType MaxItems:maxItemsType PathPrefix:policyPathType",
    ListAttachedRolePoliciesRequest:
      "Marker:markerType MaxItems:maxItemsType PathPrefix:policyPathType RoleName:roleNameType",
    ListAttachedUserPoliciesRequest:
      "Marker:markerType MaxItems:maxItemsType PathPrefix:policyPathType UserName:userNameType",
    ListDelegationRequestsRequest: "Marker:markerType MaxItems:maxItemsType OwnerId:ownerIdType",
    ListEntitiesForPolicyRequest:
      "EntityFilter:EntityType Marker:markerType MaxItems:maxItemsType PathPrefix:pathType PolicyArn:arnType PolicyUsageFilter:PolicyUsageType",
    ListGroupPoliciesRequest: "GroupName:groupNameType Marker:markerType MaxItems:maxItemsType",
    ListGroupsForUserRequest:
      "Marker:markerType MaxItems:maxItemsType UserName:existingUserNameType",
    ListGroupsRequest: "Marker:markerType MaxItems:maxItemsType PathPrefix:pathPrefixType",
    ListInstanceProfileTagsRequest:
      "InstanceProfileName:instanceProfileNameType Marker:markerType MaxItems:maxItemsType",
    ListInstanceProfilesForRoleRequest:
      "Marker:markerType MaxItems:maxItemsType RoleName:roleNameType",
    ListInstanceProfilesRequest:
      "Marker:markerType MaxItems:maxItemsType PathPrefix:pathPrefixType",
    ListMFADeviceTagsRequest:
      "Marker:markerType MaxItems:maxItemsType SerialNumber:serialNumberType",
    ListMFADevicesRequest: "Marker:markerType MaxItems:maxItemsType UserName:existingUserNameType",
    ListOpenIDConnectProviderTagsRequest:
      "Marker:markerType MaxItems:maxItemsType OpenIDConnectProviderArn:arnType",
    ListPoliciesGrantingServiceAccessRequest:
      "Arn:arnType Marker:markerType ServiceNamespaces:serviceNamespaceListType",
    ListPoliciesRequest:
      "Marker:markerType MaxItems:maxItemsType PathPrefix:policyPathType PolicyUsageFilter:PolicyUsageType Scope:policyScopeType",
    ListPolicyTagsRequest: "Marker:markerType MaxItems:maxItemsType PolicyArn:arnType",
    ListPolicyVersionsRequest: "Marker:markerType MaxItems:maxItemsType PolicyArn:arnType",
    ListRolePoliciesRequest: "Marker:markerType MaxItems:maxItemsType RoleName:roleNameType",
    ListRoleTagsRequest: "Marker:markerType MaxItems:maxItemsType RoleName:roleNameType",
    ListRolesRequest: "Marker:markerType MaxItems:maxItemsType PathPrefix:pathPrefixType",
    ListSAMLProviderTagsRequest: "Marker:markerType MaxItems:maxItemsType SAMLProviderArn:arnType",
    ListSSHPublicKeysRequest: "Marker:markerType MaxItems:maxItemsType UserName:userNameType",
    ListServerCertificateTagsRequest:
      "Marker:markerType MaxItems:maxItemsType ServerCertificateName:serverCertificateNameType",
    ListServerCertificatesRequest:
      "Marker:markerType MaxItems:maxItemsType PathPrefix:pathPrefixType",
    ListServiceSpecificCredentialsRequest:
      "Marker:markerType MaxItems:maxItemsType UserName:userNameType",
    ListSigningCertificatesRequest:
      "Marker:markerType MaxItems:maxItemsType UserName:existingUserNameType",
    ListUserPoliciesRequest:
      "Marker:markerType MaxItems:maxItemsType UserName:existingUserNameType",
    ListUserTagsRequest: "Marker:markerType MaxItems:maxItemsType UserName:existingUserNameType",
    ListUsersRequest: "Marker:markerType MaxItems:maxItemsType PathPrefix:pathPrefixType",
    ListVirtualMFADevicesRequest:
      "AssignmentStatus:assignmentStatusType Marker:markerType MaxItems:maxItemsType",
    PolicyParameter:
      "Name:policyParameterNameType Type:PolicyParameterTypeEnum Values:policyParameterValuesListType",
    PutGroupPolicyRequest:
      "GroupName:groupNameType PolicyDocument:policyDocumentType PolicyName:policyNameType",
    PutRolePermissionsBoundaryRequest: "PermissionsBoundary:arnType RoleName:roleNameType",
    PutRolePolicyRequest:
      "PolicyDocument:policyDocumentType PolicyName:policyNameType RoleName:roleNameType",
    PutUserPermissionsBoundaryRequest: "PermissionsBoundary:arnType UserName:userNameType",
    PutUserPolicyRequest:
      "PolicyDocument:policyDocumentType PolicyName:policyNameType UserName:existingUserNameType",
    RejectDelegationRequestRequest: "DelegationRequestId:delegationRequestIdType Notes:notesType",
    RemoveClientIDFromOpenIDConnectProviderRequest:
      "ClientID:clientIDType OpenIDConnectProviderArn:arnType",
    RemoveRoleFromInstanceProfileRequest:
      "InstanceProfileName:instanceProfileNameType RoleName:roleNameType",
    RemoveUserFromGroupRequest: "GroupName:groupNameType UserName:existingUserNameType",
    ResetServiceSpecificCredentialRequest:
      "ServiceSpecificCredentialId:serviceSpecificCredentialId UserName:userNameType",
    ResyncMFADeviceRequest:
      "AuthenticationCode1:authenticationCodeType AuthenticationCode2:authenticationCodeType SerialNumber:serialNumberType UserName:existingUserNameType",
    SendDelegationTokenRequest: "DelegationRequestId:delegationRequestIdType",
    SetDefaultPolicyVersionRequest: "PolicyArn:arnType VersionId:policyVersionIdType",
    SetSecurityTokenServicePreferencesRequest:
      "GlobalEndpointTokenVersion:globalEndpointTokenVersion",
    SimulateCustomPolicyRequest:
      "ActionNames:ActionNameListType CallerArn:ResourceNameType Marker:markerType MaxItems:maxItemsType PermissionsBoundaryPolicyInputList:SimulationPolicyListType PolicyInputList:SimulationPolicyListType ResourceArns:ResourceNameListType ResourceHandlingOption:ResourceHandlingOptionType ResourceOwner:ResourceNameType ResourcePolicy:policyDocumentType",
    SimulatePrincipalPolicyRequest:
      "ActionNames:ActionNameListType CallerArn:ResourceNameType Marker:markerType MaxItems:maxItemsType PermissionsBoundaryPolicyInputList:SimulationPolicyListType PolicyInputList:SimulationPolicyListType PolicySourceArn:arnType ResourceArns:ResourceNameListType ResourceHandlingOption:ResourceHandlingOptionType ResourceOwner:ResourceNameType ResourcePolicy:policyDocumentType",
    Tag: "Key:tagKeyType Value:tagValueType",
    TagInstanceProfileRequest: "InstanceProfileName:instanceProfileNameType Tags:tagListType",
    TagMFADeviceRequest: "SerialNumber:serialNumberType Tags:tagListType",
    TagOpenIDConnectProviderRequest: "OpenIDConnectProviderArn:arnType Tags:tagListType",
    TagPolicyRequest: "PolicyArn:arnType Tags:tagListType",
    TagRoleRequest: "RoleName:roleNameType Tags:tagListType",
    TagSAMLProviderRequest: "SAMLProviderArn:arnType Tags:tagListType",
    TagServerCertificateRequest: "ServerCertificateName:serverCertificateNameType Tags:tagListType",
    TagUserRequest: "Tags:tagListType UserName:existingUserNameType",
    UntagInstanceProfileRequest:
      "InstanceProfileName:instanceProfileNameType TagKeys:tagKeyListType",
    UntagMFADeviceRequest: "SerialNumber:serialNumberType TagKeys:tagKeyListType",
    UntagOpenIDConnectProviderRequest: "OpenIDConnectProviderArn:arnType TagKeys:tagKeyListType",
    UntagPolicyRequest: "PolicyArn:arnType TagKeys:tagKeyListType",
    UntagRoleRequest: "RoleName:roleNameType TagKeys:tagKeyListType",
    UntagSAMLProviderRequest: "SAMLProviderArn:arnType TagKeys:tagKeyListType",
    UntagServerCertificateRequest:
      "ServerCertificateName:serverCertificateNameType TagKeys:tagKeyListType",
    UntagUserRequest: "TagKeys:tagKeyListType UserName:existingUserNameType",
    UpdateAccessKeyRequest:
      "AccessKeyId:accessKeyIdType Status:statusType UserName:existingUserNameType",
    UpdateAccountPasswordPolicyRequest:
      "MaxPasswordAge:maxPasswordAgeType MinimumPasswordLength:minimumPasswordLengthType PasswordReusePrevention:passwordReusePreventionType",
    UpdateAssumeRolePolicyRequest: "PolicyDocument:policyDocumentType RoleName:roleNameType",
    UpdateDelegationRequestRequest: "DelegationRequestId:delegationRequestIdType Notes:notesType",
    UpdateGroupRequest: "GroupName:groupNameType NewGroupName:groupNameType NewPath:pathType",
    UpdateLoginProfileRequest: "Password:passwordType UserName:userNameType",
    UpdateOpenIDConnectProviderThumbprintRequest:
      "OpenIDConnectProviderArn:arnType ThumbprintList:thumbprintListType",
    UpdateRoleDescriptionRequest: "Description:roleDescriptionType RoleName:roleNameType",
    UpdateRoleRequest:
      "Description:roleDescriptionType MaxSessionDuration:roleMaxSessionDurationType RoleName:roleNameType",
    UpdateSAMLProviderRequest:
      "AddPrivateKey:privateKeyType AssertionEncryptionMode:assertionEncryptionModeType RemovePrivateKey:privateKeyIdType SAMLMetadataDocument:SAMLMetadataDocumentType SAMLProviderArn:arnType",
    UpdateSSHPublicKeyRequest:
      "SSHPublicKeyId:publicKeyIdType Status:statusType UserName:userNameType",
    UpdateServerCertificateRequest:
      "NewPath:pathType NewServerCertificateName:serverCertificateNameType ServerCertificateName:serverCertificateNameType",
    UpdateServiceSpecificCredentialRequest:
      "ServiceSpecificCredentialId:serviceSpecificCredentialId Status:statusType UserName:userNameType",
    UpdateSigningCertificateRequest:
      "CertificateId:certificateIdType Status:statusType UserName:existingUserNameType",
    UpdateUserRequest: "NewPath:pathType NewUserName:userNameType UserName:existingUserNameType",
    UploadSSHPublicKeyRequest: "SSHPublicKeyBody:publicKeyMaterialType UserName:userNameType",
    UploadServerCertificateRequest:
      "CertificateBody:certificateBodyType CertificateChain:certificateChainType Path:pathType PrivateKey:privateKeyType ServerCertificateName:serverCertificateNameType Tags:tagListType",
    UploadSigningCertificateRequest:
      "CertificateBody:certificateBodyType UserName:existingUserNameType",
  },
  memberOrder: {},
  echoesValues: false,
  texts: {
    existingUserNameType:
      "The specified value for {member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    groupNameType:
      "The specified value for {member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    instanceProfileNameType:
      "The specified value for {member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    policyNameType:
      "The specified value for {member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    roleNameType:
      "The specified value for {member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    serverCertificateNameType:
      "The specified value for {member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    userNameType:
      "The specified value for {member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    virtualMFADeviceName:
      "The specified value for {member} is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    pathType:
      "The specified value for {member} is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
    policyPathType:
      "The specified value for {member} is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
    pathPrefixType:
      "The specified value for {member} is invalid. It must begin with the / character and contain only alphanumeric characters and/or / characters.",
    policyDocumentType:
      "The specified value for {member} is invalid. It must contain only printable ASCII characters.",
  },
};

/** The names of all operations of iam. */
export const iamOperationNames: readonly string[] = Object.keys(iamModel.operations);
