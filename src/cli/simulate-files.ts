import { readFile } from "node:fs/promises";
import { type CompiledPolicy, compilePolicy } from "../policy/compile.ts";
import type { ContextValue } from "../policy/decision.ts";
import { explain } from "../policy/explain.ts";
import type { SimulationResult } from "../server/simulation/simulate-chain.ts";

/** A question about policies that lie in files. */
export interface FileSimulation {
  readonly policy: readonly string[];
  readonly boundary: string | undefined;
  readonly action: string;
  readonly resource: string;
  readonly context: Readonly<Record<string, ContextValue>>;
}

/** The account that stands for the caller's own where no server knows it. */
const accountId = "000000000000";

/**
 * Evaluates policies of a caller against one action on one resource of its own account. Rejects for a file that cannot
 * be read or is no policy.
 */
export async function simulateFiles(simulation: FileSimulation): Promise<SimulationResult> {
  const { action, resource, boundary } = simulation;
  const context = new Map(Object.entries(simulation.context).map(([key, value]) => [key.toLowerCase(), value]));
  const identity = await Promise.all(simulation.policy.map((file) => readPolicy(file, "identity")));
  const explanation = explain(
    {
      principal: { type: "user", accountId, arn: `arn:aws:iam::${accountId}:user/simulation` },
      action,
      resource,
      resourceAccountId: accountId,
      context: (key) => context.get(key),
    },
    { identity, ...(boundary !== undefined && { boundary: await readPolicy(boundary, "boundary") }) },
  );
  const { allowed } = explanation.decision;
  const text = explanation.summary.replace(/\.$/, "");
  return {
    allowed,
    summary: text,
    links: [{ name: "permission", outcome: allowed ? "passed" : "failed", text, policies: explanation }],
  };
}

async function readPolicy(file: string, type: "identity" | "boundary"): Promise<CompiledPolicy> {
  const policy = compilePolicy(await readFile(file, "utf8"), { type, label: file, accountId });
  if (policy.problem !== undefined) {
    const { line, column, message } = policy.problem;
    throw new Error(`${file}:${line}:${column}: ${message}`);
  }
  return policy;
}
