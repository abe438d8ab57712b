import type { StaticOperationSchema } from "@smithy/types";
import type { AuthorizationCheck } from "./operation.ts";
import { httpBinding } from "./shape.ts";
import { fillUriTemplate, parseUriTemplate } from "./uri-template.ts";

/**
 * The permission that API Gateway asks for: the HTTP verb as action, on the ARN made of the URI without its version,
 * `apigateway:PATCH` on `arn:aws:apigateway:eu-west-1::/apis/a1b2c3/routes/d4e5f6` (documented in the API Gateway
 * guide). Labels are percent-encoded, as in the URI.
 */
export function apiGatewayCheck(schema: StaticOperationSchema, input: object, region: string): AuthorizationCheck {
  const { method = "GET", uri = "/" } = httpBinding(schema) ?? {};
  // The input was decoded by this schema: its labels are members by name, and texts.
  const path = fillUriTemplate(parseUriTemplate(method, uri), input as Readonly<Record<string, string | undefined>>);
  return {
    action: `apigateway:${method}`,
    resource: `arn:aws:apigateway:${region}::${path.replace(/^\/v2(?=\/)/, "")}`,
  };
}
