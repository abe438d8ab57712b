import { spawn } from "node:child_process";
import { access, constants } from "node:fs/promises";
import { delimiter, join } from "node:path";
import { homedir } from "node:os";

/** What a program printed. */
export interface Output {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** How a program is run. */
export interface RunOptions {
  /** Added to an environment that holds nothing of AWS and no proxy. */
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** Milliseconds after which the program is killed; 60,000 when absent. */
  readonly timeoutMs?: number;
}

/** Runs a program to its end; rejects when it cannot be started. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): Promise<Output> {
  const { env, cwd, timeoutMs = 60_000 } = options;
  return new Promise((resolve, reject) => {
    const child = spawn(program, args, {
      stdio: ["ignore", "pipe", "pipe"],
      timeout: timeoutMs,
      killSignal: "SIGKILL",
      env: { ...plainEnvironment(), ...env },
      ...(cwd !== undefined && { cwd }),
    });
    const output = { stdout: "", stderr: "" };
    child.stdout.setEncoding("utf8").on("data", (chunk: string) => (output.stdout += chunk));
    child.stderr.setEncoding("utf8").on("data", (chunk: string) => (output.stderr += chunk));
    child.on("error", reject).on("close", (code) => resolve({ code, ...output }));
  });
}

/** Runs a program that must succeed; its standard output. Throws with everything it printed when it fails. */
export async function runWell(program: string, args: readonly string[], options: RunOptions = {}): Promise<string> {
  const { code, stdout, stderr } = await run(program, args, options);
  if (code !== 0) {
    throw new Error(`${program} ${args.join(" ")} ended with code ${code}:\n${stdout}${stderr}`);
  }
  return stdout;
}

/** The executables of this name, in the order of the search path. */
export async function executables(name: string): Promise<readonly string[]> {
  const candidates = (process.env["PATH"] ?? "")
    .split(delimiter)
    .filter((folder) => folder !== "")
    .map((folder) => join(folder, name));
  const present = await Promise.all(candidates.map(isExecutable));
  return candidates.filter((_, index) => present[index]);
}

/** The first Python on the search path that has a module. */
export async function firstPython(module: string): Promise<string | undefined> {
  for (const path of await executables("python3")) {
    if ((await run(path, ["-c", `import ${module}`])).code === 0) {
      return path;
    }
  }
  return undefined;
}

/**
 * Says on standard output that a client is missing, so that its tests are skipped; throws when the environment
 * variable `SALLYPORT_REQUIRE_CLIENTS`, names separated by commas, lists it.
 */
export function reportMissing(client: string, reason: string): void {
  const required = (process.env["SALLYPORT_REQUIRE_CLIENTS"] ?? "").split(",").map((name) => name.trim());
  if (required.includes(client)) {
    throw new Error(`SALLYPORT_REQUIRE_CLIENTS asks for ${client}: ${reason}`);
  }
  process.stdout.write(`skipped: ${client}: ${reason}\n`);
}

function plainEnvironment(): Record<string, string> {
  return {
    PATH: process.env["PATH"] ?? "",
    HOME: homedir(),
    LANG: "C.UTF-8",
    AWS_EC2_METADATA_DISABLED: "true",
    AWS_CONFIG_FILE: "/dev/null",
    AWS_SHARED_CREDENTIALS_FILE: "/dev/null",
    AWS_PAGER: "",
    AWS_DEFAULT_REGION: "us-east-1",
    AWS_REGION: "us-east-1",
  };
}

async function isExecutable(path: string): Promise<boolean> {
  try {
    await access(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
