import {
  CreateDeployment$,
  type CreateDeploymentRequest,
  DeleteDeployment$,
  type DeleteDeploymentRequest,
  type Deployment,
  type Deployments,
  GetDeployment$,
  type GetDeploymentRequest,
  GetDeployments$,
  type GetDeploymentsRequest,
  type MethodSnapshot,
  UpdateDeployment$,
  type UpdateDeploymentRequest,
} from "@aws-sdk/client-api-gateway";
import type { RestApiRecord, RestApiSnapshot, RestDeploymentRecord } from "../../../store/rest-records.ts";
import type { Operation, WithRequired } from "../../../wire/operation.ts";
import { pageOfAll, positionPaging, readPositionWindow } from "../../../wire/pagination.ts";
import { type Call, operation } from "../../call.ts";
import { requestKeys } from "../authorization.ts";
import { shownDate } from "../date.ts";
import { defined, nonEmpty } from "../defined.ts";
import { badRequest } from "../errors.ts";
import { newId } from "../ids.ts";
import { permissionOnRestApi } from "./authorization.ts";
import { foundDeployment, foundRestApi } from "./found.ts";
import { listingRefusal, patchedBy, type PatchTable, replacing, textOf } from "./patch.ts";
import { restQuotas, requireRestQuota } from "./quotas.ts";
import { deployToStage, requireNoCanary, requireStageName } from "./stages.ts";

/** The operations on deployments. */
export const deploymentOperations: readonly Operation<Call>[] = [
  operation(CreateDeployment$, {
    authorize: permissionOnRestApi(CreateDeployment$, ({ stageName }: CreateInput) =>
      requestKeys({ StageName: stageName }),
    ),
    handle: createDeployment,
  }),
  operation(GetDeployment$, {
    authorize: permissionOnRestApi(GetDeployment$),
    handle: async (input: OneDeployment<GetDeploymentRequest>, call) =>
      showDeployment((await foundDeployment(call, input)).deployment, input.embed),
  }),
  operation(GetDeployments$, { authorize: permissionOnRestApi(GetDeployments$), handle: getDeployments }),
  operation(UpdateDeployment$, { authorize: permissionOnRestApi(UpdateDeployment$), handle: updateDeployment }),
  operation(DeleteDeployment$, { authorize: permissionOnRestApi(DeleteDeployment$), handle: deleteDeployment }),
];

type CreateInput = WithRequired<CreateDeploymentRequest, "restApiId">;
type OneDeployment<Request extends { restApiId?: unknown; deploymentId?: unknown }> = WithRequired<
  Request,
  "restApiId" | "deploymentId"
>;

async function createDeployment(input: CreateInput, call: Call): Promise<Deployment> {
  const api = await foundRestApi(call, input.restApiId);
  requireNoCanary(input);
  if (input.stageName !== undefined && input.stageName !== "") {
    requireStageName(input.stageName);
  }
  const count = await call.tx.restDeployments.count(call.accountId, api.apiId);
  requireRestQuota("Deployments", count, restQuotas.deploymentsPerApi);
  const deployment: RestDeploymentRecord = defined({
    deploymentId: await newId({
      kind: "deployment",
      randomBytes: call.sources.randomBytes,
      isTaken: async (id) => (await call.tx.restDeployments.get(call.accountId, api.apiId, id)) !== undefined,
    }),
    createdAtMs: call.nowMs,
    description: nonEmpty(input.description),
    snapshot: await snapshotOf(api, call),
  });
  await call.tx.restDeployments.put(call.accountId, api.apiId, deployment);
  if (input.stageName !== undefined && input.stageName !== "") {
    await deployToStage(call, api, { ...input, stageName: input.stageName, deploymentId: deployment.deploymentId });
  }
  return showDeployment(deployment);
}

/** Freezes the API's present configuration, its policy included. Throws AWS's 400 for what cannot be served. */
async function snapshotOf(api: RestApiRecord, call: Call): Promise<RestApiSnapshot> {
  const { tx, accountId } = call;
  const resources = await tx.restResources.list(accountId, api.apiId);
  const methods = resources.flatMap((resource) => Object.values(resource.methods));
  if (methods.length === 0) {
    throw badRequest("The REST API doesn't contain any methods");
  }
  if (methods.some(({ integration }) => integration === undefined)) {
    throw badRequest("No integration defined for method");
  }
  return {
    api,
    resources,
    requestValidators: await tx.restRequestValidators.list(accountId, api.apiId),
    gatewayResponses: await tx.restGatewayResponses.list(accountId, api.apiId),
  };
}

async function getDeployments(
  input: WithRequired<GetDeploymentsRequest, "restApiId">,
  call: Call,
): Promise<Deployments> {
  const { apiId } = await foundRestApi(call, input.restApiId);
  const deployments = await call.tx.restDeployments.list(call.accountId, apiId);
  const page = pageOfAll(deployments, readPositionWindow(input), ({ deploymentId }) => deploymentId);
  return { items: page.entries.map((deployment) => showDeployment(deployment)), ...positionPaging(page) };
}

const patches: PatchTable<RestDeploymentRecord> = {
  "/description": replacing((deployment, patch) => defined({ ...deployment, description: nonEmpty(textOf(patch)) })),
};

async function updateDeployment(input: OneDeployment<UpdateDeploymentRequest>, call: Call): Promise<Deployment> {
  const { api, deployment: stored } = await foundDeployment(call, input);
  const deployment = patchedBy(stored, input.patchOperations, { table: patches, refusal: listingRefusal });
  await call.tx.restDeployments.put(call.accountId, api.apiId, deployment);
  return showDeployment(deployment);
}

async function deleteDeployment(input: OneDeployment<DeleteDeploymentRequest>, call: Call): Promise<object> {
  const { api, deployment } = await foundDeployment(call, input);
  const stages = await call.tx.restStages.list(call.accountId, api.apiId);
  if (stages.some(({ deploymentId }) => deploymentId === deployment.deploymentId)) {
    throw badRequest("Active stages pointing to this deployment must be moved or deleted");
  }
  await call.tx.restDeployments.delete(call.accountId, api.apiId, deployment.deploymentId);
  return {};
}

/** A deployment as replies show it; of what it froze the methods, when `apisummary` is to be embedded. */
function showDeployment(deployment: RestDeploymentRecord, embed?: readonly string[]): Deployment {
  return {
    id: deployment.deploymentId,
    description: deployment.description,
    createdDate: shownDate(deployment.createdAtMs),
    apiSummary: embed?.includes("apisummary") === true ? summaryOf(deployment.snapshot) : undefined,
  };
}

function summaryOf({ resources }: RestApiSnapshot): Record<string, Record<string, MethodSnapshot>> {
  const withMethods = resources.filter(({ methods }) => Object.keys(methods).length > 0);
  return Object.fromEntries(
    withMethods.map(({ path, methods }) => [
      path,
      Object.fromEntries(
        Object.entries(methods).map(([httpMethod, { authorizationType, apiKeyRequired }]) => [
          httpMethod,
          { authorizationType, apiKeyRequired },
        ]),
      ),
    ]),
  );
}
