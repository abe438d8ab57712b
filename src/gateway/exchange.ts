import type { IncomingMessage, ServerResponse } from "node:http";
import type { RawRequest } from "../http/raw-request.ts";
import type { Identity } from "../identity/identity.ts";
import type { Sources } from "../sources.ts";
import type { DecisionLog } from "../trace/decision-record.ts";
import type { Alarms } from "./alarms.ts";
import type { ApiCache } from "./api-cache.ts";
import type { ServiceEndpoints } from "./aws-services/service-endpoints-file.ts";
import type { JwtKeys } from "./authorizers/jwt-keys.ts";
import type { LambdaAuthorizers } from "./authorizers/lambda-authorizer.ts";
import type { ClientWatch } from "./client-watch.ts";
import type { FunctionInvoker } from "./function-invoker.ts";
import type { InvokeTarget } from "./invoke-target.ts";
import type { Observer } from "./observation/observer.ts";
import type { RequestMeter } from "./observation/request-meter.ts";
import type { OriginPools } from "./origin-pools.ts";
import type { RequestNames } from "./request-id.ts";
import type { Throttle, ThrottleLimit } from "./throttle.ts";
import type { PrivateAddresses } from "./vpc-link.ts";

/** What all requests of a gateway share. */
export interface GatewayParts {
  readonly apis: ApiCache;
  readonly identity: Identity;
  readonly decisions: DecisionLog;
  readonly pools: OriginPools;
  readonly alarms: Alarms;
  readonly throttle: Throttle;
  readonly observer: Observer;
  readonly functions: FunctionInvoker;
  readonly jwtKeys: JwtKeys;
  readonly lambdaAuthorizers: LambdaAuthorizers;
  readonly sources: Sources;
  readonly settings: GatewaySettings;
  readonly nameRequest: () => RequestNames;
  /** Resolves when all that has arrived in this turn of the event loop is off its connections. */
  readonly turnEnd: () => Promise<void>;
}

/** What an operator chooses about the gateway. */
export interface GatewaySettings {
  /** The domains under which `{api}.execute-api.{region}.{domain}` is an invoke, in lower case. */
  readonly domains: readonly string[];
  /** What an unsigned request on an `AWS_IAM` route is told. */
  readonly unsignedMessage: string;
  /** What one account may take of a region, in place of AWS's limit. */
  readonly accountThrottle?: ThrottleLimit;
  /** Where the listeners and services behind VPC links are. */
  readonly vpcAddresses?: PrivateAddresses;
  /** Where the AWS services that integrations call are. */
  readonly serviceEndpoints?: ServiceEndpoints;
}

/** One request with its connection, and what is known of it before anything is looked up. */
export interface Exchange extends RequestNames {
  readonly incoming: IncomingMessage;
  readonly outgoing: ServerResponse;
  readonly raw: RawRequest;
  readonly target: InvokeTarget;
  readonly client: ClientWatch;
  readonly meter: RequestMeter;
  /** When the request arrived: the one time that all of its handling uses. */
  readonly nowMs: number;
}
