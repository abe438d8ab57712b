import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SigningCredentials } from "../../src/sigv4/sign.ts";
import { signed } from "./draft.ts";
import { exchange } from "./exchange.ts";
import { accountA, elementOf, type Fixture, keys, policy, region, startFixture, trust } from "./fixture.ts";

let fixture: Fixture;
const everything = policy({ Effect: "Allow", Action: "*", Resource: "*" });
const boundary = `arn:aws:iam::${accountA}:policy/Limits`;

beforeAll(async () => {
  fixture = await startFixture();
  await fixture.must(keys.adminA, "CreatePolicy", { PolicyName: "Limits", PolicyDocument: everything });
});

afterAll(() => fixture.close());

async function newUser(UserName: string, ...statements: readonly object[]): Promise<SigningCredentials> {
  await fixture.must(keys.adminA, "CreateUser", { UserName });
  await fixture.must(keys.adminA, "PutUserPolicy", {
    UserName,
    PolicyName: "own",
    PolicyDocument: policy(...statements).replaceAll("API", fixture.apiId),
  });
  const key = await fixture.must(keys.adminA, "CreateAccessKey", { UserName });
  return { accessKeyId: elementOf(key, "AccessKeyId"), secretAccessKey: elementOf(key, "SecretAccessKey") };
}

type Attempt = readonly [action: string, parameters: Readonly<Record<string, string>>];

async function outcomes(credentials: SigningCredentials, attempts: readonly Attempt[]): Promise<readonly string[]> {
  const texts: string[] = [];
  for (const [action, parameters] of attempts) {
    const { status, code } = await fixture.call(credentials, action, parameters);
    texts.push(`${action} ${status}${code}`);
  }
  return texts;
}

describe("a user administrator who may act only within a boundary", () => {
  let guard: SigningCredentials;

  beforeAll(async () => {
    const Condition = { StringEquals: { "iam:PermissionsBoundary": boundary } };
    guard = await newUser("guard", { Effect: "Allow", Action: "iam:*", Resource: "*", Condition });
  });

  test("may make and equip users within it", async () => {
    const bounded: readonly Attempt[] = [
      ["CreateUser", { UserName: "inside", PermissionsBoundary: boundary }],
      ["PutUserPolicy", { UserName: "inside", PolicyName: "all", PolicyDocument: everything }],
    ];
    expect(await outcomes(guard, bounded)).toEqual(bounded.map(([action]) => `${action} 200`));
  });

  test("finds no way out of it", async () => {
    const admin = "arn:aws:iam::aws:policy/AdministratorAccess";
    const attempts: readonly Attempt[] = [
      ["CreateUser", { UserName: "outside" }],
      ["CreateUser", { UserName: "outside", PermissionsBoundary: admin }],
      ["CreateRole", { RoleName: "outside", AssumeRolePolicyDocument: trust(accountA) }],
      ["AttachUserPolicy", { UserName: "guard", PolicyArn: admin }],
      ["PutUserPolicy", { UserName: "guard", PolicyName: "all", PolicyDocument: everything }],
      ["PutUserPermissionsBoundary", { UserName: "guard", PermissionsBoundary: admin }],
      ["UpdateAssumeRolePolicy", { RoleName: "ApiCaller", PolicyDocument: trust(accountA) }],
      ["AttachRolePolicy", { RoleName: "ApiCaller", PolicyArn: admin }],
      ["CreateAccessKey", { UserName: "admin" }],
      ["CreatePolicyVersion", { PolicyArn: boundary, PolicyDocument: everything, SetAsDefault: "true" }],
      ["SetDefaultPolicyVersion", { PolicyArn: boundary, VersionId: "v1" }],
    ];
    expect(await outcomes(guard, attempts)).toEqual(attempts.map(([action]) => `${action} 403AccessDenied`));
  });
});

test("a user who may manage itself by its name manages no other, and takes no other's name", async () => {
  const self = await newUser("self", {
    Effect: "Allow",
    Action: "iam:*",
    Resource: "arn:aws:iam::*:user/${aws:username}",
  });
  const own: readonly Attempt[] = [
    ["ListAccessKeys", {}],
    ["ListAccessKeys", { UserName: "self" }],
  ];
  expect(await outcomes(self, own)).toEqual(own.map(([action]) => `${action} 200`));
  const others: readonly Attempt[] = [
    ["CreateAccessKey", { UserName: "admin" }],
    ["ListAccessKeys", { UserName: "admin" }],
    ["UpdateUser", { UserName: "self", NewUserName: "selfish" }],
    ["UpdateUser", { UserName: "self", NewPath: "/elsewhere/" }],
    ["UpdateUser", { UserName: "admin", NewUserName: "self" }],
    ["ListUsers", {}],
  ];
  expect(await outcomes(self, others)).toEqual(others.map(([action]) => `${action} 403AccessDenied`));
});

test("a policy administrator is held to the ARNs it was given, however they are spelt", async () => {
  const owner = await newUser("owner", {
    Effect: "Allow",
    Action: "iam:*",
    Resource: `arn:aws:iam::${accountA}:policy/mine-*`,
  });
  const made = await outcomes(owner, [["CreatePolicy", { PolicyName: "mine-1", PolicyDocument: everything }]]);
  expect(made).toEqual(["CreatePolicy 200"]);
  const invokeApi = `arn:aws:iam::${accountA}:policy/InvokeApi`;
  const attempts: readonly Attempt[] = [
    ["CreatePolicy", { PolicyName: "other", PolicyDocument: everything }],
    ["CreatePolicy", { PolicyName: "other", Path: "/MINE-/", PolicyDocument: everything }],
    ["CreatePolicyVersion", { PolicyArn: invokeApi, PolicyDocument: everything, SetAsDefault: "true" }],
    ["GetPolicyVersion", { PolicyArn: `arn:aws:iam::${accountA}:policy/mine-1/../InvokeApi`, VersionId: "v1" }],
    ["DeletePolicy", { PolicyArn: invokeApi }],
    ["AttachUserPolicy", { UserName: "owner", PolicyArn: `arn:aws:iam::${accountA}:policy/mine-1` }],
  ];
  for (const [action, parameters] of attempts) {
    const { status, body } = await fixture.call(owner, action, parameters);
    expect([403, 404]).toContain(status);
    expect(body).not.toContain("execute-api:Invoke%22");
  }
});

describe("API Gateway's resources", () => {
  const get = async (credentials: SigningCredentials, path: string, changes = {}) => {
    const draft = fixture.draft(credentials, { host: "localhost", path, service: "apigateway", ...changes });
    return (await exchange(fixture.port, signed(draft))).status;
  };

  test("an allow on the routes of an API covers nothing beside them", async () => {
    const user = await newUser("router", {
      Effect: "Allow",
      Action: "apigateway:*",
      Resource: `arn:aws:apigateway:${region}::/apis/API/routes*`,
    });
    const api = `/v2/apis/${fixture.apiId}`;
    expect(await get(user, `${api}/routes`)).toBe(200);
    expect(await get(user, `${api}/routes`, { region: "eu-west-1" })).toBe(403);
    for (const path of [
      api,
      `${api}/integrations`,
      `${api}%2Froutes%2F..`,
      `${api}/routes/../integrations`,
      "/v2/apis",
      "/v2/apis/*",
    ]) {
      expect([403, 404]).toContain(await get(user, path));
    }
    const deletion = fixture.draft(user, { method: "DELETE", host: "localhost", path: api, service: "apigateway" });
    expect((await exchange(fixture.port, signed(deletion))).status).toBe(403);
  });

  test("a deny on a stage or an API is not got around by escapes", async () => {
    const user = await newUser(
      "denied",
      { Effect: "Allow", Action: "apigateway:*", Resource: "*" },
      {
        Effect: "Deny",
        Action: "apigateway:*",
        Resource: [`arn:aws:apigateway:${region}::/apis/*/stages/$default`, `arn:aws:apigateway:${region}::/apis/API`],
      },
    );
    const [first = ""] = fixture.apiId;
    const escaped = `%${first.charCodeAt(0).toString(16)}${fixture.apiId.slice(1)}`;
    expect(await get(user, `/v2/apis/${fixture.apiId}/routes`)).toBe(200);
    for (const stage of ["$default", "%24default", "%24%64efault", "%24%64%65%66%61%75%6C%74"]) {
      expect(await get(user, `/v2/apis/${fixture.apiId}/stages/${stage}`)).toBe(403);
      expect(await get(user, `/v2/apis/${escaped}/stages/${stage}`)).toBe(403);
    }
    expect(await get(user, `/v2/apis/${fixture.apiId}`)).toBe(403);
    expect(await get(user, `/v2/apis/${escaped}`)).toBe(403);
  });
});
