import type { SimulatePolicyResponse } from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import {
  type IamBench,
  accountA,
  accountB,
  nowMs,
  openIamBench,
  rootOf,
  trustOfB,
} from "../../../../test/iam-bench.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
});
afterEach(() => iam.close());

const alice = "arn:aws:iam::111111111111:user/alice";

function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const allowGet = policy(allow);

async function simulate(operation: string, input: object): Promise<SimulatePolicyResponse> {
  return (await iam.call(operation, { ActionNames: ["s3:GetObject"], ...input })) as SimulatePolicyResponse;
}

describe("policies of a user or role", () => {
  const managed = "arn:aws:iam::111111111111:policy/app/Managed";
  const put = (PolicyName: string, UserName = "alice") => ({ PolicyName, UserName, PolicyDocument: allowGet });

  beforeEach(async () => {
    await iam.call("CreateUser", { UserName: "alice", Path: "/team/" });
    await iam.call("CreatePolicy", { PolicyName: "Managed", Path: "/app/", PolicyDocument: allowGet });
    await iam.call("AttachUserPolicy", { UserName: "alice", PolicyArn: managed });
    await iam.call("PutUserPolicy", put("Inline"));
  });

  const ids = async (input: object) => {
    const reply = await simulate("SimulatePrincipalPolicy", { PolicySourceArn: alice, ...input });
    return reply.EvaluationResults?.[0]?.MatchedStatements?.map(({ SourcePolicyId }) => SourcePolicyId);
  };

  test("attached ones go by their name, inline ones by their owner's too, passed ones by their number", async () => {
    expect(await ids({ PolicyInputList: [allowGet] })).toEqual(["Managed", "user_alice_Inline", "PolicyInputList.1"]);
  });

  test.each([
    [{ PolicyType: "inline" }, ["Managed"]],
    [{ PolicyType: "user-managed" }, ["user_alice_Inline"]],
    [{ PolicyType: "aws-managed" }, ["Managed", "user_alice_Inline"]],
    [{ PolicyArn: managed }, ["user_alice_Inline"]],
    [{ PolicyArn: "arn:aws:iam::111111111111:policy/Managed" }, ["user_alice_Inline"]],
    [{ InlinePolicyIdentifier: { PolicyName: "Inline", AttachmentType: "user", AttachmentName: "al*" } }, ["Managed"]],
    [
      { InlinePolicyIdentifier: { PolicyName: "Inline", AttachmentType: "role", AttachmentName: "alice" } },
      ["Managed", "user_alice_Inline"],
    ],
  ])("can be left out by %j", async (exclusion, left) => {
    expect(await ids({ PolicyExclusionList: [exclusion] })).toEqual(left);
  });

  test("the attached boundary counts unless the call brings another", async () => {
    const PolicyDocument = policy({ ...allow, Action: "s3:PutObject" });
    await iam.call("CreatePolicy", { PolicyName: "Boundary", PolicyDocument });
    await iam.call("PutUserPermissionsBoundary", {
      UserName: "alice",
      PermissionsBoundary: "arn:aws:iam::111111111111:policy/Boundary",
    });
    const decision = async (input: object) =>
      (await simulate("SimulatePrincipalPolicy", { PolicySourceArn: alice, ...input })).EvaluationResults?.[0]
        ?.EvalDecision;
    expect(await decision({})).toBe("implicitDeny");
    expect(await decision({ PermissionsBoundaryPolicyInputList: [allowGet] })).toBe("allowed");
    expect(await decision({ PolicyExclusionList: [{ PolicyType: "permission-boundary" }] })).toBe("allowed");
  });

  test("of a role", async () => {
    await iam.call("CreateRole", { RoleName: "Reader", AssumeRolePolicyDocument: trustOfB });
    await iam.call("PutRolePolicy", { RoleName: "Reader", PolicyName: "Inline", PolicyDocument: allowGet });
    expect(await ids({ PolicySourceArn: "arn:aws:iam::111111111111:role/Reader" })).toEqual(["role_Reader_Inline"]);
  });

  test("of a group, and of a user by its groups, each managed one once", async () => {
    await iam.store.write(async ({ groups, users, entityPolicies }) => {
      const user = await users.get(accountA, "alice");
      const group = { groupId: "AGPAREADERSREADERSREA", groupName: "Readers", path: "/" };
      await groups.insert({ ...group, accountId: accountA, createdAtMs: nowMs });
      await groups.addMember(accountA, group.groupId, user?.userId ?? "");
      const ref = { kind: "group", id: group.groupId } as const;
      await entityPolicies.attach(accountA, ref, managed);
      await entityPolicies.putInline(accountA, ref, { policyName: "Inline", document: allowGet });
    });
    expect(await ids({})).toEqual(["Managed", "user_alice_Inline", "group_Readers_Inline"]);
    expect(await ids({ PolicySourceArn: "arn:aws:iam::111111111111:group/Readers" })).toEqual([
      "Managed",
      "group_Readers_Inline",
    ]);
  });

  test.each([
    ["arn:aws:iam::111111111111:group/nobody", 404, "The group with name nobody cannot be found."],
    ["arn:aws:iam::111111111111:user/nobody", 404, "The user with name nobody cannot be found."],
    ["arn:aws:iam::111111111111:role/nobody", 404, "The role with name nobody cannot be found."],
    [
      "arn:aws:sts::111111111111:assumed-role/R/s",
      400,
      "Invalid Entity Arn: arn:aws:sts::111111111111:assumed-role/R/s does not clearly define entity type and name.",
    ],
    [
      "arn:aws:iam::222222222222:role/Reader",
      400,
      "Invalid Policy Source Arn: caller's account 111111111111 does not have access to policies in account 222222222222",
    ],
  ])("of %s are refused", async (PolicySourceArn, status, message) => {
    await expect(ids({ PolicySourceArn })).rejects.toMatchObject({ status, message });
  });

  test("need the permission on the entity, which a refusal names by its ARN", async () => {
    const [check] = await iam.checks("SimulatePrincipalPolicy", { PolicySourceArn: alice });
    expect(check).toMatchObject({
      action: "iam:SimulatePrincipalPolicy",
      resource: "arn:aws:iam::111111111111:user/team/alice",
    });
    expect(check?.resourceLabel).toBeUndefined();
    expect(await iam.checks("SimulateCustomPolicy", {}, rootOf(accountB))).toMatchObject([
      { action: "iam:SimulateCustomPolicy", resource: "*" },
    ]);
  });

  test("and the condition keys they use, as written, each once", async () => {
    const withKeys = policy(
      {
        Effect: "Allow",
        Action: "dynamodb:*",
        Resource: "arn:aws:dynamodb:us-west-2:123456789012:table/${aws:username}",
        Condition: { DateGreaterThan: { "aws:CurrentTime": "2015-08-16T12:00:00Z" } },
      },
      { ...allow, Condition: { StringLike: { "AWS:UserName": "a*" } } },
    );
    const ContextKeyNames = ["aws:username", "aws:CurrentTime"];
    const PolicyInputList = [withKeys];
    expect(await iam.call("GetContextKeysForCustomPolicy", { PolicyInputList })).toEqual({ ContextKeyNames });
    await iam.call("PutUserPolicy", { ...put("Keys"), PolicyDocument: withKeys });
    expect(await iam.call("GetContextKeysForPrincipalPolicy", { PolicySourceArn: alice })).toEqual({
      ContextKeyNames,
    });
    await expect(iam.call("GetContextKeysForCustomPolicy", { PolicyInputList: ["{"] })).rejects.toMatchObject({
      code: "InvalidInput",
    });
  });
});
