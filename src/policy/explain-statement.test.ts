import { describe, expect, test } from "vitest";
import { compilePolicy } from "./compile.ts";
import type { AccessRequest } from "./decision.ts";
import { checkStatement, lastingName, statementMatch } from "./explain-statement.ts";
import { questionOf } from "./match-statement.ts";
import { noMatch } from "./principal-match.ts";

const account = "111111111111";
const session: AccessRequest["principal"] = {
  type: "roleSession",
  accountId: account,
  arn: `arn:aws:sts::${account}:assumed-role/R/s`,
  issuerArn: `arn:aws:iam::${account}:role/R`,
  uniqueId: "AROAR",
};

/** The elements of a statement held against a request for `s3:GetObject` on `arn:aws:s3:::a/b*`. */
function check(statement: object, principal: AccessRequest["principal"] = session) {
  const text = JSON.stringify({ Version: "2012-10-17", Statement: { Effect: "Allow", ...statement } });
  const type = "Resource" in statement || "NotResource" in statement ? "identity" : "resource";
  const policy = compilePolicy(text, { type, label: "p", accountId: account });
  const question = questionOf({
    principal,
    action: "s3:GetObject",
    resource: "arn:aws:s3:::a/b*",
    resourceAccountId: account,
    context: (key) => (key === "aws:username" ? "b" : undefined),
  });
  const [compiled] = policy.statements;
  if (compiled === undefined) {
    throw new Error("The statement is not sound.");
  }
  return {
    elements: checkStatement(policy, compiled, question).elements,
    matches: statementMatch(compiled, question) !== noMatch,
  };
}

const action = { element: "Action", matched: true, wanted: ["s3:*"], got: "s3:GetObject" };

describe("a principal is held against every name of the caller", () => {
  const names = [session.arn, session.issuerArn, account];
  test.each<[object, string, boolean, readonly string[]]>([
    [{ Principal: "*" }, "Principal", true, ["*"]],
    [{ Principal: { AWS: account } }, "Principal", true, [`AWS: ${account}`]],
    [{ Principal: { Service: ["a", "b"] } }, "Principal", false, ["Service: a", "Service: b"]],
    [{ Effect: "Deny", NotPrincipal: { AWS: "222222222222" } }, "NotPrincipal", true, ["AWS: 222222222222"]],
  ])("%j", (principal, element, matched, wanted) => {
    const { elements, matches } = check({ ...principal, Action: "s3:*" });
    expect(elements).toEqual([{ element, matched, wanted, got: names }, action]);
    expect(matches).toBe(matched);
  });

  test("an anonymous caller has neither issuer nor account", () => {
    const anonymous = { type: "anonymous", accountId: "", arn: "", uniqueId: "" } as const;
    expect(check({ Principal: "*", Action: "s3:*" }, anonymous).elements[0]).toMatchObject({ got: [""] });
  });

  test("the lasting name of a session is its role, of others their own", () => {
    const { issuerArn: _, ...unknown } = session;
    expect(lastingName(session)).toBe(session.issuerArn);
    expect(lastingName(unknown)).toBe(session.arn);
    expect(lastingName({ ...session, type: "user" })).toBe(session.arn);
  });
});

describe("a resource is held against the request with its variables replaced", () => {
  const got = "arn:aws:s3:::a/b*";
  test.each<[object, object]>([
    [
      { Resource: ["*", "arn:aws:s3:::x?"] },
      { element: "Resource", matched: true, wanted: ["*", "arn:aws:s3:::x?"], got },
    ],
    [{ NotResource: "*" }, { element: "NotResource", matched: false, wanted: ["*"], got }],
    [
      { Resource: ["x", "arn:aws:s3:::a/${aws:username}*", "${no}"] },
      {
        element: "Resource",
        matched: true,
        wanted: ["x", "arn:aws:s3:::a/${aws:username}*", "${no}"],
        resolved: ["x", "arn:aws:s3:::a/b*", null],
        got,
      },
    ],
  ])("%j", (resource, expected) => {
    expect(check({ ...resource, Action: "s3:*" }).elements).toEqual([action, expected]);
  });

  test("a statement that names none shows none", () => {
    expect(check({ Principal: "*", NotAction: "s3:Put*" }).elements.slice(1)).toEqual([
      { element: "NotAction", matched: true, wanted: ["s3:Put*"], got: "s3:GetObject" },
    ]);
  });
});

test("a statement matches only when all of its conditions hold", () => {
  const statement = (value: string) => ({
    Principal: "*",
    Action: "s3:*",
    Condition: { StringEquals: { "aws:username": "b" }, StringLike: { "aws:username": value } },
  });
  expect(check(statement("?")).matches).toBe(true);
  expect(check(statement("c")).matches).toBe(false);
  expect(check(statement("c")).elements.map(({ element, matched }) => [element, matched])).toEqual([
    ["Principal", true],
    ["Action", true],
    ["Condition", true],
    ["Condition", false],
  ]);
});
