import type { ErrorRow } from "./error-row.ts";
import type { RowError, RowInput, Step } from "../operation-row.ts";
import { oidc, oidcArn, saml, samlArn, uploadedServer } from "../rows/iam-account.ts";
import { mfaDevice, mfaSerialNumber } from "../rows/iam-credentials.ts";
import {
  absentArn,
  bob,
  document,
  otherDocument,
  reader,
  readers,
  readersArn,
  staff,
  trustPolicy,
} from "../rows/iam-documents.ts";

const UserName = "bob";
const GroupName = "staff";
const RoleName = "reader";
const PolicyArn = readersArn;
const profile = { InstanceProfileName: "hosts" };
const madeProfile: Step = ["CreateInstanceProfile", profile];
const linked: Step = ["CreateServiceLinkedRole", { AWSServiceName: "ops.apigateway.amazonaws.com" }];
const linkedRole = { RoleName: "AWSServiceRoleForAPIGateway" };
const linkedPolicy = "arn:aws:iam::aws:policy/aws-service-role/APIGatewayServiceRolePolicy";

const conflict: RowError = ["DeleteConflict", 409];
const exists: RowError = ["EntityAlreadyExists", 409];
const invalid: RowError = ["InvalidInput", 400];
const limit: RowError = ["LimitExceeded", 409];
const malformed: RowError = ["MalformedPolicyDocument", 400];
const missing: RowError = ["NoSuchEntity", 404];
const unmodifiable: RowError = ["UnmodifiableEntity", 400];
const unattachable: RowError = ["PolicyNotAttachable", 400];

const sameTwice = [
  { Key: "a", Value: "1" },
  { Key: "a", Value: "2" },
];
const fifty = Array.from({ length: 50 }, (_, index) => ({ Key: `key-${index}`, Value: "" }));
const oneMore = [{ Key: "one-more", Value: "" }];
const tooLong = document.replace("GetObject", "G".repeat(10_500));
const ownTooLong = { PolicyName: "own", PolicyDocument: tooLong };
const longTrust = trustPolicy.replace("sts:AssumeRole", `sts:${"A".repeat(2100)}`);
const times = (count: number) => Array.from({ length: count }).keys();

/** What takes tags: the name of one, how it is made, and the call that would make one with tags. */
const tagged: readonly (readonly [noun: string, named: RowInput, made: Step, create?: string])[] = [
  ["User", { UserName }, bob, "CreateUser"],
  ["Role", { RoleName }, reader, "CreateRole"],
  ["Policy", { PolicyArn }, readers, "CreatePolicy"],
  ["InstanceProfile", profile, madeProfile, "CreateInstanceProfile"],
  ["MFADevice", { SerialNumber: mfaSerialNumber }, mfaDevice, "CreateVirtualMFADevice"],
  ["OpenIDConnectProvider", oidcArn, oidc, "CreateOpenIDConnectProvider"],
  ["SAMLProvider", samlArn, saml, "CreateSAMLProvider"],
  ["ServerCertificate", { ServerCertificateName: "site" }, uploadedServer, "UploadServerCertificate"],
];

const tagErrors: readonly ErrorRow[] = tagged.flatMap(([noun, named, made, create = ""]) => [
  { operation: `Tag${noun}`, input: { ...named, Tags: sameTwice }, given: [made], error: invalid },
  {
    operation: `Tag${noun}`,
    input: { ...named, Tags: oneMore },
    given: [
      made,
      [`Tag${noun}`, { ...named, Tags: made[1] !== undefined && "Tags" in made[1] ? fifty.slice(1) : fifty }],
    ],
    error: limit,
  },
  // What makes it, made with tags of which two are one.
  { operation: create, input: { ...made[1], Tags: sameTwice }, error: invalid },
]);

/** Users, groups and roles with the policies they can have ten of. */
const holders = [
  { kind: "User", name: { UserName }, given: bob },
  { kind: "Group", name: { GroupName }, given: staff },
  { kind: "Role", name: { RoleName }, given: reader },
] as const;

const holderErrors: readonly ErrorRow[] = holders.flatMap(({ kind, name, given }) => [
  {
    operation: `Put${kind}Policy`,
    input: { ...name, PolicyName: "own", PolicyDocument: "{}" },
    given: [given],
    error: malformed,
  },
  { operation: `Put${kind}Policy`, input: { ...name, ...ownTooLong }, given: [given], error: limit },
  {
    operation: `Attach${kind}Policy`,
    input: { ...name, PolicyArn: linkedPolicy },
    given: [given],
    error: unattachable,
  },
  {
    operation: `Attach${kind}Policy`,
    input: { ...name, PolicyArn },
    given: [
      given,
      readers,
      ...[...times(10)].flatMap((index): readonly Step[] => [
        ["CreatePolicy", { PolicyName: `p${index}`, PolicyDocument: document }],
        [`Attach${kind}Policy`, { ...name, PolicyArn: `arn:aws:iam::{account}:policy/p${index}` }],
      ]),
    ],
    error: limit,
  },
]);

const boundaryErrors: readonly ErrorRow[] = [
  { kind: "User", name: { UserName }, given: bob },
  { kind: "Role", name: { RoleName }, given: reader },
].flatMap(({ kind, name, given }): readonly ErrorRow[] => [
  {
    operation: `Put${kind}PermissionsBoundary`,
    input: { ...name, PermissionsBoundary: "arn:aws:iam::{account}:role/none" },
    given: [given],
    error: invalid,
  },
  {
    operation: `Put${kind}PermissionsBoundary`,
    input: { ...name, PermissionsBoundary: linkedPolicy },
    given: [given],
    error: unattachable,
  },
]);

/** Users, groups, roles and instance profiles. */
const entityErrors: readonly ErrorRow[] = [
  { operation: "CreateUser", input: { UserName, PermissionsBoundary: absentArn }, error: missing },
  { operation: "DeleteUser", input: { UserName }, given: [bob, ["CreateAccessKey", { UserName }]], error: conflict },
  { operation: "UpdateUser", input: { UserName, NewUserName: "caller" }, given: [bob], error: exists },
  {
    operation: "UpdateGroup",
    input: { GroupName, NewGroupName: "crew" },
    given: [staff, ["CreateGroup", { GroupName: "crew" }]],
    error: exists,
  },
  {
    operation: "DeleteGroup",
    input: { GroupName },
    given: [bob, staff, ["AddUserToGroup", { UserName, GroupName }]],
    error: conflict,
  },
  {
    operation: "AddUserToGroup",
    input: { UserName, GroupName },
    given: [
      bob,
      staff,
      ...[...times(10)].flatMap((index): readonly Step[] => [
        ["CreateGroup", { GroupName: `g${index}` }],
        ["AddUserToGroup", { UserName, GroupName: `g${index}` }],
      ]),
    ],
    error: limit,
  },
  {
    operation: "DeleteRole",
    input: { RoleName },
    given: [reader, ["PutRolePolicy", { RoleName, PolicyName: "own", PolicyDocument: document }]],
    error: conflict,
  },
  { operation: "CreateRole", input: { RoleName, AssumeRolePolicyDocument: "{}" }, error: malformed },
  { operation: "CreateRole", input: { RoleName, AssumeRolePolicyDocument: longTrust }, error: limit },
  { operation: "UpdateAssumeRolePolicy", input: { RoleName: "nobody", PolicyDocument: trustPolicy }, error: missing },
  {
    operation: "UpdateAssumeRolePolicy",
    input: { RoleName, PolicyDocument: longTrust },
    given: [reader],
    error: limit,
  },
  {
    operation: "DeleteInstanceProfile",
    input: profile,
    given: [reader, madeProfile, ["AddRoleToInstanceProfile", { ...profile, RoleName }]],
    error: conflict,
  },
  {
    operation: "AddRoleToInstanceProfile",
    input: { ...profile, RoleName },
    given: [reader, madeProfile, ["AddRoleToInstanceProfile", { ...profile, RoleName }]],
    error: limit,
  },
];

/** What may not be done with the role of a service. */
const linkedRoleErrors: readonly ErrorRow[] = (
  [
    ["DeleteRole"],
    ["UpdateRole", { MaxSessionDuration: 7200 }],
    ["UpdateAssumeRolePolicy", { PolicyDocument: trustPolicy }],
    ["AttachRolePolicy", { PolicyArn }],
    ["DetachRolePolicy", { PolicyArn: linkedPolicy }],
    ["PutRolePolicy", { PolicyName: "own", PolicyDocument: document }],
    ["DeleteRolePolicy", { PolicyName: "own" }],
    ["PutRolePermissionsBoundary", { PermissionsBoundary: PolicyArn }],
    ["DeleteRolePermissionsBoundary"],
    ["AddRoleToInstanceProfile", profile],
  ] as const
).map(([operation, input = {}]) => ({
  operation,
  input: { ...linkedRole, ...input },
  given: [linked, readers, madeProfile],
  error: unmodifiable,
}));

/** Managed policies, simulations and reports about them. */
const policyErrors: readonly ErrorRow[] = [
  { operation: "CreatePolicy", input: { PolicyName: "own", PolicyDocument: "{}" }, error: malformed },
  { operation: "CreatePolicy", input: ownTooLong, error: limit },
  {
    operation: "DeletePolicy",
    input: { PolicyArn },
    given: [bob, readers, ["AttachUserPolicy", { UserName, PolicyArn }]],
    error: conflict,
  },
  { operation: "CreatePolicyVersion", input: { PolicyArn: absentArn, PolicyDocument: document }, error: missing },
  {
    operation: "CreatePolicyVersion",
    input: { PolicyArn, PolicyDocument: otherDocument },
    given: [
      readers,
      ...[...times(4)].map((): Step => ["CreatePolicyVersion", { PolicyArn, PolicyDocument: otherDocument }]),
    ],
    error: limit,
  },
  { operation: "DeletePolicyVersion", input: { PolicyArn, VersionId: "v9" }, given: [readers], error: missing },
  {
    operation: "SimulatePrincipalPolicy",
    input: { PolicySourceArn: "arn:aws:iam::{account}:user/team/bob", ActionNames: ["nothing"] },
    given: [bob],
    error: invalid,
  },
  {
    operation: "GetContextKeysForPrincipalPolicy",
    input: { PolicySourceArn: "arn:aws:iam::{account}:user/team/bob", PolicyInputList: ["{}"] },
    given: [bob],
    error: invalid,
  },
  {
    operation: "GenerateServiceLastAccessedDetails",
    input: { Arn: "arn:aws:s3:::no-entity-of-iam" },
    error: invalid,
  },
  {
    operation: "ListPoliciesGrantingServiceAccess",
    input: { Arn: "arn:aws:s3:::no-entity-of-iam", ServiceNamespaces: ["iam"] },
    error: invalid,
  },
  { operation: "GetCredentialReport", error: ["ReportNotPresent", 410] },
];

/** Errors of users, groups, roles, instance profiles and policies, and of tags on everything. */
export const entityErrorRows: readonly ErrorRow[] = [
  ...tagErrors,
  ...holderErrors,
  ...boundaryErrors,
  ...entityErrors,
  ...linkedRoleErrors,
  ...policyErrors,
];
