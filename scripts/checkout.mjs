// Runs a command of this checkout with the Node release the project pins, whatever Node the machine
// has: installs the dependencies when they are missing or older than the lock file, then hands over.
//
//   node scripts/checkout.mjs demo --once        the `sallyport` command
//   node scripts/checkout.mjs --tool vitest run  a tool of node_modules/.bin
//   node scripts/checkout.mjs --script FILE      a TypeScript file
import { spawn, spawnSync } from "node:child_process";
import { existsSync, readFileSync, statSync } from "node:fs";
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
  const installed = join(root, "node_modules", ".package-lock.json");
  const lock = join(root, "package-lock.json");
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) {
    return;
  }
  console.error("sallyport: installing dependencies (npm ci), once …");
  const npm = process.platform === "win32" ? "npm.cmd" : "npm";
  const options = ["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"];
  const { status } = spawnSync(npm, options, {
    cwd: root,
    stdio: ["ignore", "ignore", "inherit"],
    shell: process.platform === "win32",
  });
  if (status !== 0) {
    console.error("sallyport: npm ci failed; its messages are above");
    process.exit(1);
  }
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
