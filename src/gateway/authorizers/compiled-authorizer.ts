import type { AuthorizerRecord, RouteRecord } from "../../store/records.ts";
import { compileFunctionUri, type FunctionName } from "../functions/function-arn.ts";

/** An authorizer as one stage uses it. */
export type CompiledAuthorizer =
  | {
      readonly kind: "jwt";
      readonly identitySource: string;
      readonly issuer: string;
      readonly audience: ReadonlySet<string>;
    }
  | {
      readonly kind: "request";
      readonly authorizerId: string;
      readonly identitySources: readonly string[];
      readonly function: FunctionName;
      /** The role to call it in; undefined where none is needed. */
      readonly credentialsArn: string | undefined;
      readonly format: "1.0" | "2.0";
      readonly simpleResponses: boolean;
      /** How long a result counts, in milliseconds; 0 for not at all. */
      readonly resultTtlMs: number;
    };

/**
 * The authorizer that a route names, if it is of the kind that the route's authorization type asks for; undefined
 * otherwise, which must let nothing pass.
 */
export function compileAuthorizer(
  { authorizationType, authorizerId }: RouteRecord,
  authorizers: ReadonlyMap<string, AuthorizerRecord>,
  stageVariables: Readonly<Record<string, string>>,
): CompiledAuthorizer | undefined {
  const record = authorizerId === undefined ? undefined : authorizers.get(authorizerId);
  if (record?.authorizerType === "JWT" && authorizationType === "JWT") {
    return compileJwt(record);
  }
  return record?.authorizerType === "REQUEST" && authorizationType === "CUSTOM"
    ? compileRequest(record, stageVariables)
    : undefined;
}

function compileJwt({ identitySource, jwtConfiguration }: AuthorizerRecord): CompiledAuthorizer | undefined {
  const [source] = identitySource;
  const issuer = jwtConfiguration?.issuer;
  return source === undefined || issuer === undefined
    ? undefined
    : { kind: "jwt", identitySource: source, issuer, audience: new Set(jwtConfiguration?.audience) };
}

function compileRequest(
  record: AuthorizerRecord,
  stageVariables: Readonly<Record<string, string>>,
): CompiledAuthorizer | undefined {
  const named = compileFunctionUri(record.authorizerUri ?? "", stageVariables);
  const { authorizerPayloadFormatVersion: format } = record;
  if (named === undefined || (format !== "1.0" && format !== "2.0")) {
    return undefined;
  }
  return {
    kind: "request",
    authorizerId: record.authorizerId,
    identitySources: record.identitySource,
    function: named,
    credentialsArn: record.authorizerCredentialsArn,
    format,
    simpleResponses: format === "2.0" && record.enableSimpleResponses === true,
    resultTtlMs: (record.authorizerResultTtlInSeconds ?? 0) * 1000,
  };
}
