import { hash } from "node:crypto";
import type { SimulationResult } from "../server/simulation/simulate-chain.ts";
import {
  consentParameter,
  simulationPath,
  type SimulationQuestion,
  type SimulationRequest,
} from "../server/simulation/simulation-question.ts";
import { presignRequest } from "../sigv4/presign.ts";
import type { SigningCredentials } from "../sigv4/sign.ts";
import { systemSources } from "../sources.ts";
import { send } from "./send.ts";

/** What to simulate, and the credentials of those who agree to it: of one administrator of each account. */
export interface SimulationOrder {
  readonly endpoint: string;
  readonly question: SimulationQuestion;
  readonly signers: readonly [SigningCredentials, ...(readonly SigningCredentials[])];
}

/**
 * Asks a server to simulate a chain: the first signer signs the request, each of the others the question in it. Rejects
 * with the server's message when it does not.
 */
export async function fetchSimulation({ endpoint, question, signers }: SimulationOrder): Promise<SimulationResult> {
  const [first, ...others] = signers;
  const text = JSON.stringify(question);
  const signing = { service: "sallyport", region: "us-east-1" };
  const consents = others.map((credentials) =>
    presignRequest({
      ...signing,
      credentials,
      method: "GET",
      path: simulationPath,
      query: `${consentParameter}=${hash("sha256", text, "hex")}`,
      headers: ["host", new URL(endpoint).host],
      nowMs: systemSources.nowMs(),
      expiresSeconds: 60,
    }),
  );
  const reply = await send({
    endpoint,
    method: "POST",
    path: simulationPath,
    body: JSON.stringify({ question: text, consents } satisfies SimulationRequest),
    signing: { ...signing, credentials: first },
  });
  const body: unknown = JSON.parse(reply.body);
  if (reply.status !== 200) {
    throw new Error((body as { readonly message: string }).message);
  }
  // The server answers 200 with nothing else.
  return body as SimulationResult;
}
