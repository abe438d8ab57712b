import { createHash } from "node:crypto";
import { pino } from "pino";
import { accountIdOf, type AccountId } from "../src/arn/account-id.ts";
import { defaultSettings } from "../src/server/settings.ts";
import { startServer } from "../src/server/start-server.ts";
import { applyAccounts } from "../src/services/accounts/apply-accounts.ts";
import { type SigningCredentials, signRequest } from "../src/sigv4/sign.ts";
import type { Sources } from "../src/sources.ts";
import { openStore } from "../src/store/open-store.ts";
import type { Store } from "../src/store/store.ts";

/** The account that owns the roles. */
export const accountA = accountIdOf("111111111111");
/** Another account of the same server. */
export const accountB = accountIdOf("222222222222");
/** The request id of every answer. */
export const requestId = "00000000-0000-4000-8000-000000000000";

/** Keys that are fixed from the start: root and an administrator of both accounts. */
export const keys = {
  rootA: { accessKeyId: "ROOTKEYOFA", secretAccessKey: "secret-of-root-a" },
  adminA: { accessKeyId: "ADMINKEYOFA", secretAccessKey: "secret-of-admin-a" },
  adminB: { accessKeyId: "ADMINKEYOFB", secretAccessKey: "secret-of-admin-b" },
} as const satisfies Record<string, SigningCredentials>;

/** An answer of the query protocol. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: string;
  /** `status code: message` of a refusal, `200` of an answer. */
  readonly outcome: string;
}

/** Parameters by their names on the wire. */
export type Parameters = Readonly<Record<string, string>>;

/** A real server with IAM and STS, whose clock only the test moves. */
export interface StsBench {
  readonly port: number;
  readonly store: Store;
  readonly clock: { nowMs: number };
  /** Calls IAM or STS, signed when credentials are given. */
  ask(
    credentials: SigningCredentials | undefined,
    action: string,
    parameters?: Parameters,
    /** Sent beside those that are signed. */
    headers?: Parameters,
  ): Promise<Answer>;
  /** The text of an element of the answer; throws when the call is refused. */
  must(credentials: SigningCredentials, action: string, parameters?: Parameters): Promise<string>;
  /** Makes a role of account A and returns its ARN. */
  role(name: string, trust: object | readonly object[], parameters?: Parameters): Promise<string>;
  /** Makes a user with a key, and a policy of these statements; account B's unless another administrator is given. */
  user(name: string, statements: readonly object[], admin?: SigningCredentials): Promise<SigningCredentials>;
  /** The credentials in the answer of a call that makes some. */
  session(
    credentials: SigningCredentials | undefined,
    action: string,
    parameters: Parameters,
  ): Promise<SigningCredentials>;
  close(): Promise<void>;
}

/** Starts the server with accounts A and B. */
export async function startStsBench(): Promise<StsBench> {
  const clock = { nowMs: Date.UTC(2026, 6, 13, 11, 0, 0, 250) };
  let drawn = 0;
  const sources: Sources = {
    nowMs: () => clock.nowMs,
    uuid: () => requestId,
    // Differs from draw to draw and repeats from run to run.
    randomBytes: (count) => {
      drawn += 1;
      return createHash("shake256", { outputLength: count }).update(String(drawn)).digest();
    },
  };
  const store = await openStore({ database: undefined, masterKey: new Uint8Array(32).fill(7), sources });
  await store.write((tx) => applyAccounts(tx, [declared(accountA, "A"), declared(accountB, "B")], sources));
  const logger = pino({ level: "silent" });
  const server = await startServer({ store, sources, logger, settings: { ...defaultSettings, port: 0 } });
  const ask: StsBench["ask"] = (...[credentials, Action, parameters = {}, more = {}]) =>
    send(server.port, { credentials, nowMs: clock.nowMs, parameters: { Action, ...parameters }, more });
  const must: StsBench["must"] = async (...args) => {
    const answer = await ask(...args);
    if (answer.status !== 200) {
      throw new Error(`${args[1]}: ${answer.outcome}`);
    }
    return answer.body;
  };
  return {
    port: server.port,
    store,
    clock,
    ask,
    must,
    role: async (RoleName, trust, parameters = {}) =>
      elementOf(
        await must(keys.adminA, "CreateRole", {
          RoleName,
          AssumeRolePolicyDocument: policy(...[trust].flat()),
          ...parameters,
        }),
        "Arn",
      ),
    user: async (UserName, statements, admin = keys.adminB) => {
      await must(admin, "CreateUser", { UserName });
      if (statements.length > 0) {
        const PolicyDocument = policy(...statements);
        await must(admin, "PutUserPolicy", { UserName, PolicyName: "own", PolicyDocument });
      }
      return credentialsIn(await must(admin, "CreateAccessKey", { UserName }));
    },
    session: async (credentials, action, parameters) => {
      const answer = await ask(credentials, action, parameters);
      if (answer.status !== 200) {
        throw new Error(`${action}: ${answer.outcome}`);
      }
      return credentialsIn(answer.body);
    },
    close: async () => {
      await server.close();
      await store.close();
    },
  };
}

/** A policy document of those statements. */
export function policy(...statements: readonly object[]): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: statements });
}

/** The text of the first element of that name; empty when there is none. */
export function elementOf(xml: string, name: string): string {
  return new RegExp(`<${name}>([^<]*)</${name}>`).exec(xml)?.[1] ?? "";
}

/** A member list of the query protocol: `PolicyArns.member.1.arn` and so on. */
export function members(name: string, ...values: readonly (string | Parameters)[]): Parameters {
  return Object.fromEntries(
    values.flatMap((value, index): [string, string][] => {
      const place = `${name}.member.${index + 1}`;
      return typeof value === "string"
        ? [[place, value]]
        : Object.entries(value).map(([key, text]) => [`${place}.${key}`, text]);
    }),
  );
}

function credentialsIn(xml: string): SigningCredentials {
  const sessionToken = elementOf(xml, "SessionToken");
  return {
    accessKeyId: elementOf(xml, "AccessKeyId"),
    secretAccessKey: elementOf(xml, "SecretAccessKey"),
    ...(sessionToken !== "" && { sessionToken }),
  };
}

function declared(id: AccountId, letter: "A" | "B") {
  const policyArns = ["arn:aws:iam::aws:policy/AdministratorAccess"];
  const lower = letter.toLowerCase();
  const secretAccessKey = `secret-of-admin-${lower}`;
  return {
    id,
    name: `account ${letter}`,
    rootAccessKeyId: `ROOTKEYOF${letter}`,
    rootSecretAccessKey: `secret-of-root-${lower}`,
    users: [{ name: "admin", accessKeyId: `ADMINKEYOF${letter}`, secretAccessKey, policyArns }],
  };
}

interface Call {
  readonly credentials: SigningCredentials | undefined;
  readonly nowMs: number;
  readonly parameters: Parameters;
  readonly more: Parameters;
}

const stsOperation = /^(?:Assume|Decode|GetAccessKeyInfo|GetCaller|GetDelegated|GetFederation|GetSession|GetWeb)/;

async function send(port: number, { credentials, nowMs, parameters, more }: Call): Promise<Answer> {
  const service = stsOperation.test(parameters["Action"] ?? "") ? "sts" : "iam";
  const Version = service === "sts" ? "2011-06-15" : "2010-05-08";
  const body = new URLSearchParams({ Version, ...parameters }).toString();
  const headers = ["Host", `127.0.0.1:${port}`, "Content-Type", "application/x-www-form-urlencoded"];
  const request = { method: "POST", path: "/", query: "", headers, body, region: "us-east-1", service, nowMs };
  const added = credentials === undefined ? {} : signRequest({ ...request, credentials });
  const response = await fetch(`http://127.0.0.1:${port}/`, {
    method: "POST",
    headers: { "content-type": "application/x-www-form-urlencoded", ...added, ...more },
    body,
  });
  const text = await response.text();
  const { status } = response;
  const outcome = status === 200 ? "200" : `${status} ${elementOf(text, "Code")}: ${elementOf(text, "Message")}`;
  return { status, headers: response.headers, body: text, outcome };
}
