import { hostOf, region } from "../test/gateway.ts";
import { signRequest } from "../src/sigv4/index.ts";
import { type Contender, startNginx, startNode } from "./contender.ts";
import { type Load, openLoad } from "./load.ts";

/** What is measured: proxies that only proxy, and the gateway with each kind of authorization, small and large. */
export type ContenderName = keyof typeof contenders;

/** What one way of serving costs: medians over the rounds. */
export interface GatewayFigure {
  readonly name: ContenderName;
  /** Of the proxy's own process, user and system time. */
  readonly cpuMicros: number;
  /** That as a multiple of what the contender it is compared with took in the same round. */
  readonly ratio: number;
  readonly comparedWith: ContenderName;
  readonly requestsPerSecond: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** JavaScript memory per request; absent for nginx. */
  readonly allocatedBytes: number | undefined;
}

/** How each is started in front of a backend, and whose cost its own is held against. */
const contenders = {
  nginx: { start: startNginx, comparedWith: "bare" },
  bare: { start: (port: number) => startNode("bare", port), comparedWith: "bare" },
  none: { start: (port: number) => startNode("routes", port), comparedWith: "bare" },
  routes: { start: (port: number) => startNode("routes", port, 5_000), comparedWith: "none" },
  unchecked: { start: (port: number) => startNode("unchecked", port), comparedWith: "none" },
  uncheckedRole: { start: (port: number) => startNode("uncheckedRole", port), comparedWith: "none" },
  user: { start: (port: number) => startNode("user", port), comparedWith: "none" },
  role: { start: (port: number) => startNode("roles", port), comparedWith: "none" },
  sessions: { start: (port: number) => startNode("roles", port, 100), comparedWith: "none" },
  roles: { start: (port: number) => startNode("roles", port, 10_000), comparedWith: "sessions" },
} as const;

const descriptions: Readonly<Record<ContenderName, string>> = {
  nginx: "nginx, one process",
  bare: "node:http + undici dispatch, nothing else",
  none: "gateway, authorization NONE",
  routes: "gateway, authorization NONE, 5,000 routes",
  unchecked: "gateway, authorization NONE, sent the requests that a user signed",
  uncheckedRole: "gateway, authorization NONE, sent the requests that a role's session signed",
  user: "gateway, signed by a user",
  role: "gateway, signed by a role's session",
  sessions: "gateway, signed by sessions of 100 roles",
  roles: "gateway, signed by sessions of 100 of 10,000 roles",
};

const connections = 64;
const requestsPerRound = 1_500;
const rounds = 12;
const warmUpRounds = 24;
/** How often all processes are started anew: each compiles its hot code by its own first requests, and a little otherwise. */
const starts = 3;

/**
 * Measures the contenders in turn, in many short rounds, each in a process of its own on the loopback, and prints and
 * returns what they cost. Names choose some of them, with those that they are compared with.
 */
export async function gatewayBench(chosen: readonly string[] = []): Promise<readonly GatewayFigure[]> {
  const rows: RoundRow[] = [];
  for (let start = 0; start < starts; start += 1) {
    rows.push(...(await runAll(chosen)));
  }
  const names = [...new Set(rows.flatMap((row) => [...row.keys()]))];
  const figures = names.map((name) => figureOf(name, rows));
  for (const figure of figures) {
    console.log(lineOf(figure));
  }
  return figures;
}

/** Starts the contenders, and returns what they cost in every round once they are warm. */
async function runAll(chosen: readonly string[]): Promise<readonly RoundRow[]> {
  const backend = await startNode("backend");
  const running = await startAll(backend.port, chosen);
  const rows: RoundRow[] = [];
  try {
    for (let round = 0; round < warmUpRounds + rounds; round += 1) {
      const row: RoundRow = new Map();
      // Every other round runs backwards, so that nobody always comes after the same one.
      for (const [name, one] of round % 2 === 0 ? running : [...running].toReversed()) {
        row.set(name, await measure(one));
      }
      if (round >= warmUpRounds) {
        rows.push(row);
      }
    }
  } finally {
    for (const { contender, load } of running.values()) {
      load.stop();
      contender.stop();
    }
    backend.stop();
  }
  return rows;
}

interface Running {
  readonly contender: Contender;
  readonly load: Load;
  readonly requests: readonly string[];
}

async function startAll(backendPort: number, chosen: readonly string[]): Promise<ReadonlyMap<ContenderName, Running>> {
  const started = new Map<ContenderName, Contender>();
  for (const [name, { start }] of Object.entries(contenders) as [ContenderName, (typeof contenders)[ContenderName]][]) {
    if (chosen.length > 0 && !chosen.includes(name)) {
      continue;
    }
    const contender = await start(backendPort);
    if (contender === undefined) {
      console.log(`${descriptions[name]}: absent from this machine`);
    } else {
      started.set(name, contender);
    }
  }
  // Only now that all are there: a connection that is idle for some seconds is closed.
  const running = new Map<ContenderName, Running>();
  for (const [name, contender] of started) {
    const load = await openLoad(contender.port, connections);
    running.set(name, { contender, load, requests: requestsOf(contender) });
  }
  return running;
}

/** A hundred different requests, so that no answer comes out of a cache of one. */
function requestsOf({ signers }: Contender): readonly string[] {
  return Array.from({ length: 100 }, (_, index) => {
    const unsigned = ["host", hostOf("api1"), "accept", "*/*", "user-agent", "bench"];
    const path = `/items/${index}`;
    const request = { method: "GET", path, query: "", headers: unsigned, body: "" };
    const credentials = signers[index % Math.max(1, signers.length)];
    const signing = { region, service: "execute-api", nowMs: Date.now() };
    const added = credentials === undefined ? {} : signRequest({ ...request, ...signing, credentials });
    const headers = [...unsigned, ...Object.entries(added).flat()];
    const lines = headers.flatMap((name, at) => (at % 2 === 0 ? [`${name}: ${headers[at + 1] ?? ""}`] : []));
    return [`GET ${path} HTTP/1.1`, ...lines, "", ""].join("\r\n");
  });
}

/** What one contender did in one round. */
interface RoundFigure {
  readonly cpuMicros: number;
  readonly allocatedBytes: number;
  readonly requestsPerSecond: number;
  readonly latenciesMs: readonly number[];
}

type RoundRow = Map<ContenderName, RoundFigure>;

async function measure({ contender, load, requests }: Running): Promise<RoundFigure> {
  const before = await contender.usage();
  const startedMs = performance.now();
  const latenciesMs = await load.run(requests, requestsPerRound);
  const seconds = (performance.now() - startedMs) / 1_000;
  const after = await contender.usage();
  return {
    cpuMicros: (after.cpuMicros - before.cpuMicros) / requestsPerRound,
    allocatedBytes: ((after.allocatedBytes ?? 0) - (before.allocatedBytes ?? 0)) / requestsPerRound,
    requestsPerSecond: requestsPerRound / seconds,
    latenciesMs,
  };
}

function figureOf(name: ContenderName, rows: readonly RoundRow[]): GatewayFigure {
  const { comparedWith } = contenders[name];
  const own = rows.flatMap((row) => row.get(name) ?? []);
  const ratios = rows.map((row) => (row.get(name)?.cpuMicros ?? 0) / (row.get(comparedWith)?.cpuMicros ?? 0));
  const latenciesMs = own.flatMap((round) => round.latenciesMs);
  return {
    name,
    cpuMicros: quantile(
      own.map(({ cpuMicros }) => cpuMicros),
      0.5,
    ),
    ratio: quantile(ratios, 0.5),
    comparedWith,
    requestsPerSecond: quantile(
      own.map((round) => round.requestsPerSecond),
      0.5,
    ),
    p50Ms: quantile(latenciesMs, 0.5),
    p99Ms: quantile(latenciesMs, 0.99),
    allocatedBytes:
      name === "nginx"
        ? undefined
        : quantile(
            own.map((round) => round.allocatedBytes),
            0.5,
          ),
  };
}

function lineOf(figure: GatewayFigure): string {
  const { name, cpuMicros, ratio, comparedWith, requestsPerSecond, p50Ms, p99Ms, allocatedBytes } = figure;
  const columns = [
    `${cpuMicros.toFixed(1).padStart(6)} µs CPU`,
    name === comparedWith ? "".padEnd(14) : `${ratio.toFixed(2)} of ${comparedWith}`.padEnd(14),
    `${requestsPerSecond.toFixed(0).padStart(6)} requests/s`,
    `p50 ${p50Ms.toFixed(1)} ms, p99 ${p99Ms.toFixed(1)} ms`,
    (allocatedBytes === undefined ? "" : `${(allocatedBytes / 1024).toFixed(1)} KiB`).padStart(9),
  ];
  return `${columns.join("  ")}  ${descriptions[name]}`;
}

/** The value below which that share of all lies. */
function quantile(values: readonly number[], share: number): number {
  return values.toSorted((one, other) => one - other)[Math.floor(values.length * share)] ?? 0;
}
