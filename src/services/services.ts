import type { Service } from "../wire/operation.ts";
import { acmService } from "./acm/service.ts";
import { restApisService } from "./apigateway/rest/service.ts";
import { apigatewayService } from "./apigateway/service.ts";
import type { Call } from "./call.ts";
import { iamService } from "./iam/service.ts";
import { organizationsService } from "./organizations/service.ts";
import { stsService } from "./sts/service.ts";

/** Every service this server speaks for. */
export const services: readonly Service<Call>[] = [
  iamService,
  stsService,
  apigatewayService,
  restApisService,
  organizationsService,
  acmService,
];
