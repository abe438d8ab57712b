import type { Step } from "../operation-row.ts";
import { bob, document, reader, readers, readersArn, staff, trustPolicy } from "../rows/iam-documents.ts";
import type { ErrorRow } from "./error-row.ts";

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

/** Identity and Access Management. */
export const iamErrors: readonly ErrorRow[] = [
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
