import { describe, expect, test } from "vitest";
import { compilePolicy } from "./compile.ts";
import type { AccessRequest, PolicyType } from "./decision.ts";
import { explain } from "./explain.ts";

const home = "111111111111";
const away = "222222222222";
const roleArn = `arn:aws:iam::${home}:role/Reader`;
const bob: AccessRequest["principal"] = {
  type: "user",
  accountId: away,
  arn: `arn:aws:iam::${away}:user/bob`,
  uniqueId: "AIDABOB",
};
const reader: AccessRequest["principal"] = {
  type: "roleSession",
  accountId: home,
  arn: `arn:aws:sts::${home}:assumed-role/Reader/s1`,
  issuerArn: roleArn,
  uniqueId: "AROAREADER",
};

function policy(type: PolicyType, accountId: string, statements: unknown) {
  const document = JSON.stringify({ Version: "2012-10-17", Statement: statements }, undefined, 2);
  return compilePolicy(document, { type, label: `${type} of ${accountId}`, accountId });
}

function invoke(change: Partial<AccessRequest> = {}): AccessRequest {
  return {
    principal: reader,
    action: "execute-api:Invoke",
    resource: `arn:aws:execute-api:us-east-1:${home}:abc/prod/POST/pets`,
    resourceAccountId: home,
    context: (key) => (key === "aws:sourceip" ? "192.0.2.1" : undefined),
    ...change,
  };
}

test("an allowed request names the statements that allow it", () => {
  const identity = policy("identity", home, [
    { Sid: "Other", Effect: "Allow", Action: "s3:*", Resource: "*" },
    { Sid: "Invoke", Effect: "Allow", Action: "execute-api:*", Resource: "*" },
  ]);
  const explanation = explain(invoke(), { identity: [identity] });
  expect(explanation).toMatchObject({
    decision: { allowed: true },
    determining: [
      { policy: { label: `identity of ${home}` }, sid: "Invoke", statementIndex: 1, start: { line: 10, column: 5 } },
    ],
    remedies: [],
  });
});

test("a refusal names the nearest statement and the element that failed, with both values", () => {
  const identity = policy("identity", home, [
    { Effect: "Allow", Action: "s3:*", Resource: "*" },
    { Effect: "Allow", Action: "execute-api:Invoke", Resource: "arn:aws:execute-api:us-east-1:999999999999:zzz/*" },
    { Effect: "Allow", Action: "execute-api:Invoke", Resource: `arn:aws:execute-api:us-east-1:${home}:abc/prod/GET/*` },
  ]);
  const explanation = explain(invoke(), { identity: [identity] });
  expect(explanation.summary).toBe(
    `arn:aws:sts::${home}:assumed-role/Reader/s1 may not perform execute-api:Invoke on arn:aws:execute-api:us-east-1:${home}:abc/prod/POST/pets: no identity-based policy allows it.`,
  );
  expect(explanation.steps).toMatchObject([
    {
      type: "identity",
      needed: true,
      allows: false,
      nearest: {
        statementIndex: 2,
        elements: [
          { element: "Action", matched: true },
          {
            element: "Resource",
            matched: false,
            wanted: [`arn:aws:execute-api:us-east-1:${home}:abc/prod/GET/*`],
            got: `arn:aws:execute-api:us-east-1:${home}:abc/prod/POST/pets`,
          },
        ],
      },
    },
  ]);
  expect(explanation.remedies).toEqual([
    {
      kind: "addStatement",
      policyType: "identity",
      accountId: home,
      target: `identity of ${home}`,
      statement: {
        Effect: "Allow",
        Action: "execute-api:Invoke",
        Resource: `arn:aws:execute-api:us-east-1:${home}:abc/prod/POST/pets`,
      },
    },
  ]);
});

test("a failed condition shows operator, key, wanted and got, with variables replaced", () => {
  const identity = policy("identity", home, {
    Effect: "Allow",
    Action: "execute-api:Invoke",
    Resource: "*",
    Condition: {
      IpAddress: { "aws:SourceIp": "10.0.0.0/8" },
      StringEquals: { "aws:PrincipalTag/team": "${aws:SourceIp}" },
    },
  });
  const explanation = explain(invoke(), { identity: [identity] });
  expect(explanation.steps[0]?.nearest?.elements.filter(({ element }) => element === "Condition")).toEqual([
    {
      element: "Condition",
      matched: false,
      operator: "IpAddress",
      key: "aws:SourceIp",
      wanted: ["10.0.0.0/8"],
      got: "192.0.2.1",
    },
    {
      element: "Condition",
      matched: false,
      operator: "StringEquals",
      key: "aws:PrincipalTag/team",
      wanted: ["${aws:SourceIp}"],
      resolved: ["192.0.2.1"],
      got: null,
    },
  ]);
  expect(explanation.remedies).toMatchObject([
    { kind: "addStatement", orSend: [{ operator: "IpAddress" }, { operator: "StringEquals" }] },
  ]);
});

test("both sides of a refused assumption are proposed, each in its account", () => {
  const asked = invoke({ principal: bob, action: "sts:AssumeRole", resource: roleArn });
  const trust = policy("trust", home, { Effect: "Allow", Principal: { AWS: home }, Action: "sts:AssumeRole" });
  const explanation = explain(asked, { identity: [], trust });
  expect(explanation.steps.map(({ type, needed, allows }) => [type, needed, allows])).toEqual([
    ["trust", true, false],
    ["identity", true, false],
  ]);
  expect(explanation.steps[0]?.nearest?.elements[0]).toEqual({
    element: "Principal",
    matched: false,
    wanted: [`AWS: ${home}`],
    got: [bob.arn, away],
  });
  expect(explanation.remedies).toEqual([
    {
      kind: "addStatement",
      policyType: "trust",
      accountId: home,
      target: `trust of ${home}`,
      statement: { Effect: "Allow", Principal: { AWS: bob.arn }, Action: "sts:AssumeRole" },
    },
    {
      kind: "addStatement",
      policyType: "identity",
      accountId: away,
      target: bob.arn,
      statement: { Effect: "Allow", Action: "sts:AssumeRole", Resource: roleArn },
    },
  ]);
});

test("a caller of another account is told to assume a role where the resource takes no policy", () => {
  const explanation = explain(invoke({ principal: bob }), {
    identity: [policy("identity", away, { Effect: "Allow", Action: "*", Resource: "*" })],
  });
  expect(explanation.decision).toMatchObject({ outcome: "implicitDeny", deniedBy: "resource" });
  expect(explanation.remedies).toMatchObject([{ kind: "assumeRole", accountId: home }]);
});

test("a statement that denies is what must change", () => {
  const full = { Effect: "Allow", Action: "*", Resource: "*" };
  const set = {
    identity: [policy("identity", home, full)],
    serviceControl: [
      [policy("serviceControl", away, [full, { Sid: "No", Effect: "Deny", Action: "execute-api:*", Resource: "*" }])],
    ],
  };
  const explanation = explain(invoke(), set);
  expect(explanation).toMatchObject({
    summary: expect.stringContaining(`the service control policy serviceControl of ${away} denies it.`),
    determining: [{ sid: "No", effect: "Deny" }],
    remedies: [
      {
        kind: "changeDeny",
        policyType: "serviceControl",
        accountId: away,
        statement: { sid: "No", statementIndex: 1 },
      },
    ],
  });
});

test("every kind of policy that took part is listed in the order of evaluation", () => {
  const full = { Effect: "Allow", Action: "*", Resource: "*" };
  const set = {
    identity: [policy("identity", home, full)],
    boundary: policy("boundary", home, full),
    session: [],
    serviceControl: [[policy("serviceControl", home, full)], []],
    resourceControl: [[policy("resourceControl", home, full)]],
    resource: policy("resource", home, { ...full, Principal: { AWS: home } }),
  };
  const { steps, remedies } = explain(invoke(), set);
  expect(steps.map(({ type, level, needed, allows }) => [type, level, needed, allows])).toEqual([
    ["serviceControl", 0, true, true],
    ["serviceControl", 1, true, false],
    ["resourceControl", 0, true, true],
    ["resource", undefined, false, true],
    ["identity", undefined, true, true],
    ["boundary", undefined, true, true],
    ["session", undefined, true, false],
  ]);
  expect(remedies).toMatchObject([
    { policyType: "serviceControl", accountId: home },
    { policyType: "session", target: "the session policy passed when the session is made" },
  ]);
});

test("a document that cannot be read is shown with its problem", () => {
  const broken = compilePolicy("{", { type: "identity", label: "broken", accountId: home });
  const problem = { code: "endOfText", line: 1, column: 2 };
  expect(explain(invoke(), { identity: [broken] })).toMatchObject({
    decision: { outcome: "explicitDeny" },
    summary: expect.stringMatching(
      /: the identity-based policy broken cannot be read and so denies everything\.$/,
    ) as string,
    determining: [],
    steps: [{ unreadable: [{ policy: { label: "broken" }, problem }] }],
    remedies: [
      { kind: "repairPolicy", policyType: "identity", accountId: home, policy: { label: "broken" }, problem },
      { kind: "addStatement" },
    ],
  });
});

test("an explanation survives being written as JSON", () => {
  const explanation = explain(invoke(), {
    identity: [policy("identity", home, { Effect: "Allow", Action: "s3:*", Resource: "*" })],
  });
  expect(JSON.parse(JSON.stringify(explanation))).toEqual(explanation);
});

test("a resource's policy is shown beside a trust policy, and an empty level belongs to the resource's organization", () => {
  const full = { Effect: "Allow", Action: "*", Resource: "*" };
  const { issuerArn: _unknown, ...session } = reader;
  const { steps, remedies } = explain(invoke({ principal: session }), {
    identity: [],
    resourceControl: [[]],
    resource: policy("resource", home, { ...full, Principal: "*" }),
    trust: policy("trust", home, { ...full, Principal: { AWS: away } }),
  });
  expect(steps.map(({ type, needed, allows }) => [type, needed, allows])).toEqual([
    ["resourceControl", true, false],
    ["resource", false, true],
    ["trust", true, false],
    ["identity", true, false],
  ]);
  expect(remedies).toMatchObject([
    { policyType: "resourceControl", accountId: home, target: session.arn },
    { policyType: "trust", statement: { Principal: { AWS: session.arn } } },
  ]);
});

describe("the nearest statement", () => {
  const action = "execute-api:Invoke";
  const resource = `arn:aws:execute-api:us-east-1:${home}:abc/prod/POST/pets`;
  const holds = { IpAddress: { "aws:SourceIp": "192.0.2.0/24" }, Null: { "aws:username": "true" } };
  const fails = { StringEquals: { "aws:username": "a" } };
  const allow = (change: object) => ({ Effect: "Allow", Action: action, Resource: resource, ...change });
  test.each<[string, object, object]>([
    ["has fewer failing elements", { Condition: { ...holds, ...fails } }, { Resource: "*:x", Condition: fails }],
    [
      "has fewer failing elements, however alike the others",
      { Condition: fails },
      { Resource: `${resource}x`, Condition: fails },
    ],
    [
      "is on the request's action, whatever else fails",
      { Resource: "*:x", Condition: { ...fails, Bool: { a: "true" } } },
      { Action: "s3:*", Resource: "*:x" },
    ],
    [
      "is not one whose NotAction names the action",
      { Resource: "*:x", Condition: { ...fails, Bool: { a: "true" } } },
      { Action: undefined, NotAction: action, Resource: "*:x" },
    ],
    [
      "has the resource that is longest alike",
      { Resource: `${resource}s/1` },
      { Resource: "arn:aws:execute-api:us-east-1:999999999999:abcdefghijkl/prod/POST/pets/and/more" },
    ],
    [
      "has the resource that is longest alike among several",
      { Resource: ["arn:aws:s3:::a", `${resource}/1`] },
      { Resource: ["arn:aws:execute-api:x", "arn:aws:execute-api:us-east-1:1"] },
    ],
  ])("%s", (_, near, far) => {
    for (const [index, statements] of [
      [allow(near), allow(far)],
      [allow(far), allow(near)],
    ].entries()) {
      const [step] = explain(invoke(), { identity: [policy("identity", home, statements)] }).steps;
      expect(step?.nearest?.statementIndex).toBe(index);
    }
  });

  test("is the first of equals, and never one that denies", () => {
    const deny = { ...allow({ Condition: fails }), Effect: "Deny" };
    const far = allow({ Resource: "*:x", Condition: fails });
    const [step] = explain(invoke(), { identity: [policy("identity", home, [deny, far, far])] }).steps;
    expect(step?.nearest?.statementIndex).toBe(1);
  });

  test("is shown only where an allow was needed and not found", () => {
    const full = { Effect: "Allow", Action: "*", Resource: "*" };
    const other = policy("resource", home, allow({ Principal: "*", Resource: "*:x" }));
    const { steps, determining } = explain(invoke(), { identity: [policy("identity", home, full)], resource: other });
    expect(steps.map(({ type, needed, allows }) => [type, needed, allows])).toEqual([
      ["resource", false, false],
      ["identity", true, true],
    ]);
    for (const step of steps) {
      expect(step).not.toHaveProperty("nearest");
      expect(step).not.toHaveProperty("level");
    }
    expect(determining.map(({ policy: { type } }) => type)).toEqual(["identity"]);
  });
});

test("the question is repeated, and a statement that denies does not allow", () => {
  const deny = policy("identity", home, { Effect: "Deny", Action: "*", Resource: "*" });
  const explanation = explain(invoke(), { identity: [deny] });
  expect(explanation.request).toEqual({
    principalType: "roleSession",
    principalArn: reader.arn,
    principalAccountId: home,
    action: "execute-api:Invoke",
    resource: `arn:aws:execute-api:us-east-1:${home}:abc/prod/POST/pets`,
    resourceAccountId: home,
  });
  expect(explanation.steps).toMatchObject([{ allows: false, allowing: [], denying: [{ effect: "Deny" }] }]);
  expect(explanation.remedies.map(({ kind }) => kind)).toEqual(["changeDeny", "addStatement"]);
});

test("the summary names the caller and what it may do", () => {
  const { resource } = invoke();
  const anonymous = { type: "anonymous", accountId: "", arn: "" } as const;
  const open = policy("resource", home, { Effect: "Allow", Principal: "*", Action: "*", Resource: "*" });
  expect(explain(invoke({ principal: anonymous }), { identity: [], resource: open }).summary).toBe(
    `An anonymous caller may perform execute-api:Invoke on ${resource}.`,
  );
  const explanation = explain(invoke(), { identity: [] });
  expect(explanation.determining).toEqual([]);
  expect(explanation.summary).toContain(`${reader.arn} may not perform`);
});

test("a policy that denies is not called unreadable because another one is", () => {
  const broken = compilePolicy("{", { type: "boundary", label: "broken", accountId: home });
  const full = { Effect: "Allow", Action: "*", Resource: "*" };
  const identity = [policy("identity", home, full)];
  const deny = policy("serviceControl", home, { ...full, Effect: "Deny" });
  expect(explain(invoke(), { identity, boundary: broken, serviceControl: [[deny]] }).summary).toMatch(/ denies it\.$/);
  expect(explain(invoke(), { identity, boundary: broken }).summary).toMatch(
    / cannot be read and so denies everything\.$/,
  );
});
