import type { AccountId } from "../arn/account-id.ts";

/** A tag of any resource. */
export interface Tag {
  readonly key: string;
  readonly value: string;
}

/** An AWS account of this server. */
export interface AccountRecord {
  readonly accountId: AccountId;
  readonly name: string;
  readonly createdAtMs: number;
  /** The address of the account's root, in lower case; only accounts that were made with one have it. */
  readonly email?: string;
  /** The account's entry in the accounts file as JSON, secrets included; what a reset returns it to. Sealed at rest. */
  readonly declaration?: string;
}

/** An IAM user. */
export interface UserRecord {
  readonly accountId: AccountId;
  /** `AIDA…`. */
  readonly userId: string;
  readonly userName: string;
  /** `/` or `/division/team/`. */
  readonly path: string;
  readonly createdAtMs: number;
  readonly permissionsBoundaryArn?: string;
  /** Sorted by key. */
  readonly tags: readonly Tag[];
}

/** An IAM role. */
export interface RoleRecord {
  readonly accountId: AccountId;
  /** `AROA…`. */
  readonly roleId: string;
  readonly roleName: string;
  readonly path: string;
  readonly createdAtMs: number;
  /** The trust policy as JSON text. */
  readonly trustPolicy: string;
  /** For each user or role ARN among the trust policy's principals, the unique id it had when the policy was saved. */
  readonly trustedIds: Readonly<Record<string, string>>;
  readonly description?: string;
  readonly maxSessionDurationSeconds: number;
  readonly permissionsBoundaryArn?: string;
  readonly tags: readonly Tag[];
  readonly lastUsed?: LastUsed;
}

/** A group of IAM users, whose policies count for each of them. */
export interface GroupRecord {
  readonly accountId: AccountId;
  /** `AGPA…`. */
  readonly groupId: string;
  readonly groupName: string;
  readonly path: string;
  readonly createdAtMs: number;
}

/** An instance profile: the case in which EC2 carries a role. */
export interface InstanceProfileRecord {
  readonly accountId: AccountId;
  /** `AIPA…`. */
  readonly instanceProfileId: string;
  readonly instanceProfileName: string;
  readonly path: string;
  readonly createdAtMs: number;
  /** The `AROA…` of the one role it may hold. */
  readonly roleId?: string;
  readonly tags: readonly Tag[];
}

/** What an account is set to, each setting a text of its own. */
export type AccountSetting =
  | "api-gateway-account"
  | "credential-report"
  | "global-endpoint-token-version"
  | "organizations-features"
  | "outbound-web-identity-federation";

/** Something that a call started and later calls ask after. */
export interface JobRecord {
  readonly kind: "organizations-access-report" | "service-last-accessed" | "service-linked-role-deletion";
  readonly jobId: string;
  readonly createdAtMs: number;
  /** What the job found; its kind tells how it is built. */
  readonly detail: unknown;
}

/** When and where a credential was last used. */
export interface LastUsed {
  readonly atMs: number;
  readonly region: string;
  /** The signing name of the service called; `N/A` for a role. */
  readonly serviceName: string;
}

/** A long-term access key of a user or of the account's root. */
export interface AccessKeyRecord {
  readonly accessKeyId: string;
  readonly accountId: AccountId;
  /** The owner's `AIDA…`; absent for a root key. */
  readonly userId?: string;
  /** In the clear here; sealed under the master key at rest. */
  readonly secretAccessKey: string;
  readonly status: "Active" | "Inactive";
  readonly createdAtMs: number;
  readonly lastUsed?: LastUsed;
}

/** A managed policy of a customer or of AWS. */
export interface ManagedPolicyRecord {
  /** `aws` for the policies that AWS manages. */
  readonly accountId: AccountId | "aws";
  /** `ANPA…`. */
  readonly policyId: string;
  readonly policyName: string;
  readonly path: string;
  readonly arn: string;
  readonly description?: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  /** The number in `v1`. */
  readonly defaultVersion: number;
  /** The number the next version gets; numbers are never used twice. */
  readonly nextVersion: number;
  readonly tags: readonly Tag[];
}

/** One version of a managed policy. */
export interface PolicyVersionRecord {
  readonly policyArn: string;
  readonly version: number;
  readonly document: string;
  readonly createdAtMs: number;
}

/** Whom policies are attached to or embedded in. */
export interface EntityRef {
  readonly kind: "user" | "role" | "group";
  /** The entity's unique id. */
  readonly id: string;
}

/** A policy embedded in a user, role or group. */
export interface InlinePolicyRecord {
  readonly policyName: string;
  readonly document: string;
}

/** An HTTP API. Members are named and shaped as in the API model, first letter small; unset members are absent. */
export interface ApiRecord {
  readonly apiId: string;
  readonly accountId: AccountId;
  readonly region: string;
  readonly name: string;
  readonly createdAtMs: number;
  readonly description?: string;
  readonly version?: string;
  readonly disableExecuteApiEndpoint: boolean;
  readonly ipAddressType: string;
  readonly corsConfiguration?: CorsConfiguration;
  readonly tags: Readonly<Record<string, string>>;
  /** Set when the API was made by quick create: its integration and route are then managed by the gateway. */
  readonly quickCreate?: { readonly integrationId: string; readonly routeId: string };
}

/** Cross-origin settings of an HTTP API. */
export interface CorsConfiguration {
  readonly allowCredentials?: boolean;
  readonly allowHeaders?: readonly string[];
  readonly allowMethods?: readonly string[];
  readonly allowOrigins?: readonly string[];
  readonly exposeHeaders?: readonly string[];
  readonly maxAge?: number;
}

/** What a route hands its requests to. */
export interface IntegrationRecord {
  readonly integrationId: string;
  readonly integrationType: "HTTP_PROXY" | "AWS_PROXY";
  readonly integrationUri?: string;
  readonly integrationMethod?: string;
  readonly integrationSubtype?: string;
  readonly connectionType: "INTERNET" | "VPC_LINK";
  readonly connectionId?: string;
  readonly credentialsArn?: string;
  readonly description?: string;
  readonly payloadFormatVersion: string;
  readonly timeoutInMillis: number;
  readonly requestParameters?: Readonly<Record<string, string>>;
  readonly responseParameters?: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly tlsConfig?: { readonly serverNameToVerify?: string };
  readonly apiGatewayManaged?: boolean;
}

/** A route of an HTTP API. */
export interface RouteRecord {
  readonly routeId: string;
  /** `GET /pets/{id}`, `ANY /{proxy+}` or `$default`. */
  readonly routeKey: string;
  readonly authorizationType: "NONE" | "AWS_IAM" | "JWT" | "CUSTOM";
  readonly authorizerId?: string;
  readonly authorizationScopes?: readonly string[];
  readonly apiKeyRequired: boolean;
  readonly operationName?: string;
  /** `integrations/{integrationId}`. */
  readonly target?: string;
  readonly apiGatewayManaged?: boolean;
}

/** What decides who may call the routes of an HTTP API that name it. */
export interface AuthorizerRecord {
  readonly authorizerId: string;
  readonly name: string;
  readonly authorizerType: "JWT" | "REQUEST";
  /** `$request.header.Authorization` and the like; none for a REQUEST authorizer that is asked about every request. */
  readonly identitySource: readonly string[];
  readonly jwtConfiguration?: { readonly issuer?: string; readonly audience?: readonly string[] };
  /** The invocation ARN of the function of a REQUEST authorizer. */
  readonly authorizerUri?: string;
  readonly authorizerCredentialsArn?: string;
  readonly authorizerPayloadFormatVersion?: string;
  readonly authorizerResultTtlInSeconds?: number;
  readonly enableSimpleResponses?: boolean;
}

/** Throttling and metrics of a stage or a route. */
export interface RouteSettings {
  readonly detailedMetricsEnabled?: boolean;
  readonly throttlingBurstLimit?: number;
  readonly throttlingRateLimit?: number;
}

/** A stage of an HTTP API: a name under which a deployment is served. */
export interface StageRecord {
  /** `$default` or a name. */
  readonly stageName: string;
  readonly description?: string;
  readonly autoDeploy: boolean;
  readonly deploymentId?: string;
  readonly createdAtMs: number;
  readonly updatedAtMs: number;
  readonly accessLogSettings?: { readonly destinationArn?: string; readonly format?: string };
  readonly defaultRouteSettings: RouteSettings;
  readonly routeSettings: Readonly<Record<string, RouteSettings>>;
  readonly stageVariables: Readonly<Record<string, string>>;
  readonly tags: Readonly<Record<string, string>>;
  readonly lastDeploymentStatusMessage?: string;
  readonly apiGatewayManaged?: boolean;
}

/** The configuration that a deployment froze. */
export interface ApiSnapshot {
  readonly api: ApiRecord;
  readonly routes: readonly RouteRecord[];
  readonly integrations: readonly IntegrationRecord[];
  /** Absent when the API had none. */
  readonly authorizers?: readonly AuthorizerRecord[];
}

/** An immutable snapshot of an API's configuration. */
export interface DeploymentRecord {
  readonly deploymentId: string;
  readonly createdAtMs: number;
  readonly autoDeployed: boolean;
  readonly description?: string;
  readonly snapshot: ApiSnapshot;
}
