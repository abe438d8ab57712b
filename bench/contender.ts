import { type ChildProcess, fork, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import net from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Serving } from "./gateway-process.ts";

/** What a process has used since it began. */
export interface Usage {
  /** User and system time of all its threads. */
  readonly cpuMicros: number;
  /** What JavaScript allocated; absent for other programs. */
  readonly allocatedBytes?: number;
}

/** A process that serves. */
export interface Contender extends Serving {
  usage(): Promise<Usage>;
  stop(): void;
}

/** Starts one of the processes of `gateway-process.ts` in front of a backend; `size` is how much it has of its kind. */
export async function startNode(kind: string, backendPort = 0, size = 1): Promise<Contender> {
  const program = new URL("./gateway-process.ts", import.meta.url);
  const execArgv = [...flagsOf(kind), ...profilingOf(kind)];
  const child = fork(program, [kind, String(backendPort), String(size)], { execArgv });
  const failed = once(child, "exit").then(() => {
    throw new Error(`the process of kind ${kind} ended before it served`);
  });
  // Decoded by its own process's type: the other end of the channel is `gateway-process.ts`.
  const [serving] = (await Promise.race([once(child, "message"), failed])) as [Serving];
  failed.catch(() => undefined);
  return {
    ...serving,
    async usage() {
      child.send("usage");
      const [usage] = (await once(child, "message")) as [Usage];
      return usage;
    },
    stop: () => child.disconnect(),
  };
}

/** A gateway runs as `sallyport` starts it, everything else as Node does. */
function flagsOf(kind: string): string[] {
  const flags = new URL("../bin/v8-flags.mjs", import.meta.url).href;
  return kind === "backend" || kind === "bare" ? [] : ["--import", flags];
}

/** A CPU profile of a kind of process is written where `BENCH_PROFILE=kind:folder` says. */
function profilingOf(kind: string): string[] {
  const [wanted, folder] = process.env["BENCH_PROFILE"]?.split(":") ?? [];
  return wanted === kind && folder !== undefined ? ["--cpu-prof", "--cpu-prof-dir", folder] : [];
}

const nginxPaths = ["/usr/sbin/nginx", "/usr/local/sbin/nginx", "/usr/local/bin/nginx", "/opt/homebrew/bin/nginx"];

/**
 * Starts nginx as a reverse proxy with kept connections on both sides, as one process without logs; undefined where
 * there is none, or no `/proc` to read its CPU time from.
 */
export async function startNginx(backendPort: number): Promise<Contender | undefined> {
  const program = nginxPaths.find((path) => existsSync(path));
  if (program === undefined || !existsSync("/proc/self/schedstat")) {
    return undefined;
  }
  const folder = mkdtempSync(join(tmpdir(), "sallyport-bench-"));
  const port = await freePort();
  writeFileSync(join(folder, "nginx.conf"), nginxConfiguration(folder, port, backendPort));
  const child = spawn(program, ["-p", folder, "-c", join(folder, "nginx.conf"), "-e", "stderr"], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  child.on("exit", () => rmSync(folder, { recursive: true, force: true }));
  await untilListening(child, port);
  return {
    port,
    signers: [],
    usage: async () => ({ cpuMicros: cpuMicrosOf(child) }),
    stop: () => void child.kill(),
  };
}

function nginxConfiguration(folder: string, port: number, backendPort: number): string {
  const temporary = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"];
  return `
    daemon off;
    master_process off;
    pid ${folder}/nginx.pid;
    events { worker_connections 1024; }
    http {
      access_log off;
      keepalive_requests 1000000000;
      ${temporary.map((name) => `${name}_temp_path ${folder}/${name};`).join("\n")}
      upstream backend { server 127.0.0.1:${backendPort}; keepalive 256; keepalive_requests 1000000000; }
      server {
        listen 127.0.0.1:${port};
        location / {
          proxy_pass http://backend;
          proxy_http_version 1.1;
          proxy_set_header Connection "";
        }
      }
    }`;
}

/** The time that the process's one thread has run, as the scheduler counts it. */
function cpuMicrosOf({ pid }: ChildProcess): number {
  const [ranNs] = readFileSync(`/proc/${pid}/schedstat`, "utf8").split(" ");
  return Number(ranNs) / 1_000;
}

async function freePort(): Promise<number> {
  const server = net.createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  return typeof address === "object" && address !== null ? address.port : 0;
}

async function untilListening(child: ChildProcess, port: number): Promise<void> {
  while (child.exitCode === null) {
    const socket = net.connect(port, "127.0.0.1");
    const listening = await new Promise((resolve) => {
      socket.on("connect", () => resolve(true)).on("error", () => resolve(false));
    });
    socket.destroy();
    if (listening === true) {
      return;
    }
    await new Promise((resolve) => {
      setTimeout(resolve, 20);
    });
  }
  throw new Error("nginx did not start");
}
