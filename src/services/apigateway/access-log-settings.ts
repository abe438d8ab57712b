import type { AccessLogSettings } from "@aws-sdk/client-apigatewayv2";
import { parseArn } from "../../arn/arn.ts";
import type { StageRecord } from "../../store/records.ts";
import type { Call } from "../call.ts";
import { requireOwnDestination } from "./access-log-destination.ts";
import { accessLogFormatProblem } from "./access-log-format.ts";
import { nonEmpty } from "./defined.ts";
import { badRequest } from "./errors.ts";

/**
 * Reads where a stage's access log goes and how its lines look; undefined when both are empty, which is how clients
 * remove them. Throws AWS's 400 for one without the other and for what is no log group: no other destination is
 * documented for HTTP APIs. The texts were observed.
 */
export function readAccessLogSettings(
  settings: AccessLogSettings | undefined,
  call: Call,
): StageRecord["accessLogSettings"] {
  const destinationArn = nonEmpty(settings?.DestinationArn);
  const format = nonEmpty(settings?.Format);
  if (destinationArn === undefined && format === undefined) {
    return undefined;
  }
  if (destinationArn === undefined || format === undefined) {
    throw badRequest("Access Log value missing. Expected destinationArn and format.");
  }
  requireLogGroup(destinationArn);
  requireOwnDestination(destinationArn, call);
  const problem = accessLogFormatProblem(format);
  if (problem !== undefined) {
    throw badRequest(problem);
  }
  return { destinationArn, format };
}

function requireLogGroup(destinationArn: string): void {
  const arn = parseArn(destinationArn);
  if (arn === undefined) {
    throw badRequest(`Invalid ARN specified in the request. ARNs must start with 'arn:': ${destinationArn}`);
  }
  const [, group] = /^log-group:(.+?)(?::\*)?$/s.exec(arn.resource) ?? [];
  if (arn.service !== "logs" || group === undefined || !/^[\w./-]+$/.test(group)) {
    throw badRequest(
      `Access log destination must only contain characters a-z, A-Z, 0-9, '_', '-', '/', '.': '${group ?? arn.resource}'`,
    );
  }
}
