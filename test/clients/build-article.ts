import {
  ApiGatewayV2Client,
  CreateApiCommand,
  CreateIntegrationCommand,
  CreateRouteCommand,
  CreateStageCommand,
} from "@aws-sdk/client-apigatewayv2";
import {
  AttachRolePolicyCommand,
  AttachUserPolicyCommand,
  CreateAccessKeyCommand,
  CreatePolicyCommand,
  CreateRoleCommand,
  CreateUserCommand,
  IAMClient,
  waitUntilPolicyExists,
  waitUntilRoleExists,
  waitUntilUserExists,
} from "@aws-sdk/client-iam";
import { AssumeRoleCommand, STSClient } from "@aws-sdk/client-sts";
import { accountA, accountB, type ClientFixture, region } from "./fixture.ts";
import type { Credentials } from "./invoke.ts";

/** The article's steps 1 to 5 as they stand on a server. */
export interface Article {
  readonly apiId: string;
  readonly invokePolicyArn: string;
  readonly roleArn: string;
  readonly roleId: string;
  /** The key of B's user. */
  readonly user: Credentials;
}

/** Takes the article's steps 1 to 5 with the AWS SDK for JavaScript. */
export async function buildArticle({ endpoint, backendUrl }: ClientFixture): Promise<Article> {
  const gateway = new ApiGatewayV2Client({ endpoint, region, credentials: accountA.admin });
  const iamOfA = new IAMClient({ endpoint, region, credentials: accountA.admin });
  const iamOfB = new IAMClient({ endpoint, region, credentials: accountB.admin });

  const { ApiId: apiId = "" } = await gateway.send(new CreateApiCommand({ Name: "pets", ProtocolType: "HTTP" }));
  const { IntegrationId } = await gateway.send(
    new CreateIntegrationCommand({
      ApiId: apiId,
      IntegrationType: "HTTP_PROXY",
      IntegrationMethod: "ANY",
      IntegrationUri: `${backendUrl}/{proxy}`,
      PayloadFormatVersion: "1.0",
    }),
  );
  await gateway.send(
    new CreateRouteCommand({
      ApiId: apiId,
      RouteKey: "ANY /{proxy+}",
      AuthorizationType: "AWS_IAM",
      Target: `integrations/${IntegrationId}`,
    }),
  );
  await gateway.send(new CreateStageCommand({ ApiId: apiId, StageName: "$default", AutoDeploy: true }));

  const resource = `arn:aws:execute-api:${region}:${accountA.id}:${apiId}/$default/*/*`;
  const invokePolicyArn = await createPolicy(iamOfA, "InvokePets", {
    Action: ["execute-api:Invoke"],
    Resource: resource,
  });
  await iamOfA.send(
    new CreateRoleCommand({
      RoleName: "PetsInvoker",
      AssumeRolePolicyDocument: document({
        Action: "sts:AssumeRole",
        Principal: { AWS: `arn:aws:iam::${accountB.id}:root` },
      }),
    }),
  );
  const waited = await waitUntilRoleExists({ client: iamOfA, maxWaitTime: 10 }, { RoleName: "PetsInvoker" });
  // A waiter hands back what its last call answered.
  const { Arn: roleArn = "", RoleId: roleId = "" } = Object(waited.reason).Role;
  await iamOfA.send(new AttachRolePolicyCommand({ RoleName: "PetsInvoker", PolicyArn: invokePolicyArn }));

  const PolicyArn = await createPolicy(iamOfB, "AssumePetsInvoker", { Action: "sts:AssumeRole", Resource: roleArn });
  await iamOfB.send(new CreateUserCommand({ UserName: "caller" }));
  await waitUntilUserExists({ client: iamOfB, maxWaitTime: 10 }, { UserName: "caller" });
  await iamOfB.send(new AttachUserPolicyCommand({ UserName: "caller", PolicyArn }));
  const { AccessKey } = await iamOfB.send(new CreateAccessKeyCommand({ UserName: "caller" }));
  const user = { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
  return { apiId, invokePolicyArn, roleArn, roleId, user };
}

/** Takes step 6 with the AWS SDK for JavaScript: the session's credentials. */
export async function assumeRole(endpoint: string, roleArn: string, credentials: Credentials): Promise<Credentials> {
  const sts = new STSClient({ endpoint, region, credentials });
  const request = new AssumeRoleCommand({ RoleArn: roleArn, RoleSessionName: "role_session" });
  const { AccessKeyId = "", SecretAccessKey = "", SessionToken = "" } = (await sts.send(request)).Credentials ?? {};
  return { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken };
}

async function createPolicy(client: IAMClient, PolicyName: string, statement: object): Promise<string> {
  const { Policy } = await client.send(new CreatePolicyCommand({ PolicyName, PolicyDocument: document(statement) }));
  const PolicyArn = Policy?.Arn ?? "";
  await waitUntilPolicyExists({ client, maxWaitTime: 10 }, { PolicyArn });
  return PolicyArn;
}

function document(statement: object): string {
  return JSON.stringify({ Version: "2012-10-17", Statement: [{ Effect: "Allow", ...statement }] });
}
