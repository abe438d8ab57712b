import { apigatewayModel, apigatewayOperationNames } from "../../../wire/constraints/apigateway.ts";
import type { Service } from "../../../wire/operation.ts";
import { apiGatewayRequestId } from "../../../wire/reply-headers.ts";
import type { Call } from "../../call.ts";
import { accountOperations } from "./account.ts";
import { authorizerOperations } from "./authorizers.ts";
import { deploymentOperations } from "./deployments.ts";
import { gatewayResponseOperations } from "./gateway-responses.ts";
import { integrationResponseOperations } from "./integration-responses.ts";
import { integrationOperations } from "./integrations.ts";
import { methodResponseOperations } from "./method-responses.ts";
import { methodOperations } from "./methods.ts";
import { modelOperations } from "./models.ts";
import { requestValidatorOperations } from "./request-validators.ts";
import { resourceOperations } from "./resources.ts";
import { restApiOperations } from "./rest-apis.ts";
import { stageOperations } from "./stages.ts";
import { tagOperations } from "./tags.ts";

/** The control plane of REST APIs, API version 2015-07-09. */
export const restApisService: Service<Call> = {
  name: "apigateway",
  signingName: "apigateway",
  protocol: "restJson1",
  skewMinutes: 5,
  version: "2015-07-09",
  operations: [
    ...restApiOperations,
    ...resourceOperations,
    ...methodOperations,
    ...methodResponseOperations,
    ...integrationOperations,
    ...integrationResponseOperations,
    ...deploymentOperations,
    ...stageOperations,
    ...tagOperations,
    ...modelOperations,
    ...requestValidatorOperations,
    ...gatewayResponseOperations,
    ...authorizerOperations,
    ...accountOperations,
  ],
  knownOperations: apigatewayOperationNames,
  model: apigatewayModel,
  replyHeaders: apiGatewayRequestId,
};
