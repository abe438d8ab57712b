import { describe, expect, test } from "vitest";
import {
  allowed,
  ask,
  away,
  everything,
  federated,
  home,
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
import type { CompileOptions } from "./compile.ts";
import type { PolicyPrincipal } from "./decision.ts";
import type { PolicySet } from "./evaluate.ts";
import { accountOfPrincipal, isEntityArn } from "./principal-match.ts";

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
    ["anonymous", { AWS: "*" }, allowed],
    ["anonymous", "*", allowed],
  ] as const)("as %s when %j is trusted: %s", (type, named, expected) => {
    expect(verdict(assume({ type, accountId: "", arn: "id.example.com" }), { identity: [], trust: trust(named) })).toBe(
      expected,
    );
  });
});

test.each(["service", "webIdentity", "saml"] as const)(
  "a Deny on every AWS principal denies a caller of type %s too, an Allow does not let it in",
  (type) => {
    const caller = { type, accountId: "", arn: "id.example.com" };
    const open = { ...everything, Principal: "*" };
    const everyAws = { ...everything, Principal: { AWS: "*" } };
    expect(verdict(ask(caller), { identity: [], resource: policy("resource", open) })).toBe(allowed);
    expect(verdict(ask(caller), { identity: [], resource: policy("resource", everyAws) })).toBe(
      "implicitDeny resource",
    );
    const denying = policy("resource", [open, { ...everyAws, Effect: "Deny" }]);
    expect(verdict(ask(caller), { identity: [], resource: denying })).toBe("explicitDeny resource");
  },
);

test("every AWS principal includes the anonymous, as a star does", () => {
  const caller = { type: "anonymous", accountId: "", arn: "" } as const;
  const everyAws = { ...everything, Principal: { AWS: "*" } };
  expect(verdict(ask(caller), { identity: [], resource: policy("resource", everyAws) })).toBe(allowed);
  const denying = policy("resource", [everyAws, { ...everyAws, Effect: "Deny" }]);
  expect(verdict(ask(caller), { identity: [], resource: denying })).toBe("explicitDeny resource");
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

  test("in a Deny spares every AWS principal when it lists them all, but nobody from outside", () => {
    const { resource } = set({ AWS: "*" }, "Deny");
    const limits = { identity: [policy("identity", everything)], ...(resource === undefined ? {} : { resource }) };
    expect(verdict(ask(user), limits)).toBe(allowed);
    expect(verdict(ask({ type: "anonymous", accountId: "", arn: "" }), limits)).toBe("explicitDeny resource");
    expect(verdict(ask({ type: "anonymous", accountId: "", arn: "" }), set("*", "Deny"))).toBe("implicitDeny resource");
  });

  test.each([
    ["service", { Service: "id.example.com" }, true],
    ["service", { Federated: "id.example.com" }, false],
    ["webIdentity", { Federated: "id.example.com" }, true],
    ["webIdentity", { Service: "id.example.com" }, false],
    ["saml", { Federated: "id.example.com" }, true],
    ["saml", { AWS: "id.example.com" }, false],
    ["anonymous", { Service: "id.example.com", Federated: "id.example.com", AWS: "*" }, false],
  ] as const)("in a Deny spares a caller of type %s when it lists %j: %s", (type, named, spared) => {
    const caller = { type, accountId: "", arn: "id.example.com" };
    expect(verdict(ask(caller), set(named, "Deny"))).toBe(spared ? "implicitDeny resource" : "explicitDeny resource");
  });

  test("in an Allow lets everyone else in", () => {
    const open = set({ AWS: home }, "Allow");
    expect(verdict(ask(stranger), open)).toBe(allowed);
    expect(verdict(ask({ type: "anonymous", accountId: "", arn: "" }), open)).toBe(allowed);
    expect(verdict(ask(user), { ...open, identity: [] })).toBe("implicitDeny identity");
  });
});

test.each([
  [home, home],
  [`arn:aws:iam::${home}:root`, home],
  [`arn:aws-cn:iam::${home}:root`, home],
  [`x${home}`, undefined],
  [`${home}0`, undefined],
  [`xarn:aws:iam::${home}:root`, undefined],
  [`arn:aws:iam::${home}:rooted`, undefined],
  [`arn:aws:iam::${home}:user/root`, undefined],
])("the account that the principal %s stands for is %s", (text, expected) => {
  expect(accountOfPrincipal(text)).toBe(expected);
});

test.each([
  [userArn, true],
  [roleArn, true],
  [root.arn, false],
  [sessionArn, false],
  [`x${userArn}`, false],
  [`arn:aws:iam::${home}:user/`, false],
])("%s is the ARN of a user or role: %s", (text, expected) => {
  expect(isEntityArn(text)).toBe(expected);
});
