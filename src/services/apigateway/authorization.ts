import type { StaticOperationSchema } from "@smithy/types";
import type { OperationBehaviour } from "../../wire/operation.ts";
import { apiGatewayCheck } from "../../wire/rest-resource.ts";
import type { Call } from "../call.ts";

/** Condition keys with their values. */
export type ConditionContext = Readonly<Record<string, string | readonly string[]>>;

/** Condition keys that a call's own input adds. */
export type CallKeys<Input> = (input: Input, call: Call) => ConditionContext | Promise<ConditionContext>;

type Authorize<Input> = OperationBehaviour<Call, Input, unknown>["authorize"];

/** Asks for the permission of an operation: `apigateway:{verb}` on the ARN made of its path. */
export function permission<Input extends object>(
  schema: StaticOperationSchema,
  keys: CallKeys<Input> = noKeys,
): Authorize<Input> {
  return async (input, call) => {
    const check = apiGatewayCheck(schema, input, call.region);
    return [{ ...check, resource: asPoliciesWrite(check.resource), context: await keys(input, call) }];
  };
}

/** The same for an API or something in it, with the API's tags; an API that does not exist has none. */
export function permissionOnApi<Input extends { readonly ApiId: string }>(
  schema: StaticOperationSchema,
  keys: CallKeys<Input> = noKeys,
): Authorize<Input> {
  return permission(schema, async (input: Input, call) => ({
    ...resourceTags(await apiTags(call, input.ApiId)),
    ...(await keys(input, call)),
  }));
}

/** The same for a stage or something in it, with the stage's own tags. */
export function permissionOnStage<Input extends { readonly ApiId: string; readonly StageName: string }>(
  schema: StaticOperationSchema,
  keys: CallKeys<Input> = noKeys,
): Authorize<Input> {
  return permission(schema, async (input: Input, call) => ({
    ...resourceTags(await stageTags(call, input.ApiId, input.StageName)),
    ...(await keys(input, call)),
  }));
}

function noKeys(): ConditionContext {
  return {};
}

/** The default stage as ARNs have it, `…/stages/$default`: clients escape the dollar sign in paths, policies do not. */
function asPoliciesWrite(resource: string): string {
  return resource.includes("::/tags/") ? resource : resource.replaceAll("%24", "$");
}

/** The tags of an API of the caller's account and region; none when there is no such API. */
export async function apiTags(call: Call, apiId: string): Promise<Readonly<Record<string, string>>> {
  const api = await call.tx.apis.get(call.accountId, apiId);
  return api?.region === call.region ? api.tags : {};
}

/** The tags of a stage; none when there is no such stage. */
export async function stageTags(
  call: Call,
  apiId: string,
  stageName: string,
): Promise<Readonly<Record<string, string>>> {
  const api = await call.tx.apis.get(call.accountId, apiId);
  if (api?.region !== call.region) {
    return {};
  }
  return (await call.tx.stages.get(call.accountId, apiId, stageName))?.tags ?? {};
}

/** `aws:ResourceTag/…` of the resource acted on. */
export function resourceTags(tags: Readonly<Record<string, string>>): ConditionContext {
  return Object.fromEntries(Object.entries(tags).map(([key, value]) => [`aws:ResourceTag/${key}`, value]));
}

/** `aws:RequestTag/…` and `aws:TagKeys` of the tags that a request sets; nothing when it sets none. */
export function requestTags(tags: Readonly<Record<string, string>> | undefined): ConditionContext {
  const entries = Object.entries(tags ?? {});
  if (entries.length === 0) {
    return {};
  }
  return {
    ...Object.fromEntries(entries.map(([key, value]) => [`aws:RequestTag/${key}`, value])),
    "aws:TagKeys": entries.map(([key]) => key),
  };
}

/**
 * API Gateway's own condition keys for what a request asks for, `apigateway:Request/…`
 * (https://docs.aws.amazon.com/service-authorization/latest/reference/list_amazonapigatewaymanagementv2.html); a member
 * that is not given has no key.
 */
export function requestKeys(members: Readonly<Record<string, string | boolean | undefined>>): ConditionContext {
  return gatewayKeys("Request", members);
}

/** The same for the resource as it is before the request, `apigateway:Resource/…`. */
export function resourceKeys(members: Readonly<Record<string, string | boolean | undefined>>): ConditionContext {
  return gatewayKeys("Resource", members);
}

function gatewayKeys(
  kind: "Request" | "Resource",
  members: Readonly<Record<string, string | boolean | undefined>>,
): ConditionContext {
  const context: Record<string, string> = {};
  for (const [member, value] of Object.entries(members)) {
    if (value !== undefined) {
      context[`apigateway:${kind}/${member}`] = String(value);
    }
  }
  return context;
}
