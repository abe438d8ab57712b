import { AwsError } from "../../wire/aws-error.ts";

/**
 * The errors of Organizations, all of status 400. Texts are those that AWS was observed to answer or, where none was seen,
 * the API reference's description of the error.
 * https://docs.aws.amazon.com/organizations/latest/APIReference/API_Operations.html
 */
export const organizationsErrors = {
  // Observed.
  notInUse: () => error("AWSOrganizationsNotInUseException", "Your account is not a member of an organization."),
  alreadyInOrganization: () =>
    error("AlreadyInOrganizationException", "The provided account is already a member of an organization."),
  organizationNotEmpty: () =>
    error(
      "OrganizationNotEmptyException",
      "To delete an organization you must first remove all member accounts (except the master).",
    ),
  masterCannotLeave: () =>
    error("MasterCannotLeaveOrganizationException", "You can't remove a management account from an organization."),

  accountNotFound: () => error("AccountNotFoundException", "You specified an account that doesn't exist."),
  accountAlreadyClosed: () =>
    error("AccountAlreadyClosedException", "You attempted to close an account that is already closed."),
  creationNotFound: () =>
    error(
      "CreateAccountStatusNotFoundException",
      "We can't find a create account request with the CreateAccountRequestId that you specified.",
    ),

  rootNotFound: () => error("RootNotFoundException", "You specified a root that doesn't exist."),
  unitNotFound: () =>
    error("OrganizationalUnitNotFoundException", "You specified an organizational unit that doesn't exist."),
  unitNotEmpty: () =>
    error(
      "OrganizationalUnitNotEmptyException",
      "The specified OU is not empty. Move all accounts to another root or to other OUs, remove all child OUs, and try the operation again.",
    ),
  duplicateUnit: () => error("DuplicateOrganizationalUnitException", "An OU with the same name already exists."),
  unitTooDeep: () =>
    constraint(
      "OU_DEPTH_LIMIT_EXCEEDED",
      "You cannot add an organizational unit to the specified parent because it would exceed the max depth allowed.",
    ),
  tooManyUnits: () =>
    constraint("OU_NUMBER_LIMIT_EXCEEDED", "You have exceeded the allowed number of organizational units."),
  parentNotFound: () => error("ParentNotFoundException", "You specified parent that doesn't exist."),
  childNotFound: () => error("ChildNotFoundException", "You specified a child that doesn't exist."),
  sourceNotFound: () => error("SourceParentNotFoundException", "You specified a source parent that doesn't exist."),
  destinationNotFound: () =>
    error("DestinationParentNotFoundException", "You specified a destination parent that doesn't exist."),
  duplicateAccount: () =>
    error("DuplicateAccountException", "That account is already present in the specified destination."),

  policyNotFound: () => error("PolicyNotFoundException", "You specified a policy that doesn't exist."),
  duplicatePolicy: () => error("DuplicatePolicyException", "A policy with the same name already exists."),
  malformedPolicy: () =>
    error(
      "MalformedPolicyDocumentException",
      "The provided policy document does not meet the requirements of the specified policy type.",
    ),
  policyTypeNotAvailable: () =>
    error(
      "PolicyTypeNotAvailableForOrganizationException",
      "You can't use the specified policy type with the feature set currently enabled for this organization.",
    ),
  policyTypeEnabled: () => error("PolicyTypeAlreadyEnabledException", "The specified policy type is already enabled."),
  policyTypeNotEnabled: () =>
    error("PolicyTypeNotEnabledException", "This operation can be performed only for enabled policy types."),
  policyInUse: () =>
    error(
      "PolicyInUseException",
      "The policy is attached to one or more entities. You must detach it from all roots, OUs, and accounts before performing this operation.",
    ),
  policyOfAws: () =>
    invalid("IMMUTABLE_POLICY", "You specified a policy that is managed by AWS and can't be modified."),
  duplicateAttachment: () =>
    error("DuplicatePolicyAttachmentException", "The selected policy is already attached to the specified target."),
  notAttached: () =>
    error("PolicyNotAttachedException", "The policy isn't attached to the specified target in the specified root."),
  targetNotFound: () => error("TargetNotFoundException", "You specified a target that doesn't exist."),
  tooManyAttachments: () =>
    constraint(
      "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
      "You have exceeded the number of policies of that type that can be attached to an entity at one time.",
    ),
  // Observed.
  lastAttachment: () =>
    constraint(
      "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
      "You cannot remove the last policy attached to the specified target. You should have at least one attached.",
    ),
  policyTooLong: () =>
    constraint("POLICY_CONTENT_LIMIT_EXCEEDED", "You have exceeded the maximum size of the content of a policy."),
  tooManyPolicies: () =>
    constraint(
      "POLICY_NUMBER_LIMIT_EXCEEDED",
      "You have exceeded the number of policies that you can have in an organization.",
    ),
  noEffectivePolicy: () =>
    error("EffectivePolicyNotFoundException", "There is no effective policy of the specified type for the target."),

  duplicateTagKey: () =>
    invalid("DUPLICATE_TAG_KEY", "Tag keys must be unique among the tags attached to the same entity."),
  systemTag: () =>
    invalid(
      "INVALID_SYSTEM_TAGS_PARAMETER",
      "You specified a tag key that is a system tag. You can't add, edit, or delete system tag keys because they're reserved for AWS use.",
    ),
  tooManyTags: () =>
    constraint("MAX_TAG_LIMIT_EXCEEDED", "You have exceeded the number of tags allowed on this resource."),
  unknownService: () => invalid("UNRECOGNIZED_SERVICE_PRINCIPAL", "You specified an unrecognized service principal."),
  invalidToken: () => invalid("INVALID_NEXT_TOKEN", "You provided an invalid value for the NextToken parameter."),
  invalidValue: () => invalid("INVALID_ENUM", "You specified an invalid value."),

  // Observed.
  serviceAccessNotEnabled: () =>
    constraint(
      "SERVICE_ACCESS_NOT_ENABLED",
      "You must enable service access before you delegate an administrator for this service. Call the AWS API EnableAWSServiceAccess first.",
    ),
  needsAllFeatures: () =>
    constraint(
      "ORGANIZATION_NOT_IN_ALL_FEATURES_MODE",
      "You attempted to perform an operation that requires your organization to be configured to support all features.",
    ),
  masterAsDelegate: () =>
    constraint(
      "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
      "You cannot register master account/yourself as delegated administrator for your organization.",
    ),
  suspendedAsDelegate: () =>
    constraint(
      "CANNOT_REGISTER_SUSPENDED_ACCOUNT_AS_DELEGATED_ADMINISTRATOR",
      "You can't register a suspended account as a delegated administrator.",
    ),
  alreadyDelegate: () =>
    error(
      "AccountAlreadyRegisteredException",
      "The provided account is already a delegated administrator for your organization.",
    ),
  notDelegate: () =>
    error(
      "AccountNotRegisteredException",
      "The provided account is not a registered delegated administrator for your organization.",
    ),
  delegateCannotLeave: () =>
    constraint(
      "CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG",
      "You can't remove an account from the organization that is a delegated administrator for an AWS service.",
    ),
  masterCannotClose: () =>
    constraint("CANNOT_CLOSE_MANAGEMENT_ACCOUNT", "You can't close the management account of an organization."),

  handshakeNotFound: () =>
    error("HandshakeNotFoundException", "We can't find a handshake with the HandshakeId that you specified."),
  handshakeNotOpen: () =>
    error(
      "InvalidHandshakeTransitionException",
      "You can't perform the operation on the handshake in its current state.",
    ),
  handshakeInState: () =>
    error("HandshakeAlreadyInStateException", "The specified handshake is already in the requested state."),
  duplicateHandshake: () =>
    error("DuplicateHandshakeException", "A handshake with the same action and target already exists."),
  inviteMember: () =>
    error("HandshakeConstraintViolationException", "The account is already a member of an organization.", {
      Reason: "ALREADY_IN_AN_ORGANIZATION",
    }),

  inviteDuringMigration: () =>
    error(
      "HandshakeConstraintViolationException",
      "You can't issue new invitations to join an organization while it's in the process of enabling all features.",
      { Reason: "INVITE_DISABLED_DURING_ENABLE_ALL_FEATURES" },
    ),
  allFeaturesAlready: () =>
    error(
      "HandshakeConstraintViolationException",
      "The handshake request is invalid because the organization has already enabled all features.",
      { Reason: "ORGANIZATION_ALREADY_HAS_ALL_FEATURES" },
    ),
  allFeaturesPending: () =>
    error(
      "HandshakeConstraintViolationException",
      "The handshake request is invalid because the organization has already started the process to enable all features.",
      { Reason: "ORGANIZATION_IS_ALREADY_PENDING_ALL_FEATURES_MIGRATION" },
    ),

  resourcePolicyNotFound: () =>
    error(
      "ResourcePolicyNotFoundException",
      "We can't find a resource policy request with the parameter that you specified.",
    ),
  malformedResourcePolicy: (message: string) => invalid("INVALID_RESOURCE_POLICY_JSON", message),
  notDelegable: (action: string) =>
    invalid("UNSUPPORTED_ACTION_IN_RESOURCE_POLICY", `A resource policy cannot delegate the action ${action}.`),
} as const;

function error(code: string, message: string, members: Readonly<Record<string, string>> = {}): AwsError {
  return new AwsError(code, 400, message, { members });
}

function constraint(reason: string, message: string): AwsError {
  return error("ConstraintViolationException", message, { Reason: reason });
}

function invalid(reason: string, message: string): AwsError {
  return error("InvalidInputException", message, { Reason: reason });
}
