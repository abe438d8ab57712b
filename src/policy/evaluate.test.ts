import { describe, expect, test } from "vitest";
import { type CompileOptions, type CompiledPolicy, compilePolicy } from "./compile.ts";
import type { AccessRequest, PolicyPrincipal, PolicyType } from "./decision.ts";
import { type PolicySet, evaluate } from "./evaluate.ts";

const home = "111111111111";
const away = "222222222222";
const invokeArn = `arn:aws:execute-api:us-east-1:${home}:abc/$default/GET/pets/1`;
const roleArn = `arn:aws:iam::${home}:role/app/Reader`;
const sessionArn = `arn:aws:sts::${home}:assumed-role/Reader/s1`;
const userArn = `arn:aws:iam::${home}:user/team/alice`;

const root: PolicyPrincipal = { type: "root", accountId: home, arn: `arn:aws:iam::${home}:root` };
const user: PolicyPrincipal = { type: "user", accountId: home, arn: userArn, uniqueId: "AIDAALICE" };
const session: PolicyPrincipal = {
  type: "roleSession",
  accountId: home,
  arn: sessionArn,
  issuerArn: roleArn,
  uniqueId: "AROAREADER",
};
const federated: PolicyPrincipal = {
  type: "federatedUser",
  accountId: home,
  arn: `arn:aws:sts::${home}:federated-user/fred`,
  issuerArn: userArn,
  uniqueId: "AIDAALICE",
};
const stranger: PolicyPrincipal = {
  type: "user",
  accountId: away,
  arn: `arn:aws:iam::${away}:user/bob`,
  uniqueId: "AIDABOB",
};

function policy(type: PolicyType, statements: unknown, options?: CompileOptions): CompiledPolicy {
  const document =
    typeof statements === "string" ? statements : JSON.stringify({ Version: "2012-10-17", Statement: statements });
  return compilePolicy(document, { type, label: type, accountId: home }, options);
}

function ask(principal: PolicyPrincipal, change: Partial<AccessRequest> = {}): AccessRequest {
  return {
    principal,
    action: "execute-api:Invoke",
    resource: invokeArn,
    resourceAccountId: home,
    context: () => undefined,
    ...change,
  };
}

const everything = { Effect: "Allow", Action: "*", Resource: "*" };
const nothing = { Effect: "Allow", Action: "other:Nothing", Resource: "*" };
const denial = { Effect: "Deny", Action: "execute-api:*", Resource: "*" };

const allowed = "allowed";
function verdict(request: AccessRequest, set: PolicySet): string {
  const { outcome, deniedBy } = evaluate(request, set);
  return deniedBy === undefined ? outcome : `${outcome} ${deniedBy}`;
}

describe("an identity policy", () => {
  test.each([
    ["execute-api:Invoke", invokeArn, true],
    ["EXECUTE-API:invoke", "*", true],
    ["execute-api:*", `arn:aws:execute-api:us-east-1:${home}:abc/*/GET/*`, true],
    ["execute-api:In?oke", `arn:aws:execute-api:*:*:*`, true],
    ["*", `arn:aws:execute-api:us-east-1:${home}:abc/$default/GET/pets/?`, true],
    ["execute-api:Invoke", `arn:aws:execute-api:us-east-1:${home}:ABC/*`, false],
    ["execute-api:Invoke", "arn:aws:execute-api:*/GET/pets/1", false],
    ["execute-api:Invoke", `arn:aws:execute-api:us-east-1:${home}:abc`, false],
    ["execute-api:Invoke", "arn:aws:execute-api", true],
    ["execute-*:Invoke", "*", false],
    ["Invoke", "*", false],
    ["s3:*", "*", false],
  ])("with %s on %s allows an invoke: %s", (action, resource, expected) => {
    const set = { identity: [policy("identity", { Effect: "Allow", Action: action, Resource: resource })] };
    expect(verdict(ask(user), set)).toBe(expected ? allowed : "implicitDeny identity");
  });

  test.each([
    [{ Effect: "Allow", NotAction: "iam:*", Resource: "*" }, true],
    [{ Effect: "Allow", NotAction: ["iam:*", "execute-api:Invoke"], Resource: "*" }, false],
    [{ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::*" }, true],
    [{ Effect: "Allow", Action: "*", NotResource: invokeArn }, false],
    [{ Effect: "Allow", Action: "*", NotResource: "arn:aws:s3:::${x:none}" }, true],
    [{ Effect: "Allow", Action: "*" }, false],
    [{ Effect: "Allow", Resource: "*" }, false],
    [{ Effect: "Allow", Action: "*", Resource: "arn:aws:execute-api:*:*:${x:none}*" }, false],
  ])("with %j allows an invoke: %s", (statement, expected) => {
    expect(verdict(ask(user), { identity: [policy("identity", statement)] })).toBe(
      expected ? allowed : "implicitDeny identity",
    );
  });

  test("on one ARN does not grant an action without resources", () => {
    const set = {
      identity: [
        policy("identity", { Effect: "Allow", Action: "iam:ListRoles", Resource: `arn:aws:iam::${home}:role/*` }),
      ],
    };
    expect(verdict(ask(user, { action: "iam:ListRoles", resource: "*" }), set)).toBe("implicitDeny identity");
  });

  test("that cannot be read allows nothing and does not throw", () => {
    const broken = policy("identity", "{");
    expect(broken.problem).toMatchObject({ code: "endOfText" });
    expect(verdict(ask(user), { identity: [broken] })).toBe("implicitDeny identity");
  });

  test("that denies is named", () => {
    const denying = policy("identity", [everything, denial]);
    expect(evaluate(ask(user), { identity: [policy("identity", everything), denying] })).toEqual({
      allowed: false,
      outcome: "explicitDeny",
      deniedBy: "identity",
      source: denying.source,
    });
  });
});

describe("in one account", () => {
  const full = policy("identity", everything);
  test.each<readonly [string, PolicyPrincipal, PolicySet, string]>([
    ["no policy", user, { identity: [] }, "implicitDeny identity"],
    ["root needs no policy", root, { identity: [] }, allowed],
    [
      "root obeys service control policies",
      root,
      { identity: [], serviceControl: [[policy("serviceControl", denial)]] },
      "explicitDeny serviceControl",
    ],
    [
      "each level must allow",
      user,
      {
        identity: [full],
        serviceControl: [[policy("serviceControl", everything)], [policy("serviceControl", nothing)]],
      },
      "implicitDeny serviceControl",
    ],
    ["an empty level allows nothing", user, { identity: [full], serviceControl: [[]] }, "implicitDeny serviceControl"],
    [
      "one policy of a level is enough",
      user,
      { identity: [full], serviceControl: [[policy("serviceControl", nothing), policy("serviceControl", everything)]] },
      allowed,
    ],
    [
      "resource control policies must allow",
      user,
      { identity: [full], resourceControl: [[policy("resourceControl", nothing)]] },
      "implicitDeny resourceControl",
    ],
    [
      "the boundary must allow",
      user,
      { identity: [full], boundary: policy("boundary", nothing) },
      "implicitDeny boundary",
    ],
    [
      "the boundary alone grants nothing",
      user,
      { identity: [], boundary: policy("boundary", everything) },
      "implicitDeny identity",
    ],
    [
      "session policies must allow",
      session,
      { identity: [full], session: [policy("session", nothing)] },
      "implicitDeny session",
    ],
    [
      "one session policy is enough",
      session,
      { identity: [full], session: [policy("session", nothing), policy("session", everything)] },
      allowed,
    ],
    [
      "an empty list of session policies grants nothing",
      session,
      { identity: [full], session: [] },
      "implicitDeny session",
    ],
    ["a federated user needs a session policy", federated, { identity: [full] }, "implicitDeny session"],
    ["a federated user with one", federated, { identity: [full], session: [policy("session", everything)] }, allowed],
    [
      "denies go before lacks",
      user,
      { identity: [policy("identity", denial)], serviceControl: [[]] },
      "explicitDeny identity",
    ],
    [
      "the organization's deny is named first",
      user,
      { identity: [policy("identity", denial)], serviceControl: [[policy("serviceControl", denial)]] },
      "explicitDeny serviceControl",
    ],
    [
      "a session policy denies",
      session,
      { identity: [full], session: [policy("session", [everything, denial])] },
      "explicitDeny session",
    ],
    [
      "a resource policy that says nothing of the caller",
      user,
      { identity: [full], resource: policy("resource", { ...everything, Principal: { AWS: away } }) },
      allowed,
    ],
  ])("%s", (_what, principal, set, expected) => {
    expect(verdict(ask(principal), set)).toBe(expected);
  });
});

// The rows of AWS's table on resource-based policies and implicit denies in other policy types.
describe("a resource policy in the same account that names", () => {
  const lacks = {
    identity: { identity: [] },
    boundary: { boundary: policy("boundary", nothing) },
    session: { session: [policy("session", nothing)] },
  };
  const full = { identity: [policy("identity", everything)] };
  test.each<readonly [string, PolicyPrincipal, unknown, readonly string[]]>([
    ["the user", user, { AWS: userArn }, []],
    ["the user by id", user, { AWS: "AIDAALICE" }, []],
    ["the role of the session", session, { AWS: roleArn }, ["boundary", "session"]],
    ["the session", session, { AWS: sessionArn }, []],
    ["the federated user", federated, { AWS: federated.arn }, []],
    ["the user who made the federated session", federated, { AWS: userArn }, ["boundary", "session"]],
    ["the account by id", user, { AWS: home }, ["identity", "boundary", "session"]],
    ["the account by root", user, { AWS: root.arn }, ["identity", "boundary", "session"]],
    ["everyone of AWS", session, { AWS: "*" }, []],
    ["everyone", session, "*", []],
  ])("%s leaves the limits it must", (_what, principal, named, expected) => {
    const resource = policy("resource", { ...everything, Principal: named });
    const enough = { ...full, session: [policy("session", everything)], resource };
    expect(verdict(ask(principal), enough)).toBe(allowed);
    const deniedBy = (["identity", "boundary", "session"] as const).filter(
      (type) => !evaluate(ask(principal), { ...enough, ...lacks[type] }).allowed,
    );
    expect(deniedBy).toEqual(expected);
  });
});

describe("across accounts", () => {
  const full = policy("identity", everything);
  const open = policy("resource", { ...everything, Principal: { AWS: [away] } });
  test.each<readonly [string, PolicySet, string]>([
    ["without resource policy", { identity: [full] }, "implicitDeny resource"],
    [
      "with a resource policy for others",
      { identity: [full], resource: policy("resource", { ...everything, Principal: { AWS: home } }) },
      "implicitDeny resource",
    ],
    ["with both sides allowing", { identity: [full], resource: open }, allowed],
    ["with the resource's side only", { identity: [], resource: open }, "implicitDeny identity"],
    [
      "with the caller named but not allowed at home",
      { identity: [], resource: policy("resource", { ...everything, Principal: { AWS: stranger.arn } }) },
      "implicitDeny identity",
    ],
    [
      "with everyone allowed but not at home",
      { identity: [], resource: policy("resource", { ...everything, Principal: "*" }) },
      "implicitDeny identity",
    ],
    [
      "within the boundary",
      { identity: [full], resource: open, boundary: policy("boundary", nothing) },
      "implicitDeny boundary",
    ],
  ])("%s", (_what, set, expected) => {
    expect(verdict(ask(stranger), set)).toBe(expected);
  });
});

describe("assuming a role", () => {
  const full = policy("identity", everything);
  const assume = (principal: PolicyPrincipal) => ask(principal, { action: "sts:AssumeRole", resource: roleArn });
  const trust = (named: unknown, options?: CompileOptions, more: object = {}) =>
    policy("trust", { Effect: "Allow", Principal: named, Action: "sts:AssumeRole", ...more }, options);
  test.each<readonly [string, PolicyPrincipal, PolicySet, string]>([
    ["the caller itself is trusted", user, { identity: [], trust: trust({ AWS: userArn }) }, allowed],
    ["the caller's account is trusted", user, { identity: [full], trust: trust({ AWS: home }) }, allowed],
    [
      "the account is trusted, the caller not allowed",
      user,
      { identity: [], trust: trust({ AWS: home }) },
      "implicitDeny identity",
    ],
    ["everyone is trusted", user, { identity: [], trust: trust({ AWS: "*" }) }, allowed],
    ["nobody of the account is trusted", user, { identity: [full], trust: trust({ AWS: away }) }, "implicitDeny trust"],
    [
      "a service is trusted",
      user,
      { identity: [full], trust: trust({ Service: "lambda.amazonaws.com" }) },
      "implicitDeny trust",
    ],
    ["the caller's role is trusted", session, { identity: [], trust: trust({ AWS: roleArn }) }, allowed],
    [
      "the caller's role is trusted, its boundary forbids",
      session,
      { identity: [], boundary: policy("boundary", nothing), trust: trust({ AWS: roleArn }) },
      "implicitDeny boundary",
    ],
    [
      "a stranger is trusted but not allowed",
      stranger,
      { identity: [], trust: trust({ AWS: stranger.arn }) },
      "implicitDeny identity",
    ],
    ["a stranger is trusted and allowed", stranger, { identity: [full], trust: trust({ AWS: away }) }, allowed],
    [
      "everyone is trusted, the stranger not allowed",
      stranger,
      { identity: [], trust: trust({ AWS: "*" }) },
      "implicitDeny identity",
    ],
    [
      "the trust policy denies",
      user,
      {
        identity: [full],
        trust: policy("trust", [
          { Effect: "Allow", Principal: { AWS: userArn }, Action: "sts:*" },
          { Effect: "Deny", Principal: { AWS: "*" }, Action: "sts:AssumeRole" },
        ]),
      },
      "explicitDeny trust",
    ],
    [
      "a condition fails",
      user,
      { identity: [full], trust: trust({ AWS: home }, {}, { Condition: { StringEquals: { "sts:ExternalId": "x" } } }) },
      "implicitDeny trust",
    ],
    [
      "the user has the id saved",
      user,
      { identity: [], trust: trust({ AWS: userArn }, { trustedIds: { [userArn]: "AIDAALICE" } }) },
      allowed,
    ],
    [
      "the user was made anew",
      user,
      { identity: [], trust: trust({ AWS: userArn }, { trustedIds: { [userArn]: "AIDAOLD" } }) },
      "implicitDeny trust",
    ],
    [
      "no id was saved",
      user,
      { identity: [], trust: trust({ AWS: userArn }, { trustedIds: {} }) },
      "implicitDeny trust",
    ],
    ["an id is named", session, { identity: [], trust: trust({ AWS: "AROAREADER" }, { trustedIds: {} }) }, allowed],
    [
      "a name of every object is no id",
      user,
      { identity: [], trust: trust({ AWS: "arn:aws:iam::111111111111:user/toString" }, { trustedIds: {} }) },
      "implicitDeny trust",
    ],
  ])("%s", (_what, principal, set, expected) => {
    expect(verdict(assume(principal), set)).toBe(expected);
  });

  test.each([
    ["webIdentity", { Federated: "id.example.com" }, allowed],
    ["webIdentity", { Federated: "other.example.com" }, "implicitDeny trust"],
    ["webIdentity", { AWS: "*" }, "implicitDeny trust"],
    ["saml", { Federated: "id.example.com" }, allowed],
    ["service", { Service: "id.example.com" }, allowed],
    ["service", { Federated: "id.example.com" }, "implicitDeny trust"],
    ["anonymous", { AWS: "*" }, "implicitDeny trust"],
    ["anonymous", "*", allowed],
  ] as const)("as %s when %j is trusted: %s", (type, named, expected) => {
    expect(verdict(assume({ type, accountId: "", arn: "id.example.com" }), { identity: [], trust: trust(named) })).toBe(
      expected,
    );
  });
});

describe("NotPrincipal", () => {
  const set = (named: unknown, effect: string): PolicySet => ({
    identity: [policy("identity", everything)],
    resource: policy("resource", { Effect: effect, NotPrincipal: named, Action: "*", Resource: "*" }),
  });
  test.each<readonly [PolicyPrincipal, readonly string[], boolean]>([
    [user, [userArn, root.arn], true],
    [user, [userArn], false],
    [user, [root.arn], false],
    [session, [home, roleArn, sessionArn], true],
    [session, [home, roleArn], false],
    [session, [home, sessionArn], false],
    [root, [home], true],
    [federated, [home, federated.arn], true],
    [federated, [home, userArn], false],
  ])("in a Deny spares %o when it lists %j: %s", (principal, named, spared) => {
    const full = { ...set({ AWS: named }, "Deny"), session: [policy("session", everything)] };
    expect(verdict(ask(principal), full)).toBe(spared ? allowed : "explicitDeny resource");
  });

  test("in an Allow lets everyone else in", () => {
    const open = set({ AWS: home }, "Allow");
    expect(verdict(ask(stranger), open)).toBe(allowed);
    expect(verdict(ask({ type: "anonymous", accountId: "", arn: "" }), open)).toBe(allowed);
    expect(verdict(ask(user), { ...open, identity: [] })).toBe("implicitDeny identity");
  });
});

test("64 stars against 2,048 characters take microseconds", () => {
  const hostile = policy("identity", { Effect: "Allow", Action: "*", Resource: `arn:aws:s3:::${"*a".repeat(64)}b` });
  const request = ask(user, { resource: `arn:aws:s3:::${"a".repeat(2048)}` });
  const start = performance.now();
  for (let round = 0; round < 100; round += 1) {
    expect(evaluate(request, { identity: [hostile] }).allowed).toBe(false);
  }
  // 100 rounds at a generous 2 ms: an exponential matcher would not end at all.
  expect(performance.now() - start).toBeLessThan(200);
});

test("context values are looked up only when a statement gets that far", () => {
  const asked: string[] = [];
  const context = (key: string) => {
    asked.push(key);
    return undefined;
  };
  const conditional = { Condition: { Bool: { "AWS:SecureTransport": "true" } } };
  const set = {
    identity: [
      policy("identity", [
        { ...nothing, ...conditional },
        { ...everything, Resource: "arn:aws:s3:::*", ...conditional },
      ]),
    ],
  };
  evaluate(ask(user, { context }), set);
  expect(asked).toEqual([]);
  evaluate(ask(user, { context, resource: "arn:aws:s3:::a" }), set);
  expect(asked).toEqual(["aws:securetransport"]);
});
