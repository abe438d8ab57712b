import type { OperationRow, Step } from "../operation-row.ts";
import { bob, document, reader, readers, readersArn, staff, tags, trustPolicy } from "./iam-documents.ts";

const UserName = "bob";
const GroupName = "staff";
const RoleName = "reader";
const noUser = ["NoSuchEntity", 404, { UserName: "nobody" }] as const;
const noGroup = ["NoSuchEntity", 404, { GroupName: "nobody" }] as const;
const noRole = ["NoSuchEntity", 404, { RoleName: "nobody" }] as const;
const gone = ["NoSuchEntity", 404] as const;
const boundaryKey = { "iam:PermissionsBoundary": readersArn };
const boundary = { PermissionsBoundary: readersArn };
const member: Step = ["AddUserToGroup", { UserName, GroupName }];

/** Users, groups and roles. */
export const entityRows: readonly OperationRow[] = [
  {
    operation: "CreateUser",
    input: { UserName: "ann", Path: "/team/", Tags: tags },
    on: ["user/team/ann"],
    also: [["iam:TagUser", "user/team/ann"]],
    error: ["EntityAlreadyExists", 409],
  },
  { operation: "GetUser", input: { UserName }, on: ["user/team/bob"], given: [bob], error: noUser },
  { operation: "ListUsers", on: ["*"] },
  {
    operation: "UpdateUser",
    input: { UserName, NewUserName: "ann" },
    on: ["user/team/bob", "user/team/ann"],
    given: [bob],
    error: gone,
  },
  { operation: "DeleteUser", input: { UserName }, on: ["user/team/bob"], given: [bob], error: gone },
  { operation: "TagUser", input: { UserName, Tags: tags }, on: ["user/team/bob"], given: [bob], error: noUser },
  { operation: "UntagUser", input: { UserName, TagKeys: ["a"] }, on: ["user/team/bob"], given: [bob], error: noUser },
  { operation: "ListUserTags", input: { UserName }, on: ["user/team/bob"], given: [bob], error: noUser },
  {
    operation: "PutUserPermissionsBoundary",
    keys: boundaryKey,
    input: { UserName, ...boundary },
    on: ["user/team/bob"],
    given: [bob, readers],
    error: noUser,
  },
  {
    operation: "DeleteUserPermissionsBoundary",
    keys: boundaryKey,
    input: { UserName },
    on: ["user/team/bob"],
    given: [bob, readers, ["PutUserPermissionsBoundary", { UserName, ...boundary }]],
    error: noUser,
  },
  { operation: "ListGroupsForUser", input: { UserName }, on: ["user/team/bob"], given: [bob], error: noUser },

  {
    operation: "CreateGroup",
    input: { GroupName, Path: "/a/" },
    on: ["group/a/staff"],
    error: ["EntityAlreadyExists", 409],
  },
  { operation: "GetGroup", input: { GroupName }, on: ["group/staff"], given: [staff], error: noGroup },
  { operation: "ListGroups", on: ["*"] },
  {
    operation: "UpdateGroup",
    input: { GroupName, NewPath: "/moved/" },
    on: ["group/staff", "group/moved/staff"],
    given: [staff],
    error: noGroup,
  },
  { operation: "DeleteGroup", input: { GroupName }, on: ["group/staff"], given: [staff], error: gone },
  {
    operation: "AddUserToGroup",
    input: { UserName, GroupName },
    on: ["group/staff"],
    given: [bob, staff],
    error: noUser,
  },
  {
    operation: "RemoveUserFromGroup",
    input: { UserName, GroupName },
    on: ["group/staff"],
    given: [bob, staff, member],
    error: noUser,
  },

  {
    operation: "CreateRole",
    input: { RoleName, AssumeRolePolicyDocument: trustPolicy, Tags: tags },
    on: ["role/reader"],
    also: [["iam:TagRole", "role/reader"]],
    error: ["EntityAlreadyExists", 409],
  },
  { operation: "GetRole", input: { RoleName }, on: ["role/app/reader"], given: [reader], error: noRole },
  { operation: "ListRoles", on: ["*"] },
  {
    operation: "UpdateRole",
    input: { RoleName, Description: "r" },
    on: ["role/app/reader"],
    given: [reader],
    error: noRole,
  },
  {
    operation: "UpdateRoleDescription",
    input: { RoleName, Description: "r" },
    on: ["role/app/reader"],
    given: [reader],
    error: noRole,
  },
  {
    operation: "UpdateAssumeRolePolicy",
    input: { RoleName, PolicyDocument: trustPolicy },
    on: ["role/app/reader"],
    given: [reader],
    error: ["MalformedPolicyDocument", 400, { PolicyDocument: document }],
  },
  { operation: "DeleteRole", input: { RoleName }, on: ["role/app/reader"], given: [reader], error: gone },
  { operation: "TagRole", input: { RoleName, Tags: tags }, on: ["role/app/reader"], given: [reader], error: noRole },
  {
    operation: "UntagRole",
    input: { RoleName, TagKeys: ["a"] },
    on: ["role/app/reader"],
    given: [reader],
    error: noRole,
  },
  { operation: "ListRoleTags", input: { RoleName }, on: ["role/app/reader"], given: [reader], error: noRole },
  {
    operation: "PutRolePermissionsBoundary",
    keys: boundaryKey,
    input: { RoleName, ...boundary },
    on: ["role/app/reader"],
    given: [reader, readers],
    error: noRole,
  },
  {
    operation: "DeleteRolePermissionsBoundary",
    keys: boundaryKey,
    input: { RoleName },
    on: ["role/app/reader"],
    given: [reader, readers, ["PutRolePermissionsBoundary", { RoleName, ...boundary }]],
    error: noRole,
  },
  {
    operation: "CreateServiceLinkedRole",
    keys: { "iam:AWSServiceName": "ops.apigateway.amazonaws.com" },
    input: { AWSServiceName: "ops.apigateway.amazonaws.com" },
    on: ["role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway"],
    error: ["InvalidInput", 400],
  },
  {
    operation: "DeleteServiceLinkedRole",
    input: { RoleName: "AWSServiceRoleForAPIGateway" },
    on: ["role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway"],
    given: [["CreateServiceLinkedRole", { AWSServiceName: "ops.apigateway.amazonaws.com" }]],
    error: gone,
  },
  {
    operation: "GetServiceLinkedRoleDeletionStatus",
    input: { DeletionTaskId: "{task}" },
    on: ["role/aws-service-role/ops.apigateway.amazonaws.com/AWSServiceRoleForAPIGateway"],
    given: [
      ["CreateServiceLinkedRole", { AWSServiceName: "ops.apigateway.amazonaws.com" }],
      ["DeleteServiceLinkedRole", { RoleName: "AWSServiceRoleForAPIGateway" }, { task: "DeletionTaskId" }],
    ],
    error: ["NoSuchEntity", 404, { DeletionTaskId: "task/aws-service-role/a/b/00000000-0000-4000-8000-000000000000" }],
  },
];
