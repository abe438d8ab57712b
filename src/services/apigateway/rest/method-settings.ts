import type { RestMethodSetting, RestStageRecord } from "../../../store/rest-records.ts";
import { badRequest } from "../errors.ts";
import type { Patch } from "./patch.ts";

/** The settings of a method before any of them is set. */
const initial: RestMethodSetting = {
  metricsEnabled: false,
  loggingLevel: "OFF",
  dataTraceEnabled: false,
  throttlingBurstLimit: 5000,
  throttlingRateLimit: 10_000,
  cachingEnabled: false,
  cacheTtlInSeconds: 300,
  cacheDataEncrypted: false,
  requireAuthorizationForCacheControl: true,
  unauthorizedCacheControlHeaderStrategy: "SUCCEED_WITH_RESPONSE_HEADER",
};

type SettingReader = (value: string) => Partial<RestMethodSetting>;

const isTrue = (value: string) => value.toLowerCase() === "true";

/** The settings by the end of their paths, as documented with UpdateStage. */
const settings: Readonly<Record<string, SettingReader>> = {
  "metrics/enabled": (value) => ({ metricsEnabled: isTrue(value) }),
  "logging/loglevel": (value) => ({
    loggingLevel: oneOf(value, "LoggingLevel", ["OFF", "ERROR", "INFO"]),
  }),
  "logging/dataTrace": (value) => ({ dataTraceEnabled: isTrue(value) }),
  "throttling/burstLimit": (value) => ({ throttlingBurstLimit: numberOf(value, "burst limit") }),
  "throttling/rateLimit": (value) => ({ throttlingRateLimit: numberOf(value, "rate limit") }),
  "caching/enabled": (value) => ({ cachingEnabled: isTrue(value) }),
  "caching/ttlInSeconds": (value) => ({ cacheTtlInSeconds: numberOf(value, "cache TTL") }),
  "caching/dataEncrypted": (value) => ({ cacheDataEncrypted: isTrue(value) }),
  "caching/requireAuthorizationForCacheControl": (value) => ({ requireAuthorizationForCacheControl: isTrue(value) }),
  "caching/unauthorizedCacheControlHeaderStrategy": (value) => ({
    unauthorizedCacheControlHeaderStrategy: oneOf(value, "UnauthorizedCacheControlHeaderStrategy", [
      "FAIL_WITH_403",
      "SUCCEED_WITH_RESPONSE_HEADER",
      "SUCCEED_WITHOUT_RESPONSE_HEADER",
    ]),
  }),
};

/**
 * A stage with what an update says of the settings of a method: `/{resource path}/{method}/throttling/rateLimit`, or
 * `/{resource path}/{method}` to remove them. The path of the resource stays as it was given, escaped or not. Undefined
 * when the update is about something else.
 */
export function withMethodSetting(stage: RestStageRecord, { op, path, value }: Patch): RestStageRecord | undefined {
  if (op === "remove" && /^\/.+\/(?:\*|[A-Z]+)$/.test(path)) {
    const others = Object.entries(stage.methodSettings).filter(([key]) => key !== path.slice(1));
    return { ...stage, methodSettings: Object.fromEntries(others) };
  }
  const [, key, setting] = /^\/(.+\/(?:\*|[A-Z]+))\/([a-z]+\/\w+)$/.exec(path) ?? [];
  const read = setting !== undefined && Object.hasOwn(settings, setting) ? settings[setting] : undefined;
  if (key === undefined || read === undefined || (op !== "replace" && op !== "add")) {
    return undefined;
  }
  const stored = Object.hasOwn(stage.methodSettings, key) ? stage.methodSettings[key] : undefined;
  return {
    ...stage,
    methodSettings: { ...stage.methodSettings, [key]: { ...initial, ...stored, ...read(value ?? "") } },
  };
}

function oneOf(value: string, name: string, values: readonly string[]): string {
  if (!values.includes(value)) {
    throw badRequest(`Invalid ${name} specified. Valid options are ${values.join(",")}`);
  }
  return value;
}

/** A limit of -1 stands for none, as Terraform sends it. */
function numberOf(value: string, name: string): number {
  const number = value === "" ? Number.NaN : Number(value);
  if (!Number.isFinite(number) || number < -1) {
    throw badRequest(`Invalid ${name} specified: ${value}`);
  }
  return number;
}
