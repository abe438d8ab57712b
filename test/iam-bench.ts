import { type AccountId, parseAccountId } from "../src/arn/account-id.ts";
import { iamArn, stsArn } from "../src/arn/arn.ts";
import type { Caller } from "../src/identity/caller.ts";
import type { Session } from "../src/identity/session-token.ts";
import type { Call } from "../src/services/call.ts";
import { iamService } from "../src/services/iam/service.ts";
import type { Sources } from "../src/sources.ts";
import { openStore } from "../src/store/open-store.ts";
import type { LastUsed } from "../src/store/records.ts";
import type { Repositories } from "../src/store/repositories.ts";
import type { Store } from "../src/store/store.ts";
import type { AuthorizationCheck, Operation } from "../src/wire/operation.ts";
import { inputShape, outputShape, type Shape } from "../src/wire/shape.ts";

/** The account that most tests act in. */
export const accountA = accountId("111111111111");
/** A second account of the same server. */
export const accountB = accountId("222222222222");

/** The one time of all calls. */
export const nowMs = Date.UTC(2026, 0, 2, 3, 4, 5);

/** The trust policy that lets account B in. */
export const trustOfB = trustOf({ AWS: accountB });

/** A permissions policy that is valid of every kind. */
export const allowGet = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Action: "s3:GetObject", Resource: "*" }],
});

/** A trust policy for those principals. */
export function trustOf(principal: unknown): string {
  return JSON.stringify({
    Version: "2012-10-17",
    Statement: [{ Effect: "Allow", Principal: principal, Action: "sts:AssumeRole" }],
  });
}

/** IAM's operations over a real store, without wire and signatures in front. */
export interface IamBench {
  readonly store: Store;
  /**
   * Asks an operation for its checks, then runs it; as root of account A unless a caller is given. Throws when input or
   * output have members that AWS's shapes do not have.
   */
  call(name: string, input?: object, caller?: Caller): Promise<unknown>;
  /** The checks an operation asks for. */
  checks(name: string, input?: object, caller?: Caller): Promise<readonly AuthorizationCheck[]>;
  /** A use of a key or role that is not written down yet. */
  noteUse(id: string, use: LastUsed): void;
  close(): Promise<void>;
}

/** Opens an empty store with accounts A and B. */
export async function openIamBench(): Promise<IamBench> {
  const sources = countingSources();
  const store = await openStore({ database: undefined, masterKey: new Uint8Array(32), sources });
  await store.write(async ({ accounts }) => {
    await accounts.insert({ accountId: accountA, name: "a", createdAtMs: nowMs });
    await accounts.insert({ accountId: accountB, name: "b", createdAtMs: nowMs });
  });
  const uses = new Map<string, LastUsed>();
  const contextOf = (caller: Caller, tx: Repositories): Call => ({
    requestId: "00000000-0000-4000-8000-000000000000",
    nowMs,
    region: "us-east-1",
    caller,
    accountId: caller.accountId,
    tx,
    sources,
    tokens: { seal: () => "", open: () => undefined, sealMessage: () => "", openMessage: () => undefined },
    lastUse: (id) => uses.get(id),
  });
  return {
    store,
    call: (name, input = {}, caller = rootOf(accountA)) =>
      store.write(async (tx) => {
        const { behaviour, schema } = operationNamed(name);
        const context = contextOf(caller, tx);
        refuseUnknownMembers(input, inputShape(schema), name);
        await behaviour.authorize(input, context);
        const output = await behaviour.handle(input, context);
        refuseUnknownMembers(output, outputShape(schema) ?? noMembers, name);
        return output;
      }),
    checks: (name, input = {}, caller = rootOf(accountA)) =>
      store.read(async (tx) => operationNamed(name).behaviour.authorize(input, contextOf(caller, tx))),
    noteUse: (id, use) => {
      uses.set(id, use);
    },
    close: () => store.close(),
  };
}

/** The root of an account. */
export function rootOf(account: AccountId, session?: Session): Caller {
  const arn = iamArn(account, "root");
  return {
    kind: "root",
    accountId: account,
    accessKeyId: "AKIAROOTROOTROOTROOT",
    arn,
    userId: account,
    tags: [],
    ...(session === undefined ? {} : { session }),
    principal: { type: "root", accountId: account, arn },
    policies: { identity: [] },
  };
}

/** A user, by name alone. */
export function userOf(account: AccountId, userName: string, session?: Session): Caller {
  const arn = iamArn(account, `user/${userName}`);
  return {
    kind: "user",
    accountId: account,
    accessKeyId: "AKIAUSERUSERUSERUSER",
    arn,
    userId: "AIDAUSERUSERUSERUSERU",
    userName,
    tags: [],
    ...(session === undefined ? {} : { session }),
    principal: { type: "user", accountId: account, arn, uniqueId: "AIDAUSERUSERUSERUSERU" },
    policies: { identity: [] },
  };
}

/** A session of a role. */
export function roleSessionOf(account: AccountId, roleName: string): Caller {
  const arn = stsArn(account, `assumed-role/${roleName}/session`);
  return {
    kind: "roleSession",
    accountId: account,
    accessKeyId: "ASIASESSIONSESSIONSE",
    arn,
    userId: "AROAROLEROLEROLEROLER:session",
    tags: [],
    session: sessionOf("role", account),
    principal: { type: "roleSession", accountId: account, arn, issuerArn: iamArn(account, `role/${roleName}`) },
    policies: { identity: [] },
  };
}

/** The contents of a session token of that kind. */
export function sessionOf(kind: Session["kind"], account: AccountId, multiFactor?: boolean): Session {
  return {
    kind,
    accountId: account,
    accessKeyId: "ASIASESSIONSESSIONSE",
    secretAccessKey: "secret",
    issuerId: "AIDAUSERUSERUSERUSERU",
    issuedAtMs: nowMs,
    expiresAtMs: nowMs + 3_600_000,
    ...(multiFactor === undefined ? {} : { multiFactor }),
  };
}

function accountId(text: string): AccountId {
  const parsed = parseAccountId(text);
  if (parsed === undefined) {
    throw new Error(`${text} is not an account id`);
  }
  return parsed;
}

function operationNamed(name: string): Operation<Call> {
  const found = iamService.operations.find((operation) => operation.name === name);
  if (found === undefined) {
    throw new Error(`IAM has no operation ${name}`);
  }
  return found;
}

const noMembers: Shape = { kind: "structure", name: "Unit", members: [] };

/** Throws when a structure inside the value has a member that its shape does not define. */
function refuseUnknownMembers(value: unknown, shape: Shape, path: string): void {
  if (typeof value !== "object" || value === null) {
    return;
  }
  if (shape.kind === "list") {
    Object.values(value).forEach((element) => refuseUnknownMembers(element, shape.element, `${path}[]`));
  }
  if (shape.kind === "structure") {
    for (const [name, member] of Object.entries(value)) {
      const known = shape.members.find((candidate) => candidate.name === name);
      if (known === undefined) {
        throw new Error(`${path} has no member ${name}`);
      }
      refuseUnknownMembers(member, known.shape, `${path}.${name}`);
    }
  }
}

/** A clock that stands still and random bytes that count up, so that ids differ and repeat from run to run. */
function countingSources(): Sources {
  let next = 0;
  return {
    nowMs: () => nowMs,
    randomBytes: (count) => {
      next += 1;
      const bytes = new Uint8Array(count).fill(next & 31);
      bytes.set([next >> 5, next & 31], Math.max(0, count - 2));
      return bytes;
    },
    uuid: () => "00000000-0000-4000-8000-000000000000",
  };
}
