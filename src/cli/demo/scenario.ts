import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
  GetApisCommand,
  GetIntegrationsCommand,
  UpdateIntegrationCommand,
} from "@aws-sdk/client-apigatewayv2";
import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  GetPolicyCommand,
  GetRoleCommand,
  GetUserCommand,
  IAMClient,
  NoSuchEntityException,
} from "@aws-sdk/client-iam";
import { type AccountId, accountIdOf } from "../../arn/account-id.ts";
import { iamArn } from "../../arn/arn.ts";
import type { SigningCredentials } from "../../sigv4/sign.ts";

/** The region of the demo's API. */
export const demoRegion = "us-east-1";
/** The account that owns the API and the role. */
export const accountA = accountIdOf("111111111111");
/** The account whose user calls. */
export const accountB = accountIdOf("222222222222");

const apiName = "sallyport-demo";
const invokePolicyName = "InvokeDemoApi";
const roleName = "ApiInvoker";
const assumePolicyName = "AssumeApiInvoker";
const userName = "caller";

/** Whether a step had to make something. */
export type StepOutcome = "made" | "found";

/** What the scenario is built with: the server's endpoint and an administrator of each account. */
export interface ScenarioOptions {
  readonly endpoint: string;
  readonly adminA: SigningCredentials;
  readonly adminB: SigningCredentials;
  /** Where the API's requests go. */
  readonly backendUrl: string;
  /** Tells of each step, and of those that make something whether it was there already. */
  readonly onStep: (text: string, outcome?: StepOutcome) => void;
}

/** The article's scenario as it stands on the server. */
export interface Scenario {
  readonly apiId: string;
  readonly roleArn: string;
  readonly userName: string;
}

/**
 * Builds the article's six steps through the public AWS APIs, leaving out what is there already: an HTTP API with an
 * `AWS_IAM` route and a policy to invoke it, a role in A that trusts B and has the policy, a policy in B to assume the
 * role, attached to a user with an access key.
 */
export async function buildScenario(options: ScenarioOptions): Promise<Scenario> {
  const { endpoint, adminA, adminB, onStep } = options;
  const iamA = new IAMClient({ endpoint, region: demoRegion, credentials: adminA });
  const iamB = new IAMClient({ endpoint, region: demoRegion, credentials: adminB });
  const { apiId, outcome } = await ensureApi(options);
  onStep(`1  A: HTTP API ${apiId} with route ANY /{proxy+}, authorization AWS_IAM`, outcome);

  const resource = `arn:aws:execute-api:${demoRegion}:${accountA}:${apiId}/$default/*/*`;
  const invoke = { name: invokePolicyName, action: "execute-api:Invoke", resource };
  onStep(
    `1  A: policy ${invokePolicyName} allows execute-api:Invoke on it`,
    await ensurePolicy(iamA, accountA, invoke),
  );
  const roleArn = iamArn(accountA, `role/${roleName}`);
  onStep(`2  A: role ${roleName} trusts account ${accountB}`, await ensureRole(iamA));
  const invokePolicyArn = iamArn(accountA, `policy/${invokePolicyName}`);
  await iamA.send(new AttachRolePolicyCommand({ RoleName: roleName, PolicyArn: invokePolicyArn }));
  onStep(`3  A: policy ${invokePolicyName} is attached to role ${roleName}`);

  const assume = { name: assumePolicyName, action: "sts:AssumeRole", resource: roleArn };
  onStep(`4  B: policy ${assumePolicyName} allows sts:AssumeRole on it`, await ensurePolicy(iamB, accountB, assume));
  onStep(`5  B: user ${userName} with an access key`, await ensureUser(iamB));
  const assumePolicyArn = iamArn(accountB, `policy/${assumePolicyName}`);
  await iamB.send(new AttachUserPolicyCommand({ UserName: userName, PolicyArn: assumePolicyArn }));
  onStep(`5  B: policy ${assumePolicyName} is attached to user ${userName}`);
  return { apiId, roleArn, userName };
}

async function ensureApi({ endpoint, adminA, backendUrl }: ScenarioOptions): Promise<{
  readonly apiId: string;
  readonly outcome: StepOutcome;
}> {
  const client = new ApiGatewayV2Client({ endpoint, region: demoRegion, credentials: adminA });
  const integrationUri = `${backendUrl}/{proxy}`;
  const { Items: apis = [] } = await client.send(new GetApisCommand({}));
  const existing = apis.find(({ Name }) => Name === apiName)?.ApiId;
  if (existing !== undefined) {
    const { Items: integrations = [] } = await client.send(new GetIntegrationsCommand({ ApiId: existing }));
    const IntegrationId = integrations[0]?.IntegrationId;
    // The backend listens on another port every time.
    await client.send(new UpdateIntegrationCommand({ ApiId: existing, IntegrationId, IntegrationUri: integrationUri }));
    return { apiId: existing, outcome: "found" };
  }
  const { ApiId = "" } = await client.send(new CreateApiCommand({ Name: apiName, ProtocolType: "HTTP" }));
  const { IntegrationId } = await client.send(
    new CreateIntegrationCommand({
      ApiId,
      IntegrationType: "HTTP_PROXY",
      IntegrationMethod: "ANY",
      IntegrationUri: integrationUri,
      PayloadFormatVersion: "1.0",
    }),
  );
  await client.send(
    new CreateRouteCommand({
      ApiId,
      RouteKey: "ANY /{proxy+}",
      AuthorizationType: "AWS_IAM",
      Target: `integrations/${IntegrationId}`,
    }),
  );
  await client.send(new CreateStageCommand({ ApiId, StageName: "$default", AutoDeploy: true }));
  return { apiId: ApiId, outcome: "made" };
}

/** A policy that allows one action on one resource. */
export interface WantedPolicy {
  readonly name: string;
  readonly action: string;
  readonly resource: string;
}

/** Makes a managed policy unless one of its name is there. */
export function ensurePolicy(
  iam: IAMClient,
  account: AccountId,
  { name, action, resource }: WantedPolicy,
): Promise<StepOutcome> {
  const PolicyDocument = document({ Effect: "Allow", Action: action, Resource: resource });
  return ensure(iam.send(new GetPolicyCommand({ PolicyArn: iamArn(account, `policy/${name}`) })), () =>
    iam.send(new CreatePolicyCommand({ PolicyName: name, PolicyDocument })),
  );
}

function ensureRole(iam: IAMClient): Promise<StepOutcome> {
  const trust = { Effect: "Allow", Principal: { AWS: iamArn(accountB, "root") }, Action: "sts:AssumeRole" };
  return ensure(iam.send(new GetRoleCommand({ RoleName: roleName })), () =>
    iam.send(new CreateRoleCommand({ RoleName: roleName, AssumeRolePolicyDocument: document(trust) })),
  );
}

function ensureUser(iam: IAMClient): Promise<StepOutcome> {
  return ensure(iam.send(new GetUserCommand({ UserName: userName })), async () => {
    await iam.send(new CreateUserCommand({ UserName: userName }));
    await iam.send(new CreateAccessKeyCommand({ UserName: userName }));
  });
}

/** Runs `create` when the lookup finds nothing; tells whether it did. */
async function ensure(lookup: Promise<unknown>, create: () => Promise<unknown>): Promise<StepOutcome> {
  try {
    await lookup;
    return "found";
  } catch (error) {
    if (!(error instanceof NoSuchEntityException)) {
      throw error;
    }
    await create();
    return "made";
  }
}

function document(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [statement] });
}
