import { expect, test } from "vitest";
import type { RawRequest } from "../http/raw-request.ts";
import { services } from "../services/services.ts";
import { chooseService, scopeService } from "./choose-service.ts";

interface Shape {
  readonly host?: string;
  readonly path?: string;
  readonly query?: string;
  readonly scope?: string;
  readonly target?: string;
  readonly body?: string;
}

function request({ host = "127.0.0.1:4566", path = "/", query = "", scope, target }: Shape): RawRequest {
  const signed =
    scope === undefined
      ? []
      : [
          "Authorization",
          `AWS4-HMAC-SHA256 Credential=key/20260101/us-east-1/${scope}/aws4_request, SignedHeaders=host, Signature=0`,
        ];
  const targeted = target === undefined ? [] : ["X-Amz-Target", target];
  return {
    method: "POST",
    path,
    query,
    headers: ["Host", host, ...signed, ...targeted],
    remoteAddress: "",
    secure: false,
  };
}

test.each<[string, Shape, string | undefined, string | undefined]>([
  ["a global host of AWS", { host: "iam.amazonaws.com" }, "iam", "us-east-1"],
  ["a regional host of AWS", { host: "sts.eu-west-1.amazonaws.com:443" }, "sts", "eu-west-1"],
  ["a host in capitals", { host: "STS.amazonaws.com" }, "sts", "us-east-1"],
  [
    "the host before the shape and the scope",
    { host: "iam.amazonaws.com", query: "Version=2011-06-15", scope: "sts" },
    "iam",
    "us-east-1",
  ],
  ["the API version in the query", { query: "Action=GetUser&Version=2010-05-08" }, "iam", undefined],
  ["the API version in the form", { body: "Action=GetCallerIdentity&Version=2011-06-15" }, "sts", undefined],
  ["the shape before the scope", { body: "Version=2011-06-15", scope: "iam" }, "sts", undefined],
  ["the path of the REST protocol", { path: "/v2/apis" }, "apigatewayv2", undefined],
  ["the path of the other version of it", { path: "/restapis" }, "apigateway", undefined],
  ["a path that both versions have, by its beginning", { path: "/tags/arn" }, "apigateway", undefined],
  [
    "the shape where versions share a host",
    { host: "apigateway.eu-west-1.amazonaws.com", path: "/restapis/a" },
    "apigateway",
    "eu-west-1",
  ],
  [
    "the first of those that share a host where the shape tells nothing",
    { host: "apigateway.eu-west-1.amazonaws.com", path: "/none" },
    "apigatewayv2",
    "eu-west-1",
  ],
  ["the scope for a path of nobody's", { path: "/none", scope: "sts" }, "sts", undefined],
  ["the target of the JSON protocol", { target: "AWSOrganizationsV20161128.ListRoots" }, "organizations", undefined],
  ["the target before the scope", { target: "AWSOrganizationsV20161128.X", scope: "iam" }, "organizations", undefined],
  ["Organizations' host", { host: "organizations.us-east-1.amazonaws.com" }, "organizations", "us-east-1"],
  ["a target of none of them", { target: "DynamoDB_20120810.ListTables", scope: "dynamodb" }, undefined, undefined],
  ["the scope where nothing else tells", { scope: "sts" }, "sts", undefined],
  [
    "the scope of a presigned request",
    { query: "X-Amz-Credential=key%2F20260101%2Fus-east-1%2Fiam%2Faws4_request" },
    "iam",
    undefined,
  ],
  ["an API version of none of them", { body: "Version=2012-11-05", scope: "sqs" }, undefined, undefined],
  ["nothing at all", {}, undefined, undefined],
  ["a host that only looks like AWS's", { host: "iam.amazonaws.com.example.org" }, undefined, undefined],
])("%s", (_, shape, name, hostRegion) => {
  const chosen = chooseService(services, request(shape), Buffer.from(shape.body ?? ""));
  expect(chosen?.service.name).toBe(name);
  expect(chosen?.hostRegion).toBe(hostRegion);
});

test.each([
  ["s3", "s3"],
  [undefined, undefined],
])("the scope of a service that is not here is read as %s", (scope, name) => {
  expect(scopeService(request(scope === undefined ? {} : { scope }))).toBe(name);
});
