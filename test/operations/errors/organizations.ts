import type { RowError, Step } from "../operation-row.ts";
import type { ErrorRow } from "./error-row.ts";

const organization: readonly Step[] = [
  ["CreateOrganization", {}, { organization: "Organization.Id" }],
  ["ListRoots", {}, { root: "Roots.0.Id" }],
];
const billing: readonly Step[] = [
  ["CreateOrganization", { FeatureSet: "CONSOLIDATED_BILLING" }],
  ["ListRoots", {}, { root: "Roots.0.Id" }],
];
const newUnit = (Name: string, parent: string, keep: string): Step => [
  "CreateOrganizationalUnit",
  { ParentId: `{${parent}}`, Name },
  { [keep]: "OrganizationalUnit.Id" },
];
const unit = newUnit("u", "root", "unit");
const invite: Step = [
  "InviteAccountToOrganization",
  { Target: { Type: "ACCOUNT", Id: "{other}" } },
  { handshake: "Handshake.Id" },
];
const accept: Step = ["AcceptHandshake", { HandshakeId: "{handshake}" }, {}, "other"];
const member: readonly Step[] = [...organization, invite, accept];
const ServicePrincipal = "sso.amazonaws.com";
const delegation = { AccountId: "{other}", ServicePrincipal };
const delegated: readonly Step[] = [
  ...member,
  ["EnableAWSServiceAccess", { ServicePrincipal }],
  ["RegisterDelegatedAdministrator", delegation],
];

const Type = "SERVICE_CONTROL_POLICY";
const Content = JSON.stringify({ Statement: [{ Effect: "Allow", Action: "*", Resource: "*" }] });
const newPolicy = (Name: string) => ({ Name, Description: "", Type, Content });
const made = (name: string): Step => ["CreatePolicy", newPolicy(name), { [name]: "Policy.PolicySummary.Id" }];
const attach = (name: string): Step => ["AttachPolicy", { PolicyId: `{${name}}`, TargetId: "{root}" }];
const enabled: readonly Step[] = [...organization, ["EnablePolicyType", { RootId: "{root}", PolicyType: Type }]];
const names = ["a", "b", "c", "d"];
const absentAccount = "999999999999";
const absentUnit = "ou-abcd-00000000";
const absentPolicy = "p-00000000";
const absentHandshake = { HandshakeId: "h-00000000" };

const constraint: RowError = ["ConstraintViolationException", 400];
const error = (code: string): RowError => [code, 400];
const tags = (from: number) => Array.from({ length: 30 }, (_, n) => ({ Key: `k${from + n}`, Value: "v" }));

const accountErrors: readonly ErrorRow[] = [
  { operation: "CreateOrganization", input: { FeatureSet: "NONE" }, error: error("InvalidInputException") },
  {
    operation: "LeaveOrganization",
    given: organization,
    error: error("MasterCannotLeaveOrganizationException"),
  },
  { operation: "LeaveOrganization", given: delegated, who: "other root", error: constraint },
  {
    operation: "RemoveAccountFromOrganization",
    input: { AccountId: "{account}" },
    given: organization,
    error: error("MasterCannotLeaveOrganizationException"),
  },
  {
    operation: "RemoveAccountFromOrganization",
    input: { AccountId: "{other}" },
    given: delegated,
    error: constraint,
  },
  {
    operation: "CloseAccount",
    input: { AccountId: absentAccount },
    given: organization,
    error: error("AccountNotFoundException"),
  },
  { operation: "CloseAccount", input: { AccountId: "{account}" }, given: organization, error: constraint },
  { operation: "DeleteOrganization", given: member, error: error("OrganizationNotEmptyException") },
];

const move = { AccountId: "{account}", SourceParentId: "{root}", DestinationParentId: "{unit}" };
const treeErrors: readonly ErrorRow[] = [
  {
    operation: "DeleteOrganizationalUnit",
    input: { OrganizationalUnitId: "{unit}" },
    given: [...organization, unit, newUnit("inner", "unit", "inner")],
    error: error("OrganizationalUnitNotEmptyException"),
  },
  {
    operation: "CreateOrganizationalUnit",
    input: { ParentId: absentUnit, Name: "u" },
    given: organization,
    error: error("ParentNotFoundException"),
  },
  {
    operation: "CreateOrganizationalUnit",
    input: { ParentId: "{e}", Name: "f" },
    given: [
      ...organization,
      newUnit("a", "root", "a"),
      newUnit("b", "a", "b"),
      newUnit("c", "b", "c"),
      newUnit("d", "c", "d"),
      newUnit("e", "d", "e"),
    ],
    error: constraint,
  },
  {
    operation: "UpdateOrganizationalUnit",
    input: { OrganizationalUnitId: "{unit}", Name: "v" },
    given: [...organization, unit, newUnit("v", "root", "second")],
    error: error("DuplicateOrganizationalUnitException"),
  },
  {
    operation: "MoveAccount",
    input: { ...move, AccountId: absentAccount },
    given: [...organization, unit],
    error: error("AccountNotFoundException"),
  },
  {
    operation: "MoveAccount",
    input: { ...move, SourceParentId: absentUnit },
    given: [...organization, unit],
    error: error("SourceParentNotFoundException"),
  },
  {
    operation: "MoveAccount",
    input: { ...move, DestinationParentId: absentUnit },
    given: [...organization, unit],
    error: error("DestinationParentNotFoundException"),
  },
  {
    operation: "TagResource",
    input: { ResourceId: "{root}", Tags: tags(30) },
    given: [...organization, ["TagResource", { ResourceId: "{root}", Tags: tags(0) }]],
    error: constraint,
  },
];

const policyErrors: readonly ErrorRow[] = [
  {
    operation: "EnablePolicyType",
    input: { RootId: "r-none", PolicyType: Type },
    given: organization,
    error: error("RootNotFoundException"),
  },
  {
    operation: "EnablePolicyType",
    input: { RootId: "{root}", PolicyType: Type },
    given: billing,
    error: error("PolicyTypeNotAvailableForOrganizationException"),
  },
  {
    operation: "DisablePolicyType",
    input: { RootId: "r-none", PolicyType: Type },
    given: organization,
    error: error("RootNotFoundException"),
  },
  {
    operation: "CreatePolicy",
    input: newPolicy("a"),
    given: billing,
    error: error("PolicyTypeNotAvailableForOrganizationException"),
  },
  {
    operation: "CreatePolicy",
    input: { ...newPolicy("a"), Content: "{" },
    given: organization,
    error: error("MalformedPolicyDocumentException"),
  },
  {
    operation: "CreatePolicy",
    input: { ...newPolicy("a"), Content: Content.padEnd(5121) },
    given: organization,
    error: constraint,
  },
  {
    operation: "UpdatePolicy",
    input: { PolicyId: absentPolicy, Name: "b" },
    given: organization,
    error: error("PolicyNotFoundException"),
  },
  {
    operation: "UpdatePolicy",
    input: { PolicyId: "{a}", Name: "b" },
    given: [...organization, made("a"), made("b")],
    error: error("DuplicatePolicyException"),
  },
  {
    operation: "UpdatePolicy",
    input: { PolicyId: "{a}", Content: Content.padEnd(5121) },
    given: [...organization, made("a")],
    error: constraint,
  },
  {
    operation: "DeletePolicy",
    input: { PolicyId: "{a}" },
    given: [...enabled, made("a"), attach("a")],
    error: error("PolicyInUseException"),
  },
  {
    operation: "AttachPolicy",
    input: { PolicyId: "{a}", TargetId: "{root}" },
    given: [...organization, made("a")],
    error: error("PolicyTypeNotEnabledException"),
  },
  {
    operation: "AttachPolicy",
    input: { PolicyId: absentPolicy, TargetId: "{root}" },
    given: enabled,
    error: error("PolicyNotFoundException"),
  },
  {
    operation: "AttachPolicy",
    input: { PolicyId: "{a}", TargetId: absentUnit },
    given: [...enabled, made("a")],
    error: error("TargetNotFoundException"),
  },
  {
    operation: "AttachPolicy",
    input: { PolicyId: "{e}", TargetId: "{root}" },
    given: [...enabled, ...names.flatMap((name) => [made(name), attach(name)]), made("e")],
    error: constraint,
  },
  {
    operation: "DetachPolicy",
    input: { PolicyId: absentPolicy, TargetId: "{root}" },
    given: enabled,
    error: error("PolicyNotFoundException"),
  },
  {
    operation: "DetachPolicy",
    input: { PolicyId: "{a}", TargetId: absentUnit },
    given: [...enabled, made("a")],
    error: error("TargetNotFoundException"),
  },
  {
    operation: "DetachPolicy",
    input: { PolicyId: "p-FullAWSAccess", TargetId: "{root}" },
    given: enabled,
    error: constraint,
  },
  {
    operation: "DescribeEffectivePolicy",
    input: { PolicyType: "TAG_POLICY", TargetId: absentAccount },
    given: organization,
    error: error("TargetNotFoundException"),
  },
  {
    operation: "DescribeResourcePolicy",
    given: organization,
    error: error("ResourcePolicyNotFoundException"),
  },
  { operation: "PutResourcePolicy", input: { Content }, given: billing, error: constraint },
];

const delegationErrors: readonly ErrorRow[] = [
  { operation: "EnableAWSServiceAccess", input: { ServicePrincipal }, given: billing, error: constraint },
  {
    operation: "RegisterDelegatedAdministrator",
    input: { ...delegation, AccountId: "{account}" },
    given: organization,
    error: constraint,
  },
  {
    operation: "RegisterDelegatedAdministrator",
    input: { ...delegation, AccountId: absentAccount },
    given: organization,
    error: error("AccountNotFoundException"),
  },
  {
    operation: "DeregisterDelegatedAdministrator",
    input: { ...delegation, AccountId: "{account}" },
    given: organization,
    error: constraint,
  },
  {
    operation: "DeregisterDelegatedAdministrator",
    input: { ...delegation, AccountId: absentAccount },
    given: organization,
    error: error("AccountNotFoundException"),
  },
  {
    operation: "ListDelegatedServicesForAccount",
    input: { AccountId: "{account}" },
    given: organization,
    error: error("AccountNotRegisteredException"),
  },
];

const cancelled: readonly Step[] = [...organization, invite, ["CancelHandshake", { HandshakeId: "{handshake}" }]];
const sent = { HandshakeId: "{handshake}" };
const handshakeErrors: readonly ErrorRow[] = [
  {
    operation: "InviteAccountToOrganization",
    input: { Target: { Type: "ACCOUNT", Id: "{other}" } },
    given: member,
    error: error("HandshakeConstraintViolationException"),
  },
  ...["AcceptHandshake", "DeclineHandshake"].flatMap((operation): readonly ErrorRow[] => [
    { operation, input: absentHandshake, who: "other root", error: error("HandshakeNotFoundException") },
    {
      operation,
      input: sent,
      given: cancelled,
      who: "other root",
      error: error("InvalidHandshakeTransitionException"),
    },
  ]),
  {
    operation: "AcceptHandshake",
    input: sent,
    given: [...organization, invite, ["CreateOrganization", {}, {}, "other"]],
    who: "other root",
    error: error("MasterCannotLeaveOrganizationException"),
  },
  {
    operation: "CancelHandshake",
    input: absentHandshake,
    given: organization,
    error: error("HandshakeNotFoundException"),
  },
  { operation: "CancelHandshake", input: sent, given: member, error: error("InvalidHandshakeTransitionException") },
];

/** Organizations. */
export const organizationsErrors: readonly ErrorRow[] = [
  ...accountErrors,
  ...treeErrors,
  ...policyErrors,
  ...delegationErrors,
  ...handshakeErrors,
];
