import { readFile } from "node:fs/promises";
import https from "node:https";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { GetUserCommand, IAMClient } from "@aws-sdk/client-iam";
import { OrganizationsClient, paginateListRoots } from "@aws-sdk/client-organizations";
import { AssumeRoleCommand, GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountA, accountB, type ClientFixture, region, startFixture } from "./fixture.ts";
import type { Credentials } from "./invoke.ts";
import { executables, type Output, reportMissing, run, runWell } from "./run-client.ts";

// The article's own addresses: no client is told of an endpoint, only of a proxy and a certificate authority.

const [aws] = await executables("aws");
const [curl] = await executables("curl");
const python = await firstPython();
for (const [client, path] of Object.entries({ "aws-cli": aws, curl, boto3: python })) {
  if (path === undefined) {
    reportMissing(client, "it is not on the search path");
  }
}

describe.skipIf(aws === undefined || curl === undefined)("the article's URL, to the letter", () => {
  let fixture: ClientFixture;
  let trust: Readonly<Record<string, string>>;
  let ca: string;
  let apiId: string;
  let roleArn: string;
  let user: Credentials;
  let session: Credentials;

  beforeAll(async () => {
    fixture = await startFixture();
    const caFile = join(fixture.directory, "data", "ca.pem");
    ca = await readFile(caFile, "utf8");
    trust = { HTTPS_PROXY: fixture.endpoint, AWS_CA_BUNDLE: caFile, CURL_CA_BUNDLE: caFile, HOME: fixture.directory };
  });

  afterAll(() => fixture.close());

  test("the AWS CLI takes steps 1 to 6", async () => {
    apiId = text(await cli(accountA.admin, "apigatewayv2 create-api --name pets --protocol-type HTTP"), "ApiId");
    const integration = await cli(accountA.admin, [
      ...`apigatewayv2 create-integration --api-id ${apiId} --integration-type HTTP_PROXY`.split(" "),
      ...["--integration-method", "ANY", "--payload-format-version", "1.0"],
      ...["--integration-uri", `${fixture.backendUrl}/{proxy}`],
    ]);
    await cli(accountA.admin, [
      ...`apigatewayv2 create-route --api-id ${apiId} --authorization-type AWS_IAM`.split(" "),
      ...["--route-key", "ANY /{proxy+}", "--target", `integrations/${text(integration, "IntegrationId")}`],
    ]);
    await cli(accountA.admin, `apigatewayv2 create-stage --api-id ${apiId} --stage-name prod --auto-deploy`);
    const resource = `arn:aws:execute-api:${region}:${accountA.id}:${apiId}/prod/*/*`;
    const policyArn = await createPolicy(accountA.admin, { Action: ["execute-api:Invoke"], Resource: [resource] });
    const trusts = document({ Principal: { AWS: `arn:aws:iam::${accountB.id}:root` }, Action: "sts:AssumeRole" });
    const role = await cli(accountA.admin, [
      ...["iam", "create-role", "--role-name", "PetsInvoker", "--assume-role-policy-document", trusts],
    ]);
    roleArn = text(role, "Role", "Arn");
    await cli(accountA.admin, `iam attach-role-policy --role-name PetsInvoker --policy-arn ${policyArn}`);

    const assume = await createPolicy(accountB.admin, { Action: "sts:AssumeRole", Resource: roleArn });
    await cli(accountB.admin, "iam create-user --user-name caller");
    await cli(accountB.admin, `iam attach-user-policy --user-name caller --policy-arn ${assume}`);
    const { AccessKey } = await cli(accountB.admin, "iam create-access-key --user-name caller");
    user = { accessKeyId: text(AccessKey, "AccessKeyId"), secretAccessKey: text(AccessKey, "SecretAccessKey") };

    const { Credentials: temporary } = await cli(
      user,
      `sts assume-role --role-arn ${roleArn} --role-session-name role_session`,
    );
    session = {
      accessKeyId: text(temporary, "AccessKeyId"),
      secretAccessKey: text(temporary, "SecretAccessKey"),
      sessionToken: text(temporary, "SessionToken"),
    };
    expect(await cli(session, "sts get-caller-identity")).toMatchObject({ Account: accountA.id });
  }, 120_000);

  test("the AWS CLI reaches the services of other regions and no other service", async () => {
    expect(await cli(session, "--region eu-west-1 sts get-caller-identity")).toMatchObject({ Account: accountA.id });
    expect(await cli(accountA.admin, "--region eu-west-1 apigatewayv2 get-apis")).toEqual({ Items: [] });
    const { code, stderr } = await runCli(accountA.admin, "s3api list-buckets");
    expect(code).not.toBe(0);
    expect(stderr).toContain("Failed to connect to proxy URL");
  });

  describe.each(["--http1.1", "--http2"])("curl %s", (version) => {
    test("is refused unsigned and with another's key, and reaches the API with the role's", async () => {
      expect(await invoke(version)).toEqual([403, { message: "Missing Authentication Token" }]);
      expect(await invoke(version, user)).toEqual([403, { message: "Forbidden" }]);
      const [status, echo] = await invoke(version, session);
      expect([status, echo]).toMatchObject([200, { method: "GET", path: "/pets?limit=3" }]);
      const { headers } = Object(echo);
      expect(headers.forwarded).toContain(`;host=${apiId}.execute-api.${region}.amazonaws.com;proto=https`);
    });

    test("signs a body", async () => {
      const body = "x".repeat(100_000);
      const [status, echo] = await invoke(version, session, ["--data", body]);
      expect([status, Object(echo).body === body]).toEqual([200, true]);
    });
  });

  test("curl trusts nobody without the authority, and is told why another host is refused", async () => {
    const url = `https://${apiId}.execute-api.${region}.amazonaws.com/prod/pets`;
    const distrusting = await run(curl ?? "", ["-sS", url], { env: { ...trust, CURL_CA_BUNDLE: "/dev/null" } });
    expect(distrusting.code).not.toBe(0);
    const refused = await run(curl ?? "", ["-sS", "https://example.com/"], { env: trust });
    expect(refused.stderr).toContain("403");
  });

  test("curl reaches the same server without a proxy, by its own address", async () => {
    for (const version of ["--http1.1", "--http2"]) {
      const url = fixture.endpoint.replace("http:", "https:");
      const { HTTPS_PROXY: _, ...direct } = trust;
      const printed = await runWell(curl ?? "", ["-sS", version, `${url}/_sallyport/health`], { env: direct });
      expect(JSON.parse(printed)).toMatchObject({ status: "ok" });
    }
  });

  test("the AWS SDK for JavaScript goes through an agent that knows the proxy", async () => {
    const httpsAgent = new https.Agent({ ca, proxyEnv: { HTTPS_PROXY: fixture.endpoint } });
    const settings = { region, requestHandler: { httpsAgent } };
    const sts = new STSClient({ ...settings, credentials: user });
    const { Credentials: temporary } = await sts.send(
      new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "role_session" }),
    );
    const credentials = {
      accessKeyId: temporary?.AccessKeyId ?? "",
      secretAccessKey: temporary?.SecretAccessKey ?? "",
      sessionToken: temporary?.SessionToken ?? "",
    };
    const { Arn } = await new STSClient({ ...settings, credentials }).send(new GetCallerIdentityCommand({}));
    expect(Arn).toBe(`arn:aws:sts::${accountA.id}:assumed-role/PetsInvoker/role_session`);
    const iam = new IAMClient({ ...settings, credentials: accountB.admin });
    expect((await iam.send(new GetUserCommand({ UserName: "caller" }))).User?.UserName).toBe("caller");
    const organizations = new OrganizationsClient({ ...settings, credentials: accountA.admin });
    const roots = paginateListRoots({ client: organizations }, {}).next();
    await expect(roots).rejects.toMatchObject({ name: "AWSOrganizationsNotInUseException" });
    httpsAgent.destroy();
  });

  test.skipIf(python === undefined)("boto3 takes step 6 and invokes", async () => {
    const script = fileURLToPath(new URL("boto3/article_url.py", import.meta.url));
    const scene = JSON.stringify({ apiId, roleArn, ...user });
    const printed = await runWell(python ?? "", [script], { env: { ...trust, SCENE: scene } });
    const role = `arn:aws:sts::${accountA.id}:assumed-role/PetsInvoker/role_session`;
    expect(JSON.parse(printed)).toMatchObject({
      identity: role,
      elsewhere: role,
      unsigned: [403, { message: "Missing Authentication Token" }],
      assumed: [200, { method: "GET", path: "/pets?limit=3" }],
      s3: "ProxyConnectionError",
    });
  });

  async function cli(credentials: Credentials, command: string | readonly string[]): Promise<Record<string, unknown>> {
    const { code, stdout, stderr } = await runCli(credentials, command);
    if (code !== 0) {
      throw new Error(`aws ${String(command)} ended with code ${code}: ${stderr}`);
    }
    return stdout === "" ? {} : JSON.parse(stdout);
  }

  function runCli(credentials: Credentials, command: string | readonly string[]): Promise<Output> {
    const { accessKeyId, secretAccessKey, sessionToken } = credentials;
    return run(aws ?? "", [...(typeof command === "string" ? command.split(" ") : command), "--output", "json"], {
      env: {
        ...trust,
        AWS_ACCESS_KEY_ID: accessKeyId,
        AWS_SECRET_ACCESS_KEY: secretAccessKey,
        ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
      },
    });
  }

  async function createPolicy(credentials: Credentials, statement: object): Promise<string> {
    const policy = await cli(credentials, [
      ...["iam", "create-policy", "--policy-name", "Pets", "--policy-document", document(statement)],
    ]);
    return text(policy, "Policy", "Arn");
  }

  /** Status and body of a call of the article's URL. */
  async function invoke(
    version: string,
    credentials?: Credentials,
    options: readonly string[] = [],
  ): Promise<readonly [status: number, body: unknown]> {
    const signing = credentials === undefined ? [] : signingOptions(credentials);
    const url = `https://${apiId}.execute-api.${region}.amazonaws.com/prod/pets?limit=3`;
    const printed = await runWell(
      curl ?? "",
      [version, "-sS", "--max-time", "20", "--write-out", "\n%{http_code}", ...signing, ...options, url],
      { env: trust },
    );
    const end = printed.lastIndexOf("\n");
    return [Number(printed.slice(end + 1)), JSON.parse(printed.slice(0, end))];
  }
});

function signingOptions({ accessKeyId, secretAccessKey, sessionToken }: Credentials): readonly string[] {
  const token = sessionToken === undefined ? [] : ["--header", `x-amz-security-token: ${sessionToken}`];
  return ["--aws-sigv4", `aws:amz:${region}:execute-api`, "--user", `${accessKeyId}:${secretAccessKey}`, ...token];
}

function document(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}

function text(value: unknown, ...path: readonly string[]): string {
  return String(path.reduce((inner, name) => Object(inner)[name], value));
}

async function firstPython(): Promise<string | undefined> {
  for (const path of await executables("python3")) {
    if ((await run(path, ["-c", "import boto3"])).code === 0) {
      return path;
    }
  }
  return undefined;
}
