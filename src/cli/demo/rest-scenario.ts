import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  GetResourcesCommand,
  GetRestApisCommand,
  PutIntegrationCommand,
  PutMethodCommand,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { AttachUserPolicyCommand, IAMClient } from "@aws-sdk/client-iam";
import { iamArn } from "../../arn/arn.ts";
import { accountA, accountB, demoRegion, ensurePolicy, type ScenarioOptions, type StepOutcome } from "./scenario.ts";

/** The stage of the demo's REST API. */
export const restStage = "prod";

const restApiName = "sallyport-demo-rest";
const directPolicyName = "InvokeDemoRestApi";

/** The way that only a REST API has: its resource policy, which can be given and taken away. */
export interface RestScenario {
  readonly restApiId: string;
  /** Gives the API the resource policy that lets B's user in, and deploys it. */
  readonly letIn: () => Promise<void>;
}

/**
 * Builds what a REST API needs to be called from another account without a role, leaving out what is there already: the
 * API with an `AWS_IAM` method and a policy in B to invoke it. The API is left without a resource policy.
 */
export async function buildRestScenario(options: ScenarioOptions, userName: string): Promise<RestScenario> {
  const { endpoint, adminA, adminB, onStep } = options;
  const client = new APIGatewayClient({ endpoint, region: demoRegion, credentials: adminA });
  const iamB = new IAMClient({ endpoint, region: demoRegion, credentials: adminB });
  const { restApiId, outcome } = await ensureRestApi(client, options.backendUrl);
  onStep(`1  A: REST API ${restApiId} with method ANY /{proxy+}, authorization AWS_IAM`, outcome);

  const resource = `arn:aws:execute-api:${demoRegion}:${accountA}:${restApiId}/${restStage}/*/*`;
  const invoke = { name: directPolicyName, action: "execute-api:Invoke", resource };
  onStep(
    `2  B: policy ${directPolicyName} allows execute-api:Invoke on it`,
    await ensurePolicy(iamB, accountB, invoke),
  );
  const policyArn = iamArn(accountB, `policy/${directPolicyName}`);
  await iamB.send(new AttachUserPolicyCommand({ UserName: userName, PolicyArn: policyArn }));
  onStep(`2  B: policy ${directPolicyName} is attached to user ${userName}`);
  await setPolicy(client, restApiId, "");
  return {
    restApiId,
    async letIn() {
      const user = iamArn(accountB, `user/${userName}`);
      const statement = { Effect: "Allow", Principal: { AWS: user }, Action: "execute-api:Invoke", Resource: resource };
      await setPolicy(client, restApiId, JSON.stringify({ Version: "2012-10-17", Statement: [statement] }));
      onStep(`3  A: the API's resource policy allows user ${userName} of account ${accountB} to invoke it; deployed`);
    },
  };
}

/** Gives the API that resource policy, none when it is empty, and deploys it, which is when it counts. */
async function setPolicy(client: APIGatewayClient, restApiId: string, policy: string): Promise<void> {
  const patchOperations = [{ op: "replace", path: "/policy", value: policy } as const];
  await client.send(new UpdateRestApiCommand({ restApiId, patchOperations }));
  await client.send(new CreateDeploymentCommand({ restApiId, stageName: restStage }));
}

async function ensureRestApi(
  client: APIGatewayClient,
  backendUrl: string,
): Promise<{ readonly restApiId: string; readonly outcome: StepOutcome }> {
  const { items: apis = [] } = await client.send(new GetRestApisCommand({ limit: 500 }));
  const existing = apis.find(({ name }) => name === restApiName)?.id;
  const restApiId = existing ?? (await createRestApi(client));
  const { items: resources = [] } = await client.send(new GetResourcesCommand({ restApiId, limit: 500 }));
  await client.send(
    new PutIntegrationCommand({
      restApiId,
      resourceId: resources.find(({ path }) => path === "/{proxy+}")?.id,
      httpMethod: "ANY",
      type: "HTTP_PROXY",
      integrationHttpMethod: "ANY",
      // The backend listens on another port every time.
      uri: `${backendUrl}/{proxy}`,
      requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" },
    }),
  );
  return { restApiId, outcome: existing === undefined ? "made" : "found" };
}

async function createRestApi(client: APIGatewayClient): Promise<string> {
  const { id: restApiId = "", rootResourceId } = await client.send(
    new CreateRestApiCommand({ name: restApiName, endpointConfiguration: { types: ["REGIONAL"] } }),
  );
  const { id: resourceId } = await client.send(
    new CreateResourceCommand({ restApiId, parentId: rootResourceId, pathPart: "{proxy+}" }),
  );
  await client.send(
    new PutMethodCommand({
      restApiId,
      resourceId,
      httpMethod: "ANY",
      authorizationType: "AWS_IAM",
      requestParameters: { "method.request.path.proxy": true },
    }),
  );
  return restApiId;
}
