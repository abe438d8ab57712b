import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createDecisionLog } from "../../src/trace/decision-log.ts";
import { charactersKept, type DecisionRecord } from "../../src/trace/decision-record.ts";
import { signed } from "./draft.ts";
import { exchange } from "./exchange.ts";
import { accountA, elementOf, type Fixture, keys, policy, startFixture } from "./fixture.ts";

let fixture: Fixture;

beforeAll(async () => {
  fixture = await startFixture();
});

afterAll(() => fixture.close());

const formType = ["Host", "localhost", "Content-Type", "application/x-www-form-urlencoded"];
const tenMegabytes = 9_990_000;

describe("what an unsigned caller can make the server do", () => {
  test.each([
    ["an action", `Version=2010-05-08&Action=${"<".repeat(tenMegabytes - 60)}`],
    ["a version", `Action=ListUsers&Version=${"<".repeat(tenMegabytes - 60)}`],
  ])("%s of ten megabytes is not sent back", async (_, body) => {
    const reply = await exchange(fixture.port, { method: "POST", target: "/", headers: formType, body });
    expect(reply.status).toBe(400);
    expect(reply.raw.length).toBeLessThan(4096);
  });

  test.each([
    ["parameters", "a&".repeat(tenMegabytes / 2), 400],
    ["escapes of bytes that are no text", `Action=ListUsers&Version=2010-05-08&x=${"%ff".repeat(3_000_000)}`, 403],
    ["half an escape", `Action=ListUsers&Version=2010-05-08&x=${"%f".repeat(4_000_000)}`, 403],
    ["list members", `Action=ListUsers&Version=2010-05-08&${"Tags.member.1.Key=a&".repeat(40_000)}`, 403],
  ])("ten megabytes of %s are refused", async (_, body, status) => {
    const reply = await exchange(fixture.port, { method: "POST", target: "/", headers: formType, body });
    expect(reply.status).toBe(status);
  });

  test("more than ten megabytes are refused without being read", async () => {
    const body = "x".repeat(tenMegabytes * 2);
    const toControlPlane = await exchange(fixture.port, { method: "POST", target: "/", headers: formType, body });
    const headers = ["Host", fixture.draft(keys.adminA).host];
    const toApi = await exchange(fixture.port, { method: "POST", target: "/pets/1", headers, body });
    expect(toControlPlane.status).toBe(413);
    expect(toApi.status).toBe(403);
    expect(fixture.reached).toEqual([]);
  });

  test("records of refusals take bounded memory, however large their requests are", () => {
    const log = createDecisionLog(100);
    const record = (requestId: string, characters: number): DecisionRecord => {
      const headers = ["x-pad", "p".repeat(characters)];
      const refused = {
        authentication: { kind: "refused", failure: { reason: "signatureMismatch", findings: [] } },
        evaluations: [],
      } as const;
      const line = { method: "GET", path: "/", query: "" };
      const kept = charactersKept({ ...line, headers }, refused);
      return { requestId, atMs: 0, ...line, characters: kept, action: "iam:ListUsers", ...refused, status: 403 };
    };
    for (let index = 0; index < 100; index += 1) {
      log.add(record(`small ${index}`, 1000));
    }
    expect(log.get("small 0")).toBeDefined();
    for (let index = 0; index < 100; index += 1) {
      log.add(record(`large ${index}`, 30_000));
    }
    const kept = Array.from({ length: 100 }, (_, index) => log.get(`large ${index}`)).filter(
      (one) => one !== undefined,
    );
    expect(log.get("large 99")).toBeDefined();
    expect(kept.length).toBeLessThan(40);
  });
});

describe("names that objects have by themselves", () => {
  const names = ["__proto__", "constructor", "toString", "hasOwnProperty"];

  test.each(names)("a tag %s is a tag like any other, and no condition key by itself", async (name) => {
    const UserName = `tagged-${names.indexOf(name)}`;
    const tag = { "Tags.member.1.Key": name, "Tags.member.1.Value": "mine" };
    await fixture.must(keys.adminA, "CreateUser", { UserName, ...tag });
    expect(elementOf(await fixture.must(keys.adminA, "ListUserTags", { UserName }), "Value")).toBe("mine");
    await fixture.must(keys.adminA, "CreateUser", { UserName: `bare-${UserName}` });
    for (const [who, status] of [
      [UserName, 200],
      [`bare-${UserName}`, 403],
    ] as const) {
      const key = await fixture.must(keys.adminA, "CreateAccessKey", { UserName: who });
      const credentials = {
        accessKeyId: elementOf(key, "AccessKeyId"),
        secretAccessKey: elementOf(key, "SecretAccessKey"),
      };
      const Condition = { StringLike: { [`aws:PrincipalTag/${name}`]: "*" } };
      await fixture.must(keys.adminA, "PutUserPolicy", {
        UserName: who,
        PolicyName: "tag",
        PolicyDocument: policy({ Effect: "Allow", Action: "*", Resource: "*", Condition }),
      });
      expect(await fixture.invokeStatus(credentials)).toBe(status);
    }
  });

  test.each(names)("a condition key %s has no value", async (name) => {
    const UserName = `keyed-${names.indexOf(name)}`;
    await fixture.must(keys.adminA, "CreateUser", { UserName });
    const key = await fixture.must(keys.adminA, "CreateAccessKey", { UserName });
    const document = `{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"StringLike":{"${name}":"*"}}}]}`;
    await fixture.must(keys.adminA, "PutUserPolicy", { UserName, PolicyName: "key", PolicyDocument: document });
    expect(
      await fixture.invokeStatus({
        accessKeyId: elementOf(key, "AccessKeyId"),
        secretAccessKey: elementOf(key, "SecretAccessKey"),
      }),
    ).toBe(403);
  });

  test.each([
    '{"Version":"2012-10-17","__proto__":{},"Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}]}',
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"__proto__":{"a":"b"}}}]}',
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*","Condition":{"constructor":{"a":"b"}}}]}',
    '{"Version":"2012-10-17","Statement":[{"Effect":"Deny","Effect":"Allow","Action":"*","Resource":"*"}]}',
    '{"Version":"2012-10-17","Statement":[{"Effect":"Allow","Action":"*","Resource":"*"}],"Statement":[]}',
    "[".repeat(100_000),
    '{"Statement":'.repeat(9000),
  ])("a policy that objects or parsers could trip over is malformed: %#", async (PolicyDocument) => {
    const reply = await fixture.call(keys.adminA, "CreatePolicy", { PolicyName: "malformed", PolicyDocument });
    expect([reply.status, reply.code]).toEqual([400, "MalformedPolicyDocument"]);
  });

  test("a JSON body of __proto__ and the like adds nothing", async () => {
    const sent =
      '{"name":"p","protocolType":"HTTP","__proto__":{"description":"smuggled"},"tags":{"__proto__":"a","constructor":"b"}}';
    const draft = fixture.draft(keys.adminA, {
      method: "POST",
      host: "localhost",
      path: "/v2/apis",
      service: "apigateway",
      headers: ["Content-Type", "application/json"],
      body: sent,
    });
    const reply = await exchange(fixture.port, signed(draft));
    expect(reply.status).toBe(201);
    expect(reply.body).toContain('"tags":{"__proto__":"a","constructor":"b"}');
    expect(reply.body).not.toContain("smuggled");
    expect(Object.prototype).not.toHaveProperty("description");
  });

  test.each(["[", '{"a":'])("a JSON body that nests %s without end is refused", async (piece) => {
    const draft = fixture.draft(keys.adminA, {
      method: "POST",
      host: "localhost",
      path: "/v2/apis",
      service: "apigateway",
      headers: ["Content-Type", "application/json"],
      body: `{"name":${piece.repeat(500_000)}`,
    });
    expect((await exchange(fixture.port, signed(draft))).status).toBe(400);
  });
});

describe("wildcards in what callers choose", () => {
  test("a role session called * or like a pattern is compared letter by letter", async () => {
    const { RoleArn } = { RoleArn: fixture.roleArn };
    for (const RoleSessionName of ["*", "te?t", "${aws:username}", "a/b", "a:b"]) {
      const reply = await fixture.call(fixture.caller, "AssumeRole", { RoleArn, RoleSessionName });
      expect([reply.status, reply.code]).toEqual([400, "ValidationError"]);
    }
  });

  test("the value * in a policy variable matches only itself", async () => {
    const UserName = "star";
    const created = await fixture.call(keys.adminA, "CreateUser", {
      UserName,
      "Tags.member.1.Key": "method",
      "Tags.member.1.Value": "*",
    });
    // AWS lets no asterisk into a tag, so the only way for one into a variable is the default of a variable.
    expect(created.code).toBe("ValidationError");
    await fixture.must(keys.adminA, "CreateUser", { UserName });
    const key = await fixture.must(keys.adminA, "CreateAccessKey", { UserName });
    const credentials = {
      accessKeyId: elementOf(key, "AccessKeyId"),
      secretAccessKey: elementOf(key, "SecretAccessKey"),
    };
    const put = (Resource: string) =>
      fixture.must(keys.adminA, "PutUserPolicy", {
        UserName,
        PolicyName: "variable",
        PolicyDocument: policy({ Effect: "Allow", Action: "execute-api:Invoke", Resource }),
      });
    const prefix = `arn:aws:execute-api:us-east-1:${accountA}:${fixture.apiId}/$default`;
    await put(`${prefix}/\${aws:PrincipalTag/method, '*'}/pets/1`);
    expect(await fixture.invokeStatus(credentials)).toBe(403);
    await put(`${prefix}/\${aws:PrincipalTag/method, 'GET'}/pets/1`);
    expect(await fixture.invokeStatus(credentials)).toBe(200);
  });
});
