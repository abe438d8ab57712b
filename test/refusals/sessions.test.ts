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
const rootOfB = `arn:aws:iam::${accountB}:root`;
const adminPolicy = "arn:aws:iam::aws:policy/AdministratorAccess";
const everything = policy({ Effect: "Allow", Action: "*", Resource: "*" });

beforeAll(async () => {
  fixture = await startFixture();
});

afterAll(() => fixture.close());

/** A role in A that B may assume and that may do everything. */
async function newRole(RoleName: string, document = trust(rootOfB)): Promise<string> {
  const created = await fixture.must(keys.adminA, "CreateRole", { RoleName, AssumeRolePolicyDocument: document });
  await fixture.must(keys.adminA, "PutRolePolicy", { RoleName, PolicyName: "all", PolicyDocument: everything });
  return elementOf(created, "Arn");
}

async function deleteRole(RoleName: string): Promise<void> {
  await fixture.must(keys.adminA, "DeleteRolePolicy", { RoleName, PolicyName: "all" });
  await fixture.must(keys.adminA, "DeleteRole", { RoleName });
}

/** What the session may still do: invoke, IAM, and say who it is. */
async function powers(session: SigningCredentials): Promise<string> {
  const iam = await fixture.call(session, "ListUsers");
  const sts = await fixture.call(session, "GetCallerIdentity");
  return `invoke ${await fixture.invokeStatus(session)} IAM ${iam.status}${iam.code} STS ${sts.status}${sts.code}`;
}

const allPowers = "invoke 200 IAM 200 STS 200";
const nobody = "invoke 403 IAM 403InvalidClientTokenId STS 403InvalidClientTokenId";
const nothing = "invoke 403 IAM 403AccessDenied STS 200";

describe("what is changed counts at the very next request of a session that was issued before", () => {
  test("the article's policy detached, and attached again", async () => {
    const session = await fixture.assume(fixture.caller);
    expect(await fixture.invokeStatus(session)).toBe(200);
    const attachment = { RoleName: "ApiCaller", PolicyArn: `arn:aws:iam::${accountA}:policy/InvokeApi` };
    await fixture.must(keys.adminA, "DetachRolePolicy", attachment);
    const refused = await fixture.invoke(session);
    expect([refused.status, refused.body]).toEqual([403, '{"message":"Forbidden"}']);
    expect(await fixture.why(refused)).toMatch(/execute-api:Invoke/);
    await fixture.must(keys.adminA, "AttachRolePolicy", attachment);
    expect(await fixture.invokeStatus(session)).toBe(200);
  });

  test("another default version of the managed policy", async () => {
    const session = await fixture.assume(fixture.caller);
    const PolicyArn = `arn:aws:iam::${accountA}:policy/InvokeApi`;
    const PolicyDocument = policy({
      Effect: "Allow",
      Action: "execute-api:Invoke",
      Resource: "arn:aws:execute-api:*:*:*/*/POST/*",
    });
    await fixture.must(keys.adminA, "CreatePolicyVersion", { PolicyArn, PolicyDocument });
    expect(await fixture.invokeStatus(session)).toBe(200);
    await fixture.must(keys.adminA, "SetDefaultPolicyVersion", { PolicyArn, VersionId: "v2" });
    expect(await fixture.invokeStatus(session)).toBe(403);
    await fixture.must(keys.adminA, "SetDefaultPolicyVersion", { PolicyArn, VersionId: "v1" });
    expect(await fixture.invokeStatus(session)).toBe(200);
    await fixture.must(keys.adminA, "DeletePolicyVersion", { PolicyArn, VersionId: "v2" });
  });

  test("an inline policy put, replaced and deleted", async () => {
    const RoleName = "Inline";
    const session = await fixture.assume(keys.adminB, { RoleArn: await newRole(RoleName) });
    const put = (PolicyName: string, statement: object) =>
      fixture.must(keys.adminA, "PutRolePolicy", { RoleName, PolicyName, PolicyDocument: policy(statement) });
    expect(await powers(session)).toBe(allPowers);
    await put("deny", { Effect: "Deny", Action: "*", Resource: "*" });
    expect(await powers(session)).toBe(nothing);
    await put("deny", { Effect: "Deny", Action: "s3:*", Resource: "*" });
    expect(await powers(session)).toBe(allPowers);
    await put("all", { Effect: "Allow", Action: "s3:*", Resource: "*" });
    expect(await powers(session)).toBe(nothing);
  });

  test("the role deleted, and created again under its name", async () => {
    const RoleArn = await newRole("Phoenix");
    const session = await fixture.assume(keys.adminB, { RoleArn });
    expect(await powers(session)).toBe(allPowers);
    await deleteRole("Phoenix");
    expect(await powers(session)).toBe(nobody);
    expect(await newRole("Phoenix")).toBe(RoleArn);
    expect(await powers(session)).toBe(nobody);
    expect(await powers(await fixture.assume(keys.adminB, { RoleArn }))).toBe(allPowers);
  });

  test("a boundary put on the role", async () => {
    const RoleName = "Bounded";
    const session = await fixture.assume(keys.adminB, { RoleArn: await newRole(RoleName) });
    const created = await fixture.must(keys.adminA, "CreatePolicy", {
      PolicyName: "Narrow",
      PolicyDocument: policy({ Effect: "Allow", Action: "iam:List*", Resource: "*" }),
    });
    await fixture.must(keys.adminA, "PutRolePermissionsBoundary", {
      RoleName,
      PermissionsBoundary: elementOf(created, "Arn"),
    });
    expect(await powers(session)).toBe("invoke 403 IAM 200 STS 200");
    await fixture.must(keys.adminA, "DeleteRolePermissionsBoundary", { RoleName });
    expect(await powers(session)).toBe(allPowers);
  });

  test("older sessions revoked by a deny on aws:TokenIssueTime", async () => {
    const RoleName = "Revocable";
    const RoleArn = await newRole(RoleName);
    const session = await fixture.assume(keys.adminB, { RoleArn });
    fixture.clock.nowMs += 60_000;
    const Condition = { DateLessThan: { "aws:TokenIssueTime": new Date(fixture.clock.nowMs).toISOString() } };
    await fixture.must(keys.adminA, "PutRolePolicy", {
      RoleName,
      PolicyName: "AWSRevokeOlderSessions",
      PolicyDocument: policy({ Effect: "Deny", Action: "*", Resource: "*", Condition }),
    });
    expect(await powers(session)).toBe(nothing);
    fixture.clock.nowMs += 60_000;
    expect(await powers(await fixture.assume(keys.adminB, { RoleArn }))).toBe(allPowers);
  });

  test("a managed session policy narrowed", async () => {
    const RoleArn = await newRole("WithSessionPolicy");
    const created = await fixture.must(keys.adminA, "CreatePolicy", {
      PolicyName: "Session",
      PolicyDocument: everything,
    });
    const PolicyArn = elementOf(created, "Arn");
    const session = await fixture.assume(keys.adminB, { RoleArn, "PolicyArns.member.1.arn": PolicyArn });
    expect(await powers(session)).toBe(allPowers);
    const PolicyDocument = policy({ Effect: "Allow", Action: "iam:*", Resource: "*" });
    await fixture.must(keys.adminA, "CreatePolicyVersion", { PolicyArn, PolicyDocument, SetAsDefault: "true" });
    expect(await powers(session)).toBe("invoke 403 IAM 200 STS 200");
  });
});

describe("a changed trust policy", () => {
  test("counts at the next AssumeRole, while sessions already issued live on", async () => {
    const RoleName = "Moving";
    const RoleArn = await newRole(RoleName);
    const session = await fixture.assume(keys.adminB, { RoleArn });
    await fixture.must(keys.adminA, "UpdateAssumeRolePolicy", {
      RoleName,
      PolicyDocument: trust(`arn:aws:iam::${accountA}:root`),
    });
    expect(await fixture.call(keys.adminB, "AssumeRole", { RoleArn, RoleSessionName: "late" })).toMatchObject(
      assumeRefusal(`arn:aws:iam::${accountB}:user/admin`, RoleArn),
    );
    expect(await powers(session)).toBe(allPowers);
  });
});

describe("session policies", () => {
  test("leave only what they allow too", async () => {
    const RoleArn = await newRole("Narrowed");
    const Policy = policy({ Effect: "Allow", Action: "iam:List*", Resource: "*" });
    const session = await fixture.assume(keys.adminB, { RoleArn, Policy });
    expect(await powers(session)).toBe("invoke 403 IAM 200 STS 200");
    const reply = await fixture.call(session, "GetUser", { UserName: "admin" });
    expect(reply.message).toBe(
      `User: arn:aws:sts::${accountA}:assumed-role/Narrowed/test is not authorized to perform: iam:GetUser on resource: user admin because no session policy allows the iam:GetUser action`,
    );
  });

  test("grant nothing that the role has not", async () => {
    const session = await fixture.assume(fixture.caller, { Policy: everything });
    expect(await powers(session)).toBe("invoke 200 IAM 403AccessDenied STS 200");
  });

  test("deny", async () => {
    const RoleArn = await newRole("Denied");
    const Policy = policy(
      { Effect: "Allow", Action: "*", Resource: "*" },
      { Effect: "Deny", Action: "execute-api:*", Resource: "*" },
    );
    expect(await powers(await fixture.assume(keys.adminB, { RoleArn, Policy }))).toBe("invoke 403 IAM 200 STS 200");
  });
});

describe("sessions made by GetSessionToken", () => {
  test("act as their user, but may not call IAM nor make further ones", async () => {
    const session = credentialsIn(await fixture.must(keys.adminA, "GetSessionToken"));
    expect(await powers(session)).toBe("invoke 200 IAM 403InvalidClientTokenId STS 200");
    const again = await fixture.call(session, "GetSessionToken");
    expect(again).toMatchObject({
      status: 403,
      body: queryError("sts", {
        code: "AccessDenied",
        message: "Cannot call GetSessionToken with session credentials",
      }),
    });
    const roleSession = await fixture.assume(fixture.caller);
    expect((await fixture.call(roleSession, "GetSessionToken")).message).toBe(
      "Cannot call GetSessionToken with session credentials",
    );
  });

  test("die with their user", async () => {
    const { must } = fixture;
    const create = async () => {
      await must(keys.adminA, "CreateUser", { UserName: "leaver" });
      await must(keys.adminA, "AttachUserPolicy", { UserName: "leaver", PolicyArn: adminPolicy });
      const { accessKeyId, secretAccessKey } = credentialsIn(
        await must(keys.adminA, "CreateAccessKey", { UserName: "leaver" }),
      );
      return { accessKeyId, secretAccessKey };
    };
    const key = await create();
    const session = credentialsIn(await must(key, "GetSessionToken"));
    expect(await fixture.invokeStatus(session)).toBe(200);
    await must(keys.adminA, "DeleteAccessKey", { UserName: "leaver", AccessKeyId: key.accessKeyId });
    expect(await fixture.invokeStatus(session)).toBe(200);
    await must(keys.adminA, "DetachUserPolicy", { UserName: "leaver", PolicyArn: adminPolicy });
    expect(await fixture.invokeStatus(session)).toBe(403);
    await must(keys.adminA, "DeleteUser", { UserName: "leaver" });
    expect((await fixture.call(session, "GetCallerIdentity")).code).toBe("InvalidClientTokenId");
    const fresh = await create();
    expect(await fixture.invokeStatus(fresh)).toBe(200);
    expect((await fixture.call(session, "GetCallerIdentity")).code).toBe("InvalidClientTokenId");
    expect((await fixture.call(key, "GetCallerIdentity")).code).toBe("InvalidClientTokenId");
  });

  test("of root are root, in its account and nowhere else", async () => {
    const ofA = credentialsIn(await fixture.must(keys.rootA, "GetSessionToken"));
    const ofB = credentialsIn(await fixture.must(keys.rootB, "GetSessionToken"));
    expect(await fixture.invokeStatus(ofA)).toBe(200);
    expect(await fixture.invokeStatus(ofB)).toBe(403);
  });
});

describe("role chaining", () => {
  test("needs the second role's trust and the first role's policy", async () => {
    const first = await newRole("First");
    const second = await newRole("Second", trust(`arn:aws:iam::${accountA}:root`));
    const session = await fixture.assume(keys.adminB, { RoleArn: first });
    expect(await powers(await fixture.assume(session, { RoleArn: second }))).toBe(allPowers);

    const article = await fixture.assume(fixture.caller);
    expect(await fixture.call(article, "AssumeRole", { RoleArn: second, RoleSessionName: "chained" })).toMatchObject(
      assumeRefusal(`arn:aws:sts::${accountA}:assumed-role/ApiCaller/test`, second),
    );
    expect(await fixture.call(keys.adminB, "AssumeRole", { RoleArn: second, RoleSessionName: "direct" })).toMatchObject(
      assumeRefusal(`arn:aws:iam::${accountB}:user/admin`, second),
    );
  });

  test("lasts an hour at most", async () => {
    const RoleArn = await newRole("Long", trust([rootOfB, `arn:aws:iam::${accountA}:root`]));
    await fixture.must(keys.adminA, "UpdateRole", { RoleName: "Long", MaxSessionDuration: "7200" });
    const session = await fixture.assume(keys.adminB, { RoleArn, DurationSeconds: "7200" });
    const reply = await fixture.call(session, "AssumeRole", {
      RoleArn,
      RoleSessionName: "chained",
      DurationSeconds: "3601",
    });
    expect([reply.status, reply.code, reply.message]).toEqual([
      400,
      "ValidationError",
      "The requested DurationSeconds exceeds the 1 hour session limit for roles assumed by role chaining.",
    ]);
  });

  test("keeps transitive tags and the source identity as they are", async () => {
    const actions = ["sts:AssumeRole", "sts:TagSession", "sts:SetSourceIdentity"];
    const document = policy({ Effect: "Allow", Principal: { AWS: [accountA, accountB] }, Action: actions });
    const RoleArn = await newRole("Tagged", document);
    const session = await fixture.assume(keys.adminB, {
      RoleArn,
      "Tags.member.1.Key": "team",
      "Tags.member.1.Value": "red",
      "TransitiveTagKeys.member.1": "team",
      SourceIdentity: "alice",
    });
    const chain = (parameters: Readonly<Record<string, string>>) =>
      fixture.call(session, "AssumeRole", { RoleArn, RoleSessionName: "chained", ...parameters });
    expect((await chain({})).status).toBe(200);
    expect(await chain({ "Tags.member.1.Key": "TEAM", "Tags.member.1.Value": "blue" })).toMatchObject({
      status: 400,
      code: "InvalidParameterValue",
    });
    expect((await chain({ SourceIdentity: "mallory" })).message).toBe(
      "The source identity is already set for this assume role session",
    );
  });
});

function assumeRefusal(caller: string, roleArn: string): object {
  return {
    status: 403,
    body: queryError("sts", {
      code: "AccessDenied",
      message: `User: ${caller} is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    }),
  };
}
