import { parseArn } from "../../arn/arn.ts";
import type { IntegrationRecord } from "../../store/records.ts";
import type { Call } from "../call.ts";
import { badRequest } from "./errors.ts";
import { foundVpcLink } from "./found-regional.ts";
import { isCredentialsArn, isFunctionArn, isHttpEndpoint } from "./integration-uri.ts";
import { badMappingExpression, badMappingValue, isMappedStatus } from "./parameter-mapping.ts";
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
 * share it, so that no sequence of updates leads to what could not be created.
 */
export function requireIntegration(integration: IntegrationRecord): void {
  const { integrationMethod, credentialsArn } = integration;
  requireConnection(integration);
  if (integrationMethod !== undefined && !integrationMethods.has(integrationMethod)) {
    throw badRequest(`Invalid HTTP method specified: ${integrationMethod}`);
  }
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
      throw badRequest("ConnectionId is required for connection type VPC_LINK");
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
  requireRequestMappings(integration);
}

/** As documented, a listener of a load balancer or a Cloud Map service, with attributes to choose instances by. */
function requirePrivateEndpoint({ integrationUri = "" }: IntegrationRecord): void {
  const listener = /^arn:aws[a-z-]*:elasticloadbalancing:[a-z0-9-]+:\d{12}:listener\/(?:app|net)\/[^?\s]+$/;
  const service = /^arn:aws[a-z-]*:servicediscovery:[a-z0-9-]+:\d{12}:service\/srv-[a-z0-9]+(?:\?\S*)?$/;
  if (!listener.test(integrationUri) && !service.test(integrationUri)) {
    throw badRequest("Invalid ARN specified in the request");
  }
}

function requireFunction(integration: IntegrationRecord): void {
  if (integration.integrationUri === undefined || !isFunctionArn(integration.integrationUri)) {
    throw badRequest("Invalid ARN specified in the request");
  }
  requirePayloadFormat(integration, ["1.0", "2.0"]);
  requireRequestMappings(integration);
}

function requireService(integration: IntegrationRecord, subtype: string): void {
  const parameters = integration.requestParameters ?? {};
  const problem = serviceParametersProblem(subtype, parameters);
  if (problem !== undefined) {
    throw badRequest(problem);
  }
  if (integration.integrationUri !== undefined) {
    throw badRequest("IntegrationUri is not valid together with an integration subtype");
  }
  if (integration.credentialsArn === undefined) {
    throw badRequest("CredentialsArn is required for AWS service integrations");
  }
  requirePayloadFormat(integration, ["1.0"]);
  requireNoBadExpression(badMappingValue(parameters));
}

function requirePayloadFormat(integration: IntegrationRecord, supported: readonly string[]): void {
  if (!supported.includes(integration.payloadFormatVersion)) {
    throw badRequest(
      `Invalid payload format version specified: ${integration.payloadFormatVersion}. Must be one of [${supported.join(", ")}]`,
    );
  }
}

function requireRequestMappings(integration: IntegrationRecord): void {
  const mappings = integration.requestParameters ?? {};
  requireNoBadExpression(badMappingExpression(mappings, "request"));
}

function requireResponseMappings(integration: IntegrationRecord): void {
  for (const [status, mappings] of Object.entries(integration.responseParameters ?? {})) {
    if (!isMappedStatus(status)) {
      throw badRequest(`Invalid response parameters key specified: ${status}. Must be a status code from 200 to 599`);
    }
    requireNoBadExpression(badMappingExpression(mappings, "response"));
  }
}

/** The frame of the text is observed; what AWS puts inside is not on record, so it is the expression itself. */
function requireNoBadExpression(expression: string | undefined): void {
  if (expression !== undefined) {
    throw badRequest(
      `Invalid mapping expression specified: Validation Result: warnings : [], errors : [Invalid mapping expression specified: ${expression}]`,
    );
  }
}
