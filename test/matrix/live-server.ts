import http from "node:http";
import { pino } from "pino";
import { accountIdOf } from "../../src/arn/account-id.ts";
import { createSessionTokens } from "../../src/identity/create-session-tokens.ts";
import { type SigningCredentials, signRequest } from "../../src/sigv4/sign.ts";
import { defaultSettings } from "../../src/server/settings.ts";
import { startServer } from "../../src/server/start-server.ts";
import { systemSources } from "../../src/sources.ts";
import { openStore } from "../../src/store/open-store.ts";
import { echoBackend, listen, putApi } from "../gateway.ts";
import { putRestApi, type TestMethod } from "../rest-gateway.ts";
import { accountA, cast } from "./cast.ts";
import { rootKey, userKey } from "./live-keys.ts";
import { liveAccounts, type LivePlan } from "./live-plan.ts";
import { createStage } from "./live-stage.ts";
import { type MatrixCase, policyText } from "./matrix-case.ts";

/** What a server said to a signed request. */
export interface LiveReply {
  readonly status: number;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** What became of a case's request. */
export interface LiveOutcome extends LiveReply {
  /** How the server, asked afterwards, says that it decided the case's action. */
  readonly decision: { readonly outcome: string; readonly deniedBy?: string } | undefined;
}

/** A whole server over an empty store, with a clock that cases set. */
export interface LiveServer {
  /** Gives the case's caller exactly its policies, sends its request and asks the server how it was decided. */
  run(matrixCase: MatrixCase, plan: Extract<LivePlan, { readonly kind: "request" }>): Promise<LiveOutcome>;
  /** Calls an operation of IAM or STS as the root of account A, or as another. */
  call(
    service: "iam" | "sts",
    parameters: Readonly<Record<string, string>>,
    as?: SigningCredentials,
  ): Promise<LiveReply>;
  /** Empties both accounts but for the cast, and gives the case's caller exactly its policies. */
  stage(matrixCase: MatrixCase): Promise<unknown>;
  close(): Promise<void>;
}

/** Starts the server on a free port, with a backend behind its APIs. */
export async function startLiveServer(): Promise<LiveServer> {
  let nowMs = Date.UTC(2026, 0, 15, 12);
  const sources = { ...systemSources, nowMs: () => nowMs };
  const store = await openStore({ database: undefined, masterKey: new Uint8Array(32), sources });
  await store.write(async ({ accounts }) => {
    for (const accountId of liveAccounts) {
      await accounts.insert({ accountId: accountIdOf(accountId), name: accountId, createdAtMs: 0 });
    }
  });
  const tokens = createSessionTokens(await store.tokenKeys(), sources.randomBytes);
  const logger = pino({ level: "silent" });
  const server = await startServer({ store, sources, logger, settings: { ...defaultSettings, port: 0 } });
  const backend = echoBackend();
  const uri = `http://127.0.0.1:${await listen(backend)}`;
  const stage = createStage(store);
  const agent = new http.Agent({ keepAlive: true });

  return { run, call, stage, close };

  async function run(...[matrixCase, plan]: Parameters<LiveServer["run"]>): Promise<LiveOutcome> {
    nowMs = plan.nowMs;
    const policyArns = await stage(matrixCase);
    const { call: request, headers, localAddress } = plan;
    if (request.api !== undefined) {
      const { apiId, stage: stageName, resourcePolicy } = request.api;
      const shared = { apiId, stages: [{ stageName }], api: { region: request.region } };
      await (resourcePolicy === undefined
        ? putApi(store, { ...shared, routes: [{ key: "$default", uri, auth: "AWS_IAM" }] })
        : putRestApi(store, { ...shared, policy: resourcePolicy, methods: restMethods(uri, matrixCase) }));
    }
    const body = request.parameters === undefined ? "" : new URLSearchParams(request.parameters).toString();
    const credentials = credentialsOf(matrixCase, plan, policyArns);
    const reply = await send({ ...request, body, headers, localAddress, credentials });
    return { ...reply, decision: await decisionOf(reply, matrixCase) };
  }

  /** Sessions are sealed as STS would seal them: what a case needs of one may not be had by a call. */
  function credentialsOf(
    { principal: name, policies, context }: MatrixCase,
    { session }: Extract<LivePlan, { readonly kind: "request" }>,
    policyArns: readonly string[],
  ): SigningCredentials | undefined {
    const principal = cast[name];
    if (principal.type === "anonymous") {
      return undefined;
    }
    if (session === undefined) {
      return principal.type === "root" ? rootKey(principal.accountId) : userKey(name);
    }
    const { issuedAtMs, multiFactor, sourceIdentity, kind } = session;
    const keys = { accessKeyId: "ASIACASECASECASECASE", secretAccessKey: "secret of the case's session" };
    const [inline] = policies.session ?? [];
    const tags = Object.entries(context).flatMap(([key, value]) =>
      /^aws:principaltag\//i.test(key) && typeof value === "string" ? [{ key: key.slice(17), value }] : [],
    );
    const sessionToken = tokens.seal({
      kind,
      accountId: accountIdOf(principal.accountId),
      ...keys,
      issuerId: "uniqueId" in principal ? principal.uniqueId : "",
      ...(kind !== "user" && { sessionName: principal.arn.slice(principal.arn.lastIndexOf("/") + 1) }),
      issuedAtMs,
      expiresAtMs: nowMs + 900_000,
      ...(inline !== undefined && { policy: policyText(inline) }),
      ...(policyArns.length > 0 && { policyArns }),
      ...(kind !== "user" && { tags }),
      ...(multiFactor && { multiFactor }),
      ...(sourceIdentity !== undefined && { sourceIdentity }),
    });
    return { ...keys, sessionToken };
  }

  /** Asks the server's own explanation of the request for the decision on the case's action. */
  async function decisionOf(
    { headers }: LiveReply,
    { action, resourceAccount }: MatrixCase,
  ): Promise<LiveOutcome["decision"]> {
    const requestId = String(headers["x-amzn-requestid"] ?? headers["apigw-requestid"]);
    const reply = await send({
      service: "iam",
      region: "us-east-1",
      method: "GET",
      path: `/_sallyport/v1/traces/${encodeURIComponent(requestId)}`,
      host: "localhost",
      body: "",
      headers: {},
      localAddress: "127.0.0.1",
      credentials: rootKey(resourceAccount),
    });
    // The server's own form; what a test misses in it shows as undefined.
    const trace = JSON.parse(reply.body) as {
      readonly links?: readonly {
        readonly policies?: {
          readonly request: { readonly action: string };
          readonly decision: NonNullable<LiveOutcome["decision"]>;
        };
      }[];
    };
    const links = trace.links?.flatMap(({ policies }) => policies ?? []) ?? [];
    return links.find(({ request }) => request.action === action)?.decision;
  }

  function call(...[service, parameters, credentials = rootKey(accountA)]: Parameters<LiveServer["call"]>) {
    return send({
      service,
      region: "us-east-1",
      method: "POST",
      path: "/",
      host: `${service}.amazonaws.com`,
      body: new URLSearchParams(parameters).toString(),
      headers: {},
      localAddress: "127.0.0.1",
      credentials,
    });
  }

  function send(request: LiveRequest): Promise<LiveReply> {
    const { method, path, host, body, localAddress } = request;
    const type = body === "" ? {} : { "content-type": "application/x-www-form-urlencoded" };
    const headers = { host, ...type, ...request.headers };
    const { credentials } = request;
    const flat = Object.entries(headers).flat();
    const signed = credentials && signRequest({ ...request, credentials, query: "", headers: flat, nowMs });
    return new Promise((resolve, reject) => {
      const options = { port: server.port, host: "127.0.0.1", method, path, agent, localAddress };
      const outgoing = http.request({ ...options, headers: { ...headers, ...signed } });
      outgoing.on("error", reject).on("response", (response) => {
        let text = "";
        response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
        response
          .on("error", reject)
          .on("end", () => resolve({ status: response.statusCode ?? 0, headers: response.headers, body: text }));
      });
      outgoing.end(body);
    });
  }

  async function close(): Promise<void> {
    agent.destroy();
    await server.close();
    await store.close();
    backend.closeAllConnections();
    backend.close();
  }
}

interface LiveRequest {
  readonly service: string;
  readonly region: string;
  readonly method: string;
  readonly path: string;
  readonly host: string;
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly localAddress: string;
  /** Undefined for a request that nobody signs. */
  readonly credentials: SigningCredentials | undefined;
}

/** Methods that take every request, with authorization unless the case's caller has no key to sign with. */
function restMethods(uri: string, { principal }: MatrixCase): readonly TestMethod[] {
  const authorizationType = cast[principal].type === "anonymous" ? "NONE" : "AWS_IAM";
  return ["ANY /", "ANY /{proxy+}"].map((key) => ({ key, authorizationType, integration: { uri } }));
}
