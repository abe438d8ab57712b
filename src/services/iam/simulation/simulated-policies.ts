import { type CompiledPolicy, compilePolicy } from "../../../policy/compile.ts";
import { contextKeysOf } from "../../../policy/context-keys.ts";
import type { PolicySource, PolicyType } from "../../../policy/decision.ts";
import { type StatementSpan, statementSpans } from "./statement-spans.ts";

/** A policy that takes part in a simulation. */
export interface SimulatedPolicy {
  readonly type: PolicyType;
  /** What replies call it: `PolicyInputList.1`, a managed policy's name, `user_alice_Inline`. */
  readonly id: string;
  readonly document: string;
}

/** Compiled policies and what a reply says of them beside the decision. */
export interface PolicyTable {
  /** The policies of that type in the order they were given. */
  ofType(type: PolicyType): readonly CompiledPolicy[];
  /** The places of a policy's statements. */
  spansOf(source: PolicySource): readonly StatementSpan[];
  /** Every condition key that the policies use, as written, each once. */
  readonly contextKeys: readonly string[];
  readonly statementCount: number;
}

/** Compiles the policies of a simulation for one account. */
export function compileSimulated(policies: readonly SimulatedPolicy[], accountId: string): PolicyTable {
  const spans = new Map<PolicySource, readonly StatementSpan[]>();
  const compiled = policies.map(({ type, id, document }) => {
    const policy = compilePolicy(document, { type, label: id, accountId });
    spans.set(policy.source, statementSpans(document));
    return policy;
  });
  return {
    ofType: (type) => compiled.filter(({ source }) => source.type === type),
    spansOf: (source) => spans.get(source) ?? [],
    contextKeys: usedContextKeys(policies),
    statementCount: compiled.reduce((count, { statements }) => count + statements.length, 0),
  };
}

/** The condition keys and policy variables that policies use, as first written, each once. */
export function usedContextKeys(policies: readonly Pick<SimulatedPolicy, "document">[]): readonly string[] {
  const names = new Map<string, string>();
  for (const name of policies.flatMap(({ document }) => contextKeysOf(document))) {
    if (!names.has(name.toLowerCase())) {
      names.set(name.toLowerCase(), name);
    }
  }
  return [...names.values()];
}
