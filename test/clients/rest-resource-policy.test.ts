import {
  APIGatewayClient,
  CreateDeploymentCommand,
  CreateResourceCommand,
  CreateRestApiCommand,
  DeleteRestApiCommand,
  DeleteStageCommand,
  PutIntegrationCommand,
  PutMethodCommand,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  DeleteUserCommand,
  DeleteUserPolicyCommand,
  IAMClient,
  PutUserPolicyCommand,
} from "@aws-sdk/client-iam";
import { afterAll, beforeAll, expect, test } from "vitest";
import { accountA, accountB, type ClientFixture, region, startFixture } from "./fixture.ts";
import { type Credentials, invoke } from "./invoke.ts";

// The life of a resource policy, with the AWS SDK for JavaScript on both sides: each test goes on where the one before ended.

let fixture: ClientFixture;
let gateway: APIGatewayClient;
let iamOfB: IAMClient;
let apiId: string;
let caller: Credentials;

const callerArn = `arn:aws:iam::${accountB.id}:user/caller`;
const policy = (...statements: readonly object[]) =>
  JSON.stringify({
    Version: "2012-10-17",
    Statement: statements.map((one) => ({ Effect: "Allow", Action: "execute-api:Invoke", Resource: "*", ...one })),
  });
/** The short form of resources, which API Gateway writes out. */
const callerMayRead = { Principal: { AWS: callerArn }, Resource: "execute-api:/prod/GET/*" };

beforeAll(async () => {
  fixture = await startFixture();
  const { endpoint, backendUrl } = fixture;
  gateway = new APIGatewayClient({ endpoint, region, credentials: accountA.admin });
  iamOfB = new IAMClient({ endpoint, region, credentials: accountB.admin });
  caller = await newCaller();
  const made = await gateway.send(new CreateRestApiCommand({ name: "pets", policy: policy(callerMayRead) }));
  apiId = made.id ?? "";
  const { id: resourceId } = await gateway.send(
    new CreateResourceCommand({ restApiId: apiId, parentId: made.rootResourceId, pathPart: "{proxy+}" }),
  );
  const method = { restApiId: apiId, resourceId, httpMethod: "ANY" };
  const path = { "method.request.path.proxy": true };
  await gateway.send(new PutMethodCommand({ ...method, authorizationType: "AWS_IAM", requestParameters: path }));
  await gateway.send(
    new PutIntegrationCommand({
      ...method,
      type: "HTTP_PROXY",
      integrationHttpMethod: "ANY",
      uri: `${backendUrl}/{proxy}`,
      requestParameters: { "integration.request.path.proxy": "method.request.path.proxy" },
    }),
  );
  await deploy();
});

afterAll(() => fixture.close());

const deploy = () => gateway.send(new CreateDeploymentCommand({ restApiId: apiId, stageName: "prod" }));

async function setPolicy(value: string): Promise<void> {
  const patchOperations = [{ op: "replace", path: "/policy", value } as const];
  await gateway.send(new UpdateRestApiCommand({ restApiId: apiId, patchOperations }));
}

/** B's user `caller` with a key, allowed to invoke whatever there is. */
async function newCaller(): Promise<Credentials> {
  await iamOfB.send(new CreateUserCommand({ UserName: "caller" }));
  await allowCaller();
  const { AccessKey } = await iamOfB.send(new CreateAccessKeyCommand({ UserName: "caller" }));
  return { accessKeyId: AccessKey?.AccessKeyId ?? "", secretAccessKey: AccessKey?.SecretAccessKey ?? "" };
}

const allowCaller = () =>
  iamOfB.send(new PutUserPolicyCommand({ UserName: "caller", PolicyName: "invoke", PolicyDocument: policy({}) }));

async function answer(credentials: Credentials | undefined, path = "/prod/pets/7"): Promise<string> {
  const { status, headers, body } = await invoke(fixture, { apiId, path, credentials });
  return `${status} ${String(headers["x-amzn-errortype"] ?? "")} ${Object(body).Message ?? Object(body).message ?? ""}`.trim();
}

const denied = (reason: string) =>
  `403 AccessDeniedException User: ${callerArn} is not authorized to perform: execute-api:Invoke on resource: ` +
  `arn:aws:execute-api:${region}:********1111:${apiId}/prod/GET/pets/7 ${reason}`;

test("B's own key reaches the backend, which sees no signature", async () => {
  const { status, body } = await invoke(fixture, { apiId, path: "/prod/pets/7", credentials: caller });
  expect([status, body]).toMatchObject([200, { method: "GET", path: "/pets/7" }]);
  expect(Object(body).headers).not.toHaveProperty("authorization");
  expect(Object(body).headers).toMatchObject({ "x-amzn-apigateway-api-id": apiId });
});

test("nobody else does: unsigned, B's administrator, a wrong secret", async () => {
  expect(await answer(undefined)).toBe("403 MissingAuthenticationTokenException Missing Authentication Token");
  expect(await answer(accountB.admin)).toMatch(/^403 AccessDeniedException .*no resource-based policy allows/);
  expect(await answer({ ...caller, secretAccessKey: "wrong" })).toMatch(
    /^403 InvalidSignatureException [\s\S]*The Canonical String for this request should have been\n'GET\n\/prod\/pets\/7\n/,
  );
});

test("A's own administrator needs no resource policy", async () => {
  expect(await answer(accountA.admin)).toBe("200");
});

test("B takes its permission away and gives it back, each at once", async () => {
  await iamOfB.send(new DeleteUserPolicyCommand({ UserName: "caller", PolicyName: "invoke" }));
  expect(await answer(caller)).toBe(denied("because no identity-based policy allows the execute-api:Invoke action"));
  await allowCaller();
  expect(await answer(caller)).toBe("200");
});

test("A's denial counts once it is deployed", async () => {
  await setPolicy(
    policy(callerMayRead, {
      Effect: "Deny",
      Principal: "*",
      Condition: { IpAddress: { "aws:SourceIp": "127.0.0.1" } },
    }),
  );
  expect(await answer(caller)).toBe("200");
  await deploy();
  expect(await answer(caller)).toBe(denied("with an explicit deny in a resource-based policy"));
  expect(await answer(accountA.admin)).toMatch(/with an explicit deny in a resource-based policy$/);
  await setPolicy(policy(callerMayRead));
  await deploy();
  expect(await answer(caller)).toBe("200");
});

test("a user made anew under the name is another", async () => {
  await iamOfB.send(new DeleteAccessKeyCommand({ UserName: "caller", AccessKeyId: caller.accessKeyId }));
  await iamOfB.send(new DeleteUserPolicyCommand({ UserName: "caller", PolicyName: "invoke" }));
  await iamOfB.send(new DeleteUserCommand({ UserName: "caller" }));
  expect(await answer(caller)).toMatch(/^403 UnrecognizedClientException/);
  caller = await newCaller();
  expect(await answer(caller)).toBe(denied("because no resource-based policy allows the execute-api:Invoke action"));
  await deploy();
  expect(await answer(caller)).toMatch(/^403/);
  await setPolicy(policy(callerMayRead));
  await deploy();
  expect(await answer(caller)).toBe("200");
});

test("a deleted stage and a deleted API are gone at once", async () => {
  await gateway.send(new DeleteStageCommand({ restApiId: apiId, stageName: "prod" }));
  expect(await answer(caller)).toBe("403 ForbiddenException Forbidden");
  await deploy();
  expect(await answer(caller)).toBe("200");
  await gateway.send(new DeleteRestApiCommand({ restApiId: apiId }));
  expect(await answer(caller)).toBe("403 ForbiddenException Forbidden");
});
