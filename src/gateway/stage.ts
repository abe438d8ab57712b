import type { CompiledApi, CompiledStage } from "./api-cache.ts";
import type { InvokeTarget } from "./invoke-target.ts";

/** The stage that serves a request and what is left of the path for its routes. */
export interface StagePath {
  readonly stage: CompiledStage;
  readonly parts: readonly string[];
}

/**
 * Chooses the stage, as documented: the one that the first part of the path names, without that part; otherwise
 * `$default` with the whole path. Undefined when neither exists or what exists serves no deployment.
 */
export function selectStage(api: CompiledApi, target: InvokeTarget, parts: readonly string[]): StagePath | undefined {
  if (target.stageByDomain !== undefined) {
    const { stageName, partsDropped } = target.stageByDomain;
    const mapped = api.stages.get(stageName);
    const rest = parts.slice(partsDropped);
    return mapped && { stage: mapped, parts: partsDropped > 0 && rest.length === 1 && rest[0] === "" ? [] : rest };
  }
  const [first] = parts;
  const named = first !== undefined && api.stages.has(first) && (first !== "$default" || target.defaultStageByName);
  const stage = api.stages.get(named ? first : "$default");
  return stage && { stage, parts: named ? withoutFirst(parts) : parts };
}

/** Behind a stage's name, `/prod` and `/prod/` are both its root. */
function withoutFirst(parts: readonly string[]): readonly string[] {
  return parts.length === 2 && parts[1] === "" ? [] : parts.slice(1);
}
