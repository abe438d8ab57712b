import { apigatewayv2Model, apigatewayv2OperationNames } from "../../wire/constraints/apigatewayv2.ts";
import type { Service } from "../../wire/operation.ts";
import { apiGatewayRequestId } from "../../wire/reply-headers.ts";
import type { Call } from "../call.ts";
import { apiOperations } from "./apis.ts";
import { authorizerOperations } from "./authorizers.ts";
import { deploymentOperations } from "./deployments.ts";
import { integrationOperations } from "./integrations.ts";
import { routeOperations } from "./routes.ts";
import { stageOperations } from "./stages.ts";
import { tagOperations } from "./tags.ts";

/** The control plane of HTTP APIs, API version 2018-11-29. */
export const apigatewayService: Service<Call> = {
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
  ],
  knownOperations: apigatewayv2OperationNames,
  model: apigatewayv2Model,
  replyHeaders: apiGatewayRequestId,
};
