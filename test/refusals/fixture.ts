import http from "node:http";
import { Writable } from "node:stream";
import pino from "pino";
import { parseAccountId } from "../../src/arn/account-id.ts";
import { applyAccounts } from "../../src/services/accounts/apply-accounts.ts";
import { defaultSettings, type ServerSettings } from "../../src/server/settings.ts";
import { startServer } from "../../src/server/start-server.ts";
import type { SigningCredentials } from "../../src/sigv4/sign.ts";
import { type Sources, systemSources } from "../../src/sources.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { Store } from "../../src/store/store.ts";
import { listen } from "../gateway.ts";
import { type Draft, form, signed } from "./draft.ts";
import { exchange, type Reply } from "./exchange.ts";

/** The account that owns the API. */
export const accountA = "111111111111";
/** The account whose user calls it. */
export const accountB = "222222222222";
/** The region of everything. */
export const region = "us-east-1";
/** The request id of every control-plane answer. */
export const requestId = "00000000-0000-4000-8000-000000000000";
/** What a call to the API answers when it gets through. */
export const backendAnswer = "the backend";

/** The accounts' fixed keys; the secrets are spelt so that a search for them finds nothing else. */
export const keys = {
  rootA: { accessKeyId: "ROOTKEYOFA", secretAccessKey: "secret-of-root-a-0123456789" },
  rootB: { accessKeyId: "ROOTKEYOFB", secretAccessKey: "secret-of-root-b-0123456789" },
  adminA: { accessKeyId: "ADMINKEYOFA", secretAccessKey: "secret-of-admin-a-0123456789" },
  adminB: { accessKeyId: "ADMINKEYOFB", secretAccessKey: "secret-of-admin-b-0123456789" },
} as const satisfies Record<string, SigningCredentials>;

/** What a call answered, with its error code where it has one. */
export interface CallReply extends Reply {
  readonly code: string;
  readonly message: string;
}

/** The article's scenario on a server of its own, with a clock that only the test moves. */
export interface Fixture {
  readonly port: number;
  readonly store: Store;
  /** Milliseconds since 1970, for the server and for every draft. */
  readonly clock: { nowMs: number };
  /** Everything that was logged. */
  readonly logged: () => string;
  /** The request lines that reached the backend. */
  readonly reached: readonly string[];
  readonly apiId: string;
  /** The role of the article's step 2. */
  readonly roleArn: string;
  /** B's user of the article's step 5. */
  readonly caller: SigningCredentials;
  /** Calls IAM or STS and returns whatever came. */
  readonly call: (
    credentials: SigningCredentials,
    action: string,
    parameters?: Readonly<Record<string, string>>,
  ) => Promise<CallReply>;
  /** Calls IAM or STS; throws when refused. Returns the answer's text. */
  readonly must: (
    credentials: SigningCredentials,
    action: string,
    parameters?: Readonly<Record<string, string>>,
  ) => Promise<string>;
  /** Calls API Gateway; throws when refused. */
  readonly mustRest: (
    credentials: SigningCredentials,
    method: string,
    path: string,
    body?: object,
  ) => Promise<Readonly<Record<string, string>>>;
  /** Temporary credentials of a role, the article's when none is named; throws when refused. */
  readonly assume: (
    credentials: SigningCredentials,
    parameters?: Readonly<Record<string, string>>,
  ) => Promise<SigningCredentials>;
  /** Invokes the API with those credentials. */
  readonly invoke: (credentials: SigningCredentials, changes?: Partial<Draft>) => Promise<Reply>;
  /** The status of `GET /pets/1` with those credentials. */
  readonly invokeStatus: (credentials: SigningCredentials) => Promise<number>;
  /** A call of IAM, STS, API Gateway or the API, to be changed and signed. */
  readonly draft: (credentials: SigningCredentials, changes?: Partial<Draft>) => Draft;
  /** Why a request was refused, as the owner of the API reads it. */
  readonly why: (reply: Reply) => Promise<string>;
  readonly close: () => Promise<void>;
}

/** Starts a server, on a database that is gone afterwards unless one is named, and builds the scenario through the wire. */
export async function startFixture(settings: Partial<ServerSettings> = {}, database?: string): Promise<Fixture> {
  const clock = { nowMs: Date.UTC(2026, 8, 24, 20, 16, 8, 123) };
  const sources: Sources = { ...systemSources, nowMs: () => clock.nowMs, uuid: () => requestId };
  const store = await openStore({ database, masterKey: new Uint8Array(32).fill(7), sources });
  await declareAccounts(store, sources);
  let log = "";
  const sink = new Writable({
    write(chunk: Buffer, _, done) {
      log += chunk.toString();
      done();
    },
  });
  const logger = pino({ level: "trace" }, sink);
  const server = await startServer({ store, sources, logger, settings: { ...defaultSettings, port: 0, ...settings } });
  const backend = await startBackend();
  const calls = callsOn(server.port, clock);
  const apiId = await buildApi(calls, backend.port);
  const roleArn = await buildRole(calls, apiId);
  const caller = await buildCaller(calls, roleArn);
  const draft: Fixture["draft"] = (credentials, changes = {}) => ({
    ...baseDraft(credentials, clock.nowMs),
    host: `${apiId}.execute-api.${region}.localhost`,
    path: "/pets/1",
    service: "execute-api",
    ...changes,
  });
  const invoke: Fixture["invoke"] = (credentials, changes) =>
    exchange(server.port, signed(draft(credentials, changes)));
  return {
    ...calls,
    port: server.port,
    store,
    clock,
    logged: () => log,
    reached: backend.reached,
    apiId,
    roleArn,
    caller,
    draft,
    invoke,
    invokeStatus: async (credentials) => (await invoke(credentials)).status,
    assume: async (credentials, parameters = {}) =>
      credentialsIn(
        await calls.must(credentials, "AssumeRole", { RoleArn: roleArn, RoleSessionName: "test", ...parameters }),
      ),
    why: async (reply) => {
      const path = `/_sallyport/v1/traces/${encodeURIComponent(reply.headers.get("apigw-requestid") ?? "")}`;
      const asked = draft(keys.rootA, { host: "localhost", path, service: "sallyport" });
      const answer = await exchange(server.port, signed(asked));
      // The answer of Sallyport's own API has a summary.
      return (JSON.parse(answer.body) as { readonly summary: string }).summary;
    },
    close: async () => {
      await server.close();
      await backend.close();
      await store.close();
    },
  };
}

/** The credentials in an answer of STS. */
export function credentialsIn(xml: string): SigningCredentials & { readonly sessionToken: string } {
  return {
    accessKeyId: elementOf(xml, "AccessKeyId"),
    secretAccessKey: elementOf(xml, "SecretAccessKey"),
    sessionToken: elementOf(xml, "SessionToken"),
  };
}

/** The text of the first element of that name; empty when there is none. */
export function elementOf(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "";
}

/** A policy document of those statements. */
export function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** A trust policy for one principal, with conditions if need be. */
export function trust(principal: unknown, condition?: object): string {
  const statement = { Effect: "Allow", Principal: { AWS: principal }, Action: "sts:AssumeRole" };
  return policy(condition === undefined ? statement : { ...statement, Condition: condition });
}

const versions: Readonly<Record<string, string>> = { iam: "2010-05-08", sts: "2011-06-15" };
const stsActions = new Set(["AssumeRole", "GetCallerIdentity", "GetSessionToken"]);

/** A form of IAM or STS, to be signed. */
export function controlDraft(
  credentials: SigningCredentials,
  nowMs: number,
  parameters: Readonly<Record<string, string>> & { readonly Action: string },
): Draft {
  const service = stsActions.has(parameters.Action) ? "sts" : "iam";
  return {
    ...baseDraft(credentials, nowMs),
    method: "POST",
    service,
    headers: ["Content-Type", "application/x-www-form-urlencoded"],
    body: form({ Version: versions[service] ?? "", ...parameters }),
  };
}

function baseDraft(credentials: SigningCredentials, nowMs: number): Draft {
  return {
    method: "GET",
    host: "localhost",
    path: "/",
    query: "",
    headers: [],
    body: "",
    credentials,
    region,
    service: "iam",
    nowMs,
  };
}

type Calls = Pick<Fixture, "call" | "must" | "mustRest">;

function callsOn(port: number, clock: Fixture["clock"]): Calls {
  const call: Fixture["call"] = async (credentials, Action, parameters = {}) => {
    const reply = await exchange(port, signed(controlDraft(credentials, clock.nowMs, { Action, ...parameters })));
    return { ...reply, code: elementOf(reply.body, "Code"), message: elementOf(reply.body, "Message") };
  };
  return {
    call,
    must: async (credentials, action, parameters) => {
      const reply = await call(credentials, action, parameters);
      if (reply.status !== 200) {
        throw new Error(`${action}: ${reply.status} ${reply.body}`);
      }
      return reply.body;
    },
    mustRest: async (credentials, method, path, body) => {
      const draft: Draft = {
        ...baseDraft(credentials, clock.nowMs),
        method,
        path,
        service: "apigateway",
        headers: body === undefined ? [] : ["Content-Type", "application/json"],
        body: body === undefined ? "" : JSON.stringify(body),
      };
      const reply = await exchange(port, signed(draft));
      if (reply.status >= 300) {
        throw new Error(`${method} ${path}: ${reply.status} ${reply.body}`);
      }
      // The tests read members that are texts.
      return JSON.parse(reply.body === "" ? "{}" : reply.body) as Readonly<Record<string, string>>;
    },
  };
}

async function declareAccounts(store: Store, sources: Sources): Promise<void> {
  const administrator = ["arn:aws:iam::aws:policy/AdministratorAccess"];
  const accounts = [
    { id: accountA, name: "api-owner", root: keys.rootA, admin: keys.adminA },
    { id: accountB, name: "caller", root: keys.rootB, admin: keys.adminB },
  ].map(({ id, name, root, admin }) => {
    const accountId = parseAccountId(id);
    if (accountId === undefined) {
      throw new Error(`${id} is no account id`);
    }
    const users = [{ name: "admin", ...admin, policyArns: administrator }];
    const { accessKeyId: rootAccessKeyId, secretAccessKey: rootSecretAccessKey } = root;
    return { id: accountId, name, rootAccessKeyId, rootSecretAccessKey, users };
  });
  await store.write((tx) => applyAccounts(tx, accounts, sources));
}

/** Step 1 of the article: an HTTP API with a route whose authorization type is AWS_IAM. */
async function buildApi({ mustRest }: Calls, backendPort: number): Promise<string> {
  const { apiId = "" } = await mustRest(keys.adminA, "POST", "/v2/apis", { name: "pets", protocolType: "HTTP" });
  const { integrationId } = await mustRest(keys.adminA, "POST", `/v2/apis/${apiId}/integrations`, {
    integrationType: "HTTP_PROXY",
    integrationMethod: "ANY",
    integrationUri: `http://127.0.0.1:${backendPort}/{proxy}`,
    payloadFormatVersion: "1.0",
  });
  await mustRest(keys.adminA, "POST", `/v2/apis/${apiId}/routes`, {
    routeKey: "ANY /{proxy+}",
    authorizationType: "AWS_IAM",
    target: `integrations/${integrationId}`,
  });
  await mustRest(keys.adminA, "POST", `/v2/apis/${apiId}/stages`, { stageName: "$default", autoDeploy: true });
  return apiId;
}

/** Steps 1 to 3: the managed policy, the role that trusts account B, and the one attached to the other. */
async function buildRole({ must }: Calls, apiId: string): Promise<string> {
  const resource = `arn:aws:execute-api:${region}:${accountA}:${apiId}/$default/*/*`;
  const created = await must(keys.adminA, "CreatePolicy", {
    PolicyName: "InvokeApi",
    PolicyDocument: policy({ Effect: "Allow", Action: ["execute-api:Invoke"], Resource: [resource] }),
  });
  const role = await must(keys.adminA, "CreateRole", {
    RoleName: "ApiCaller",
    AssumeRolePolicyDocument: trust(`arn:aws:iam::${accountB}:root`),
  });
  await must(keys.adminA, "AttachRolePolicy", { RoleName: "ApiCaller", PolicyArn: elementOf(created, "Arn") });
  return elementOf(role, "Arn");
}

/** Steps 4 and 5: B's policy that allows sts:AssumeRole, attached to a user with an access key. */
async function buildCaller({ must }: Calls, roleArn: string): Promise<SigningCredentials> {
  const created = await must(keys.adminB, "CreatePolicy", {
    PolicyName: "AssumeApiCaller",
    PolicyDocument: policy({ Effect: "Allow", Action: "sts:AssumeRole", Resource: roleArn }),
  });
  await must(keys.adminB, "CreateUser", { UserName: "developer" });
  await must(keys.adminB, "AttachUserPolicy", { UserName: "developer", PolicyArn: elementOf(created, "Arn") });
  const key = await must(keys.adminB, "CreateAccessKey", { UserName: "developer" });
  return { accessKeyId: elementOf(key, "AccessKeyId"), secretAccessKey: elementOf(key, "SecretAccessKey") };
}

interface TestBackend {
  readonly port: number;
  readonly reached: readonly string[];
  close(): Promise<void>;
}

async function startBackend(): Promise<TestBackend> {
  const reached: string[] = [];
  const server = http.createServer((incoming, outgoing) => {
    reached.push(`${incoming.method} ${incoming.url}`);
    incoming.resume().on("end", () => outgoing.end(backendAnswer));
  });
  const port = await listen(server);
  return {
    port,
    reached,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}
