import type { AuthorizerRecord } from "../../store/records.ts";
import { badRequest } from "./errors.ts";
import { isCredentialsArn, isFunctionArn } from "./integration-uri.ts";
import { quotas } from "./quotas.ts";

/**
 * The authorizer with the members that its type has; throws AWS's 400 for one that an HTTP API cannot have. Creation and
 * update share it. The rules are documented with CreateAuthorizer
 * (https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html); the texts are this server's.
 */
export function requireAuthorizer(authorizer: AuthorizerRecord): AuthorizerRecord {
  return authorizer.authorizerType === "JWT" ? requireJwt(authorizer) : requireRequest(authorizer);
}

function requireJwt(authorizer: AuthorizerRecord): AuthorizerRecord {
  const { authorizerId, name, authorizerType, identitySource, jwtConfiguration } = authorizer;
  const [source, ...others] = identitySource;
  if (source === undefined || others.length > 0 || !tokenSource.test(source)) {
    throw badRequest(
      "JWT authorizers need exactly one identity source, $request.header.name or $request.querystring.name",
    );
  }
  if (jwtConfiguration?.issuer === undefined) {
    throw badRequest("Issuer is required for JWT authorizers");
  }
  if ((jwtConfiguration.audience ?? []).length > quotas.audiencesPerAuthorizer) {
    throw badRequest(`A JWT authorizer may have at most ${quotas.audiencesPerAuthorizer} audiences`);
  }
  if (authorizer.authorizerUri !== undefined || authorizer.authorizerCredentialsArn !== undefined) {
    throw badRequest("AuthorizerUri and AuthorizerCredentialsArn are only valid for REQUEST authorizers");
  }
  return { authorizerId, name, authorizerType, identitySource, jwtConfiguration };
}

function requireRequest(authorizer: AuthorizerRecord): AuthorizerRecord {
  const {
    authorizerUri,
    authorizerCredentialsArn,
    identitySource,
    authorizerPayloadFormatVersion: format,
  } = authorizer;
  if (authorizer.jwtConfiguration !== undefined) {
    throw badRequest("JwtConfiguration is only valid for JWT authorizers");
  }
  if (format === undefined) {
    throw badRequest("AuthorizerPayloadFormatVersion is a required parameter for REQUEST authorizer");
  }
  if (authorizerUri === undefined || !authorizerUri.includes(":lambda:path/") || !isFunctionArn(authorizerUri)) {
    throw badRequest(`Invalid Authorizer URI: ${authorizerUri ?? ""}`);
  }
  if (authorizerCredentialsArn !== undefined && !isCredentialsArn(authorizerCredentialsArn)) {
    throw badRequest("Invalid ARN specified in the request");
  }
  if (format !== "1.0" && format !== "2.0") {
    throw badRequest(`Invalid authorizer payload format version specified: ${format}. Must be one of [1.0, 2.0]`);
  }
  if (authorizer.enableSimpleResponses === true && format !== "2.0") {
    throw badRequest("EnableSimpleResponses is only supported for authorizer payload format version 2.0");
  }
  const unknown = identitySource.find((source) => !requestSource.test(source));
  if (unknown !== undefined) {
    throw badRequest(`Invalid identity source specified: ${unknown}`);
  }
  if ((authorizer.authorizerResultTtlInSeconds ?? 0) > 0 && identitySource.length === 0) {
    throw badRequest("Caching of authorizer results needs at least one identity source");
  }
  return authorizer;
}

const tokenSource = /^\$request\.(?:header\.[!#$%&'*+.^_`|~0-9A-Za-z-]+|querystring\.[^\s,]+)$/;

const requestSource =
  /^\$(?:request\.(?:header\.[!#$%&'*+.^_`|~0-9A-Za-z-]+|querystring\.[^\s,]+)|context\.[A-Za-z0-9_.-]+|stageVariables\.[A-Za-z0-9_]+)$/;
