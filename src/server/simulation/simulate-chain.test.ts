import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { putRestApi } from "../../../test/rest-gateway.ts";
import { accountIdOf } from "../../arn/account-id.ts";
import type { RawRequest } from "../../http/raw-request.ts";
import { createIdentity } from "../../identity/create-identity.ts";
import { createUsage } from "../../identity/usage.ts";
import { systemSources } from "../../sources.ts";
import { openStore } from "../../store/open-store.ts";
import type { ApiRecord, RouteRecord } from "../../store/records.ts";
import type { Store } from "../../store/store.ts";
import { accountsOf, simulateChain } from "./simulate-chain.ts";
import type { SimulationQuestion } from "./simulation-question.ts";

const accountA = accountIdOf("111111111111");
const accountB = accountIdOf("222222222222");
const alice = `arn:aws:iam::${accountB}:user/team/alice`;
const invoker = `arn:aws:iam::${accountA}:role/Invoker`;
const reader = `arn:aws:iam::${accountA}:role/Reader`;

let store: Store;
beforeEach(async () => {
  store = await openStore({ database: undefined, masterKey: new Uint8Array(32), sources: systemSources });
  await store.write(async (tx) => {
    for (const accountId of [accountA, accountB]) {
      await tx.accounts.insert({ accountId, name: accountId, createdAtMs: 0 });
    }
    const user = { accountId: accountB, userId: "AIDAALICEALICEALICEAL", userName: "alice", path: "/team/" };
    await tx.users.insert({ ...user, createdAtMs: 0, tags: [] });
    await putPolicy("user", user.userId, allow("sts:*"));
    for (const [roleName, roleId, principal, condition] of [
      ["Invoker", "AROAINVOKERINVOKERINV", accountB, { StringEquals: { "sts:ExternalId": "x1" } }],
      ["Reader", "AROAREADERREADERREADE", invoker, {}],
    ] as const) {
      const statement = {
        Effect: "Allow",
        Principal: { AWS: principal },
        Action: "sts:AssumeRole",
        Condition: condition,
      };
      await tx.roles.insert({
        accountId: accountA,
        roleId,
        roleName,
        path: "/",
        createdAtMs: 0,
        trustPolicy: document(statement),
        trustedIds: roleName === "Reader" ? { [invoker]: "AROAINVOKERINVOKERINV" } : {},
        maxSessionDurationSeconds: 3600,
        tags: [],
      });
    }
    await putPolicy("role", "AROAREADERREADERREADE", allow("execute-api:Invoke"));

    function putPolicy(kind: "user" | "role", id: string, text: string) {
      const accountId = kind === "user" ? accountB : accountA;
      return tx.entityPolicies.putInline(accountId, { kind, id }, { policyName: "Inline", document: text });
    }
    const api: ApiRecord = {
      apiId: "pets",
      accountId: accountA,
      region: "eu-west-1",
      name: "pets",
      createdAtMs: 0,
      disableExecuteApiEndpoint: false,
      ipAddressType: "ipv4",
      tags: {},
    };
    const routes = (["AWS_IAM", "NONE", "JWT"] as const).map((authorizationType): RouteRecord => ({
      routeId: authorizationType,
      routeKey: `GET /${authorizationType.toLowerCase()}`,
      authorizationType,
      apiKeyRequired: false,
    }));
    await tx.apis.insert(api);
    await tx.deployments.put(accountA, "pets", {
      deploymentId: "d1",
      createdAtMs: 0,
      autoDeployed: false,
      snapshot: { api, routes, integrations: [] },
    });
    await tx.stages.put(accountA, "pets", {
      stageName: "prod",
      autoDeploy: false,
      deploymentId: "d1",
      createdAtMs: 0,
      updatedAtMs: 0,
      defaultRouteSettings: {},
      routeSettings: {},
      stageVariables: {},
      tags: {},
    });
  });
});
afterEach(() => store.close());

function document(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}

function allow(Action: string): string {
  return document({ Effect: "Allow", Action, Resource: "*" });
}

const raw: RawRequest = {
  method: "POST",
  path: "/",
  query: "",
  headers: [],
  remoteAddress: "192.0.2.1",
  secure: false,
};

function ask(question: Partial<SimulationQuestion>, mayRead = true) {
  const tokens = { seal: () => "", open: () => undefined, sealMessage: () => "", openMessage: () => undefined };
  const identity = createIdentity({ store, tokens, usage: createUsage(store), ...systemSources });
  return store.read((tx) =>
    simulateChain({
      identity,
      sources: systemSources,
      domains: ["localhost"],
      tx,
      question: { principal: alice, assume: [], context: {}, ...question },
      raw,
      nowMs: Date.UTC(2026, 0, 1),
      mayRead: () => Promise.resolve(mayRead),
    }),
  );
}

const first = { roleArn: invoker, sessionName: "one", externalId: "x1" };
const second = { roleArn: reader, sessionName: "two" };
const get = (path: string) => ({ method: "GET", host: "pets.execute-api.eu-west-1.localhost", path, query: "" });

test("the chain of two roles to an API holds, and each session has its own name", async () => {
  const { allowed, links } = await ask({ assume: [first, second], invoke: get("/prod/aws_iam") });
  expect(links.map(({ name, outcome }) => `${name} ${outcome}`)).toEqual([
    "principal passed",
    "permission passed",
    "permission passed",
    "route passed",
    "permission passed",
  ]);
  expect(allowed).toBe(true);
  expect(links.at(-1)?.text).toContain(`arn:aws:sts::${accountA}:assumed-role/Reader/two may perform`);
  expect(links.at(-1)?.text).toContain(`arn:aws:execute-api:eu-west-1:${accountA}:pets/prod/GET/aws_iam`);
});

test.each([
  ["without the external id", { assume: [{ roleArn: invoker, sessionName: "one" }] }, "no role trust policy allows it"],
  ["to a role that does not trust the user", { assume: [second] }, "no role trust policy allows it"],
  [
    "with a source identity that may not be set",
    { assume: [{ ...first, sourceIdentity: "al" }] },
    "sts:SetSourceIdentity",
  ],
  ["to an API from another account", { invoke: get("/prod/aws_iam") }, "only through a role"],
  ["to an API with a role that may not", { assume: [first], invoke: get("/prod/aws_iam") }, "no identity-based policy"],
  ["from a user by the wrong path", { principal: `arn:aws:iam::${accountB}:user/alice` }, "there is no user"],
  ["from an account that is not there", { principal: "arn:aws:iam::333333333333:root" }, "there is no user"],
  ["from no ARN at all", { principal: "alice" }, "there is no user"],
  ["to text that is no role", { assume: [{ roleArn: "Invoker", sessionName: "one" }] }, "Invoker is invalid"],
  ["to a stage that is not there", { invoke: get("/test/none") }, "no stage and route"],
  ["to a route by the wrong method", { invoke: { ...get("/prod/none"), method: "POST" } }, "no stage and route"],
  ["to a route that policies do not decide", { invoke: get("/prod/jwt") }, "not decided by policies"],
  [
    "to an API in another region",
    { invoke: { ...get("/prod/none"), host: "pets.execute-api.us-east-1.localhost" } },
    "there is no API pets",
  ],
  ["to a host without an API", { invoke: { ...get("/prod/none"), host: "localhost" } }, "addresses no API"],
])("the chain breaks %s", async (_, question, text) => {
  const { allowed, summary, links } = await ask(question);
  expect(allowed).toBe(false);
  expect(summary).toContain(text);
  expect(links.at(-1)?.outcome).toBe("failed");
});

test.each([
  ["an open route takes anyone", { invoke: get("/prod/none") }],
  ["a role by itself calls as a session of it", { principal: reader, invoke: get("/prod/aws_iam") }],
  ["root calls what is its account's", { principal: `arn:aws:iam::${accountA}:root`, invoke: get("/prod/aws_iam") }],
  [
    "a key of the question stands before that of the call, whatever its case",
    { assume: [{ roleArn: invoker, sessionName: "one", externalId: "wrong" }], context: { "STS:ExternalID": "x1" } },
  ],
])("%s", async (_, question) => {
  expect(await ask(question)).toMatchObject({ allowed: true });
});

test("an API of an account without consent looks like one that is not there", async () => {
  const { summary } = await ask({ invoke: get("/prod/none") }, false);
  expect(summary).toBe("there is no API pets in an account whose administrator has signed");
});

describe("a REST API", () => {
  const rest = (path: string) => ({ ...get(path), host: "restpets.execute-api.us-east-1.localhost" });
  const deny = {
    Effect: "Deny",
    Principal: "*",
    Action: "execute-api:Invoke",
    Resource: "arn:aws:execute-api:*:*:restpets/prod/GET/closed",
  };
  const open = {
    Effect: "Allow",
    Principal: "*",
    Action: "execute-api:Invoke",
    Resource: "arn:aws:execute-api:*:*:restpets/prod/GET/*",
  };
  const methods = [
    { key: "GET /signed", authorizationType: "AWS_IAM" },
    { key: "GET /free" },
    { key: "GET /closed" },
    { key: "GET /other", authorizationType: "CUSTOM" },
  ];
  const put = (policy?: object) => putRestApi(store, { apiId: "restpets", methods, ...(policy && { policy }) });

  test.each<[string, object | undefined, Partial<SimulationQuestion>, boolean, string]>([
    ["a role of its account", undefined, { principal: reader, invoke: rest("/prod/signed") }, true, "may perform"],
    [
      "another account without a policy",
      undefined,
      { invoke: rest("/prod/signed") },
      false,
      "no resource-based policy",
    ],
    [
      "another account with one",
      { Statement: [open] },
      { invoke: rest("/prod/signed") },
      false,
      "no identity-based policy",
    ],
    ["anyone where there is no policy", undefined, { invoke: rest("/prod/free") }, true, "anyone may invoke it"],
    [
      "anyone whom the policy allows",
      { Statement: [open] },
      { invoke: rest("/prod/free") },
      true,
      "An anonymous caller may",
    ],
    ["anyone whom it denies", { Statement: [open, deny] }, { invoke: rest("/prod/closed") }, false, "denies it"],
    ["an authorizer's method", undefined, { invoke: rest("/prod/other") }, false, "not decided by policies"],
    ["no stage", undefined, { invoke: rest("/free") }, false, "no stage and method"],
  ])("as it would answer %s", async (_, policy, question, allowed, text) => {
    await put(policy);
    const answer = await ask(question);
    expect(answer.allowed).toBe(allowed);
    expect(answer.summary).toContain(text);
  });
});

test("a simulation writes nothing and hands out no credentials", async () => {
  const before = await store.read((tx) => tx.roles.get(accountA, "Invoker"));
  expect(JSON.stringify(await ask({ assume: [first] }))).not.toMatch(/ASIA|secret/i);
  expect(await store.read((tx) => tx.roles.get(accountA, "Invoker"))).toEqual(before);
});

test("the accounts of a question are those of its ARNs, each once", () => {
  const question = { principal: alice, assume: [first, second], context: {} };
  expect(accountsOf(question)).toEqual([accountB, accountA]);
});
