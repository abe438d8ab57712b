import { parseArn } from "../../../arn/arn.ts";
import type { RestIntegration, RestMethod } from "../../../store/rest-records.ts";
import { badRequest } from "../errors.ts";
import { isCredentialsArn, isHttpEndpoint } from "../integration-uri.ts";
import { requireContentTypes, requireRequestMappings } from "./mapping-expressions.ts";
import { restQuotas } from "./quotas.ts";

/** Throws AWS's 400 for an integration that cannot be what it says, or that maps what its method does not declare. */
export function requireIntegration(integration: RestIntegration, method: RestMethod): void {
  const { type, httpMethod, uri = "", credentials, timeoutInMillis } = integration;
  if (type !== "MOCK" && (httpMethod === undefined || httpMethod === "")) {
    throw badRequest("Enumeration value for HttpMethod must be non-empty");
  }
  if ((type === "HTTP" || type === "HTTP_PROXY") && !isHttpEndpoint(uri)) {
    throw badRequest("Invalid HTTP endpoint specified for URI");
  }
  if (type === "AWS" || type === "AWS_PROXY") {
    requireServiceUri(uri, type);
  }
  if (credentials !== undefined && !isCredentialsArn(credentials)) {
    throw badRequest("Invalid ARN specified in the request");
  }
  if (integration.connectionType === "VPC_LINK" && (integration.connectionId ?? "") === "") {
    throw badRequest("Connection id is required for VPC_LINK integrations");
  }
  const { integrationTimeoutMillisMin: min, integrationTimeoutMillisMax: max } = restQuotas;
  if (!Number.isInteger(timeoutInMillis) || timeoutInMillis < min || timeoutInMillis > max) {
    throw badRequest(`Timeout should be between ${min} ms and ${max} ms`);
  }
  requireRequestMappings(integration.requestParameters, method);
  requireTemplates(integration.requestTemplates);
}

/** Throws for templates under what is no content type, and for ones that are longer than AWS's quota. */
export function requireTemplates(templates: Readonly<Record<string, string>> | undefined): void {
  requireContentTypes(templates);
  const max = restQuotas.mappingTemplateBytesMax;
  if (Object.values(templates ?? {}).some((template) => Buffer.byteLength(template) > max)) {
    throw badRequest(`Mapping template size exceeds limit of ${max} bytes`);
  }
}

/** `arn:aws:apigateway:{region}:{service}:{path|action}/…`; a proxy hands on to a Lambda function only. */
function requireServiceUri(uri: string, type: "AWS" | "AWS_PROXY"): void {
  const arn = parseArn(uri);
  if (arn === undefined || arn.service !== "apigateway") {
    throw badRequest("Invalid ARN specified in the request");
  }
  if (!/^(?:path|action)\//.test(arn.resource)) {
    throw badRequest("AWS ARN for integration must contain path or action");
  }
  if (type === "AWS_PROXY" && arn.account !== "lambda") {
    throw badRequest(
      "Integrations of type 'AWS_PROXY' currently only supports Lambda function and Firehose stream invocations.",
    );
  }
}
