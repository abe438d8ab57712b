import { expect, test } from "vitest";
import { awsManagedPolicies, awsManagedPolicy } from "./aws-managed-policies.ts";

test.each(awsManagedPolicies)("$policy.policyName has the shape of AWS's own", ({ policy, version }) => {
  expect(policy.policyId).toMatch(/^ANPA[A-Z2-7]{17}$/);
  expect(policy.arn).toBe(`arn:aws:iam::aws:policy${policy.path}${policy.policyName}`);
  expect(policy.updatedAtMs).toBeGreaterThanOrEqual(policy.createdAtMs);
  expect(version).toMatchObject({ policyArn: policy.arn, version: policy.defaultVersion });
  expect(JSON.parse(version.document)).toMatchObject({ Version: "2012-10-17" });
});

test("no two policies share an id, and an unknown ARN has none", () => {
  expect(new Set(awsManagedPolicies.map(({ policy }) => policy.policyId)).size).toBe(awsManagedPolicies.length);
  expect(awsManagedPolicy("arn:aws:iam::aws:policy/Nothing")).toBeUndefined();
});
