import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { GetCallerIdentityCommand, STSClient } from "@aws-sdk/client-sts";
import { defaultProvider } from "@aws-sdk/credential-provider-node";
import { exportJWK, generateKeyPair } from "jose";
import { Provider } from "oidc-provider";
import { afterAll, beforeAll, describe, expect, test, vi } from "vitest";
import { listen } from "../gateway.ts";
import { accountA, keys, members, startStsBench, type StsBench } from "../sts-bench.ts";
import { executables, reportMissing, run, runWell } from "./run-client.ts";

// A real OpenID Connect provider on one side, AWS's own clients with a token file on the other.
const audience = "urn:sallyport:test";
const clis = await findClis();
if (clis.length === 0) {
  reportMissing("aws-cli", "there is no aws on the search path that reads AWS_ENDPOINT_URL");
}

let bench: StsBench;
let provider: { readonly url: string; close(): Promise<void> };
let directory: string;
let roleArn: string;
let tokenFile: string;

beforeAll(async () => {
  bench = await startStsBench();
  bench.clock.nowMs = Date.now();
  provider = await startProvider();
  const name = provider.url.slice("http://".length);
  await bench.must(keys.adminA, "CreateOpenIDConnectProvider", {
    Url: `https://${name}`,
    ...members("ClientIDList", audience),
    ...members("ThumbprintList", "a".repeat(40)),
  });
  roleArn = await bench.role("pod", {
    Effect: "Allow",
    Principal: { Federated: `arn:aws:iam::${accountA}:oidc-provider/${name}` },
    Action: "sts:AssumeRoleWithWebIdentity",
    Condition: { StringEquals: { [`${name}:sub`]: "pod", [`${name}:aud`]: audience } },
  });
  directory = await mkdtemp(join(tmpdir(), "sallyport-web-identity-"));
  tokenFile = join(directory, "token");
  await writeFile(tokenFile, await tokenOf(provider.url));
});

afterAll(async () => {
  await provider.close();
  await bench.close();
  await rm(directory, { recursive: true });
});

const sessionArn = `arn:aws:sts::${accountA}:assumed-role/pod/from-file`;

test("the AWS SDK for JavaScript takes the token from AWS_WEB_IDENTITY_TOKEN_FILE", async () => {
  const endpoint = `http://127.0.0.1:${bench.port}`;
  const region = "us-east-1";
  vi.stubEnv("AWS_WEB_IDENTITY_TOKEN_FILE", tokenFile);
  vi.stubEnv("AWS_ROLE_ARN", roleArn);
  vi.stubEnv("AWS_ROLE_SESSION_NAME", "from-file");
  vi.stubEnv("AWS_ACCESS_KEY_ID", undefined);
  vi.stubEnv("AWS_CONFIG_FILE", join(directory, "none"));
  vi.stubEnv("AWS_SHARED_CREDENTIALS_FILE", join(directory, "none"));
  const credentials = defaultProvider({ clientConfig: { endpoint, region } });
  const client = new STSClient({ endpoint, region, credentials });
  expect((await client.send(new GetCallerIdentityCommand())).Arn).toBe(sessionArn);
  client.destroy();
  vi.unstubAllEnvs();
});

describe.each(clis)("%s", (cli) => {
  test("takes the token from AWS_WEB_IDENTITY_TOKEN_FILE", async () => {
    const output = await runWell(cli, ["sts", "get-caller-identity", "--output", "json"], {
      env: {
        HOME: directory,
        AWS_WEB_IDENTITY_TOKEN_FILE: tokenFile,
        AWS_ROLE_ARN: roleArn,
        AWS_ROLE_SESSION_NAME: "from-file",
        AWS_ENDPOINT_URL: `http://127.0.0.1:${bench.port}`,
        AWS_REGION: "us-east-1",
        AWS_DEFAULT_REGION: "us-east-1",
      },
    });
    expect(JSON.parse(output)).toMatchObject({ Account: accountA, Arn: sessionArn });
  });
});

/** The AWS CLIs that heed AWS_ENDPOINT_URL: since 1.29 and 2.13. */
async function findClis(): Promise<readonly string[]> {
  const paths = await executables("aws");
  const versions = await Promise.all(paths.map((path) => run(path, ["--version"])));
  return paths.filter((_, index) => {
    const [major = 0, minor = 0] = (/aws-cli\/(\d+)\.(\d+)/.exec(versions[index]?.stdout ?? "") ?? [])
      .slice(1)
      .map(Number);
    return minor >= (major >= 2 ? 13 : 29);
  });
}

/** An OpenID Connect provider whose client `pod` gets signed tokens for our audience. */
async function startProvider(): Promise<typeof provider> {
  const { privateKey } = await generateKeyPair("RS256", { extractable: true });
  const key = { ...(await exportJWK(privateKey)), use: "sig", alg: "RS256", kid: "key-of-the-provider" };
  let answer: http.RequestListener = () => undefined;
  const server = http.createServer((incoming, outgoing) => answer(incoming, outgoing));
  const url = `http://127.0.0.1:${await listen(server)}`;
  const resource = { scope: "call", audience, accessTokenFormat: "jwt", jwt: { sign: { alg: "RS256" } } };
  answer = new Provider(url, {
    jwks: { keys: [key] },
    clients: [
      {
        client_id: "pod",
        client_secret: "secret-of-the-pod",
        grant_types: ["client_credentials"],
        redirect_uris: [],
        response_types: [],
      },
    ],
    features: {
      devInteractions: { enabled: false },
      clientCredentials: { enabled: true },
      resourceIndicators: {
        enabled: true,
        defaultResource: () => audience,
        getResourceServerInfo: () => resource,
        useGrantedResource: () => true,
      },
    },
  }).callback();
  return {
    url,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function tokenOf(issuer: string): Promise<string> {
  const response = await fetch(`${issuer}/token`, {
    method: "POST",
    headers: { authorization: `Basic ${btoa("pod:secret-of-the-pod")}` },
    body: new URLSearchParams({ grant_type: "client_credentials", scope: "call", resource: audience }),
  });
  // The answer of a token endpoint.
  const { access_token: token } = (await response.json()) as { readonly access_token?: string };
  if (token === undefined) {
    throw new Error(`the provider gave no token: ${response.status}`);
  }
  return token;
}
