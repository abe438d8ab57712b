import { afterEach, beforeEach, describe, expect, test } from "vitest";
import { type ApiCalls, openApiCalls } from "../../../test/api-calls.ts";
import { apigatewayService } from "./service.ts";

let calls: ApiCalls;
let ApiId: string;
beforeEach(async () => {
  calls = await openApiCalls();
  const api = await calls.call("CreateApi", { Name: "pets", ProtocolType: "HTTP", Tags: { team: "blue" } });
  ApiId = String(api.ApiId);
  await calls.call("CreateStage", { ApiId, StageName: "$default", Tags: { team: "red" } });
});
afterEach(() => calls.close());

describe("every operation asks for its HTTP verb on its path", () => {
  test.each([
    ["GetApis", {}, "GET /apis"],
    ["CreateApi", { Name: "x", ProtocolType: "HTTP" }, "POST /apis"],
    ["GetApi", {}, "GET /apis/{id}"],
    ["UpdateApi", {}, "PATCH /apis/{id}"],
    ["DeleteApi", {}, "DELETE /apis/{id}"],
    ["DeleteCorsConfiguration", {}, "DELETE /apis/{id}/cors"],
    ["CreateIntegration", {}, "POST /apis/{id}/integrations"],
    ["GetIntegrations", {}, "GET /apis/{id}/integrations"],
    ["GetIntegration", { IntegrationId: "i1" }, "GET /apis/{id}/integrations/i1"],
    ["UpdateIntegration", { IntegrationId: "i1" }, "PATCH /apis/{id}/integrations/i1"],
    ["DeleteIntegration", { IntegrationId: "i1" }, "DELETE /apis/{id}/integrations/i1"],
    ["CreateRoute", {}, "POST /apis/{id}/routes"],
    ["GetRoutes", {}, "GET /apis/{id}/routes"],
    ["GetRoute", { RouteId: "r1" }, "GET /apis/{id}/routes/r1"],
    ["UpdateRoute", { RouteId: "r1" }, "PATCH /apis/{id}/routes/r1"],
    ["DeleteRoute", { RouteId: "r1" }, "DELETE /apis/{id}/routes/r1"],
    ["CreateAuthorizer", {}, "POST /apis/{id}/authorizers"],
    ["GetAuthorizers", {}, "GET /apis/{id}/authorizers"],
    ["GetAuthorizer", { AuthorizerId: "a1" }, "GET /apis/{id}/authorizers/a1"],
    ["UpdateAuthorizer", { AuthorizerId: "a1" }, "PATCH /apis/{id}/authorizers/a1"],
    ["DeleteAuthorizer", { AuthorizerId: "a1" }, "DELETE /apis/{id}/authorizers/a1"],
    ["CreateDeployment", {}, "POST /apis/{id}/deployments"],
    ["GetDeployments", {}, "GET /apis/{id}/deployments"],
    ["GetDeployment", { DeploymentId: "d1" }, "GET /apis/{id}/deployments/d1"],
    ["UpdateDeployment", { DeploymentId: "d1" }, "PATCH /apis/{id}/deployments/d1"],
    ["DeleteDeployment", { DeploymentId: "d1" }, "DELETE /apis/{id}/deployments/d1"],
    ["CreateStage", { StageName: "dev" }, "POST /apis/{id}/stages"],
    ["GetStages", {}, "GET /apis/{id}/stages"],
    ["GetStage", { StageName: "$default" }, "GET /apis/{id}/stages/$default"],
    ["UpdateStage", { StageName: "dev" }, "PATCH /apis/{id}/stages/dev"],
    ["DeleteStage", { StageName: "dev" }, "DELETE /apis/{id}/stages/dev"],
    ["DeleteAccessLogSettings", { StageName: "dev" }, "DELETE /apis/{id}/stages/dev/accesslogsettings"],
    [
      "DeleteRouteSettings",
      { StageName: "dev", RouteKey: "GET /a" },
      "DELETE /apis/{id}/stages/dev/routesettings/GET%20%2Fa",
    ],
    ["ResetAuthorizersCache", { StageName: "dev" }, "DELETE /apis/{id}/stages/dev/cache/authorizers"],
    ["ImportApi", { Body: "{}" }, "PUT /apis"],
    ["ReimportApi", { Body: "{}" }, "PUT /apis/{id}"],
    ["ExportApi", { Specification: "OAS30", OutputType: "JSON" }, "GET /apis/{id}/exports/OAS30"],
    ["CreateDomainName", { DomainName: "d.example" }, "POST /domainnames"],
    ["GetDomainNames", {}, "GET /domainnames"],
    ["GetDomainName", { DomainName: "d.example" }, "GET /domainnames/d.example"],
    ["UpdateDomainName", { DomainName: "d.example" }, "PATCH /domainnames/d.example"],
    ["DeleteDomainName", { DomainName: "d.example" }, "DELETE /domainnames/d.example"],
    ["CreateApiMapping", { DomainName: "d.example" }, "POST /domainnames/d.example/apimappings"],
    ["GetApiMappings", { DomainName: "d.example" }, "GET /domainnames/d.example/apimappings"],
    ["GetApiMapping", { DomainName: "d.example", ApiMappingId: "m1" }, "GET /domainnames/d.example/apimappings/m1"],
    [
      "UpdateApiMapping",
      { DomainName: "d.example", ApiMappingId: "m1" },
      "PATCH /domainnames/d.example/apimappings/m1",
    ],
    [
      "DeleteApiMapping",
      { DomainName: "d.example", ApiMappingId: "m1" },
      "DELETE /domainnames/d.example/apimappings/m1",
    ],
    ["CreateRoutingRule", { DomainName: "d.example" }, "POST /domainnames/d.example/routingrules"],
    ["ListRoutingRules", { DomainName: "d.example" }, "GET /domainnames/d.example/routingrules"],
    ["GetRoutingRule", { DomainName: "d.example", RoutingRuleId: "r1" }, "GET /domainnames/d.example/routingrules/r1"],
    ["PutRoutingRule", { DomainName: "d.example", RoutingRuleId: "r1" }, "PUT /domainnames/d.example/routingrules/r1"],
    [
      "DeleteRoutingRule",
      { DomainName: "d.example", RoutingRuleId: "r1" },
      "DELETE /domainnames/d.example/routingrules/r1",
    ],
    ["CreateVpcLink", {}, "POST /vpclinks"],
    ["GetVpcLinks", {}, "GET /vpclinks"],
    ["GetVpcLink", { VpcLinkId: "v1" }, "GET /vpclinks/v1"],
    ["UpdateVpcLink", { VpcLinkId: "v1" }, "PATCH /vpclinks/v1"],
    ["DeleteVpcLink", { VpcLinkId: "v1" }, "DELETE /vpclinks/v1"],
  ])("%s", async (operation, members, expected) => {
    const [verb, path] = expected.replace("{id}", ApiId).split(" ");
    const checks = await calls.checks(operation, { ApiId, ...members });
    expect(checks).toMatchObject([{ action: `apigateway:${verb}`, resource: `arn:aws:apigateway:us-east-1::${path}` }]);
  });

  test.each([
    ["GetTags", {}, "GET"],
    ["TagResource", { Tags: {} }, "POST"],
    ["UntagResource", { TagKeys: [] }, "DELETE"],
  ])("%s", async (operation, members, verb) => {
    const ResourceArn = `arn:aws:apigateway:us-east-1::/apis/${ApiId}/stages/$default`;
    expect(await calls.checks(operation, { ResourceArn, ...members })).toMatchObject([
      {
        action: `apigateway:${verb}`,
        resource: `arn:aws:apigateway:us-east-1::/tags/arn%3Aaws%3Aapigateway%3Aus-east-1%3A%3A%2Fapis%2F${ApiId}%2Fstages%2F%24default`,
      },
    ]);
  });

  test("and the list above is complete", () => {
    expect(apigatewayService.operations).toHaveLength(60);
    for (const { name } of apigatewayService.operations) {
      expect(apigatewayService.knownOperations).toContain(name);
    }
  });
});

describe("the context of a check", () => {
  test.each([
    ["GetApi", {}, { "aws:ResourceTag/team": "blue" }],
    ["CreateRoute", {}, { "aws:ResourceTag/team": "blue", "apigateway:Request/RouteAuthorizationType": "NONE" }],
    ["GetStage", { StageName: "$default" }, { "aws:ResourceTag/team": "red" }],
    ["GetStage", { StageName: "none" }, {}],
    [
      "CreateStage",
      { StageName: "dev", Tags: { a: "b" }, AccessLogSettings: { DestinationArn: "arn:x", Format: "f" } },
      {
        "aws:ResourceTag/team": "blue",
        "aws:RequestTag/a": "b",
        "aws:TagKeys": ["a"],
        "apigateway:Request/StageName": "dev",
        "apigateway:Request/AccessLoggingDestination": "arn:x",
        "apigateway:Request/AccessLoggingFormat": "f",
      },
    ],
    [
      "CreateApi",
      { Name: "x", ProtocolType: "HTTP", Tags: { a: "b", c: "d" } },
      {
        "aws:RequestTag/a": "b",
        "aws:RequestTag/c": "d",
        "aws:TagKeys": ["a", "c"],
        "apigateway:Request/ApiName": "x",
      },
    ],
  ])("of %s with %j", async (operation, members, context) => {
    const [check] = await calls.checks(operation, { ApiId, ...members });
    expect(check).toMatchObject({ context });
    expect(Object.keys(check?.context ?? {})).toHaveLength(Object.keys(context).length);
  });

  test("of tag operations names the resource's tags and the tags asked for", async () => {
    const ResourceArn = `arn:aws:apigateway:us-east-1::/apis/${ApiId}`;
    expect(await calls.checks("TagResource", { ResourceArn, Tags: { a: "b" } })).toMatchObject([
      { context: { "aws:ResourceTag/team": "blue", "aws:RequestTag/a": "b", "aws:TagKeys": ["a"] } },
    ]);
    expect(await calls.checks("UntagResource", { ResourceArn, TagKeys: ["team"] })).toMatchObject([
      { context: { "aws:ResourceTag/team": "blue", "aws:TagKeys": ["team"] } },
    ]);
  });

  test("of a route's change tells its authorization before and after", async () => {
    const { RouteId } = await calls.call("CreateRoute", { ApiId, RouteKey: "GET /a", AuthorizationType: "AWS_IAM" });
    expect(await calls.checks("UpdateRoute", { ApiId, RouteId, AuthorizationType: "NONE" })).toMatchObject([
      {
        context: {
          "apigateway:Request/RouteAuthorizationType": "NONE",
          "apigateway:Resource/RouteAuthorizationType": "AWS_IAM",
        },
      },
    ]);
  });

  test("tells nothing about another account's or region's API", async () => {
    for (const who of [{ accountId: "222222222222" }, { region: "eu-west-1" }]) {
      expect(await calls.as(who).checks("GetApi", { ApiId })).toMatchObject([{ context: {} }]);
      const [check] = await calls.as(who).checks("GetStage", { ApiId, StageName: "$default" });
      expect(check?.context).toEqual({});
    }
  });
});
