import type { AccountId } from "../arn/account-id.ts";
import type { RawRequest, RawResponse } from "../http/raw-request.ts";
import type { Caller } from "../identity/caller.ts";
import type { Identity } from "../identity/identity.ts";
import type { SessionTokens } from "../identity/session-tokens.ts";
import { resetAccount } from "../services/accounts/apply-accounts.ts";
import type { Sources } from "../sources.ts";
import type { Store } from "../store/store.ts";
import { createSimulationApi } from "./simulation/simulation-api.ts";
import { simulationPath } from "./simulation/simulation-question.ts";
import { authorizationMessage } from "../trace/authorization-message.ts";
import type { DecisionLog, DecisionRecord } from "../trace/decision-record.ts";
import { explainRecord } from "../trace/explain-record.ts";

/** What Sallyport's own API stands on. */
export interface AdminOptions {
  readonly store: Store;
  readonly identity: Identity;
  readonly decisions: DecisionLog;
  readonly sources: Sources;
  readonly tokens: Pick<SessionTokens, "sealMessage">;
  readonly allowReset: boolean;
  /** The domains under which APIs are invoked. */
  readonly domains: readonly string[];
}

/** Answers requests below `/_sallyport/v1/`, which are signed and authorized like any other. */
export interface Admin {
  serve(raw: RawRequest, body: Uint8Array): Promise<RawResponse>;
}

/**
 * The signing names a signature may be for: clients that know no service called `sallyport` sign for one they know. The
 * signed path cannot be mistaken for a call of that service.
 */
const expectation = { services: ["sallyport", "iam", "sts", "execute-api", "apigateway"], skewMinutes: 15 };

const tracesPath = "/_sallyport/v1/traces/";
const resetPath = "/_sallyport/v1/reset";

/** Makes Sallyport's own API: explanations of decisions, simulations and, when allowed, the reset of an account. */
export function createAdmin(options: AdminOptions): Admin {
  const { store, identity, decisions, sources, tokens, allowReset } = options;
  const simulate = createSimulationApi({ ...options, expectation, json });
  return {
    async serve(raw, body) {
      const reset = allowReset && raw.path === resetPath;
      const simulation = raw.path === simulationPath;
      const requestId = raw.path.startsWith(tracesPath) ? raw.path.slice(tracesPath.length) : undefined;
      if (!reset && !simulation && requestId === undefined) {
        return message(404, `there is nothing at ${raw.path}`);
      }
      const method = requestId === undefined ? "POST" : "GET";
      if (raw.method !== method) {
        return message(405, `${raw.path} takes ${method}, not ${raw.method}`);
      }
      const authentication = await identity.authenticate(raw, body, expectation);
      if (authentication.kind !== "authenticated") {
        return message(403, "the request must be signed with a valid key of the account's root or an administrator");
      }
      const { caller } = authentication;
      if (requestId !== undefined) {
        return explain(raw, caller, decodeId(requestId));
      }
      return simulation ? simulate(raw, body, caller) : resetCallersAccount(raw, caller);
    },
  };

  /** Records of others look like records that do not exist. */
  async function explain(raw: RawRequest, caller: Caller, requestId: string): Promise<RawResponse> {
    const record = decisions.get(requestId);
    const owner = record?.ownerAccountId;
    const readable =
      owner !== undefined &&
      (await allows(raw, caller, { action: "sallyport:GetTrace", owner, resource: `trace/${requestId}` })) &&
      (await allowsInIam(raw, caller, { action: "iam:GetAccountAuthorizationDetails", owner, resource: "*" }));
    return record !== undefined && readable
      ? json(200, { ...explainRecord(record), ...encodedMessage(record) })
      : message(
          404,
          `no record of request ${requestId} that ${caller.arn} may read; the oldest records are dropped first`,
        );
  }

  /** A refusal is told once more as an opaque text, which can be handed on to whoever may decode it. */
  function encodedMessage(record: DecisionRecord): { readonly encodedAuthorizationMessage?: string } {
    const decoded = authorizationMessage(record);
    return decoded === undefined ? {} : { encodedAuthorizationMessage: tokens.sealMessage(decoded) };
  }

  async function resetCallersAccount(raw: RawRequest, caller: Caller): Promise<RawResponse> {
    const { accountId: owner } = caller;
    const mayReset =
      (await allows(raw, caller, { action: "sallyport:ResetAccount", owner, resource: "account" })) &&
      (await allowsInIam(raw, caller, { action: "iam:DeleteUser", owner, resource: `arn:aws:iam::${owner}:user/*` }));
    if (!mayReset) {
      return message(403, `${caller.arn} may not reset account ${owner}; its root and its administrators may`);
    }
    const found = await store.write((tx) => resetAccount(tx, owner, sources));
    return found ? json(200, { accountId: owner }) : message(409, `account ${owner} was declared by no accounts file`);
  }

  function allows(raw: RawRequest, caller: Caller, question: Question): Promise<boolean> {
    return allowsInIam(raw, caller, {
      ...question,
      resource: `arn:aws:sallyport::${question.owner}:${question.resource}`,
    });
  }

  /**
   * Policies for all but IAM, such as AWS's PowerUserAccess, allow every action of Sallyport by the way. A trace shows
   * policies and a reset deletes users, so both also need what these take on IAM.
   */
  async function allowsInIam(raw: RawRequest, caller: Caller, { action, owner, resource }: Question): Promise<boolean> {
    const check = { action, resource, resourceAccountId: owner };
    const facts = { raw, nowMs: sources.nowMs(), region: "us-east-1" };
    return (await identity.authorize(caller, check, facts)).decision.allowed;
  }
}

interface Question {
  readonly action: string;
  readonly owner: AccountId;
  readonly resource: string;
}

function decodeId(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function message(status: number, text: string): RawResponse {
  return json(status, { message: text });
}

function json(status: number, body: object): RawResponse {
  return {
    status,
    headers: ["content-type", "application/json", "cache-control", "no-store"],
    body: JSON.stringify(body),
  };
}
