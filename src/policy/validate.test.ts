import { describe, expect, test } from "vitest";
import { malformedPolicy } from "./validate.ts";

const sound = { Effect: "Allow", Action: "s3:ListBucket", Resource: "arn:aws:s3:::example" };

function policy(change: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: { ...sound, ...change } });
}

const syntax = "Syntax errors in policy.";
const version = "Policy document must be version 2012-10-17 or greater.";
const legacy = "The policy failed legacy parsing";
const needsActions = "Policy statement must contain actions.";
const needsResources = "Policy statement must contain resources.";
const iamPath =
  'IAM resource path must either be "*", root, or start with user/, federated-user/, role/, group/, instance-profile/, mfa/, server-certificate/, policy/, sms-mfa/, saml-provider/, oidc-provider/, report/, access-report/.';

describe("a managed policy is refused", () => {
  test.each([
    ["that is no JSON", "policy", syntax],
    ["with a comma too many", '{"Version":"2012-10-17","Statement":[],}', syntax],
    ["with a repeated key", '{"Version":"2012-10-17","Version":"2012-10-17","Statement":{}}', syntax],
    ["of an unknown version", JSON.stringify({ Version: "2013-10-17", Statement: sound }), syntax],
    ["without a version", JSON.stringify({ Statement: sound }), version],
    ["of version 2008", JSON.stringify({ Version: "2008-10-17", Statement: sound }), version],
    ["without statements", JSON.stringify({ Version: "2012-10-17", Statement: [] }), syntax],
    ["with an effect that is none", policy({ Effect: "Maybe" }), syntax],
    ["with an effect in the wrong case", policy({ Effect: "denY" }), legacy],
    [
      "without a version, before its effect's case",
      JSON.stringify({ Statement: { ...sound, Effect: "allow" } }),
      version,
    ],
    ["with both Action and NotAction", policy({ NotAction: [] }), syntax],
    ["with an unknown operator", policy({ Condition: { Equals: { a: "b" } } }), syntax],
    [
      "with a bad date, before its missing actions",
      policy({ Action: undefined, Condition: { DateLessThan: { a: "soon" } } }),
      legacy,
    ],
    ["with an ARN that lacks a colon", policy({ Resource: "arn:aws:s3::example" }), legacy],
    ["with an ARN without service", policy({ Resource: "arn:aws::::example" }), legacy],
    [
      "with a repeated Sid, before its missing actions",
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { ...sound, Sid: "a" },
          { Sid: "a", Effect: "Allow" },
        ],
      }),
      "Statement IDs (SID) in a single policy must be unique.",
    ],
    ["without actions", policy({ Action: [] }), needsActions],
    ["without actions, before its bad resource", policy({ Action: undefined, Resource: "example" }), needsActions],
    [
      "with a resource that is no ARN",
      policy({ Resource: "example" }),
      'Resource example must be in ARN format or "*".',
    ],
    ["with an empty resource", policy({ Resource: "" }), 'Resource  must be in ARN format or "*".'],
    [
      "with a partition that does not exist",
      policy({ Resource: "arn:moon:s3:::example" }),
      'Partition "moon" is not valid for resource "arn:moon:s3:::example".',
    ],
    [
      "with an ARN that lacks its prefix",
      policy({ Resource: "aws:s3:::example" }),
      'Partition "s3" is not valid for resource "arn:s3:::example:*".',
    ],
    [
      "with a short ARN of an unknown partition",
      policy({ Resource: "a:b" }),
      'Partition "b" is not valid for resource "arn:b:*:*:*:*".',
    ],
    [
      "with the first fault of a list of resources",
      policy({ Resource: ["arn:moon:s3:::a", "arn:moon:s3::a"] }),
      'Partition "moon" is not valid for resource "arn:moon:s3:::a".',
    ],
    [
      "with an ARN that ends behind the partition",
      policy({ Resource: "arn:aws" }),
      "Resource vendor must be fully qualified and cannot contain regexes.",
    ],
    [
      "with a region in an ARN of IAM",
      policy({ Resource: "arn:aws:iam:eu-west-1::role/a" }),
      "IAM resource arn:aws:iam:eu-west-1::role/a cannot contain region information.",
    ],
    [
      "with a region in an ARN of S3",
      policy({ Resource: "arn:aws:s3:eu-west-1::a" }),
      "Resource arn:aws:s3:eu-west-1::a can not contain region information.",
    ],
    ["with an ARN of IAM of no kind", policy({ Resource: "arn:aws:iam:::a" }), iamPath],
    ["without resources", policy({ Resource: undefined }), needsResources],
    ["without resources, before its bad action", policy({ Action: "list", Resource: undefined }), needsResources],
    [
      "with an action without service",
      policy({ Action: "list" }),
      "Actions/Conditions must be prefaced by a vendor, e.g., iam, sdb, ec2, etc.",
    ],
    [
      "with an action of three parts",
      policy({ Action: "s3:list:all" }),
      "Actions/Condition can contain only one colon.",
    ],
    ["with a service of two words", policy({ Action: "a a:list" }), "Vendor a a is not valid"],
    ["with a principal", policy({ Principal: "*" }), "Policy document should not specify a principal."],
  ])("%s", (_what, text, message) => {
    expect(malformedPolicy(text, "managed")).toBe(message);
  });
});

describe("a managed policy is accepted", () => {
  test.each([
    ["with every action", policy({ Action: "*" })],
    ["with a name of several words", policy({ Action: "iam: get the role " })],
    ["with a service nobody knows", policy({ Action: "some.service-1:Get", Resource: "arn:aws:unknown" })],
    [
      "with NotAction and NotResource",
      policy({ Action: undefined, NotAction: "s3:*", Resource: undefined, NotResource: "*" }),
    ],
    ["with the root of an account", policy({ Resource: "arn:aws:iam::123456789012:root" })],
    ["with an access point", policy({ Resource: "arn:aws:s3:eu-west-1:123456789012:accesspoint/a" })],
    ["with empty conditions", policy({ Condition: { x: {}, DateEquals: { a: [] } } })],
    [
      "with empty Sids",
      JSON.stringify({
        Version: "2012-10-17",
        Statement: [
          { ...sound, Sid: "" },
          { ...sound, Sid: "" },
        ],
      }),
    ],
    ["with an Id", JSON.stringify({ Version: "2012-10-17", Id: "anything", Statement: sound })],
    ...["01T", "-292275054", "2016-12-13t2:00:00.593194+23", "2026-02-28", "1700000000"].map((date) => [
      `with the date ${date}`,
      policy({ Condition: { DateLessThan: { a: date } } }),
    ]),
  ])("%s", (_what, text) => {
    expect(malformedPolicy(text ?? "", "managed")).toBeUndefined();
  });
});

test.each([
  "234-13",
  "+1",
  "9223372036854775808",
  "2016-12-13t2:00:00+1",
  "2016-12-13t2:00:00.1999999999Z",
  "2025-02-29",
  "2026-01-01T24:00Z",
  "2026-01-01T10:00+24",
])("%s is no date of a policy", (date) => {
  expect(malformedPolicy(policy({ Condition: { DateLessThan: { a: date } } }), "managed")).toBe(legacy);
});

test.each(["inline", "session"] as const)("a policy of kind %s need not state its version", (kind) => {
  expect(malformedPolicy(JSON.stringify({ Statement: sound }), kind)).toBeUndefined();
});

test("a boundary follows the rules of managed policies", () => {
  expect(malformedPolicy(JSON.stringify({ Statement: sound }), "boundary")).toBe(version);
});

const trusting = { Effect: "Allow", Principal: { AWS: "123456789012" }, Action: "sts:AssumeRole" };

function trust(change: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: { ...trusting, ...change } });
}

describe("a trust policy is refused", () => {
  test.each([
    ["that is no JSON", "policy", "This policy contains invalid Json"],
    [
      "with a canonical user",
      trust({ Principal: { CanonicalUser: "79a5" } }),
      'Invalid principal in policy: "CANONICALUSER":"79a5"',
    ],
    ["with a principal of an unknown kind", trust({ Principal: { Aws: "*" } }), "Syntax error in policy."],
    ["with a list of effects", trust({ Effect: ["Allow"] }), "Syntax error in policy."],
    ["with a repeated key", '{"Statement":[],"Statement":[]}', "Syntax error in policy."],
    [
      "with an action of another service",
      trust({ Action: ["sts:AssumeRole", "iam:GetRole"] }),
      "AssumeRole policy may only specify STS AssumeRole actions.",
    ],
    ["with every action", trust({ Action: "*" }), "AssumeRole policy may only specify STS AssumeRole actions."],
    ["with a resource", trust({ Resource: "*" }), "Has prohibited field Resource"],
    ["with NotResource", trust({ NotResource: "*" }), "AssumeRole policy must not contain resources."],
    ["with everyone as a string", trust({ Principal: "*" }), "Principal must be a JSON object."],
    ["with a principal as a string", trust({ Principal: "123456789012" }), "Principal must be a JSON object."],
    ["without principal", trust({ Principal: undefined }), "Missing required field Principal"],
    ["with an empty principal", trust({ Principal: {} }), "Missing required field Principal cannot be empty!"],
    ["without effect", trust({ Effect: undefined }), "Missing required field Effect"],
    ["with another effect", trust({ Effect: "allow" }), "Invalid effect: allow"],
    ["without action", trust({ Action: undefined }), "Missing required field Action"],
    [
      "with NotPrincipal that allows",
      trust({ Principal: undefined, NotPrincipal: { AWS: "*" } }),
      "Allow with NotPrincipal is not allowed.",
    ],
    [
      "with NotPrincipal that denies",
      trust({ Effect: "Deny", Principal: undefined, NotPrincipal: { AWS: "*" } }),
      "AssumeRole policy must not contain NotPrincipal field.",
    ],
    [
      "of an unknown version",
      JSON.stringify({ Version: "1", Statement: trusting }),
      "The policy must contain a valid version string",
    ],
    ["without statements", JSON.stringify({ Statement: [] }), "Could not parse the policy: Statement is empty!"],
    [
      "with a repeated Sid",
      JSON.stringify({
        Statement: [
          { ...trusting, Sid: "a" },
          { ...trusting, Sid: "a" },
        ],
      }),
      "The Statement Ids in the policy are not unique",
    ],
    ["with an unknown element", trust({ Extra: 1 }), "Syntax error in policy."],
    [
      "with a wildcard in a principal",
      trust({ Principal: { AWS: "arn:aws:iam::123456789012:role/*" } }),
      'Invalid principal in policy: "AWS":"arn:aws:iam::123456789012:role/*"',
    ],
    [
      "with a service that can be none",
      trust({ Principal: { Service: "lambda" } }),
      'Invalid principal in policy: "SERVICE":"lambda"',
    ],
    [
      "with any identity of Cognito",
      trust({ Principal: { Federated: "cognito-identity.amazonaws.com" }, Action: "sts:AssumeRoleWithWebIdentity" }),
      "A condition block must be present for the Cognito provider",
    ],
  ])("%s", (_what, text, message) => {
    expect(malformedPolicy(text, "trust")).toBe(message);
  });
});

test.each([
  ["an account by its id", { AWS: "123456789012" }],
  ["an account by its root", { AWS: "arn:aws:iam::123456789012:root" }],
  ["everyone", { AWS: "*" }],
  [
    "users, roles, sessions and unique ids",
    {
      AWS: [
        "arn:aws:iam::123456789012:user/a/b",
        "arn:aws:iam::123456789012:role/r",
        "arn:aws:sts::123456789012:assumed-role/r/s",
        "AROAEXAMPLE",
      ],
    },
  ],
  ["services", { Service: ["lambda.amazonaws.com", "apigateway.amazonaws.com"] }],
  ["a provider", { Federated: "arn:aws:iam::123456789012:oidc-provider/id.example.com" }],
])("a trust policy may trust %s", (_what, principal) => {
  expect(malformedPolicy(trust({ Principal: principal }), "trust")).toBeUndefined();
});

test("a trust policy need not state its version", () => {
  expect(malformedPolicy(JSON.stringify({ Statement: trusting }), "trust")).toBeUndefined();
});

test.each([
  ["serviceControl", { Principal: "*" }, false],
  ["serviceControl", { Effect: "Deny" }, true],
  ["resourceControl", { Effect: "Deny", Principal: "*" }, true],
  ["resourceControl", { Principal: "*" }, false],
  ["resourceControl", { Effect: "Deny", Principal: { AWS: "123456789012" } }, false],
  ["resourceControl", { Effect: "Deny", Principal: "*", Action: "*" }, false],
  ["resource", { Principal: "*" }, true],
  ["resource", {}, false],
] as const)("of kind %s, a statement with %j is acceptable: %s", (kind, change, acceptable) => {
  expect(malformedPolicy(policy(change), kind) === undefined).toBe(acceptable);
});
