import type { NotShown } from "./not-shown.ts";

const oneTransaction = "a call is one transaction, of which another sees all or nothing";
const noQuota = "no quota or condition of this operation's exists here";

/** Organizations. */
export const organizationsNotShown: readonly NotShown[] = [
  {
    code: "AWSOrganizationsNotInUseException",
    operations: /^AcceptHandshake$/,
    reason: "whoever accepts is in no organization: it is about one that is gone, its handshakes with it",
  },
  { code: "ServiceException", reason: "a fault of the server's, which no call brings about" },
  { code: "TooManyRequestsException", reason: "the rate of calls is not limited" },
  { code: "UnsupportedAPIEndpointException", reason: "there is one endpoint for all operations" },
  { code: "ConcurrentModificationException", reason: oneTransaction },
  { code: "PolicyChangesInProgressException", reason: oneTransaction },
  { code: "FinalizingOrganizationException", reason: "an organization is whole when the call that makes it answers" },
  { code: "ConflictException", operations: /^CloseAccount$/, reason: oneTransaction },
  { code: "AccessDeniedForDependencyException", reason: "no service-linked role is made for an organization" },
  { code: "AccountOwnerNotVerifiedException", reason: "e-mail addresses are not verified" },
  {
    code: "AccessDeniedException",
    reason: "the rows' tests call every operation without its permission",
  },
  {
    code: "AccountNotFoundException",
    operations: /^LeaveOrganization$/,
    reason: "the account is the caller's own, which is a member or has no organization to leave",
  },
  {
    code: "HandshakeConstraintViolationException",
    operations: /^AcceptHandshake$/,
    reason: "needs a third account, whose organization the invited one has joined in between",
  },
  {
    code: "InvalidInputException",
    operations: /^(?:DeleteOrganization|LeaveOrganization|EnableAllFeatures)$/,
    reason: "the operation has no input",
  },
  {
    code: "ConstraintViolationException",
    operations:
      /^(?:AcceptHandshake|CreateAccount|CreateOrganization|DeleteOrganization|DeleteResourcePolicy|DescribeEffectivePolicy|DescribeResourcePolicy|DisableAWSServiceAccess|DisablePolicyType|EnableAllFeatures|EnablePolicyType|InviteAccountToOrganization|ListAWSServiceAccessForOrganization|ListDelegatedAdministrators|ListDelegatedServicesForAccount|UntagResource)$/,
    reason: noQuota,
  },
];
