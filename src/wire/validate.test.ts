import * as apigatewayv2 from "@aws-sdk/client-apigatewayv2";
import * as iam from "@aws-sdk/client-iam";
import * as sts from "@aws-sdk/client-sts";
import type { StaticOperationSchema } from "@smithy/types";
import { describe, expect, test } from "vitest";
import { AwsError } from "./aws-error.ts";
import { apigatewayv2Model } from "./constraints/apigatewayv2.ts";
import { iamModel } from "./constraints/iam.ts";
import { stsModel } from "./constraints/sts.ts";
import { operationOf } from "./operation.ts";
import type { ServiceModel } from "./service-model.ts";
import { createValidator } from "./validate.ts";

const role = "arn:aws:iam::111122223333:role/Reader";
const document = "{}";
const failed = "failed to satisfy constraint:";

describe("STS repeats the value", () => {
  test.each<[string, StaticOperationSchema, object, string]>([
    [
      "nothing given",
      sts.AssumeRole$,
      {},
      `2 validation errors detected: Value null at 'roleArn' ${failed} Member must not be null; Value null at 'roleSessionName' ${failed} Member must not be null`,
    ],
    [
      "too short",
      sts.AssumeRole$,
      { RoleArn: "not-an-arn", RoleSessionName: "ab" },
      `1 validation error detected: Value 'not-an-arn' at 'roleArn' ${failed} Member must have length greater than or equal to 20`,
    ],
    [
      "too long, counted in characters",
      sts.AssumeRole$,
      { RoleArn: role, RoleSessionName: "a".repeat(65) },
      `1 validation error detected: Value '${"a".repeat(65)}' at 'roleSessionName' ${failed} Member must have length less than or equal to 64`,
    ],
    [
      "the pattern before the length",
      sts.AssumeRole$,
      { RoleArn: role, RoleSessionName: "/" },
      `2 validation errors detected: Value '/' at 'roleSessionName' ${failed} Member must satisfy regular expression pattern: [\\w+=,.@-]*; Value '/' at 'roleSessionName' ${failed} Member must have length greater than or equal to 2`,
    ],
    [
      "a number below its range",
      sts.AssumeRole$,
      { RoleArn: role, RoleSessionName: "ab", DurationSeconds: 899 },
      `1 validation error detected: Value '899' at 'durationSeconds' ${failed} Member must have value greater than or equal to 900`,
    ],
    [
      "a number above its range",
      sts.AssumeRole$,
      { RoleArn: role, RoleSessionName: "ab", DurationSeconds: 43201 },
      `1 validation error detected: Value '43201' at 'durationSeconds' ${failed} Member must have value less than or equal to 43200`,
    ],
    [
      "a source identity beyond what the live service takes",
      sts.AssumeRole$,
      { RoleArn: role, RoleSessionName: "ab", SourceIdentity: "s".repeat(257) },
      `1 validation error detected: Value '${"s".repeat(257)}' at 'sourceIdentity' ${failed} Member must have length less than or equal to 256`,
    ],
    [
      "a structure in a list",
      sts.AssumeRole$,
      {
        RoleArn: role,
        RoleSessionName: "ab",
        Tags: [
          { Key: "a", Value: "" },
          { Key: "", Value: "" },
        ],
      },
      `2 validation errors detected: Value '' at 'tags.2.member.key' ${failed} Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+; Value '' at 'tags.2.member.key' ${failed} Member must have length greater than or equal to 1`,
    ],
    [
      "a text in a list",
      sts.AssumeRole$,
      { RoleArn: role, RoleSessionName: "ab", TransitiveTagKeys: ["a", "#"] },
      `1 validation error detected: Value '[a, #]' at 'transitiveTagKeys' ${failed} Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+, Member must not be null]`,
    ],
    [
      "a secret, which is not repeated",
      sts.AssumeRoleWithWebIdentity$,
      { RoleArn: role, RoleSessionName: "ab", WebIdentityToken: "abc" },
      `1 validation error detected: Value at 'webIdentityToken' ${failed} Member must have length greater than or equal to 4`,
    ],
  ])("%s", (_, schema, input, message) => {
    expect(refusal(stsModel, schema, input)).toEqual({
      code: "ValidationError",
      status: 400,
      message,
    });
  });

  test("a source identity longer than the model says is accepted, as observed", () => {
    const input = { RoleArn: role, RoleSessionName: "ab", SourceIdentity: "s".repeat(256) };
    expect(refusal(stsModel, sts.AssumeRole$, input)).toBeUndefined();
  });

  test("an ARN's length is counted in characters, not in UTF-16 units", () => {
    const input = { RoleArn: "\u{1F600}".repeat(19), RoleSessionName: "ab" };
    expect(refusal(stsModel, sts.AssumeRole$, input)?.message).toContain("greater than or equal to 20");
  });
});

describe("IAM does not repeat the value", () => {
  test.each<[string, StaticOperationSchema, object, string]>([
    [
      "a missing member",
      iam.DeleteUser$,
      {},
      `1 validation error detected: Value at 'userName' ${failed} Member must not be null`,
    ],
    [
      "a pattern",
      iam.GetPolicyVersion$,
      { PolicyArn: role, VersionId: "x" },
      `1 validation error detected: Value at 'versionId' ${failed} Member must satisfy regular expression pattern: v[1-9][0-9]*(\\.[A-Za-z0-9-]*)?`,
    ],
    [
      "several",
      iam.UpdateAccountPasswordPolicy$,
      { MinimumPasswordLength: 129, MaxPasswordAge: 1096, PasswordReusePrevention: 25 },
      `3 validation errors detected: Value at 'minimumPasswordLength' ${failed} Member must have value less than or equal to 128; Value at 'passwordReusePrevention' ${failed} Member must have value less than or equal to 24; Value at 'maxPasswordAge' ${failed} Member must have value less than or equal to 1095`,
    ],
    [
      "several, lists among them",
      iam.CreateOpenIDConnectProvider$,
      { Url: `https://${"u".repeat(248)}`, ClientIDList: ["c".repeat(256)], ThumbprintList: ["t".repeat(41)] },
      `3 validation errors detected: Value at 'clientIDList' ${failed} Member must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 1]; Value at 'thumbprintList' ${failed} Member must satisfy constraint: [Member must have length less than or equal to 40, Member must have length greater than or equal to 40]; Value at 'url' ${failed} Member must have length less than or equal to 255`,
    ],
    [
      "a set of values, which is not named",
      iam.UpdateAccessKey$,
      { AccessKeyId: "AKIAIOSFODNN7EXAMPLE", Status: "active" },
      `1 validation error detected: Value at 'status' ${failed} Member must satisfy enum value set`,
    ],
    [
      "a structure in a list",
      iam.TagRole$,
      { RoleName: "r", Tags: [{ Key: "k".repeat(129), Value: "" }] },
      `1 validation error detected: Value at 'tags.1.member.key' ${failed} Member must have length less than or equal to 128`,
    ],
    [
      "too many in a list",
      iam.TagRole$,
      {
        RoleName: "r",
        Tags: Array.from({ length: 51 }, (_, index) => ({ Key: `k${index}`, Value: "" })),
      },
      `1 validation error detected: Value at 'tags' ${failed} Member must have length less than or equal to 50`,
    ],
    [
      "a text in a list",
      iam.UntagRole$,
      { RoleName: "r", TagKeys: ["", ""] },
      `1 validation error detected: Value at 'tagKeys' ${failed} Member must satisfy constraint: [Member must have length less than or equal to 128, Member must have length greater than or equal to 1, Member must satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]+, Member must not be null]`,
    ],
    [
      "a text in a list without a pattern",
      iam.CreateOpenIDConnectProvider$,
      { Url: "https://example.com", ClientIDList: ["c".repeat(256)] },
      `1 validation error detected: Value at 'clientIDList' ${failed} Member must satisfy constraint: [Member must have length less than or equal to 255, Member must have length greater than or equal to 1]`,
    ],
    [
      "a name",
      iam.CreateUser$,
      { UserName: "a b" },
      "The specified value for userName is invalid. It must contain only alphanumeric characters and/or the following: +=,.@_-",
    ],
    [
      "a name that is too long",
      iam.CreateRole$,
      { RoleName: "r".repeat(65), AssumeRolePolicyDocument: document },
      `1 validation error detected: Value at 'roleName' ${failed} Member must have length less than or equal to 64`,
    ],
    [
      "a path",
      iam.CreateUser$,
      { UserName: "a", Path: "x" },
      "The specified value for path is invalid. It must begin and end with / and contain only alphanumeric characters and/or / characters.",
    ],
    [
      "a path prefix",
      iam.ListUsers$,
      { PathPrefix: "x" },
      "The specified value for pathPrefix is invalid. It must begin with the / character and contain only alphanumeric characters and/or / characters.",
    ],
    [
      "a document",
      iam.CreatePolicy$,
      { PolicyName: "p", PolicyDocument: "\u2713" },
      "The specified value for policyDocument is invalid. It must contain only printable ASCII characters.",
    ],
    [
      "limits before names",
      iam.CreateUser$,
      { UserName: "a b", Path: "" },
      `1 validation error detected: Value at 'path' ${failed} Member must have length greater than or equal to 1`,
    ],
  ])("%s", (_, schema, input, message) => {
    expect(refusal(iamModel, schema, input)).toEqual({
      code: "ValidationError",
      status: 400,
      message,
    });
  });

  test.each<[string, StaticOperationSchema, object]>([
    ["a path with two slashes in a row", iam.CreateUser$, { UserName: "a", Path: "/test//double/" }],
    ["every character a name may have", iam.CreateUser$, { UserName: "aZ09_+=,.@-" }],
    ["tags in any script", iam.TagRole$, { RoleName: "r", Tags: [{ Key: "ключ é 鍵", Value: "" }] }],
  ])("accepts %s", (_, schema, input) => {
    expect(refusal(iamModel, schema, input)).toBeUndefined();
  });
});

describe("API Gateway names one thing", () => {
  test.each<[string, StaticOperationSchema, object, string]>([
    ["a missing route key", apigatewayv2.CreateRoute$, { ApiId: "a" }, "Route key is required"],
    [
      "an unknown protocol",
      apigatewayv2.CreateApi$,
      { Name: "n", ProtocolType: "REST" },
      "Invalid protocol specified. Must be one of [HTTP, WEBSOCKET]",
    ],
    [
      "a value outside of a set",
      apigatewayv2.CreateRoute$,
      { ApiId: "a", RouteKey: "GET /", AuthorizationType: "IAM" },
      "Invalid authorization type specified. Must be one of [NONE, AWS_IAM, CUSTOM, JWT]",
    ],
    [
      "a text that is too long",
      apigatewayv2.CreateApi$,
      { Name: "n".repeat(129), ProtocolType: "HTTP" },
      "Name must have a length of at most 128",
    ],
    [
      "a number out of range",
      apigatewayv2.CreateIntegration$,
      { ApiId: "a", IntegrationType: "HTTP_PROXY", TimeoutInMillis: 30_001 },
      "Timeout should be between 50 ms and 30000 ms",
    ],
    [
      "a number out of range that AWS has no words for",
      apigatewayv2.CreateRoutingRule$,
      { DomainName: "d", Priority: 0, Actions: [], Conditions: [] },
      "Priority must be at least 1",
    ],
    [
      "a fraction",
      apigatewayv2.CreateIntegration$,
      { ApiId: "a", IntegrationType: "HTTP_PROXY", TimeoutInMillis: 50.5 },
      "Timeout in millis must be a whole number",
    ],
    [
      "a member of a structure",
      apigatewayv2.CreateApi$,
      { Name: "n", ProtocolType: "HTTP", CorsConfiguration: { MaxAge: -2 } },
      "Max age must be at least -1",
    ],
    [
      "a value of a map",
      apigatewayv2.TagResource$,
      { ResourceArn: role, Tags: { team: "t".repeat(1601) } },
      "Team must have a length of at most 1600",
    ],
  ])("%s", (_, schema, input, message) => {
    expect(refusal(apigatewayv2Model, schema, input)).toEqual({
      code: "BadRequestException",
      status: 400,
      message,
    });
  });

  test("accepts an empty text for an optional member, which clears it", () => {
    const input = { ApiId: "a", Version: "", Target: "", CredentialsArn: "" };
    expect(refusal(apigatewayv2Model, apigatewayv2.UpdateApi$, input)).toBeUndefined();
  });
});

test.each([iamModel, stsModel, apigatewayv2Model])("patterns of version $apiVersion compile and end soon", (model) => {
  const texts = ["a".repeat(20_000), "/".repeat(20_000), "-a".repeat(10_000), `${"/a".repeat(10_000)}\n`];
  const patterns = Object.values(model.shapes).flatMap(({ pattern }) => (pattern === undefined ? [] : [pattern]));
  const started = performance.now();
  for (const pattern of patterns) {
    const compiled = new RegExp(`^(?:${pattern})$`, "u");
    texts.forEach((text) => compiled.test(text));
  }
  expect(performance.now() - started).toBeLessThan(2000);
});

function refusal(model: ServiceModel, schema: StaticOperationSchema, input: object) {
  const operation = operationOf<unknown, unknown, unknown>(schema, {
    authorize: () => [],
    handle: async () => ({}),
  });
  const validate = createValidator<unknown>({
    name: "test",
    signingName: "test",
    protocol: Object.keys(model.http).length > 0 ? "restJson1" : "awsQuery",
    skewMinutes: 15,
    version: model.apiVersion,
    operations: [operation],
    knownOperations: Object.keys(model.operations),
    model,
  });
  try {
    validate(operation, input);
    return undefined;
  } catch (error) {
    const { code, status, message } =
      error instanceof AwsError ? error : new AwsError("not an AwsError", 0, String(error));
    return { code, status, message };
  }
}
