import type { AccountId } from "../../arn/account-id.ts";
import type { CompiledPolicy } from "../../policy/compile.ts";
import type { StageSettings } from "../stage-settings.ts";
import type { RoutePattern, RouteTable } from "../routes.ts";
import type { CompiledRestIntegration } from "./compile-integration.ts";
import type { GatewayResponses } from "./gateway-response.ts";
import type { RequiredParameter } from "./required-parameters.ts";

/** A REST API with everything that serving a request needs of it. */
export interface CompiledRestApi {
  readonly protocol: "REST";
  readonly apiId: string;
  /** The owner. */
  readonly accountId: AccountId;
  readonly region: string;
  /** The stages by name. */
  readonly stages: ReadonlyMap<string, CompiledRestStage>;
}

/** A stage with the deployment it serves: nothing of it changes until the stage or the API's deployments do. */
export interface CompiledRestStage extends StageSettings {
  readonly stageName: string;
  /** What the ARNs of its invokes start with. */
  readonly arn: string;
  readonly deploymentId: string;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly methods: RouteTable<CompiledRestMethod>;
  /** The resource policy that the deployment froze; one without statements where the API had none. */
  readonly policy: CompiledPolicy;
  /** Whether the API had a resource policy, which alone decides on methods without authorization. */
  readonly hasPolicy: boolean;
  readonly disableExecuteApiEndpoint: boolean;
  /** Whether the API is reached through VPC endpoints only, of which there are none here. */
  readonly isPrivate: boolean;
  readonly binaryMediaTypes: readonly string[];
  /** By the type of error. */
  readonly gatewayResponses: GatewayResponses;
}

/** A method of a resource with what it hands its requests to. */
export interface CompiledRestMethod {
  /** `GET /pets/{id}`: the method as it was put, which may be `ANY`, and the resource's path. */
  readonly routeKey: string;
  readonly resourceId: string;
  readonly resourcePath: string;
  readonly authorizationType: string;
  readonly apiKeyRequired: boolean;
  /** The parameters without which no request passes: none without a validator of parameters. */
  readonly required: readonly RequiredParameter[];
  readonly pattern: RoutePattern;
  /** Undefined when the method has none. */
  readonly integration: CompiledRestIntegration | undefined;
}

/** The part of a REST API that a request matched. */
export interface MatchedMethod {
  readonly api: CompiledRestApi;
  readonly stage: CompiledRestStage;
  readonly route: CompiledRestMethod;
  /** The decoded parts of the path behind the stage. */
  readonly parts: readonly string[];
}
