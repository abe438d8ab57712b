import type { AccountId } from "../arn/account-id.ts";

/**
 * A REST API. Members are named and shaped as in the model of API Gateway (version 2015-07-09), as are those of all its
 * parts; unset members are absent.
 */
export interface RestApiRecord {
  /** Unique over HTTP and REST APIs of all accounts: it is a host name. */
  readonly apiId: string;
  readonly accountId: AccountId;
  readonly region: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly description?: string;
  readonly version?: string;
  readonly apiKeySource: "HEADER" | "AUTHORIZER";
  readonly binaryMediaTypes?: readonly string[];
  readonly minimumCompressionSize?: number;
  readonly endpointConfiguration: RestEndpointConfiguration;
  /** The resource policy as JSON text; it counts once a deployment has frozen it. */
  readonly policy?: string;
  /** The unique ids that the policy's user and role ARNs stood for when it was saved, as a role's `trustedIds`. */
  readonly policyTrustedIds?: Readonly<Record<string, string>>;
  readonly disableExecuteApiEndpoint: boolean;
  readonly rootResourceId: string;
  readonly tags: Readonly<Record<string, string>>;
}

/** How a REST API is reached. */
export interface RestEndpointConfiguration {
  readonly types: readonly ("EDGE" | "REGIONAL" | "PRIVATE")[];
  readonly vpcEndpointIds?: readonly string[];
  readonly ipAddressType: "ipv4" | "dualstack";
}

/** A node of the tree of paths. */
export interface RestResourceRecord {
  readonly resourceId: string;
  /** Absent on the root only. */
  readonly parentId?: string;
  readonly pathPart?: string;
  /** `/`, `/pets/{id}` or `/{proxy+}`. */
  readonly path: string;
  /** By HTTP method, `ANY` included. */
  readonly methods: Readonly<Record<string, RestMethod>>;
}

/** What a resource answers to one HTTP method. */
export interface RestMethod {
  readonly authorizationType: string;
  readonly authorizerId?: string;
  readonly authorizationScopes?: readonly string[];
  readonly apiKeyRequired: boolean;
  readonly operationName?: string;
  readonly requestValidatorId?: string;
  readonly requestParameters?: Readonly<Record<string, boolean>>;
  readonly requestModels?: Readonly<Record<string, string>>;
  readonly methodResponses?: Readonly<Record<string, RestMethodResponse>>;
  readonly integration?: RestIntegration;
}

/** A response that a method declares; the key is its status. */
export interface RestMethodResponse {
  readonly responseParameters?: Readonly<Record<string, boolean>>;
  readonly responseModels?: Readonly<Record<string, string>>;
}

/** What a method hands its requests to. */
export interface RestIntegration {
  readonly type: "HTTP" | "AWS" | "MOCK" | "HTTP_PROXY" | "AWS_PROXY";
  readonly httpMethod?: string;
  readonly uri?: string;
  readonly connectionType?: "INTERNET" | "VPC_LINK";
  readonly connectionId?: string;
  readonly credentials?: string;
  /** Destination by source: `integration.request.path.id` from `method.request.path.id`. */
  readonly requestParameters?: Readonly<Record<string, string>>;
  /** Mapping template by content type. */
  readonly requestTemplates?: Readonly<Record<string, string>>;
  readonly passthroughBehavior: "WHEN_NO_MATCH" | "WHEN_NO_TEMPLATES" | "NEVER";
  readonly contentHandling?: "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";
  readonly timeoutInMillis: number;
  readonly cacheNamespace: string;
  readonly cacheKeyParameters: readonly string[];
  readonly tlsConfig?: { readonly insecureSkipVerification?: boolean };
  /** By status. */
  readonly integrationResponses?: Readonly<Record<string, RestIntegrationResponse>>;
}

/** How a backend's answer becomes a method's response; the key is the response's status. */
export interface RestIntegrationResponse {
  /** A pattern of backend statuses or of a function's error texts; the response without one is the default. */
  readonly selectionPattern?: string;
  readonly responseParameters?: Readonly<Record<string, string>>;
  readonly responseTemplates?: Readonly<Record<string, string>>;
  readonly contentHandling?: "CONVERT_TO_BINARY" | "CONVERT_TO_TEXT";
}

/** A stage of a REST API: a name under which a deployment is served. */
export interface RestStageRecord {
  readonly stageName: string;
  readonly deploymentId: string;
  readonly description?: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly cacheClusterEnabled: boolean;
  readonly cacheClusterSize?: string;
  /** By `{resource path}/{method}`, slashes of the path as `~1`, or `*` + `/*`. */
  readonly methodSettings: Readonly<Record<string, RestMethodSetting>>;
  readonly variables?: Readonly<Record<string, string>>;
  readonly documentationVersion?: string;
  readonly clientCertificateId?: string;
  readonly accessLogSettings?: { readonly destinationArn?: string; readonly format?: string };
  readonly tracingEnabled: boolean;
  readonly tags: Readonly<Record<string, string>>;
}

/** Throttling, logging and caching of a method of a stage; members as in the model's `MethodSetting`. */
export interface RestMethodSetting {
  readonly metricsEnabled: boolean;
  readonly loggingLevel: string;
  readonly dataTraceEnabled: boolean;
  readonly throttlingBurstLimit: number;
  readonly throttlingRateLimit: number;
  readonly cachingEnabled: boolean;
  readonly cacheTtlInSeconds: number;
  readonly cacheDataEncrypted: boolean;
  readonly requireAuthorizationForCacheControl: boolean;
  readonly unauthorizedCacheControlHeaderStrategy: string;
}

/** A JSON schema that methods may name. */
export interface RestModelRecord {
  readonly modelId: string;
  /** Unique within the API. */
  readonly name: string;
  readonly description?: string;
  readonly schema?: string;
  readonly contentType: string;
}

/** What of a request is checked before it goes to an integration. */
export interface RestRequestValidatorRecord {
  readonly requestValidatorId: string;
  readonly name?: string;
  readonly validateRequestBody: boolean;
  readonly validateRequestParameters: boolean;
}

/** What a gateway answers in place of its own answer to one kind of error. */
export interface RestGatewayResponseRecord {
  /** `ACCESS_DENIED`, `DEFAULT_4XX` and so on; unique within the API. */
  readonly responseType: string;
  readonly statusCode?: string;
  readonly responseParameters: Readonly<Record<string, string>>;
  readonly responseTemplates: Readonly<Record<string, string>>;
}

/** What decides who may call the methods that name it. */
export interface RestAuthorizerRecord {
  readonly authorizerId: string;
  readonly name: string;
  readonly type: "TOKEN" | "REQUEST" | "COGNITO_USER_POOLS";
  readonly providerARNs?: readonly string[];
  readonly authType?: string;
  readonly authorizerUri?: string;
  readonly authorizerCredentials?: string;
  readonly identitySource?: string;
  readonly identityValidationExpression?: string;
  readonly authorizerResultTtlInSeconds: number;
}

/** An immutable snapshot of a REST API's configuration, its resource policy included. */
export interface RestDeploymentRecord {
  readonly deploymentId: string;
  readonly createdAtMs: number;
  readonly description?: string;
  readonly snapshot: RestApiSnapshot;
}

/** The configuration that a deployment froze. */
export interface RestApiSnapshot {
  readonly api: RestApiRecord;
  readonly resources: readonly RestResourceRecord[];
  readonly requestValidators?: readonly RestRequestValidatorRecord[];
  readonly gatewayResponses?: readonly RestGatewayResponseRecord[];
}
