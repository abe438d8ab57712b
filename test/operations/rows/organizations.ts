import type { OperationRow, Step } from "../operation-row.ts";

const type = "SERVICE_CONTROL_POLICY";
const content = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Deny", Action: "s3:DeleteBucket", Resource: "*" }],
});
const newPolicy = { Name: "none", Description: "", Type: type, Content: content };
const service = { ServicePrincipal: "sso.amazonaws.com" };
const serviceKey = { "organizations:ServicePrincipal": service.ServicePrincipal };
const typeKey = { "organizations:PolicyType": type };
const absentAccount = "999999999999";
const absentUnit = "ou-abcd-00000000";

const organization: readonly Step[] = [
  ["CreateOrganization", {}, { organization: "Organization.Id" }],
  ["ListRoots", {}, { root: "Roots.0.Id" }],
];
const unit: readonly Step[] = [
  ...organization,
  ["CreateOrganizationalUnit", { ParentId: "{root}", Name: "unit" }, { unit: "OrganizationalUnit.Id" }],
];
const invited: readonly Step[] = [
  ...organization,
  ["InviteAccountToOrganization", { Target: { Type: "ACCOUNT", Id: "{other}" } }, { handshake: "Handshake.Id" }],
];
const member: readonly Step[] = [...invited, ["AcceptHandshake", { HandshakeId: "{handshake}" }, {}, "other"]];
const creation: readonly Step[] = [
  ...organization,
  ["CreateAccount", { AccountName: "dev", Email: "{account}@example.com" }, { creation: "CreateAccountStatus.Id" }],
];
const enabled: readonly Step[] = [...unit, ["EnablePolicyType", { RootId: "{root}", PolicyType: type }]];
const policy: readonly Step[] = [...enabled, ["CreatePolicy", newPolicy, { policy: "Policy.PolicySummary.Id" }]];
const attached: readonly Step[] = [...policy, ["AttachPolicy", { PolicyId: "{policy}", TargetId: "{unit}" }]];
const trusted: readonly Step[] = [...member, ["EnableAWSServiceAccess", service]];
const delegated: readonly Step[] = [
  ...trusted,
  ["RegisterDelegatedAdministrator", { AccountId: "{other}", ...service }],
];
const tagged: readonly Step[] = [
  ...organization,
  ["EnablePolicyType", { RootId: "{root}", PolicyType: "TAG_POLICY" }],
  [
    "CreatePolicy",
    { ...newPolicy, Type: "TAG_POLICY", Content: '{"tags":{"team":{"tag_key":{"@@assign":"Team"}}}}' },
    { policy: "Policy.PolicySummary.Id" },
  ],
  ["AttachPolicy", { PolicyId: "{policy}", TargetId: "{root}" }],
];
const delegation = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Principal: { AWS: "999999999999" },
      Action: "organizations:List*",
      Resource: "*",
    },
  ],
});
const delegating: readonly Step[] = [
  ...organization,
  ["PutResourcePolicy", { Content: delegation }, { resourcePolicy: "ResourcePolicy.ResourcePolicySummary.Id" }],
];

const onRoot = ["root/{organization}/{root}"];
const onUnit = ["ou/{organization}/{unit}"];
const onMember = ["account/{organization}/{other}"];
const onSelf = ["account/{organization}/{account}"];
const onPolicy = ["policy/{organization}/service_control_policy/{policy}"];
const onResourcePolicy = ["resourcepolicy/{organization}/{resourcePolicy}"];
const onHandshake = ["handshake/{organization}/invite/{handshake}"];
const token = { NextToken: "bogus" };
const invalidToken = ["InvalidInputException", 400, token] as const;

/** Organizations. */
export const organizationsRows: readonly OperationRow[] = [
  { operation: "CreateOrganization", on: ["*"], error: ["AlreadyInOrganizationException", 400] },
  {
    operation: "DescribeOrganization",
    on: ["*"],
    given: organization,
    errorless: "every account of an organization may ask",
  },
  {
    operation: "DeleteOrganization",
    on: ["*"],
    given: organization,
    error: ["AWSOrganizationsNotInUseException", 400],
  },
  { operation: "ListRoots", on: ["*"], given: organization, error: invalidToken },
  {
    operation: "EnablePolicyType",
    keys: typeKey,
    input: { RootId: "{root}", PolicyType: type },
    on: onRoot,
    given: organization,
    error: ["PolicyTypeAlreadyEnabledException", 400],
  },
  {
    operation: "DisablePolicyType",
    keys: typeKey,
    input: { RootId: "{root}", PolicyType: type },
    on: onRoot,
    given: enabled,
    error: ["PolicyTypeNotEnabledException", 400],
  },
  {
    operation: "CreateAccount",
    input: { AccountName: "dev", Email: "{account}@example.com" },
    on: ["*"],
    given: organization,
    error: ["InvalidInputException", 400, { Tags: [{ Key: "aws:k", Value: "v" }] }],
  },
  {
    operation: "DescribeCreateAccountStatus",
    input: { CreateAccountRequestId: "{creation}" },
    on: ["*"],
    given: creation,
    error: ["CreateAccountStatusNotFoundException", 400, { CreateAccountRequestId: "car-00000000" }],
  },
  { operation: "ListCreateAccountStatus", on: ["*"], given: creation, error: invalidToken },
  {
    operation: "DescribeAccount",
    input: { AccountId: "{account}" },
    on: onSelf,
    given: organization,
    error: ["AccountNotFoundException", 400, { AccountId: absentAccount }],
  },
  { operation: "ListAccounts", on: ["*"], given: organization, error: invalidToken },
  {
    operation: "ListAccountsForParent",
    input: { ParentId: "{root}" },
    on: onRoot,
    given: organization,
    error: ["ParentNotFoundException", 400, { ParentId: absentUnit }],
  },
  {
    operation: "CloseAccount",
    input: { AccountId: "{other}" },
    on: onMember,
    given: member,
    error: ["AccountAlreadyClosedException", 400],
  },
  {
    operation: "RemoveAccountFromOrganization",
    input: { AccountId: "{other}" },
    on: onMember,
    given: member,
    error: ["AccountNotFoundException", 400],
  },
  {
    operation: "LeaveOrganization",
    on: ["*"],
    given: member,
    by: "other",
    error: ["AWSOrganizationsNotInUseException", 400],
  },
  {
    operation: "CreateOrganizationalUnit",
    input: { ParentId: "{root}", Name: "unit" },
    on: onRoot,
    given: organization,
    error: ["DuplicateOrganizationalUnitException", 400],
  },
  {
    operation: "DescribeOrganizationalUnit",
    input: { OrganizationalUnitId: "{unit}" },
    on: onUnit,
    given: unit,
    error: ["OrganizationalUnitNotFoundException", 400, { OrganizationalUnitId: absentUnit }],
  },
  {
    operation: "UpdateOrganizationalUnit",
    input: { OrganizationalUnitId: "{unit}", Name: "renamed" },
    on: onUnit,
    given: unit,
    error: ["OrganizationalUnitNotFoundException", 400, { OrganizationalUnitId: absentUnit }],
  },
  {
    operation: "DeleteOrganizationalUnit",
    input: { OrganizationalUnitId: "{unit}" },
    on: onUnit,
    given: unit,
    error: ["OrganizationalUnitNotFoundException", 400],
  },
  {
    operation: "ListOrganizationalUnitsForParent",
    input: { ParentId: "{root}" },
    on: onRoot,
    given: unit,
    error: ["ParentNotFoundException", 400, { ParentId: absentUnit }],
  },
  {
    operation: "ListChildren",
    input: { ParentId: "{root}", ChildType: "ACCOUNT" },
    on: onRoot,
    given: organization,
    error: ["ParentNotFoundException", 400, { ParentId: absentUnit }],
  },
  {
    operation: "ListParents",
    input: { ChildId: "{unit}" },
    on: onUnit,
    given: unit,
    error: ["ChildNotFoundException", 400, { ChildId: absentUnit }],
  },
  {
    operation: "MoveAccount",
    input: { AccountId: "{account}", SourceParentId: "{root}", DestinationParentId: "{unit}" },
    on: [...onSelf, ...onRoot, ...onUnit],
    given: unit,
    error: ["DuplicateAccountException", 400],
  },
  {
    operation: "CreatePolicy",
    keys: typeKey,
    input: newPolicy,
    on: ["*"],
    given: organization,
    error: ["DuplicatePolicyException", 400],
  },
  {
    operation: "DescribePolicy",
    input: { PolicyId: "{policy}" },
    on: onPolicy,
    given: policy,
    error: ["PolicyNotFoundException", 400, { PolicyId: "p-00000000" }],
  },
  {
    operation: "UpdatePolicy",
    input: { PolicyId: "{policy}", Name: "renamed" },
    on: onPolicy,
    given: policy,
    error: ["MalformedPolicyDocumentException", 400, { Content: "{" }],
  },
  {
    operation: "DeletePolicy",
    input: { PolicyId: "{policy}" },
    on: onPolicy,
    given: policy,
    error: ["PolicyNotFoundException", 400],
  },
  {
    operation: "ListPolicies",
    keys: typeKey,
    input: { Filter: type },
    on: ["*"],
    given: organization,
    error: invalidToken,
  },
  {
    operation: "AttachPolicy",
    input: { PolicyId: "{policy}", TargetId: "{unit}" },
    on: [...onPolicy, ...onUnit],
    given: policy,
    error: ["DuplicatePolicyAttachmentException", 400],
  },
  {
    operation: "DetachPolicy",
    input: { PolicyId: "{policy}", TargetId: "{unit}" },
    on: [...onPolicy, ...onUnit],
    given: attached,
    error: ["PolicyNotAttachedException", 400],
  },
  {
    operation: "ListPoliciesForTarget",
    keys: typeKey,
    input: { TargetId: "{unit}", Filter: type },
    on: onUnit,
    given: attached,
    error: ["TargetNotFoundException", 400, { TargetId: absentUnit }],
  },
  {
    operation: "ListTargetsForPolicy",
    input: { PolicyId: "{policy}" },
    on: onPolicy,
    given: attached,
    error: ["PolicyNotFoundException", 400, { PolicyId: "p-00000000" }],
  },
  {
    operation: "DescribeEffectivePolicy",
    keys: { "organizations:PolicyType": "TAG_POLICY" },
    input: { PolicyType: "TAG_POLICY", TargetId: "{account}" },
    on: onSelf,
    given: tagged,
    error: ["EffectivePolicyNotFoundException", 400, { PolicyType: "BACKUP_POLICY" }],
  },
  {
    operation: "PutResourcePolicy",
    input: { Content: delegation },
    on: ["resourcepolicy/{organization}/*"],
    given: organization,
    error: ["InvalidInputException", 400, { Content: "{}" }],
  },
  {
    operation: "DescribeResourcePolicy",
    on: onResourcePolicy,
    given: delegating,
    error: ["AWSOrganizationsNotInUseException", 400, {}, "other root"],
  },
  {
    operation: "DeleteResourcePolicy",
    on: onResourcePolicy,
    given: delegating,
    error: ["ResourcePolicyNotFoundException", 400],
  },
  {
    operation: "EnableAllFeatures",
    on: ["*"],
    given: [["CreateOrganization", { FeatureSet: "CONSOLIDATED_BILLING" }]],
    error: ["HandshakeConstraintViolationException", 400],
  },
  {
    operation: "TagResource",
    input: { ResourceId: "{unit}", Tags: [{ Key: "k", Value: "v" }] },
    on: onUnit,
    given: unit,
    error: ["TargetNotFoundException", 400, { ResourceId: absentUnit }],
  },
  {
    operation: "UntagResource",
    input: { ResourceId: "{policy}", TagKeys: ["k"] },
    on: onPolicy,
    given: policy,
    error: ["TargetNotFoundException", 400, { ResourceId: "p-00000000" }],
  },
  {
    operation: "ListTagsForResource",
    input: { ResourceId: "{root}" },
    on: onRoot,
    given: organization,
    error: ["TargetNotFoundException", 400, { ResourceId: absentAccount }],
  },
  {
    operation: "EnableAWSServiceAccess",
    keys: serviceKey,
    input: service,
    on: ["*"],
    given: organization,
    error: ["InvalidInputException", 400, { ServicePrincipal: "" }],
  },
  {
    operation: "DisableAWSServiceAccess",
    keys: serviceKey,
    input: service,
    on: ["*"],
    given: organization,
    error: ["InvalidInputException", 400, { ServicePrincipal: "" }],
  },
  { operation: "ListAWSServiceAccessForOrganization", on: ["*"], given: organization, error: invalidToken },
  {
    operation: "RegisterDelegatedAdministrator",
    keys: serviceKey,
    input: { AccountId: "{other}", ...service },
    on: onMember,
    given: trusted,
    error: ["AccountAlreadyRegisteredException", 400],
  },
  {
    operation: "DeregisterDelegatedAdministrator",
    keys: serviceKey,
    input: { AccountId: "{other}", ...service },
    on: onMember,
    given: delegated,
    error: ["AccountNotRegisteredException", 400],
  },
  { operation: "ListDelegatedAdministrators", on: ["*"], given: delegated, error: invalidToken },
  {
    operation: "ListDelegatedServicesForAccount",
    input: { AccountId: "{other}" },
    on: onMember,
    given: delegated,
    error: ["AccountNotFoundException", 400, { AccountId: absentAccount }],
  },
  {
    operation: "InviteAccountToOrganization",
    input: { Target: { Type: "ACCOUNT", Id: "{other}" } },
    on: onMember,
    given: organization,
    error: ["DuplicateHandshakeException", 400],
  },
  {
    operation: "AcceptHandshake",
    input: { HandshakeId: "{handshake}" },
    on: onHandshake,
    given: invited,
    by: "other",
    error: ["HandshakeAlreadyInStateException", 400],
  },
  {
    operation: "DeclineHandshake",
    input: { HandshakeId: "{handshake}" },
    on: onHandshake,
    given: invited,
    by: "other",
    error: ["HandshakeAlreadyInStateException", 400],
  },
  {
    operation: "CancelHandshake",
    input: { HandshakeId: "{handshake}" },
    on: onHandshake,
    given: invited,
    error: ["HandshakeAlreadyInStateException", 400],
  },
  {
    operation: "DescribeHandshake",
    input: { HandshakeId: "{handshake}" },
    on: onHandshake,
    given: invited,
    by: "other",
    error: ["HandshakeNotFoundException", 400, { HandshakeId: "h-00000000" }],
  },
  { operation: "ListHandshakesForAccount", on: ["*"], given: invited, by: "other", error: invalidToken },
  { operation: "ListHandshakesForOrganization", on: ["*"], given: invited, error: invalidToken },
];
