import type { OperationRow, RowInput, Step } from "../operation-row.ts";

const restApiId = "{api}";
const api: Step = ["CreateRestApi", { name: "pets" }, { api: "id", root: "rootResourceId" }];
const noApi = ["NotFoundException", 404, { restApiId: "absent" }] as const;
const gone = ["NotFoundException", 404] as const;
const roleArn = "arn:aws:iam::{account}:role/gateway";
const passedTo = { "iam:PassedToService": "apigateway.amazonaws.com" };
const passed = [["iam:PassRole", roleArn, passedTo]] as const;

const onRoot = { restApiId, resourceId: "{root}" };
const onMethod = { ...onRoot, httpMethod: "GET" };
const root = "/restapis/{api}/resources/{root}";
const method: Step = ["PutMethod", { ...onMethod, authorizationType: "AWS_IAM" }];
const integration: Step = ["PutIntegration", { ...onMethod, type: "MOCK" }];
const ok = { ...onMethod, statusCode: "200" };
const deployable = [api, method, integration];
const deployment: Step = ["CreateDeployment", { restApiId }, { deployment: "id" }];
const stageInput = { restApiId, stageName: "live", deploymentId: "{deployment}" };
const stage: Step = ["CreateStage", stageInput];
const oneStage = { restApiId, stageName: "live" };
const onStage = ["/restapis/{api}/stages/live"];

const lambdaUri =
  "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:{account}:function:f/invocations";
const policy = JSON.stringify({
  Version: "2012-10-17",
  Statement: [{ Effect: "Allow", Principal: "*", Action: "execute-api:Invoke", Resource: "execute-api:/*" }],
});
const resourceArn = "arn:aws:apigateway:us-east-1::/restapis/{api}";
const onTags = ["/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Frestapis%2F{api}"];
const noResource = [
  "NotFoundException",
  404,
  { resourceArn: "arn:aws:apigateway:us-east-1::/restapis/absent" },
] as const;

/** An operation of an update. */
function replace(path: string, value: string): RowInput {
  return { patchOperations: [{ op: "replace", path, value }] };
}

/** The operations that all parts of an API with an id of their own have. */
function partRows(
  kind: string,
  part: {
    readonly place: string;
    readonly member: string;
    readonly input: RowInput;
    readonly change: RowInput;
    readonly keep: string;
    readonly noApi?: OperationRow["error"];
    readonly also?: OperationRow["also"];
  },
): readonly OperationRow[] {
  const { place, member, input, also } = part;
  const create: Step = [`Create${kind}`, { restApiId, ...input }, { part: part.keep }];
  const one = { restApiId, [member]: "{part}" };
  const on = [`/restapis/{api}/${place}/{part}`];
  const all = [`/restapis/{api}/${place}`];
  const given = [api, create];
  const passing = also && { also };
  return [
    {
      operation: `Create${kind}`,
      input: { restApiId, ...input },
      on: all,
      given: [api],
      error: part.noApi ?? noApi,
      ...passing,
    },
    { operation: `Get${kind}`, input: one, on, given, error: noApi },
    { operation: `Get${kind}s`, input: { restApiId }, on: all, given, error: noApi },
    { operation: `Update${kind}`, input: { ...one, ...part.change }, on, given, error: noApi, ...passing },
    { operation: `Delete${kind}`, input: one, on, given, error: gone },
  ];
}

/** The management of REST APIs; the action is the method. */
export const apigatewayRows: readonly OperationRow[] = [
  {
    operation: "CreateRestApi",
    input: { name: "pets", policy },
    on: ["/restapis"],
    also: [["apigateway:UpdateRestApiPolicy", "arn:aws:apigateway:us-east-1::/restapis/*"]],
    error: ["BadRequestException", 400, { description: "" }],
  },
  { operation: "GetRestApi", input: { restApiId }, on: ["/restapis/{api}"], given: [api], error: noApi },
  { operation: "GetRestApis", on: ["/restapis"], error: ["BadRequestException", 400, { position: "none" }] },
  {
    operation: "UpdateRestApi",
    input: { restApiId, ...replace("/policy", policy) },
    on: ["/restapis/{api}"],
    also: [["apigateway:UpdateRestApiPolicy", "arn:aws:apigateway:us-east-1::/restapis/{api}"]],
    given: [api],
    error: noApi,
  },
  { operation: "DeleteRestApi", input: { restApiId }, on: ["/restapis/{api}"], given: [api], error: gone },

  {
    operation: "CreateResource",
    input: { restApiId, parentId: "{root}", pathPart: "pets" },
    on: [root],
    given: [api],
    error: ["ConflictException", 409],
  },
  { operation: "GetResource", input: onRoot, on: [root], given: [api], error: noApi },
  { operation: "GetResources", input: { restApiId }, on: ["/restapis/{api}/resources"], given: [api], error: noApi },
  {
    operation: "UpdateResource",
    input: { restApiId, resourceId: "{part}", ...replace("/pathPart", "cats") },
    on: ["/restapis/{api}/resources/{part}"],
    given: [api, ["CreateResource", { restApiId, parentId: "{root}", pathPart: "pets" }, { part: "id" }]],
    error: noApi,
  },
  {
    operation: "DeleteResource",
    input: { restApiId, resourceId: "{part}" },
    on: ["/restapis/{api}/resources/{part}"],
    given: [api, ["CreateResource", { restApiId, parentId: "{root}", pathPart: "pets" }, { part: "id" }]],
    error: gone,
  },

  {
    operation: "PutMethod",
    input: { ...onMethod, authorizationType: "AWS_IAM" },
    on: [`${root}/methods/GET`],
    given: [api],
    error: ["ConflictException", 409],
  },
  { operation: "GetMethod", input: onMethod, on: [`${root}/methods/GET`], given: [api, method], error: noApi },
  {
    operation: "UpdateMethod",
    input: { ...onMethod, ...replace("/authorizationType", "NONE") },
    on: [`${root}/methods/GET`],
    given: [api, method],
    error: noApi,
  },
  { operation: "DeleteMethod", input: onMethod, on: [`${root}/methods/GET`], given: [api, method], error: gone },

  {
    operation: "PutMethodResponse",
    input: ok,
    on: [`${root}/methods/GET/responses/200`],
    given: [api, method],
    error: ["ConflictException", 409],
  },
  ...["Get", "Update", "Delete"].map((verb): OperationRow => ({
    operation: `${verb}MethodResponse`,
    input: ok,
    on: [`${root}/methods/GET/responses/200`],
    given: [api, method, ["PutMethodResponse", ok]],
    error: verb === "Delete" ? gone : noApi,
  })),

  {
    operation: "PutIntegration",
    input: { ...onMethod, type: "AWS_PROXY", integrationHttpMethod: "POST", uri: lambdaUri, credentials: roleArn },
    on: [`${root}/methods/GET/integration`],
    also: passed,
    given: [api, method],
    error: ["BadRequestException", 400, { uri: "none" }],
  },
  {
    operation: "GetIntegration",
    input: onMethod,
    on: [`${root}/methods/GET/integration`],
    given: deployable,
    error: noApi,
  },
  {
    operation: "UpdateIntegration",
    input: { ...onMethod, ...replace("/credentials", roleArn) },
    on: [`${root}/methods/GET/integration`],
    also: passed,
    given: deployable,
    error: noApi,
  },
  {
    operation: "DeleteIntegration",
    input: onMethod,
    on: [`${root}/methods/GET/integration`],
    given: deployable,
    error: gone,
  },
  {
    operation: "PutIntegrationResponse",
    input: ok,
    on: [`${root}/methods/GET/integration/responses/200`],
    given: deployable,
    error: noApi,
  },
  ...["Get", "Update", "Delete"].map((verb): OperationRow => ({
    operation: `${verb}IntegrationResponse`,
    input: ok,
    on: [`${root}/methods/GET/integration/responses/200`],
    given: [...deployable, ["PutIntegrationResponse", ok]],
    error: verb === "Delete" ? gone : noApi,
  })),

  {
    operation: "CreateDeployment",
    input: { restApiId, stageName: "live" },
    on: ["/restapis/{api}/deployments"],
    given: deployable,
    error: noApi,
  },
  {
    operation: "GetDeployment",
    input: { restApiId, deploymentId: "{deployment}" },
    on: ["/restapis/{api}/deployments/{deployment}"],
    given: [...deployable, deployment],
    error: noApi,
  },
  {
    operation: "GetDeployments",
    input: { restApiId },
    on: ["/restapis/{api}/deployments"],
    given: [...deployable, deployment],
    error: noApi,
  },
  {
    operation: "UpdateDeployment",
    input: { restApiId, deploymentId: "{deployment}", ...replace("/description", "d") },
    on: ["/restapis/{api}/deployments/{deployment}"],
    given: [...deployable, deployment],
    error: noApi,
  },
  {
    operation: "DeleteDeployment",
    input: { restApiId, deploymentId: "{deployment}" },
    on: ["/restapis/{api}/deployments/{deployment}"],
    given: [...deployable, deployment],
    error: gone,
  },

  {
    operation: "CreateStage",
    input: stageInput,
    on: ["/restapis/{api}/stages"],
    given: [...deployable, deployment],
    error: ["ConflictException", 409],
  },
  { operation: "GetStage", input: oneStage, on: onStage, given: [...deployable, deployment, stage], error: noApi },
  {
    operation: "GetStages",
    input: { restApiId },
    on: ["/restapis/{api}/stages"],
    given: [...deployable, deployment, stage],
    error: noApi,
  },
  {
    operation: "UpdateStage",
    input: { ...oneStage, ...replace("/*/*/throttling/rateLimit", "5") },
    on: onStage,
    given: [...deployable, deployment, stage],
    error: noApi,
  },
  { operation: "DeleteStage", input: oneStage, on: onStage, given: [...deployable, deployment, stage], error: gone },

  {
    operation: "GetTags",
    input: { resourceArn },
    on: onTags,
    given: [api],
    error: noResource,
  },
  {
    operation: "TagResource",
    input: { resourceArn, tags: { team: "pets" } },
    on: onTags,
    keys: { "aws:RequestTag/team": "pets" },
    given: [api],
    error: noResource,
  },
  {
    operation: "UntagResource",
    input: { resourceArn, tagKeys: ["team"] },
    on: onTags,
    keys: { "aws:ResourceTag/team": "pets" },
    given: [api, ["TagResource", { resourceArn, tags: { team: "pets" } }]],
    error: noResource,
  },

  ...partRows("Model", {
    place: "models",
    member: "modelName",
    keep: "name",
    input: { name: "Pet", contentType: "application/json", schema: '{"type":"object"}' },
    change: replace("/description", "d"),
  }),
  ...partRows("RequestValidator", {
    place: "requestvalidators",
    member: "requestValidatorId",
    keep: "id",
    input: { name: "body", validateRequestBody: true },
    change: replace("/name", "all"),
    noApi: ["BadRequestException", 400, { restApiId: "absent" }],
  }),
  ...partRows("Authorizer", {
    place: "authorizers",
    member: "authorizerId",
    keep: "id",
    input: { name: "who", type: "TOKEN", authorizerUri: lambdaUri, authorizerCredentials: roleArn },
    change: replace("/authorizerCredentials", roleArn),
    noApi: ["ConflictException", 409, { restApiId: "absent" }],
    also: passed,
  }),

  {
    operation: "PutGatewayResponse",
    input: { restApiId, responseType: "ACCESS_DENIED", statusCode: "404" },
    on: ["/restapis/{api}/gatewayresponses/ACCESS_DENIED"],
    given: [api],
    error: noApi,
  },
  {
    operation: "GetGatewayResponse",
    input: { restApiId, responseType: "ACCESS_DENIED" },
    on: ["/restapis/{api}/gatewayresponses/ACCESS_DENIED"],
    given: [api],
    error: noApi,
  },
  {
    operation: "GetGatewayResponses",
    input: { restApiId },
    on: ["/restapis/{api}/gatewayresponses"],
    given: [api],
    error: noApi,
  },
  {
    operation: "UpdateGatewayResponse",
    input: { restApiId, responseType: "ACCESS_DENIED", ...replace("/statusCode", "404") },
    on: ["/restapis/{api}/gatewayresponses/ACCESS_DENIED"],
    given: [api],
    error: noApi,
  },
  {
    operation: "DeleteGatewayResponse",
    input: { restApiId, responseType: "ACCESS_DENIED" },
    on: ["/restapis/{api}/gatewayresponses/ACCESS_DENIED"],
    given: [api, ["PutGatewayResponse", { restApiId, responseType: "ACCESS_DENIED" }]],
    error: gone,
  },

  {
    operation: "GetAccount",
    on: ["/account"],
    errorless: "an account without settings has the defaults",
  },
  {
    operation: "UpdateAccount",
    input: replace("/cloudwatchRoleArn", roleArn),
    on: ["/account"],
    also: passed,
    error: ["BadRequestException", 400, replace("/none", "x")],
  },
];
