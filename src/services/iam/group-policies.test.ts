import { afterEach, beforeEach, expect, test } from "vitest";
import { accountA, type IamBench, nowMs, openIamBench } from "../../../test/iam-bench.ts";
import type { RawRequest } from "../../http/raw-request.ts";
import { signRequest } from "../../sigv4/sign.ts";
import { createIdentity } from "../../identity/create-identity.ts";
import { createSessionTokens } from "../../identity/create-session-tokens.ts";
import type { Identity } from "../../identity/identity.ts";
import { createUsage, type Usage } from "../../identity/usage.ts";

let iam: IamBench;
let usage: Usage;
let identity: Identity;
let credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };

/** A user alice in the group Readers, whose requests are authenticated with everything behind it real. */
beforeEach(async () => {
  iam = await openIamBench();
  await iam.call("CreateUser", { UserName: "alice" });
  await iam.call("CreateGroup", { GroupName: "Readers" });
  await iam.call("AddUserToGroup", { GroupName: "Readers", UserName: "alice" });
  const { AccessKey } = (await iam.call("CreateAccessKey", { UserName: "alice" })) as {
    readonly AccessKey: { readonly AccessKeyId: string; readonly SecretAccessKey: string };
  };
  credentials = { accessKeyId: AccessKey.AccessKeyId, secretAccessKey: AccessKey.SecretAccessKey };
  usage = createUsage(iam.store);
  const tokens = createSessionTokens(await iam.store.tokenKeys(), (count) => new Uint8Array(count));
  const randomBytes = (count: number) => new Uint8Array(count);
  identity = createIdentity({ store: iam.store, tokens, usage, nowMs: () => nowMs, randomBytes });
});
afterEach(() => iam.close());

const readers = { GroupName: "Readers" };
const alice = { UserName: "alice" };
const embedded = { ...readers, PolicyName: "read" };
const attached = { ...readers, PolicyArn: "arn:aws:iam::111111111111:policy/Read" };
const put = (Effect: string) => iam.call("PutGroupPolicy", { ...embedded, PolicyDocument: documentOf(Effect) });

test("a policy embedded in a group counts for its members until it is gone", async () => {
  expect(await mayGetRole()).toBe(false);
  await put("Allow");
  expect(await mayGetRole()).toBe(true);
  await iam.call("DeleteGroupPolicy", embedded);
  expect(await mayGetRole()).toBe(false);
});

test("a policy attached to a group counts for its members, in the version that is the default", async () => {
  await iam.call("CreatePolicy", { PolicyName: "Read", PolicyDocument: documentOf("Allow") });
  await iam.call("AttachGroupPolicy", attached);
  expect(await mayGetRole()).toBe(true);
  const version = { PolicyArn: attached.PolicyArn, PolicyDocument: documentOf("Deny"), SetAsDefault: true };
  await iam.call("CreatePolicyVersion", version);
  expect(await mayGetRole()).toBe(false);
  await iam.call("SetDefaultPolicyVersion", { PolicyArn: attached.PolicyArn, VersionId: "v1" });
  expect(await mayGetRole()).toBe(true);
  await iam.call("DetachGroupPolicy", attached);
  expect(await mayGetRole()).toBe(false);
});

test("leaving a group refuses at the next request, and joining allows at the next", async () => {
  await put("Allow");
  expect(await mayGetRole()).toBe(true);
  await iam.call("RemoveUserFromGroup", { ...readers, ...alice });
  expect(await mayGetRole()).toBe(false);
  await iam.call("AddUserToGroup", { ...readers, ...alice });
  expect(await mayGetRole()).toBe(true);
});

test("what one group denies no other allows", async () => {
  await put("Allow");
  await iam.call("CreateGroup", { GroupName: "Denied" });
  await iam.call("AddUserToGroup", { GroupName: "Denied", ...alice });
  await iam.call("PutGroupPolicy", { GroupName: "Denied", PolicyName: "no", PolicyDocument: documentOf("Deny") });
  expect(await mayGetRole()).toBe(false);
  await iam.call("RemoveUserFromGroup", { GroupName: "Denied", ...alice });
  expect(await mayGetRole()).toBe(true);
});

test("a renamed group still counts, under its new name in explanations", async () => {
  await put("Allow");
  expect(await policyLabels()).toEqual(["inline policy read of group Readers"]);
  await iam.call("UpdateGroup", { ...readers, NewGroupName: "Writers" });
  expect(await policyLabels()).toEqual(["inline policy read of group Writers"]);
});

test("the calls of a user are noted by service, for it and its account, at once and when written down", async () => {
  const { userId } = await authenticated();
  const use = { atMs: nowMs, region: "us-east-1", serviceName: "iam" };
  for (const id of [userId, accountA]) {
    expect(usage.pending(`${id}/iam`)).toEqual(use);
  }
  await usage.flush();
  for (const id of [userId, accountA]) {
    expect(usage.pending(`${id}/iam`)).toBeUndefined();
    expect(await iam.store.read(({ serviceUses }) => serviceUses.list(accountA, id))).toEqual([use]);
  }
});

async function mayGetRole(): Promise<boolean> {
  const caller = await authenticated();
  const check = { action: "iam:GetRole", resource: "arn:aws:iam::111111111111:role/Reader" };
  const facts = { raw: signedRequest(), nowMs, region: "us-east-1" };
  const { decision } = await identity.authorize(caller, check, facts);
  return decision.allowed;
}

async function policyLabels(): Promise<readonly string[]> {
  const { policies } = await authenticated();
  return policies.identity.map(({ source }) => source.label);
}

/** Who made a request that alice has just signed. */
async function authenticated() {
  const expectation = { services: ["iam"], region: "us-east-1", skewMinutes: 15 };
  const outcome = await identity.authenticate(signedRequest(), new Uint8Array(), expectation);
  if (outcome.kind !== "authenticated") {
    throw new Error(`the request is ${outcome.kind}`);
  }
  return outcome.caller;
}

function signedRequest(): RawRequest {
  const request = { method: "POST", path: "/", query: "", headers: ["host", "iam.amazonaws.com"] };
  const signing = { credentials, region: "us-east-1", service: "iam", nowMs };
  const added = signRequest({ ...request, ...signing, body: "" });
  const headers = [...request.headers, ...Object.entries(added).flat()];
  return { ...request, headers, remoteAddress: "127.0.0.1", secure: false };
}

function documentOf(Effect: string): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect, Action: "iam:GetRole", Resource: "*" }] });
}
