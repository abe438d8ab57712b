import type { Integration, IntegrationResponse, Method, MethodResponse } from "@aws-sdk/client-api-gateway";
import type {
  RestIntegration,
  RestIntegrationResponse,
  RestMethod,
  RestMethodResponse,
} from "../../../store/rest-records.ts";

/** A method as replies show it, with all that is in it. */
export function showMethod(httpMethod: string, method: RestMethod): Method {
  const { methodResponses, integration, ...members } = method;
  return {
    ...members,
    httpMethod,
    authorizationScopes: members.authorizationScopes && [...members.authorizationScopes],
    methodResponses: mapped(methodResponses, showMethodResponse),
    methodIntegration: integration && showIntegration(integration),
  };
}

/** A response that a method declares, as replies show it. */
export function showMethodResponse(statusCode: string, response: RestMethodResponse): MethodResponse {
  return { ...response, statusCode };
}

/** An integration as replies show it. */
export function showIntegration(integration: RestIntegration): Integration {
  const { integrationResponses, cacheKeyParameters, ...members } = integration;
  return {
    ...members,
    cacheKeyParameters: [...cacheKeyParameters],
    integrationResponses: mapped(integrationResponses, showIntegrationResponse),
  };
}

/** A response of an integration, as replies show it. */
export function showIntegrationResponse(statusCode: string, response: RestIntegrationResponse): IntegrationResponse {
  return { ...response, statusCode };
}

function mapped<Entry, Shown>(
  entries: Readonly<Record<string, Entry>> | undefined,
  show: (key: string, entry: Entry) => Shown,
): Record<string, Shown> | undefined {
  return entries && Object.fromEntries(Object.entries(entries).map(([key, entry]) => [key, show(key, entry)]));
}
