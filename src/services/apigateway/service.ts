import { apigatewayv2Model, apigatewayv2OperationNames } from "../../wire/constraints/apigatewayv2.ts";
import type { Service } from "../../wire/operation.ts";
import { apiGatewayRequestId } from "../../wire/reply-headers.ts";
import type { Call } from "../call.ts";
import { apiMappingOperations } from "./api-mappings.ts";
import { apiOperations } from "./apis.ts";
import { authorizerOperations } from "./authorizers.ts";
import { deploymentOperations } from "./deployments.ts";
import { domainNameOperations } from "./domain-names.ts";
import { integrationOperations } from "./integrations.ts";
import { exportOperations } from "./openapi/export-api.ts";
import { importOperations } from "./openapi/import-api.ts";
import { routeOperations } from "./routes.ts";
import { routingRuleOperations } from "./routing-rules.ts";
import { stageOperations } from "./stages.ts";
import { tagOperations } from "./tags.ts";
import { vpcLinkOperations } from "./vpc-links.ts";

/** The control plane of HTTP APIs, API version 2018-11-29. */
export const apigatewayService: Service<Call> = {
  name: "apigatewayv2",
  signingName: "apigateway",
  protocol: "restJson1",
  skewMinutes: 5,
  version: "2018-11-29",
  operations: [
    ...apiOperations,
    ...integrationOperations,
    ...routeOperations,
    ...authorizerOperations,
    ...stageOperations,
    ...deploymentOperations,
    ...tagOperations,
    ...domainNameOperations,
    ...apiMappingOperations,
    ...routingRuleOperations,
    ...vpcLinkOperations,
    ...importOperations,
    ...exportOperations,
  ],
  knownOperations: apigatewayv2OperationNames,
  model: apigatewayv2Model,
  replyHeaders: apiGatewayRequestId,
};
