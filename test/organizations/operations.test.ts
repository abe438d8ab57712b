import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { services } from "../../src/services/services.ts";
import type { SigningCredentials } from "../../src/sigv4/sign.ts";
import type { Reply } from "../refusals/exchange.ts";
import { accountA, accountB, credentialsIn, elementOf, keys, policy } from "../refusals/fixture.ts";
import { type OrganizationFixture, startOrganization } from "./fixture.ts";
import { refusals } from "./refused-calls.ts";
import { document, samples } from "./samples.ts";

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

/** Puts ids in for `$root`, `$unit`, `$policy` and `$organization`. */
function filled<Value>(value: Value): Value {
  const text = JSON.stringify(value).replaceAll(/\$([a-z]+)/g, (_, name: string) => names[name] ?? "");
  // The text differs from the value's in ids only.
  return JSON.parse(text) as Value;
}

interface Refused {
  readonly code: string;
  readonly message: string;
  readonly reason?: string;
}

function errorOf({ body }: Reply): Refused {
  // Every refusal has such a body.
  const { __type: code, Message: message, Reason: reason } = JSON.parse(body) as Readonly<Record<string, string>>;
  return { code: code ?? "", message: message ?? "", ...(reason !== undefined && { reason }) };
}

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
      code: "AccessDeniedException",
      message:
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
      expect(errorOf(refused).message).toContain(`on resource: ${last} because`);
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
        code: "AccessDeniedException",
        message: "You don't have permissions to access this resource.",
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
    expect(errorOf(write).code).toBe("AccessDeniedException");
    expect(await scene.manage("ListDelegatedAdministrators")).toMatchObject({
      DelegatedAdministrators: [{ Id: accountA, State: "ACTIVE" }],
    });
    expect(await scene.manage("ListDelegatedServicesForAccount", { AccountId: accountA })).toMatchObject({
      DelegatedServices: [{ ServicePrincipal: "config.amazonaws.com" }],
    });
    const leaving = await scene.ask(keys.adminA, "LeaveOrganization");
    expect(errorOf(leaving).reason).toBe("CANNOT_REMOVE_DELEGATED_ADMINISTRATOR_FROM_ORG");
    await scene.manage("DeregisterDelegatedAdministrator", delegation);
    expect((await scene.ask(keys.adminA, "ListAccounts")).status).toBe(400);
  });
});

test.each(refusals)("$operation answers $code $reason", async ({ operation, input, code, reason }) => {
  const refused = await scene.ask(keys.adminB, operation, filled(input));
  expect(refused.status).toBe(400);
  expect(refused.headers.get("x-amzn-errortype")).toBe(code);
  expect(errorOf(refused)).toMatchObject({ code, ...(reason !== undefined && { reason }) });
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
    expect(errorOf(sixth).reason).toBe("OU_DEPTH_LIMIT_EXCEEDED");
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
    expect(errorOf(again).code).toBe("DuplicateHandshakeException");
    const HandshakeId = Handshake.Id;
    expect((await scene.ask(keys.adminA, "DeclineHandshake", { HandshakeId })).status).toBe(200);
    expect(errorOf(await scene.ask(keys.adminA, "DeclineHandshake", { HandshakeId })).code).toBe(
      "HandshakeAlreadyInStateException",
    );
    expect(errorOf(await scene.ask(keys.adminA, "AcceptHandshake", { HandshakeId })).code).toBe(
      "InvalidHandshakeTransitionException",
    );
    expect(errorOf(await scene.ask(keys.adminA, "ListAccounts")).code).toBe("AWSOrganizationsNotInUseException");
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
