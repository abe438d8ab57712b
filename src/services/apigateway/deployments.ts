import {
  CreateDeployment$,
  type CreateDeploymentRequest,
  DeleteDeployment$,
  type DeleteDeploymentRequest,
  type Deployment,
  GetDeployment$,
  type GetDeploymentRequest,
  GetDeployments$,
  type GetDeploymentsRequest,
  type GetDeploymentsResponse,
  UpdateDeployment$,
  type UpdateDeploymentRequest,
} from "@aws-sdk/client-apigatewayv2";
import type { ApiRecord, DeploymentRecord, StageRecord } from "../../store/records.ts";
import type { Operation, WithRequired } from "../../wire/operation.ts";
import { pageOfAll, readRestWindow, restPaging } from "../../wire/pagination.ts";
import { type Call, operation } from "../call.ts";
import { permissionOnApi, requestKeys } from "./authorization.ts";
import { shownDate } from "./date.ts";
import { defined, nonEmpty, patched } from "./defined.ts";
import { badRequest, stageDeploysItself } from "./errors.ts";
import { foundApi, foundDeployment, foundStage } from "./found.ts";
import { newId } from "./ids.ts";
import { quotas } from "./quotas.ts";

/** The operations on deployments. */
export const deploymentOperations: readonly Operation<Call>[] = [
  operation(CreateDeployment$, {
    authorize: permissionOnApi(CreateDeployment$, ({ StageName }: CreateInput) => requestKeys({ StageName })),
    handle: createDeployment,
  }),
  operation(GetDeployment$, {
    authorize: permissionOnApi(GetDeployment$),
    handle: async (input: OneDeployment<GetDeploymentRequest>, call) => {
      const { apiId } = await foundApi(call, input.ApiId);
      return showDeployment(await foundDeployment(call, apiId, input.DeploymentId));
    },
  }),
  operation(GetDeployments$, {
    authorize: permissionOnApi(GetDeployments$),
    handle: getDeployments,
  }),
  operation(UpdateDeployment$, {
    authorize: permissionOnApi(UpdateDeployment$),
    handle: updateDeployment,
  }),
  operation(DeleteDeployment$, {
    authorize: permissionOnApi(DeleteDeployment$),
    handle: deleteDeployment,
  }),
];

/** The description of a deployment that a change to an API made by itself, observed. */
const autoDeploymentDescription = "Automatic deployment triggered by changes to the Api configuration";

/**
 * Deploys the API's present configuration to every stage that asks for that on each change; to be called after the
 * change is written. Where the configuration cannot be deployed, the stages go on serving what they have and say why.
 */
export async function deployAutomatically(call: Call, api: ApiRecord): Promise<void> {
  const stages = await call.tx.stages.list(call.accountId, api.apiId);
  const following = stages.filter((stage) => stage.autoDeploy);
  if (following.length === 0) {
    return;
  }
  const deployment = await deploy(call, api, {
    autoDeployed: true,
    description: autoDeploymentDescription,
  });
  for (const stage of following) {
    // One after the other: a transaction is one connection.
    await call.tx.stages.put(
      call.accountId,
      api.apiId,
      deployment === undefined
        ? {
            ...stage,
            lastDeploymentStatusMessage: `Deployment attempt failed: ${noRoutes}`,
            updatedAtMs: call.nowMs,
          }
        : servedBy(stage, deployment, call.nowMs),
    );
  }
  await dropSuperseded(call, api.apiId);
}

type CreateInput = WithRequired<CreateDeploymentRequest, "ApiId">;
type OneDeployment<Request extends { ApiId?: unknown; DeploymentId?: unknown }> = WithRequired<
  Request,
  "ApiId" | "DeploymentId"
>;

const noRoutes = "Unable to deploy API because no routes exist in this API";

async function createDeployment(input: CreateInput, call: Call): Promise<Deployment> {
  const api = await foundApi(call, input.ApiId);
  const stage = input.StageName === undefined ? undefined : await foundStage(call, api.apiId, input.StageName);
  if (stage?.autoDeploy === true) {
    throw stageDeploysItself(api);
  }
  const deployment = await deploy(call, api, {
    autoDeployed: false,
    description: nonEmpty(input.Description),
  });
  if (deployment === undefined) {
    throw badRequest(noRoutes);
  }
  if (stage !== undefined) {
    const served = { ...stage, deploymentId: deployment.deploymentId, updatedAtMs: call.nowMs };
    await call.tx.stages.put(call.accountId, api.apiId, served);
  }
  return showDeployment(deployment);
}

async function getDeployments(
  input: WithRequired<GetDeploymentsRequest, "ApiId">,
  call: Call,
): Promise<GetDeploymentsResponse> {
  const { apiId } = await foundApi(call, input.ApiId);
  const deployments = await call.tx.deployments.list(call.accountId, apiId);
  const page = pageOfAll(deployments, readRestWindow(input), (deployment) => deployment.deploymentId);
  return { Items: page.entries.map(showDeployment), ...restPaging(page) };
}

async function updateDeployment(input: OneDeployment<UpdateDeploymentRequest>, call: Call): Promise<Deployment> {
  const { apiId } = await foundApi(call, input.ApiId);
  const stored = await foundDeployment(call, apiId, input.DeploymentId);
  const deployment: DeploymentRecord = defined({
    ...stored,
    description: patched(input.Description, stored.description),
  });
  await call.tx.deployments.put(call.accountId, apiId, deployment);
  return showDeployment(deployment);
}

async function deleteDeployment(input: OneDeployment<DeleteDeploymentRequest>, call: Call): Promise<object> {
  const { apiId } = await foundApi(call, input.ApiId);
  const { deploymentId } = await foundDeployment(call, apiId, input.DeploymentId);
  const stages = await call.tx.stages.list(call.accountId, apiId);
  if (stages.some((stage) => stage.deploymentId === deploymentId)) {
    throw badRequest("Active stages pointing to this deployment must be moved or deleted");
  }
  await call.tx.deployments.delete(call.accountId, apiId, deploymentId);
  return {};
}

/** Freezes the API's present configuration; undefined when it has no routes, which cannot be deployed. */
async function deploy(
  call: Call,
  api: ApiRecord,
  options: { readonly autoDeployed: boolean; readonly description: string | undefined },
): Promise<DeploymentRecord | undefined> {
  const routes = await call.tx.routes.list(call.accountId, api.apiId);
  if (routes.length === 0) {
    return undefined;
  }
  const integrations = await call.tx.integrations.list(call.accountId, api.apiId);
  const authorizers = await call.tx.authorizers.list(call.accountId, api.apiId);
  const deployment: DeploymentRecord = defined({
    deploymentId: await newId({
      kind: "deployment",
      randomBytes: call.sources.randomBytes,
      isTaken: async (id) => (await call.tx.deployments.get(call.accountId, api.apiId, id)) !== undefined,
    }),
    createdAtMs: call.nowMs,
    ...options,
    snapshot: { api, routes, integrations, authorizers },
  });
  await call.tx.deployments.put(call.accountId, api.apiId, deployment);
  return deployment;
}

function servedBy(stage: StageRecord, deployment: DeploymentRecord, nowMs: number): StageRecord {
  return {
    ...stage,
    deploymentId: deployment.deploymentId,
    lastDeploymentStatusMessage: `Successfully deployed stage with deployment ID '${deployment.deploymentId}'`,
    updatedAtMs: nowMs,
  };
}

async function dropSuperseded(call: Call, apiId: string): Promise<void> {
  const stages = await call.tx.stages.list(call.accountId, apiId);
  const served = new Set(stages.map((stage) => stage.deploymentId));
  const superseded = (await call.tx.deployments.list(call.accountId, apiId))
    .filter((deployment) => deployment.autoDeployed && !served.has(deployment.deploymentId))
    .toSorted((first, second) => second.createdAtMs - first.createdAtMs);
  for (const deployment of superseded.slice(quotas.supersededAutoDeploymentsMax)) {
    await call.tx.deployments.delete(call.accountId, apiId, deployment.deploymentId);
  }
}

/** A deployment as replies show it; the snapshot inside is never shown. */
function showDeployment(deployment: DeploymentRecord): Deployment {
  return {
    AutoDeployed: deployment.autoDeployed,
    CreatedDate: shownDate(deployment.createdAtMs),
    DeploymentId: deployment.deploymentId,
    DeploymentStatus: "DEPLOYED",
    Description: deployment.description,
  };
}
