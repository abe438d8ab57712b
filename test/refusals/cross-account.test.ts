import { afterAll, beforeAll, describe, expect, test } from "vitest";
import type { SigningCredentials } from "../../src/sigv4/sign.ts";
import {
  accountA,
  accountB,
  credentialsIn,
  elementOf,
  type Fixture,
  keys,
  policy,
  startFixture,
  trust,
} from "./fixture.ts";
import { queryError } from "./planes.ts";

let fixture: Fixture;
/** A user of B who may do everything there, and on every resource of every account as far as B can say so. */
let mighty: SigningCredentials;
/** A user of B without any policy. */
let meek: SigningCredentials;
const arnOf = (name: string) => `arn:aws:iam::${accountB}:user/${name}`;

beforeAll(async () => {
  fixture = await startFixture();
  mighty = await newUser("mighty");
  meek = await newUser("meek");
  await fixture.must(keys.adminB, "PutUserPolicy", {
    UserName: "mighty",
    PolicyName: "all",
    PolicyDocument: policy({ Effect: "Allow", Action: "*", Resource: "*" }),
  });
});

afterAll(() => fixture.close());

async function newUser(UserName: string, by: SigningCredentials = keys.adminB): Promise<SigningCredentials> {
  await fixture.must(by, "CreateUser", { UserName });
  const { accessKeyId, secretAccessKey } = credentialsIn(await fixture.must(by, "CreateAccessKey", { UserName }));
  return { accessKeyId, secretAccessKey };
}

describe("B's own keys on A's API", () => {
  test.each([
    ["the article's user", () => fixture.caller],
    ["a user who may do everything", () => mighty],
    ["B's administrator", () => keys.adminB],
    ["B's root", () => keys.rootB],
  ])("%s is refused", async (_, credentials) => {
    const reply = await fixture.invoke(credentials());
    expect([reply.status, reply.body]).toEqual([403, '{"message":"Forbidden"}']);
    expect(await fixture.why(reply)).toMatch(/HTTP API|resource|account/i);
    expect(await fixture.invokeStatus(keys.adminA)).toBe(200);
  });

  test("and so is B's session of a role in B that allows everything", async () => {
    const created = await fixture.must(keys.adminB, "CreateRole", {
      RoleName: "InB",
      AssumeRolePolicyDocument: trust(accountB),
    });
    await fixture.must(keys.adminB, "AttachRolePolicy", {
      RoleName: "InB",
      PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess",
    });
    const session = await fixture.assume(keys.adminB, { RoleArn: elementOf(created, "Arn") });
    expect(await fixture.invokeStatus(session)).toBe(403);
    expect((await fixture.call(session, "GetRole", { RoleName: "InB" })).status).toBe(200);
  });
});

/** Who trusts whom and who allows what, for a role in A and the users of B. */
interface Row {
  readonly name: string;
  readonly trusts: () => unknown;
  readonly condition?: object;
  readonly caller: () => SigningCredentials;
  readonly callerName: string;
  readonly parameters?: Readonly<Record<string, string>>;
  readonly status: 200 | 403;
  readonly action?: string;
}

const rows: readonly Row[] = [
  { name: "both accounts allow", trusts: () => accountB, caller: () => mighty, callerName: "mighty", status: 200 },
  { name: "only A allows", trusts: () => accountB, caller: () => meek, callerName: "meek", status: 403 },
  {
    name: "only A allows, naming the user",
    trusts: () => arnOf("meek"),
    caller: () => meek,
    callerName: "meek",
    status: 403,
  },
  { name: "only A allows, to everyone", trusts: () => "*", caller: () => meek, callerName: "meek", status: 403 },
  { name: "only B allows", trusts: () => accountA, caller: () => mighty, callerName: "mighty", status: 403 },
  {
    name: "A trusts another user of B",
    trusts: () => arnOf("meek"),
    caller: () => mighty,
    callerName: "mighty",
    status: 403,
  },
  { name: "A trusts the user", trusts: () => arnOf("mighty"), caller: () => mighty, callerName: "mighty", status: 200 },
  {
    name: "the external id is right",
    trusts: () => accountB,
    condition: { StringEquals: { "sts:ExternalId": "agreed" } },
    caller: () => mighty,
    callerName: "mighty",
    parameters: { ExternalId: "agreed" },
    status: 200,
  },
  {
    name: "the external id is wrong",
    trusts: () => accountB,
    condition: { StringEquals: { "sts:ExternalId": "agreed" } },
    caller: () => mighty,
    callerName: "mighty",
    parameters: { ExternalId: "Agreed" },
    status: 403,
  },
  {
    name: "the external id is missing",
    trusts: () => accountB,
    condition: { StringEquals: { "sts:ExternalId": "agreed" } },
    caller: () => mighty,
    callerName: "mighty",
    status: 403,
  },
  {
    name: "the session name is not the user's",
    trusts: () => accountB,
    condition: { StringLike: { "sts:RoleSessionName": "${aws:username}" } },
    caller: () => mighty,
    callerName: "mighty",
    status: 403,
  },
  {
    name: "a second factor is asked for",
    trusts: () => accountB,
    condition: { Bool: { "aws:MultiFactorAuthPresent": "true" } },
    caller: () => mighty,
    callerName: "mighty",
    status: 403,
  },
  {
    name: "tags are passed that the trust policy does not let pass",
    trusts: () => accountB,
    caller: () => mighty,
    callerName: "mighty",
    parameters: { "Tags.member.1.Key": "team", "Tags.member.1.Value": "red" },
    status: 403,
    action: "sts:TagSession",
  },
  {
    name: "a source identity is passed that the trust policy does not let pass",
    trusts: () => accountB,
    caller: () => mighty,
    callerName: "mighty",
    parameters: { SourceIdentity: "alice" },
    status: 403,
    action: "sts:SetSourceIdentity",
  },
];

describe("AssumeRole from B into A", () => {
  test.each(rows)("$name", async ({ trusts, condition, caller, callerName, parameters, status, action }) => {
    const RoleName = "Door";
    const created = await fixture.must(keys.adminA, "CreateRole", {
      RoleName,
      AssumeRolePolicyDocument: trust(trusts(), condition),
    });
    const RoleArn = elementOf(created, "Arn");
    const reply = await fixture.call(caller(), "AssumeRole", { RoleArn, RoleSessionName: "test", ...parameters });
    await fixture.must(keys.adminA, "DeleteRole", { RoleName });
    expect(reply.status).toBe(status);
    expect(status === 200 || reply.body).toBe(status === 200 || denial(arnOf(callerName), RoleArn, action));
  });

  test.each([
    ["that does not exist", `arn:aws:iam::${accountA}:role/Nobody`],
    ["of an account that does not exist", "arn:aws:iam::999999999999:role/ApiCaller"],
    ["in another case", `arn:aws:iam::${accountA}:role/apicaller`],
    ["with a path it has not", `arn:aws:iam::${accountA}:role/x/ApiCaller`],
    ["of another partition", `arn:aws-cn:iam::${accountA}:role/ApiCaller`],
    ["of another service", `arn:aws:sts::${accountA}:role/ApiCaller`],
    ["that is a user", `arn:aws:iam::${accountA}:user/admin`],
    ["by its session", `arn:aws:sts::${accountA}:assumed-role/ApiCaller/test`],
  ])("a role %s is refused like one that says no", async (_, RoleArn) => {
    const reply = await fixture.call(mighty, "AssumeRole", { RoleArn, RoleSessionName: "test" });
    expect([reply.status, reply.body]).toEqual([403, denial(arnOf("mighty"), RoleArn)]);
  });

  test("an explicit deny on B's side wins over both allows", async () => {
    const denyIt = { UserName: "developer", PolicyName: "deny" };
    const PolicyDocument = policy({ Effect: "Deny", Action: "sts:*", Resource: "*" });
    await fixture.must(keys.adminB, "PutUserPolicy", { ...denyIt, PolicyDocument });
    const refused = await fixture.call(fixture.caller, "AssumeRole", {
      RoleArn: fixture.roleArn,
      RoleSessionName: "test",
    });
    // Asking who one is stays open even under an explicit deny.
    const identity = await fixture.call(fixture.caller, "GetCallerIdentity");
    await fixture.must(keys.adminB, "DeleteUserPolicy", denyIt);
    expect(refused.body).toBe(denial(arnOf("developer"), fixture.roleArn));
    expect(identity.status).toBe(200);
    expect(await fixture.invokeStatus(await fixture.assume(fixture.caller))).toBe(200);
  });

  test("a user who was deleted and created again is not the one whom the role trusts", async () => {
    await newUser("twin");
    const all = { UserName: "twin", PolicyArn: "arn:aws:iam::aws:policy/AdministratorAccess" };
    const created = await fixture.must(keys.adminA, "CreateRole", {
      RoleName: "ForTwin",
      AssumeRolePolicyDocument: trust(arnOf("twin")),
    });
    const RoleArn = elementOf(created, "Arn");
    const [AccessKeyId] = [
      elementOf(await fixture.must(keys.adminB, "ListAccessKeys", { UserName: "twin" }), "AccessKeyId"),
    ];
    await fixture.must(keys.adminB, "DeleteAccessKey", { UserName: "twin", AccessKeyId });
    await fixture.must(keys.adminB, "DeleteUser", { UserName: "twin" });
    const second = await newUser("twin");
    await fixture.must(keys.adminB, "AttachUserPolicy", all);
    const reply = await fixture.call(second, "AssumeRole", { RoleArn, RoleSessionName: "test" });
    expect(reply.body).toBe(denial(arnOf("twin"), RoleArn));
    await fixture.must(keys.adminA, "UpdateAssumeRolePolicy", {
      RoleName: "ForTwin",
      PolicyDocument: trust(arnOf("twin")),
    });
    expect((await fixture.call(second, "AssumeRole", { RoleArn, RoleSessionName: "test" })).status).toBe(200);
  });
});

describe("the other account's things", () => {
  test("A's policies cannot be attached, used as boundaries or passed as session policies in B", async () => {
    const PolicyArn = `arn:aws:iam::${accountA}:policy/InvokeApi`;
    const attach = await fixture.call(keys.adminB, "AttachUserPolicy", { UserName: "meek", PolicyArn });
    expect(attach.status).toBeGreaterThanOrEqual(400);
    const bound = await fixture.call(keys.adminB, "PutUserPermissionsBoundary", {
      UserName: "meek",
      PermissionsBoundary: PolicyArn,
    });
    expect(bound.status).toBeGreaterThanOrEqual(400);
    const foreign = await fixture.must(keys.adminB, "CreatePolicy", {
      PolicyName: "OfB",
      PolicyDocument: policy({ Effect: "Allow", Action: "*", Resource: "*" }),
    });
    const session = await fixture.call(fixture.caller, "AssumeRole", {
      RoleArn: fixture.roleArn,
      RoleSessionName: "test",
      "PolicyArns.member.1.arn": elementOf(foreign, "Arn"),
    });
    expect(session.status).toBe(400);
    for (const action of ["GetPolicy", "DeletePolicy", "ListEntitiesForPolicy", "ListPolicyVersions"]) {
      const reply = await fixture.call(keys.rootB, action, { PolicyArn });
      expect(reply.status).toBeGreaterThanOrEqual(400);
      expect(reply.body).not.toContain("execute-api");
    }
    const version = await fixture.call(keys.rootB, "CreatePolicyVersion", {
      PolicyArn,
      PolicyDocument: policy({ Effect: "Allow", Action: "*", Resource: "*" }),
      SetAsDefault: "true",
    });
    expect(version.status).toBeGreaterThanOrEqual(400);
  });

  test("B sees neither A's API nor its keys", async () => {
    for (const path of [
      `/v2/apis/${fixture.apiId}`,
      `/v2/apis/${fixture.apiId}/routes`,
      `/v2/apis/${fixture.apiId}/stages/$default`,
    ]) {
      await expect(fixture.mustRest(keys.rootB, "GET", path)).rejects.toThrow(/404/);
    }
    await expect(fixture.mustRest(keys.rootB, "DELETE", `/v2/apis/${fixture.apiId}`)).rejects.toThrow(/404/);
    const tags = `/v2/tags/${encodeURIComponent(`arn:aws:apigateway:us-east-1::/apis/${fixture.apiId}`)}`;
    await expect(fixture.mustRest(keys.rootB, "POST", tags, { tags: { a: "b" } })).rejects.toThrow(/404/);
    expect(await fixture.mustRest(keys.rootB, "GET", "/v2/apis")).toEqual({ items: [] });
    const { accessKeyId: AccessKeyId } = keys.adminA;
    for (const [action, parameters] of Object.entries({
      DeleteAccessKey: { UserName: "admin", AccessKeyId },
      UpdateAccessKey: { UserName: "admin", AccessKeyId, Status: "Inactive" },
      GetAccessKeyLastUsed: { AccessKeyId },
    })) {
      expect((await fixture.call(keys.rootB, action, parameters)).status).toBeGreaterThanOrEqual(400);
    }
    expect(await fixture.invokeStatus(keys.adminA)).toBe(200);
  });
});

function denial(caller: string, roleArn: string, action = "sts:AssumeRole"): string {
  const message = `User: ${caller} is not authorized to perform: ${action} on resource: ${roleArn}`;
  return queryError("sts", { code: "AccessDenied", message });
}
