// Runs a command of this checkout with the Node release the project pins, whatever Node the machine
// has: installs the dependencies when they are missing or older than the lock file, then hands over.
//
//   node scripts/checkout.mjs demo --once        the `sallyport` command
//   node scripts/checkout.mjs --tool vitest run  a tool of node_modules/.bin
//   node scripts/checkout.mjs --script FILE      a TypeScript file
import { spawn, spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pinnedNode } from "../bin/pinned-node.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));

/** The packages of tools that are not named like them. */
const packagesOfTools = { tsc: "typescript", stryker: "@stryker-mutator/core" };

installIfMissing();
const child = spawn(pinnedNode(root), commandLine(process.argv.slice(2)), { stdio: "inherit" });
for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
  process.on(signal, () => child.kill(signal));
}
child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));

/** Installs what package-lock.json names unless node_modules already holds exactly that. */
function installIfMissing() {
  if (isInstalled()) {
    return;
  }
  const lock = join(tmpdir(), `sallyport-install-${createHash("sha256").update(root).digest("hex").slice(0, 16)}`);
  // Of several commands started at once only one may install: npm ci begins by removing what another puts there.
  while (!takeLock(lock)) {
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 500);
  }
  const done = isInstalled() || install();
  rmSync(lock, { force: true });
  if (!done) {
    console.error("sallyport: npm ci failed; its messages are above");
    process.exit(1);
  }
}

function isInstalled() {
  const installed = join(root, "node_modules", ".package-lock.json");
  return existsSync(installed) && statSync(installed).mtimeMs >= statSync(join(root, "package-lock.json")).mtimeMs;
}

/** Takes a lock unless a living process holds it. */
function takeLock(lock) {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch (error) {
    if (error.code !== "EEXIST") {
      throw error;
    }
    if (!isHeld(lock)) {
      rmSync(lock, { force: true });
    }
    return false;
  }
}

/** Whether the process that took a lock still lives; one whose number is not written yet does. */
function isHeld(lock) {
  try {
    const holder = readFileSync(lock, "utf8");
    return holder === "" || process.kill(Number(holder), 0);
  } catch (error) {
    return error.code === "EPERM";
  }
}

/** Runs npm ci and returns whether it succeeded. */
function install() {
  console.error("sallyport: installing dependencies (npm ci), once …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync(npm, options, {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  return status === 0;
}

/** The arguments for Node: a tool's entry file, a script, or the command itself. */
function commandLine(args) {
  const [kind, name = "", ...rest] = args;
  if (kind === "--tool") {
    return [toolEntry(name), ...rest];
  }
  if (kind === "--script") {
    return [join(root, name), ...rest];
  }
  return [join(root, "bin", "sallyport.mjs"), ...args];
}

/** The JavaScript file behind a tool's name, from the package that declares it. */
function toolEntry(name) {
  const folder = join(root, "node_modules", packagesOfTools[name] ?? name);
  const { bin } = JSON.parse(readFileSync(join(folder, "package.json"), "utf8"));
  return join(folder, typeof bin === "string" ? bin : bin[name]);
}
