import { describe, expect, test } from "vitest";
import { validatePolicy } from "./findings.ts";
import { type PolicyKind, malformedPolicy } from "./validate.ts";

const allow = { Effect: "Allow", Action: "s3:ListBucket", Resource: "*" };
const trusting = { Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:AssumeRole" };

function document(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** The errors found in a document: code, pointer, and how the text at the place begins. */
function errors(text: string, kind: PolicyKind) {
  return validatePolicy(text, kind)
    .filter(({ severity }) => severity === "error")
    .map(({ code, pointer, offset }) => [code, pointer, text.slice(offset, offset + 6)]);
}

describe("principals of a trust policy", () => {
  const user = "arn:aws:iam::123456789012:user/a";
  test.each([
    ["AWS", "*"],
    ["AWS", "123456789012"],
    ["AWS", user],
    ["AWS", "arn:aws:sts::123456789012:assumed-role/r/s"],
    ["AWS", "arn:aws:sts::123456789012:assumed-role/role/session"],
    ["AWS", "arn:aws-cn:sts::123456789012:federated-user/f"],
    ["AWS", "AIDA0EXAMPLE"],
    ["AWS", "AROAEXAMPLE"],
    ["Service", "a.amazonaws.com"],
    ["Service", "a-b.c1.amazonaws.com"],
    ["Service", "ec2.amazonaws.com.cn"],
    ["Service", "x.amazon.com"],
    ["Federated", "arn:aws:iam::123456789012:saml-provider/p"],
    ["Federated", "arn:aws:iam::123456789012:oidc-provider/h/p"],
    ["Federated", "www.amazon.com"],
    ["Federated", "a-1.b"],
  ])("%s may be %s", (kind, value) => {
    expect(malformedPolicy(document({ ...trusting, Principal: { [kind]: value } }), "trust")).toBeUndefined();
  });

  test.each([
    ["AWS", ""],
    ["AWS", "12345678901"],
    ["AWS", `x${user}`],
    ["AWS", `${user}*`],
    ["AWS", `${user}?`],
    ["AWS", "xarn:aws:sts::123456789012:assumed-role/r/s"],
    ["AWS", "arn:aws:sts::123456789012:assumed-role/r/s/t"],
    ["AWS", "arn:aws:sts::123456789012:assumed-role/r/*"],
    ["AWS", "arn:aws:sts::123456789012:assumed-role/*/s"],
    ["AWS", "arn:*:sts::123456789012:assumed-role/r/s"],
    ["AWS", "arn:aws:sts::1:assumed-role/r/s"],
    ["AWS", "arn:aws:sts::123456789012:assumed-role//s"],
    ["AWS", "arn:aws:sts::123456789012:assumed-role/r"],
    ["AWS", "arn:aws:sts::123456789012:federated-user/"],
    ["AWS", "arn::sts::123456789012:federated-user/f"],
    ["AWS", "AIDA"],
    ["AWS", "AIDAx"],
    ["AWS", "AIDAEXAMPLEx"],
    ["AWS", "xAIDAEXAMPLE"],
    ["AWS", "AKIAEXAMPLE"],
    ["Service", "*"],
    ["Service", "A.amazonaws.com"],
    ["Service", "-a.amazonaws.com"],
    ["Service", "amazonaws.com"],
    ["Service", "a.amazonaws.com.de"],
    ["Service", "a.amazonaws.org"],
    ["Service", "a.amazonawsxcom"],
    ["Service", "a b.amazonaws.com"],
    ["Service", "ab_.amazonaws.com"],
    ["Federated", "*"],
    ["Federated", "name"],
    ["Federated", "a..b"],
    ["Federated", "a.b."],
    ["Federated", ".a.b"],
    ["Federated", "a.b/c"],
    ["Federated", "A.b"],
    ["Federated", "arn:aws:iam::123456789012:saml-provider/"],
    ["Federated", "arn:aws:iam::123456789012:saml-provider/p\nq"],
    ["Federated", "arn:aws:iam::12345678901:saml-provider/p"],
    ["Federated", "arn:aws:iam::123456789012:provider/p"],
    ["Federated", "xarn:aws:iam::123456789012:saml-provider/p"],
    ["Federated", "arn::iam::123456789012:saml-provider/p"],
    ["CanonicalUser", "*"],
  ])("%s cannot be %j", (kind, value) => {
    const text = document({
      ...trusting,
      Principal: { Service: "b.amazonaws.com", [kind]: ["123456789012", value].slice(kind === "AWS" ? 0 : 1) },
    });
    expect(malformedPolicy(text, "trust")).toBe(`Invalid principal in policy: "${kind.toUpperCase()}":"${value}"`);
  });
});

describe("faults of a trust policy are told with their place, in the order of the text", () => {
  const cognito = { ...trusting, Principal: { Federated: "cognito-identity.amazonaws.com" } };
  const condition = { Condition: { StringEquals: { a: "b" } } };
  test.each<[string, object, readonly (readonly string[])[]]>([
    ["no principal", { Principal: undefined }, [["principalMissing", "/Statement/0", '{"Effe']]],
    ["nobody", { Principal: { AWS: [] } }, [["principalMissing", "/Statement/0/Principal", '{"AWS"']]],
    ["everyone as a text", { Principal: "*" }, [["badPrincipal", "/Statement/0/Principal", '"*","A']]],
    [
      "NotPrincipal",
      { Effect: "Deny", Principal: undefined, NotPrincipal: { AWS: "*" } },
      [["notPrincipalNotAllowed", "/Statement/0/NotPrincipal", '{"AWS"']],
    ],
    ["no action", { Action: [] }, [["noActions", "/Statement/0", '{"Effe']]],
    [
      "NotAction of no service",
      { Action: undefined, NotAction: ["STS:a", "x"] },
      [["actionNotAllowed", "/Statement/0/NotAction/1", '"x"]}]']],
    ],
    ["an action that only contains sts:", { Action: "xsts:" }, [["actionNotAllowed", "/Statement/0/Action", '"xsts:']]],
    ["a resource", { Resource: ["a", "b"] }, [["resourceNotAllowed", "/Statement/0/Resource", '"a","b']]],
    ["an empty list of resources", { NotResource: [] }, [["resourceNotAllowed", "/Statement/0/NotResource", '{"Effe']]],
    ["Cognito without condition", { ...cognito }, [["conditionMissing", "/Statement/0/Principal/Federated", '"cogni']]],
    ["Cognito under a condition", { ...cognito, ...condition }, []],
    ["another provider without condition", { Principal: { Federated: "id.example.com" } }, []],
    ["a service of that name", { Principal: { AWS: "*", Service: "cognito-identity.amazonaws.com" } }, []],
  ])("%s", (_, change, expected) => {
    expect(errors(document({ ...trusting, ...change }), "trust")).toEqual(expected);
  });
});

test.each([
  ['{"Statement":{"Principal":1}}', "Missing required field Effect"],
  ['{"Statement":{"Effect":"Allow","Principal":1}}', "Principal must be a JSON object."],
  ['{"Statement":[{"Effect":"Allow","Principal":[]}]}', "Principal must be a JSON object."],
  ['{"Statement":[{"Effect":"Allow","Principal":{"AWS":1}}]}', "Syntax error in policy."],
  ['{"Statement":[{"Effect":"Allow","NotPrincipal":1}]}', "Syntax error in policy."],
  ['{"Statement":[{"Effect":"No"}]}', "Invalid effect: No"],
  ['{"Statement":[1]}', "Syntax error in policy."],
  ["{}", "Could not parse the policy: Statement is empty!"],
])("the syntax of the trust policy %s", (text, message) => {
  expect(malformedPolicy(text, "trust")).toBe(message);
});

describe("faults of permissions are told with their place", () => {
  test.each<[string, PolicyKind, readonly object[], readonly (readonly string[])[]]>([
    ["a Sid with a dash", "managed", [{ ...allow, Sid: "a-" }], [["badSid", "/Statement/0/Sid", '"a-"}]']]],
    ["a Sid with a dash before", "managed", [{ ...allow, Sid: "-a" }], [["badSid", "/Statement/0/Sid", '"-a"}]']]],
    ["a Sid of letters and digits", "managed", [{ ...allow, Sid: "aZ09" }], []],
    [
      "a repeated Sid",
      "managed",
      [
        { ...allow, Sid: "a" },
        { ...allow, Sid: "b" },
        { ...allow, Sid: "a" },
      ],
      [["duplicateSid", "/Statement/2/Sid", '"a"}]}']],
    ],
    [
      "NotPrincipal in an identity policy",
      "managed",
      [{ ...allow, NotPrincipal: "*" }],
      [["principalNotAllowed", "/Statement/0/NotPrincipal", '"*"}]}']],
    ],
    ["no principal on a resource", "resource", [allow], [["principalMissing", "/Statement/0", '{"Effe']]],
    ["NotPrincipal on a resource", "resource", [{ ...allow, Effect: "Deny", NotPrincipal: "*" }], []],
    ["no resource on a resource", "resource", [{ Effect: "Deny", Principal: "*", Action: "a:b" }], []],
    [
      "a date that is none, among others",
      "managed",
      [{ ...allow, Condition: { DateEquals: { a: ["2026-01-01", "x"] }, StringEquals: { b: "x" } } }],
      [["badDate", "/Statement/0/Condition/DateEquals/a/1", '"x"]},']],
    ],
    [
      "an empty NotAction",
      "managed",
      [{ ...allow, Action: undefined, NotAction: [] }],
      [["noActions", "/Statement/0", '{"Effe']],
    ],
    [
      "an empty NotResource",
      "managed",
      [{ ...allow, Resource: undefined, NotResource: [] }],
      [["noResources", "/Statement/0", '{"Effe']],
    ],
    [
      "a vendor with a space before",
      "managed",
      [{ ...allow, Action: " s3:a" }],
      [["badAction", "/Statement/0/Action", '" s3:a']],
    ],
    [
      "a vendor with a space behind",
      "managed",
      [{ ...allow, Action: "s3 :a" }],
      [["badAction", "/Statement/0/Action", '"s3 :a']],
    ],
    [
      "a NotAction without vendor",
      "managed",
      [{ ...allow, Action: undefined, NotAction: ["*", "a"] }],
      [["badAction", "/Statement/0/NotAction/1", '"a"]}]']],
    ],
    ["an empty vendor", "managed", [{ ...allow, Action: ":a" }], [["badAction", "/Statement/0/Action", '":a","']]],
    [
      "a resource control policy that is sound",
      "resourceControl",
      [{ ...allow, Effect: "Deny", Principal: { AWS: ["123456789012", "*"] } }],
      [],
    ],
    [
      "a resource control policy for one service",
      "resourceControl",
      [{ ...allow, Effect: "Deny", Principal: { Service: "*" } }],
      [["badPrincipal", "/Statement/0", '{"Effe']],
    ],
    [
      "a resource control policy for one account",
      "resourceControl",
      [{ ...allow, Effect: "Deny", Principal: { AWS: "1" } }],
      [["badPrincipal", "/Statement/0", '{"Effe']],
    ],
    [
      "a resource control policy that allows",
      "resourceControl",
      [{ ...allow, Principal: "*" }],
      [["effectNotAllowed", "/Statement/0", '{"Effe']],
    ],
    [
      "a resource control policy with NotAction",
      "resourceControl",
      [{ Effect: "Deny", Principal: "*", NotAction: "s3:*", Resource: "*" }],
      [["actionNotAllowed", "/Statement/0", '{"Effe']],
    ],
    [
      "a resource control policy with * among others",
      "resourceControl",
      [{ ...allow, Effect: "Deny", Principal: "*", Action: ["s3:*", "*"] }],
      [["actionNotAllowed", "/Statement/0", '{"Effe']],
    ],
    [
      "a resource control policy without resource",
      "resourceControl",
      [{ ...allow, Effect: "Deny", Principal: "*", Resource: undefined }],
      [["noResources", "/Statement/0", '{"Effe']],
    ],
    [
      "a service control policy without resource",
      "serviceControl",
      [{ ...allow, Resource: undefined }],
      [["noResources", "/Statement/0", '{"Effe']],
    ],
    [
      "an inline policy without resource",
      "inline",
      [{ ...allow, Resource: undefined }],
      [["noResources", "/Statement/0", '{"Effe']],
    ],
    [
      "a session policy with a principal",
      "session",
      [{ ...allow, Principal: "*" }],
      [["principalNotAllowed", "/Statement/0/Principal", '"*"}]}']],
    ],
    [
      "a boundary with a principal and no resource",
      "boundary",
      [{ ...allow, Resource: undefined, Principal: "*" }],
      [
        ["noResources", "/Statement/0", '{"Effe'],
        ["principalNotAllowed", "/Statement/0/Principal", '"*"}]}'],
      ],
    ],
  ])("%s", (_, kind, statements, expected) => {
    expect(errors(document(...statements), kind)).toEqual(expected);
  });

  test("a control policy of version 2008 is accepted for services alone", () => {
    const text = (change: object) => JSON.stringify({ Version: "2008-10-17", Statement: { ...allow, ...change } });
    expect(errors(text({}), "serviceControl")).toEqual([]);
    expect(errors(text({ Effect: "Deny", Principal: "*" }), "resourceControl")).toEqual([
      ["versionTooOld", "/Version", '{"Vers'],
    ]);
    expect(malformedPolicy("{", "serviceControl")).toBe(
      "The provided policy document does not meet the requirements of the specified policy type.",
    );
  });
});

const legacy = "The policy failed legacy parsing";
const vendor = "Resource vendor must be fully qualified and cannot contain regexes.";
const answers: readonly (readonly [resource: string | readonly string[], message: string | undefined])[] = [
  ["arn:aws:s3:::a", undefined],
  ["arn:*:s3:::a", undefined],
  ["arn:a?:s3:::a", undefined],
  ...["aws-cn", "aws-us-gov", "aws-iso", "aws-iso-b", "aws-iso-e", "aws-iso-f", "aws-eusc"].map(
    (partition) => [`arn:${partition}:s3:::a`, undefined] as const,
  ),
  ["arn::s3:::a", 'Partition "" is not valid for resource "arn::s3:::a".'],
  ["arn:x:s3:r:a:b:c", 'Partition "x" is not valid for resource "arn:x:s3:r:a:b:c".'],
  ["arn:aws:s3::a", legacy],
  ["arn:aws:s3:a", "Resource arn:aws:s3:a can not contain region information."],
  ["arn:aws:sqs:a", undefined],
  ["arn:aws::r:a:b", legacy],
  ["arn:aws:s*:::a", vendor],
  ["arn:aws:s?:::a", vendor],
  ["arn:aws:iam:*::role/a", undefined],
  ["arn:aws:iam::1:*", undefined],
  ["arn:aws:iam::1:root", undefined],
  [
    "arn:aws:iam::1:rooty",
    'IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.',
  ],
  ["arn:aws:iam:x::*", "IAM resource arn:aws:iam:x::* cannot contain region information."],
  ["arn:aws:s3:*::a", undefined],
  ["arn:aws:s3:x:1:accesspoint/a", undefined],
  ["arn:aws:s3:x:1:a/accesspoint/", "Resource arn:aws:s3:x:1:a/accesspoint/ can not contain region information."],
  ["arn:aws:sqs:x:1:a", undefined],
  [["arn:aws:s3::a", "x"], legacy],
  [["x", "arn:aws:s3::a"], 'Resource x must be in ARN format or "*".'],
];
test.each(answers)("the resource %j is answered with %s", (Resource, message) => {
  expect(malformedPolicy(document({ ...allow, Resource }), "managed")).toBe(message);
  expect(malformedPolicy(document({ ...allow, Resource: undefined, NotResource: Resource }), "managed")).toBe(message);
});

test("what the older parser refuses comes before missing actions, unless an ordinary fault stands before it", () => {
  const refusal = (Resource: unknown) => malformedPolicy(document({ Effect: "Allow", Resource }), "managed");
  expect(refusal("arn:aws:s3::a")).toBe(legacy);
  expect(refusal(["arn:aws:s3::a", "x"])).toBe(legacy);
  expect(refusal(["x", "arn:aws:s3::a"])).toBe("Policy statement must contain actions.");
});

test("a resource is found at fault once, with what is missing", () => {
  const found = (Resource: string) =>
    validatePolicy(document({ ...allow, Resource }), "managed").map(({ code, message }) => [code, message]);
  expect(found("arn:aws:s3::a")).toEqual([["badArn", "The ARN has fewer than six parts; a colon is missing."]]);
  expect(found("arn:aws::r:a:b")).toEqual([["badArn", "The ARN names no service."]]);
});

test("a Sid of other characters is refused with AWS's rule", () => {
  expect(malformedPolicy(document({ ...allow, Sid: "a b" }), "managed")).toBe(
    "Statement IDs (SID) must be alpha-numeric. Check that your input satisfies the regular expression [0-9A-Za-z]*",
  );
});

describe("a control policy is refused with one text whatever its fault", () => {
  const refusal = "The provided policy document does not meet the requirements of the specified policy type.";
  const deny = { ...allow, Effect: "Deny", Principal: "*" };
  test.each<[PolicyKind, string]>([
    ["serviceControl", "{"],
    ["resourceControl", "{"],
    ["serviceControl", document({ ...allow, Effect: "allow" })],
    ["resourceControl", document({ ...deny, Effect: "deny" })],
    ["serviceControl", document({ ...allow, Action: "a" })],
    ["resourceControl", document({ ...deny, Principal: undefined })],
    ["resourceControl", document({ ...deny, Action: undefined })],
    ["resourceControl", document(deny, { ...deny, Action: "*" })],
  ])("%s: %s", (kind, text) => {
    expect(malformedPolicy(text, kind)).toBe(refusal);
  });
});

test("a principal that is a text is told apart in any statement of a trust policy", () => {
  const statements = Array.from({ length: 11 }, (_, index) =>
    index < 10 ? trusting : { ...trusting, Principal: "a" },
  );
  expect(malformedPolicy(document(...statements), "trust")).toBe("Principal must be a JSON object.");
});
