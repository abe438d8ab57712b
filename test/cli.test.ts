import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { request } from "undici";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signRequest } from "../src/sigv4/sign.ts";
import { startServer } from "./clients/fixture.ts";
import { run } from "./clients/run-client.ts";

// The command as people and scripts meet it: its lines, its exit codes.

const command = fileURLToPath(new URL("../bin/sallyport.mjs", import.meta.url));
const sallyport = (...args: readonly string[]) =>
  run(process.execPath, [command, ...args], { cwd: folder, env: { NO_COLOR: "1" } });

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sallyport-cli-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

/** Writes a file into the test's folder; its path. */
async function file(name: string, content: unknown): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  return path;
}

const account = { id: "111111111111", name: "one" };

describe("what cannot be served ends with one line and code 1", () => {
  test.each([
    ["no such file", undefined, /cannot read accounts file \S+: ENOENT/],
    ["no JSON", "{", /accounts file \S+ is not JSON/],
    ["no accounts", { accounts: [] }, /at accounts: /],
    ["an id of two digits", { accounts: [{ ...account, id: "12" }] }, /at accounts\.0\.id: "12" is not an account id/],
    ["an unknown member", { accounts: [{ ...account, user: [] }] }, /at accounts\.0: Unrecognized key: "user"/],
    ["an account twice", { accounts: [account, account] }, /account 111111111111 occurs twice/],
    [
      "a secret without its key",
      { accounts: [{ ...account, rootSecretAccessKey: "secret-of-root" }] },
      /a secret access key is given without its access key id/,
    ],
    [
      "a policy that does not exist",
      { accounts: [{ ...account, users: [{ name: "a", policyArns: ["arn:aws:iam::aws:policy/Nope"] }] }] },
      /user a of account 111111111111: there is no policy arn:aws:iam::aws:policy\/Nope/,
    ],
  ])("an accounts file with %s", async (name, content, message) => {
    const path = content === undefined ? join(folder, "absent.json") : await file("accounts.json", content);
    const data = join(folder, `data of ${name}`);
    const { code, stdout, stderr } = await sallyport("serve", "--port", "0", "--data", data, "--accounts", path);
    expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
    expect(stderr).toMatch(message);
    expect(stderr.trimEnd().split("\n")).toHaveLength(1);
  });

  test("a taken port", async () => {
    const other = createServer().listen(0, "127.0.0.1");
    await new Promise((resolve) => other.once("listening", resolve));
    // A TCP server's address is never a string.
    const { port } = other.address() as AddressInfo;
    const { code, stderr } = await sallyport("serve", "--port", String(port), "--data", "data");
    other.close();
    expect(code).toBe(1);
    expect(stderr).toBe(
      `sallyport: 127.0.0.1:${port} is taken by another program; stop it or choose another with --port\n`,
    );
  });

  test("a data directory that is a file", async () => {
    const path = await file("plain", "text");
    const { code, stderr } = await sallyport("serve", "--port", "0", "--data", path);
    expect(code).toBe(1);
    expect(stderr).toMatch(/^sallyport: .*plain.*\n$/);
  });
});

test.each([
  [["bogus"], /unknown command 'bogus'/],
  [["serve", "--port", "99999"], /"99999" is not a whole number from 0 to 65535/],
  [["serve", "--nope"], /unknown option '--nope'/],
  [["explain"], /missing required argument 'request-id'/],
  [["account", "create"], /missing required argument 'account-id'/],
])("wrong usage %j ends with code 2 and says how to go on", async (args, message) => {
  const { code, stderr } = await sallyport(...args);
  expect(code).toBe(2);
  expect(stderr).toMatch(message);
  expect(stderr).toContain("--help");
});

test.each([["--help"], ["serve", "--help"], ["--version"]])("%s ends with code 0", async (...args) => {
  expect(await sallyport(...args)).toMatchObject({ code: 0, stderr: "" });
});

describe("accounts", () => {
  test("are made beside a running server, which serves them at once", async () => {
    const data = join(folder, "beside");
    const server = await startServer(["--data", data]);
    const created = await sallyport("account", "create", "333333333333", "--name", "three", "--data", data, "--json");
    const { accessKeyId, secretAccessKey } = JSON.parse(created.stdout) as Record<string, string>;
    const reply = await post(server.endpoint, "/?Action=GetCallerIdentity&Version=2011-06-15", {
      credentials: { accessKeyId: accessKeyId ?? "", secretAccessKey: secretAccessKey ?? "" },
      service: "sts",
    });
    await server.stop();
    expect(reply).toMatchObject({ status: 200 });
    expect(reply.body).toContain("<Arn>arn:aws:iam::333333333333:root</Arn>");
  });

  test("are made once, and listed", async () => {
    const data = join(folder, "once");
    await sallyport("account", "create", "333333333333", "--name", "three", "--data", data);
    const again = await sallyport("account", "create", "333333333333", "--data", data);
    expect(again).toMatchObject({
      code: 1,
      stderr: "sallyport: account 333333333333 exists already; choose another id\n",
    });
    const { stdout } = await sallyport("account", "list", "--data", data);
    expect(stdout).toMatch(/^ACCOUNT +NAME +CREATED\n333333333333 +three +\d{4}-/);
  });

  test("from the same file twice are the same: generated keys are printed once", async () => {
    const data = join(folder, "twice");
    const accounts = await file("twice.json", { accounts: [{ ...account, users: [{ name: "a" }] }] });
    const starts = [];
    for (let start = 0; start < 2; start += 1) {
      const server = await startServer(["--data", data, "--accounts", accounts]);
      starts.push(server.output());
      await server.stop();
    }
    expect(starts[0]).toMatch(
      /not shown again[\s\S]*111111111111 +root +AKIA\S+ +\S{40}\n111111111111 +a +AKIA\S+ +\S{40}\n/,
    );
    expect(starts[1]).toMatch(/^sallyport listens on \S+\n$/);
  });
});

describe("reset", () => {
  const root = { accessKeyId: "root-of-one", secretAccessKey: "the secret of root" };
  const admin = { accessKeyId: "admin-of-one", secretAccessKey: "the secret of the administrator" };
  const reader = { accessKeyId: "reader-of-one", secretAccessKey: "the secret of the reader" };
  const accounts = {
    accounts: [
      {
        ...account,
        rootAccessKeyId: root.accessKeyId,
        rootSecretAccessKey: root.secretAccessKey,
        users: [
          { name: "admin", ...admin, policyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] },
          { name: "reader", ...reader, policyArns: ["arn:aws:iam::aws:policy/IAMReadOnlyAccess"] },
        ],
      },
    ],
  };
  const users = async (endpoint: string) => {
    const reply = await post(endpoint, "/?Action=ListUsers&Version=2010-05-08", { credentials: root, service: "iam" });
    return [...reply.body.matchAll(/<UserName>(.*?)<\/UserName>\s*<UserId>(.*?)</g)].map(([, name, id]) => ({
      name,
      id,
    }));
  };
  const reset = (endpoint: string, credentials?: typeof root) =>
    post(endpoint, "/_sallyport/v1/reset", credentials && { credentials, service: "sallyport" });

  test("puts the account back as declared, ids and keys included, for root and administrators alone", async () => {
    const path = await file("reset.json", accounts);
    const server = await startServer(["--data", join(folder, "reset"), "--accounts", path, "--allow-reset"]);
    const declared = await users(server.endpoint);
    for (const credentials of [root, admin]) {
      const create = "/?Action=CreateUser&Version=2010-05-08&UserName=more";
      await post(server.endpoint, create, { credentials: admin, service: "iam" });
      expect(await users(server.endpoint)).toHaveLength(3);
      expect(await reset(server.endpoint, reader)).toMatchObject({ status: 403 });
      expect(await reset(server.endpoint)).toMatchObject({ status: 403 });
      expect(await users(server.endpoint)).toHaveLength(3);
      expect(await reset(server.endpoint, credentials)).toMatchObject({ status: 200 });
      expect(await users(server.endpoint)).toEqual(declared);
    }
    await server.stop();
  });

  test("does not exist without --allow-reset", async () => {
    const path = await file("reset.json", accounts);
    const server = await startServer(["--data", join(folder, "no-reset"), "--accounts", path]);
    const reply = await reset(server.endpoint, root);
    await server.stop();
    expect(reply).toMatchObject({ status: 404 });
  });
});

interface Signing {
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  readonly service: string;
}

async function post(endpoint: string, target: string, signing?: Signing) {
  const [path = "", query = ""] = target.split("?");
  const { host } = new URL(endpoint);
  const parts = { method: "POST", path, query: sorted(query), headers: ["host", host], body: "" };
  const signed = signing && signRequest({ ...parts, ...signing, region: "us-east-1", nowMs: Date.now() });
  const form = { "content-type": "application/x-www-form-urlencoded" };
  const reply = await request(`${endpoint}${target}`, { method: "POST", headers: { host, ...form, ...signed } });
  return { status: reply.statusCode, body: await reply.body.text() };
}

function sorted(query: string): string {
  return query.split("&").toSorted().join("&");
}
