import { createHash } from "node:crypto";
import { parseAccountId } from "../src/arn/account-id.ts";
import { acmService } from "../src/services/acm/service.ts";
import { apigatewayService } from "../src/services/apigateway/service.ts";
import type { Call } from "../src/services/call.ts";
import type { Sources } from "../src/sources.ts";
import { openStore } from "../src/store/open-store.ts";
import type { Store } from "../src/store/store.ts";
import { AwsError } from "../src/wire/aws-error.ts";
import type { AuthorizationCheck, Service } from "../src/wire/operation.ts";
import { createValidator } from "../src/wire/validate.ts";
import { type KeyPair, selfSigned } from "./self-signed.ts";

/** The account that owns the APIs of the tests. */
export const owner = "111111111111";

/** A time with milliseconds, which replies do not show. */
export const testNowMs = Date.UTC(2026, 8, 24, 20, 16, 8, 123);

/** What a call answers, loosely typed: the tests name the members they expect. */
export type Answer = Readonly<Record<string, unknown>>;

/** Calls operations of a version of API Gateway and of Certificate Manager on a store of their own, without HTTP and without policies. */
export interface ApiCalls {
  readonly store: Store;
  /** Validates, authorizes and handles a call in one transaction, as the server does. */
  readonly call: (operation: string, input: object) => Promise<Answer>;
  /** The permissions that a call asks for. */
  readonly checks: (operation: string, input: object) => Promise<readonly AuthorizationCheck[]>;
  /** The refusal of a call as `STATUS CODE: message`; throws when it is not refused. */
  readonly refusal: (operation: string, input: object) => Promise<string>;
  /** The same store as seen by another account or from another region. */
  readonly as: (who: { readonly accountId?: string; readonly region?: string }) => ApiCalls;
  readonly close: () => Promise<void>;
}

/** Opens an in-memory store with two accounts in it; the service is that of HTTP APIs unless another is given. */
export async function openApiCalls(service: Service<Call> = apigatewayService): Promise<ApiCalls> {
  const sources = countingSources();
  const store = await openStore({ database: undefined, masterKey: new Uint8Array(32), sources });
  for (const accountId of [owner, "222222222222"].map(account)) {
    await store.write(({ accounts }) => accounts.insert({ accountId, name: accountId, createdAtMs: testNowMs }));
  }
  return callsOn(store, sources, { service, accountId: owner, region: "us-east-1" });
}

function callsOn(
  store: Store,
  sources: Sources,
  who: { readonly service: Service<Call>; readonly accountId: string; readonly region: string },
): ApiCalls {
  const accountId = account(who.accountId);
  const contextOf = (tx: Call["tx"]): Call => ({
    requestId: "00000000-0000-4000-8000-000000000000",
    nowMs: sources.nowMs(),
    region: who.region,
    accountId,
    caller: {
      kind: "root",
      accountId,
      accessKeyId: "AKIAEXAMPLE",
      arn: `arn:aws:iam::${accountId}:root`,
      userId: accountId,
      tags: [],
      principal: { type: "root", accountId, arn: `arn:aws:iam::${accountId}:root` },
      policies: { identity: [] },
    },
    tx,
    sources,
    lastUse: () => undefined,
    tokens: { seal: () => "", open: () => undefined, sealMessage: () => "", openMessage: () => undefined },
  });
  const operationOf = (name: string) => {
    for (const service of [who.service, acmService]) {
      const found = service.operations.find((operation) => operation.name === name);
      if (found !== undefined) {
        return { ...found, validate: createValidator(service) };
      }
    }
    throw new Error(`no operation ${name}`);
  };
  const call: ApiCalls["call"] = (operation, input) =>
    store.write(async (tx) => {
      const found = operationOf(operation);
      found.validate(found, input);
      await found.behaviour.authorize(input, contextOf(tx));
      await found.behaviour.authorizeFurther?.(input, contextOf(tx));
      await found.behaviour.prepare?.(input);
      return Object(await found.behaviour.handle(input, contextOf(tx)));
    });
  return {
    store,
    call,
    checks: (operation, input) =>
      store.read(async (tx) => {
        const { authorize, authorizeFurther } = operationOf(operation).behaviour;
        const checks = await authorize(input, contextOf(tx));
        return [...checks, ...((await authorizeFurther?.(input, contextOf(tx))) ?? [])];
      }),
    refusal: async (operation, input) => {
      try {
        await call(operation, input);
      } catch (error) {
        if (error instanceof AwsError) {
          return `${error.status} ${error.code}: ${error.message}`;
        }
        throw error;
      }
      throw new Error(`${operation} was not refused`);
    },
    as: (other) => callsOn(store, sources, { ...who, ...other }),
    close: () => store.close(),
  };
}

/** Time that stands still and randomness that never repeats. */
function countingSources(): Sources {
  let drawn = 0;
  const randomBytes = (count: number) => {
    drawn += 1;
    return createHash("shake256", { outputLength: count }).update(`draw ${drawn}`).digest();
  };
  return { nowMs: () => testNowMs, randomBytes, uuid: () => uuidOf(randomBytes(16)) };
}

function uuidOf(bytes: Uint8Array): string {
  return Buffer.from(bytes)
    .toString("hex")
    .replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
}

/** Imports a certificate, that of `example.com`, `*.example.com` and `d.example` when none is given; returns its ARN. */
export async function importCertificate(
  calls: ApiCalls,
  { certificate, privateKey }: KeyPair = selfSigned.domains,
): Promise<string> {
  const input = { Certificate: Buffer.from(certificate), PrivateKey: Buffer.from(privateKey) };
  return String((await calls.call("ImportCertificate", input))["CertificateArn"]);
}

function account(text: string) {
  const accountId = parseAccountId(text);
  if (accountId === undefined) {
    throw new Error(`${text} is no account id`);
  }
  return accountId;
}
