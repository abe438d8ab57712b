import { describe, expect, test } from "vitest";
import type { Decision, PolicySource, PolicyType } from "../policy/decision.ts";
import { accessDenied, accessDeniedMessage } from "./access-denied.ts";

const caller = "arn:aws:sts::111122223333:assumed-role/Reader/session";
const check = { action: "iam:GetRole", resource: "arn:aws:iam::111122223333:role/app/Reader" };
const start = `User: ${caller} is not authorized to perform: iam:GetRole on resource: ${check.resource}`;

describe("the reason of a refusal", () => {
  test.each<[PolicyType, string, string]>([
    ["identity", "because no identity-based policy allows", "with an explicit deny in an identity-based policy: arn"],
    ["resource", "because no resource-based policy allows", "with an explicit deny in a resource-based policy"],
    ["boundary", "because no permissions boundary allows", "with an explicit deny in a permissions boundary: arn"],
    ["session", "because no session policy allows", "with an explicit deny in a session policy: arn"],
    [
      "serviceControl",
      "because no service control policy allows",
      "with an explicit deny in a service control policy: arn",
    ],
    [
      "resourceControl",
      "because no resource control policy allows",
      "with an explicit deny in a resource control policy: arn",
    ],
    ["trust", "because no role trust policy allows", "with an explicit deny in the role trust policy"],
  ])("%s", (type, implicit, explicit) => {
    const source: PolicySource = { type, label: "Deny", arn: "arn", accountId: "111122223333" };
    expect(accessDeniedMessage(caller, check, refused("implicitDeny", type))).toBe(
      `${start} ${implicit} the iam:GetRole action`,
    );
    expect(accessDeniedMessage(caller, check, { ...refused("explicitDeny", type), source })).toBe(
      `${start} ${explicit}`,
    );
  });

  test("names no ARN for an inline policy", () => {
    const source: PolicySource = { type: "identity", label: "inline Deny of user a", accountId: "111122223333" };
    expect(accessDeniedMessage(caller, check, { ...refused("explicitDeny", "identity"), source })).toBe(
      `${start} with an explicit deny in an identity-based policy`,
    );
  });

  test("is left out where AWS leaves it out, and the resource named as AWS names it", () => {
    const decision = refused("implicitDeny", "identity");
    expect(accessDeniedMessage(caller, { ...check, withoutReason: true }, decision)).toBe(start);
    expect(accessDeniedMessage(caller, { ...check, resourceLabel: "role Reader", withoutReason: true }, decision)).toBe(
      `User: ${caller} is not authorized to perform: iam:GetRole on resource: role Reader`,
    );
  });
});

test.each([
  ["awsQuery", "AccessDenied"],
  ["restJson1", "AccessDeniedException"],
] as const)("the code of a refusal on %s is %s", (protocol, code) => {
  const refusal = { callerArn: caller, check, decision: refused("implicitDeny", "identity") };
  expect(accessDenied(protocol, refusal)).toMatchObject({ code, status: 403 });
});

function refused(outcome: "explicitDeny" | "implicitDeny", deniedBy: PolicyType): Decision {
  return { allowed: false, outcome, deniedBy };
}

test("a refusal with a code of its own has that, and status 400", () => {
  const own = { ...check, refusalCode: "BadRequestException", refusal: "Insufficient permissions" };
  const refusal = { callerArn: caller, check: own, decision: refused("implicitDeny", "identity") };
  expect(accessDenied("restJson1", refusal)).toMatchObject({
    code: "BadRequestException",
    status: 400,
    message: "Insufficient permissions",
  });
});
