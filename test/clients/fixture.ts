import { type ChildProcess, spawn } from "node:child_process";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import http from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Credentials } from "./invoke.ts";

/** An account of the fixture and the long-term key of its administrator. */
export interface FixtureAccount {
  readonly id: string;
  readonly admin: Credentials;
}

/** The account that owns the API and the role. */
export const accountA: FixtureAccount = {
  id: "111111111111",
  admin: { accessKeyId: "AKIAFIXTUREADMINOFA", secretAccessKey: "secret-of-the-administrator-of-account-a" },
};

/** The account whose user calls. */
export const accountB: FixtureAccount = {
  id: "222222222222",
  admin: { accessKeyId: "AKIAFIXTUREADMINOFB", secretAccessKey: "secret-of-the-administrator-of-account-b" },
};

/** The region that the clients are told. */
export const region = "us-east-1";

/** The real command as a process of its own, with two accounts on it, and a backend for its APIs. */
export interface ClientFixture {
  /** `http://127.0.0.1:port` of the server. */
  readonly endpoint: string;
  readonly port: number;
  /** `http://127.0.0.1:port` of a backend that answers with the request it got, as an `Echo`. */
  readonly backendUrl: string;
  /** A folder that is gone after `close`. */
  readonly directory: string;
  /** Stops the server as an operator would; throws when it does not end well or has written to standard error. */
  close(): Promise<void>;
}

/** What the backend answers: the request as it arrived. */
export interface Echo {
  readonly method: string;
  readonly path: string;
  readonly headers: http.IncomingHttpHeaders;
  readonly body: string;
}

/** Starts `sallyport serve` on a free port with an empty data directory and further options, and the backend. */
export async function startFixture(options: readonly string[] = []): Promise<ClientFixture> {
  const directory = await mkdtemp(join(tmpdir(), "sallyport-clients-"));
  const backend = http.createServer(echo);
  const cleanUp = async () => {
    backend.closeAllConnections();
    await new Promise((resolve) => backend.close(resolve));
    await rm(directory, { recursive: true, force: true });
  };
  try {
    const accounts = [declare(accountA, "api-owner"), declare(accountB, "caller")];
    const accountsFile = join(directory, "accounts.json");
    await writeFile(accountsFile, JSON.stringify({ accounts }));
    await new Promise<void>((resolve) => backend.listen(0, "127.0.0.1", resolve));
    const server = await startServer(["--data", join(directory, "data"), "--accounts", accountsFile, ...options]);
    return {
      endpoint: server.endpoint,
      port: Number(new URL(server.endpoint).port),
      // A TCP server's address is never a string.
      backendUrl: `http://127.0.0.1:${(backend.address() as AddressInfo).port}`,
      directory,
      close: () => server.stop().finally(cleanUp),
    };
  } catch (error) {
    await cleanUp();
    throw error;
  }
}

function declare({ id, admin }: FixtureAccount, name: string): object {
  return {
    id,
    name,
    users: [{ name: "admin", ...admin, policyArns: ["arn:aws:iam::aws:policy/AdministratorAccess"] }],
  };
}

function echo(request: http.IncomingMessage, response: http.ServerResponse): void {
  let body = "";
  request.setEncoding("utf8").on("data", (chunk: string) => (body += chunk));
  request.on("end", () => {
    const { method = "", url: path = "", headers } = request;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify({ method, path, headers, body } satisfies Echo));
  });
}

/** The real command, listening. */
export interface RunningServer {
  readonly endpoint: string;
  /** What it has written to standard output so far. */
  output(): string;
  stop(): Promise<void>;
}

const command = fileURLToPath(new URL("../../bin/sallyport.mjs", import.meta.url));

/** Starts the command; rejects with what it wrote when it ends before it listens. */
export async function startServer(options: readonly string[]): Promise<RunningServer> {
  const child = spawn(process.execPath, [command, "serve", "--port", "0", ...options], {
    stdio: ["ignore", "pipe", "pipe"],
    env: { PATH: process.env["PATH"], NO_COLOR: "1" },
  });
  let output = "";
  let errors = "";
  child.stderr.setEncoding("utf8").on("data", (chunk: string) => (errors += chunk));
  const endpoint = await new Promise<string>((resolve, reject) => {
    child.on("error", reject);
    child.on("exit", (code) => reject(new Error(`sallyport ended with code ${code}: ${output}${errors}`)));
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => {
      output += chunk;
      const address = /listens on (http:\S+)/.exec(output)?.[1];
      if (address !== undefined) {
        resolve(address);
      }
    });
  });
  return {
    endpoint,
    output: () => output,
    stop: async () => {
      const code = await ended(child);
      if (code !== 0 || errors !== "") {
        throw new Error(`sallyport stopped with code ${code} and wrote: ${errors}`);
      }
    },
  };
}

/** Asks a process to stop; its exit code. */
function ended(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) {
    return Promise.resolve(child.exitCode);
  }
  const exit = new Promise<number | null>((resolve) => child.on("exit", (code) => resolve(code)));
  child.kill("SIGTERM");
  return exit;
}
