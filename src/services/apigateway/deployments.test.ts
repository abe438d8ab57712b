import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type Answer, type ApiCalls, openApiCalls, owner, testNowMs } from "../../../test/api-calls.ts";
import { parseAccountId } from "../../arn/account-id.ts";
import type { DeploymentRecord } from "../../store/records.ts";

let calls: ApiCalls;
let ApiId: string;
beforeEach(async () => {
  calls = await openApiCalls();
  ApiId = String((await calls.call("CreateApi", { Name: "pets", ProtocolType: "HTTP" })).ApiId);
});
afterEach(() => calls.close());

const createRoute = (RouteKey: string): Promise<Answer> => calls.call("CreateRoute", { ApiId, RouteKey });
const stage = (StageName: string): Promise<Answer> => calls.call("GetStage", { ApiId, StageName });
const deployments = async (): Promise<readonly Answer[]> => {
  const { Items } = await calls.call("GetDeployments", { ApiId });
  return Array.isArray(Items) ? Items : [];
};

/** What the gateway serves under a stage: the snapshot of its deployment. */
async function served(stageName: string): Promise<DeploymentRecord["snapshot"] | undefined> {
  const accountId = parseAccountId(owner);
  const { DeploymentId } = await stage(stageName);
  if (accountId === undefined || typeof DeploymentId !== "string") {
    return undefined;
  }
  const deployment = await calls.store.read((tx) => tx.deployments.get(accountId, ApiId, DeploymentId));
  return deployment?.snapshot;
}

async function servedKeys(stageName: string): Promise<readonly string[] | undefined> {
  return (await served(stageName))?.routes.map((route) => route.routeKey).toSorted();
}

describe("CreateDeployment", () => {
  test("answers as AWS does", async () => {
    await createRoute("GET /a");
    const expected = {
      AutoDeployed: false,
      CreatedDate: new Date(testNowMs - 123),
      DeploymentId: expect.stringMatching(/^[a-z0-9]{6}$/),
      DeploymentStatus: "DEPLOYED",
    };
    expect(await calls.call("CreateDeployment", { ApiId })).toEqual(expected);
    const { DeploymentId } = await calls.call("CreateDeployment", { ApiId, Description: "first" });
    const shown = await calls.call("GetDeployment", { ApiId, DeploymentId });
    expect(shown).toEqual({ ...expected, Description: "first" });
  });

  test("refuses an API without routes", async () => {
    expect(await calls.refusal("CreateDeployment", { ApiId })).toBe(
      "400 BadRequestException: Unable to deploy API because no routes exist in this API",
    );
  });

  test("freezes the configuration: later edits change nothing that is served", async () => {
    const { RouteId } = await createRoute("GET /a");
    await calls.call("CreateStage", { ApiId, StageName: "dev" });
    expect(await served("dev")).toBeUndefined();
    const { DeploymentId } = await calls.call("CreateDeployment", { ApiId, StageName: "dev" });
    expect(await stage("dev")).toMatchObject({ DeploymentId });
    await calls.call("UpdateRoute", { ApiId, RouteId, AuthorizationType: "AWS_IAM" });
    await createRoute("GET /b");
    await calls.call("UpdateApi", { ApiId, DisableExecuteApiEndpoint: true });
    const frozen = await served("dev");
    expect(frozen?.routes).toMatchObject([{ routeKey: "GET /a", authorizationType: "NONE" }]);
    expect(frozen?.api.disableExecuteApiEndpoint).toBe(false);
    await calls.call("CreateDeployment", { ApiId, StageName: "dev" });
    expect(await servedKeys("dev")).toEqual(["GET /a", "GET /b"]);
    expect((await served("dev"))?.api.disableExecuteApiEndpoint).toBe(true);
  });

  test("refuses a stage that does not exist or deploys by itself", async () => {
    await createRoute("GET /a");
    await calls.call("CreateStage", { ApiId, StageName: "auto", AutoDeploy: true });
    expect(await calls.refusal("CreateDeployment", { ApiId, StageName: "none" })).toBe(
      "404 NotFoundException: Invalid stage identifier specified",
    );
    expect(await calls.refusal("CreateDeployment", { ApiId, StageName: "auto" })).toBe(
      `400 BadRequestException: Deployment ID cannot be set on this stage 111111111111:${ApiId} because AutoDeploy is enabled`,
    );
  });
});

test("UpdateDeployment changes the description alone", async () => {
  await createRoute("GET /a");
  const { DeploymentId } = await calls.call("CreateDeployment", { ApiId, Description: "old" });
  expect(await calls.call("UpdateDeployment", { ApiId, DeploymentId, Description: "new" })).toMatchObject({
    Description: "new",
  });
  const cleared = await calls.call("UpdateDeployment", { ApiId, DeploymentId, Description: "" });
  expect(cleared.Description).toBeUndefined();
});

test("DeleteDeployment refuses while a stage points at the deployment", async () => {
  await createRoute("GET /a");
  await calls.call("CreateStage", { ApiId, StageName: "dev" });
  const { DeploymentId } = await calls.call("CreateDeployment", { ApiId, StageName: "dev" });
  expect(await calls.refusal("DeleteDeployment", { ApiId, DeploymentId })).toBe(
    "400 BadRequestException: Active stages pointing to this deployment must be moved or deleted",
  );
  await calls.call("DeleteStage", { ApiId, StageName: "dev" });
  await calls.call("DeleteDeployment", { ApiId, DeploymentId });
  for (const operation of ["GetDeployment", "UpdateDeployment", "DeleteDeployment"]) {
    expect(await calls.refusal(operation, { ApiId, DeploymentId })).toBe(
      "404 NotFoundException: Invalid deployment identifier specified",
    );
  }
});

describe("a stage that deploys by itself", () => {
  test("says why when there is nothing to deploy yet, and deploys with the first route", async () => {
    const created = await calls.call("CreateStage", { ApiId, StageName: "$default", AutoDeploy: true });
    expect(created).toMatchObject({
      AutoDeploy: true,
      LastDeploymentStatusMessage:
        "Deployment attempt failed: Unable to deploy API because no routes exist in this API",
    });
    expect(created.DeploymentId).toBeUndefined();
    await createRoute("GET /a");
    const deployed = await stage("$default");
    expect(deployed.LastDeploymentStatusMessage).toBe(
      `Successfully deployed stage with deployment ID '${String(deployed.DeploymentId)}'`,
    );
    expect(await deployments()).toMatchObject([
      {
        AutoDeployed: true,
        DeploymentId: deployed.DeploymentId,
        Description: "Automatic deployment triggered by changes to the Api configuration",
      },
    ]);
    expect(await servedKeys("$default")).toEqual(["GET /a"]);
  });

  test("is deployed when it is created or told to", async () => {
    await createRoute("GET /a");
    const created = await calls.call("CreateStage", { ApiId, StageName: "now", AutoDeploy: true });
    expect(created.DeploymentId).toBeDefined();
    await calls.call("CreateStage", { ApiId, StageName: "later" });
    const told = await calls.call("UpdateStage", { ApiId, StageName: "later", AutoDeploy: true });
    expect(told.DeploymentId).toBeDefined();
    expect(await servedKeys("later")).toEqual(["GET /a"]);
  });

  test("follows every change of the configuration while other stages stay", async () => {
    const { RouteId } = await createRoute("GET /a");
    await calls.call("CreateStage", { ApiId, StageName: "manual" });
    await calls.call("CreateDeployment", { ApiId, StageName: "manual" });
    await calls.call("CreateStage", { ApiId, StageName: "auto", AutoDeploy: true });
    const { IntegrationId } = await calls.call("CreateIntegration", {
      ApiId,
      IntegrationType: "HTTP_PROXY",
      IntegrationMethod: "ANY",
      IntegrationUri: "https://one.example.com",
    });
    await calls.call("UpdateRoute", { ApiId, RouteId, Target: `integrations/${String(IntegrationId)}` });
    await calls.call("UpdateIntegration", { ApiId, IntegrationId, IntegrationUri: "https://two.example.com" });
    await calls.call("UpdateApi", { ApiId, CorsConfiguration: { AllowOrigins: ["*"] } });
    const snapshot = await served("auto");
    expect(snapshot?.routes).toMatchObject([{ target: `integrations/${String(IntegrationId)}` }]);
    expect(snapshot?.integrations).toMatchObject([{ integrationUri: "https://two.example.com" }]);
    expect(snapshot?.api.corsConfiguration).toEqual({ allowOrigins: ["*"] });
    await calls.call("DeleteCorsConfiguration", { ApiId });
    expect((await served("auto"))?.api.corsConfiguration).toBeUndefined();
    expect((await served("manual"))?.integrations).toEqual([]);
  });

  test("goes on serving the last deployment when the last route is deleted", async () => {
    const { RouteId } = await createRoute("GET /a");
    await calls.call("CreateStage", { ApiId, StageName: "auto", AutoDeploy: true });
    await calls.call("DeleteRoute", { ApiId, RouteId });
    expect(await servedKeys("auto")).toEqual(["GET /a"]);
    expect((await stage("auto")).LastDeploymentStatusMessage).toBe(
      "Deployment attempt failed: Unable to deploy API because no routes exist in this API",
    );
  });

  test("keeps its own superseded deployments to a bound, and those made by hand for ever", async () => {
    await createRoute("GET /a");
    const { DeploymentId } = await calls.call("CreateDeployment", { ApiId });
    await calls.call("CreateStage", { ApiId, StageName: "auto", AutoDeploy: true });
    for (let count = 0; count < 20; count += 1) {
      await createRoute(`GET /${count}`);
    }
    const kept = await deployments();
    expect(kept).toHaveLength(1 + 1 + 10);
    expect(kept).toContainEqual(expect.objectContaining({ DeploymentId, AutoDeployed: false }));
  });
});
