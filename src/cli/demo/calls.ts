import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import type { SigningCredentials } from "../../sigv4/sign.ts";
import type { Explanation } from "../../trace/explanation.ts";
import { fetchExplanation } from "../fetch-explanation.ts";
import { type IncomingReply, send } from "../send.ts";
import { restStage } from "./rest-scenario.ts";
import { demoRegion } from "./scenario.ts";

/** One call of an API and what came of it. */
export interface DemoCall {
  readonly api: "HTTP" | "REST";
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
  /** The Host headers of the APIs. */
  readonly hosts: Readonly<Record<DemoCall["api"], string>>;
  readonly roleArn: string;
  readonly userKey: SigningCredentials;
  /** Who may read the decisions. */
  readonly adminA: SigningCredentials;
}

/** The paths the calls are for; a REST API's begins with its stage. */
export const demoPaths = { HTTP: "/pets", REST: `/${restStage}/pets` } as const satisfies Record<
  DemoCall["api"],
  string
>;

/** Calls the HTTP API unsigned, with B's own key, and as the assumed role. */
export async function callHttpApi(options: CallOptions): Promise<readonly DemoCall[]> {
  const { endpoint, roleArn, userKey } = options;
  const unsigned = await call(options, { api: "HTTP", caller: nobody });
  const direct = await call(options, { api: "HTTP", caller: user, credentials: userKey });
  const sts = new STSClient({ endpoint, region: demoRegion, credentials: userKey });
  const { Credentials } = await sts.send(new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "role_session" }));
  const credentials = {
    accessKeyId: Credentials?.AccessKeyId ?? "",
    secretAccessKey: Credentials?.SecretAccessKey ?? "",
    sessionToken: Credentials?.SessionToken ?? "",
  };
  return [unsigned, direct, await call(options, { api: "HTTP", caller: "B's user as A's role", credentials })];
}

/** Calls the REST API unsigned and with B's own key, before and after its resource policy lets B's user in. */
export async function callRestApi(options: CallOptions, letIn: () => Promise<void>): Promise<readonly DemoCall[]> {
  const unsigned = await call(options, { api: "REST", caller: nobody });
  const direct = { api: "REST", credentials: options.userKey } as const;
  const before = await call(options, { ...direct, caller: `${user}, before 3` });
  await letIn();
  return [unsigned, before, await call(options, { ...direct, caller: user })];
}

const nobody = "nobody (unsigned)";
const user = "B's user, own key";

interface Attempt extends Pick<DemoCall, "api" | "caller"> {
  readonly credentials?: SigningCredentials;
}

async function call(options: CallOptions, { api, caller, credentials }: Attempt): Promise<DemoCall> {
  const { endpoint, hosts, adminA } = options;
  const reply = await send({
    endpoint,
    host: hosts[api],
    method: "GET",
    path: demoPaths[api],
    ...(credentials && { signing: { credentials, service: "execute-api", region: demoRegion } }),
  });
  const requestId = requestIdOf(reply);
  const explanation: Explanation = await fetchExplanation({ endpoint, requestId, credentials: adminA });
  return { api, caller, status: reply.status, body: reply.body, requestId, reason: explanation.summary };
}

function requestIdOf({ headers }: IncomingReply): string {
  const value = headers["apigw-requestid"] ?? headers["x-amzn-requestid"];
  return typeof value === "string" ? value : "";
}
