import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import net from "node:net";
import { hostOf, region } from "../test/gateway.ts";
import { signRequest } from "../src/sigv4/index.ts";

/** What one way of serving costs. */
export interface GatewayFigure {
  readonly name: string;
  readonly requestsPerSecond: number;
  /** Of the proxy's own process, user and system time. */
  readonly cpuMicrosPerRequest: number;
}

/** What is measured: a proxy that only proxies, and the gateway with each kind of authorization. */
export type Contender = "bare" | "none" | "iam";

const contenders: readonly Contender[] = ["bare", "none", "iam"];
const names: Readonly<Record<Contender, string>> = {
  bare: "node:http + undici dispatch, nothing else",
  none: "gateway, route of type NONE",
  iam: "gateway, route of type AWS_IAM, signed",
};
const rounds = 5;
const requestsPerRound = 6_000;
const connections = 32;
const roundMsMax = 20_000;

/**
 * Measures the contenders in turn, round after round, each in a process of its own on the loopback, and prints and
 * returns the medians.
 */
export async function gatewayBench(): Promise<readonly GatewayFigure[]> {
  const backend = await start("backend");
  const proxies = new Map<Contender, Started>();
  for (const contender of contenders) {
    proxies.set(contender, await start(contender, backend.port));
  }
  const results = new Map<Contender, GatewayFigure[]>(contenders.map((contender) => [contender, []]));
  try {
    for (let round = 0; round <= rounds; round += 1) {
      for (const [contender, proxy] of proxies) {
        const figure = await measure(contender, proxy);
        // The first round only warms up.
        if (round > 0) {
          results.get(contender)?.push(figure);
        }
      }
    }
  } finally {
    for (const { child } of [backend, ...proxies.values()]) {
      child.kill();
    }
  }
  const figures = [...results.values()].map(medianFigure);
  const [bare] = figures;
  for (const { name, requestsPerSecond, cpuMicrosPerRequest } of figures) {
    const ratio = cpuMicrosPerRequest / (bare?.cpuMicrosPerRequest ?? 1);
    const columns = [
      requestsPerSecond.toFixed(0).padStart(7),
      "requests/s",
      cpuMicrosPerRequest.toFixed(1).padStart(7),
      "µs CPU",
      ratio.toFixed(2),
    ];
    console.log(`${columns.join(" ")}  ${name}`);
  }
  return figures;
}

interface Started {
  readonly child: ChildProcess;
  readonly port: number;
}

async function start(role: string, backendPort = 0): Promise<Started> {
  const child = fork(new URL("./gateway-process.ts", import.meta.url), [role, String(backendPort)]);
  return { child, port: await ask(child, "port") };
}

/** A number that a process tells of itself: its port, or the CPU time it has used in microseconds. */
async function ask(child: ChildProcess, what: "port" | "cpu"): Promise<number> {
  child.send(what);
  const [answer] = await once(child, "message");
  return Number(answer);
}

async function measure(contender: Contender, { child, port }: Started): Promise<GatewayFigure> {
  const cpuBefore = await ask(child, "cpu");
  const startedMs = performance.now();
  const count = await load(port, requestsOf(contender));
  const seconds = (performance.now() - startedMs) / 1_000;
  const cpuMicrosPerRequest = ((await ask(child, "cpu")) - cpuBefore) / count;
  return { name: names[contender], requestsPerSecond: count / seconds, cpuMicrosPerRequest };
}

/** A hundred different requests, so that no answer comes out of a cache of one. */
function requestsOf(contender: Contender): readonly string[] {
  return Array.from({ length: 100 }, (_, index) => {
    const unsigned = ["host", hostOf("api1"), "accept", "*/*", "user-agent", "bench"];
    const path = `/items/${index}`;
    const request = { method: "GET", path, query: "", headers: unsigned, body: "" };
    const credentials = { accessKeyId: "AKIABENCH", secretAccessKey: "bench-secret" };
    const signing = { credentials, region, service: "execute-api", nowMs: Date.now() };
    const headers = [
      ...unsigned,
      ...(contender === "iam" ? Object.entries(signRequest({ ...request, ...signing })).flat() : []),
    ];
    const lines = headers.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${headers[at + 1] ?? ""}`] : []));
    return [`GET ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n");
  });
}

/** Keeps that many connections busy until all requests are answered; returns how many were. Throws when one is refused. */
async function load(port: number, requests: readonly string[]): Promise<number> {
  let started = 0;
  let answered = 0;
  const deadlineMs = performance.now() + roundMsMax;
  const worker = () =>
    new Promise<void>((resolve, reject) => {
      const socket = net.connect(port, "127.0.0.1").setNoDelay(true);
      let received = "";
      const next = () => {
        if (started >= requestsPerRound || performance.now() > deadlineMs) {
          socket.end();
          resolve();
          return;
        }
        socket.write(requests[started % requests.length] ?? "");
        started += 1;
      };
      socket.setEncoding("latin1").on("error", reject);
      socket.on("data", (chunk: string) => {
        received += chunk;
        if (!received.startsWith("HTTP/1.1 200")) {
          reject(new Error(`refused: ${received.slice(0, 300)}`));
          socket.destroy();
        } else if (received.endsWith("\r\n\r\nhello")) {
          received = "";
          answered += 1;
          next();
        }
      });
      next();
    });
  await Promise.all(Array.from({ length: connections }, worker));
  return answered;
}

function medianFigure(figures: readonly GatewayFigure[]): GatewayFigure {
  return {
    name: figures[0]?.name ?? "",
    requestsPerSecond: median(figures.map((figure) => figure.requestsPerSecond)),
    cpuMicrosPerRequest: median(figures.map((figure) => figure.cpuMicrosPerRequest)),
  };
}

function median(values: readonly number[]): number {
  return [...values].sort((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;
}
