/** Why an error that a model names is not among the rows, and where else it is shown. */
export interface Unshown {
  readonly code: string;
  /** The operations that this is true of; all whose model names the code when absent. */
  readonly operations?: readonly string[];
  readonly reason: string;
  /** A test that shows it, with a text of it. */
  readonly shownIn?: readonly [file: string, text: string];
}

const outside = "identities outside AWS are tested with real providers";
const webIdentity = "src/identity/outside/web-identity.test.ts";
const saml = "src/identity/outside/saml.test.ts";
const assumeRole = "src/services/sts/assume-role.test.ts";

/** The Security Token Service. */
export const stsUnshown: readonly Unshown[] = [
  { code: "RegionDisabledException", reason: "no region of this server can be disabled" },
  {
    code: "IDPRejectedClaim",
    reason: "the providers that reject claims are those built into AWS, whose tokens are not accepted here",
  },
  {
    code: "IDPCommunicationError",
    reason: outside,
    shownIn: [webIdentity, '"400 IDPCommunicationError"'],
  },
  {
    code: "ExpiredTokenException",
    operations: ["AssumeRoleWithWebIdentity"],
    reason: outside,
    shownIn: [webIdentity, "400 ExpiredTokenException"],
  },
  {
    code: "ExpiredTokenException",
    operations: ["AssumeRoleWithSAML"],
    reason: outside,
    shownIn: [saml, "400 ExpiredTokenException"],
  },
  {
    code: "ExpiredTokenException",
    operations: ["AssumeRole", "AssumeRoot"],
    reason:
      "the token that can expire is one of a context provider, and there are none; the caller's own is ExpiredToken",
  },
  {
    code: "MalformedPolicyDocument",
    operations: ["AssumeRoleWithWebIdentity"],
    reason: outside,
    shownIn: [webIdentity, "400 MalformedPolicyDocument"],
  },
  {
    code: "MalformedPolicyDocument",
    operations: ["AssumeRoleWithSAML"],
    reason: outside,
    shownIn: [saml, "400 MalformedPolicyDocument"],
  },
  {
    code: "PackedPolicyTooLarge",
    operations: ["AssumeRole"],
    reason: "root, who makes the calls of rows, may not assume roles",
    shownIn: [assumeRole, "400 PackedPolicyTooLarge"],
  },
  {
    code: "PackedPolicyTooLarge",
    operations: ["AssumeRoleWithWebIdentity"],
    reason: outside,
    shownIn: [webIdentity, "400 PackedPolicyTooLarge"],
  },
  {
    code: "PackedPolicyTooLarge",
    operations: ["AssumeRoleWithSAML"],
    reason: outside,
    shownIn: [saml, "400 PackedPolicyTooLarge"],
  },
  {
    code: "SessionDurationEscalationException",
    reason: "rows are called with keys that do not expire",
    shownIn: ["src/services/sts/get-web-identity-token.test.ts", "403 SessionDurationEscalationException"],
  },
  {
    code: "JWTPayloadSizeExceededException",
    reason: "AWS documents no size, and fifty tags of a request are all that can be added to a payload",
  },
];

const oneTransaction = "a call is one transaction, of which another sees all or nothing";
const noQuota = "no quota or condition of this operation's exists here";

/** Organizations. */
export const organizationsUnshown: readonly Unshown[] = [
  { code: "ServiceException", reason: "a fault of the server's, which no call brings about" },
  { code: "TooManyRequestsException", reason: "the rate of calls is not limited" },
  { code: "UnsupportedAPIEndpointException", reason: "there is one endpoint for all operations" },
  { code: "ConcurrentModificationException", reason: oneTransaction },
  { code: "PolicyChangesInProgressException", reason: oneTransaction },
  { code: "FinalizingOrganizationException", reason: "an organization is whole when the call that makes it answers" },
  { code: "ConflictException", operations: ["CloseAccount"], reason: oneTransaction },
  { code: "AccessDeniedForDependencyException", reason: "no service-linked role is made for an organization" },
  { code: "AccountOwnerNotVerifiedException", reason: "e-mail addresses are not verified" },
  {
    code: "AccessDeniedException",
    reason: "the rows' tests call every operation without its permission",
    shownIn: ["test/operations/operations.test.ts", "AccessDenied"],
  },
  {
    code: "AccountNotFoundException",
    operations: ["LeaveOrganization"],
    reason: "the account is the caller's own, which is a member or has no organization to leave",
  },
  {
    code: "HandshakeConstraintViolationException",
    operations: ["AcceptHandshake"],
    reason: "needs a third account, whose organization the invited one has joined in between",
  },
  {
    code: "InvalidInputException",
    operations: ["DeleteOrganization", "LeaveOrganization", "EnableAllFeatures"],
    reason: "the operation has no input",
  },
  {
    code: "ConstraintViolationException",
    operations: [
      "AcceptHandshake",
      "CreateAccount",
      "CreateOrganization",
      "DeleteOrganization",
      "DeleteResourcePolicy",
      "DescribeEffectivePolicy",
      "DescribeResourcePolicy",
      "DisableAWSServiceAccess",
      "DisablePolicyType",
      "EnableAllFeatures",
      "EnablePolicyType",
      "InviteAccountToOrganization",
      "ListAWSServiceAccessForOrganization",
      "ListDelegatedAdministrators",
      "ListDelegatedServicesForAccount",
      "UntagResource",
    ],
    reason: noQuota,
  },
];
