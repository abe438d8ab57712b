import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { SigningCredentials } from "../../sigv4/sign.ts";
import type { Explanation } from "../../trace/explanation.ts";
import { fetchExplanation } from "../fetch-explanation.ts";
import { type IncomingReply, send } from "../send.ts";
import { demoRegion } from "./scenario.ts";

/** One call of the API and what came of it. */
export interface DemoCall {
  readonly caller: string;
  readonly status: number;
  readonly body: string;
  readonly requestId: string;
  /** Why, in one sentence of the server's explanation. */
  readonly reason: string;
}

/** What the calls are made with. */
export interface CallOptions {
  readonly endpoint: string;
  /** The Host header of the API. */
  readonly host: string;
  readonly roleArn: string;
  readonly userKey: SigningCredentials;
  /** Who may read the decisions. */
  readonly adminA: SigningCredentials;
}

/** The path the calls are for. */
export const demoPath = "/pets";

/** Calls the API unsigned, with B's own key, and as the assumed role. */
export async function makeCalls(options: CallOptions): Promise<readonly DemoCall[]> {
  const { endpoint, roleArn, userKey } = options;
  const unsigned = await call(options, "nobody (unsigned)", undefined);
  const direct = await call(options, "B's user, own key", userKey);
  const sts = new STSClient({ endpoint, region: demoRegion, credentials: userKey });
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "role_session" }));
  const assumed = await call(options, "B's user as A's role", {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  });
  return [unsigned, direct, assumed];
}

async function call(
  options: CallOptions,
  caller: string,
  credentials: SigningCredentials | undefined,
): Promise<DemoCall> {
  const { endpoint, host, adminA } = options;
  const reply = await send({
    endpoint,
    host,
    method: "GET",
    path: demoPath,
    ...(credentials && { signing: { credentials, service: "execute-api", region: demoRegion } }),
  });
  const requestId = requestIdOf(reply);
  const explanation: Explanation = await fetchExplanation({ endpoint, requestId, credentials: adminA });
  return { caller, status: reply.status, body: reply.body, requestId, reason: explanation.summary };
}

function requestIdOf({ headers }: IncomingReply): string {
  const value = headers["apigw-requestid"];
  return typeof value === "string" ? value : "";
}
