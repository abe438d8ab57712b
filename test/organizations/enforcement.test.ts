import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { accountA, accountB, keys, policy, trust } from "../refusals/fixture.ts";
import { type OrganizationFixture, startOrganization } from "./fixture.ts";

let scene: OrganizationFixture;
beforeEach(async () => {
  scene = await startOrganization(accountA);
});
afterEach(() => scene.close());

const scp = "SERVICE_CONTROL_POLICY";
const rcp = "RESOURCE_CONTROL_POLICY";
const deny = (action: string, rest: object = {}) => policy({ Effect: "Deny", Action: action, Resource: "*", ...rest });

describe("a service control policy", () => {
  test("denies an invoke at the very next request, and lets it pass again when detached", async () => {
    const session = await scene.assume(scene.caller);
    expect(await scene.invokeStatus(session)).toBe(200);
    const PolicyId = await scene.attach(scp, scene.unitId, deny("execute-api:Invoke"));
    const refused = await scene.invoke(session);
    expect(refused.status).toBe(403);
    expect(await scene.why(refused)).toContain(`/service_control_policy/${PolicyId}`);
    await scene.manage("DetachPolicy", { PolicyId, TargetId: scene.unitId });
    expect(await scene.invokeStatus(session)).toBe(200);
  });

  test.each([
    ["an administrator", keys.adminA, "user/admin"],
    ["root", keys.rootA, "root"],
  ])("binds %s of a member account, whose refusal names the policy", async (_, credentials, name) => {
    const PolicyId = await scene.attach(scp, accountA, deny("iam:ListUsers"));
    const refused = await scene.call(credentials, "ListUsers");
    expect([refused.status, refused.code]).toEqual([403, "AccessDenied"]);
    expect(refused.message).toBe(
      `User: arn:aws:iam::${accountA}:${name} is not authorized to perform: iam:ListUsers on resource: ` +
        `arn:aws:iam::${accountA}:user/ with an explicit deny in a service control policy: ` +
        `arn:aws:organizations::${accountB}:policy/${scene.organizationId}/service_control_policy/${PolicyId}`,
    );
    expect((await scene.call(credentials, "ListRoles")).status).toBe(200);
  });

  test("leaves the management account alone", async () => {
    await scene.attach(scp, scene.rootId, deny("*"));
    expect((await scene.call(keys.adminB, "ListUsers")).status).toBe(200);
    expect((await scene.call(keys.adminA, "ListUsers")).status).toBe(403);
  });

  test("must allow on every level from the root to the account", async () => {
    await scene.attach(scp, scene.unitId, policy({ Effect: "Allow", Action: "sts:*", Resource: "*" }));
    expect((await scene.call(keys.adminA, "ListUsers")).status).toBe(200);
    await scene.manage("DetachPolicy", { PolicyId: "p-FullAWSAccess", TargetId: scene.unitId });
    const refused = await scene.call(keys.adminA, "ListUsers");
    expect(refused.message).toMatch(/because no service control policy allows the iam:ListUsers action$/);
    expect((await scene.call(keys.adminA, "GetSessionToken")).status).toBe(200);
  });

  test("counts by where the account is and what the policy says now", async () => {
    const PolicyId = await scene.attach(scp, scene.unitId, deny("iam:ListUsers"));
    const status = async () => (await scene.call(keys.adminA, "ListUsers")).status;
    expect(await status()).toBe(403);
    const move = { AccountId: accountA, SourceParentId: scene.unitId, DestinationParentId: scene.rootId };
    await scene.manage("MoveAccount", move);
    expect(await status()).toBe(200);
    const back = { AccountId: accountA, SourceParentId: scene.rootId, DestinationParentId: scene.unitId };
    await scene.manage("MoveAccount", back);
    expect(await status()).toBe(403);
    await scene.manage("UpdatePolicy", { PolicyId, Content: deny("iam:ListRoles") });
    expect(await status()).toBe(200);
    await scene.manage("UpdatePolicy", { PolicyId, Content: deny("iam:*") });
    expect(await status()).toBe(403);
    await scene.manage("DisablePolicyType", { RootId: scene.rootId, PolicyType: scp });
    expect(await status()).toBe(200);
  });

  test("is left behind by an account that leaves", async () => {
    await scene.attach(scp, accountA, deny("iam:ListUsers"));
    expect((await scene.call(keys.adminA, "ListUsers")).status).toBe(403);
    await scene.manage("RemoveAccountFromOrganization", { AccountId: accountA });
    expect((await scene.call(keys.adminA, "ListUsers")).status).toBe(200);
  });

  test("is counted by the simulator too", async () => {
    await scene.attach(scp, accountA, deny("iam:ListUsers"));
    const simulate = async (action: string) =>
      scene.must(keys.rootA, "SimulatePrincipalPolicy", {
        PolicySourceArn: `arn:aws:iam::${accountA}:user/admin`,
        "ActionNames.member.1": action,
      });
    expect(await simulate("iam:ListUsers")).toContain("<AllowedByOrganizations>false</AllowedByOrganizations>");
    expect(await simulate("iam:ListRoles")).toContain("<AllowedByOrganizations>true</AllowedByOrganizations>");
  });
});

describe("a resource control policy", () => {
  const denyRole = { Effect: "Deny", Principal: "*", Action: "sts:AssumeRole", Resource: "*" };

  test("keeps callers of other accounts from a member's roles, at the very next request", async () => {
    await scene.assume(scene.caller);
    const PolicyId = await scene.attach(rcp, scene.unitId, policy(denyRole));
    await expect(scene.assume(scene.caller)).rejects.toThrow("AccessDenied");
    await scene.manage("DetachPolicy", { PolicyId, TargetId: scene.unitId });
    await scene.assume(scene.caller);
  });

  test("can tell the callers of the organization", async () => {
    const outside = (id: string) => ({ StringNotEquals: { "aws:PrincipalOrgID": id } });
    await scene.attach(rcp, accountA, policy({ ...denyRole, Condition: outside(scene.organizationId) }));
    await scene.assume(scene.caller);
    await scene.attach(rcp, accountA, policy({ ...denyRole, Condition: outside("o-0000000000") }));
    await expect(scene.assume(scene.caller)).rejects.toThrow("AccessDenied");
  });

  test("is a matter of the resource's account: sessions that exist still invoke its API", async () => {
    const session = await scene.assume(scene.caller);
    await scene.attach(rcp, scene.rootId, policy({ ...denyRole, Action: "sts:*" }));
    expect(await scene.invokeStatus(session)).toBe(200);
    expect((await scene.call(keys.adminB, "GetSessionToken")).status).toBe(200);
  });
});

describe("a trust policy and an identity policy", () => {
  test.each([
    ["the organization", () => ({ StringEquals: { "aws:PrincipalOrgID": scene.organizationId } }), true],
    ["another organization", () => ({ StringEquals: { "aws:PrincipalOrgID": "o-0000000000" } }), false],
    [
      "accounts at the root",
      () => ({
        "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": `${scene.organizationId}/${scene.rootId}/` },
      }),
      true,
    ],
    [
      "accounts in the unit",
      () => ({
        "ForAnyValue:StringLike": { "aws:PrincipalOrgPaths": `${scene.organizationId}/*/${scene.unitId}/*` },
      }),
      false,
    ],
    ["a resource of the organization", () => ({ StringEquals: { "aws:ResourceOrgID": scene.organizationId } }), true],
    [
      "a resource in the unit",
      () => ({
        "ForAnyValue:StringEquals": {
          "aws:ResourceOrgPaths": `${scene.organizationId}/${scene.rootId}/${scene.unitId}/`,
        },
      }),
      true,
    ],
  ])("can ask for %s", async (_, condition, allowed) => {
    await scene.must(keys.adminA, "UpdateAssumeRolePolicy", {
      RoleName: "ApiCaller",
      PolicyDocument: trust("*", condition()),
    });
    const parameters = { RoleArn: scene.roleArn, RoleSessionName: "test" };
    expect((await scene.call(scene.caller, "AssumeRole", parameters)).status).toBe(allowed ? 200 : 403);
  });
});

describe("an account made by CreateAccount", () => {
  test("is administered through its access role until it is closed", async () => {
    const created = await scene.manage("CreateAccount", { AccountName: "dev", Email: "dev@example.com" });
    const CreateAccountRequestId = created.CreateAccountStatus.Id;
    expect(created.CreateAccountStatus.State).toBe("SUCCEEDED");
    const status = await scene.manage("DescribeCreateAccountStatus", { CreateAccountRequestId });
    expect(status.CreateAccountStatus.State).toBe("SUCCEEDED");
    const AccountId = status.CreateAccountStatus.AccountId;
    const RoleArn = `arn:aws:iam::${AccountId}:role/OrganizationAccountAccessRole`;
    await expect(scene.assume(keys.adminA, { RoleArn })).rejects.toThrow("AccessDenied");
    const session = await scene.assume(keys.adminB, { RoleArn });
    expect((await scene.call(session, "CreateUser", { UserName: "alice" })).status).toBe(200);
    await scene.manage("CloseAccount", { AccountId });
    expect((await scene.call(session, "ListUsers")).status).toBe(403);
    await expect(scene.assume(keys.adminB, { RoleArn })).rejects.toThrow("AccessDenied");
  });
});
