import { accountA, accountB } from "../refusals/fixture.ts";
import { creation, document, handshake } from "./samples.ts";

const absentAccount = "999999999999";
const absentUnit = "ou-abcd-00000000";

/** A call of the management account that is refused. */
export interface Refusal {
  readonly operation: string;
  readonly input: object;
  readonly code: string;
  readonly reason?: string;
}

const scp = "SERVICE_CONTROL_POLICY";
const newPolicy = { Name: "n", Description: "", Type: scp, Content: document };
const delegate = { AccountId: accountA, ServicePrincipal: "sso.amazonaws.com" };

/** A call for each error, in the scene of the tests of operations; ids as in the samples. */
export const refusals: readonly Refusal[] = [
  { operation: "CreateOrganization", input: {}, code: "AlreadyInOrganizationException" },
  { operation: "DeleteOrganization", input: {}, code: "OrganizationNotEmptyException" },
  { operation: "LeaveOrganization", input: {}, code: "MasterCannotLeaveOrganizationException" },
  {
    operation: "RemoveAccountFromOrganization",
    input: { AccountId: accountB },
    code: "MasterCannotLeaveOrganizationException",
  },
  {
    operation: "RemoveAccountFromOrganization",
    input: { AccountId: absentAccount },
    code: "AccountNotFoundException",
  },
  { operation: "DescribeAccount", input: { AccountId: absentAccount }, code: "AccountNotFoundException" },
  { operation: "DescribeAccount", input: { AccountId: "1" }, code: "InvalidInputException", reason: "INVALID_PATTERN" },
  { operation: "DescribeAccount", input: {}, code: "InvalidInputException", reason: "INPUT_REQUIRED" },
  {
    operation: "CloseAccount",
    input: { AccountId: accountB },
    code: "ConstraintViolationException",
    reason: "CANNOT_CLOSE_MANAGEMENT_ACCOUNT",
  },
  {
    operation: "DescribeCreateAccountStatus",
    input: { CreateAccountRequestId: creation },
    code: "CreateAccountStatusNotFoundException",
  },
  { operation: "EnablePolicyType", input: { RootId: "r-zzzz", PolicyType: scp }, code: "RootNotFoundException" },
  {
    operation: "EnablePolicyType",
    input: { RootId: "$root", PolicyType: scp },
    code: "PolicyTypeAlreadyEnabledException",
  },
  {
    operation: "EnablePolicyType",
    input: { RootId: "r-zzzz", PolicyType: "TAG_POLICY" },
    code: "RootNotFoundException",
  },
  {
    operation: "DisablePolicyType",
    input: { RootId: "$root", PolicyType: "TAG_POLICY" },
    code: "PolicyTypeNotEnabledException",
  },
  {
    operation: "EnablePolicyType",
    input: { RootId: "$root", PolicyType: "NONE" },
    code: "InvalidInputException",
    reason: "INVALID_ENUM",
  },
  {
    operation: "CreateOrganizationalUnit",
    input: { ParentId: absentUnit, Name: "n" },
    code: "ParentNotFoundException",
  },
  {
    operation: "CreateOrganizationalUnit",
    input: { ParentId: "$root", Name: "Workloads" },
    code: "DuplicateOrganizationalUnitException",
  },
  {
    operation: "CreateOrganizationalUnit",
    input: { ParentId: "$root", Name: "" },
    code: "InvalidInputException",
    reason: "MIN_LENGTH_EXCEEDED",
  },
  {
    operation: "CreateOrganizationalUnit",
    input: { ParentId: "$root", Name: "n", Tags: [{ Key: "aws:k", Value: "v" }] },
    code: "InvalidInputException",
    reason: "INVALID_SYSTEM_TAGS_PARAMETER",
  },
  {
    operation: "DescribeOrganizationalUnit",
    input: { OrganizationalUnitId: absentUnit },
    code: "OrganizationalUnitNotFoundException",
  },
  {
    operation: "DeleteOrganizationalUnit",
    input: { OrganizationalUnitId: "$unit" },
    code: "OrganizationalUnitNotEmptyException",
  },
  { operation: "ListParents", input: { ChildId: absentAccount }, code: "ChildNotFoundException" },
  { operation: "ListChildren", input: { ParentId: absentUnit, ChildType: "ACCOUNT" }, code: "ParentNotFoundException" },
  {
    operation: "MoveAccount",
    input: { AccountId: accountA, SourceParentId: absentUnit, DestinationParentId: "$root" },
    code: "SourceParentNotFoundException",
  },
  {
    operation: "MoveAccount",
    input: { AccountId: accountA, SourceParentId: "$unit", DestinationParentId: absentUnit },
    code: "DestinationParentNotFoundException",
  },
  {
    operation: "MoveAccount",
    input: { AccountId: accountA, SourceParentId: "$unit", DestinationParentId: "$unit" },
    code: "DuplicateAccountException",
  },
  { operation: "CreatePolicy", input: { ...newPolicy, Content: "{" }, code: "MalformedPolicyDocumentException" },
  { operation: "CreatePolicy", input: { ...newPolicy, Name: "FullAWSAccess" }, code: "DuplicatePolicyException" },
  {
    operation: "CreatePolicy",
    input: { ...newPolicy, Type: "TAG_POLICY" },
    code: "MalformedPolicyDocumentException",
  },
  {
    operation: "CreatePolicy",
    input: { ...newPolicy, Content: `${document}${" ".repeat(5120)}` },
    code: "ConstraintViolationException",
    reason: "POLICY_CONTENT_LIMIT_EXCEEDED",
  },
  { operation: "DescribePolicy", input: { PolicyId: "p-00000000" }, code: "PolicyNotFoundException" },
  {
    operation: "UpdatePolicy",
    input: { PolicyId: "p-FullAWSAccess", Name: "mine" },
    code: "InvalidInputException",
    reason: "IMMUTABLE_POLICY",
  },
  { operation: "DeletePolicy", input: { PolicyId: "$policy" }, code: "PolicyInUseException" },
  {
    operation: "AttachPolicy",
    input: { PolicyId: "$policy", TargetId: "$unit" },
    code: "DuplicatePolicyAttachmentException",
  },
  { operation: "AttachPolicy", input: { PolicyId: "$policy", TargetId: absentUnit }, code: "TargetNotFoundException" },
  { operation: "DetachPolicy", input: { PolicyId: "$policy", TargetId: "$root" }, code: "PolicyNotAttachedException" },
  {
    operation: "DetachPolicy",
    input: { PolicyId: "p-FullAWSAccess", TargetId: "$root" },
    code: "ConstraintViolationException",
    reason: "MIN_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
  },
  {
    operation: "DetachPolicy",
    input: { PolicyId: "p-RCPFullAWSAccess", TargetId: "$root" },
    code: "InvalidInputException",
    reason: "IMMUTABLE_POLICY",
  },
  {
    operation: "DescribeEffectivePolicy",
    input: { PolicyType: "TAG_POLICY", TargetId: accountA },
    code: "EffectivePolicyNotFoundException",
  },
  { operation: "ListTagsForResource", input: { ResourceId: absentAccount }, code: "TargetNotFoundException" },
  {
    operation: "TagResource",
    input: {
      ResourceId: "$unit",
      Tags: [
        { Key: "k", Value: "v" },
        { Key: "k", Value: "w" },
      ],
    },
    code: "InvalidInputException",
    reason: "DUPLICATE_TAG_KEY",
  },
  {
    operation: "TagResource",
    input: { ResourceId: "$unit", Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: "" })) },
    code: "ConstraintViolationException",
    reason: "MAX_TAG_LIMIT_EXCEEDED",
  },
  {
    operation: "RegisterDelegatedAdministrator",
    input: delegate,
    code: "ConstraintViolationException",
    reason: "SERVICE_ACCESS_NOT_ENABLED",
  },
  {
    operation: "RegisterDelegatedAdministrator",
    input: { ...delegate, AccountId: accountB },
    code: "ConstraintViolationException",
    reason: "CANNOT_REGISTER_MASTER_AS_DELEGATED_ADMINISTRATOR",
  },
  { operation: "DeregisterDelegatedAdministrator", input: delegate, code: "AccountNotRegisteredException" },
  {
    operation: "ListDelegatedServicesForAccount",
    input: { AccountId: accountA },
    code: "AccountNotRegisteredException",
  },
  {
    operation: "InviteAccountToOrganization",
    input: { Target: { Type: "ACCOUNT", Id: accountA } },
    code: "HandshakeConstraintViolationException",
    reason: "ALREADY_IN_AN_ORGANIZATION",
  },
  {
    operation: "InviteAccountToOrganization",
    input: { Target: { Type: "ACCOUNT", Id: absentAccount } },
    code: "InvalidInputException",
    reason: "INVALID_ENUM",
  },
  { operation: "CancelHandshake", input: { HandshakeId: handshake }, code: "HandshakeNotFoundException" },
  { operation: "AcceptHandshake", input: { HandshakeId: handshake }, code: "HandshakeNotFoundException" },
  {
    operation: "ListAccounts",
    input: { NextToken: "bogus" },
    code: "InvalidInputException",
    reason: "INVALID_NEXT_TOKEN",
  },
  {
    operation: "ListAccounts",
    input: { MaxResults: 21 },
    code: "InvalidInputException",
    reason: "MAX_VALUE_EXCEEDED",
  },
];
