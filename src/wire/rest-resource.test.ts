import { DeleteApi$, GetApis$, GetTags$, UpdateRoute$ } from "@aws-sdk/client-apigatewayv2";
import { expect, test } from "vitest";
import { apiGatewayCheck } from "./rest-resource.ts";

const tagged = "arn:aws:apigateway:eu-west-1::/apis/a1";

test.each([
  [GetApis$, {}, "apigateway:GET", "/apis"],
  [DeleteApi$, { ApiId: "a1" }, "apigateway:DELETE", "/apis/a1"],
  [UpdateRoute$, { ApiId: "a1", RouteId: "r1", Target: "x" }, "apigateway:PATCH", "/apis/a1/routes/r1"],
  [GetTags$, { ResourceArn: tagged }, "apigateway:GET", `/tags/${encodeURIComponent(tagged)}`],
  [DeleteApi$, { ApiId: "*/routes" }, "apigateway:DELETE", "/apis/*%2Froutes"],
])("the permission for $2 is on the path without its version", (schema, input, action, path) => {
  expect(apiGatewayCheck(schema, input, "eu-west-1")).toEqual({
    action,
    resource: `arn:aws:apigateway:eu-west-1::${path}`,
  });
});
