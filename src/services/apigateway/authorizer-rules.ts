import { mayAskIssuer } from "../../identity/outside/open-id-discovery.ts";
import type { AuthorizerRecord } from "../../store/records.ts";
import { badRequest } from "./errors.ts";
import { isCredentialsArn, isFunctionArn } from "./integration-uri.ts";
import { quotas } from "./quotas.ts";

/**
 * The authorizer with the members that its type has; throws AWS's 400 for one that an HTTP API cannot have. Creation and
 * update share it. The rules are documented with CreateAuthorizer
 * (https://docs.aws.amazon.com/apigatewayv2/latest/api-reference/apis-apiid-authorizers.html); most texts were observed.
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
  if (jwtConfiguration === undefined) {
    throw badRequest("JwtConfiguration must not be null for JWT Authorizer");
  }
  if (jwtConfiguration.issuer === undefined) {
    throw badRequest("Issuer is required for JWT authorizers");
  }
  requireIssuerUrl(jwtConfiguration.issuer);
  const { audience = [] } = jwtConfiguration;
  if (audience.length === 0) {
    throw badRequest("Audience list must have at least 1 item for JWT Authorizer");
  }
  if (audience.length > quotas.audiencesPerAuthorizer) {
    throw badRequest(`A JWT authorizer may have at most ${quotas.audiencesPerAuthorizer} audiences`);
  }
  if (authorizer.authorizerUri !== undefined || authorizer.authorizerCredentialsArn !== undefined) {
    throw badRequest("AuthorizerUri and AuthorizerCredentialsArn are only valid for REQUEST authorizers");
  }
  return { authorizerId, name, authorizerType, identitySource, jwtConfiguration };
}

/** Throws AWS's 400 for an issuer that is no address to ask for keys: https, or on this machine http. */
export function requireIssuerUrl(issuer: string): void {
  if (!mayAskIssuer(issuer)) {
    throw badRequest("Invalid issuer: Issuer is not a valid URL for JWT Authorizer");
  }
}

/** Throws AWS's 400 when another authorizer of the API has the name: OpenAPI documents know authorizers by theirs. */
export function requireFreeName(name: string, others: readonly Pick<AuthorizerRecord, "name">[]): void {
  if (others.some((other) => other.name === name)) {
    throw badRequest(`Authorizer name must be unique. Authorizer ${name} already exists in this RestApi.`);
  }
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
  if (authorizerUri === undefined) {
    throw badRequest("AuthorizerUri is a required field in an Authorizer");
  }
  if (!authorizerUri.includes(":lambda:path/") || !isFunctionArn(authorizerUri)) {
    throw badRequest(`Invalid Authorizer URI: ${authorizerUri}`);
  }
  if (authorizerCredentialsArn !== undefined && !isCredentialsArn(authorizerCredentialsArn)) {
    throw badRequest("Invalid ARN specified in the request");
  }
  if (format !== "1.0" && format !== "2.0") {
    throw badRequest(`AuthorizerPayloadFormatVersion ${format} is not supported`);
  }
  if (authorizer.enableSimpleResponses === true && format !== "2.0") {
    throw badRequest('EnableSimpleResponses can only be set for AuthorizerPayloadFormatVersion "2.0".');
  }
  const unknown = identitySource.find((source) => !requestSource.test(source));
  if (unknown !== undefined) {
    throw badRequest(
      `Invalid identity source expression: ${unknown}. The source must be a request header, request querystring, stage variable or context parameter`,
    );
  }
  if ((authorizer.authorizerResultTtlInSeconds ?? 0) > 0 && identitySource.length === 0) {
    throw badRequest("Identity source must be set if authorizer caching is enabled (TTL is greater than 0)");
  }
  return authorizer;
}

const tokenSource = /^\$request\.(?:header\.[!#$%&'*+.^_`|~0-9A-Za-z-]+|querystring\.[^\s,]+)$/;

const requestSource =
  /^\$(?:request\.(?:header\.[!#$%&'*+.^_`|~0-9A-Za-z-]+|querystring\.[^\s,]+)|context\.[A-Za-z0-9_.-]+|stageVariables\.[A-Za-z0-9_]+)$/;
