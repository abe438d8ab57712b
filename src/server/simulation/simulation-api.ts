import { hash } from "node:crypto";
import type { AccountId } from "../../arn/account-id.ts";
import { headerValue, type RawRequest, type RawResponse } from "../../http/raw-request.ts";
import { parseQueryParameters } from "../../http/query-parameters.ts";
import type { Caller } from "../../identity/caller.ts";
import type { Identity } from "../../identity/identity.ts";
import type { ScopeExpectation } from "../../sigv4/check-authorization.ts";
import type { Sources } from "../../sources.ts";
import type { Store } from "../../store/store.ts";
import { accountsOf, type MayRead, simulateChain } from "./simulate-chain.ts";
import {
  consentParameter,
  type SimulationQuestion,
  simulationPath,
  simulationQuestion,
  simulationRequest,
} from "./simulation-question.ts";

/** What the API of simulations stands on. */
export interface SimulationApiOptions {
  readonly store: Store;
  readonly identity: Identity;
  readonly sources: Sources;
  readonly domains: readonly string[];
  /** What a consent's signature may be for. */
  readonly expectation: ScopeExpectation;
  /** A reply with that status and body. */
  readonly json: (status: number, body: object) => RawResponse;
}

/** Answers a simulation asked for by a caller whose signature was verified. */
export type SimulationApi = (raw: RawRequest, body: Uint8Array, caller: Caller) => Promise<RawResponse>;

/**
 * Makes the API of simulations. A simulation shows the policies of every account on the chain, so in each someone must
 * agree who has `sallyport:Simulate` there: the signer of the request, or one of those whose consents it carries.
 */
export function createSimulationApi(options: SimulationApiOptions): SimulationApi {
  const { store, identity, sources, domains, expectation, json } = options;

  return async (raw, body, caller) => {
    const request = simulationRequest.safeParse(parseJson(new TextDecoder().decode(body)));
    const question = simulationQuestion.safeParse(parseJson(request.data?.question ?? ""));
    if (!request.success || !question.success) {
      return json(400, { message: "the body is not a simulation: {question, consents}, the question as JSON text" });
    }
    const questionHash = hash("sha256", request.data.question, "hex");
    const signers = [caller];
    for (const consent of request.data.consents) {
      const other = await consenting(raw, consent, questionHash);
      if (other === undefined) {
        return json(403, { message: "a consent is not signed with a valid key, or is for another question" });
      }
      signers.push(other);
    }
    const mayRead: MayRead = async (accountId) => {
      const allowed = await Promise.all(signers.map((signer) => allowsIn(raw, signer, accountId)));
      return allowed.includes(true);
    };
    const asked = accountsOf(question.data);
    const open = await Promise.all(asked.map(mayRead));
    const closed = asked.filter((_, index) => open[index] === false);
    if (closed.length > 0) {
      const accounts = closed.join(" and ");
      return json(403, { message: `no one who signed has sallyport:Simulate in account ${accounts}` });
    }
    return json(200, await simulate(raw, question.data, mayRead));
  };

  function simulate(raw: RawRequest, question: SimulationQuestion, mayRead: MayRead) {
    return store.read((tx) =>
      simulateChain({ identity, sources, domains, tx, question, raw, nowMs: sources.nowMs(), mayRead }),
    );
  }

  /** The signer of a consent: a presigned GET of this path with the question's hash in its query. */
  async function consenting(raw: RawRequest, consent: string, questionHash: string): Promise<Caller | undefined> {
    const agrees = parseQueryParameters(consent).some(
      ({ name, value }) => name === consentParameter && value === questionHash,
    );
    const headers = ["host", headerValue(raw, "host") ?? ""];
    const request: RawRequest = { ...raw, method: "GET", path: simulationPath, query: consent, headers };
    const authentication = await identity.authenticate(request, new Uint8Array(), expectation);
    return agrees && authentication.kind === "authenticated" ? authentication.caller : undefined;
  }

  async function allowsIn(raw: RawRequest, signer: Caller, accountId: AccountId): Promise<boolean> {
    const resource = `arn:aws:sallyport::${accountId}:simulation`;
    const check = { action: "sallyport:Simulate", resource, resourceAccountId: accountId };
    const facts = { raw, nowMs: sources.nowMs(), region: "us-east-1" };
    return (await identity.authorize(signer, check, facts)).decision.allowed;
  }
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
