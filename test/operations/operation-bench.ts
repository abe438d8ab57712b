import * as acm from "@aws-sdk/client-acm";
import * as apigateway from "@aws-sdk/client-api-gateway";
import * as apigatewayv2 from "@aws-sdk/client-apigatewayv2";
import * as iam from "@aws-sdk/client-iam";
import * as organizations from "@aws-sdk/client-organizations";
import * as sts from "@aws-sdk/client-sts";
import { pino } from "pino";
import { accountIdOf } from "../../src/arn/account-id.ts";
import { defaultSettings } from "../../src/server/settings.ts";
import { startServer } from "../../src/server/start-server.ts";
import { applyAccounts } from "../../src/services/accounts/apply-accounts.ts";
import { systemSources } from "../../src/sources.ts";
import { openStore } from "../../src/store/open-store.ts";
import type { OperationRow, Permission, RowInput, Scene, Step } from "./operation-row.ts";

/** The services by their names. */
export type ServiceName = "iam" | "sts" | "apigateway" | "apigatewayv2" | "organizations" | "acm";

/** What came of a call: what it answered, or the code, status and text of its error. */
export type Outcome =
  | { readonly ok: true; readonly answer: unknown }
  | { readonly ok: false; readonly code: string; readonly status: number | undefined; readonly message: string };

/** Who calls: an account's root or its user without policies of its own but the ones that a row gives. */
export interface Principal {
  readonly accountId: string;
  readonly who: "root" | "caller";
}

/** A whole server with two accounts for every row. */
export interface OperationBench {
  /** Calls an operation by its name with the real SDK. */
  call(service: ServiceName, operation: string, by: Principal & { readonly input: RowInput }): Promise<Outcome>;
  /** Makes exactly these permissions the caller's, each under the condition that all its keys have their values. */
  grant(accountId: string, permissions: readonly Permission[]): Promise<void>;
  /** Makes the calls that prepare a row, and returns what they kept. */
  prepare(service: ServiceName, row: OperationRow, accountId: string): Promise<Scene>;
  close(): Promise<void>;
}

/** The second account of a row whose first is given. */
export function otherAccountOf(accountId: string): string {
  return `9${accountId.slice(1)}`;
}

const sdks = { iam, sts, apigateway, apigatewayv2, organizations, acm };
const clients = {
  iam: iam.IAMClient,
  sts: sts.STSClient,
  apigateway: apigateway.APIGatewayClient,
  apigatewayv2: apigatewayv2.ApiGatewayV2Client,
  organizations: organizations.OrganizationsClient,
  acm: acm.ACMClient,
};

/** Starts the server; the accounts are the rows' first ones. */
export async function startOperationBench(accounts: readonly string[]): Promise<OperationBench> {
  const sources = systemSources;
  const store = await openStore({ database: undefined, masterKey: new Uint8Array(32), sources });
  const declared = accounts.flatMap((id) => [id, otherAccountOf(id)]).map(declaredAccount);
  await store.write((tx) => applyAccounts(tx, declared, sources));
  const logger = pino({ level: "silent" });
  const server = await startServer({ store, sources, logger, settings: { ...defaultSettings, port: 0 } });
  const endpoint = `http://127.0.0.1:${server.port}`;

  return { call, grant, prepare, close };

  async function call(...[service, operation, by]: Parameters<OperationBench["call"]>): Promise<Outcome> {
    const client = new clients[service]({ endpoint, region: "us-east-1", credentials: keyOf(by), maxAttempts: 1 });
    try {
      return { ok: true, answer: await sendBy(service, operation, { client, input: by.input }) };
    } catch (error) {
      return outcomeOf(error);
    } finally {
      client.destroy();
    }
  }

  async function grant(...[accountId, permissions]: Parameters<OperationBench["grant"]>): Promise<void> {
    const input = { UserName: "caller", PolicyName: "granted" };
    const Statement = permissions.map(({ action, resource, keys }) => ({
      Effect: "Allow",
      Action: action,
      Resource: resource,
      ...(Object.keys(keys).length > 0 && { Condition: { StringEquals: keys } }),
    }));
    const PolicyDocument = JSON.stringify({ Version: "2012-10-17", Statement });
    const root: Principal = { accountId, who: "root" };
    const outcome =
      permissions.length === 0
        ? await call("iam", "DeleteUserPolicy", { ...root, input })
        : await call("iam", "PutUserPolicy", { ...root, input: { ...input, PolicyDocument } });
    if (!outcome.ok && outcome.code !== "NoSuchEntity") {
      throw new Error(`the caller's policy: ${outcome.message}`);
    }
  }

  async function prepare(...[service, row, accountId]: Parameters<OperationBench["prepare"]>): Promise<Scene> {
    const scene: Scene = { account: accountId, other: otherAccountOf(accountId) };
    for (const [name, input = {}, keep = {}, by] of row.given ?? []) {
      const prefix = name.indexOf(":");
      // Steps of another service are written with its name in front: `iam:CreateRole`.
      const of = prefix === -1 ? service : (name.slice(0, prefix) as ServiceName);
      const principal: Principal = { accountId: by === "other" ? otherAccountOf(accountId) : accountId, who: "root" };
      const outcome = await call(of, name.slice(prefix + 1), { ...principal, input: filled(input, scene) });
      if (!outcome.ok) {
        throw new Error(`${row.operation} cannot be prepared: ${name}: ${outcome.code}: ${outcome.message}`);
      }
      for (const [key, place] of Object.entries(keep)) {
        scene[key] = textAt(outcome.answer, place);
      }
    }
    return scene;
  }

  async function close(): Promise<void> {
    await server.close();
    await store.close();
  }
}

/** An input with what the scene knows put in. */
export function filled(input: NonNullable<Step[1]>, scene: Scene): RowInput {
  // Filling keeps the shape: a record stays one.
  return fill(typeof input === "function" ? input(scene) : input, scene) as RowInput;
}

/** A text with what the scene knows put in. */
export function filledText(text: string, scene: Scene): string {
  return text.replaceAll(/\{([A-Za-z]+)\}/g, (whole, name: string) => scene[name] ?? whole);
}

function fill(value: unknown, scene: Scene): unknown {
  if (typeof value === "string") {
    return filledText(value, scene);
  }
  if (Array.isArray(value)) {
    return value.map((element) => fill(element, scene));
  }
  return typeof value === "object" && value !== null && !(value instanceof Uint8Array) && !(value instanceof Date)
    ? Object.fromEntries(Object.entries(value).map(([key, member]) => [key, fill(member, scene)]))
    : value;
}

function textAt(answer: unknown, place: string): string {
  let value = answer;
  for (const step of place.split(".")) {
    // Answers are read by name; what is missing shows in the error below.
    value = (value as Record<string, unknown> | undefined)?.[step];
  }
  if (value instanceof Uint8Array) {
    return Buffer.from(value).toString();
  }
  if (typeof value !== "string") {
    throw new Error(`there is no text at ${place} of ${JSON.stringify(answer)}`);
  }
  return value;
}

interface Sending {
  readonly client: object;
  readonly input: RowInput;
}

function sendBy(service: ServiceName, operation: string, { client, input }: Sending): Promise<unknown> {
  // Commands are found by their names, which the compiler does not know.
  const Command = (sdks[service] as Record<string, unknown>)[`${operation}Command`] as new (input: RowInput) => object;
  return (client as { send(command: object): Promise<unknown> }).send(new Command(input));
}

function outcomeOf(error: unknown): Outcome {
  // The SDK's errors carry the code as the wire has it in `Code`, and otherwise in `name`.
  const { name, message, Code, $metadata } = error as Error & {
    readonly Code?: string;
    readonly $metadata?: { readonly httpStatusCode?: number };
  };
  return { ok: false, code: Code ?? name, status: $metadata?.httpStatusCode, message };
}

function declaredAccount(id: string) {
  const root = keyOf({ accountId: id, who: "root" });
  const user = keyOf({ accountId: id, who: "caller" });
  return {
    id: accountIdOf(id),
    name: `row ${id}`,
    rootAccessKeyId: root.accessKeyId,
    rootSecretAccessKey: root.secretAccessKey,
    users: [{ name: "caller", policyArns: [], ...user }],
  };
}

function keyOf({ accountId, who }: Principal) {
  return {
    accessKeyId: `AKIA${who.toUpperCase()}${accountId}`,
    secretAccessKey: `secret of ${who} ${accountId}`,
  };
}
