import type { OperationRow, Step } from "../operation-row.ts";
import { absentArn, bob, document, otherDocument, reader, readers, readersArn, staff, tags } from "./iam-documents.ts";

const PolicyArn = readersArn;
const policyKey = { "iam:PolicyARN": readersArn };
const own = { PolicyName: "own" };
const noPolicy = ["NoSuchEntity", 404, { PolicyArn: absentArn }] as const;
const second: Step = ["CreatePolicyVersion", { PolicyArn, PolicyDocument: otherDocument }];

const holders = [
  { kind: "User", name: { UserName: "bob" }, nobody: { UserName: "nobody" }, on: "user/team/bob", given: bob },
  { kind: "Role", name: { RoleName: "reader" }, nobody: { RoleName: "nobody" }, on: "role/app/reader", given: reader },
  { kind: "Group", name: { GroupName: "staff" }, nobody: { GroupName: "nobody" }, on: "group/staff", given: staff },
] as const;

/** The inline and attached policies of every kind of entity. */
export const entityPolicyRows: readonly OperationRow[] = holders.flatMap(({ kind, name, nobody, on, given }) => {
  const put: Step = [`Put${kind}Policy`, { ...name, ...own, PolicyDocument: document }];
  const attach: Step = [`Attach${kind}Policy`, { ...name, PolicyArn }];
  const error = ["NoSuchEntity", 404, nobody] as const;
  const base = { on: [on], error };
  return [
    { ...base, operation: `Put${kind}Policy`, input: { ...name, ...own, PolicyDocument: document }, given: [given] },
    { ...base, operation: `Get${kind}Policy`, input: { ...name, ...own }, given: [given, put] },
    { ...base, operation: `List${kind}Policies`, input: name, given: [given, put] },
    {
      ...base,
      operation: `Delete${kind}Policy`,
      input: { ...name, ...own },
      given: [given, put],
      error: ["NoSuchEntity", 404],
    },
    {
      ...base,
      operation: `Attach${kind}Policy`,
      keys: policyKey,
      input: { ...name, PolicyArn },
      given: [given, readers],
    },
    { ...base, operation: `ListAttached${kind}Policies`, input: name, given: [given, readers, attach] },
    {
      ...base,
      operation: `Detach${kind}Policy`,
      keys: policyKey,
      input: { ...name, PolicyArn },
      given: [given, readers, attach],
      error: ["NoSuchEntity", 404],
    },
  ] satisfies readonly OperationRow[];
});

/** Managed policies and their versions. */
export const managedPolicyRows: readonly OperationRow[] = [
  {
    operation: "CreatePolicy",
    input: { PolicyName: "readers", PolicyDocument: document, Tags: tags },
    on: ["policy/readers"],
    also: [["iam:TagPolicy", "policy/readers"]],
    error: ["EntityAlreadyExists", 409],
  },
  { operation: "GetPolicy", input: { PolicyArn }, on: ["policy/readers"], given: [readers], error: noPolicy },
  { operation: "ListPolicies", on: ["*"] },
  {
    operation: "DeletePolicy",
    input: { PolicyArn },
    on: ["policy/readers"],
    given: [readers],
    error: ["NoSuchEntity", 404],
  },
  {
    operation: "CreatePolicyVersion",
    input: { PolicyArn, PolicyDocument: otherDocument },
    on: ["policy/readers"],
    given: [readers],
    error: ["MalformedPolicyDocument", 400, { PolicyDocument: "{}" }],
  },
  {
    operation: "GetPolicyVersion",
    input: { PolicyArn, VersionId: "v1" },
    on: ["policy/readers"],
    given: [readers],
    error: ["NoSuchEntity", 404, { VersionId: "v9" }],
  },
  { operation: "ListPolicyVersions", input: { PolicyArn }, on: ["policy/readers"], given: [readers], error: noPolicy },
  {
    operation: "SetDefaultPolicyVersion",
    input: { PolicyArn, VersionId: "v2" },
    on: ["policy/readers"],
    given: [readers, second],
    error: ["NoSuchEntity", 404, { VersionId: "v9" }],
  },
  {
    operation: "DeletePolicyVersion",
    input: { PolicyArn, VersionId: "v2" },
    on: ["policy/readers"],
    given: [readers, second],
    error: ["DeleteConflict", 409, { VersionId: "v1" }],
  },
  {
    operation: "ListEntitiesForPolicy",
    input: { PolicyArn },
    on: ["policy/readers"],
    given: [readers],
    error: noPolicy,
  },
  {
    operation: "TagPolicy",
    input: { PolicyArn, Tags: tags },
    on: ["policy/readers"],
    given: [readers],
    error: noPolicy,
  },
  {
    operation: "UntagPolicy",
    input: { PolicyArn, TagKeys: ["a"] },
    on: ["policy/readers"],
    given: [readers],
    error: noPolicy,
  },
  { operation: "ListPolicyTags", input: { PolicyArn }, on: ["policy/readers"], given: [readers], error: noPolicy },
  {
    operation: "SimulateCustomPolicy",
    input: { PolicyInputList: [document], ActionNames: ["s3:GetObject"] },
    on: ["*"],
    error: ["InvalidInput", 400, { ActionNames: ["nothing"] }],
  },
  {
    operation: "SimulatePrincipalPolicy",
    input: { PolicySourceArn: "arn:aws:iam::{account}:user/team/bob", ActionNames: ["s3:GetObject"] },
    on: ["user/team/bob"],
    given: [bob],
    error: ["NoSuchEntity", 404, { PolicySourceArn: "arn:aws:iam::{account}:user/nobody" }],
  },
  {
    operation: "GetContextKeysForCustomPolicy",
    input: { PolicyInputList: [document] },
    on: ["*"],
    error: ["InvalidInput", 400, { PolicyInputList: ["{}"] }],
  },
  {
    operation: "GetContextKeysForPrincipalPolicy",
    input: { PolicySourceArn: "arn:aws:iam::{account}:user/team/bob" },
    on: ["user/team/bob"],
    given: [bob],
    error: ["NoSuchEntity", 404, { PolicySourceArn: "arn:aws:iam::{account}:user/nobody" }],
  },
];
