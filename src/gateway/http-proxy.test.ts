import http from "node:http";
import { Pool } from "undici";
import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { listen, rawRequest } from "../../test/gateway.ts";
import { createAlarms } from "./alarms.ts";
import { bodyFraming } from "./body.ts";
import { watchClient } from "./client-watch.ts";
import { gatewayErrors } from "./gateway-error.ts";
import { callHttpProxy, type HttpProxyOutcome } from "./http-proxy.ts";
import { newMeter } from "./observation/request-meter.ts";

/** A proxy with a single connection to its backend, which holds every request until it is told to answer. */
const alarms = createAlarms();
let pool: Pool;
let proxy: http.Server;
let backend: http.Server;
let port: number;
const held: http.ServerResponse[] = [];
const urls: (string | undefined)[] = [];
const outcomes: HttpProxyOutcome[] = [];

beforeEach(async () => {
  backend = http.createServer((request, response) => {
    urls.push(request.url);
    held.push(response);
  });
  pool = new Pool(`http://127.0.0.1:${await listen(backend)}`, { connections: 1, allowH2: false });
  proxy = http.createServer((incoming, outgoing) => {
    const raw = rawRequest(incoming);
    const timeoutMs = raw.path === "/hurried" ? 50 : 5_000;
    const outcome = callHttpProxy(
      { pools: { pool: () => pool, close: () => pool.close() }, alarms },
      {
        incoming,
        outgoing,
        client: watchClient(incoming, outgoing),
        meter: newMeter(),
        body: { kind: "stream", framing: bodyFraming(raw) },
        backend: { origin: "", target: raw.path, method: raw.method, timeoutMs, unreachable: gatewayErrors.internal },
        headers: [],
        responseHeaders: [],
        ownCors: false,
        mapResponse: () => undefined,
        onAnswered: () => undefined,
        nowMs: Date.now,
      },
    );
    void keep(outcome).finally(() => outgoing.destroy());
  });
  port = await listen(proxy);
});

afterEach(async () => {
  proxy.closeAllConnections();
  backend.closeAllConnections();
  proxy.close();
  backend.close();
  await pool.destroy();
  held.length = 0;
  urls.length = 0;
  outcomes.length = 0;
});

async function keep(outcome: Promise<HttpProxyOutcome>): Promise<void> {
  outcomes.push(await outcome);
}

const request = (path: string, method = "GET") =>
  http.request({ port, host: "127.0.0.1", path, method }).on("error", () => undefined);

test.each(["GET", "POST"])("a %s whose client left while it waited for a connection is never sent", async (method) => {
  request("/first").end();
  await vi.waitFor(() => expect(held).toHaveLength(1));
  const waiting = request("/waiting", method);
  waiting.end(method === "POST" ? "body" : undefined);
  await vi.waitFor(() => expect(pool.stats.pending).toBe(1));
  waiting.destroy();
  await vi.waitFor(() => expect(outcomes).toEqual([{ kind: "clientGone" }]));
  held[0]?.end("done");
  await vi.waitFor(() => expect(pool.stats.pending).toBe(0));
  request("/next").end();
  await vi.waitFor(() => expect(held).toHaveLength(2));
  expect(urls).toEqual(["/first", "/next"]);
});

test("waiting for a connection counts as waiting for the backend", async () => {
  request("/first").end();
  await vi.waitFor(() => expect(held).toHaveLength(1));
  request("/hurried").end();
  await vi.waitFor(() => expect(outcomes).toEqual([gatewayErrors.unavailable]));
  expect(urls).toEqual(["/first"]);
});
