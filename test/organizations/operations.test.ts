import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../src/services/services.ts";
import type { SigningCredentials } from "../../src/sigv4/sign.ts";
import type { Reply } from "../refusals/exchange.ts";
import { accountA, accountB, credentialsIn, elementOf, keys, policy } from "../refusals/fixture.ts";
import { type OrganizationFixture, startOrganization } from "./fixture.ts";

// No test changes what another reads: what is made here is made for the test that makes it.
let scene: OrganizationFixture;
/** A user of the management account without any permission. */
let nobody: SigningCredentials;
/** Ids that the tables name by `$…`. */
let names: Readonly<Record<string, string>>;

beforeAll(async () => {
  scene = await startOrganization(accountA);
  await scene.must(keys.adminB, "CreateUser", { UserName: "nobody" });
  const key = await scene.must(keys.adminB, "CreateAccessKey", { UserName: "nobody" });
  nobody = { accessKeyId: elementOf(key, "AccessKeyId"), secretAccessKey: elementOf(key, "SecretAccessKey") };
  const { organizationId, rootId, unitId } = scene;
  const attachedPolicy = await scene.attach("SERVICE_CONTROL_POLICY", unitId, document);
  names = { organization: organizationId, root: rootId, unit: unitId, policy: attachedPolicy };
});
afterAll(() => scene.close());

const document = policy({ Effect: "Deny", Action: "s3:DeleteBucket", Resource: "*" });
const absentAccount = "999999999999";
const absentUnit = "ou-abcd-00000000";
const handshake = "h-0123456789abcdef";
const creation = "car-0123456789abcdef";

/** Puts ids in for `$root`, `$unit`, `$policy` and `$organization`. */
function filled<Value>(value: Value): Value {
  const text = JSON.stringify(value).replaceAll(/\$([a-z]+)/g, (_, name: string) => names[name] ?? "");
  // The text differs from the value's in ids only.
  return JSON.parse(text) as Value;
}

interface ErrorBody {
  readonly __type: string;
  readonly Message?: string;
  readonly Reason?: string;
}

function errorOf({ body }: Reply): ErrorBody {
  // Every refusal has such a body.
  return JSON.parse(body) as ErrorBody;
}

interface Sample {
  readonly operation: string;
  readonly input?: object;
  /** The resources that the permission is asked on, without `arn:aws:organizations::ACCOUNT:`; `*` when absent. */
  readonly on?: readonly string[];
}

const policyOn = "policy/$organization/service_control_policy/$policy";
const unitOn = "ou/$organization/$unit";
const rootOn = "root/$organization/$root";
const accountOn = `account/$organization/${accountA}`;

/** A call of every operation, for who may make it. */
const samples: readonly Sample[] = [
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
  { operation: "DescribeEffectivePolicy", input: { PolicyType: "TAG_POLICY", TargetId: accountA }, on: [accountOn] },
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

test("every operation has a sample", () => {
  const served = services.find(({ signingName }) => signingName === "organizations")?.operations ?? [];
  expect(samples.map(({ operation }) => operation).sort()).toEqual(served.map(({ name }) => name).sort());
});

describe("the permission", () => {
  test.each(samples)("to $operation is asked on its resources", async ({ operation, input = {}, on = ["*"] }) => {
    const refused = await scene.ask(nobody, operation, filled(input));
    const [first = ""] = filled(on).map((resource) =>
      resource === "*" ? resource : `arn:aws:organizations::${accountB}:${resource}`,
    );
    expect(refused.status).toBe(400);
    expect(errorOf(refused)).toEqual({
      __type: "AccessDeniedException",
      Message:
        `User: arn:aws:iam::${accountB}:user/nobody is not authorized to perform: organizations:${operation} on resource: ` +
        `${first} because no identity-based policy allows the organizations:${operation} action`,
    });
  });

  test.each(samples.filter(({ on = [] }) => on.length > 1))(
    "to $operation is needed on each of them",
    async ({ operation, input = {}, on = [] }) => {
      const resources = filled(on).map((resource) => `arn:aws:organizations::${accountB}:${resource}`);
      const last = resources.at(-1);
      const Statement = { Effect: "Allow", Action: `organizations:${operation}`, Resource: resources.slice(0, -1) };
      const PolicyDocument = policy(Statement);
      await scene.must(keys.adminB, "PutUserPolicy", { UserName: "nobody", PolicyName: "some", PolicyDocument });
      const refused = await scene.ask(nobody, operation, filled(input));
      await scene.must(keys.adminB, "DeleteUserPolicy", { UserName: "nobody", PolicyName: "some" });
      expect(errorOf(refused).Message).toContain(`on resource: ${last} because`);
    },
  );
});

const openToMembers = new Set([
  "CreateOrganization",
  "DescribeOrganization",
  "LeaveOrganization",
  "AcceptHandshake",
  "DeclineHandshake",
  "DescribeHandshake",
  "ListHandshakesForAccount",
]);

describe("a member account", () => {
  test.each(samples.filter(({ operation }) => !openToMembers.has(operation)))(
    "may not call $operation, whatever its own policies say",
    async ({ operation, input = {} }) => {
      expect(errorOf(await scene.ask(keys.adminA, operation, filled(input)))).toEqual({
        __type: "AccessDeniedException",
        Message: "You don't have permissions to access this resource.",
      });
    },
  );

  test("may ask for its organization", async () => {
    const { status, body } = await scene.ask(keys.adminA, "DescribeOrganization");
    expect([status, JSON.parse(body)]).toMatchObject([200, { Organization: { MasterAccountId: accountB } }]);
  });

  test("may read once it is a delegated administrator, and still not write", async () => {
    const delegation = { AccountId: accountA, ServicePrincipal: "config.amazonaws.com" };
    await scene.manage("EnableAWSServiceAccess", { ServicePrincipal: "config.amazonaws.com" });
    await scene.manage("RegisterDelegatedAdministrator", delegation);
    expect((await scene.ask(keys.adminA, "ListAccounts")).status).toBe(200);
    const write = await scene.ask(keys.adminA, "CreateOrganizationalUnit", { ParentId: scene.rootId, Name: "n" });
    expect(errorOf(write).__type).toBe("AccessDeniedException");
    expect(await scene.manage("ListDelegatedAdministrators")).toMatchObject({
      DelegatedAdministrators: [{ Id: accountA, State: "ACTIVE" }],
    });
    expect(await scene.manage("ListDelegatedServicesForAccount", { AccountId: accountA })).toMatchObject({
      DelegatedServices: [{ ServicePrincipal: "config.amazonaws.com" }],
    });
    const leaving = await scene.ask(keys.adminA, "LeaveOrganization");
    expect(errorOf(leaving).Reason).toBe("CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG");
    await scene.manage("DeregisterDelegatedAdministrator", delegation);
    expect((await scene.ask(keys.adminA, "ListAccounts")).status).toBe(400);
  });
});

interface Refusal {
  readonly operation: string;
  readonly input: object;
  readonly code: string;
  readonly reason?: string;
}

const scp = "SERVICE_CONTROL_POLICY";
const newPolicy = { Name: "n", Description: "", Type: scp, Content: document };
const delegate = { AccountId: accountA, ServicePrincipal: "sso.amazonaws.com" };

const refusals: readonly Refusal[] = [
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
    input: { RootId: "$root", PolicyType: "TAG_POLICY" },
    code: "PolicyTypeNotAvailableForOrganizationException",
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
    code: "PolicyTypeNotAvailableForOrganizationException",
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

test.each(refusals)("$operation answers $code $reason", async ({ operation, input, code, reason }) => {
  const refused = await scene.ask(keys.adminB, operation, filled(input));
  expect(refused.status).toBe(400);
  expect(refused.headers.get("x-amzn-errortype")).toBe(code);
  expect(errorOf(refused)).toMatchObject({ __type: code, ...(reason !== undefined && { Reason: reason }) });
});

describe("organizational units", () => {
  test("are nested five deep, renamed, tagged, listed by pages and deleted", async () => {
    const ids: string[] = [];
    for (let depth = 0, parent = scene.unitId; depth < 4; depth += 1) {
      const made = await scene.manage("CreateOrganizationalUnit", { ParentId: parent, Name: "nested" });
      parent = made.OrganizationalUnit.Id;
      ids.unshift(parent);
    }
    const [deepest = ""] = ids;
    const sixth = await scene.ask(keys.adminB, "CreateOrganizationalUnit", { ParentId: deepest, Name: "n" });
    expect(errorOf(sixth).Reason).toBe("OU_DEPTH_LIMIT_EXCEEDED");
    const renamed = await scene.manage("UpdateOrganizationalUnit", { OrganizationalUnitId: deepest, Name: "leaf" });
    expect(renamed.OrganizationalUnit).toMatchObject({ Id: deepest, Name: "leaf" });
    await scene.manage("TagResource", { ResourceId: deepest, Tags: [{ Key: "k", Value: "v" }] });
    expect(await scene.manage("ListTagsForResource", { ResourceId: deepest })).toEqual({
      Tags: [{ Key: "k", Value: "v" }],
    });
    await scene.manage("UntagResource", { ResourceId: deepest, TagKeys: ["k"] });
    expect(await scene.manage("ListTagsForResource", { ResourceId: deepest })).toEqual({ Tags: [] });
    for (const OrganizationalUnitId of ids) {
      await scene.manage("DeleteOrganizationalUnit", { OrganizationalUnitId });
    }
    expect(await scene.manage("ListOrganizationalUnitsForParent", { ParentId: scene.unitId })).toEqual({
      OrganizationalUnits: [],
    });
  });

  test("are listed in pages whose token leads to the next", async () => {
    const first = await scene.manage("ListAccounts", { MaxResults: 1 });
    expect(first).toMatchObject({ Accounts: [{ Id: accountA }], NextToken: expect.any(String) });
    const { NextToken } = first as unknown as { readonly NextToken: string };
    const second = await scene.manage("ListAccounts", { MaxResults: 1, NextToken });
    expect(second).toMatchObject({ Accounts: [{ Id: accountB }] });
    expect(second).not.toHaveProperty("NextToken");
  });
});

describe("accounts", () => {
  test("join by invitation once, of those who are invited", async () => {
    await scene.manage("RemoveAccountFromOrganization", { AccountId: accountA });
    const { Handshake } = await scene.manage("InviteAccountToOrganization", {
      Target: { Type: "ACCOUNT", Id: accountA },
      Notes: "welcome",
    });
    expect(Handshake).toMatchObject({ State: "OPEN", Action: "INVITE" });
    const again = await scene.ask(keys.adminB, "InviteAccountToOrganization", {
      Target: { Type: "ACCOUNT", Id: accountA },
    });
    expect(errorOf(again).__type).toBe("DuplicateHandshakeException");
    const HandshakeId = Handshake.Id;
    expect((await scene.ask(keys.adminA, "DeclineHandshake", { HandshakeId })).status).toBe(200);
    expect(errorOf(await scene.ask(keys.adminA, "DeclineHandshake", { HandshakeId })).__type).toBe(
      "HandshakeAlreadyInStateException",
    );
    expect(errorOf(await scene.ask(keys.adminA, "AcceptHandshake", { HandshakeId })).__type).toBe(
      "InvalidHandshakeTransitionException",
    );
    expect(errorOf(await scene.ask(keys.adminA, "ListAccounts")).__type).toBe("AWSOrganizationsNotInUseException");
    const second = await scene.manage("InviteAccountToOrganization", { Target: { Type: "ACCOUNT", Id: accountA } });
    expect((await scene.ask(keys.adminA, "AcceptHandshake", { HandshakeId: second.Handshake.Id })).status).toBe(200);
    const move = { AccountId: accountA, SourceParentId: scene.rootId, DestinationParentId: scene.unitId };
    await scene.manage("MoveAccount", move);
  });

  test("fail to be made with an address that another has", async () => {
    const input = { AccountName: "twin", Email: "twin@example.com" };
    await scene.manage("CreateAccount", input);
    const { CreateAccountStatus } = await scene.manage("CreateAccount", { ...input, Email: "TWIN@example.com" });
    const CreateAccountRequestId = CreateAccountStatus.Id;
    expect(await scene.manage("DescribeCreateAccountStatus", { CreateAccountRequestId })).toMatchObject({
      CreateAccountStatus: { State: "FAILED", FailureReason: "EMAIL_ALREADY_EXISTS" },
    });
    expect(await scene.manage("ListCreateAccountStatus", { States: ["FAILED"] })).toMatchObject({
      CreateAccountStatuses: [{ Id: CreateAccountRequestId }],
    });
  });

  test("may be reached by a role of the name that the request gives", async () => {
    const made = await scene.manage("CreateAccount", {
      AccountName: "ops",
      Email: "ops@example.com",
      RoleName: "Operations",
    });
    const { CreateAccountStatus } = await scene.manage("DescribeCreateAccountStatus", {
      CreateAccountRequestId: made.CreateAccountStatus.Id,
    });
    const session = await scene.must(keys.adminB, "AssumeRole", {
      RoleArn: `arn:aws:iam::${CreateAccountStatus.AccountId}:role/Operations`,
      RoleSessionName: "ops",
    });
    expect((await scene.call(credentialsIn(session), "ListUsers")).status).toBe(200);
  });
});

test("at most five policies of a type are attached to a node", async () => {
  const { OrganizationalUnit } = await scene.manage("CreateOrganizationalUnit", {
    ParentId: scene.rootId,
    Name: "full",
  });
  for (let count = 0; count < 4; count += 1) {
    await scene.attach("SERVICE_CONTROL_POLICY", OrganizationalUnit.Id, document);
  }
  await expect(scene.attach("SERVICE_CONTROL_POLICY", OrganizationalUnit.Id, document)).rejects.toThrow(
    "MAX_POLICY_TYPE_ATTACHMENT_LIMIT_EXCEEDED",
  );
});
