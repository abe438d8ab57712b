import http from "node:http";
import net, { type AddressInfo } from "node:net";
import { parseAccountId } from "../src/arn/account-id.ts";
import { createGateway, type Gateway } from "../src/gateway/invoke.ts";
import type { FunctionTable } from "../src/gateway/function-invoker.ts";
import type { GatewaySettings } from "../src/gateway/exchange.ts";
import type { InvokeTarget } from "../src/gateway/invoke-target.ts";
import type { LogDestinations } from "../src/gateway/observation/log-destinations.ts";
import type { RawRequest } from "../src/http/raw-request.ts";
import { createIdentity } from "../src/identity/create-identity.ts";
import { createSessionTokens } from "../src/identity/create-session-tokens.ts";
import type { SessionTokens } from "../src/identity/session-tokens.ts";
import { createUsage } from "../src/identity/usage.ts";
import { httpOptions } from "../src/server/http-options.ts";
import { type Sources, systemSources } from "../src/sources.ts";
import { openStore } from "../src/store/open-store.ts";
import type { ApiRecord, AuthorizerRecord, IntegrationRecord, RouteRecord, StageRecord } from "../src/store/records.ts";
import type { Store } from "../src/store/store.ts";
import { createDecisionLog } from "../src/trace/decision-log.ts";
import type { DecisionLog } from "../src/trace/decision-record.ts";

/** The account that owns the APIs of these tests. */
export const owner = accountId("111111111111");

/** The region of the APIs of these tests. */
export const region = "us-east-1";

/** A gateway on a port of its own over a database of its own, with everything behind it real. */
export interface GatewayFixture {
  readonly store: Store;
  readonly tokens: SessionTokens;
  readonly gateway: Gateway;
  readonly decisions: DecisionLog;
  readonly server: http.Server;
  readonly port: number;
  /** How many invokes have not come to their end. */
  readonly inFlight: () => number;
  /** What `invoke` rejected with, oldest first. */
  readonly failures: readonly unknown[];
  close(): Promise<void>;
}

/** What a gateway under test has from outside. */
export interface GatewayOutside {
  readonly functions?: FunctionTable;
  readonly sources?: Sources;
  readonly logs?: LogDestinations;
}

type Arrival = [http.IncomingMessage, http.ServerResponse, RawRequest, InvokeTarget | undefined];

/** Starts a gateway. */
export async function startGateway(
  settings: Partial<GatewaySettings> = {},
  { functions = new Map(), sources = systemSources, logs }: GatewayOutside = {},
): Promise<GatewayFixture> {
  const store = await openStore({ database: undefined, masterKey: new Uint8Array(32), sources });
  const tokens = createSessionTokens(await store.tokenKeys(), sources.randomBytes);
  const identity = createIdentity({ store, tokens, usage: createUsage(store), ...sources });
  const decisions = createDecisionLog(1_000);
  const gateway = createGateway({
    store,
    identity,
    decisions,
    sources,
    functions,
    ...(logs !== undefined && { logs }),
    settings: { domains: ["localhost", "amazonaws.com"], unsignedMessage: "Missing Authentication Token", ...settings },
  });
  const failures: unknown[] = [];
  let inFlight = 0;
  const server = http.createServer(httpOptions, (incoming, outgoing) => {
    const raw = rawRequest(incoming);
    const target = gateway.targetOf(raw);
    if (target === undefined) {
      void Promise.resolve(gateway.domainTargetOf(raw)).then((found) => handle(incoming, outgoing, raw, found));
    } else {
      handle(incoming, outgoing, raw, target);
    }
  });
  const handle = (...[incoming, outgoing, raw, target]: Arrival): void => {
    if (target === undefined) {
      outgoing.writeHead(421).end();
      return;
    }
    inFlight += 1;
    gateway.invoke(incoming, outgoing, raw, target).then(
      () => (inFlight -= 1),
      (cause: unknown) => {
        inFlight -= 1;
        failures.push(cause);
      },
    );
  };
  const port = await listen(server);
  return {
    store,
    tokens,
    gateway,
    decisions,
    server,
    port,
    inFlight: () => inFlight,
    failures,
    close: async () => {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await gateway.close();
      await store.close();
    },
  };
}

/** A route as a test writes it: the key and where it goes. */
export interface TestRoute {
  readonly key: string;
  /** The integration's URI; the route has no target without one. */
  readonly uri?: string;
  readonly auth?: RouteRecord["authorizationType"];
  readonly authorizerId?: string;
  readonly scopes?: readonly string[];
  readonly integration?: Partial<IntegrationRecord>;
}

/** An API as a test writes it. */
export interface TestApi {
  readonly apiId: string;
  readonly routes: readonly TestRoute[];
  readonly authorizers?: readonly AuthorizerRecord[];
  /** One `$default` stage when absent; each serves the routes above unless it says otherwise. */
  readonly stages?: readonly (Partial<StageRecord> & { readonly stageName: string; readonly undeployed?: boolean })[];
  readonly api?: Partial<ApiRecord>;
}

/** Writes an API with its stages and one deployment as the control plane would; an existing one is replaced. */
export async function putApi(
  store: Store,
  { apiId, routes, authorizers = [], stages = [{ stageName: "$default" }], api }: TestApi,
): Promise<void> {
  const record: ApiRecord = {
    apiId,
    accountId: owner,
    region,
    name: apiId,
    createdAtMs: 0,
    disableExecuteApiEndpoint: false,
    ipAddressType: "ipv4",
    tags: {},
    ...api,
  };
  const integrations = routes.map((route, index): IntegrationRecord => ({
    integrationId: `i${index}`,
    integrationType: "HTTP_PROXY",
    integrationMethod: "ANY",
    connectionType: "INTERNET",
    payloadFormatVersion: "1.0",
    timeoutInMillis: 30_000,
    ...(route.uri !== undefined && { integrationUri: route.uri }),
    ...route.integration,
  }));
  const snapshot = {
    api: record,
    integrations,
    authorizers,
    routes: routes.map((route, index): RouteRecord => ({
      routeId: `r${index}`,
      routeKey: route.key,
      authorizationType: route.auth ?? "NONE",
      apiKeyRequired: false,
      ...(route.authorizerId !== undefined && { authorizerId: route.authorizerId }),
      ...(route.scopes !== undefined && { authorizationScopes: route.scopes }),
      ...(route.uri !== undefined && { target: `integrations/i${index}` }),
    })),
  };
  await store.write(async ({ accounts, apis, deployments, stages: stageRepository }) => {
    if ((await accounts.get(owner)) === undefined) {
      await accounts.insert({ accountId: owner, name: "owner", createdAtMs: 0 });
    }
    await ((await apis.find(apiId)) === undefined ? apis.insert(record) : apis.update(record));
    await deployments.put(owner, apiId, { deploymentId: "d1", createdAtMs: 0, autoDeployed: false, snapshot });
    for (const { undeployed, ...stage } of stages) {
      await stageRepository.put(owner, apiId, {
        autoDeploy: false,
        createdAtMs: 0,
        updatedAtMs: 0,
        defaultRouteSettings: {},
        routeSettings: {},
        stageVariables: {},
        tags: {},
        ...(undeployed !== true && { deploymentId: "d1" }),
        ...stage,
      });
    }
  });
}

/** The host name of an API on the default domain. */
export function hostOf(apiId: string): string {
  return `${apiId}.execute-api.${region}.localhost`;
}

/** One whole HTTP exchange. */
export interface TestReply {
  readonly status: number;
  readonly rawHeaders: readonly string[];
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** What a test sends. */
export interface TestRequest {
  readonly path?: string;
  readonly method?: string;
  readonly host?: string;
  readonly headers?: http.OutgoingHttpHeaders | readonly string[];
  readonly body?: string | Uint8Array;
}

/** Sends a request on a connection of its own and reads the whole answer; rejects when the connection is cut. */
export function send(
  port: number,
  { path = "/", method = "GET", host = hostOf("api1"), headers = {}, body }: TestRequest,
): Promise<TestReply> {
  return new Promise((resolve, reject) => {
    const all = Array.isArray(headers) ? ["Host", host, ...headers] : { Host: host, ...headers };
    const request = http.request({ port, host: "127.0.0.1", path, method, agent: false, headers: all });
    request.on("error", reject);
    request.on("response", (response) => {
      let text = "";
      response.setEncoding("utf8").on("data", (chunk: string) => (text += chunk));
      response.on("error", reject).on("end", () => {
        const { statusCode = 0, rawHeaders } = response;
        resolve({ status: statusCode, rawHeaders, headers: response.headers, body: text });
      });
    });
    request.end(body);
  });
}

/** What a backend saw of a request. */
export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: readonly string[];
  readonly body: string;
}

/** A backend that answers every request with what it saw of it, as JSON. */
export function echoBackend(): http.Server {
  return http.createServer((request, response) => {
    let body = "";
    request.on("data", (chunk: Buffer) => (body += chunk.toString("latin1")));
    request.on("end", () => {
      const { method, url, rawHeaders } = request;
      response.writeHead(200, { "content-type": "application/json" });
      response.end(JSON.stringify({ method, url, headers: rawHeaders, body }));
    });
  });
}

/** Sends a request and returns what the echo backend saw of it; throws when anything else answered. */
export async function sendToEcho(port: number, request: TestRequest): Promise<Seen> {
  const { status, body } = await send(port, request);
  if (status !== 200) {
    throw new Error(`answered ${status}: ${body}`);
  }
  // The echo backend's own form.
  return JSON.parse(body) as Seen;
}

/** The values of all headers of that lower-case name in a flat list. */
export function valuesOf(headers: readonly string[], name: string): readonly string[] {
  return headers.filter((_, index) => index % 2 === 1 && headers[index - 1]?.toLowerCase() === name);
}

/** Sends bytes as they stand and reads until the server closes. */
export function sendRaw(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = net.connect(port, "127.0.0.1");
    let received = "";
    socket.setEncoding("latin1").on("data", (chunk: string) => (received += chunk));
    socket.on("error", () => undefined).on("close", () => resolve(received));
    socket.write(text, "latin1");
  });
}

/** Listens on a free port of the loopback. */
export async function listen(server: net.Server): Promise<number> {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  // A TCP server's address is never a string.
  return (server.address() as AddressInfo).port;
}

/** The request as the server proper reads it off the connection. */
export function rawRequest(incoming: http.IncomingMessage): RawRequest {
  const url = incoming.url ?? "";
  const mark = url.indexOf("?");
  return {
    method: incoming.method ?? "",
    path: mark < 0 ? url : url.slice(0, mark),
    query: mark < 0 ? "" : url.slice(mark + 1),
    headers: incoming.rawHeaders,
    remoteAddress: incoming.socket.remoteAddress ?? "",
    secure: false,
  };
}

function accountId(text: string) {
  const parsed = parseAccountId(text);
  if (parsed === undefined) {
    throw new Error(`${text} is no account id`);
  }
  return parsed;
}
