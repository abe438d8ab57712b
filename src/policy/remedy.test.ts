import { describe, expect, test } from "vitest";
import type { AccessRequest, PolicySource, PolicyType } from "./decision.ts";
import type { ElementCheck, StatementCheck } from "./explain-statement.ts";
import type { ExplainedStep } from "./explained-step.ts";
import { remediesFor } from "./remedy.ts";

const home = "111111111111";
const away = "222222222222";
const resource = `arn:aws:iam::${home}:role/R`;
const user: AccessRequest["principal"] = {
  type: "user",
  accountId: home,
  arn: `arn:aws:iam::${home}:user/u`,
  uniqueId: "AIDAU",
};

function request(principal: AccessRequest["principal"] = user): AccessRequest {
  return { principal, action: "sts:AssumeRole", resource, resourceAccountId: home, context: () => undefined };
}

function source(type: PolicyType, label: string, accountId = home): PolicySource {
  return { type, label, accountId };
}

function lacking(type: PolicyType, change: Partial<ExplainedStep> = {}): ExplainedStep {
  const policies = [source(type, `first ${type}`), source(type, `second ${type}`)];
  return { type, needed: true, allows: false, policies, allowing: [], denying: [], unreadable: [], ...change };
}

function nearest(policy: PolicySource, ...elements: readonly ElementCheck[]): StatementCheck {
  const place = { offset: 0, line: 1, column: 1 };
  return { policy, statementIndex: 0, effect: "Allow", start: place, end: place, elements };
}

function element(name: ElementCheck["element"], matched = false): ElementCheck {
  return { element: name, matched, wanted: [], got: null };
}

describe("only what lacks is remedied", () => {
  const types = (steps: readonly ExplainedStep[], principal?: AccessRequest["principal"]) =>
    remediesFor(steps, request(principal)).map((remedy) =>
      remedy.kind === "addStatement" ? remedy.policyType : remedy.kind,
    );
  const all = (["serviceControl", "trust", "identity", "boundary", "session"] as const).map((type) => lacking(type));

  test("not what allows, nor what need not", () => {
    expect(
      types([lacking("identity", { allows: true }), lacking("boundary", { needed: false }), lacking("session")]),
    ).toEqual(["session"]);
    expect(types(all.slice(2))).toEqual(["identity", "boundary", "session"]);
  });

  test.each<[string, Partial<AccessRequest["principal"]>, readonly string[]]>([
    ["a user of the same account", {}, ["serviceControl", "trust"]],
    ["a role session of the same account", { type: "roleSession" }, ["serviceControl", "trust", "boundary", "session"]],
    ["the root of the same account", { type: "root" }, ["serviceControl", "trust", "boundary", "session"]],
    ["a user of another account", { accountId: away }, ["serviceControl", "trust", "identity", "boundary", "session"]],
  ])("a trust policy that names %s spares the rest", (_, change, expected) => {
    expect(types(all, { ...user, ...change })).toEqual(expected);
  });

  test("a role of the other account where the resource takes no policy", () => {
    expect(remediesFor([lacking("resource", { policies: [] }), lacking("identity")], request())).toEqual([
      {
        kind: "assumeRole",
        accountId: home,
        message: `${resource} has no resource-based policy, so callers of other accounts reach it only through a role of account ${home}.`,
      },
    ]);
  });
});

describe("a statement is proposed", () => {
  test.each<[string, Partial<AccessRequest["principal"]>, unknown]>([
    ["everyone for the anonymous", { type: "anonymous", arn: "" }, "*"],
    ["a service", { type: "service", arn: "lambda.amazonaws.com" }, { Service: "lambda.amazonaws.com" }],
    ["an identity of a provider", { type: "webIdentity", arn: "id.example.com" }, { Federated: "id.example.com" }],
    ["an identity of SAML", { type: "saml", arn: "arn:saml" }, { Federated: "arn:saml" }],
    ["the role of a session", { type: "roleSession", issuerArn: "arn:role" }, { AWS: "arn:role" }],
    ["a session of no known role", { type: "roleSession", arn: "arn:session" }, { AWS: "arn:session" }],
    ["a root", { type: "root", arn: "arn:root" }, { AWS: "arn:root" }],
    ["a user, never its issuer", { arn: "arn:user", issuerArn: "arn:role" }, { AWS: "arn:user" }],
    ["a federated user", { type: "federatedUser", arn: "arn:federated" }, { AWS: "arn:federated" }],
  ])("that names %s", (_, change, Principal) => {
    const principal = { ...user, ...change };
    const statement = (type: PolicyType) => remediesFor([lacking(type)], request(principal)).at(0);
    expect(statement("trust")).toHaveProperty("statement", { Effect: "Allow", Principal, Action: "sts:AssumeRole" });
    expect(statement("resource")).toHaveProperty("statement", {
      Effect: "Allow",
      Principal,
      Action: "sts:AssumeRole",
      Resource: resource,
    });
    expect(statement("boundary")).toHaveProperty("statement", {
      Effect: "Allow",
      Action: "sts:AssumeRole",
      Resource: resource,
    });
  });

  test("for the policy of the nearest statement, else the first, else the caller, in its account", () => {
    const caller = { ...user, accountId: away };
    const of = (type: PolicyType, change: Partial<ExplainedStep>) => {
      const [remedy] = remediesFor([lacking(type, change)], request(caller));
      return remedy?.kind === "addStatement" ? [remedy.accountId, remedy.target] : remedy?.kind;
    };
    expect(of("identity", { nearest: nearest(source("identity", "near", "333333333333")) })).toEqual([
      "333333333333",
      "near",
    ]);
    expect(of("identity", { policies: [source("identity", "one", "444444444444")] })).toEqual(["444444444444", "one"]);
    expect(of("identity", { policies: [] })).toEqual([away, user.arn]);
    expect(of("boundary", { policies: [] })).toEqual([away, user.arn]);
    expect(of("serviceControl", { policies: [] })).toEqual([away, `account ${away} in its organization`]);
    expect(of("resourceControl", { policies: [] })).toEqual([home, user.arn]);
    expect(of("session", { policies: [] })).toEqual([away, "the session policy passed when the session is made"]);
    expect(of("trust", { policies: [] })).toBe("assumeRole");
  });

  test("with what could be sent instead, when nothing but conditions fails", () => {
    const near = (...elements: readonly ElementCheck[]) =>
      remediesFor([lacking("identity", { nearest: nearest(source("identity", "near"), ...elements) })], request())[0];
    const conditions = [element("Condition"), element("Condition")];
    expect(near(element("Action", true), ...conditions)).toHaveProperty("orSend", conditions);
    expect(near(element("Action"), ...conditions)).not.toHaveProperty("orSend");
    expect(near(element("Action", true))).not.toHaveProperty("orSend");
    expect(remediesFor([lacking("identity")], request())[0]).not.toHaveProperty("orSend");
  });
});
