import type { PatchOperation } from "@aws-sdk/client-api-gateway";
import type { StaticOperationSchema } from "@smithy/types";
import type { Call } from "../../call.ts";
import { type CallKeys, type ConditionContext, permission, requestKeys, resourceTags } from "../authorization.ts";
import { ownRestApi } from "./found.ts";

/** Asks for the permission of an operation on a REST API or something in it, with the API's tags. */
export function permissionOnRestApi<Input extends { readonly restApiId: string }>(
  schema: StaticOperationSchema,
  keys: CallKeys<Input> = () => ({}),
): ReturnType<typeof permission<Input>> {
  return permission(schema, async (input: Input, call) => ({
    ...resourceTags(await restApiTags(call, input.restApiId)),
    ...(await keys(input, call)),
  }));
}

interface OnStage {
  readonly restApiId: string;
  readonly stageName: string;
  readonly patchOperations?: readonly PatchOperation[] | undefined;
}

/** The same for a stage or something in it, with the stage's own tags. */
export function permissionOnRestStage(schema: StaticOperationSchema): ReturnType<typeof permission<OnStage>> {
  return permission(schema, async (input: OnStage, call) => ({
    ...resourceTags(await restStageTags(call, input.restApiId, input.stageName)),
    ...patchKeys(input.patchOperations, { "/accessLogSettings/destinationArn": "AccessLoggingDestination" }),
  }));
}

/**
 * API Gateway's own condition keys for what an update asks for, `apigateway:Request/…`, by the beginning of the paths
 * that say it; where several operations do, the last one.
 */
export function patchKeys(
  operations: readonly PatchOperation[] | undefined,
  keys: Readonly<Record<string, string>>,
): ConditionContext {
  const said = (operations ?? []).flatMap(({ path = "", value }) => {
    const place = Object.keys(keys).find((one) => path === one || (one.endsWith("/") && path.startsWith(one)));
    return place === undefined || value === undefined ? [] : [[keys[place] ?? "", value] as const];
  });
  return requestKeys(Object.fromEntries(said));
}

/** The tags of a REST API of the caller's account and region; none when there is no such API. */
export async function restApiTags(call: Call, restApiId: string): Promise<Readonly<Record<string, string>>> {
  return (await ownRestApi(call, restApiId))?.tags ?? {};
}

/** The tags of a stage; none when there is no such stage. */
export async function restStageTags(
  call: Call,
  restApiId: string,
  stageName: string,
): Promise<Readonly<Record<string, string>>> {
  const api = await ownRestApi(call, restApiId);
  return (api && (await call.tx.restStages.get(call.accountId, api.apiId, stageName)))?.tags ?? {};
}
