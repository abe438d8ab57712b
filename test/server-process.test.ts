import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import { CreateUserCommand, IAMClient, paginateListUsers } from "@aws-sdk/client-iam";
import { request } from "undici";
import { afterAll, beforeAll, expect, test } from "vitest";
import { run } from "./clients/run-client.ts";
import { type PostgresServer, startPostgres } from "./postgres.ts";

// The server as a process: killed while it writes, stopped while it answers, on PostgreSQL.

const command = fileURLToPath(new URL("../bin/sallyport.mjs", import.meta.url));
const credentials = { accessKeyId: "root-of-one", secretAccessKey: "the secret of root" };
const region = "us-east-1";

let folder: string;
let accounts: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sallyport-process-"));
  accounts = join(folder, "accounts.json");
  const { accessKeyId: rootAccessKeyId, secretAccessKey: rootSecretAccessKey } = credentials;
  const account = { id: "111111111111", name: "one", rootAccessKeyId, rootSecretAccessKey };
  await writeFile(accounts, JSON.stringify({ accounts: [account] }));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

interface Serving {
  readonly child: ChildProcess;
  readonly endpoint: string;
  readonly ended: Promise<number | null>;
}

/** Starts the command; resolves when it listens. */
async function serve(data: string): Promise<Serving> {
  const args = [command, "serve", "--port", "0", "--data", data, "--accounts", accounts];
  const child = spawn(process.execPath, args, { stdio: ["ignore", "pipe", "inherit"], env: { NO_COLOR: "1" } });
  const ended = new Promise<number | null>((resolve) => child.on("exit", (code) => resolve(code)));
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.on("exit", (code) => reject(new Error(`the server ended with code ${code}`)));
    child.stdout.setEncoding("utf8").on("data", (text: string) => {
      const address = /listens on (\S+)/.exec(text)?.[1];
      if (address !== undefined) {
        resolve(address);
      }
    });
  });
  return { child, endpoint, ended };
}

test("a server that is killed again and again while it writes loses no user that it has answered for", async () => {
  const data = join(folder, "killed");
  const answered = new Set<string>();
  for (let round = 0; round < 6; round += 1) {
    const { child, endpoint, ended } = await serve(data);
    const iam = new IAMClient({ endpoint, region, credentials, maxAttempts: 1 });
    const writers = [0, 1, 2, 3].map((writer) => createUsers(iam, `user-${round}-${writer}`, answered));
    const soFar = answered.size;
    while (answered.size < soFar + 20 + round * 7) {
      await new Promise((resolve) => setImmediate(resolve));
    }
    child.kill("SIGKILL");
    await ended;
    await Promise.all(writers);
  }
  const { child, endpoint, ended } = await serve(data);
  const names = new Set<string>();
  const iam = new IAMClient({ endpoint, region, credentials });
  for await (const { Users = [] } of paginateListUsers({ client: iam }, {})) {
    Users.forEach(({ UserName = "" }) => names.add(UserName));
  }
  child.kill("SIGTERM");
  expect(await ended).toBe(0);
  expect(answered.size).toBeGreaterThan(120);
  expect([...answered].filter((name) => !names.has(name))).toEqual([]);
}, 120_000);

/** Makes users one after another until the server is gone. */
async function createUsers(iam: IAMClient, prefix: string, answered: Set<string>): Promise<void> {
  for (let number = 0; ; number += 1) {
    const UserName = `${prefix}-${number}`;
    try {
      await iam.send(new CreateUserCommand({ UserName }));
    } catch {
      return;
    }
    answered.add(UserName);
  }
}

test("a server that is told to stop finishes the requests in flight, takes no more, and ends with code 0", async () => {
  let answer: (() => void) | undefined;
  const arrived = new Promise<void>((resolve) => {
    backend.on("request", (_, response) => {
      answer = () => response.end("late, but whole");
      resolve();
    });
  });
  await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is never a string.
  const { port } = backend.address() as AddressInfo;
  const { child, endpoint, ended } = await serve(join(folder, "stopped"));
  const apiId = await createOpenApi(endpoint, `http://127.0.0.1:${port}`);
  const reply = request(`${endpoint}/_aws/execute-api/${apiId}/$default/slow`);
  await arrived;
  child.kill("SIGTERM");
  await refusesConnections(endpoint);
  answer?.();
  const { statusCode, body } = await reply;
  expect({ statusCode, text: await body.text() }).toEqual({ statusCode: 200, text: "late, but whole" });
  expect(await ended).toBe(0);
});

const backend = http.createServer();
afterAll(() => void backend.close());

async function createOpenApi(endpoint: string, url: string): Promise<string> {
  const client = new ApiGatewayV2Client({ endpoint, region, credentials });
  const { ApiId } = await client.send(new CreateApiCommand({ Name: "open", ProtocolType: "HTTP" }));
  const integration = { IntegrationType: "HTTP_PROXY", IntegrationMethod: "ANY", PayloadFormatVersion: "1.0" } as const;
  const { IntegrationId } = await client.send(
    new CreateIntegrationCommand({ ApiId, ...integration, IntegrationUri: `${url}/{proxy}` }),
  );
  const route = { RouteKey: "ANY /{proxy+}", Target: `integrations/${IntegrationId}` };
  await client.send(new CreateRouteCommand({ ApiId, ...route }));
  await client.send(new CreateStageCommand({ ApiId, StageName: "$default", AutoDeploy: true }));
  return ApiId ?? "";
}

/** Resolves once the port takes no connection any more. */
async function refusesConnections(endpoint: string): Promise<void> {
  for (;;) {
    try {
      await request(`${endpoint}/_sallyport/health/live`, { reset: true });
    } catch {
      return;
    }
  }
}

let postgres: PostgresServer;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres.stop());

test("the demo runs on PostgreSQL as it does on SQLite, and finds its scenario the second time", async () => {
  const database = await postgres.createDatabase();
  const args = ["demo", "--once", "--port", "0", "--data", join(folder, "pg"), "--database", database];
  for (const found of [false, true]) {
    const { code, stdout, stderr } = await run(process.execPath, [command, ...args], { env: { NO_COLOR: "1" } });
    expect({ code, stderr }).toEqual({ code: 0, stderr: "" });
    expect(stdout).toMatch(/unsigned\) +403 [\s\S]*own key +403 [\s\S]*as A's role +200 /);
    expect(stdout).toMatch(/REST +nobody \(unsigned\) +403 [\s\S]*before 3 +403 [\s\S]*REST +B's user, own key +200 /);
    expect(stdout.includes("already there")).toBe(found);
  }
}, 60_000);
