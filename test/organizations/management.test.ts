import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountA, accountB, elementOf, keys, policy } from "../refusals/fixture.ts";
import { type OrganizationFixture, startOrganization } from "./fixture.ts";

let scene: OrganizationFixture;
beforeAll(async () => {
  scene = await startOrganization(accountA);
});
afterAll(() => scene.close());

const noPermission = "AccessDeniedException: You don't have permissions to access this resource.";

describe("management policies", () => {
  const tagPolicy = (value: string) =>
    JSON.stringify({ tags: { team: { tag_key: { "@@assign": "Team" }, tag_value: { "@@append": [value] } } } });

  async function make(Name: string, Content: string): Promise<string> {
    const made = await scene.manage("CreatePolicy", { Type: "TAG_POLICY", Name, Description: "", Content });
    return made.Policy.PolicySummary.Id;
  }

  test("are merged on the way to the account, which may read them itself", async () => {
    const onRoot = await make("root", tagPolicy("one"));
    const onUnit = await make("unit", tagPolicy("two"));
    const notEnabled = "PolicyTypeNotEnabledException: This operation can be performed only for enabled policy types.";
    expect(await scene.attempt(keys.adminB, "AttachPolicy", { PolicyId: onRoot, TargetId: scene.rootId })).toBe(
      notEnabled,
    );

    const enabled = await scene.manage("EnablePolicyType", { RootId: scene.rootId, PolicyType: "TAG_POLICY" });
    expect(enabled).toMatchObject({
      Root: { PolicyTypes: [{}, {}, { Type: "TAG_POLICY", Status: "ENABLED" }] },
    });
    await scene.manage("AttachPolicy", { PolicyId: onRoot, TargetId: scene.rootId });
    await scene.manage("AttachPolicy", { PolicyId: onUnit, TargetId: scene.unitId });
    expect(await scene.attempt(keys.adminA, "DescribeEffectivePolicy", { PolicyType: "TAG_POLICY" })).toMatchObject({
      EffectivePolicy: {
        PolicyContent: '{"tags":{"team":{"tag_key":"Team","tag_value":["one","two"]}}}',
        PolicyType: "TAG_POLICY",
        TargetId: accountA,
      },
    });
    expect(
      await scene.attempt(keys.adminA, "DescribeEffectivePolicy", { PolicyType: "TAG_POLICY", TargetId: accountB }),
    ).toBe(noPermission);
    // The clock stands still, so that neither is older.
    expect(await scene.manage("ListPolicies", { Filter: "TAG_POLICY" })).toMatchObject({
      Policies: [onRoot, onUnit].toSorted().map((Id) => ({ Id, AwsManaged: false })),
    });

    // Unlike a control policy, the last one may go.
    await scene.manage("DetachPolicy", { PolicyId: onUnit, TargetId: scene.unitId });
    await scene.manage("DisablePolicyType", { RootId: scene.rootId, PolicyType: "TAG_POLICY" });
    expect(
      await scene.attempt(keys.adminB, "DescribeEffectivePolicy", { PolicyType: "TAG_POLICY", TargetId: accountA }),
    ).toBe("EffectivePolicyNotFoundException: There is no effective policy of the specified type for the target.");
  });
});

describe("the organization's resource policy", () => {
  const delegate = (...statements: readonly object[]) =>
    scene.manage("PutResourcePolicy", { Content: policy(...statements) });
  const toA = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${accountA}:root` } };
  const scp = {
    Type: "SERVICE_CONTROL_POLICY",
    Name: "by a member",
    Description: "",
    Content: policy({ Effect: "Deny", Action: "s3:*", Resource: "*" }),
  };

  test("opens to a member what it allows and nothing else", async () => {
    expect(await scene.attempt(keys.adminA, "CreatePolicy", scp)).toBe(noPermission);
    const onTagPolicies = { StringEquals: { "organizations:PolicyType": "TAG_POLICY" } };
    await delegate(
      { ...toA, Action: ["organizations:List*", "organizations:DescribePolicy"], Resource: "*" },
      { ...toA, Action: "organizations:CreatePolicy", Resource: "*", Condition: onTagPolicies },
    );
    expect(await scene.attempt(keys.adminA, "ListAccounts")).toMatchObject({
      Accounts: [{ Id: accountA }, { Id: accountB }],
    });
    expect(await scene.attempt(keys.adminA, "DescribeOrganization")).toMatchObject({ Organization: {} });
    expect(await scene.attempt(keys.adminA, "CreatePolicy", scp)).toBe(noPermission);
    const tagPolicy = { ...scp, Type: "TAG_POLICY", Content: '{"tags":{}}' };
    expect(await scene.attempt(keys.adminA, "CreatePolicy", tagPolicy)).toMatchObject({
      Policy: { PolicySummary: { Type: "TAG_POLICY" } },
    });
    expect(await scene.attempt(keys.adminA, "DescribeOrganizationalUnit", { OrganizationalUnitId: scene.unitId })).toBe(
      noPermission,
    );
  });

  test("takes no caller's own permission away from the account that gives it", async () => {
    await delegate({ ...toA, Action: "organizations:ListAccounts", Resource: "*" });
    await scene.must(keys.adminA, "CreateUser", { UserName: "bare" });
    const key = await scene.must(keys.adminA, "CreateAccessKey", { UserName: "bare" });
    const bare = { accessKeyId: elementOf(key, "AccessKeyId"), secretAccessKey: elementOf(key, "SecretAccessKey") };
    expect(await scene.attempt(bare, "ListAccounts")).toBe(
      `AccessDeniedException: User: arn:aws:iam::${accountA}:user/bare is not authorized to perform: ` +
        "organizations:ListAccounts on resource: * because no identity-based policy allows the organizations:ListAccounts action",
    );
  });

  test("denies too, and only what its conditions and resources name", async () => {
    const unitArn = `arn:aws:organizations::${accountB}:ou/${scene.organizationId}/${scene.unitId}`;
    await delegate(
      { ...toA, Action: "organizations:Describe*", Resource: "*" },
      { ...toA, Effect: "Deny", Action: "organizations:DescribeOrganizationalUnit", Resource: unitArn },
    );
    expect(await scene.attempt(keys.adminA, "DescribeAccount", { AccountId: accountA })).toMatchObject({ Account: {} });
    expect(await scene.attempt(keys.adminA, "DescribeOrganizationalUnit", { OrganizationalUnitId: scene.unitId })).toBe(
      noPermission,
    );
  });

  test("denies registered delegated administrators what it denies, and grants nothing by the way", async () => {
    const administers = { AccountId: accountA, ServicePrincipal: "config.amazonaws.com" };
    await scene.manage("EnableAWSServiceAccess", { ServicePrincipal: "config.amazonaws.com" });
    await scene.manage("RegisterDelegatedAdministrator", administers);
    const named = { AWS: `arn:aws:iam::${accountA}:user/bare` };
    await delegate(
      { Effect: "Deny", Principal: "*", Action: "organizations:ListRoots", Resource: "*" },
      { Effect: "Allow", Principal: named, Action: "organizations:List*", Resource: "*" },
    );
    expect(await scene.attempt(keys.adminA, "ListAccounts")).toMatchObject({ Accounts: [{}, {}] });
    expect(await scene.attempt(keys.adminA, "ListRoots")).toContain("explicit deny in a resource-based policy");
    expect(await scene.manage("ListRoots")).toMatchObject({ Roots: [{ Id: scene.rootId }] });
    const key = await scene.must(keys.adminA, "CreateAccessKey", { UserName: "bare" });
    const bare = { accessKeyId: elementOf(key, "AccessKeyId"), secretAccessKey: elementOf(key, "SecretAccessKey") };
    expect(await scene.attempt(bare, "ListAccounts")).toContain("no identity-based policy allows");
    await scene.manage("DeregisterDelegatedAdministrator", administers);
  });

  test.each(["organizations:CreateAccount", "organizations:PutResourcePolicy", "s3:GetObject", "*"])(
    "cannot delegate %s",
    async (Action) => {
      const Content = policy({ ...toA, Action, Resource: "*" });
      expect(await scene.attempt(keys.adminB, "PutResourcePolicy", { Content })).toBe(
        `InvalidInputException UNSUPPORTED_ACTION_IN_RESOURCE_POLICY: A resource policy cannot delegate the action ${Action}.`,
      );
    },
  );

  test("cannot delegate everything but an action", async () => {
    const Content = policy({ ...toA, NotAction: "organizations:CreateAccount", Resource: "*" });
    expect(await scene.attempt(keys.adminB, "PutResourcePolicy", { Content })).toMatch(
      /^InvalidInputException UNSUPPORTED_ACTION_IN_RESOURCE_POLICY/,
    );
  });

  test("opens nothing by a wildcard that AWS does not delegate", async () => {
    await delegate({ ...toA, Action: "organizations:*", Resource: "*" });
    expect(await scene.attempt(keys.adminA, "CreateAccount", { AccountName: "n", Email: "n@example.com" })).toBe(
      noPermission,
    );
    expect(await scene.attempt(keys.adminA, "DeleteResourcePolicy")).toBe(noPermission);
    expect(await scene.attempt(keys.adminA, "DescribeResourcePolicy")).toMatchObject({ ResourcePolicy: {} });
  });

  test("ends with its deletion, at once", async () => {
    await delegate({ ...toA, Action: "organizations:ListAccounts", Resource: "*" });
    expect(await scene.attempt(keys.adminA, "ListAccounts")).toMatchObject({ Accounts: [{}, {}] });
    await scene.manage("DeleteResourcePolicy");
    expect(await scene.attempt(keys.adminA, "ListAccounts")).toBe(noPermission);
    expect(await scene.attempt(keys.adminB, "DescribeResourcePolicy")).toBe(
      "ResourcePolicyNotFoundException: We can't find a resource policy request with the parameter that you specified.",
    );
  });

  test("has tags and an ARN of its own", async () => {
    const made = await scene.manage("PutResourcePolicy", {
      Content: policy({ ...toA, Action: "organizations:ListAccounts", Resource: "*" }),
      Tags: [{ Key: "k", Value: "v" }],
    });
    const { Id, Arn } = (made as unknown as { ResourcePolicy: { ResourcePolicySummary: { Id: string; Arn: string } } })
      .ResourcePolicy.ResourcePolicySummary;
    expect(Id).toMatch(/^rp-[0-9a-z]{8}$/);
    expect(Arn).toBe(`arn:aws:organizations::${accountB}:resourcepolicy/${scene.organizationId}/${Id}`);
    expect(await scene.attempt(keys.adminB, "ListTagsForResource", { ResourceId: Id })).toEqual({
      Tags: [{ Key: "k", Value: "v" }],
    });
    await scene.manage("UntagResource", { ResourceId: Id, TagKeys: ["k"] });
    expect(await scene.attempt(keys.adminB, "ListTagsForResource", { ResourceId: Id })).toEqual({ Tags: [] });
  });
});
