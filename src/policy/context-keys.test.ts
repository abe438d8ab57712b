import { expect, test } from "vitest";
import { contextKey, contextKeysOf } from "./context-keys.ts";
import { parsePolicy } from "./parse.ts";
import { trustPrincipals } from "./trust-principals.ts";

function policy(statement: object, version: object = { Version: "2012-10-17" }): string {
  return JSON.stringify({ ...version, Statement: { Effect: "Allow", Action: "*", ...statement } });
}

test("condition keys and variables are listed as written, each once", () => {
  const text = policy({
    Resource: ["arn:aws:s3:::a/${aws:username, 'b'}", "arn:aws:s3:::${aws:PrincipalTag/team}/${*}"],
    Condition: {
      StringLike: { "s3:prefix": "${aws:userid}/*", "AWS:UserName": "x" },
      NumericEquals: { "aws:MultiFactorAuthAge": "${a:b}" },
    },
  });
  expect(contextKeysOf(text)).toEqual([
    "aws:username",
    "aws:PrincipalTag/team",
    "s3:prefix",
    "aws:userid",
    "aws:MultiFactorAuthAge",
  ]);
});

test("a statement need not name a resource, nor have conditions", () => {
  expect(contextKeysOf(policy({ Condition: { StringLike: { a: "b" } } }))).toEqual(["a"]);
  expect(contextKeysOf(policy({ NotResource: "arn:aws:s3:::${aws:userid}" }))).toEqual(["aws:userid"]);
});

test("version 2008-10-17 has no variables, and what is no policy has no keys", () => {
  expect(contextKeysOf(policy({ Resource: "arn:aws:s3:::${aws:username}" }, {}))).toEqual([]);
  expect(contextKeysOf("{")).toEqual([]);
});

test.each([
  ["AWS:sourceip", { name: "aws:SourceIp", type: "ipAddress", multivalued: false }],
  ["aws:TagKeys", { name: "aws:TagKeys", type: "string", multivalued: true }],
  ["aws:requesttag/Team/Sub", { name: "aws:RequestTag/", type: "string", multivalued: false }],
  ["s3:prefix", undefined],
])("the definition of %s", (name, expected) => {
  expect(contextKey(name)).toEqual(expected);
});

test("the principals of a trust policy are listed by kind, each once", () => {
  const user = "arn:aws:iam::111111111111:user/a";
  const parsed = parsePolicy(
    JSON.stringify({
      Statement: [
        {
          Effect: "Allow",
          Principal: {
            AWS: [user, "222222222222", "arn:aws:iam::333333333333:root", "*", "AROAX"],
            Service: "lambda.amazonaws.com",
          },
        },
        { Effect: "Allow", Principal: { AWS: user, Federated: "id.example.com" } },
        { Effect: "Deny", NotPrincipal: { AWS: "arn:aws:iam::111111111111:role/b" } },
      ],
    }),
  );
  expect(parsed.ok && trustPrincipals(parsed.policy)).toEqual({
    entityArns: [user, "arn:aws:iam::111111111111:role/b"],
    accounts: [
      { accountId: "222222222222", text: "222222222222" },
      { accountId: "333333333333", text: "arn:aws:iam::333333333333:root" },
    ],
    services: ["lambda.amazonaws.com"],
    providers: ["id.example.com"],
  });
});
