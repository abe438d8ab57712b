import { describe, expect, test } from "vitest";
import {
  allowed,
  ask,
  away,
  denial,
  everything,
  federated,
  home,
  invokeArn,
  nothing,
  policy,
  roleArn,
  root,
  session,
  sessionArn,
  stranger,
  user,
  userArn,
  verdict,
} from "../../test/policy/fixture.ts";
import { absentPolicy, type CompiledPolicy } from "./compile.ts";
import type { PolicyPrincipal, PolicyType } from "./decision.ts";
import { type PolicySet, evaluate } from "./evaluate.ts";

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
    ["execute-api:Invoke", "arn:aws:execute-api:us-east-2:*:abc/*", false],
    ["execute-api:Invoke", "arn:aws:execute-api:us-east-:*:abc/*", false],
    ["execute-api:Invoke", "arn:aws:execute-api:us-east-11:*:abc/*", false],
    ["execute-api:Invoke", "arn:aws:execute-api:us-east-?:*:abc/*", true],
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

  test.each<readonly [PolicyType, (broken: CompiledPolicy) => Partial<PolicySet>]>([
    ["identity", (broken) => ({ identity: [policy("identity", everything), broken] })],
    ["boundary", (boundary) => ({ boundary })],
    ["session", (broken) => ({ session: [policy("session", everything), broken] })],
    ["serviceControl", (broken) => ({ serviceControl: [[policy("serviceControl", everything)], [broken]] })],
    ["resourceControl", (broken) => ({ resourceControl: [[broken, policy("resourceControl", everything)]] })],
    ["resource", (resource) => ({ resource })],
    ["trust", (trust) => ({ trust })],
  ])("that cannot be read denies everything, of type %s, and is named", (type, broken) => {
    const unreadable = policy(type, "{");
    expect(unreadable).toMatchObject({ problem: { code: "endOfText" }, statements: [] });
    const set = { identity: [policy("identity", everything)], ...broken(unreadable) };
    for (const caller of [user, root, session, stranger]) {
      expect(evaluate(ask(caller), set)).toEqual({
        allowed: false,
        outcome: "explicitDeny",
        deniedBy: type,
        source: unreadable.source,
      });
    }
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

test("a policy of version 2008-10-17 has no variables", () => {
  const context = (key: string) => (key === "aws:username" ? "alice" : undefined);
  const request = ask(user, { resource: "arn:aws:s3:::alice", context });
  const statement = { ...everything, Resource: "arn:aws:s3:::${aws:username}" };
  const versioned = (Version: string) => policy("identity", JSON.stringify({ Version, Statement: statement }));
  expect(verdict(request, { identity: [versioned("2012-10-17")] })).toBe(allowed);
  expect(verdict(request, { identity: [versioned("2008-10-17")] })).toBe("implicitDeny identity");
});

test("every action counts wherever it stands in the list", () => {
  const identity = [policy("identity", { ...everything, Action: ["other:Nothing", "*"] })];
  expect(verdict(ask(user), { identity })).toBe(allowed);
});

test.each(["resource", "trust"] as const)("a %s policy needs no Resource, but a principal", (type) => {
  const { Resource: _left, ...statement } = everything;
  const set = (named: object) => ({ identity: [], [type]: policy(type, { ...statement, ...named }) });
  expect(verdict(ask(user), set({ Principal: { AWS: userArn } }))).toBe(allowed);
  expect(verdict(ask(stranger), set({}))).toBe(`implicitDeny ${type}`);
  expect(verdict(ask(stranger), set({ Effect: "Deny" }))).toBe(`implicitDeny ${type}`);
});

test("a role of another account that the resource's policy names still needs its own account's allow", () => {
  const awayRole = `arn:aws:iam::${away}:role/Reader`;
  const visitor: PolicyPrincipal = { ...session, accountId: away, issuerArn: awayRole };
  const resource = policy("resource", { ...everything, Principal: { AWS: awayRole } });
  expect(verdict(ask(visitor), { identity: [], resource })).toBe("implicitDeny identity");
  expect(verdict(ask(visitor), { identity: [policy("identity", everything)], resource })).toBe(allowed);
});

test("callers from outside AWS are limited by no boundary and no session policy", () => {
  const service: PolicyPrincipal = { type: "service", accountId: "", arn: "lambda.amazonaws.com" };
  const trust = policy("trust", { ...everything, Principal: { Service: service.arn } });
  const limits = { boundary: policy("boundary", nothing), session: [] };
  expect(verdict(ask(service), { identity: [], trust, ...limits })).toBe(allowed);
});

test("64 stars against 2,048 characters take microseconds", () => {
  const hostile = policy("identity", { Effect: "Allow", Action: "*", Resource: `arn:aws:s3:::${"*a".repeat(64)}b` });
  const request = ask(user, { resource: `arn:aws:s3:::${"a".repeat(2048)}` });
  const start = performance.now();
  for (let round = 0; round < 100; round += 1) {
    expect(evaluate(request, { identity: [hostile] }).allowed).toBe(false);
  }
  // 100 rounds at a generous 50 ms, for busy machines: an exponential matcher would not end at all.
  expect(performance.now() - start).toBeLessThan(5000);
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

test("any number of actions, of any length, is told apart", () => {
  const set = {
    identity: [policy("identity", { Effect: "Allow", Action: ["x:Action1*", `x:${"a".repeat(500)}`], Resource: "*" })],
  };
  const allows = (action: string) => evaluate(ask(user, { action }), set).allowed;
  const numbers = Array.from({ length: 3000 }, (_, index) => index);
  expect(numbers.filter((number) => allows(`x:Action${number}`))).toEqual(
    numbers.filter((number) => String(number).startsWith("1")),
  );
  expect(allows(`X:${"A".repeat(500)}`)).toBe(true);
  expect(allows(`x:${"a".repeat(499)}`)).toBe(false);
  expect(allows("")).toBe(false);
});

test("an action holds no policy variables", () => {
  const set = { identity: [policy("identity", { Effect: "Allow", Action: "x:${*}", Resource: "*" })] };
  expect(evaluate(ask(user, { action: "x:${a}" }), set).allowed).toBe(true);
});

test("a context that asks for a verdict of its own changes nothing about the one it is asked for", () => {
  const conditional = { ...everything, Condition: { StringEquals: { "x:inner": "implicitDeny" } } };
  const set: PolicySet = { identity: [policy("identity", { ...conditional, Resource: invokeArn })] };
  const inner = () => evaluate({ ...ask(user), resource: "*" }, { identity: [] }).outcome;
  expect(verdict({ ...ask(user), context: inner }, set)).toBe(allowed);
});

test("a resource that could have a policy and has none grants nothing and denies nothing", () => {
  const source = { type: "resource", label: "none", accountId: home } as const;
  const resource = absentPolicy(source);
  expect(resource).toMatchObject({ source, statements: [], problem: undefined });
  const identity = [policy("identity", everything)];
  expect(verdict(ask(user), { identity, resource })).toBe(allowed);
  expect(verdict(ask(user), { identity: [], resource })).toBe("implicitDeny identity");
  expect(verdict(ask(stranger), { identity, resource })).toBe("implicitDeny resource");
});
