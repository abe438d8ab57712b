import { expect, test } from "vitest";
import { type CompileOptions, compilePolicy } from "./compile.ts";
import type { PolicySource } from "./decision.ts";

const accountId = "111111111111";
const document = JSON.stringify({
  Version: "2012-10-17",
  Statement: {
    Effect: "Allow",
    Principal: { AWS: `arn:aws:iam::${accountId}:role/R` },
    Action: "sts:*",
    Resource: "*",
  },
});

test("policies with the same document share what is compiled of it, each under its own name", () => {
  const [one, other] = ["one", "other"].map((label) => compilePolicy(document, { type: "identity", label, accountId }));
  expect(one?.statements).toBe(other?.statements);
  expect([one, other].map((policy) => policy?.denial)).toMatchObject([
    { source: { label: "one" } },
    { source: { label: "other" } },
  ]);
});

test.each<[string, PolicySource["type"], CompileOptions?]>([
  ["that stands on a resource", "resource"],
  ["whose principals are bound to ids", "trust", { trustedIds: { [`arn:aws:iam::${accountId}:role/R`]: "AROA1" } }],
])("a policy %s shares nothing with a caller's of the same document", (_, type, options) => {
  const ofCaller = compilePolicy(document, { type: "identity", label: "one", accountId });
  const other = compilePolicy(document, { type, label: "other", accountId }, options);
  expect(other.statements).not.toBe(ofCaller.statements);
  expect(other.statements).toHaveLength(1);
});
