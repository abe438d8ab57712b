import { parseArn } from "../../arn/arn.ts";
import type { IntegrationRecord } from "../../store/records.ts";
import type { AwsError } from "../../wire/aws-error.ts";
import type { Call } from "../call.ts";
import { badRequest } from "./errors.ts";
import { foundVpcLink } from "./found-regional.ts";
import { isCredentialsArn, isFunctionArn, isHttpEndpoint } from "./integration-uri.ts";
import {
  badMappingExpression,
  badMappingValue,
  isDestination,
  isMappedStatus,
  type MappingSide,
  type ParameterMappings,
} from "./parameter-mapping.ts";
import { serviceParametersProblem } from "./service-integrations.ts";

const integrationMethods: ReadonlySet<string> = new Set([
  "GET",
  "POST",
  "PUT",
  "DELETE",
  "PATCH",
  "HEAD",
  "OPTIONS",
  "ANY",
]);

/**
 * Throws AWS's 400 unless an integration, as it would be stored, is one that an HTTP API can have. Creation and update
 * share it, so that no sequence of updates leads to what could not be created. Most texts were observed.
 */
export function requireIntegration(integration: IntegrationRecord): void {
  const { credentialsArn } = integration;
  requireConnection(integration);
  requireMethod(integration);
  if (credentialsArn !== undefined && !isCredentialsArn(credentialsArn)) {
    throw badRequest("Invalid ARN specified in the request");
  }
  if (integration.integrationType === "HTTP_PROXY") {
    requireHttpProxy(integration);
  } else if (integration.integrationSubtype === undefined) {
    requireFunction(integration);
  } else {
    requireService(integration, integration.integrationSubtype);
  }
  requireResponseMappings(integration);
}

/**
 * Throws AWS's 404 when an integration names a VPC link that its account does not have in the region, and a 400 when what
 * is behind the link is another account's: all of a private integration is documented to be of one.
 */
export async function requireVpcLink(
  call: Call,
  { connectionType, connectionId, integrationUri = "" }: IntegrationRecord,
): Promise<void> {
  if (connectionType !== "VPC_LINK" || connectionId === undefined) {
    return;
  }
  await foundVpcLink(call, connectionId);
  const arn = parseArn(integrationUri);
  if (arn !== undefined && arn.account !== call.accountId) {
    throw badRequest("The listener or service behind a VPC link must be owned by the account of the API");
  }
}

function requireConnection(integration: IntegrationRecord): void {
  if (integration.connectionType === "VPC_LINK") {
    if (integration.connectionId === undefined) {
      throw badRequest("ConnectionId must be set to vpcLinkId for ConnectionType VPC_LINK");
    }
    if (integration.integrationType !== "HTTP_PROXY") {
      throw badRequest("Connection type VPC_LINK is only valid for HTTP_PROXY integrations");
    }
    return;
  }
  if (integration.connectionId !== undefined) {
    throw badRequest("ConnectionId is only valid for connection type VPC_LINK");
  }
}

/** A function is called by POST, a URL by the method that is given; other services are told what to do otherwise. */
function requireMethod({ integrationType, integrationSubtype, integrationMethod: method }: IntegrationRecord): void {
  if (method === undefined && integrationType === "HTTP_PROXY") {
    throw badRequest("HttpMethod parameter method must be specified for integrationType HTTPPROXY");
  }
  if (method !== undefined && !integrationMethods.has(method)) {
    throw badRequest(`Invalid HTTP method specified: ${method}`);
  }
  if (method !== "POST" && integrationType === "AWS_PROXY" && integrationSubtype === undefined) {
    throw badRequest("HttpMethod must be POST for AWS_PROXY IntegrationType");
  }
}

function requireHttpProxy(integration: IntegrationRecord): void {
  if (integration.integrationSubtype !== undefined) {
    throw badRequest("Integration subtypes are only valid for AWS_PROXY integrations");
  }
  if (integration.connectionType === "VPC_LINK") {
    requirePrivateEndpoint(integration);
  } else if (integration.integrationUri === undefined || !isHttpEndpoint(integration.integrationUri)) {
    throw badRequest("Invalid HTTP endpoint specified for URI");
  }
  requirePayloadFormat(integration, ["1.0"]);
  requireMappings(integration.requestParameters ?? {}, "request");
}

/** As documented, a listener of a load balancer or a Cloud Map service, with attributes to choose instances by. */
function requirePrivateEndpoint({ integrationUri = "" }: IntegrationRecord): void {
  const listener = /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:listener\/(?:app|net)\/[^?\s]+$/;
  const service = /^arn:aws[a-z-]*:servicediscovery:[a-z0-9-]+:\d{12}:service\/srv-[a-z0-9]+(?:\?\S*)?$/;
  if (!listener.test(integrationUri) && !service.test(integrationUri)) {
    throw badRequest(
      "For VpcLink VPC_LINK, integration uri should be a valid ELB listener ARN or a valid Cloud Map service ARN.",
    );
  }
}

function requireFunction(integration: IntegrationRecord): void {
  if (integration.integrationUri === undefined || !isFunctionArn(integration.integrationUri)) {
    throw badRequest("Invalid ARN specified in the request");
  }
  requirePayloadFormat(integration, ["1.0", "2.0"]);
  requireMappings(integration.requestParameters ?? {}, "request");
}

function requireService(integration: IntegrationRecord, subtype: string): void {
  const parameters = integration.requestParameters ?? {};
  const { payloadFormatVersion } = integration;
  const problem = serviceParametersProblem({ subtype, payloadFormatVersion }, parameters);
  if (problem !== undefined) {
    throw badRequest(problem);
  }
  if (integration.integrationUri !== undefined) {
    throw badRequest("IntegrationUri is not valid together with an integration subtype");
  }
  if (integration.credentialsArn === undefined) {
    throw badRequest(`Role ARN must be specified for AWS integration configuration with Subtype: ${subtype}`);
  }
  const expression = badMappingValue(parameters);
  if (expression !== undefined) {
    throw badMapping(`Invalid mapping expression specified: ${expression}`);
  }
}

function requirePayloadFormat(
  { integrationType, payloadFormatVersion: version }: IntegrationRecord,
  supported: readonly string[],
): void {
  if (version !== "1.0" && version !== "2.0") {
    throw badRequest(`Unsupported PayloadFormatVersion: ${version}`);
  }
  if (!supported.includes(version)) {
    throw badRequest(`PayloadFormatVersion ${version} is not supported for integration of type ${integrationType}`);
  }
}

function requireResponseMappings(integration: IntegrationRecord): void {
  for (const [status, mappings] of Object.entries(integration.responseParameters ?? {})) {
    if (!isMappedStatus(status)) {
      throw badMapping(`Status Code ${status} is not valid.`);
    }
    requireMappings(mappings, "response");
  }
}

/** What AWS says of a header that it keeps to itself is not on record: it is answered like any bad expression. */
function requireMappings(mappings: ParameterMappings, side: MappingSide): void {
  const expression = badMappingExpression(mappings, side);
  if (expression === undefined) {
    return;
  }
  if (Object.hasOwn(mappings, expression) && !isDestination(expression, side)) {
    const place = side === "request" ? "Request" : "Response";
    throw badMapping(`Invalid ${place} Actioned Parameter destination specified: ${expression}`);
  }
  throw badMapping(`Invalid mapping expression specified: ${expression}`);
}

function badMapping(error: string): AwsError {
  return badRequest(`Invalid mapping expression specified: Validation Result: warnings : [], errors : [${error}]`);
}
