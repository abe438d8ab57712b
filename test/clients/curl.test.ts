import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { DetachRolePolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { type Article, assumeRole, buildArticle } from "./build-article.ts";
import { accountA, type ClientFixture, region, startFixture } from "./fixture.ts";
import { type Credentials, invokeHost } from "./invoke.ts";
import { executables, reportMissing, run, runWell } from "./run-client.ts";

const curl = await firstSigningCurl();
if (curl === undefined) {
  reportMissing("curl", "no curl on the search path knows --aws-sigv4");
}

describe.skipIf(curl === undefined)("curl --aws-sigv4", () => {
  let fixture: ClientFixture;
  let article: Article;
  let session: Credentials;

  beforeAll(async () => {
    fixture = await startFixture();
    article = await buildArticle(fixture);
    session = await assumeRole(fixture.endpoint, article.roleArn, article.user);
  });

  afterAll(() => fixture.close());

  test("takes step 6: assumes the role by a signed query", async () => {
    const reply = await control("sts", article.user, {
      Action: "AssumeRole",
      Version: "2011-06-15",
      RoleArn: article.roleArn,
      RoleSessionName: "role_session",
    });
    expect(reply).toMatch(/^<AssumeRoleResponse xmlns="https:\/\/sts\.amazonaws\.com\/doc\/2011-06-15\/">/);
    session = {
      accessKeyId: element(reply, "AccessKeyId"),
      secretAccessKey: element(reply, "SecretAccessKey"),
      sessionToken: element(reply, "SessionToken"),
    };
    expect(session.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
  });

  test("the session reaches the API; no signature, B's own key, a wrong secret and a missing token do not", async () => {
    const { accessKeyId, secretAccessKey } = session;
    const assumed = await invoke("/pets", session);
    const unsigned = await invoke("/pets", undefined);
    process.stdout.write(`curl: ${JSON.stringify({ unsigned, assumed }).slice(0, 160)}…\n`);
    expect(assumed).toMatchObject({ status: 200, body: { method: "GET", path: "/pets" } });
    expect(unsigned).toEqual({ status: 403, body: { message: "Missing Authentication Token" } });
    const refused = { status: 403, body: { message: "Forbidden" } };
    expect(await invoke("/pets", article.user)).toEqual(refused);
    expect(await invoke("/pets", { ...session, secretAccessKey: "not-the-secret" })).toEqual(refused);
    expect(await invoke("/pets", { accessKeyId, secretAccessKey })).toEqual(refused);
  });

  test.each([
    "/pets?limit=3",
    "/pets?a=1&b=2&c=",
    "/pets?name=caf%C3%A9&text=a%20b",
    "/pets/1/owner/2",
    "/pets/~tilde_under-score.dot",
    "/pets/",
    "/pets//x",
    "/pets/a%20b",
    "/pets/caf%C3%A9",
    "/pets/(1)*!'",
  ])("GET %s", async (path) => {
    expect(await invoke(path, session)).toMatchObject({ status: 200, body: { method: "GET", path } });
  });

  test.each(["/pets?b=2&a=1", "/pets?a=2&a=1"])("GET %s, whose parameters are out of order", async (path) => {
    // Before 8.4, curl signed the parameters in the order they were sent, which no verifier of AWS's accepts.
    const status = curl?.sortsParameters === true ? 200 : 403;
    expect(await invoke(path, session)).toMatchObject({ status });
  });

  test("an API named by the path is invoked all the same", async () => {
    const url = `${fixture.endpoint}/_aws/execute-api/${article.apiId}/$default/pets?limit=3`;
    expect(await send(url, session)).toMatchObject({ status: 200, body: { path: "/pets?limit=3" } });
  });

  test.each([
    ["a form", ["--data", "name=Rex&kind=dog"], "name=Rex&kind=dog"],
    ["JSON", ["--header", "content-type: application/json", "--data", '{"name":"Rex é"}'], '{"name":"Rex é"}'],
    ["nothing", ["--data", ""], ""],
  ])("POST %s", async (_name, options, body) => {
    expect(await invoke("/pets", session, options)).toMatchObject({ status: 200, body: { method: "POST", body } });
  });

  test.each(["PUT", "PATCH", "DELETE"])("%s", async (method) => {
    expect(await invoke("/pets/1", session, ["--request", method])).toMatchObject({ status: 200, body: { method } });
  });

  test("a wrong region and a wrong service in the scope are refused", async () => {
    for (const scope of [`eu-west-1:execute-api`, `${region}:lambda`]) {
      const { status } = await send(`http://${invokeHost(fixture, article.apiId)}/pets`, session, { scope });
      expect(status).toBe(403);
    }
  });

  test("the control plane of API Gateway answers a signed GET", async () => {
    const url = `${fixture.endpoint}/v2/apis/${article.apiId}`;
    const reply = await send(url, accountA.admin, { scope: `${region}:apigateway` });
    expect(reply).toMatchObject({ status: 200, body: { apiId: article.apiId, name: "pets", protocolType: "HTTP" } });
  });

  test("the detached policy is missed by the very next invoke", async () => {
    const iam = new IAMClient({ endpoint: fixture.endpoint, region, credentials: accountA.admin });
    await iam.send(new DetachRolePolicyCommand({ RoleName: "PetsInvoker", PolicyArn: article.invokePolicyArn }));
    expect(await invoke("/pets", session)).toEqual({ status: 403, body: { message: "Forbidden" } });
  });

  /** Invokes by host name, which curl itself knows to be this machine. */
  function invoke(path: string, credentials: Credentials | undefined, options: readonly string[] = []) {
    return send(`http://${invokeHost(fixture, article.apiId)}${path}`, credentials, { options });
  }

  async function send(
    url: string,
    credentials: Credentials | undefined,
    {
      options = [],
      scope = `${region}:execute-api`,
    }: { readonly options?: readonly string[]; readonly scope?: string } = {},
  ): Promise<{ readonly status: number; readonly body: unknown }> {
    const signing = credentials === undefined ? [] : signingOptions(credentials, scope);
    const printed = await runWell(curl?.path ?? "", [
      ...["--silent", "--show-error", "--globoff", "--path-as-is", "--max-time", "20", "--write-out", "\n%{http_code}"],
      ...[...signing, ...options, url],
    ]);
    const end = printed.lastIndexOf("\n");
    return { status: Number(printed.slice(end + 1)), body: JSON.parse(printed.slice(0, end)) };
  }

  async function control(
    service: string,
    credentials: Credentials,
    form: Readonly<Record<string, string>>,
  ): Promise<string> {
    const data = Object.entries(form).flatMap(([name, value]) => ["--data-urlencode", `${name}=${value}`]);
    return runWell(curl?.path ?? "", [
      ...["--silent", "--show-error", "--fail-with-body", "--max-time", "20"],
      ...[...signingOptions(credentials, `${region}:${service}`), ...data, `${fixture.endpoint}/`],
    ]);
  }
});

function signingOptions({ accessKeyId, secretAccessKey, sessionToken }: Credentials, scope: string): readonly string[] {
  const token = sessionToken === undefined ? [] : ["--header", `x-amz-security-token: ${sessionToken}`];
  return ["--aws-sigv4", `aws:amz:${scope}`, "--user", `${accessKeyId}:${secretAccessKey}`, ...token];
}

function element(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]+)</${name}>`).exec(xml)?.[1] ?? "";
}

interface Curl {
  readonly path: string;
  readonly sortsParameters: boolean;
}

/** Signing came with curl 7.75. */
async function firstSigningCurl(): Promise<Curl | undefined> {
  for (const path of await executables("curl")) {
    if ((await run(path, ["--help", "all"])).stdout.includes("--aws-sigv4")) {
      const [, major, minor] = /^curl (\d+)\.(\d+)/.exec((await run(path, ["--version"])).stdout) ?? [];
      return { path, sortsParameters: Number(major) * 1000 + Number(minor) >= 8004 };
    }
  }
  return undefined;
}
