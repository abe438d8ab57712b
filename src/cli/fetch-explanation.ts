import type { SigningCredentials } from "../sigv4/sign.ts";
import type { Explanation } from "../trace/explanation.ts";
import { send } from "./send.ts";

/** Which decision to explain, and who asks. */
export interface ExplanationRequest {
  readonly endpoint: string;
  readonly requestId: string;
  /** A key of root or an administrator of the account that owns the API or role. */
  readonly credentials: SigningCredentials;
}

/** Asks a server to explain a decision; rejects with its message when it has no such record or does not show it. */
export async function fetchExplanation({ endpoint, requestId, credentials }: ExplanationRequest): Promise<Explanation> {
  const reply = await send({
    endpoint,
    method: "GET",
    path: `/_sallyport/v1/traces/${encodeURIComponent(requestId)}`,
    signing: { credentials, service: "sallyport", region: "us-east-1" },
  });
  const body: unknown = JSON.parse(reply.body);
  if (reply.status !== 200) {
    throw new Error((body as { readonly message: string }).message);
  }
  return body as Explanation;
}
