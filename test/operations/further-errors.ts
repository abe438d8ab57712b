import type { ServiceName } from "./operation-bench.ts";
import type { OperationRow, RowError, Step } from "./operation-row.ts";
import { bob, document, reader, readers, readersArn, staff, trustPolicy } from "./rows/iam-documents.ts";

/** An error that an operation answers to the root of an account. */
export interface ErrorRow extends Pick<OperationRow, "operation" | "input" | "given"> {
  readonly error: RowError;
}

const UserName = "bob";
const GroupName = "staff";
const RoleName = "reader";
const linked: Step = ["CreateServiceLinkedRole", { AWSServiceName: "ops.apigateway.amazonaws.com" }];
const linkedRole = { RoleName: "AWSServiceRoleForAPIGateway" };
const conflict = ["DeleteConflict", 409] as const;
const malformed = ["MalformedPolicyDocument", 400] as const;
const unmodifiable = ["UnmodifiableEntity", 400] as const;
const bad = { PolicyName: "own", PolicyDocument: "{}" };
const profile = { InstanceProfileName: "hosts" };

const iamErrors: readonly ErrorRow[] = [
  { operation: "DeleteUser", input: { UserName }, given: [bob, ["CreateAccessKey", { UserName }]], error: conflict },
  {
    operation: "DeleteGroup",
    input: { GroupName },
    given: [bob, staff, ["AddUserToGroup", { UserName, GroupName }]],
    error: conflict,
  },
  {
    operation: "DeleteRole",
    input: { RoleName },
    given: [reader, ["PutRolePolicy", { RoleName, PolicyName: "own", PolicyDocument: document }]],
    error: conflict,
  },
  {
    operation: "DeletePolicy",
    input: { PolicyArn: readersArn },
    given: [bob, readers, ["AttachUserPolicy", { UserName, PolicyArn: readersArn }]],
    error: conflict,
  },
  {
    operation: "DeleteInstanceProfile",
    input: profile,
    given: [reader, ["CreateInstanceProfile", profile], ["AddRoleToInstanceProfile", { ...profile, RoleName }]],
    error: conflict,
  },
  { operation: "PutUserPolicy", input: { UserName, ...bad }, given: [bob], error: malformed },
  { operation: "PutGroupPolicy", input: { GroupName, ...bad }, given: [staff], error: malformed },
  { operation: "PutRolePolicy", input: { RoleName, ...bad }, given: [reader], error: malformed },
  { operation: "CreatePolicy", input: bad, error: malformed },
  { operation: "CreateRole", input: { RoleName, AssumeRolePolicyDocument: "{}" }, error: malformed },
  {
    operation: "UpdateUser",
    input: { UserName, NewUserName: "caller" },
    given: [bob],
    error: ["EntityAlreadyExists", 409],
  },
  {
    operation: "UpdateGroup",
    input: { GroupName, NewGroupName: "crew" },
    given: [staff, ["CreateGroup", { GroupName: "crew" }]],
    error: ["EntityAlreadyExists", 409],
  },
  { operation: "DeleteRole", input: linkedRole, given: [linked], error: unmodifiable },
  {
    operation: "AttachRolePolicy",
    input: { ...linkedRole, PolicyArn: readersArn },
    given: [linked, readers],
    error: unmodifiable,
  },
  {
    operation: "UpdateAssumeRolePolicy",
    input: { ...linkedRole, PolicyDocument: trustPolicy },
    given: [linked],
    error: unmodifiable,
  },
  { operation: "GetCredentialReport", error: ["ReportNotPresent", 410] },
  { operation: "GetAccountPasswordPolicy", error: ["NoSuchEntity", 404] },
  { operation: "GetOutboundWebIdentityFederationInfo", error: ["FeatureDisabled", 404] },
];

const stsErrors: readonly ErrorRow[] = [
  {
    operation: "GetWebIdentityToken",
    input: { Audience: ["app"], SigningAlgorithm: "RS256" },
    error: ["OutboundWebIdentityFederationDisabledException", 403],
  },
];

const organization: readonly Step[] = [
  ["CreateOrganization", {}, { organization: "Organization.Id" }],
  ["ListRoots", {}, { root: "Roots.0.Id" }],
];
const unit: Step = ["CreateOrganizationalUnit", { ParentId: "{root}", Name: "u" }, { unit: "OrganizationalUnit.Id" }];

const organizationsErrors: readonly ErrorRow[] = [
  { operation: "LeaveOrganization", given: organization, error: ["MasterCannotLeaveOrganizationException", 400] },
  {
    operation: "RemoveAccountFromOrganization",
    input: { AccountId: "{account}" },
    given: organization,
    error: ["MasterCannotLeaveOrganizationException", 400],
  },
  {
    operation: "DeleteOrganizationalUnit",
    input: { OrganizationalUnitId: "{unit}" },
    given: [...organization, unit, ["CreateOrganizationalUnit", { ParentId: "{unit}", Name: "inner" }]],
    error: ["OrganizationalUnitNotEmptyException", 400],
  },
  {
    operation: "EnablePolicyType",
    input: { RootId: "r-none", PolicyType: "SERVICE_CONTROL_POLICY" },
    given: organization,
    error: ["RootNotFoundException", 400],
  },
];

/** Errors beside the one that each operation's row shows. */
export const furtherErrors: Readonly<Record<ServiceName, readonly ErrorRow[]>> = {
  iam: iamErrors,
  sts: stsErrors,
  apigateway: [],
  apigatewayv2: [],
  organizations: organizationsErrors,
};
