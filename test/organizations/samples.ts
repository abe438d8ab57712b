import { accountA, accountB, policy } from "../refusals/fixture.ts";

/** A service control policy that is sound. */
export const document = policy({ Effect: "Deny", Action: "s3:DeleteBucket", Resource: "*" });
/** An invitation that does not exist. */
export const handshake = "h-0123456789abcdef";
/** A request for an account that does not exist. */
export const creation = "car-0123456789abcdef";

/** A call of one operation. */
export interface Sample {
  readonly operation: string;
  readonly input?: object;
  /** The resources that the permission is asked on, without `arn:aws:organizations::ACCOUNT:`; `*` when absent. */
  readonly on?: readonly string[];
}

const policyOn = "policy/$organization/service_control_policy/$policy";
const unitOn = "ou/$organization/$unit";
const rootOn = "root/$organization/$root";
const managerOn = `account/$organization/${accountB}`;
const accountOn = `account/$organization/${accountA}`;

/** A call of every operation, for who may make it. `$root`, `$unit`, `$policy` and `$organization` stand for ids. */
export const samples: readonly Sample[] = [
  { operation: "CreateOrganization" },
  { operation: "DescribeOrganization" },
  { operation: "DeleteOrganization" },
  { operation: "ListRoots" },
  { operation: "EnablePolicyType", input: { RootId: "$root", PolicyType: "TAG_POLICY" }, on: [rootOn] },
  { operation: "DisablePolicyType", input: { RootId: "$root", PolicyType: "TAG_POLICY" }, on: [rootOn] },
  { operation: "CreateAccount", input: { AccountName: "n", Email: "n@example.com" } },
  { operation: "DescribeCreateAccountStatus", input: { CreateAccountRequestId: creation } },
  { operation: "ListCreateAccountStatus" },
  { operation: "DescribeAccount", input: { AccountId: accountA }, on: [accountOn] },
  { operation: "ListAccounts" },
  { operation: "ListAccountsForParent", input: { ParentId: "$unit" }, on: [unitOn] },
  { operation: "CloseAccount", input: { AccountId: accountA }, on: [accountOn] },
  { operation: "RemoveAccountFromOrganization", input: { AccountId: accountA }, on: [accountOn] },
  { operation: "LeaveOrganization" },
  { operation: "CreateOrganizationalUnit", input: { ParentId: "$root", Name: "n" }, on: [rootOn] },
  { operation: "DescribeOrganizationalUnit", input: { OrganizationalUnitId: "$unit" }, on: [unitOn] },
  { operation: "UpdateOrganizationalUnit", input: { OrganizationalUnitId: "$unit" }, on: [unitOn] },
  { operation: "DeleteOrganizationalUnit", input: { OrganizationalUnitId: "$unit" }, on: [unitOn] },
  { operation: "ListOrganizationalUnitsForParent", input: { ParentId: "$root" }, on: [rootOn] },
  { operation: "ListChildren", input: { ParentId: "$root", ChildType: "ACCOUNT" }, on: [rootOn] },
  { operation: "ListParents", input: { ChildId: "$unit" }, on: [unitOn] },
  {
    operation: "MoveAccount",
    input: { AccountId: accountA, SourceParentId: "$unit", DestinationParentId: "$root" },
    on: [accountOn, unitOn, rootOn],
  },
  {
    operation: "CreatePolicy",
    input: { Name: "n", Description: "", Type: "SERVICE_CONTROL_POLICY", Content: document },
  },
  { operation: "DescribePolicy", input: { PolicyId: "$policy" }, on: [policyOn] },
  { operation: "UpdatePolicy", input: { PolicyId: "$policy" }, on: [policyOn] },
  { operation: "DeletePolicy", input: { PolicyId: "$policy" }, on: [policyOn] },
  { operation: "ListPolicies", input: { Filter: "SERVICE_CONTROL_POLICY" } },
  { operation: "DescribeEffectivePolicy", input: { PolicyType: "TAG_POLICY", TargetId: accountB }, on: [managerOn] },
  { operation: "PutResourcePolicy", input: { Content: "{}" }, on: ["resourcepolicy/$organization/*"] },
  { operation: "DescribeResourcePolicy", on: ["resourcepolicy/$organization/*"] },
  { operation: "DeleteResourcePolicy", on: ["resourcepolicy/$organization/*"] },
  { operation: "EnableAllFeatures" },
  { operation: "AttachPolicy", input: { PolicyId: "$policy", TargetId: "$root" }, on: [policyOn, rootOn] },
  { operation: "DetachPolicy", input: { PolicyId: "$policy", TargetId: "$unit" }, on: [policyOn, unitOn] },
  {
    operation: "ListPoliciesForTarget",
    input: { TargetId: "$unit", Filter: "SERVICE_CONTROL_POLICY" },
    on: [unitOn],
  },
  { operation: "ListTargetsForPolicy", input: { PolicyId: "$policy" }, on: [policyOn] },
  { operation: "TagResource", input: { ResourceId: "$unit", Tags: [{ Key: "k", Value: "v" }] }, on: [unitOn] },
  { operation: "UntagResource", input: { ResourceId: "$policy", TagKeys: ["k"] }, on: [policyOn] },
  { operation: "ListTagsForResource", input: { ResourceId: accountA }, on: [accountOn] },
  { operation: "EnableAWSServiceAccess", input: { ServicePrincipal: "sso.amazonaws.com" } },
  { operation: "DisableAWSServiceAccess", input: { ServicePrincipal: "sso.amazonaws.com" } },
  { operation: "ListAWSServiceAccessForOrganization" },
  {
    operation: "RegisterDelegatedAdministrator",
    input: { AccountId: accountA, ServicePrincipal: "sso.amazonaws.com" },
    on: [accountOn],
  },
  {
    operation: "DeregisterDelegatedAdministrator",
    input: { AccountId: accountA, ServicePrincipal: "sso.amazonaws.com" },
    on: [accountOn],
  },
  { operation: "ListDelegatedAdministrators" },
  { operation: "ListDelegatedServicesForAccount", input: { AccountId: accountA }, on: [accountOn] },
  {
    operation: "InviteAccountToOrganization",
    input: { Target: { Type: "ACCOUNT", Id: accountA } },
    on: [accountOn],
  },
  { operation: "AcceptHandshake", input: { HandshakeId: handshake } },
  { operation: "DeclineHandshake", input: { HandshakeId: handshake } },
  {
    operation: "CancelHandshake",
    input: { HandshakeId: handshake },
    on: [`handshake/$organization/invite/${handshake}`],
  },
  { operation: "DescribeHandshake", input: { HandshakeId: handshake } },
  { operation: "ListHandshakesForAccount" },
  { operation: "ListHandshakesForOrganization" },
];
