import type { OperationRow, RowInput, Step } from "../operation-row.ts";
import { importedCertificate as certificate } from "./acm.ts";

const ApiId = "{api}";
const api: Step = ["CreateApi", { Name: "pets", ProtocolType: "HTTP" }, { api: "ApiId" }];
const noApi = ["NotFoundException", 404, { ApiId: "absent" }] as const;
const gone = ["NotFoundException", 404] as const;
const badPage = ["BadRequestException", 400, { MaxResults: "none" }] as const;
const roleArn = "arn:aws:iam::{account}:role/gateway";
const passedTo = { "iam:PassedToService": "apigateway.amazonaws.com" };
const lambdaUri =
  "arn:aws:apigateway:us-east-1:lambda:path/2015-03-31/functions/arn:aws:lambda:us-east-1:{account}:function:f/invocations";

const definition = JSON.stringify({
  openapi: "3.0.1",
  info: { title: "pets", version: "1" },
  paths: {
    "/pets": {
      get: {
        "x-amazon-apigateway-integration": {
          type: "http_proxy",
          httpMethod: "GET",
          uri: "https://origin.example/pets",
          payloadFormatVersion: "1.0",
        },
      },
    },
  },
});

const StageName = "live";
const stage: Step = ["CreateStage", { ApiId, StageName }];
const defaultRoute: Step = ["CreateRoute", { ApiId, RouteKey: "$default" }];
const throttled: Step = ["CreateStage", { ApiId, StageName, RouteSettings: { $default: { ThrottlingRateLimit: 5 } } }];
const onStage = "/apis/{api}/stages/live";

/** The five operations that all parts of an API have. */
function partRows(
  kind: string,
  part: {
    readonly place: string;
    readonly member: string;
    readonly input: RowInput;
    readonly change: RowInput;
    readonly id: string;
    readonly before?: Step;
  },
): readonly OperationRow[] {
  const { place, member, change, id, before } = part;
  const given = [api, ...(before === undefined ? [] : [before])];
  const step: Step = [`Create${kind}`, { ApiId, ...part.input }, member === "StageName" ? {} : { part: member }];
  const name = { ApiId, [member]: id };
  const on = [`/apis/{api}/${place}/${id}`];
  return [
    { operation: `Create${kind}`, input: { ApiId, ...part.input }, on: [`/apis/{api}/${place}`], given, error: noApi },
    { operation: `Get${kind}`, input: name, on, given: [...given, step], error: noApi },
    { operation: `Get${kind}s`, input: { ApiId }, on: [`/apis/{api}/${place}`], given: [...given, step], error: noApi },
    { operation: `Update${kind}`, input: { ...name, ...change }, on, given: [...given, step], error: noApi },
    { operation: `Delete${kind}`, input: name, on, given: [...given, step], error: gone },
  ];
}

/** Whoever hands a role to the gateway needs the permission to pass it. */
function passingRole(row: OperationRow): OperationRow {
  return /^(?:Create|Update)/.test(row.operation) ? { ...row, also: [["iam:PassRole", roleArn, passedTo]] } : row;
}

const DomainName = "d{account}.example.com";
const CertificateArn = "{certificate}";
const domainInput = { DomainName, DomainNameConfigurations: [{ CertificateArn }] };
const domain: Step = ["CreateDomainName", domainInput];
const onDomain = `/domainnames/${DomainName}`;
const noDomain = ["NotFoundException", 404, { DomainName: "absent.example.com" }] as const;

const mappingInput = { DomainName, ApiId, Stage: StageName, ApiMappingKey: "pets" };
const mapping: Step = ["CreateApiMapping", mappingInput, { mapping: "ApiMappingId" }];
const oneMapping = { DomainName, ApiMappingId: "{mapping}" };
const onMapping = [`${onDomain}/apimappings/{mapping}`];

const rules: Step = ["UpdateDomainName", { DomainName, RoutingMode: "ROUTING_RULE_ONLY" }];
const ruleInput = {
  DomainName,
  Priority: 1,
  Conditions: [{ MatchBasePaths: { AnyOf: ["pets"] } }],
  Actions: [{ InvokeApi: { ApiId: "{rest}", Stage: StageName, StripBasePath: true } }],
};
const restStage: readonly Step[] = [
  ["apigateway:CreateRestApi", { name: "pets" }, { rest: "id", root: "rootResourceId" }],
  ["apigateway:PutMethod", { restApiId: "{rest}", resourceId: "{root}", httpMethod: "GET", authorizationType: "NONE" }],
  ["apigateway:PutIntegration", { restApiId: "{rest}", resourceId: "{root}", httpMethod: "GET", type: "MOCK" }],
  ["apigateway:CreateDeployment", { restApiId: "{rest}", stageName: StageName }],
];
const rule: Step = ["CreateRoutingRule", ruleInput, { rule: "RoutingRuleId" }];
const oneRule = { DomainName, RoutingRuleId: "{rule}" };
const onRule = [`${onDomain}/routingrules/{rule}`];

const linkInput = { Name: "inside", SubnetIds: ["subnet-0123456789abcdef0"] };
const link: Step = ["CreateVpcLink", linkInput, { link: "VpcLinkId" }];
const noLink = ["NotFoundException", 404, { VpcLinkId: "absent" }] as const;

const ResourceArn = "arn:aws:apigateway:us-east-1::/apis/{api}";
const onTags = ["/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Fapis%2F{api}"];
const noResource = ["NotFoundException", 404, { ResourceArn: "arn:aws:apigateway:us-east-1::/apis/absent" }] as const;

/** API Gateway's management of HTTP APIs; the action is the method. */
export const apigatewayv2Rows: readonly OperationRow[] = [
  {
    operation: "CreateApi",
    input: { Name: "pets", ProtocolType: "HTTP", Target: lambdaUri, CredentialsArn: roleArn },
    on: ["/apis"],
    also: [["iam:PassRole", roleArn, passedTo]],
    error: ["BadRequestException", 400, { ProtocolType: "WEBSOCKET" }],
  },
  { operation: "GetApi", input: { ApiId }, on: ["/apis/{api}"], given: [api], error: noApi },
  { operation: "GetApis", on: ["/apis"], error: badPage },
  { operation: "UpdateApi", input: { ApiId, Name: "cats" }, on: ["/apis/{api}"], given: [api], error: noApi },
  { operation: "DeleteApi", input: { ApiId }, on: ["/apis/{api}"], given: [api], error: gone },
  { operation: "DeleteCorsConfiguration", input: { ApiId }, on: ["/apis/{api}/cors"], given: [api], error: noApi },
  {
    operation: "ImportApi",
    input: { Body: definition },
    on: ["/apis"],
    error: ["BadRequestException", 400, { Body: "none" }],
  },
  { operation: "ReimportApi", input: { ApiId, Body: definition }, on: ["/apis/{api}"], given: [api], error: noApi },
  {
    operation: "ExportApi",
    input: { ApiId, Specification: "OAS30", OutputType: "JSON" },
    on: ["/apis/{api}/exports/OAS30"],
    given: [api],
    error: noApi,
  },

  ...partRows("Route", {
    place: "routes",
    member: "RouteId",
    id: "{part}",
    input: { RouteKey: "GET /pets" },
    change: { OperationName: "list" },
  }),
  ...partRows("Stage", {
    place: "stages",
    member: "StageName",
    id: StageName,
    input: { StageName },
    change: { Description: "d" },
  }),
  ...partRows("Deployment", {
    place: "deployments",
    member: "DeploymentId",
    id: "{part}",
    input: {},
    change: { Description: "d" },
    before: defaultRoute,
  }),
  ...partRows("Authorizer", {
    place: "authorizers",
    member: "AuthorizerId",
    id: "{part}",
    input: {
      Name: "tokens",
      AuthorizerType: "REQUEST",
      IdentitySource: ["$request.header.Authorization"],
      AuthorizerUri: lambdaUri,
      AuthorizerPayloadFormatVersion: "2.0",
      AuthorizerCredentialsArn: roleArn,
    },
    change: { AuthorizerCredentialsArn: roleArn },
  }).map(passingRole),
  ...partRows("Integration", {
    place: "integrations",
    member: "IntegrationId",
    id: "{part}",
    input: {
      IntegrationType: "AWS_PROXY",
      IntegrationUri: lambdaUri,
      PayloadFormatVersion: "2.0",
      CredentialsArn: roleArn,
    },
    change: { CredentialsArn: roleArn },
  }).map(passingRole),
  {
    operation: "DeleteAccessLogSettings",
    input: { ApiId, StageName },
    on: [`${onStage}/accesslogsettings`],
    given: [api, stage],
    error: noApi,
  },
  {
    operation: "DeleteRouteSettings",
    input: { ApiId, StageName, RouteKey: "$default" },
    on: [`${onStage}/routesettings/$default`],
    given: [api, defaultRoute, throttled],
    error: noApi,
  },
  {
    operation: "ResetAuthorizersCache",
    input: { ApiId, StageName },
    on: [`${onStage}/cache/authorizers`],
    given: [api, stage],
    error: noApi,
  },

  {
    operation: "CreateDomainName",
    input: domainInput,
    on: ["/domainnames"],
    given: [certificate],
    error: ["BadRequestException", 400],
  },
  { operation: "GetDomainName", input: { DomainName }, on: [onDomain], given: [certificate, domain], error: noDomain },
  { operation: "GetDomainNames", on: ["/domainnames"], error: badPage },
  {
    operation: "UpdateDomainName",
    input: { DomainName, RoutingMode: "ROUTING_RULE_ONLY" },
    on: [onDomain],
    given: [certificate, domain],
    error: noDomain,
  },
  { operation: "DeleteDomainName", input: { DomainName }, on: [onDomain], given: [certificate, domain], error: gone },

  {
    operation: "CreateApiMapping",
    input: mappingInput,
    on: [`${onDomain}/apimappings`],
    given: [api, stage, certificate, domain],
    error: ["ConflictException", 409],
  },
  {
    operation: "GetApiMapping",
    input: oneMapping,
    on: onMapping,
    given: [api, stage, certificate, domain, mapping],
    error: noDomain,
  },
  {
    operation: "GetApiMappings",
    input: { DomainName },
    on: [`${onDomain}/apimappings`],
    given: [certificate, domain],
    error: noDomain,
  },
  {
    operation: "UpdateApiMapping",
    input: { ...oneMapping, ApiId, ApiMappingKey: "cats" },
    on: onMapping,
    given: [api, stage, certificate, domain, mapping],
    error: noDomain,
  },
  {
    operation: "DeleteApiMapping",
    input: oneMapping,
    on: onMapping,
    given: [api, stage, certificate, domain, mapping],
    error: gone,
  },

  {
    operation: "CreateRoutingRule",
    input: ruleInput,
    on: [`${onDomain}/routingrules`],
    given: [...restStage, certificate, domain, rules],
    error: ["ConflictException", 409],
  },
  {
    operation: "GetRoutingRule",
    input: oneRule,
    on: onRule,
    given: [...restStage, certificate, domain, rules, rule],
    error: noDomain,
  },
  {
    operation: "ListRoutingRules",
    input: { DomainName },
    on: [`${onDomain}/routingrules`],
    given: [certificate, domain],
    error: noDomain,
  },
  {
    operation: "PutRoutingRule",
    input: { ...ruleInput, ...oneRule },
    on: onRule,
    given: [...restStage, certificate, domain, rules, rule],
    error: noDomain,
  },
  {
    operation: "DeleteRoutingRule",
    input: oneRule,
    on: onRule,
    given: [...restStage, certificate, domain, rules, rule],
    error: gone,
  },

  {
    operation: "CreateVpcLink",
    input: linkInput,
    on: ["/vpclinks"],
    error: ["BadRequestException", 400, { SubnetIds: [] }],
  },
  { operation: "GetVpcLink", input: { VpcLinkId: "{link}" }, on: ["/vpclinks/{link}"], given: [link], error: noLink },
  { operation: "GetVpcLinks", on: ["/vpclinks"], error: badPage },
  {
    operation: "UpdateVpcLink",
    input: { VpcLinkId: "{link}", Name: "n" },
    on: ["/vpclinks/{link}"],
    given: [link],
    error: noLink,
  },
  { operation: "DeleteVpcLink", input: { VpcLinkId: "{link}" }, on: ["/vpclinks/{link}"], given: [link], error: gone },

  { operation: "GetTags", input: { ResourceArn }, on: onTags, given: [api], error: noResource },
  { operation: "TagResource", input: { ResourceArn, Tags: { a: "b" } }, on: onTags, given: [api], error: noResource },
  { operation: "UntagResource", input: { ResourceArn, TagKeys: ["a"] }, on: onTags, given: [api], error: noResource },
];
