import type { ApiRecord, IntegrationRecord } from "../../store/records.ts";
import type { Call } from "../call.ts";
import { defined, nonEmpty } from "./defined.ts";
import { deployAutomatically } from "./deployments.ts";
import { badRequest } from "./errors.ts";
import { foundIntegration, foundRoute } from "./found.ts";
import { requireIntegration } from "./integration-rules.ts";
import { isFunctionArn } from "./integration-uri.ts";
import { insertIntegration } from "./integrations.ts";
import { initialRouteSettings } from "./route-settings.ts";
import { insertRoute, requireRouteKey } from "./routes.ts";

/** What quick create is told about the one route that it makes. */
export interface QuickCreateTarget {
  /** A URL or the ARN of a function. */
  readonly target: string;
  readonly routeKey: string;
  readonly credentialsArn: string | undefined;
}

/** The members of a request that belong to quick create. */
export interface QuickCreateMembers {
  readonly Target?: string | undefined;
  readonly RouteKey?: string | undefined;
  readonly CredentialsArn?: string | undefined;
}

/** Whether a request has any of them. */
export function hasQuickCreateMember(input: QuickCreateMembers): boolean {
  return input.Target !== undefined || input.RouteKey !== undefined || input.CredentialsArn !== undefined;
}

/**
 * Gives a new API an integration with the target, a route to it, and a `$default` stage that deploys by itself, all
 * managed by the gateway; throws a 400 when the target or the route key is no good.
 */
export async function quickCreate(call: Call, api: ApiRecord, wanted: QuickCreateTarget): Promise<void> {
  const integration = await insertIntegration(
    call,
    api,
    defined({
      ...integrationWith(wanted.target),
      connectionType: "INTERNET" as const,
      credentialsArn: nonEmpty(wanted.credentialsArn),
      timeoutInMillis: 30_000,
      apiGatewayManaged: true,
    }),
  );
  const route = await insertRoute(call, api, {
    routeKey: wanted.routeKey,
    authorizationType: "NONE",
    apiKeyRequired: false,
    target: `integrations/${integration.integrationId}`,
    apiGatewayManaged: true,
  });
  const quickCreated = {
    ...api,
    quickCreate: { integrationId: integration.integrationId, routeId: route.routeId },
  };
  await call.tx.apis.update(quickCreated);
  await call.tx.stages.put(call.accountId, api.apiId, {
    stageName: "$default",
    autoDeploy: true,
    createdAtMs: call.nowMs,
    updatedAtMs: call.nowMs,
    defaultRouteSettings: initialRouteSettings,
    routeSettings: {},
    stageVariables: {},
    tags: {},
    apiGatewayManaged: true,
  });
  await deployAutomatically(call, quickCreated);
}

/**
 * Points the route of a quick-created API elsewhere; throws a 400 for any other API. The caller deploys the change.
 */
export async function updateQuickCreated(
  call: Call,
  api: ApiRecord,
  wanted: { readonly [Member in keyof QuickCreateTarget]: QuickCreateTarget[Member] | undefined },
): Promise<void> {
  if (api.quickCreate === undefined) {
    throw badRequest(
      "Target, RouteKey and CredentialsArn can only be updated for APIs that were created by quick create",
    );
  }
  if (wanted.target !== undefined || wanted.credentialsArn !== undefined) {
    const stored = await foundIntegration(call, api.apiId, api.quickCreate.integrationId);
    const integration: IntegrationRecord = defined({
      ...stored,
      ...(wanted.target === undefined ? {} : integrationWith(wanted.target)),
      credentialsArn: wanted.credentialsArn === undefined ? stored.credentialsArn : nonEmpty(wanted.credentialsArn),
    });
    requireIntegration(integration);
    await call.tx.integrations.put(call.accountId, api.apiId, integration);
  }
  if (wanted.routeKey !== undefined) {
    const stored = await foundRoute(call, api.apiId, api.quickCreate.routeId);
    const routes = await call.tx.routes.list(call.accountId, api.apiId);
    requireRouteKey(
      wanted.routeKey,
      routes.filter((route) => route.routeId !== stored.routeId),
    );
    await call.tx.routes.put(call.accountId, api.apiId, { ...stored, routeKey: wanted.routeKey });
  }
}

/** The members of a managed integration that follow from its target, as in AWS's samples of quick create. */
function integrationWith(target: string) {
  return isFunctionArn(target)
    ? ({
        integrationType: "AWS_PROXY",
        integrationUri: target,
        integrationMethod: "POST",
        payloadFormatVersion: "2.0",
      } as const)
    : ({
        integrationType: "HTTP_PROXY",
        integrationUri: target,
        integrationMethod: "ANY",
        payloadFormatVersion: "1.0",
      } as const);
}
