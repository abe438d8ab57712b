import { parseArn } from "../../arn/arn.ts";
import { substituteStageVariables } from "../integration-uri.ts";

/** A Lambda function as an integration or authorizer of one stage names it. */
export interface FunctionName {
  readonly arn: string;
  readonly accountId: string;
}

/**
 * The function that a URI names, by its ARN or by the invocation ARN that wraps it, with the stage's variables put in.
 * Undefined when a variable is not set or the result is no function's ARN.
 */
export function compileFunctionUri(
  uri: string,
  stageVariables: Readonly<Record<string, string>>,
): FunctionName | undefined {
  const text = substituteStageVariables(uri, stageVariables) ?? "";
  const [, wrapped] =
    /^arn:[^:]+:apigateway:[^:]+:lambda:path\/2015-03-31\/functions\/(.+)\/invocations$/.exec(text) ?? [];
  const arn = wrapped ?? text;
  const parsed = parseArn(arn);
  const known = parsed?.service === "lambda" && /^function:[A-Za-z0-9_.-]+(:[A-Za-z0-9_$-]+)?$/.test(parsed.resource);
  return known ? { arn, accountId: parsed.account } : undefined;
}
