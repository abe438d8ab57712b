import type { RouteSettings as SdkRouteSettings } from "@aws-sdk/client-apigatewayv2";
import type { RouteRecord, RouteSettings } from "../../store/records.ts";
import { defined } from "./defined.ts";
import { badRequest, notOnHttp, routeSettingNotFound } from "./errors.ts";

/** What a stage has for all routes until it is told otherwise, observed. */
export const initialRouteSettings: RouteSettings = { detailedMetricsEnabled: false };

/** Reads settings of a route or of all routes; throws AWS's 400 for the execution logs that only WebSocket APIs have. */
export function readRouteSettings(settings: SdkRouteSettings): RouteSettings {
  if (settings.LoggingLevel !== undefined || settings.DataTraceEnabled !== undefined) {
    throw notOnHttp("Execution logs are");
  }
  if ((settings.ThrottlingBurstLimit ?? 0) < 0 || (settings.ThrottlingRateLimit ?? 0) < 0) {
    throw badRequest("Throttling limits must not be negative");
  }
  return defined({
    detailedMetricsEnabled: settings.DetailedMetricsEnabled,
    throttlingBurstLimit: settings.ThrottlingBurstLimit,
    throttlingRateLimit: settings.ThrottlingRateLimit,
  });
}

/**
 * The settings by route after a request: each route named gets the new settings in place of its old ones, and loses
 * them when the new ones are empty. Throws AWS's 404 for a route key that the API does not have.
 */
export function mergeRouteSettings(
  stored: Readonly<Record<string, RouteSettings>>,
  given: Readonly<Record<string, SdkRouteSettings>> | undefined,
  routes: readonly RouteRecord[],
): Readonly<Record<string, RouteSettings>> {
  const merged = { ...stored };
  for (const [routeKey, settings] of Object.entries(given ?? {})) {
    if (!routes.some((route) => route.routeKey === routeKey)) {
      throw routeSettingNotFound(routeKey);
    }
    const read = readRouteSettings(settings);
    if (Object.keys(read).length === 0) {
      delete merged[routeKey];
    } else {
      merged[routeKey] = read;
    }
  }
  return merged;
}

/** Route settings as replies show them. */
export function showRouteSettings(settings: RouteSettings): SdkRouteSettings {
  return {
    DetailedMetricsEnabled: settings.detailedMetricsEnabled,
    ThrottlingBurstLimit: settings.throttlingBurstLimit,
    ThrottlingRateLimit: settings.throttlingRateLimit,
  };
}
