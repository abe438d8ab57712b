import type { IntegrationRecord } from "../../store/records.ts";
import { badRequest, partNotFound } from "./errors.ts";
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

function requireConnection(integration: IntegrationRecord): void {
  if (integration.connectionType === "VPC_LINK") {
    // Nobody can make a VPC link yet, so every id is unknown.
    throw integration.connectionId === undefined
      ? badRequest("ConnectionId is required for connection type VPC_LINK")
      : partNotFound("VpcLink", integration.connectionId);
  }
  if (integration.connectionId !== undefined) {
    throw badRequest("ConnectionId is only valid for connection type VPC_LINK");
  }
}

function requireHttpProxy(integration: IntegrationRecord): void {
  if (integration.integrationSubtype !== undefined) {
    throw badRequest("Integration subtypes are only valid for AWS_PROXY integrations");
  }
  if (integration.integrationUri === undefined || !isHttpEndpoint(integration.integrationUri)) {
    throw badRequest("Invalid HTTP endpoint specified for URI");
  }
  requirePayloadFormat(integration, ["1.0"]);
  requireRequestMappings(integration);
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
