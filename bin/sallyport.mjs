#!/usr/bin/env node
// The `sallyport` command: runs the built program of an installed package or the sources of a checkout, under a
// Node that is new enough.
import { spawn } from "node:child_process";
import { existsSync } from "node:fs";
import module from "node:module";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { pinnedNode } from "./pinned-node.mjs";

const root = dirname(dirname(fileURLToPath(import.meta.url)));
const source = join(root, "src", "cli", "main.ts");
const entry = existsSync(source) ? source : join(root, "dist", "cli", "main.js");
const node = pinnedNode(root);
const compileCache = join(root, ".compile-cache");

if (node === process.execPath) {
  // Halves the time of later starts. Node's default place is one where other users of the machine can write.
  module.enableCompileCache?.(compileCache);
  await import("./v8-flags.mjs");
  await import(entry);
} else {
  const flags = new URL("./v8-flags.mjs", import.meta.url).href;
  const child = spawn(node, ["--import", flags, entry, ...process.argv.slice(2)], {
    stdio: "inherit",
    env: { ...process.env, NODE_COMPILE_CACHE: compileCache },
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) {
    process.on(signal, () => child.kill(signal));
  }
  child.on("exit", (code, signal) => process.exit(signal ? 1 : (code ?? 1)));
}
