import type { InvokeTarget } from "../invoke-target.ts";
import { pathParts } from "../request-path.ts";
import { matchRoute } from "../routes.ts";
import type { CompiledRestApi, CompiledRestStage, MatchedMethod } from "./rest-api.ts";
import { type RestError, restErrors } from "./rest-errors.ts";

/** The method that a request is for, or the error that there is none, with the stage where that was found. */
export type MethodMatch =
  | { readonly kind: "matched"; readonly match: MatchedMethod }
  | { readonly kind: "refused"; readonly error: RestError; readonly stage?: CompiledRestStage };

/** Finds the stage and the method that an address and an HTTP method are for. */
export function matchMethod(api: CompiledRestApi, target: InvokeTarget, httpMethod: string): MethodMatch {
  const path = pathParts(target.path);
  if (path === undefined) {
    return { kind: "refused", error: restErrors.badRequest };
  }
  const place = selectStage(api, target, path);
  if (place === undefined) {
    return { kind: "refused", error: restErrors.forbidden };
  }
  const { stage, parts } = place;
  if (stage.isPrivate || (stage.disableExecuteApiEndpoint && target.stageByDomain === undefined)) {
    return { kind: "refused", error: restErrors.forbidden, stage };
  }
  const route = matchRoute(stage.methods, httpMethod, withoutTrailingSlashes(parts));
  return route === undefined
    ? { kind: "refused", error: restErrors.missingAuthenticationToken, stage }
    : { kind: "matched", match: { api, stage, route, parts } };
}

/** The stage that the first part of the path names, as always on REST APIs, or the one that a custom domain chose. */
function selectStage(
  api: CompiledRestApi,
  { stageByDomain }: InvokeTarget,
  path: readonly string[],
): { readonly stage: CompiledRestStage; readonly parts: readonly string[] } | undefined {
  const stage = api.stages.get(stageByDomain?.stageName ?? path[0] ?? "");
  return stage && { stage, parts: path.slice(stageByDomain?.partsDropped ?? 1) };
}

/** Observed: `/pets/` is the resource `/pets`. The ARN that policies see keeps the slash, as it was observed to. */
function withoutTrailingSlashes(parts: readonly string[]): readonly string[] {
  let length = parts.length;
  while (length > 0 && parts[length - 1] === "") {
    length -= 1;
  }
  return length === parts.length ? parts : parts.slice(0, length);
}
