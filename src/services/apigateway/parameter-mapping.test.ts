import { describe, expect, test } from "vitest";
import { badMappingExpression, badMappingValue, isMappedStatus } from "./parameter-mapping.ts";

describe("badMappingExpression", () => {
  test.each([
    ["append:header.x-tenant", "$context.authorizer.tenant"],
    ["overwrite:header.Host", "example.com"],
    ["remove:header.x-internal", "''"],
    ["append:querystring.id", "$request.path.id"],
    ["overwrite:querystring.all", "$request.querystring.a"],
    ["remove:querystring.debug", "''"],
    ["overwrite:path", "/v2/${request.path.name}/${request.path.id}"],
    ["overwrite:path", "$request.path"],
    ["append:header.x", "$request.body"],
    ["append:header.x", "$request.body.pets[0].name"],
    ["append:header.x", "$stageVariables.backend"],
    ["append:header.x", "costs 3$ or so"],
  ])("lets a request mapping %s = %s by", (key, value) => {
    expect(badMappingExpression({ [key]: value }, "request")).toBeUndefined();
  });

  test.each([
    ["append:header.x", "$response.header.server"],
    ["append:header.x", "$response.body.error"],
    ["overwrite:statuscode", "403"],
    ["overwrite:statuscode", "$response.body.status"],
    ["remove:header.server", "''"],
  ])("lets a response mapping %s = %s by", (key, value) => {
    expect(badMappingExpression({ [key]: value }, "response")).toBeUndefined();
  });

  test.each([
    "Access-Control-Allow-Origin",
    "apigw-requestid",
    "Authorization",
    "Connection",
    "Content-Encoding",
    "Content-Length",
    "Content-Location",
    "Forwarded",
    "Keep-Alive",
    "Origin",
    "Proxy-Authenticate",
    "Proxy-Authorization",
    "TE",
    "Trailers",
    "Transfer-Encoding",
    "Upgrade",
    "x-amz-date",
    "X-Amzn-Trace-Id",
    "X-Forwarded-For",
    "X-Forwarded-Host",
    "X-Forwarded-Proto",
    "Via",
  ])("refuses the reserved header %s on both sides", (name) => {
    for (const side of ["request", "response"] as const) {
      expect(badMappingExpression({ [`overwrite:header.${name}`]: "x" }, side)).toBe(`overwrite:header.${name}`);
      expect(badMappingExpression({ [`remove:header.${name}`]: "''" }, side)).toBe(`remove:header.${name}`);
    }
  });

  test.each([
    ["append:path", "/x", "append:path"],
    ["overwrite:statuscode", "200", "overwrite:statuscode"],
    ["header.x", "y", "header.x"],
    ["append:header.", "y", "append:header."],
    ["append:header.a b", "y", "append:header.a b"],
    ["replace:header.x", "y", "replace:header.x"],
    ["remove:header.x", "y", "y"],
    ["append:header.x", "", ""],
    ["append:header.x", "$request.cookie.a", "$request.cookie.a"],
    ["append:header.x", "$response.header.a", "$response.header.a"],
    ["append:header.x", "$request.header", "$request.header"],
    ["append:header.x", "$request.body..name", "$request.body..name"],
    ["append:header.x", "$request.body.pets[?(@.id==1)]", "$request.body.pets[?(@.id==1)]"],
    ["append:header.x", "a ${request.nothing} b", "a ${request.nothing} b"],
    ["append:header.x", "a ${request.path", "a ${request.path"],
    ["append:header.x", "a\r\nset-cookie: b", "a\r\nset-cookie: b"],
  ])("refuses a request mapping %s = %j", (key, value, expression) => {
    expect(badMappingExpression({ "append:header.fine": "x", [key]: value }, "request")).toBe(expression);
  });

  test.each([
    ["overwrite:path", "/x", "overwrite:path"],
    ["append:querystring.a", "b", "append:querystring.a"],
    ["append:header.x", "$request.header.a", "$request.header.a"],
    ["overwrite:statuscode", "99", "99"],
    ["overwrite:statuscode", "teapot", "teapot"],
  ])("refuses a response mapping %s = %j", (key, value, expression) => {
    expect(badMappingExpression({ [key]: value }, "response")).toBe(expression);
  });
});

test("badMappingValue names the first bad parameter of a service integration", () => {
  expect(badMappingValue({ QueueUrl: "https://queue", MessageBody: "$request.body" })).toBeUndefined();
  expect(badMappingValue({ MessageBody: "$request.nonsense" })).toBe("$request.nonsense");
});

test.each([
  ["200", true],
  ["599", true],
  ["199", false],
  ["600", false],
  ["2xx", false],
  ["20", false],
])("isMappedStatus(%s) is %s", (status, expected) => {
  expect(isMappedStatus(status)).toBe(expected);
});
