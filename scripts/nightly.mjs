// What is too long for every change: a million random policies and requests through both evaluators, then mutation
// testing of the security core. Runs both whatever the first says; fails when either does.
//
//   npm run nightly                    POLICY_CASES=1000000 unless it is set
import { spawnSync } from "node:child_process";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";

const checkout = join(dirname(fileURLToPath(import.meta.url)), "checkout.mjs");
const env = { ...process.env, POLICY_CASES: process.env.POLICY_CASES ?? "1000000" };

const differential = run(["--tool", "vitest", "run", "test/differential"]);
const mutation = run(["--tool", "stryker", "run"]);
process.exit(differential === 0 && mutation === 0 ? 0 : 1);

/** Runs a tool of the checkout and returns its exit code. */
function run(args) {
  return spawnSync(process.execPath, [checkout, ...args], { env, stdio: "inherit" }).status;
}
