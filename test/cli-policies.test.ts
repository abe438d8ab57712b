import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { AttachUserPolicyCommand, GetPolicyCommand, IAMClient, ListUsersCommand } from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { startServer } from "./clients/fixture.ts";
import { run } from "./clients/run-client.ts";

// `sallyport policies import`: AWS's policies out of a file, for every account.

const command = fileURLToPath(new URL("../bin/sallyport.mjs", import.meta.url));
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), "sallyport-policies-"));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

async function importing(content: unknown, data = "data") {
  const path = join(folder, "policies.json");
  await writeFile(path, typeof content === "string" ? content : JSON.stringify(content));
  const args = [command, "policies", "import", path, "--data", join(folder, data)];
  return run(process.execPath, args, { cwd: folder, env: { NO_COLOR: "1" } });
}

const Arn = "arn:aws:iam::aws:policy/job-function/Lister";
const statement = { Effect: "Allow", Action: "iam:ListUsers", Resource: "*" };
const version = {
  VersionId: "v2",
  IsDefaultVersion: true,
  CreateDate: "2016-11-10T17:33:54+00:00",
  Document: { Version: "2012-10-17", Statement: [statement] },
};

/** A policy as the AWS CLI prints it, members that do not matter here included. */
function lister(changes: object = {}) {
  const policy = {
    PolicyName: "Lister",
    PolicyId: "ANPAI7AKCFMBPM3QQRRVQ",
    Arn,
    Path: "/job-function/",
    DefaultVersionId: "v2",
    AttachmentCount: 3,
    IsAttachable: true,
    CreateDate: "2016-11-10T17:33:54+00:00",
    UpdateDate: "2020-08-25T21:55:48+00:00",
    PolicyVersionList: [version],
    ...changes,
  };
  return { UserDetailList: [], Policies: [policy] };
}

test("policies are imported beside a running server, which evaluates them at once", { timeout: 60_000 }, async () => {
  const data = join(folder, "data");
  const accounts = join(folder, "accounts.json");
  const root = { accessKeyId: "root-of-one", secretAccessKey: "the secret of root" };
  const alice = { accessKeyId: "alice-of-one", secretAccessKey: "the secret of alice" };
  const account = { id: "111111111111", name: "one", users: [{ name: "alice", ...alice }] };
  const declared = { ...account, rootAccessKeyId: root.accessKeyId, rootSecretAccessKey: root.secretAccessKey };
  await writeFile(accounts, JSON.stringify({ accounts: [declared] }));
  const server = await startServer(["--data", data, "--accounts", accounts]);
  const { endpoint } = server;
  const iam = (credentials: typeof root) => new IAMClient({ endpoint, region: "us-east-1", credentials });
  const denied = { name: "AccessDenied" };
  expect(await importing(lister())).toMatchObject({ code: 0, stdout: expect.stringMatching(/^Imported 1 policies/) });
  expect(await iam(root).send(new GetPolicyCommand({ PolicyArn: Arn }))).toMatchObject({
    Policy: { DefaultVersionId: "v2", PolicyId: "ANPAI7AKCFMBPM3QQRRVQ", Path: "/job-function/" },
  });
  await expect(iam(alice).send(new ListUsersCommand({}))).rejects.toMatchObject(denied);
  await iam(root).send(new AttachUserPolicyCommand({ UserName: "alice", PolicyArn: Arn }));
  expect(await iam(alice).send(new ListUsersCommand({}))).toMatchObject({ Users: [{ UserName: "alice" }] });
  const Document = encodeURIComponent(JSON.stringify({ Statement: [{ ...statement, Effect: "Deny" }] }));
  const denying = { ...version, VersionId: "v3", Document };
  const again = lister({ DefaultVersionId: "v3", PolicyVersionList: [denying, version] });
  expect(await importing(again)).toMatchObject({ code: 0 });
  await expect(iam(alice).send(new ListUsersCommand({}))).rejects.toMatchObject(denied);
  await server.stop();
});

test.each([
  ["that is no JSON", "{", /policies file \S+ is not JSON/],
  ["without policies", { Policies: [] }, /at Policies: /],
  ["of an account", lister({ Arn: "arn:aws:iam::111111111111:policy/Lister" }), /only AWS's policies are imported/],
  ["without its default version", lister({ DefaultVersionId: "v9" }), /its default version v9 is not in its list/],
  ["twice", { Policies: [...lister().Policies, ...lister().Policies] }, /it occurs twice/],
  [
    "whose document is none",
    lister({ PolicyVersionList: [{ ...version, Document: { Statement: "all" } }] }),
    /Lister: version v2, line \d+, column \d+: /,
  ],
])("a file with a policy %s is refused in one line", async (_, content, message) => {
  const { code, stdout, stderr } = await importing(content, "none");
  expect({ code, stdout }).toEqual({ code: 1, stdout: "" });
  expect(stderr).toMatch(message);
  expect(stderr.trimEnd().split("\n")).toHaveLength(1);
});
