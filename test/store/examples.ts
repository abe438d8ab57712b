import { type AccountId, parseAccountId } from "../../src/arn/account-id.ts";
import { iamArn } from "../../src/arn/arn.ts";
import type {
  AccessKeyRecord,
  AccountRecord,
  ApiRecord,
  DeploymentRecord,
  GroupRecord,
  InstanceProfileRecord,
  IntegrationRecord,
  ManagedPolicyRecord,
  PolicyVersionRecord,
  RoleRecord,
  RouteRecord,
  StageRecord,
  UserRecord,
} from "../../src/store/records.ts";

let accounts = 100_000_000_000;
let ids = 0;

/** An account id that no other test uses. */
export function newAccountId(): AccountId {
  accounts += 1;
  const id = parseAccountId(String(accounts));
  if (id === undefined) {
    throw new Error("account ids have run out");
  }
  return id;
}

/** An id with that prefix that no other record has. */
export function newId(prefix: string): string {
  ids += 1;
  return `${prefix}${String(ids).padStart(8, "0")}`;
}

/** An account without a declaration. */
export function exampleAccount(accountId: AccountId): AccountRecord {
  return { accountId, name: "api-owner", createdAtMs: 1_700_000_000_123 };
}

/** A user with the optional members absent. */
export function exampleUser(accountId: AccountId, userName: string, path = "/"): UserRecord {
  return { accountId, userId: newId("AIDA"), userName, path, createdAtMs: 1_700_000_000_123, tags: [] };
}

/** A role with the optional members absent. */
export function exampleRole(accountId: AccountId, roleName: string, path = "/"): RoleRecord {
  return {
    accountId,
    roleId: newId("AROA"),
    roleName,
    path,
    createdAtMs: 1_700_000_000_123,
    trustPolicy: '{"Version":"2012-10-17","Statement":[]}',
    trustedIds: { "arn:aws:iam::222222222222:user/bob": "AIDA2" },
    maxSessionDurationSeconds: 3600,
    tags: [],
  };
}

/** A group. */
export function exampleGroup(accountId: AccountId, groupName: string, path = "/"): GroupRecord {
  return { accountId, groupId: newId("AGPA"), groupName, path, createdAtMs: 1_700_000_000_123 };
}

/** An instance profile that holds no role. */
export function exampleInstanceProfile(
  accountId: AccountId,
  instanceProfileName: string,
  path = "/",
): InstanceProfileRecord {
  const instanceProfileId = newId("AIPA");
  return { accountId, instanceProfileId, instanceProfileName, path, createdAtMs: 1_700_000_000_123, tags: [] };
}

/** An active key of a user, or of root. */
export function exampleKey(accountId: AccountId, userId?: string): AccessKeyRecord {
  return {
    accessKeyId: newId("AKIA"),
    accountId,
    ...(userId !== undefined && { userId }),
    secretAccessKey: "a secret of forty characters, more or less",
    status: "Active",
    createdAtMs: 1_700_000_000_123,
  };
}

/** A customer's policy. */
export function examplePolicy(
  accountId: AccountId,
  policyName: string,
  path = "/",
): ManagedPolicyRecord & { readonly accountId: AccountId } {
  return {
    accountId,
    policyId: newId("ANPA"),
    policyName,
    path,
    arn: iamArn(accountId, `policy${path}${policyName}`),
    createdAtMs: 1_700_000_000_123,
    updatedAtMs: 1_700_000_000_456,
    defaultVersion: 1,
    nextVersion: 2,
    tags: [{ key: "team", value: "ärzte ☂" }],
  };
}

/** A version of a policy. */
export function exampleVersion(policy: ManagedPolicyRecord, version = 1): PolicyVersionRecord {
  const document = `{ "Version": "2012-10-17", "Statement": [], "Id": "${version}" }\n`;
  return { policyArn: policy.arn, version, document, createdAtMs: 1_700_000_000_123 };
}

/** An HTTP API. */
export function exampleApi(accountId: AccountId, region = "us-east-1"): ApiRecord {
  return {
    apiId: newId("api"),
    accountId,
    region,
    name: "pets",
    createdAtMs: 1_700_000_000_123,
    disableExecuteApiEndpoint: false,
    ipAddressType: "ipv4",
    corsConfiguration: { allowOrigins: ["*"], maxAge: 60 },
    tags: { team: "pets" },
  };
}

/** An integration. */
export function exampleIntegration(integrationId: string): IntegrationRecord {
  return {
    integrationId,
    integrationType: "HTTP_PROXY",
    integrationUri: "http://127.0.0.1:1/",
    connectionType: "INTERNET",
    payloadFormatVersion: "1.0",
    timeoutInMillis: 30_000,
  };
}

/** A route that needs a signature. */
export function exampleRoute(routeId: string): RouteRecord {
  return { routeId, routeKey: "GET /pets/{id}", authorizationType: "AWS_IAM", apiKeyRequired: false };
}

/** A stage. */
export function exampleStage(stageName: string): StageRecord {
  return {
    stageName,
    autoDeploy: true,
    createdAtMs: 1_700_000_000_123,
    updatedAtMs: 1_700_000_000_456,
    defaultRouteSettings: {},
    routeSettings: {},
    stageVariables: { colour: "blue" },
    tags: {},
  };
}

/** A deployment of an API with one route. */
export function exampleDeployment(deploymentId: string, api: ApiRecord): DeploymentRecord {
  const snapshot = { api, routes: [exampleRoute("r1")], integrations: [exampleIntegration("i1")] };
  return { deploymentId, createdAtMs: 1_700_000_000_123, autoDeployed: true, snapshot };
}
