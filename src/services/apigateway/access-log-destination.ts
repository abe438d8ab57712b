import { parseArn } from "../../arn/arn.ts";
import type { Call } from "../call.ts";
import { badRequest } from "./errors.ts";

/** Whether a text is the ARN of a log group or a delivery stream. */
export function isLogDestination(text: string): boolean {
  const service = parseArn(text)?.service;
  return service === "logs" || service === "firehose";
}

/** Throws a 400 for a destination of another account, in whose log the caller would write what its format says. */
export function requireOwnDestination(destinationArn: string | undefined, { accountId }: Call): void {
  if (destinationArn !== undefined && parseArn(destinationArn)?.account !== accountId) {
    throw badRequest(`Access logs must go to a destination of account ${accountId}`);
  }
}
