// One process of `gateway.ts`: the backend, the bare proxy or a gateway in front of it.
import http from "node:http";
import type net from "node:net";
import { getHeapStatistics } from "node:v8";
import { Pool } from "undici";
import { pino } from "pino";
import { createSessionTokens } from "../src/identity/create-session-tokens.ts";
import type { SessionTokens } from "../src/identity/session-tokens.ts";
import { openTokenKeyRing } from "../src/identity/token-key-ring.ts";
import { defaultSettings } from "../src/server/settings.ts";
import { startServer } from "../src/server/start-server.ts";
import type { SigningCredentials } from "../src/sigv4/sign.ts";
import { systemSources } from "../src/sources.ts";
import { openStore } from "../src/store/open-store.ts";
import type { Store } from "../src/store/store.ts";
import { listen, owner, putApi, region } from "../test/gateway.ts";
import type { Usage } from "./contender.ts";

const [kind = "", backendPort = "", size = "1"] = process.argv.slice(2);

/** What the process that measures is told: where to send requests and who signs them. */
export interface Serving {
  readonly port: number;
  /** Empty when requests are not signed. */
  readonly signers: readonly SigningCredentials[];
}

const invokeAll = JSON.stringify({
  Version: "2012-10-17",
  Statement: [
    {
      Effect: "Allow",
      Action: "execute-api:Invoke",
      Resource: `arn:aws:execute-api:${region}:${owner}:api1/$default/*/*`,
    },
  ],
});

/** Connections last while it is the others' turn, as they do with the gateway. */
const patient = { keepAliveTimeout: 75_000 };

const serving = await serve();
process.send?.(serving);
process.on("message", () => {
  const { user, system } = process.cpuUsage();
  const { total_allocated_bytes: allocatedBytes } = getHeapStatistics();
  process.send?.({ cpuMicros: user + system, allocatedBytes } satisfies Usage);
});
process.on("disconnect", () => process.exit());

async function serve(): Promise<Serving> {
  switch (kind) {
    case "backend":
      return { port: await listen(backend()), signers: [] };
    case "bare":
      return { port: await listen(bareProxy()), signers: [] };
    case "routes":
      return gatewayOf("NONE", Number(size));
    case "unchecked":
      return gatewayOf("NONE", 1, addUser);
    case "uncheckedRole":
      return gatewayOf("NONE", 1, (accounts) => addRoles(accounts, 1));
    case "user":
      return gatewayOf("AWS_IAM", 1, addUser);
    case "roles":
      return gatewayOf("AWS_IAM", 1, (accounts) => addRoles(accounts, Number(size)));
    default:
      throw new Error(`there is no process of kind ${kind}`);
  }
}

function backend(): net.Server {
  return http.createServer(patient, (_, response) => {
    response.writeHead(200, ["Content-Type", "text/plain", "Content-Length", "5"]);
    response.end("hello");
  });
}

/** What the callers of a gateway are made with. */
interface Accounts {
  readonly store: Store;
  readonly tokens: SessionTokens;
}

/**
 * A whole server as `sallyport start` runs it, over a database in memory, with that many routes, the one that is called
 * among them, and the callers that `addSigners` makes.
 */
async function gatewayOf(
  auth: "NONE" | "AWS_IAM",
  routeCount: number,
  addSigners: (accounts: Accounts) => Promise<readonly SigningCredentials[]> = async () => [],
): Promise<Serving> {
  const sources = systemSources;
  const store = await openStore({ database: undefined, masterKey: new Uint8Array(32), sources });
  const tokens = createSessionTokens(await openTokenKeyRing({ store, nowMs: sources.nowMs }), sources.randomBytes);
  const { port } = await startServer({
    store,
    sources,
    logger: pino({ level: "silent" }),
    settings: { ...defaultSettings, port: 0, accountThrottle: { rate: 1_000_000, burst: 1_000_000 } },
  });
  const uri = `http://127.0.0.1:${backendPort}/items/{id}`;
  const others = Array.from({ length: routeCount - 1 }, (_, index) => ({
    key: `GET /things/${index}/{id}`,
    uri,
    auth,
  }));
  await putApi(store, { apiId: "api1", routes: [...others, { key: "GET /items/{id}", uri, auth }] });
  return { port, signers: await addSigners({ store, tokens }) };
}

async function addUser({ store }: Accounts): Promise<readonly SigningCredentials[]> {
  const userId = "AIDABENCH";
  const key = { accessKeyId: "AKIABENCH", secretAccessKey: "bench-secret" };
  await store.write(async ({ users, accessKeys, entityPolicies }) => {
    await users.insert({ accountId: owner, userId, userName: "bench", path: "/", createdAtMs: 0, tags: [] });
    await accessKeys.insert({ ...key, accountId: owner, userId, status: "Active", createdAtMs: 0 });
    await entityPolicies.putInline(owner, { kind: "user", id: userId }, { policyName: "p", document: invokeAll });
  });
  return [key];
}

/** That many roles with a policy each, and a session of a hundred of them at most, spread over all. */
async function addRoles({ store, tokens }: Accounts, count: number): Promise<readonly SigningCredentials[]> {
  const ids = Array.from({ length: count }, (_, index) => `AROABENCH${index}`);
  await store.write(async ({ roles, entityPolicies }) => {
    for (const roleId of ids) {
      await roles.insert({
        accountId: owner,
        roleId,
        roleName: roleId.toLowerCase(),
        path: "/",
        createdAtMs: 0,
        trustPolicy: "{}",
        trustedIds: {},
        maxSessionDurationSeconds: 3600,
        tags: [],
      });
      await entityPolicies.putInline(owner, { kind: "role", id: roleId }, { policyName: "p", document: invokeAll });
    }
  });
  const spread = Math.max(1, Math.floor(count / 100));
  return ids
    .filter((_, index) => index % spread === 0)
    .map((issuerId, index) => {
      const credentials = { accessKeyId: `ASIABENCH${index}`, secretAccessKey: `bench-secret-${index}` };
      const times = { issuedAtMs: Date.now(), expiresAtMs: Date.now() + 3_600_000 };
      const session = {
        kind: "role",
        accountId: owner,
        issuerId,
        sessionName: "bench",
        ...credentials,
        ...times,
      } as const;
      return { ...credentials, sessionToken: tokens.seal(session) };
    });
}

/** What remains of a reverse proxy when all it does is pass on: the measure of what the gateway adds. */
function bareProxy(): net.Server {
  const pool = new Pool(`http://127.0.0.1:${backendPort}`, { allowH2: false, headersTimeout: 0, bodyTimeout: 0 });
  return http.createServer(patient, (incoming, outgoing) => {
    const headers: string[] = [];
    const { rawHeaders } = incoming;
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = rawHeaders[index] ?? "";
      if (!/^(?:host|connection)$/i.test(name)) {
        headers.push(name, rawHeaders[index + 1] ?? "");
      }
    }
    pool.dispatch(
      { path: incoming.url ?? "/", method: incoming.method ?? "GET", headers },
      {
        onRequestStart: (controller) =>
          void outgoing.on("close", () => outgoing.writableFinished || controller.abort(new Error("gone"))),
        onResponseStart(controller, status) {
          const raw = Array.isArray(controller.rawHeaders) ? controller.rawHeaders : [];
          const kept: string[] = [];
          for (let index = 0; index < raw.length; index += 2) {
            const name = String(raw[index]);
            if (!/^(?:connection|keep-alive|transfer-encoding|date)$/i.test(name)) {
              kept.push(name, String(raw[index + 1]));
            }
          }
          outgoing.writeHead(status, kept);
        },
        onResponseData(controller, chunk) {
          if (!outgoing.write(chunk)) {
            controller.pause();
            outgoing.once("drain", () => controller.resume());
          }
        },
        onResponseEnd: () => void outgoing.end(),
        onResponseError: () => void outgoing.destroy(),
      },
    );
  });
}
