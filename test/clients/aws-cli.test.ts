import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountA, accountB, type ClientFixture, region, startFixture } from "./fixture.ts";
import { answered, type Credentials, invoke, refusal, unsignedRefusal } from "./invoke.ts";
import { executables, type Output, reportMissing, run, runWell } from "./run-client.ts";

/** An AWS CLI of this machine. */
interface Cli {
  readonly path: string;
  /** As it names itself: `aws-cli/1.45.11`. */
  readonly name: string;
  readonly major: number;
  /** Whether a profile's `endpoint_url` is heeded: since 1.29 and 2.13; before, only `--endpoint-url` is. */
  readonly readsEndpoints: boolean;
}

const found = await findClis();
if (found.length === 0) {
  reportMissing("aws-cli", "there is no aws on the search path");
}
for (const major of [1, 2]) {
  const cli = found.find((candidate) => candidate.major === major);
  if (cli === undefined) {
    reportMissing(`aws-cli-${major}`, `there is no AWS CLI of major version ${major} on the search path`);
  } else if (!cli.readsEndpoints) {
    process.stdout.write(`skipped: ${cli.name}: does not read a profile's endpoint_url; the rest of its test runs\n`);
  }
}

test.skipIf(found.length === 0)("both major versions are tested, each once", () => {
  const majors = found.map(({ major }) => major);
  expect([[1], [2], [1, 2]]).toContainEqual(majors);
});

describe.each(found)("$name", (cli) => {
  let fixture: ClientFixture;
  let environment: Record<string, string>;
  let apiId: string;
  let invokePolicyArn: string;
  let roleArn: string;
  let roleId: string;
  let user: Credentials;
  let session: Credentials;

  beforeAll(async () => {
    fixture = await startFixture();
    environment = {
      // The CLI keeps the sessions of its role profiles below here.
      HOME: fixture.directory,
      AWS_CONFIG_FILE: join(fixture.directory, "aws", "config"),
      AWS_SHARED_CREDENTIALS_FILE: join(fixture.directory, "aws", "credentials"),
    };
    await mkdir(join(fixture.directory, "aws"));
    await writeProfiles({ "account-a": accountA.admin, "account-b": accountB.admin });
  });

  afterAll(() => fixture.close());

  test("1: account A makes the API and the policy to invoke it", async () => {
    const api = await json("account-a", "apigatewayv2 create-api --name pets --protocol-type HTTP");
    apiId = text(api, "ApiId");
    expect(api).toMatchObject({ Name: "pets", ApiEndpoint: `https://${apiId}.execute-api.${region}.amazonaws.com` });
    const integration = await json("account-a", [
      ...`apigatewayv2 create-integration --api-id ${apiId} --integration-type HTTP_PROXY`.split(" "),
      ...["--integration-method", "ANY", "--payload-format-version", "1.0"],
      ...["--integration-uri", `${fixture.backendUrl}/{proxy}`],
    ]);
    await json("account-a", [
      ...`apigatewayv2 create-route --api-id ${apiId} --authorization-type AWS_IAM`.split(" "),
      ...["--route-key", "ANY /{proxy+}", "--target", `integrations/${text(integration, "IntegrationId")}`],
    ]);
    await json("account-a", `apigatewayv2 create-stage --api-id ${apiId} --stage-name $default --auto-deploy`);
    const resource = `arn:aws:execute-api:${region}:${accountA.id}:${apiId}/$default/*/*`;
    const policy = await json("account-a", [
      ...["iam", "create-policy", "--policy-name", "InvokePets"],
      ...["--policy-document", document({ Effect: "Allow", Action: ["execute-api:Invoke"], Resource: [resource] })],
    ]);
    invokePolicyArn = text(policy, "Policy", "Arn");
    expect(invokePolicyArn).toBe(`arn:aws:iam::${accountA.id}:policy/InvokePets`);
  });

  test("1: the policy as the article prints it, with a comma too many, is refused as malformed", async () => {
    const asPrinted = document({ Effect: "Allow", Action: ["execute-api:Invoke"], Resource: "*" }).replace('"]', '",]');
    const { code, stderr } = await aws("account-a", [
      ...["iam", "create-policy", "--policy-name", "AsPrinted", "--policy-document", asPrinted],
    ]);
    expect(stderr).toContain("An error occurred (MalformedPolicyDocument) when calling the CreatePolicy operation: ");
    expect(code).not.toBe(0);
  });

  test("2 and 3: account A makes a role that trusts account B and attaches the policy", async () => {
    const trust = { Effect: "Allow", Principal: { AWS: `arn:aws:iam::${accountB.id}:root` }, Action: "sts:AssumeRole" };
    const role = await json("account-a", [
      ...["iam", "create-role", "--role-name", "PetsInvoker", "--assume-role-policy-document", document(trust)],
    ]);
    roleArn = text(role, "Role", "Arn");
    roleId = text(role, "Role", "RoleId");
    expect(role).toMatchObject({ Role: { AssumeRolePolicyDocument: { Statement: [trust] } } });
    await well("account-a", `iam attach-role-policy --role-name PetsInvoker --policy-arn ${invokePolicyArn}`);
    expect(await json("account-a", "iam list-attached-role-policies --role-name PetsInvoker")).toMatchObject({
      AttachedPolicies: [{ PolicyName: "InvokePets", PolicyArn: invokePolicyArn }],
    });
  });

  test("4 and 5: account B lets its user assume the role", async () => {
    const policy = await json("account-b", [
      ...["iam", "create-policy", "--policy-name", "AssumePetsInvoker"],
      ...["--policy-document", document({ Effect: "Allow", Action: "sts:AssumeRole", Resource: roleArn })],
    ]);
    await well("account-b", "iam create-user --user-name caller --tags Key=team,Value=partners");
    await well("account-b", `iam attach-user-policy --user-name caller --policy-arn ${text(policy, "Policy", "Arn")}`);
    const { AccessKey } = await json("account-b", "iam create-access-key --user-name caller");
    user = {
      accessKeyId: text(AccessKey, "AccessKeyId"),
      secretAccessKey: text(AccessKey, "SecretAccessKey"),
    };
    expect(user.accessKeyId).toMatch(/^AKIA[A-Z2-7]{16}$/);
    await writeProfiles({ "account-a": accountA.admin, "account-b": accountB.admin, caller: user });
  });

  test("6: assume-role prints the session as the article shows it", async () => {
    const printed = await well(
      "caller",
      `sts assume-role --role-arn ${roleArn} --role-session-name role_session --output json`,
    );
    const reply: unknown = JSON.parse(printed);
    expect(reply).toEqual({
      Credentials: {
        AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
        SecretAccessKey: expect.stringMatching(/^.{40}$/),
        SessionToken: expect.stringMatching(/^.+$/),
        Expiration: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:Z|\+00:00)$/),
      },
      AssumedRoleUser: {
        AssumedRoleId: `${roleId}:role_session`,
        Arn: `arn:aws:sts::${accountA.id}:assumed-role/PetsInvoker/role_session`,
      },
    });
    session = {
      accessKeyId: text(reply, "Credentials", "AccessKeyId"),
      secretAccessKey: text(reply, "Credentials", "SecretAccessKey"),
      sessionToken: text(reply, "Credentials", "SessionToken"),
    };
    process.stdout.write(
      `${cli.name}: ${printed.replaceAll(/\s+/g, " ").slice(0, 75)}… ${text(reply, "AssumedRoleUser", "Arn")}\n`,
    );
  });

  test("the session reaches the API; no signature and B's own key do not", async () => {
    expect(await invoke(fixture, { apiId })).toMatchObject(unsignedRefusal);
    expect(await invoke(fixture, { apiId, credentials: user })).toMatchObject(refusal);
    expect(await invoke(fixture, { apiId, credentials: session })).toMatchObject(answered({ path: "/pets" }));
  });

  test.skipIf(!cli.readsEndpoints)(
    "a profile with role_arn, source_profile and endpoint_url assumes the role by itself",
    async () => {
      const identity: unknown = JSON.parse(
        await runWell(cli.path, ["sts", "get-caller-identity", "--profile", "invoker"], { env: environment }),
      );
      expect(identity).toMatchObject({
        Account: accountA.id,
        Arn: `arn:aws:sts::${accountA.id}:assumed-role/PetsInvoker/from_profile`,
      });
    },
  );

  test("a role without permissions in IAM is refused there with AWS's words", async () => {
    await writeProfiles({ "account-a": accountA.admin, caller: user, session });
    const { code, stderr } = await aws("session", ["iam", "list-users"]);
    expect(stderr).toContain(
      `An error occurred (AccessDenied) when calling the ListUsers operation: User: arn:aws:sts::${accountA.id}:assumed-role/PetsInvoker/role_session is not authorized to perform: iam:ListUsers on resource: arn:aws:iam::${accountA.id}:user/ because no identity-based policy allows the iam:ListUsers action`,
    );
    expect(code).not.toBe(0);
  });

  test("a wrong secret is refused", async () => {
    await writeProfiles({
      "account-a": accountA.admin,
      caller: user,
      wrong: { ...user, secretAccessKey: "not-the-secret-of-this-key" },
    });
    const { code, stderr } = await aws("wrong", ["sts", "get-caller-identity"]);
    expect(stderr).toContain(
      "An error occurred (SignatureDoesNotMatch) when calling the GetCallerIdentity operation: ",
    );
    expect(code).not.toBe(0);
  });

  test("the detached policy is missed by the very next invoke", async () => {
    await well("account-a", `iam detach-role-policy --role-name PetsInvoker --policy-arn ${invokePolicyArn}`);
    expect(await invoke(fixture, { apiId, credentials: session })).toMatchObject(refusal);
  });

  test("a changed trust policy stops the next assume-role", async () => {
    const trust = { Effect: "Allow", Principal: { AWS: accountA.id }, Action: "sts:AssumeRole" };
    await well("account-a", [
      ...["iam", "update-assume-role-policy", "--role-name", "PetsInvoker", "--policy-document", document(trust)],
    ]);
    const { stderr } = await aws("caller", [
      ...["sts", "assume-role", "--role-arn", roleArn, "--role-session-name", "role_session"],
    ]);
    expect(stderr).toContain(
      `An error occurred (AccessDenied) when calling the AssumeRole operation: User: arn:aws:iam::${accountB.id}:user/caller is not authorized to perform: sts:AssumeRole on resource: ${roleArn}`,
    );
  });

  test("pages through a list", async () => {
    const listed = await json("account-a", "iam list-policies --scope AWS --page-size 1 --max-items 3");
    expect(listed).toMatchObject({ Policies: [{}, {}, {}], NextToken: expect.any(String) });
    const next = await json("account-a", [
      ...["iam", "list-policies", "--scope", "AWS", "--page-size", "1", "--max-items", "1"],
      ...["--starting-token", text(listed, "NextToken")],
    ]);
    expect(next).toMatchObject({ Policies: [{}] });
    // Policies is the list that the assertions above have seen.
    expect(listed["Policies"]).not.toContainEqual((next["Policies"] as readonly unknown[])[0]);
  });

  /** Runs a command with a profile; what it printed. */
  function aws(profile: string, args: readonly string[]): Promise<Output> {
    return run(cli.path, ["--endpoint-url", fixture.endpoint, "--profile", profile, ...args], { env: environment });
  }

  /** Runs a command that must succeed; its standard output. */
  async function well(profile: string, args: string | readonly string[]): Promise<string> {
    const words = typeof args === "string" ? args.split(" ") : args;
    return runWell(cli.path, ["--endpoint-url", fixture.endpoint, "--profile", profile, ...words], {
      env: environment,
    });
  }

  async function json(profile: string, args: string | readonly string[]): Promise<Readonly<Record<string, unknown>>> {
    // Every command that this is called for prints an object.
    return JSON.parse(await well(profile, args)) as Readonly<Record<string, unknown>>;
  }

  async function writeProfiles(keys: Readonly<Record<string, Credentials>>): Promise<void> {
    const common = `region = ${region}\nendpoint_url = ${fixture.endpoint}\noutput = json\n`;
    const role = `[profile invoker]\nrole_arn = ${roleArn}\nsource_profile = caller\nrole_session_name = from_profile\n${common}`;
    const profiles = Object.keys(keys).map((name) => `[profile ${name}]\n${common}`);
    const secrets = Object.entries(keys).map(
      ([name, { accessKeyId, secretAccessKey, sessionToken }]) =>
        `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n` +
        (sessionToken === undefined ? "" : `aws_session_token = ${sessionToken}\n`),
    );
    const files = { config: [...profiles, ...("caller" in keys ? [role] : [])], credentials: secrets };
    for (const [name, sections] of Object.entries(files)) {
      await writeFile(join(fixture.directory, "aws", name), sections.join("\n"), { mode: 0o600 });
    }
  }
});

function document(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

/** The text at the end of these members; throws when there is none. */
function text(value: unknown, ...members: readonly string[]): string {
  let inner = value;
  for (const member of members) {
    inner = Object(inner)[member];
  }
  if (typeof inner !== "string") {
    throw new TypeError(`no ${members.join(".")} in ${JSON.stringify(value)}`);
  }
  return inner;
}

/** The first CLI of each major version on the search path. */
async function findClis(): Promise<readonly Cli[]> {
  const clis: Cli[] = [];
  for (const path of await executables("aws")) {
    const { stdout, stderr } = await run(path, ["--version"]);
    const [name, major, minor] = /aws-cli\/(\d+)\.(\d+)\.\d+/.exec(stdout + stderr) ?? [];
    if (name !== undefined && !clis.some((cli) => cli.major === Number(major))) {
      const readsEndpoints = Number(minor) >= (Number(major) === 1 ? 29 : 13);
      clis.push({ path, name, major: Number(major), readsEndpoints });
    }
  }
  return clis.toSorted((first, second) => first.major - second.major);
}
