import type { RouteSettings, StageRecord } from "../store/records.ts";
import { type CompiledLogFormat, compileLogFormat } from "./observation/access-log-format.ts";

/** What a stage says about throttling, metrics and logs: in force at once, whatever deployment it serves. */
export interface StageSettings {
  readonly defaultRouteSettings: RouteSettings;
  /** By route key. */
  readonly routeSettings: Readonly<Record<string, RouteSettings>>;
  /** Undefined when the stage keeps no access log. */
  readonly accessLog: AccessLog | undefined;
}

/** Where a stage's access log goes and how its lines look. */
export interface AccessLog {
  readonly destinationArn: string;
  readonly format: CompiledLogFormat;
}

/** Reads the settings of a stage. */
export function stageSettings({ defaultRouteSettings, routeSettings, accessLogSettings }: StageRecord): StageSettings {
  const { destinationArn, format } = accessLogSettings ?? {};
  const accessLog =
    destinationArn === undefined || format === undefined
      ? undefined
      : { destinationArn, format: compileLogFormat(format) };
  return { defaultRouteSettings, routeSettings, accessLog };
}
