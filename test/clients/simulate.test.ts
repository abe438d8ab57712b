import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { IAMClient, PutRolePolicyCommand, PutUserPolicyCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { send } from "../../src/cli/send.ts";
import { simulationPath } from "../../src/server/simulation/simulation-question.ts";
import { presignRequest } from "../../src/sigv4/presign.ts";
import { type Article, buildArticle } from "./build-article.ts";
import { accountA, accountB, type ClientFixture, region, startFixture } from "./fixture.ts";
import { executables, type Output, reportMissing, run } from "./run-client.ts";

const command = fileURLToPath(new URL("../../bin/sallyport.mjs", import.meta.url));
const caller = `arn:aws:iam::${accountB.id}:user/caller`;

let fixture: ClientFixture;
let article: Article;
let environment: Record<string, string>;

beforeAll(async () => {
  fixture = await startFixture();
  article = await buildArticle(fixture);
  const profiles = { a: accountA.admin, b: accountB.admin, caller: article.user };
  environment = {
    AWS_SHARED_CREDENTIALS_FILE: await file(
      "credentials",
      Object.entries(profiles)
        .map(
          ([name, key]) =>
            `[${name}]\naws_access_key_id=${key.accessKeyId}\naws_secret_access_key=${key.secretAccessKey}\n`,
        )
        .join(""),
    ),
    AWS_CONFIG_FILE: join(fixture.directory, "no-config"),
    NO_COLOR: "1",
  };
});

afterAll(() => fixture.close());

async function file(name: string, content: string): Promise<string> {
  const path = join(fixture.directory, name);
  await writeFile(path, content);
  return path;
}

function simulate(...options: readonly string[]): Promise<Output> {
  return run(process.execPath, [command, "simulate", "--endpoint", fixture.endpoint, ...options], { env: environment });
}

/** The article's chain: the user of B, the role of A, the API of A. */
function chain(...options: readonly string[]): Promise<Output> {
  return simulate(
    "--principal",
    caller,
    "--assume",
    article.roleArn,
    "--api",
    article.apiId,
    "--path",
    "/pets",
    ...options,
  );
}
const bothAccounts = ["--profile", "b", "--profile", "a"];

describe("sallyport simulate", () => {
  test("answers 0 when the whole chain is allowed, and says by which policies", async () => {
    const { code, stdout, stderr } = await chain(...bothAccounts);
    expect(stderr).toBe("");
    expect(code).toBe(0);
    expect(stdout).toContain(`✓ principal  ${caller} of account ${accountB.id}`);
    expect(stdout).toContain("allowed by trust policy of");
    expect(stdout).toContain(
      `✓ route      ANY /{proxy+} of API ${article.apiId}, stage $default, authorization AWS_IAM`,
    );
    expect(stdout.trimEnd()).toMatch(/\nallowed$/);
  });

  test("takes the API's address as a client does", async () => {
    const url = `http://${article.apiId}.execute-api.${region}.localhost:${fixture.port}/pets?page=2`;
    const options = ["--principal", caller, "--assume", article.roleArn, "--invoke", `GET ${url}`, ...bothAccounts];
    expect(await simulate(...options)).toMatchObject({ code: 0 });
  });

  test("answers 3 for a user who may not invoke without the role, and says what would help", async () => {
    const { code, stdout } = await simulate(
      "--principal",
      caller,
      "--api",
      article.apiId,
      "--path",
      "/pets",
      ...bothAccounts,
    );
    expect(code).toBe(3);
    expect(stdout).toContain("callers of other accounts reach it only through a role");
    expect(stdout.trimEnd()).toMatch(/\ndenied$/);
  });

  test("answers 3 where a condition of the call fails, and 0 once the call is as the policy wants it", async () => {
    const iam = new IAMClient({ endpoint: fixture.endpoint, region, credentials: accountA.admin });
    const Statement = [
      {
        Effect: "Deny",
        Action: "execute-api:Invoke",
        Resource: "*",
        Condition: { NotIpAddress: { "aws:SourceIp": "10.0.0.0/8" } },
      },
    ];
    const policy = { RoleName: "PetsInvoker", PolicyName: "FromInside" };
    await iam.send(
      new PutRolePolicyCommand({ ...policy, PolicyDocument: JSON.stringify({ Version: "2012-10-17", Statement }) }),
    );
    const denied = await chain(...bothAccounts, "--json");
    expect(denied.code).toBe(3);
    expect(JSON.parse(denied.stdout)).toMatchObject({
      allowed: false,
      links: [
        { name: "principal", outcome: "passed" },
        { name: "permission", outcome: "passed" },
        { name: "route", outcome: "passed" },
        { name: "permission", outcome: "failed", policies: { decision: { outcome: "explicitDeny" } } },
      ],
    });
    expect(await chain(...bothAccounts, "--context", "aws:SourceIp=10.1.2.3")).toMatchObject({ code: 0 });
  });

  test.each([
    ["a principal that is not there", ["--principal", `arn:aws:iam::${accountB.id}:user/nobody`], "there is no user"],
    ["a role that is not there", ["--assume", `arn:aws:iam::${accountA.id}:role/Nobody`], "there is no role"],
    ["an API that is not there", ["--api", "none"], "there is no API none"],
    ["a path without a route", ["--path", "/"], "no stage and route of API"],
    ["a root user, who may assume no role", ["--principal", `arn:aws:iam::${accountB.id}:root`], "root accounts"],
  ])("answers 3 for %s", async (_, options, text) => {
    const { code, stdout } = await chain(...bothAccounts, ...options);
    expect(code).toBe(3);
    expect(stdout).toContain(text);
  });

  test.each([
    ["nobody of the role's account signs", ["--profile", "b"], `sallyport:Simulate in account ${accountA.id}`],
    ["nobody of the caller's account signs", ["--profile", "a"], `sallyport:Simulate in account ${accountB.id}`],
    ["a signer lacks the permission", ["--profile", "caller", "--profile", "a"], `in account ${accountB.id}`],
    ["there are no credentials", ["--profile", "none"], "no credentials in profile none"],
  ])("answers 1 when %s", async (_, options, text) => {
    const { code, stdout, stderr } = await chain(...options);
    expect(code).toBe(1);
    expect(stdout).toBe("");
    expect(stderr).toContain(text);
  });

  test("needs no more than sallyport:Simulate on an account's simulations", async () => {
    const iam = new IAMClient({ endpoint: fixture.endpoint, region, credentials: accountB.admin });
    const Resource = `arn:aws:sallyport::${accountB.id}:simulation`;
    const Statement = [{ Effect: "Allow", Action: "sallyport:Simulate", Resource }];
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    await iam.send(new PutUserPolicyCommand({ UserName: "caller", PolicyName: "Simulate", PolicyDocument }));
    const context = ["--context", "aws:SourceIp=10.1.2.3"];
    expect(await chain("--profile", "caller", "--profile", "a", ...context)).toMatchObject({ code: 0 });
  });

  test.each([
    ["no principal and no policy", []],
    ["nothing to ask", ["--principal", caller]],
    ["an invoke without a URL", ["--principal", caller, "--invoke", "/pets"]],
    ["a context without a value", ["--principal", caller, "--api", "x", "--context", "key"]],
    ["an unknown option", ["--nonsense"]],
    ["a policy without an action", ["--policy", "x.json"]],
  ])("answers 2 for %s", async (_, options) => {
    expect(await simulate(...options)).toMatchObject({ code: 2, stdout: "" });
  });

  test("evaluates policies of files without a server", async () => {
    const Statement = [{ Effect: "Allow", Action: "s3:Get*", Resource: "arn:aws:s3:::bucket/${aws:username}/*" }];
    const policy = await file("policy.json", JSON.stringify({ Version: "2012-10-17", Statement }));
    const ask = (...options: readonly string[]) =>
      simulate("--policy", policy, "--resource", "arn:aws:s3:::bucket/alice/x", ...options);
    const alice = ["--context", "aws:username=alice"];
    expect(await ask("--action", "s3:GetObject", ...alice)).toMatchObject({ code: 0 });
    expect(await ask("--action", "s3:GetObject")).toMatchObject({ code: 3 });
    expect(await ask("--action", "s3:PutObject", ...alice)).toMatchObject({ code: 3 });
    const broken = await file("broken.json", '{\n  "Version": "2012-10-17",\n}');
    const { code, stderr } = await simulate("--policy", broken, "--action", "s3:GetObject");
    expect(code).toBe(1);
    expect(stderr).toMatch(/broken\.json:2:\d+: /);
  });
});

describe("consents", () => {
  const question = () =>
    JSON.stringify({
      principal: caller,
      assume: [{ roleArn: article.roleArn, sessionName: "simulation" }],
      context: {},
    });
  const consent = (query: string, overrides: object = {}) =>
    presignRequest({
      credentials: accountA.admin,
      service: "sallyport",
      region,
      method: "GET",
      path: simulationPath,
      query,
      headers: ["host", `127.0.0.1:${fixture.port}`],
      nowMs: Date.now(),
      expiresSeconds: 60,
      ...overrides,
    });
  const post = (body: object) =>
    send({
      endpoint: fixture.endpoint,
      method: "POST",
      path: simulationPath,
      body: JSON.stringify(body),
      signing: { credentials: accountB.admin, service: "sallyport", region },
    });

  test("hold for one question only", async () => {
    const other = await post({ question: question(), consents: [consent(`question=${"0".repeat(64)}`)] });
    expect(other.status).toBe(403);
    expect(JSON.parse(other.body)).toEqual({
      message: "a consent is not signed with a valid key, or is for another question",
    });
  });

  test("must be signed and recent", async () => {
    const hash = await sha256(question());
    const good = consent(`question=${hash}`);
    const bad = [
      good.replace(/.$/, (last) => (last === "0" ? "1" : "0")),
      consent(`question=${hash}`, { nowMs: Date.now() - 16 * 60_000 }),
      consent(`question=${hash}`, { method: "POST" }),
      `question=${hash}`,
    ];
    for (const one of bad) {
      expect(await post({ question: question(), consents: [one] })).toMatchObject({ status: 403 });
    }
    expect(await post({ question: question(), consents: [good] })).toMatchObject({ status: 200 });
  });

  test.each([
    ["no JSON", "{"],
    ["more than a question", JSON.stringify({ principal: caller, assume: [], context: {}, perform: true })],
  ])("are not looked at for %s", async (_, text) => {
    expect(await post({ question: text, consents: [] })).toMatchObject({ status: 400 });
  });

  async function sha256(text: string): Promise<string> {
    return Buffer.from(await crypto.subtle.digest("SHA-256", Buffer.from(text))).toString("hex");
  }
});

const [aws] = await executables("aws");
if (aws === undefined) {
  reportMissing("aws-cli", "there is no aws on the search path");
}

describe.skipIf(aws === undefined)("the AWS CLI", () => {
  const iam = (...args: readonly string[]) =>
    run(aws ?? "", ["--endpoint-url", fixture.endpoint, "--output", "json", "iam", ...args], {
      env: { ...environment, AWS_PROFILE: "b", AWS_DEFAULT_REGION: region },
    });
  const policy = JSON.stringify({
    Version: "2012-10-17",
    Statement: { Effect: "Allow", Action: "dynamodb:*", Resource: "arn:aws:dynamodb:*:*:table/${aws:username}" },
  });

  test("simulate-principal-policy", async () => {
    const { stdout, stderr } = await iam(
      ...["simulate-principal-policy", "--policy-source-arn", caller],
      ...["--action-names", "sts:AssumeRole", "iam:GetUser", "--resource-arns", article.roleArn],
    );
    expect(stderr).toBe("");
    expect(JSON.parse(stdout)).toMatchObject({
      EvaluationResults: [
        {
          EvalActionName: "sts:AssumeRole",
          EvalResourceName: article.roleArn,
          EvalDecision: "allowed",
          MatchedStatements: [{ SourcePolicyId: "AssumePetsInvoker", SourcePolicyType: "IAM Policy" }],
          EvalDecisionDetails: {},
        },
        { EvalActionName: "iam:GetUser", EvalDecision: "implicitDeny", MatchedStatements: [] },
      ],
    });
  });

  test("simulate-custom-policy", async () => {
    const simulateCustom = (...args: readonly string[]) =>
      iam(
        ...["simulate-custom-policy", "--policy-input-list", policy, "--action-names", "dynamodb:GetItem"],
        ...["--resource-arns", "arn:aws:dynamodb:us-east-1:111111111111:table/alice", ...args],
      );
    const [missing, given] = await Promise.all([
      simulateCustom(),
      simulateCustom("--context-entries", "ContextKeyName=aws:username,ContextKeyValues=alice,ContextKeyType=string"),
    ]);
    expect(JSON.parse(missing.stdout).EvaluationResults).toMatchObject([
      { EvalDecision: "implicitDeny", MissingContextValues: ["aws:username"] },
    ]);
    expect(JSON.parse(given.stdout).EvaluationResults).toMatchObject([{ EvalDecision: "allowed" }]);
  });

  test("get-context-keys-for-custom-policy and -for-principal-policy", async () => {
    const custom = await iam("get-context-keys-for-custom-policy", "--policy-input-list", policy);
    expect(JSON.parse(custom.stdout)).toEqual({ ContextKeyNames: ["aws:username"] });
    const principal = await iam("get-context-keys-for-principal-policy", "--policy-source-arn", caller);
    expect(JSON.parse(principal.stdout)).toEqual({ ContextKeyNames: [] });
  });

  test("is told what is wrong with a policy", async () => {
    const { stderr } = await iam("simulate-custom-policy", "--policy-input-list", "{", "--action-names", "a:b");
    expect(stderr).toContain(
      "(InvalidInput) when calling the SimulateCustomPolicy operation: Policy input list item 1 has invalid content",
    );
  });
});
