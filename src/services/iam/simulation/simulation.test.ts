import type { EvaluationResult, SimulatePolicyResponse } from "@aws-sdk/client-iam";
import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type IamBench, openIamBench } from "../../../../test/iam-bench.ts";
import { createProtocol } from "../../../wire/protocol.ts";
import { iamService } from "../service.ts";

let iam: IamBench;
beforeEach(async () => {
  iam = await openIamBench();
});
afterEach(() => iam.close());

const a = "arn:aws:s3:::bucket/a";
const b = "arn:aws:s3:::bucket/b";
const alice = "arn:aws:iam::111111111111:user/alice";
const owner = "arn:aws:iam::222222222222:root";

function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}
const allow = { Effect: "Allow", Action: "s3:GetObject", Resource: "*" };
const allowGet = policy(allow);
const denyGet = policy({ ...allow, Effect: "Deny" });

async function simulate(operation: string, input: object): Promise<SimulatePolicyResponse> {
  return (await iam.call(operation, { ActionNames: ["s3:GetObject"], ...input })) as SimulatePolicyResponse;
}

async function custom(input: object): Promise<EvaluationResult | undefined> {
  return (await simulate("SimulateCustomPolicy", { PolicyInputList: [allowGet], ...input })).EvaluationResults?.[0];
}

/** A statement of a policy of this file as replies show it: the first of a list, without line breaks. */
function firstStatement(document: string, SourcePolicyId: string, SourcePolicyType = "IAM Policy") {
  return {
    SourcePolicyId,
    SourcePolicyType,
    StartPosition: { Line: 1, Column: 38 },
    EndPosition: { Line: 1, Column: document.length - 1 },
  };
}
const matched = firstStatement(allowGet, "PolicyInputList.1");

describe("what a reply holds", () => {
  test("about no resource in particular: the decision and what determined it, and no more", async () => {
    const brief = {
      EvalActionName: "s3:GetObject",
      EvalResourceName: "*",
      EvalDecision: "allowed",
      MatchedStatements: [matched],
      MissingContextValues: [],
    };
    expect(await custom({})).toStrictEqual(brief);
    expect(await custom({ ResourceArns: ["*"] })).toStrictEqual(brief);
  });

  test("about one resource: the same again for the resource, without what is empty", async () => {
    expect(await custom({ ResourceArns: [a] })).toStrictEqual({
      EvalActionName: "s3:GetObject",
      EvalResourceName: a,
      EvalDecision: "allowed",
      MatchedStatements: [matched],
      MissingContextValues: [],
      EvalDecisionDetails: {},
      ResourceSpecificResults: [{ EvalResourceName: a, EvalResourceDecision: "allowed", MatchedStatements: [matched] }],
    });
  });

  test("about several resources: one result for the action, with the most restrictive decision", async () => {
    const onlyA = policy({ ...allow, Resource: a });
    const statement = firstStatement(onlyA, "PolicyInputList.1");
    expect(await custom({ PolicyInputList: [onlyA], ResourceArns: [a, b] })).toStrictEqual({
      EvalActionName: "s3:GetObject",
      EvalDecision: "implicitDeny",
      MatchedStatements: [statement],
      MissingContextValues: [],
      EvalDecisionDetails: {},
      ResourceSpecificResults: [
        { EvalResourceName: a, EvalResourceDecision: "allowed", MatchedStatements: [statement] },
        { EvalResourceName: b, EvalResourceDecision: "implicitDeny" },
      ],
    });
  });

  test("as AWS writes it", async () => {
    const protocol = createProtocol(iamService, {
      sources: { nowMs: () => 0, randomBytes: (count) => new Uint8Array(count) },
      region: "us-east-1",
    });
    const simulated = iamService.operations.find(({ name }) => name === "SimulateCustomPolicy");
    if (simulated === undefined) {
      throw new Error("SimulateCustomPolicy is not served");
    }
    const reply = await simulate("SimulateCustomPolicy", {
      PolicyInputList: [allowGet],
      PermissionsBoundaryPolicyInputList: [allowGet],
      ResourceArns: [a],
    });
    const xml = String(protocol.encode(simulated, reply, "id").body);
    expect(xml).toBe(`<SimulateCustomPolicyResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/">
  <SimulateCustomPolicyResult>
    <IsTruncated>false</IsTruncated>
    <EvaluationResults>
      <member>
        <EvalDecisionDetails/>
        <PermissionsBoundaryDecisionDetail>
          <AllowedByPermissionsBoundary>true</AllowedByPermissionsBoundary>
        </PermissionsBoundaryDecisionDetail>
        <MatchedStatements>
          <member>
            <SourcePolicyId>PolicyInputList.1</SourcePolicyId>
            <EndPosition>
              <Column>95</Column>
              <Line>1</Line>
            </EndPosition>
            <SourcePolicyType>IAM Policy</SourcePolicyType>
            <StartPosition>
              <Column>38</Column>
              <Line>1</Line>
            </StartPosition>
          </member>
        </MatchedStatements>
        <MissingContextValues/>
        <EvalResourceName>arn:aws:s3:::bucket/a</EvalResourceName>
        <EvalDecision>allowed</EvalDecision>
        <EvalActionName>s3:GetObject</EvalActionName>
        <ResourceSpecificResults>
          <member>
            <PermissionsBoundaryDecisionDetail>
              <AllowedByPermissionsBoundary>true</AllowedByPermissionsBoundary>
            </PermissionsBoundaryDecisionDetail>
            <MatchedStatements>
              <member>
                <SourcePolicyId>PolicyInputList.1</SourcePolicyId>
                <EndPosition>
                  <Column>95</Column>
                  <Line>1</Line>
                </EndPosition>
                <SourcePolicyType>IAM Policy</SourcePolicyType>
                <StartPosition>
                  <Column>38</Column>
                  <Line>1</Line>
                </StartPosition>
              </member>
            </MatchedStatements>
            <EvalResourceDecision>allowed</EvalResourceDecision>
            <EvalResourceName>arn:aws:s3:::bucket/a</EvalResourceName>
          </member>
        </ResourceSpecificResults>
      </member>
    </EvaluationResults>
  </SimulateCustomPolicyResult>
  <ResponseMetadata>
    <RequestId>id</RequestId>
  </ResponseMetadata>
</SimulateCustomPolicyResponse>
`);
  });
});

describe("which policy decides", () => {
  test("an explicit deny of the boundary is named before that of the caller's own policy", async () => {
    const result = await custom({ PolicyInputList: [denyGet], PermissionsBoundaryPolicyInputList: [denyGet] });
    expect(result?.EvalDecision).toBe("explicitDeny");
    expect(result?.PermissionsBoundaryDecisionDetail).toEqual({ AllowedByPermissionsBoundary: false });
    expect(new Set(result?.MatchedStatements)).toEqual(
      new Set([
        firstStatement(denyGet, "PermissionsBoundaryPolicyInputList.1", "Permissions Boundary Policy"),
        firstStatement(denyGet, "PolicyInputList.1"),
      ]),
    );
  });

  test("without an allow of the boundary no statement is named", async () => {
    const boundary = policy({ ...allow, Action: "s3:PutObject" });
    expect(await custom({ PermissionsBoundaryPolicyInputList: [boundary] })).toMatchObject({
      EvalDecision: "implicitDeny",
      MatchedStatements: [],
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    });
  });

  test.each([
    { name: "allows on every level", levels: [[policy(allow)], [policy(allow)]], decision: "allowed", allowed: true },
    { name: "denies on one level", levels: [[policy(allow)], [denyGet]], decision: "explicitDeny", allowed: false },
    {
      name: "does not allow on one level",
      levels: [[policy(allow)], [policy({ ...allow, Action: "s3:PutObject" })]],
      decision: "implicitDeny",
      allowed: false,
    },
  ])("an organization that $name", async ({ levels, decision, allowed }) => {
    const OrderedOrganizationPolicyInputList = levels.map((documents) => ({
      ServiceControlPolicyInputList: documents,
    }));
    expect(await custom({ OrderedOrganizationPolicyInputList })).toMatchObject({
      EvalDecision: decision,
      MatchedStatements: allowed ? [matched] : [],
      MissingContextValues: [],
      OrganizationsDecisionDetail: { AllowedByOrganizations: allowed },
    });
  });

  const bucketPolicy = policy({ Effect: "Allow", Principal: { AWS: alice }, Action: "s3:*", Resource: a });
  const iamOnly = policy({ Effect: "Allow", Action: "iam:*", Resource: "*" });
  const resourceStatement = firstStatement(bucketPolicy, "ResourcePolicy", "Resource Policy");

  test("a resource's policy that names the caller allows alone within an account", async () => {
    const result = await custom({
      PolicyInputList: [iamOnly],
      PermissionsBoundaryPolicyInputList: [iamOnly],
      ResourceArns: [a],
      CallerArn: alice,
      ResourcePolicy: bucketPolicy,
    });
    expect(result).toMatchObject({
      EvalDecision: "allowed",
      MatchedStatements: [resourceStatement],
      EvalDecisionDetails: {},
      PermissionsBoundaryDecisionDetail: { AllowedByPermissionsBoundary: false },
    });
  });

  test("across accounts each side's verdict is told", async () => {
    const result = await custom({
      PolicyInputList: [iamOnly],
      PermissionsBoundaryPolicyInputList: [iamOnly],
      ResourceArns: [a],
      CallerArn: alice,
      ResourcePolicy: bucketPolicy,
      ResourceOwner: owner,
    });
    const EvalDecisionDetails = {
      "IAM Policy": "implicitDeny",
      "Resource Policy": "allowed",
      "Permissions Boundary Policy": "implicitDeny",
    };
    expect(result).toMatchObject({
      EvalDecision: "implicitDeny",
      MatchedStatements: [],
      EvalDecisionDetails,
      ResourceSpecificResults: [{ EvalDecisionDetails, MatchedStatements: [resourceStatement] }],
    });
  });
});

describe("context", () => {
  const conditional = (operator: string, key: string, value: string) =>
    policy({ ...allow, Condition: { [operator]: { [key]: value } } });

  test("keys that were not given are listed, as written, when nothing allows", async () => {
    const PolicyInputList = [
      policy({ ...allow, Action: "s3:PutObject", Condition: { StringEquals: { "app:Team": "x" } } }),
      policy({ ...allow, Resource: "arn:aws:s3:::bucket/${aws:username}" }),
    ];
    expect(await custom({ PolicyInputList, ResourceArns: [a] })).toMatchObject({
      EvalDecision: "implicitDeny",
      MissingContextValues: ["app:Team", "aws:username"],
      ResourceSpecificResults: [{ MissingContextValues: ["app:Team", "aws:username"] }],
    });
    expect(await custom({ PolicyInputList: [...PolicyInputList, allowGet] })).toMatchObject({
      EvalDecision: "allowed",
      MissingContextValues: [],
    });
  });

  test.each([
    ["StringEquals", "string", ["yes"], "yes", "allowed"],
    ["ForAnyValue:StringEquals", "stringList", ["no", "yes"], "yes", "allowed"],
    ["NumericLessThan", "numeric", ["3"], "4", "allowed"],
    ["Bool", "boolean", ["TRUE"], "true", "allowed"],
    ["Bool", "boolean", ["yes"], "true", "implicitDeny"],
    ["IpAddress", "ip", ["10.1.2.3"], "10.0.0.0/8", "allowed"],
    ["DateLessThan", "date", ["2026-01-01T00:00:00Z"], "2027-01-01T00:00:00Z", "allowed"],
    ["BinaryEquals", "binary", ["eWVz"], "eWVz", "allowed"],
  ])("%s takes a value of type %s", async (operator, ContextKeyType, ContextKeyValues, value, decision) => {
    const ContextEntries = [{ ContextKeyName: "APP:key", ContextKeyType, ContextKeyValues }];
    const result = await custom({ PolicyInputList: [conditional(operator, "app:Key", value)], ContextEntries });
    expect(result).toMatchObject({ EvalDecision: decision, MissingContextValues: [] });
  });

  test.each([
    ["aws:username", "alice", { CallerArn: alice }],
    ["aws:PrincipalArn", alice, { CallerArn: alice }],
    ["aws:userid", alice, { CallerArn: alice }],
    ["aws:userid", "STUB_PRINCIPAL_FOR_POLICY_SIMULATOR", {}],
    ["aws:PrincipalAccount", "111111111111", {}],
    [
      "aws:username",
      "bob",
      {
        CallerArn: alice,
        ContextEntries: [{ ContextKeyName: "aws:username", ContextKeyType: "string", ContextKeyValues: ["bob"] }],
      },
    ],
  ])("%s is %s", async (key, value, input) => {
    const result = await custom({ PolicyInputList: [conditional("StringEquals", key, value)], ...input });
    expect(result?.EvalDecision).toBe("allowed");
  });
});

describe("refusals", () => {
  const entry = (ContextKeyType: string, ...ContextKeyValues: readonly string[]) => ({
    ContextEntries: [{ ContextKeyName: "app:key", ContextKeyType, ContextKeyValues }],
  });

  test.each([
    [{ PolicyInputList: [allowGet, "{"] }, "Policy input list item 2 has invalid content"],
    [{ PolicyInputList: ['{"Version":"2099-01-01","Statement":[]}'] }, "Policy input list item 1 has invalid content"],
    [
      { PermissionsBoundaryPolicyInputList: [allowGet, allowGet] },
      "The list of Permissions Boundary policies cannot exceed 1 items.",
    ],
    [{ ActionNames: ["GetObject"] }, "The action is invalid since it is missing names"],
    [{ ResourceArns: ["not-an-arn"] }, "ResourceNames are not in a valid ARN format: not-an-arn."],
    [{ Marker: "not-a-marker" }, "Invalid marker for pagination."],
    [entry("string", "a", "b"), "Context key string expected a single value, but received 2."],
    [entry("numeric", "NaN"), "Invalid context value for key app:key: expected numeric format."],
    [entry("date", "tomorrow"), "Invalid context value for key app:key: expected DateTime format."],
    [entry("ip", "999.0.0.1"), "Invalid context value for key app:key: expected IP address."],
    [entry("binary", "!base64"), "Invalid context value for key app:key: expected base-64 encoded binary format."],
    [
      { ContextEntries: [...entry("string", "a").ContextEntries, ...entry("string", "b").ContextEntries] },
      "Duplicate context key: app:key.",
    ],
    [
      { CallerArn: "arn:aws:sts::111111111111:assumed-role/R/s" },
      "Invalid caller - Caller must be an IAM user, role or group in this context.",
    ],
    [{ ResourcePolicy: allowGet, ResourceArns: [a] }, "Invalid caller - Caller cannot be null or empty."],
    [
      { ResourcePolicy: policy({ ...allow, Principal: "*", Resource: a }), CallerArn: alice },
      "Invalid Entity Arn: * does not clearly define entity type and name.",
    ],
    [{ ResourceOwner: "111111111111" }, "Invalid Resource Owner."],
    [
      { OrderedOrganizationPolicyInputList: [{ ServiceControlPolicyInputList: [] }] },
      "Organization policy at index 1 must contain at least one service control policy",
    ],
  ])("%j", async (input, message) => {
    await expect(custom(input)).rejects.toMatchObject({ code: "InvalidInput", status: 400, message });
  });

  test("no policy at all allows nothing and is no mistake", async () => {
    expect(await custom({ PolicyInputList: [] })).toMatchObject({ EvalDecision: "implicitDeny" });
  });
});

describe("pages", () => {
  const ActionNames = ["s3:PutObject", "iam:GetUser", "s3:GetObject"];
  const page = (input: object) =>
    simulate("SimulateCustomPolicy", { PolicyInputList: [allowGet], ActionNames, ResourceArns: [a, b], ...input });
  const names = ({ EvaluationResults = [] }: SimulatePolicyResponse) =>
    EvaluationResults.map(({ EvalActionName }) => EvalActionName);

  test("count actions, and remember nothing but the place", async () => {
    const first = await page({ MaxItems: 1 });
    expect(names(first)).toEqual(["s3:PutObject"]);
    expect(first.IsTruncated).toBe(true);
    const { Marker } = first;
    const rest = await page({ MaxItems: 2, Marker });
    expect(names(rest)).toEqual(["iam:GetUser", "s3:GetObject"]);
    expect(rest).toMatchObject({ IsTruncated: false });
    expect(rest.Marker).toBeUndefined();
    expect(await page({ ActionNames: ["s3:DeleteObject"], Marker })).toEqual({
      EvaluationResults: [],
      IsTruncated: false,
    });
  });

  test("stay small where statements and resources are many", async () => {
    const statements = Array.from({ length: 400 }, (_, index) => ({ ...allow, Action: `s3:Get${index}` }));
    const ResourceArns = Array.from({ length: 200 }, (_, index) => `arn:aws:s3:::bucket/${index}`);
    const input = { PolicyInputList: [policy(...statements)], ResourceArns };
    expect(await page(input)).toMatchObject({ EvaluationResults: [{}, {}], IsTruncated: true });
    const many = [...ResourceArns, ...ResourceArns, ...ResourceArns];
    await expect(page({ ...input, ResourceArns: many })).rejects.toMatchObject({ code: "InvalidInput" });
  });
});
