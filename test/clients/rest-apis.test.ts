import {
  APIGatewayClient,
  ConflictException,
  CreateResourceCommand,
  CreateRestApiCommand,
  GetResourcesCommand,
  NotFoundException,
  paginateGetResources,
  UpdateRestApiCommand,
} from "@aws-sdk/client-api-gateway";
import { fileURLToPath } from "node:url";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { accountA, accountB, type ClientFixture, region, startFixture } from "./fixture.ts";
import { executables, reportMissing, run, runWell } from "./run-client.ts";

let fixture: ClientFixture;
beforeAll(async () => {
  fixture = await startFixture();
});
afterAll(() => fixture.close());

/** What the AWS CLI and boto3 find in their environment. */
function environment() {
  const { accessKeyId, secretAccessKey } = accountA.admin;
  return { AWS_ACCESS_KEY_ID: accessKeyId, AWS_SECRET_ACCESS_KEY: secretAccessKey, ENDPOINT: fixture.endpoint };
}

/** The AWS CLIs of this machine, each version once. */
const clis = await distinctClis();
if (clis.length === 0) {
  reportMissing("aws-cli", "there is no aws on the search path");
}

describe.each(clis)("$version", ({ path: cli }) => {
  const aws = async (...args: readonly string[]): Promise<Readonly<Record<string, unknown>>> => {
    const all = ["--endpoint-url", fixture.endpoint, "--output", "json", "apigateway", ...args];
    const printed = await runWell(cli, all, { env: environment() });
    return printed === "" ? {} : JSON.parse(printed);
  };

  const items = async (...args: readonly string[]): Promise<readonly Readonly<Record<string, unknown>>[]> => {
    const listed = (await aws(...args))["items"];
    return Array.isArray(listed) ? listed : [];
  };

  test("builds a REST API that another account may call, from resource to stage", { timeout: 120_000 }, async () => {
    const { id } = await aws("create-rest-api", "--name", "pets");
    const api = ["--rest-api-id", String(id)];
    // Older releases do not print the root's id with the API.
    const [root] = await items("get-resources", ...api);
    const { id: resource } = await aws(
      "create-resource",
      ...api,
      "--parent-id",
      String(root?.["id"]),
      "--path-part",
      "{proxy+}",
    );
    const method = [...api, "--resource-id", String(resource), "--http-method", "ANY"];
    await aws(
      "put-method",
      ...method,
      "--authorization-type",
      "AWS_IAM",
      "--request-parameters",
      "method.request.path.proxy=true",
    );
    await aws(
      ...["put-integration", ...method, "--type", "HTTP_PROXY", "--integration-http-method", "ANY"],
      ...["--uri", `${fixture.backendUrl}/{proxy}`],
      ...["--request-parameters", "integration.request.path.proxy=method.request.path.proxy"],
    );
    const policy = JSON.stringify({
      Version: "2012-10-17",
      Statement: [
        { Effect: "Allow", Principal: { AWS: accountB.id }, Action: "execute-api:Invoke", Resource: "execute-api:/*" },
      ],
    });
    const operation = [{ op: "replace", path: "/policy", value: policy }];
    const updated = await aws("update-rest-api", ...api, "--patch-operations", JSON.stringify(operation));
    expect(updated["policy"]).toContain(`arn:aws:execute-api:${region}:${accountA.id}:${String(id)}\\/*`);
    const { id: deployment } = await aws("create-deployment", ...api, "--stage-name", "live");
    expect(await aws("get-stages", ...api)).toMatchObject({ item: [{ stageName: "live", deploymentId: deployment }] });
    expect(
      await aws("get-deployment", ...api, "--deployment-id", String(deployment), "--embed", "apisummary"),
    ).toMatchObject({
      apiSummary: { "/{proxy+}": { ANY: { authorizationType: "AWS_IAM" } } },
    });
    await aws("delete-rest-api", ...api);
    expect(await items("get-rest-apis")).toEqual([]);
  });

  test("says in the service's words what it refused", async () => {
    const args = ["--endpoint-url", fixture.endpoint, "apigateway", "import-rest-api", "--body", "{}"];
    expect((await run(cli, args, { env: environment() })).stderr).toContain(
      "(NotImplementedException) when calling the ImportRestApi operation: The operation ImportRestApi is not implemented by this server",
    );
  });
});

const python = await firstPython();
if (python === undefined) {
  reportMissing("boto3", "no python3 on the search path can import boto3");
}

test.skipIf(python === undefined)("boto3 builds a REST API and is refused in the service's words", async () => {
  const script = fileURLToPath(new URL("rest-apis/build.py", import.meta.url));
  const report: unknown = JSON.parse(await runWell(python ?? "", [script], { env: environment() }));
  expect(report).toEqual({
    endpoint: { types: ["REGIONAL"], ipAddressType: "ipv4" },
    models: ["Empty", "Error"],
    gatewayResponses: 21,
    withoutMethods: ["BadRequestException", "The REST API doesn't contain any methods", 400],
    resource: ["/pets", ["GET"]],
    settings: { "*/*": 5 },
    deleteDeployment: [
      "BadRequestException",
      "Active stages pointing to this deployment must be moved or deleted",
      400,
    ],
    wrongType: [
      "ValidationException",
      "1 validation error detected: Value 'NONE' at 'putIntegrationInput.type' failed to satisfy constraint: Member must satisfy enum value set: [HTTP, AWS, MOCK, HTTP_PROXY, AWS_PROXY]",
      400,
    ],
    deleted: 202,
  });
});

test("the SDK for JavaScript pages through resources and throws its own exceptions", async () => {
  const client = new APIGatewayClient({ endpoint: fixture.endpoint, region, credentials: accountA.admin });
  const { id: restApiId, rootResourceId: parentId } = await client.send(new CreateRestApiCommand({ name: "paged" }));
  for (const pathPart of ["a", "b", "c"]) {
    await client.send(new CreateResourceCommand({ restApiId, parentId, pathPart }));
  }
  const paths = [];
  for await (const page of paginateGetResources({ client, pageSize: 2 }, { restApiId })) {
    paths.push(...(page.items ?? []).map(({ path }) => path));
  }
  expect(paths).toEqual(["/", "/a", "/b", "/c"]);
  const again = client.send(new CreateResourceCommand({ restApiId, parentId, pathPart: "a" }));
  await expect(again).rejects.toBeInstanceOf(ConflictException);
  await expect(client.send(new GetResourcesCommand({ restApiId: "absent" }))).rejects.toBeInstanceOf(NotFoundException);
  const foreign = new APIGatewayClient({ endpoint: fixture.endpoint, region, credentials: accountB.admin });
  const patchOperations = [{ op: "replace", path: "/name", value: "mine" }] as const;
  await expect(
    foreign.send(new UpdateRestApiCommand({ restApiId, patchOperations: [...patchOperations] })),
  ).rejects.toMatchObject({
    name: "NotFoundException",
    message: `Invalid API identifier specified ${accountB.id}:${String(restApiId)}`,
  });
});

async function distinctClis(): Promise<readonly { readonly path: string; readonly version: string }[]> {
  const byVersion = new Map<string, string>();
  for (const path of await executables("aws")) {
    const { stdout, stderr } = await run(path, ["--version"]);
    const [version] = /aws-cli\/\S+/.exec(stdout + stderr) ?? [];
    if (version !== undefined && !byVersion.has(version)) {
      byVersion.set(version, path);
    }
  }
  return [...byVersion].map(([version, path]) => ({ version, path }));
}

async function firstPython(): Promise<string | undefined> {
  for (const candidate of await executables("python3")) {
    if ((await run(candidate, ["-c", "import boto3"])).code === 0) {
      return candidate;
    }
  }
  return undefined;
}
