// One process of `gateway.ts`: the backend or one of the proxies in front of it.
import http from "node:http";
import type net from "node:net";
import { Pool } from "undici";
import { listen, owner, putApi, startGateway } from "../test/gateway.ts";

const [role = "", backendPort = ""] = process.argv.slice(2);
const port = await serve();

process.on("message", (what) => {
  const { user, system } = process.cpuUsage();
  process.send?.(what === "port" ? port : user + system);
});
process.on("disconnect", () => process.exit());

async function serve(): Promise<number> {
  switch (role) {
    case "backend":
      return listen(backend());
    case "bare":
      return listen(bareProxy());
    case "none":
      return gateway("NONE");
    case "iam":
      return gateway("AWS_IAM");
    default:
      throw new Error(`unknown role ${role}`);
  }
}

function backend(): net.Server {
  return http.createServer((_, response) => {
    response.writeHead(200, ["Content-Type", "text/plain", "Content-Length", "5"]);
    response.end("hello");
  });
}

async function gateway(auth: "NONE" | "AWS_IAM"): Promise<number> {
  const { store, port } = await startGateway();
  await putApi(store, {
    apiId: "api1",
    routes: [{ key: "GET /items/{id}", uri: `http://127.0.0.1:${backendPort}/items/{id}`, auth }],
  });
  const document = JSON.stringify({
    Version: "2012-10-17",
    Statement: [
      {
        Effect: "Allow",
        Action: "execute-api:Invoke",
        Resource: "arn:aws:execute-api:us-east-1:111111111111:api1/$default/*/*",
      },
    ],
  });
  await store.write(async ({ users, accessKeys, entityPolicies }) => {
    const userId = "AIDABENCH";
    await users.insert({ accountId: owner, userId, userName: "bench", path: "/", createdAtMs: 0, tags: [] });
    const secretAccessKey = "bench-secret";
    await accessKeys.insert({
      accessKeyId: "AKIABENCH",
      secretAccessKey,
      accountId: owner,
      userId,
      status: "Active",
      createdAtMs: 0,
    });
    await entityPolicies.putInline(owner, { kind: "user", id: userId }, { policyName: "p", document });
  });
  return port;
}

/** What remains of a reverse proxy when all it does is pass on: the measure of what the gateway adds. */
function bareProxy(): net.Server {
  const pool = new Pool(`http://127.0.0.1:${backendPort}`, { allowH2: false, headersTimeout: 0, bodyTimeout: 0 });
  return http.createServer((incoming, outgoing) => {
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
